/* test_passages.c - winnowing against its definition, its guarantee and its density. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "sketch/passages.h"
#include "text/shingle.h"

#define MOST 4000

/* The definition: of each window the rightmost minimum; the same key again moves the one before. */
static size_t winnow(const uint64_t *shingles, size_t count, nd_passage_key *out) {
    size_t found = 0, window = count < ND_PASSAGE_WINDOW ? count : ND_PASSAGE_WINDOW;
    for (size_t first = 0; count && first + window <= count; first++) {
        size_t least = first;
        for (size_t i = first; i < first + window; i++)
            if (shingles[i] <= shingles[least]) least = i;
        if (found && out[found - 1].key == shingles[least]) found--;
        out[found++] = (nd_passage_key){shingles[least], (uint32_t)least};
    }
    return found;
}

typedef size_t hashes_fn(const uint64_t *shingles, size_t count, uint64_t *out);

static void check_hashes(hashes_fn *choose, const uint64_t *shingles, size_t count, const nd_passage_key *expected,
                         size_t found) {
    static uint64_t hashes[MOST];
    assert_int_equal(choose(shingles, count, hashes), found);
    for (size_t i = 0; i < found; i++) assert_true(hashes[i] == expected[i].key);
    memcpy(hashes, shingles, count * sizeof *hashes);
    assert_int_equal(choose(hashes, count, hashes), found);
    for (size_t i = 0; i < found; i++) assert_true(hashes[i] == expected[i].key);
}

static void check_against_definition(const uint64_t *shingles, size_t count) {
    static nd_passage_key keys[MOST], expected[MOST];
    size_t                found = nd_passage_keys(shingles, count, keys);
    assert_int_equal(found, winnow(shingles, count, expected));
    for (size_t i = 0; i < found; i++) {
        assert_true(keys[i].key == expected[i].key);
        assert_int_equal(keys[i].token, expected[i].token);
    }
    check_hashes(nd_passage_hashes, shingles, count, expected, found);
    check_hashes(nd_passage_hashes_portable, shingles, count, expected, found);
}

static void random_hashes_give_the_keys_of_the_definition(void **state) {
    (void)state;
    struct dice dice = {1};
    uint64_t    shingles[200];
    for (unsigned round = 0; round < 5000; round++) {
        size_t   count = roll_below(&dice, 200);
        unsigned shift = roll_below(&dice, 2) ? 0 : 58 + roll_below(&dice, 6); /* many equal ones */
        for (size_t i = 0; i < count; i++) shingles[i] = roll(&dice) >> shift;
        check_against_definition(shingles, count);
    }
}

static void rising_and_falling_hashes_give_the_keys_of_the_definition(void **state) {
    (void)state;
    uint64_t rising[100], falling[100];
    for (size_t i = 0; i < 100; i++) {
        rising[i] = i;
        falling[i] = 100 - i;
    }
    check_against_definition(rising, 100);
    check_against_definition(falling, 100);
}

static void no_text_has_no_key_and_a_short_one_its_minimum(void **state) {
    (void)state;
    const uint64_t shingles[] = {9, 4, 7};
    nd_passage_key keys[3];
    assert_int_equal(nd_passage_keys(shingles, 0, keys), 0);
    assert_int_equal(nd_passage_keys(shingles, 3, keys), 1);
    assert_true(keys[0].key == 4);
    assert_int_equal(keys[0].token, 1);
}

static void a_long_repetition_has_one_key(void **state) {
    (void)state;
    uint64_t       shingles[1000];
    nd_passage_key keys[1000];
    for (size_t i = 0; i < 1000; i++) shingles[i] = 42;
    assert_int_equal(nd_passage_keys(shingles, 1000, keys), 1);
    assert_int_equal(keys[0].token, 999);
}

static size_t keys_of_tokens(const uint32_t *tokens, size_t count, nd_passage_key *keys) {
    static uint64_t shingles[MOST];
    nd_shingles(tokens, count, ND_PASSAGE_SHINGLE, shingles);
    return nd_passage_keys(shingles, nd_shingle_count(count, ND_PASSAGE_SHINGLE), keys);
}

static int have_common_key(const uint32_t *left, const uint32_t *right, size_t count) {
    static nd_passage_key a[MOST], b[MOST];
    size_t                a_count = keys_of_tokens(left, count, a), b_count = keys_of_tokens(right, count, b);
    for (size_t i = 0; i < a_count; i++)
        for (size_t j = 0; j < b_count; j++)
            if (a[i].key == b[j].key) return 1;
    return 0;
}

static void any_shared_run_of_14_tokens_gives_a_common_key(void **state) {
    (void)state;
    struct dice dice = {2};
    const size_t run = ND_PASSAGE_SHINGLE + ND_PASSAGE_WINDOW - 1;
    assert_int_equal(run, 14);
    for (unsigned round = 0; round < 20000; round++) {
        uint32_t left[60], right[60];
        for (size_t i = 0; i < 60; i++) {
            left[i] = (uint32_t)roll(&dice);
            right[i] = (uint32_t)roll(&dice);
        }
        memcpy(left + roll_below(&dice, 60 - 14 + 1), right + roll_below(&dice, 60 - 14 + 1), run * sizeof *left);
        assert_true(have_common_key(left, right, 60));
    }
}

static void there_are_some_22_keys_for_100_tokens(void **state) {
    (void)state;
    static uint32_t       tokens[MOST];
    static nd_passage_key keys[MOST];
    struct dice           dice = {3};
    size_t                found = 0;
    for (unsigned round = 0; round < 50; round++) {
        for (size_t i = 0; i < MOST; i++) tokens[i] = (uint32_t)roll(&dice);
        found += keys_of_tokens(tokens, MOST, keys);
    }
    assert_in_range(found, 50 * MOST * 21 / 100, 50 * MOST * 23 / 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_hashes_give_the_keys_of_the_definition),
        cmocka_unit_test(rising_and_falling_hashes_give_the_keys_of_the_definition),
        cmocka_unit_test(no_text_has_no_key_and_a_short_one_its_minimum),
        cmocka_unit_test(a_long_repetition_has_one_key),
        cmocka_unit_test(any_shared_run_of_14_tokens_gives_a_common_key),
        cmocka_unit_test(there_are_some_22_keys_for_100_tokens),
    };
    return cmocka_run_group_tests_name("passages", tests, NULL, NULL);
}
