/* test_posting.c - sorting and sealing against qsort, whatever the keys; without lone keys too; ends of partitions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "pools.h"
#include "random.h"
#include "sketch/posting.h"

#define MOST 1500000
#define MANY 200000

static nd_posting expected[MOST];

/* By key, then in the order they had: the article is the index. */
static int compare(const void *left, const void *right) {
    const nd_posting *a = left, *b = right;
    uint64_t          x = nd_posting_key(a), y = nd_posting_key(b);
    if (x != y) return x < y ? -1 : 1;
    return a->article < b->article ? -1 : a->article > b->article;
}

/* Of a key of 64 bits those that count. */
static void set(size_t i, uint64_t key) {
    key = nd_key(key >> ND_KEY_DROPPED);
    expected[i] = (nd_posting){(uint32_t)key, (uint32_t)(key >> 32), (uint32_t)i};
}

static void put_all(nd_parts *parts, const nd_posting *postings, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint64_t hash = nd_posting_key(&postings[i]) >> ND_KEY_DROPPED;
        assert_int_equal(nd_parts_put(parts, hash, postings[i].article, NULL), ND_OK);
    }
}

static void check_ends(const nd_posting *postings, size_t count, const uint64_t ends[ND_PARTITIONS]) {
    uint64_t within = 0;
    for (uint64_t p = 0; p < ND_PARTITIONS; p++) {
        while (within < count && nd_posting_key(&postings[within]) >> (64 - ND_PARTITION_BITS) <= p) within++;
        assert_int_equal(ends[p], within);
    }
}

/* Among sorted postings: does another have the same key? */
static int is_shared(const nd_posting *postings, size_t count, size_t i) {
    uint64_t key = nd_posting_key(&postings[i]);
    return (i > 0 && nd_posting_key(&postings[i - 1]) == key) ||
           (i + 1 < count && nd_posting_key(&postings[i + 1]) == key);
}

static void check_sealed(const nd_posting *given, size_t count, nd_pool *pool) {
    nd_parts parts = {0};
    nd_buf   sealed = {0};
    uint64_t ends[ND_PARTITIONS];
    put_all(&parts, given, count);
    assert_int_equal(nd_parts_seal(&parts, pool, &sealed, ends, NULL), ND_OK);
    assert_int_equal(sealed.size, count * sizeof *expected);
    if (count) assert_memory_equal(sealed.data, expected, sealed.size);
    check_ends((const nd_posting *)sealed.data, count, ends);
    nd_buf_free(&sealed);
    nd_parts_free(&parts);
}

/* Sorts one partition after the other. What is left out of `expected` must be lone keys; returns how many of these are
 * there all the same. */
static size_t check_sorted(const nd_posting *given, size_t count, int without_lone) {
    nd_parts   parts = {0};
    nd_sorting sorting = {0};
    size_t     at = 0, lone = 0;
    put_all(&parts, given, count);
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        assert_int_equal(nd_parts_sort(&parts, p, without_lone, &sorting, NULL), ND_OK);
        assert_int_equal(parts.of[p].packed.size, 0);
        const nd_posting *sorted = (const nd_posting *)sorting.sorted.data;
        for (size_t i = 0; i < sorting.sorted.size / sizeof *sorted; i++, at++) {
            assert_int_equal(nd_posting_key(&sorted[i]) >> (64 - ND_PARTITION_BITS), p);
            for (; without_lone && at < count && compare(&expected[at], &sorted[i]); at++)
                assert_false(is_shared(expected, count, at));
            assert_true(at < count);
            assert_memory_equal(&sorted[i], &expected[at], sizeof *sorted);
            lone += !is_shared(expected, count, at);
        }
    }
    for (; without_lone && at < count; at++) assert_false(is_shared(expected, count, at));
    assert_int_equal(at, count);
    nd_sorting_free(&sorting);
    nd_parts_free(&parts);
    return lone;
}

/* Sorts and seals what `expected` holds, and expects the order of qsort. Returns how many lone keys were not left
 * out where they might be. */
static size_t check_sort(size_t count) {
    static nd_posting given[MOST];
    memcpy(given, expected, count * sizeof *given);
    qsort(expected, count, sizeof *expected, compare);
    for (unsigned i = 0; i < 2; i++) check_sealed(given, count, pools[i]);
    check_sorted(given, count, 0);
    return check_sorted(given, count, 1);
}

static void random_keys_are_sorted(void **state) {
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 47, 48, 49, 256, 1000, 12288, 20000, MANY};
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
        for (size_t i = 0; i < MANY; i++) set(i, nd_mix64(roll_below(&dice, different)));
        check_sort(MANY);
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
    for (size_t i = 0; i < MANY; i++) set(i, UINT64_C(0xdeadbeef) << 32 | (uint32_t)roll(&dice));
    check_sort(MANY);
    for (size_t i = 0; i < MANY; i++) set(i, UINT64_C(0xdeadbeef) << 32 | (MANY - i) / 3);
    check_sort(MANY);
    for (size_t i = 0; i < MANY; i++) set(i, roll(&dice) & UINT64_C(0x0001010100ffffff));
    check_sort(MANY);
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

