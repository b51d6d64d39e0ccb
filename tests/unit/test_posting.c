/* test_posting.c - sorting against qsort, whatever the keys, and the ends of partitions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "random.h"
#include "sketch/posting.h"

#define MOST 200000

static nd_posting expected[MOST];
static nd_pool   *pools[2];

static int start_pools(void **state) {
    (void)state;
    pools[0] = nd_pool_new(1, NULL);
    pools[1] = nd_pool_new(4, NULL);
    return pools[0] && pools[1] ? 0 : -1;
}

static int stop_pools(void **state) {
    (void)state;
    nd_pool_free(pools[0]);
    nd_pool_free(pools[1]);
    return 0;
}

/* By key, then in the order they had: the article is the index. */
static int compare(const void *left, const void *right) {
    const nd_posting *a = left, *b = right;
    uint64_t          x = nd_posting_key(a), y = nd_posting_key(b);
    if (x != y) return x < y ? -1 : 1;
    return a->article < b->article ? -1 : a->article > b->article;
}

static void set(size_t i, uint64_t key) {
    expected[i] = (nd_posting){(uint32_t)key, (uint32_t)(key >> 32), (uint32_t)i};
}

/* Sorts what `expected` holds with one thread and with four, and expects the order of qsort. */
static void check_sort(size_t count) {
    static nd_posting given[MOST];
    memcpy(given, expected, count * sizeof *given);
    qsort(expected, count, sizeof *expected, compare);
    for (unsigned i = 0; i < 2; i++) {
        nd_buf postings = {0};
        assert_int_equal(nd_buf_append(&postings, given, count * sizeof *given, NULL), ND_OK);
        assert_int_equal(nd_postings_sort(&postings, pools[i], NULL), ND_OK);
        assert_int_equal(postings.size, count * sizeof *expected);
        if (count) assert_memory_equal(postings.data, expected, count * sizeof *expected);
        nd_buf_free(&postings);
    }
}

static void random_keys_are_sorted(void **state) {
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 47, 48, 49, 256, 1000, 12288, 20000, MOST};
    struct dice         dice = {1};
    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
        for (size_t i = 0; i < counts[n]; i++) set(i, roll(&dice));
        check_sort(counts[n]);
    }
}

static void few_different_keys_keep_their_order(void **state) {
    (void)state;
    struct dice dice = {2};
    for (uint32_t different = 1; different <= 1000; different *= 10) {
        for (size_t i = 0; i < MOST; i++) set(i, nd_mix64(roll_below(&dice, different)));
        check_sort(MOST);
    }
}

/* Sizes around those at which a part is sorted in another way, in one part and falling. */
static void falling_keys_of_one_part_are_sorted(void **state) {
    (void)state;
    for (size_t count = 2; count <= 120; count++)
        for (unsigned shift = 0; shift <= 48; shift += 8) {
            for (size_t i = 0; i < count; i++) set(i, (uint64_t)(count - i) / 2 << shift);
            check_sort(count);
        }
}

static void keys_that_differ_little_in_their_upper_half_are_sorted(void **state) {
    (void)state;
    struct dice dice = {3};
    for (size_t i = 0; i < MOST; i++) set(i, UINT64_C(0xdeadbeef) << 32 | (uint32_t)roll(&dice));
    check_sort(MOST);
    for (size_t i = 0; i < MOST; i++) set(i, UINT64_C(0xdeadbeef) << 32 | (MOST - i) / 3);
    check_sort(MOST);
    for (size_t i = 0; i < MOST; i++) set(i, roll(&dice) & UINT64_C(0x0001010100ffffff));
    check_sort(MOST);
}

static void each_byte_of_the_key_counts(void **state) {
    (void)state;
    struct dice dice = {4};
    for (unsigned byte = 0; byte < 8; byte++) {
        for (size_t i = 0; i < 5000; i++) set(i, UINT64_C(0x5555555555555555) ^ (roll(&dice) & 255) << 8 * byte);
        check_sort(5000);
    }
}

static void sorted_and_extreme_keys_are_sorted(void **state) {
    (void)state;
    for (size_t i = 0; i < 10000; i++) set(i, i % 3 ? UINT64_MAX - i % 2 : i % 2);
    check_sort(10000);
    for (size_t i = 0; i < 10000; i++) set(i, (uint64_t)i << 50);
    check_sort(10000);
}

static void without_memory_sorting_fails_and_changes_nothing(void **state) {
    (void)state;
    nd_error error = {0};
    nd_buf   postings = {0};
    for (size_t i = 0; i < 100; i++) set(i, 100 - i);
    assert_int_equal(nd_buf_append(&postings, expected, sizeof *expected * 100, NULL), ND_OK);
    fail_allocation_after(0);
    assert_int_equal(nd_postings_sort(&postings, pools[0], &error), ND_ERROR_MEMORY);
    assert_int_equal(fail_nothing(), 0);
    assert_memory_equal(postings.data, expected, sizeof *expected * 100);
    nd_buf_free(&postings);
}

static void partitions_end_where_the_top_bits_change(void **state) {
    (void)state;
    struct dice dice = {5};
    uint64_t    ends[ND_PARTITIONS];
    for (size_t count = 0; count <= 3000; count += count < 10 ? 1 : 997) {
        for (size_t i = 0; i < count; i++) set(i, roll(&dice) >> (dice.state & 1) * 2);
        check_sort(count);
        nd_postings_partition(expected, count, ends);
        for (uint64_t p = 0; p < ND_PARTITIONS; p++) {
            uint64_t within = 0;
            for (size_t i = 0; i < count; i++) within += nd_posting_key(&expected[i]) >> 58 <= p;
            assert_int_equal(ends[p], within);
        }
    }
}

static void an_appended_posting_is_read_back(void **state) {
    (void)state;
    nd_buf buf = {0};
    assert_int_equal(nd_posting_append(&buf, UINT64_C(0x0123456789abcdef), 77, NULL), ND_OK);
    assert_int_equal(buf.size, 12);
    const nd_posting *posting = (const nd_posting *)(const void *)buf.data;
    assert_true(nd_posting_key(posting) == UINT64_C(0x0123456789abcdef));
    assert_int_equal(posting->article, 77);
    nd_buf_free(&buf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_keys_are_sorted),
        cmocka_unit_test(few_different_keys_keep_their_order),
        cmocka_unit_test(falling_keys_of_one_part_are_sorted),
        cmocka_unit_test(keys_that_differ_little_in_their_upper_half_are_sorted),
        cmocka_unit_test(each_byte_of_the_key_counts),
        cmocka_unit_test(sorted_and_extreme_keys_are_sorted),
        cmocka_unit_test(without_memory_sorting_fails_and_changes_nothing),
        cmocka_unit_test(partitions_end_where_the_top_bits_change),
        cmocka_unit_test(an_appended_posting_is_read_back),
    };
    return cmocka_run_group_tests_name("posting", tests, start_pools, stop_pools);
}
