/* test_chain.c - chains of equal runs, one to one. */
#include "made.h"
#include "match/chain.h"

enum { MOST = 30 };

/* A text of `count` words out of `kinds`. */
static nd_text random_text(uint32_t *tokens, uint32_t count, uint32_t kinds, uint64_t *chance) {
    for (uint32_t i = 0; i < count; i++) tokens[i] = draw(chance, kinds) << ND_TOKEN_FLAG_BITS;
    return (nd_text){tokens, count};
}

static void start(nd_chainer *chainer, nd_text a, nd_text b) {
    assert_int_equal(nd_chainer_set(chainer, a, NULL), ND_OK);
    assert_int_equal(nd_chainer_start(chainer, b, NULL), ND_OK);
}

static int is_equal_at(nd_text a, nd_text b, uint32_t i, uint32_t j) {
    return i < a.count && j < b.count && nd_same_word(a.tokens[i], b.tokens[j]);
}

static void links_of_a_chain_follow_each_other_in_both_texts(void **state) {
    (void)state;
    nd_chainer chainer = {0};
    uint64_t   chance = 6;
    for (unsigned trial = 0; trial < 2000; trial++) {
        uint32_t      tokens[2][MOST], links;
        const nd_run *chain;
        nd_text       a = random_text(tokens[0], MOST, 2 + draw(&chance, 4), &chance);
        start(&chainer, a, random_text(tokens[1], MOST, 4, &chance));
        while ((links = nd_chainer_next(&chainer, &chain)))
            for (uint32_t i = 0; i < links; i++) {
                for (uint32_t word = 0; word < chain[i].length; word++)
                    assert_true(is_equal_at(a, chainer.finder.b, chain[i].a + word, chain[i].b + word));
                assert_true(chain[i].length > 0);
                if (i == 0) continue;
                assert_true(chain[i].a >= chain[i - 1].a + chain[i - 1].length);
                assert_true(chain[i].b >= chain[i - 1].b + chain[i - 1].length);
            }
    }
    nd_chainer_free(&chainer);
}

/* Marks the words of the chain, and fails if one was marked before. */
static void use_once(nd_chainer *chainer, const nd_run *chain, uint32_t links, uint8_t *used_a, uint8_t *used_b) {
    for (uint32_t i = 0; i < links; i++) {
        for (uint32_t word = 0; word < chain[i].length; word++) {
            assert_false(used_a[chain[i].a + word]++);
            assert_false(used_b[chain[i].b + word]++);
        }
        nd_span span = {chain[i].a, chain[i].a + chain[i].length, chain[i].b, chain[i].b + chain[i].length, 0};
        nd_chainer_use(chainer, &span);
    }
}

static void used_words_are_in_no_later_chain(void **state) {
    (void)state;
    nd_chainer chainer = {0};
    uint64_t   chance = 7;
    for (unsigned trial = 0; trial < 2000; trial++) {
        uint8_t       used_a[MOST] = {0}, used_b[MOST] = {0};
        uint32_t      tokens[2][MOST], kinds = 1 + draw(&chance, 4), links;
        const nd_run *chain;
        nd_text       a = random_text(tokens[0], MOST, kinds, &chance);
        start(&chainer, a, random_text(tokens[1], MOST, kinds, &chance));
        while ((links = nd_chainer_next(&chainer, &chain))) use_once(&chainer, chain, links, used_a, used_b);
    }
    nd_chainer_free(&chainer);
}

/* How many links the first chain of two spelt texts has; 0 if there is none. */
static uint32_t first_chain(const char *a, const char *b, uint32_t *words) {
    uint32_t      tokens[2][200], links;
    const nd_run *chain;
    nd_chainer    chainer = {0};
    start(&chainer, spell(tokens[0], a), spell(tokens[1], b));
    links = nd_chainer_next(&chainer, &chain);
    *words = 0;
    for (uint32_t i = 0; i < links; i++) *words += chain[i].length;
    nd_chainer_free(&chainer);
    return links;
}

static void eight_words_in_a_row_are_a_chain_and_seven_are_not(void **state) {
    (void)state;
    uint32_t words;
    assert_int_equal(first_chain("abcdefgh", "ABCabcdefghXYZ", &words), 1);
    assert_int_equal(words, 8);
    assert_int_equal(first_chain("abcdefg", "ABCabcdefgXYZ", &words), 0);
}