/* One is divided further than the other, whose articles follow on those of the first. Articles are near in a part, and
 * some are far in what it is divided into. */
static void large_parts_are_divided(void **state) {
    (void)state;
    struct dice dice = {6};
    for (size_t i = 0; i < MOST; i++) {
        uint64_t hash = nd_mix64(roll_below(&dice, MOST / 2)) >> ND_PARTITION_BITS;
        set(i, i < MOST / 3 * 2 ? hash : hash | UINT64_C(200) << (64 - ND_PARTITION_BITS));
        expected[i].article = (uint32_t)i * 12;
    }
    check_sort(MOST);
}

/* As phrases are that everyone prints: dividing tells them from nothing. */
static void a_large_part_of_few_different_keys_keeps_their_order(void **state) {
    (void)state;
    for (size_t i = 0; i < MOST; i++) set(i, nd_mix64(i % 3) >> ND_PARTITION_BITS);
    check_sort(MOST);
}

/* Two hashes are one key where the bits that count agree, and two where the last of these does not. */
static void upper_bits_of_a_hash_do_not_count(void **state) {
    (void)state;
    const uint64_t other = UINT64_C(1) << ND_KEY_BITS, last = UINT64_C(1) << ND_KEY_DROPPED;
    const uint64_t hash = UINT64_C(0x123456789abcdef0);
    const uint64_t hashes[] = {hash, hash + 5 * other, hash + 1, hash + 1 + other, hash + 2};
    nd_parts       parts = {0};
    nd_buf         sealed = {0};
    uint64_t       ends[ND_PARTITIONS];
    for (uint32_t i = 0; i < 5; i++) assert_int_equal(nd_parts_put(&parts, hashes[i], i, NULL), ND_OK);
    assert_int_equal(nd_parts_seal(&parts, pools[0], &sealed, ends, NULL), ND_OK);
    const nd_posting *postings = (const nd_posting *)sealed.data;
    assert_int_equal(sealed.size, 5 * sizeof *postings);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(postings[i].article, i);
        assert_true(nd_posting_key(&postings[i]) == (hash << ND_KEY_DROPPED) + (i / 2) * last);
    }
    nd_buf_free(&sealed);
}

/* Of every third article there is none; all keys are in one partition, and of two articles each. */
static void articles_go_by_their_names_and_without_one_are_left_out(void **state) {
    (void)state;
    static uint32_t names[MANY];
    nd_parts        parts = {0};
    nd_sorting      sorting = {.names = names};
    size_t          at = 0;
    for (uint32_t i = 0; i < MANY; i++) names[i] = i % 3 == 2 ? ND_NO_NAME : 7 * i;
    for (size_t i = 0; i < MANY; i++) set(i, i / 2 << ND_KEY_DROPPED);
    put_all(&parts, expected, MANY);
    assert_int_equal(nd_parts_sort(&parts, 0, 1, &sorting, NULL), ND_OK);
    const nd_posting *sorted = (const nd_posting *)sorting.sorted.data;
    for (uint32_t i = 0; i < MANY; i++) {
        if (names[i] == ND_NO_NAME) continue;
        assert_true(at < sorting.sorted.size / sizeof *sorted);
        assert_true(nd_posting_key(&sorted[at]) == nd_posting_key(&expected[i]));
        assert_int_equal(sorted[at++].article, names[i]);
    }
    assert_int_equal(at, sorting.sorted.size / sizeof *sorted);
    nd_sorting_free(&sorting);
    nd_parts_free(&parts);
}

static void what_is_empty_is_trimmed(void **state) {
    (void)state;
    nd_parts   parts = {0};
    nd_sorting sorting = {0};
    for (size_t i = 0; i < 3; i++) set(i, (uint64_t)i << (64 - ND_PARTITION_BITS));
    put_all(&parts, expected, 3);
    assert_int_equal(nd_parts_sort(&parts, 1, 0, &sorting, NULL), ND_OK);
    assert_non_null(parts.of[1].packed.data);
    nd_parts_trim(&parts);
    assert_null(parts.of[1].packed.data);
    for (uint32_t p = 0; p < 3; p += 2) {
        assert_int_equal(nd_parts_sort(&parts, p, 0, &sorting, NULL), ND_OK);
        assert_int_equal(sorting.sorted.size, sizeof *expected);
    }
    nd_sorting_free(&sorting);
    nd_parts_free(&parts);
}

/* Few and many: filters of the least size have the most keys that are met again by chance. */
static void most_lone_keys_are_left_out(void **state) {
    (void)state;
    struct dice dice = {7};
    for (size_t count = 1; count <= MANY; count *= 20) {
        for (size_t i = 0; i < count; i++) set(i, i % 10 ? roll(&dice) : nd_mix64(i % 1000));
        assert_in_range(check_sort(count), 0, count / 4);
    }
}

