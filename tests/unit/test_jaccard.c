/* test_jaccard.c - the similarity of sets of shingles, against sets made by comparing word by word. */
#include "made.h"
#include "match/align.h"

enum { MOST = 60, SHINGLE = 5 };

static uint32_t jaccard(nd_text a, nd_text b) {
    nd_aligner   aligner = {0};
    nd_alignment alignment;
    uint32_t     found;
    assert_int_equal(nd_aligner_set(&aligner, (nd_side){a, NULL, 0}, NULL), ND_OK);
    assert_int_equal(nd_aligner_align(&aligner, (nd_side){b, NULL, 0}, &alignment, NULL), ND_OK);
    assert_int_equal(nd_aligner_jaccard(&aligner, &found, NULL), ND_OK);
    nd_aligner_free(&aligner);
    return found;
}

static uint32_t shingle_count(nd_text text) {
    return text.count == 0 ? 0 : text.count < SHINGLE ? 1 : text.count - SHINGLE + 1;
}

static int is_same_shingle(nd_text a, uint32_t i, nd_text b, uint32_t j) {
    uint32_t length = a.count < SHINGLE ? a.count : SHINGLE;
    if (length != (b.count < SHINGLE ? b.count : SHINGLE)) return 0;
    for (uint32_t word = 0; word < length; word++)
        if (nd_token_word(a.tokens[i + word]) != nd_token_word(b.tokens[j + word])) return 0;
    return 1;
}

/* Whether `text` has shingle `i` of `a` among its first `count`. */
static int holds(nd_text text, uint32_t count, nd_text a, uint32_t i) {
    for (uint32_t j = 0; j < count; j++)
        if (is_same_shingle(a, i, text, j)) return 1;
    return 0;
}

static uint32_t naive_jaccard(nd_text a, nd_text b) {
    uint64_t common = 0, either = 0;
    for (uint32_t i = 0; i < shingle_count(a); i++) {
        if (holds(a, i, a, i)) continue;
        either++;
        common += (uint64_t)holds(b, shingle_count(b), a, i);
    }
    for (uint32_t i = 0; i < shingle_count(b); i++)
        either += !holds(b, i, b, i) && !holds(a, shingle_count(a), b, i);
    return either ? (uint32_t)(common * 65536 / either) : 0;
}

static void it_is_what_sets_of_words_give(void **state) {
    (void)state;
    uint64_t chance = 11;
    for (unsigned trial = 0; trial < 1000; trial++) {
        uint32_t tokens[2][MOST], kinds = 1 + draw(&chance, 6);
        nd_text  a = {tokens[0], draw(&chance, MOST + 1)}, b = {tokens[1], draw(&chance, MOST + 1)};
        for (uint32_t i = 0; i < MOST; i++) {
            tokens[0][i] = draw(&chance, kinds) << ND_TOKEN_FLAG_BITS;
            tokens[1][i] = draw(&chance, 8) ? tokens[0][i] : draw(&chance, kinds) << ND_TOKEN_FLAG_BITS;
        }
        assert_int_equal(jaccard(a, b), naive_jaccard(a, b));
        assert_int_equal(jaccard(a, b), jaccard(b, a));
    }
}

static void the_same_words_are_wholly_similar(void **state) {
    (void)state;
    uint32_t tokens[2][20];
    assert_int_equal(jaccard(spell(tokens[0], "abcdefg"), spell(tokens[1], "abcdefg")), 65536);
    assert_int_equal(jaccard(spell(tokens[0], "ab"), spell(tokens[1], "ab")), 65536);
}

static void other_flags_do_not_make_other_words(void **state) {
    (void)state;
    uint32_t tokens[2][20];
    nd_text  a = spell(tokens[0], "abcdefg"), b = spell(tokens[1], "abcdefg");
    tokens[1][3] |= ND_TOKEN_PARAGRAPH | ND_TOKEN_LINE | ND_TOKEN_QUOTED;
    assert_int_equal(jaccard(a, b), 65536);
}

static void a_repeated_shingle_counts_once(void **state) {
    (void)state;
    uint32_t tokens[2][20];
    /* abcde bcdea cdeab deabc eabcd are all there is in the second text */
    assert_int_equal(jaccard(spell(tokens[0], "abcde"), spell(tokens[1], "abcdeabcdeabcde")), 65536 / 5);
}

static void the_set_of_the_first_text_serves_every_second_one(void **state) {
    (void)state;
    uint32_t     tokens[3][20], found;
    nd_aligner   aligner = {0};
    nd_alignment alignment;
    nd_text      b = spell(tokens[1], "abcdefgh"), c = spell(tokens[2], "zyxwv");
    assert_int_equal(nd_aligner_set(&aligner, (nd_side){spell(tokens[0], "abcdefgh"), NULL, 0}, NULL), ND_OK);
    for (unsigned i = 0; i < 4; i++) {
        nd_side side = {i % 2 ? c : b, NULL, 0};
        assert_int_equal(nd_aligner_align(&aligner, side, &alignment, NULL), ND_OK);
        assert_int_equal(nd_aligner_jaccard(&aligner, &found, NULL), ND_OK);
        assert_int_equal(found, i % 2 ? 0 : 65536);
    }
    assert_int_equal(nd_aligner_set(&aligner, (nd_side){c, NULL, 0}, NULL), ND_OK);
    assert_int_equal(nd_aligner_align(&aligner, (nd_side){c, NULL, 0}, &alignment, NULL), ND_OK);
    assert_int_equal(nd_aligner_jaccard(&aligner, &found, NULL), ND_OK);
    assert_int_equal(found, 65536);
    nd_aligner_free(&aligner);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    uint32_t tokens[2][20], found = 0;
    nd_side  a = {spell(tokens[0], "abcdefgh"), NULL, 0}, b = {spell(tokens[1], "abcdefgh"), NULL, 0};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_aligner   aligner = {0};
        nd_alignment alignment;
        assert_int_equal(nd_aligner_set(&aligner, a, NULL), ND_OK);
        assert_int_equal(nd_aligner_align(&aligner, b, &alignment, NULL), ND_OK);
        fail_allocation_after(calls);
        int status = nd_aligner_jaccard(&aligner, &found, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        assert_int_equal(nd_aligner_jaccard(&aligner, &found, NULL), ND_OK); /* and can be tried again */
        assert_int_equal(found, 65536);
        nd_aligner_free(&aligner);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_what_sets_of_words_give),
        cmocka_unit_test(the_same_words_are_wholly_similar),
        cmocka_unit_test(other_flags_do_not_make_other_words),
        cmocka_unit_test(a_repeated_shingle_counts_once),
        cmocka_unit_test(the_set_of_the_first_text_serves_every_second_one),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("jaccard", tests, NULL, NULL);
}
