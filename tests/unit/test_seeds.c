/* test_seeds.c - the index of a text's seeds beside a search for them. */
#include "made.h"
#include "match/seeds.h"

enum { MOST = 300 };

static nd_text random_text(uint32_t *tokens, uint32_t count, uint32_t kinds, uint64_t *chance) {
    for (uint32_t i = 0; i < count; i++)
        tokens[i] = draw(chance, kinds) << ND_TOKEN_FLAG_BITS | draw(chance, 1u << ND_TOKEN_FLAG_BITS);
    return (nd_text){tokens, count};
}

static int is_same_seed(const uint32_t *a, const uint32_t *b) {
    return nd_same_word(a[0], b[0]) && nd_same_word(a[1], b[1]) && nd_same_word(a[2], b[2]);
}

static uint32_t count_places(nd_text text, const uint32_t *seed) {
    uint32_t places = 0;
    for (uint32_t i = 0; i + ND_SEED <= text.count; i++) places += is_same_seed(text.tokens + i, seed);
    return places;
}

static uint32_t count_listed(const nd_seeds *seeds, const uint32_t *seed) {
    const uint32_t *nexts = (const uint32_t *)seeds->nexts.data;
    uint32_t        places = 0, before = 0, at = ((const uint32_t *)seeds->heads.data)[nd_seeds_list(seeds, seed)];
    for (; at; before = at, at = nexts[at - 1]) {
        assert_true(at > before);
        places += is_same_seed(seeds->text.tokens + at - 1, seed);
    }
    return places;
}

static void check(const nd_seeds *seeds, nd_text text, nd_text other) {
    for (uint32_t j = 0; j + ND_SEED <= other.count; j++) {
        uint32_t places = count_places(text, other.tokens + j);
        assert_int_equal(count_listed(seeds, other.tokens + j), places);
        if (places) assert_true(nd_seeds_among(seeds, other.tokens + j, 1));
    }
    uint32_t repeated = 0;
    for (uint32_t i = 0; i + ND_SEED <= text.count; i++) {
        nd_text rest = {text.tokens + i, text.count - i};
        if (count_places(text, text.tokens + i) > 1) assert_int_equal(nd_seeds_next_repeat(seeds, i, text.count), i);
        repeated += count_places(rest, rest.tokens) > 1;
    }
    assert_in_range(seeds->repeated, repeated, text.count);
}

static void every_place_of_a_seed_is_listed_and_repeats_are_marked(void **state) {
    (void)state;
    nd_seeds seeds = {.mark_shift = 0};
    uint64_t chance = 11;
    for (unsigned trial = 0; trial < 300; trial++) {
        uint32_t tokens[2][MOST], kinds = 1 + draw(&chance, 12);
        nd_text  text = random_text(tokens[0], draw(&chance, MOST + 1), kinds, &chance);
        nd_text  other = random_text(tokens[1], draw(&chance, 100), kinds, &chance);
        assert_int_equal(nd_seeds_set(&seeds, text, NULL), ND_OK);
        check(&seeds, text, other);
    }
    nd_seeds_free(&seeds);
}

static void all_ways_to_ask_give_the_same(void **state) {
    (void)state;
    nd_seeds seeds = {.mark_shift = 0};
    uint64_t chance = 13;
    for (unsigned trial = 0; trial < 300; trial++) {
        uint32_t tokens[2][MOST], kinds = 1 + draw(&chance, 200), count = draw(&chance, 65);
        nd_text  text = random_text(tokens[0], draw(&chance, MOST + 1), kinds, &chance);
        nd_text  other = random_text(tokens[1], count + ND_SEED - 1, kinds, &chance);
        assert_int_equal(nd_seeds_set(&seeds, text, NULL), ND_OK);
        assert_int_equal(nd_seeds_among(&seeds, other.tokens, count),
                         nd_seeds_among_portable(&seeds, other.tokens, count));
    }
    nd_seeds_free(&seeds);
}

/* Of seeds that are not there few may be; of those that stand once, few may stand elsewhere. */
static void what_is_not_there_is_mostly_told(void **state) {
    (void)state;
    uint32_t tokens[MOST], others[66], falsely = 0, marked = 0;
    nd_seeds seeds = {.mark_shift = 0};
    for (uint32_t i = 0; i < MOST; i++) tokens[i] = i << ND_TOKEN_FLAG_BITS;
    for (uint32_t i = 0; i < 66; i++) others[i] = (i + 1000) << ND_TOKEN_FLAG_BITS;
    assert_int_equal(nd_seeds_set(&seeds, (nd_text){tokens, MOST}, NULL), ND_OK);
    for (uint64_t among = nd_seeds_among(&seeds, others, 64); among; among &= among - 1) falsely++;
    for (uint32_t i = 0; (i = nd_seeds_next_repeat(&seeds, i, MOST)) < MOST; i++) marked++;
    assert_true(falsely <= 4);
    assert_true(marked <= MOST / 16);
    assert_int_equal(nd_seeds_next_repeat(&seeds, 7, 7), 7);
    nd_seeds_free(&seeds);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    uint32_t tokens[] = {64, 128, 192, 256};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_seeds seeds = {.mark_shift = 0};
        fail_allocation_after(calls);
        int status = nd_seeds_set(&seeds, (nd_text){tokens, 4}, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_seeds_free(&seeds);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place_of_a_seed_is_listed_and_repeats_are_marked),
        cmocka_unit_test(all_ways_to_ask_give_the_same),
        cmocka_unit_test(what_is_not_there_is_mostly_told),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("seeds", tests, NULL, NULL);
}