/* Steps around the last that is told beside the key, the longest there is, and the last article. */
static void articles_may_be_far_apart(void **state) {
    (void)state;
    static const uint32_t steps[] = {0, 1, ND_STEP_FAR - 1, ND_STEP_FAR, ND_STEP_FAR + 1, 70000};
    for (uint32_t first = 0; first < 100; first += 33) {
        uint32_t article = first;
        for (size_t i = 0; i < 1000; i++) {
            set(i, UINT64_MAX - i % 7 * (i % 3));
            article += steps[i * 5 / 2 % (sizeof steps / sizeof *steps)];
            expected[i].article = i < 999 ? article : UINT32_MAX - 1;
        }
        check_sort(1000);
    }
}

/* The keys are of one part. */
static void check_without_memory(size_t count) {
    for (unsigned calls = 0, done = 0; !done; calls++) {
        nd_error error = {0};
        nd_parts parts = {0};
        nd_buf   sealed = {0};
        uint64_t ends[ND_PARTITIONS];
        for (size_t i = 0; i < count; i++) set(i, (uint64_t)(i / 2) << 30);
        put_all(&parts, expected, count);
        fail_allocation_after(calls);
        int status = nd_parts_seal(&parts, pools[0], &sealed, ends, &error);
        done = (unsigned)fail_nothing();
        assert_int_equal(status, done ? ND_OK : ND_ERROR_MEMORY);
        assert_int_equal(error.code, status);
        nd_buf_free(&sealed);
        nd_parts_free(&parts);
    }
}

static void without_memory_sorting_fails(void **state) {
    (void)state;
    for (unsigned calls = 0, done = 0; !done; calls++) {
        nd_error   error = {0};
        nd_parts   parts = {0};
        nd_sorting sorting = {0};
        for (size_t i = 0; i < 500000; i++) set(i, (uint64_t)(i / 2) << 30);
        put_all(&parts, expected, 500000);
        fail_allocation_after(calls);
        int status = nd_parts_sort(&parts, 0, 1, &sorting, &error);
        done = (unsigned)fail_nothing();
        assert_int_equal(status, done ? ND_OK : ND_ERROR_MEMORY);
        assert_int_equal(error.code, status);
        assert_int_equal(parts.of[0].packed.size, 0);
        nd_sorting_free(&sorting);
        nd_parts_free(&parts);
    }
}

static void without_memory_sealing_fails(void **state) {
    (void)state;
    check_without_memory(100);
    check_without_memory(500000); /* is divided */
}

/* Be it the only one, or near, or far behind the others. */
static void the_postings_of_an_article_are_taken_back(void **state) {
    (void)state;
    static const uint32_t after[] = {0, 999, 999, 5000, 20}, before[] = {0, 999, 1, 999, 20};
    for (size_t n = 0; n < sizeof after / sizeof *after; n++) {
        struct dice   dice = {8};
        nd_parts parts = {0};
        nd_buf        sealed = {0};
        uint64_t      ends[ND_PARTITIONS];
        for (size_t i = 0; i < before[n]; i++) set(i, roll(&dice));
        put_all(&parts, expected, before[n]);
        for (size_t i = 0; i < 500; i++)
            assert_int_equal(nd_parts_put(&parts, roll(&dice), after[n], NULL), ND_OK);
        nd_parts_take_back(&parts, after[n]);
        for (size_t i = before[n]; i < 1000; i++) set(i, roll(&dice));
        put_all(&parts, expected + before[n], 1000 - before[n]);
        assert_int_equal(nd_parts_seal(&parts, pools[0], &sealed, ends, NULL), ND_OK);
        qsort(expected, 1000, sizeof *expected, compare);
        assert_int_equal(sealed.size, 1000 * sizeof *expected);
        assert_memory_equal(sealed.data, expected, sealed.size);
        nd_buf_free(&sealed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_keys_are_sorted),
        cmocka_unit_test(few_different_keys_keep_their_order),
        cmocka_unit_test(falling_keys_of_one_part_are_sorted),
        cmocka_unit_test(keys_that_differ_little_in_their_upper_half_are_sorted),
        cmocka_unit_test(each_byte_of_the_key_counts),
        cmocka_unit_test(sorted_and_extreme_keys_are_sorted),
        cmocka_unit_test(large_parts_are_divided),
        cmocka_unit_test(a_large_part_of_few_different_keys_keeps_their_order),
        cmocka_unit_test(articles_go_by_their_names_and_without_one_are_left_out),
        cmocka_unit_test(what_is_empty_is_trimmed),
        cmocka_unit_test(most_lone_keys_are_left_out),
        cmocka_unit_test(articles_may_be_far_apart),
        cmocka_unit_test(upper_bits_of_a_hash_do_not_count),
        cmocka_unit_test(without_memory_sealing_fails),
        cmocka_unit_test(without_memory_sorting_fails),
        cmocka_unit_test(the_postings_of_an_article_are_taken_back),
    };
    return cmocka_run_group_tests_name("posting", tests, start_pools, stop_pools);
}
