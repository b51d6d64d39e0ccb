/* test_shingle.c - the rolling hash is the hash of each run alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random.h"
#include "text/shingle.h"

static uint64_t hash_of_run(const uint32_t *tokens, size_t length) {
    uint64_t hash = 0;
    nd_shingles(tokens, length, length, &hash);
    return hash;
}

static void a_text_has_a_shingle_for_every_place_but_the_last(void **state) {
    (void)state;
    assert_int_equal(nd_shingle_count(0, 5), 0);
    assert_int_equal(nd_shingle_count(1, 5), 1);
    assert_int_equal(nd_shingle_count(5, 5), 1);
    assert_int_equal(nd_shingle_count(6, 5), 2);
    assert_int_equal(nd_shingle_count(100, 8), 93);
}

static void each_shingle_depends_on_its_own_words_alone(void **state) {
    (void)state;
    struct dice dice = {1};
    uint32_t    tokens[300];
    uint64_t    hashes[300];
    for (size_t i = 0; i < 300; i++) tokens[i] = (uint32_t)roll(&dice);
    for (size_t length = 1; length <= 9; length++) {
        nd_shingles(tokens, 300, length, hashes);
        for (size_t i = 0; i + length <= 300; i++) assert_true(hashes[i] == hash_of_run(tokens + i, length));
    }
}

static void flags_do_not_matter_and_words_and_order_do(void **state) {
    (void)state;
    const uint32_t plain[] = {1 << 6, 2 << 6, 3 << 6}, flagged[] = {1 << 6 | 63, 2 << 6 | 5, 3 << 6},
                   other[] = {1 << 6, 2 << 6, 4 << 6}, turned[] = {2 << 6, 1 << 6, 3 << 6};
    assert_true(hash_of_run(plain, 3) == hash_of_run(flagged, 3));
    assert_true(hash_of_run(plain, 3) != hash_of_run(other, 3));
    assert_true(hash_of_run(plain, 3) != hash_of_run(turned, 3));
}

static void words_of_all_zeros_still_count(void **state) {
    (void)state;
    const uint32_t zeros[4] = {0};
    for (size_t length = 1; length < 4; length++)
        assert_true(hash_of_run(zeros, length) != hash_of_run(zeros, length + 1));
}

static void no_text_writes_nothing_and_a_short_one_a_single_hash(void **state) {
    (void)state;
    const uint32_t tokens[] = {64, 128, 192};
    uint64_t       hashes[2] = {7, 7};
    nd_shingles(tokens, 0, 5, hashes);
    assert_true(hashes[0] == 7);
    nd_shingles(tokens, 3, 5, hashes);
    assert_true(hashes[0] == hash_of_run(tokens, 3));
    assert_true(hashes[1] == 7);
}

/* Words that stand twice may not cancel each other. */
static void repeated_words_count(void **state) {
    (void)state;
    const uint32_t runs[][6] = {{64, 64, 128, 128, 192, 192}, {64, 128, 64, 128, 192, 192},
                                {64, 64, 64, 64, 192, 192},   {192, 192, 64, 64, 64, 64},
                                {64, 64, 64, 64, 64, 64},     {128, 128, 128, 128, 128, 128}};
    const size_t   count = sizeof runs / sizeof *runs;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++) assert_true(hash_of_run(runs[i], 6) != hash_of_run(runs[j], 6));
}

/* From a program of its own. Stage files of one machine are read on another: no value may change unnoticed. */
static void the_hashes_are_the_known_ones(void **state) {
    (void)state;
    const uint32_t tokens[] = {1 << 6, 2 << 6, 3 << 6, 4 << 6, 5 << 6};
    assert_true(hash_of_run(tokens, 5) == UINT64_C(0x119af7f8f9d543fa));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_has_a_shingle_for_every_place_but_the_last),
        cmocka_unit_test(each_shingle_depends_on_its_own_words_alone),
        cmocka_unit_test(flags_do_not_matter_and_words_and_order_do),
        cmocka_unit_test(words_of_all_zeros_still_count),
        cmocka_unit_test(no_text_writes_nothing_and_a_short_one_a_single_hash),
        cmocka_unit_test(repeated_words_count),
        cmocka_unit_test(the_hashes_are_the_known_ones),
    };
    return cmocka_run_group_tests_name("shingle", tests, NULL, NULL);
}