static void runs_across_a_short_gap_are_one_chain(void **state) {
    (void)state;
    uint32_t words;
    assert_int_equal(first_chain("abcdef R ghijkl", "abcdef S ghijkl", &words), 2);
    assert_int_equal(words, 12);
}

static void runs_across_25_words_are_two_chains(void **state) {
    (void)state;
    uint32_t words;
    assert_int_equal(first_chain("abcdefghijklmnop ABCDEFGHIJKLMNOPQRSTUVWX qrstuvwxyz#$%&!?",
                                 "abcdefghijklmnop qrstuvwxyz#$%&!?", &words), 2);
    assert_int_equal(first_chain("abcdefghijklmnop ABCDEFGHIJKLMNOPQRSTUVWXY qrstuvwxyz#$%&!?",
                                 "abcdefghijklmnop qrstuvwxyz#$%&!?", &words), 1);
}

static void texts_shorter_than_a_seed_have_no_chain(void **state) {
    (void)state;
    uint32_t words;
    assert_int_equal(first_chain("", "", &words), 0);
    assert_int_equal(first_chain("ab", "ab", &words), 0);
    assert_int_equal(first_chain("abcdefghij", "", &words), 0);
    assert_int_equal(first_chain("", "abcdefghij", &words), 0);
}

static void a_text_of_pure_repetition_is_found_whole_in_itself(void **state) {
    (void)state;
    enum { COUNT = 60000 };
    uint32_t *tokens = calloc(COUNT, sizeof *tokens);
    for (uint32_t period = 1; period <= 4; period++) {
        const nd_run *chain;
        nd_chainer    chainer = {0};
        for (uint32_t i = 0; i < COUNT; i++) tokens[i] = (i % period) << ND_TOKEN_FLAG_BITS;
        start(&chainer, (nd_text){tokens, COUNT}, (nd_text){tokens, COUNT});
        assert_int_equal(nd_chainer_next(&chainer, &chain), 1);
        assert_int_equal(chain->length, COUNT);
        nd_chainer_free(&chainer);
    }
    free(tokens);
}

/* Each word in turn and no words, with the buffers of the chain before. */
static void a_chainer_may_be_used_again(void **state) {
    (void)state;
    uint32_t      tokens[3][40];
    const nd_run *chain;
    nd_chainer    chainer = {0};
    nd_text       a = spell(tokens[0], "abcdefghijklmnopqrst"), b = spell(tokens[1], "xyzabcdefghijkl");
    start(&chainer, a, b);
    assert_int_equal(nd_chainer_next(&chainer, &chain), 1);
    assert_int_equal(nd_chainer_start(&chainer, spell(tokens[2], "klmnopqrst"), NULL), ND_OK);
    assert_int_equal(nd_chainer_next(&chainer, &chain), 1);
    assert_int_equal(chain->a, 10);
    assert_int_equal(nd_chainer_next(&chainer, &chain), 0);
    assert_int_equal(nd_chainer_start(&chainer, (nd_text){NULL, 0}, NULL), ND_OK);
    assert_int_equal(nd_chainer_next(&chainer, &chain), 0);
    nd_chainer_free(&chainer);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    uint32_t tokens[2][20];
    nd_text  a = spell(tokens[0], "abcdefghijklmnop"), b = spell(tokens[1], "abcdefghijklmnop");
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_chainer chainer = {0};
        fail_allocation_after(calls);
        int status = nd_chainer_set(&chainer, a, NULL);
        if (!status) status = nd_chainer_start(&chainer, b, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_chainer_free(&chainer);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_of_a_chain_follow_each_other_in_both_texts),
        cmocka_unit_test(used_words_are_in_no_later_chain),
        cmocka_unit_test(eight_words_in_a_row_are_a_chain_and_seven_are_not),
        cmocka_unit_test(runs_across_a_short_gap_are_one_chain),
        cmocka_unit_test(runs_across_25_words_are_two_chains),
        cmocka_unit_test(texts_shorter_than_a_seed_have_no_chain),
        cmocka_unit_test(a_text_of_pure_repetition_is_found_whole_in_itself),
        cmocka_unit_test(a_chainer_may_be_used_again),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("chain", tests, NULL, NULL);
}
