/* test_shingles.c - the shingles of a text, of either length, and what is chosen of them, against one at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "sketch/minhash.h"
#include "sketch/passages.h"
#include "sketch/shingles.h"
#include "text/shingle.h"

#define MOST 300

typedef void ending_fn(const uint32_t *tokens, size_t count, size_t length, uint64_t *out);

static void check_length(const uint32_t *tokens, size_t count, size_t length, const uint64_t *ends) {
    uint64_t expected[MOST];
    nd_shingles(tokens, count, length, expected);
    size_t shingles = nd_shingle_count(count, length);
    for (size_t i = 0; i < shingles; i++) assert_true(ends[count - shingles + i] == expected[i]);
}

static void check(ending_fn *find) {
    struct dice dice = {1};
    uint32_t    tokens[MOST];
    uint64_t    five[MOST + ND_SHINGLES_SLACK], seven[MOST + ND_SHINGLES_SLACK];
    for (size_t i = 0; i < MOST; i++) tokens[i] = (uint32_t)roll(&dice);
    for (size_t count = 0; count <= MOST; count += count < 40 ? 1 : 13) {
        find(tokens, count, ND_MINHASH_SHINGLE, five);
        find(tokens, count, ND_PASSAGE_SHINGLE, seven);
        check_length(tokens, count, ND_MINHASH_SHINGLE, five);
        check_length(tokens, count, ND_PASSAGE_SHINGLE, seven);
    }
}

static void texts_of_every_size_have_the_shingles_of_each_length(void **state) {
    (void)state;
    check(nd_shingles_ending);
    check(nd_shingles_ending_portable);
}

/* A short text is one shingle of all its words, and another that is longer begins with others. */
static void the_first_words_are_a_run_of_as_many_as_there_are(void **state) {
    (void)state;
    const uint32_t tokens[] = {1 << 6, 2 << 6, 3 << 6, 4 << 6};
    uint64_t       five[4 + ND_SHINGLES_SLACK], seven[4 + ND_SHINGLES_SLACK], expected;
    nd_shingles_ending(tokens, 4, ND_MINHASH_SHINGLE, five);
    nd_shingles_ending(tokens, 4, ND_PASSAGE_SHINGLE, seven);
    for (size_t count = 1; count <= 4; count++) {
        nd_shingles(tokens, count, ND_MINHASH_SHINGLE, &expected);
        assert_true(five[count - 1] == expected && seven[count - 1] == expected);
    }
}

static void nothing_is_written_but_the_slack(void **state) {
    (void)state;
    const uint32_t tokens[3] = {64, 128, 192};
    uint64_t       out[4 + ND_SHINGLES_SLACK];
    out[3 + ND_SHINGLES_SLACK] = 7;
    nd_shingles_ending(tokens, 3, ND_MINHASH_SHINGLE, out);
    nd_shingles_ending(tokens, 3, ND_PASSAGE_SHINGLE, out);
    assert_true(out[3 + ND_SHINGLES_SLACK] == 7);
}

/* ---- what keys are made of ------------------------------------------------------------------------ */

typedef void find_fn(const uint32_t *tokens, size_t count, nd_least *out);

static void check_least(find_fn *find, const uint32_t *tokens, size_t count) {
    uint64_t five[MOST], seven[MOST], keys[MOST], bins[ND_MINHASH_BINS];
    uint64_t room[2][MOST + ND_SHINGLES_SLACK + 1];
    nd_least least = {.five = room[0], .passages = room[1]};
    size_t   shingles = nd_shingle_count(count, ND_MINHASH_SHINGLE), windows = count < 7 ? 0 : count - 6;
    room[0][count + ND_SHINGLES_SLACK] = room[1][count + ND_SHINGLES_SLACK] = 7;
    find(tokens, count, &least);
    nd_shingles(tokens, count, ND_MINHASH_SHINGLE, five);
    nd_shingles(tokens, count, ND_PASSAGE_SHINGLE, seven);
    nd_minhash_bins(five, shingles, bins);
    assert_memory_equal(least.five + count - shingles, five, shingles * sizeof *five);
    assert_memory_equal(least.bins, bins, sizeof bins);
    assert_int_equal(least.passage_count, nd_passage_hashes(seven, windows, keys));
    assert_memory_equal(least.passages, keys, least.passage_count * sizeof *keys);
    assert_true(room[0][count + ND_SHINGLES_SLACK] == 7 && room[1][count + ND_SHINGLES_SLACK] == 7);
}

/* Of few words, too, of which runs and windows are the same again and again. */
static void texts_of_every_size_have_the_least_of_their_shingles(void **state) {
    (void)state;
    struct dice dice = {2};
    uint32_t    tokens[MOST];
    for (uint32_t words = 1; words <= 4096; words *= 8)
        for (size_t count = 0; count <= MOST; count++) {
            for (size_t i = 0; i < count; i++)
                tokens[i] = roll_below(&dice, words) << ND_TOKEN_FLAG_BITS | roll_below(&dice, 32);
            check_least(nd_least_find, tokens, count);
            check_least(nd_least_find_portable, tokens, count);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_every_size_have_the_shingles_of_each_length),
        cmocka_unit_test(the_first_words_are_a_run_of_as_many_as_there_are),
        cmocka_unit_test(nothing_is_written_but_the_slack),
        cmocka_unit_test(texts_of_every_size_have_the_least_of_their_shingles),
    };
    return cmocka_run_group_tests_name("shingles", tests, NULL, NULL);
}
