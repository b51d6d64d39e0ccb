/* test_recall.c - the chance that a pair is found, beside trials with random hashes, and what it tells of a run. */
#include <math.h>

#include "made.h"
#include "match/complete.h"
#include "match/recall.h"

static double chance_of(double similarity, uint32_t longest, uint32_t words, double equal) {
    nd_verified pair = {.relation = ND_EXCERPT, .jaccard = (uint32_t)(similarity * ND_WHOLE),
                        .longest_halves = 2 * longest, .passage_halves = 2 * words,
                        .equal_share = (uint32_t)(equal * ND_WHOLE)};
    return nd_shared_key_chance(&pair, words, words);
}

/* Of two texts without a passage, by how many words they have. */
static double chance_by_bands(double similarity, size_t a, size_t b) {
    nd_verified pair = {.relation = ND_NEAR_DUPLICATE, .jaccard = (uint32_t)(similarity * ND_WHOLE),
                        .equal_share = ND_WHOLE};
    return nd_shared_key_chance(&pair, a, b);
}

static void expect_near(double value, double expected, double distance) {
    if (fabs(value - expected) > distance) fail_msg("%f, not %f", value, expected);
}

static void a_band_is_shared_by_the_similar(void **state) {
    (void)state;
    expect_near(chance_of(1, 0, 0, 1), 1, 1e-9);
    expect_near(chance_of(.5, 0, 0, 1), .8732, 1e-4);
    expect_near(chance_of(.2, 0, 0, 1), .0499, 1e-4);
    expect_near(chance_of(0, 0, 0, 1), .01, 1e-9); /* never quite nothing */
}

/* Long texts have half as many, and none of those that short ones have. */
static void texts_of_two_lengths_share_no_band(void **state) {
    (void)state;
    expect_near(chance_by_bands(.5, 67, 67), .8732, 1e-4); /* 63 shingles */
    expect_near(chance_by_bands(.5, 68, 68), .6439, 1e-4);
    expect_near(chance_by_bands(.9, 67, 68), .01, 1e-9);
    expect_near(chance_by_bands(.9, 68, 67), .01, 1e-9);
}

static void sketch(nd_sketch *sketch, unsigned words) {
    struct writing writing = {.size = 0};
    nd_minhash     minhash;
    nd_minhash_init(&minhash);
    say_words(&writing, "w", 0, words);
    nd_string text = {writing.text, writing.size};
    assert_int_equal(nd_sketch_make(sketch, &minhash, text, (nd_string){NULL, 0}, NULL), ND_OK);
}

/* A text and the same with a word more: they share nearly all, or nothing, and that is told. */
static void the_bound_is_that_of_the_sketches(void **state) {
    (void)state;
    for (unsigned words = 60; words < 75; words++) {
        nd_sketch a = {.halves = 0}, b = {.halves = 0};
        unsigned  shared = 0;
        sketch(&a, words);
        sketch(&b, words + 1);
        for (size_t i = 0; i < a.band_count; i++)
            for (size_t k = 0; k < b.band_count; k++) shared += a.band_keys[i] == b.band_keys[k];
        assert_int_equal(shared > 0, chance_by_bands(.95, words, words + 1) > .5);
        nd_sketch_free(&a);
        nd_sketch_free(&b);
    }
}

static void an_uninterrupted_run_of_fourteen_words_is_sure(void **state) {
    (void)state;
    expect_near(chance_of(0, 14, 14, 1), 1, 1e-9);
    assert_true(chance_of(0, 13, 13, 1) < 1);
    expect_near(chance_of(0, 7, 7, 1), .14, 1e-9);
}

/* Windows of 8 hashes in two rows that have `shared` hashes in common, each in the middle of its own. */
static double share_a_key(unsigned shared) {
    enum { TRIALS = 20000, BESIDE = 8, MOST = 2 * BESIDE + 8 };
    uint64_t chance = shared;
    unsigned found = 0;
    for (unsigned trial = 0; trial < TRIALS; trial++) {
        uint32_t rows[2][MOST], least[2][MOST];
        unsigned count = 2 * BESIDE + shared, both = 0;
        for (unsigned i = 0; i < count; i++)
            for (unsigned row = 0; row < 2; row++) {
                int is_shared = i >= BESIDE && i < BESIDE + shared;
                rows[row][i] = row && is_shared ? rows[0][i] : draw(&chance, UINT32_MAX);
            }
        memset(least, 0, sizeof least);
        for (unsigned row = 0; row < 2; row++)
            for (unsigned i = 0; i + 8 <= count; i++) {
                unsigned key = i;
                for (unsigned k = i; k < i + 8; k++)
                    if (rows[row][k] < rows[row][key]) key = k;
                least[row][key] = 1;
            }
        for (unsigned i = BESIDE; i < BESIDE + shared; i++) both |= least[0][i] && least[1][i];
        found += both;
    }
    return (double)found / TRIALS;
}

static void runs_are_found_as_often_as_told(void **state) {
    (void)state;
    for (unsigned shared = 1; shared <= 8; shared++) {
        expect_near(chance_of(0, shared + 6, shared + 6, 1), share_a_key(shared), .05);
    }
}

static void damage_makes_pairs_harder_to_find(void **state) {
    (void)state;
    double before = 1;
    for (double equal = .95; equal > .4; equal -= .05) {
        double chance = chance_of(0, 400, 400, equal);
        assert_true(chance <= before);
        before = chance;
    }
    assert_true(chance_of(0, 400, 400, .9) > .99);
    assert_true(chance_of(0, 400, 400, .6) < .95);
}

static void what_was_found_stands_for_what_was_missed(void **state) {
    (void)state;
    uint64_t    copies;
    nd_text_row texts[] = {{.count = 67}, {.count = 67}, {.count = 68}};
    nd_verified pairs[] = {
        {.b = 1, .relation = ND_NEAR_DUPLICATE, .jaccard = ND_WHOLE, .equal_share = ND_WHOLE},
        {.b = 2, .relation = ND_EXCERPT, .jaccard = ND_WHOLE / 2, .longest_halves = 14, .equal_share = ND_WHOLE},
        {.b = 1, .relation = ND_SHARES_PASSAGES, .longest_halves = 14, .equal_share = ND_WHOLE},
        {.b = 2, .relation = ND_EXCERPT, .equal_share = ND_WHOLE, .round = ND_COMPLETE_ROUND}};
    const nd_collection collection = {.texts = texts};
    expect_near(nd_expected_recall(&collection, pairs, 3, &copies), 2 / (1 + 1 / .14), 1e-9);
    assert_int_equal(copies, 2);
    expect_near(nd_expected_recall(&collection, pairs, 4, &copies), 2 / (1 + 1 / .14), 1e-9); /* not by a key */
    assert_int_equal(copies, 3);
    expect_near(nd_expected_recall(&collection, pairs + 2, 1, &copies), 1, 0);
    assert_int_equal(copies, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_band_is_shared_by_the_similar),
        cmocka_unit_test(texts_of_two_lengths_share_no_band),
        cmocka_unit_test(the_bound_is_that_of_the_sketches),
        cmocka_unit_test(an_uninterrupted_run_of_fourteen_words_is_sure),
        cmocka_unit_test(runs_are_found_as_often_as_told),
        cmocka_unit_test(damage_makes_pairs_harder_to_find),
        cmocka_unit_test(what_was_found_stands_for_what_was_missed),
    };
    return cmocka_run_group_tests_name("recall", tests, NULL, NULL);
}
