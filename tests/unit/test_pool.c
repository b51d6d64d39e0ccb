/* test_pool.c - every index is done exactly once, by a thread that is numbered as promised. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/pool.h"
#include "failing.h"

enum { MOST_INDICES = 10007, MOST_JOBS = 8 };

struct record {
    atomic_uint   times[MOST_INDICES];
    atomic_size_t calls, largest_piece;
    atomic_uint   strangers; /* calls with a worker outside [0, jobs) */
    atomic_uint   inside[MOST_JOBS], overlaps; /* calls of one worker that ran at the same time */
    unsigned      jobs;
};

static void note(void *context, unsigned worker, size_t begin, size_t end) {
    struct record *record = context;
    if (worker >= record->jobs) {
        atomic_fetch_add(&record->strangers, 1);
        return;
    }
    if (atomic_fetch_add(&record->inside[worker], 1)) atomic_fetch_add(&record->overlaps, 1);
    atomic_fetch_add(&record->calls, 1);
    size_t largest = atomic_load(&record->largest_piece);
    while (end - begin > largest &&
           !atomic_compare_exchange_weak(&record->largest_piece, &largest, end - begin)) {}
    for (size_t i = begin; i < end; i++) atomic_fetch_add(&record->times[i], 1);
    atomic_fetch_sub(&record->inside[worker], 1);
}

static struct record *run(nd_pool *pool, size_t count, size_t grain) {
    struct record *record = calloc(1, sizeof *record);
    assert_non_null(record);
    record->jobs = nd_pool_jobs(pool);
    nd_pool_run(pool, count, grain, note, record);
    return record;
}

static void check_each_done_once(const struct record *record, size_t count) {
    for (size_t i = 0; i < MOST_INDICES; i++) assert_int_equal(record->times[i], i < count);
    assert_int_equal(record->strangers, 0);
    assert_int_equal(record->overlaps, 0);
}

static void every_index_is_done_once(void **state) {
    (void)state;
    const size_t counts[] = {0, 1, 2, 63, 64, 65, MOST_INDICES};
    const size_t grains[] = {1, 7, 64, 20000};
    for (unsigned jobs = 1; jobs <= MOST_JOBS; jobs++) {
        nd_pool *pool = nd_pool_new(jobs, NULL);
        assert_non_null(pool);
        assert_int_equal(nd_pool_jobs(pool), jobs);
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
            for (size_t g = 0; g < sizeof grains / sizeof *grains; g++) {
                struct record *record = run(pool, counts[c], grains[g]);
                check_each_done_once(record, counts[c]);
                free(record);
            }
        nd_pool_free(pool);
    }
}

static void no_piece_is_larger_than_the_grain(void **state) {
    (void)state;
    nd_pool *pool = nd_pool_new(3, NULL);
    assert_non_null(pool);
    struct record *record = run(pool, 1000, 64);
    assert_int_equal(record->largest_piece, 64);
    assert_int_equal(record->calls, 16);
    free(record);
    nd_pool_free(pool);
}

static void an_empty_loop_calls_nothing(void **state) {
    (void)state;
    nd_pool *pool = nd_pool_new(2, NULL);
    assert_non_null(pool);
    struct record *record = run(pool, 0, 1);
    assert_int_equal(record->calls, 0);
    free(record);
    nd_pool_free(pool);
}

static void add(void *context, unsigned worker, size_t begin, size_t end) {
    (void)worker;
    atomic_size_t *sum = context;
    for (size_t i = begin; i < end; i++) atomic_fetch_add(sum, i);
}

static void thousands_of_short_loops_follow_each_other(void **state) {
    (void)state;
    nd_pool *pool = nd_pool_new(4, NULL);
    assert_non_null(pool);
    for (unsigned loop = 0; loop < 3000; loop++) {
        atomic_size_t sum = 0;
        nd_pool_run(pool, 10, 1, add, &sum);
        assert_int_equal(sum, 45);
    }
    nd_pool_free(pool);
}

static void a_pool_without_work_and_no_pool_are_freed(void **state) {
    (void)state;
    nd_pool_free(nd_pool_new(4, NULL));
    nd_pool_free(NULL);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    nd_error error = {0};
    fail_allocation_after(0);
    nd_pool *pool = nd_pool_new(2, &error);
    assert_false(fail_nothing());
    assert_null(pool);
    assert_int_equal(error.code, ND_ERROR_MEMORY);
}

static void a_thread_that_does_not_start_ends_those_that_did(void **state) {
    (void)state;
    for (unsigned before = 0; before < 3; before++) {
        nd_error error = {0};
        fail_thread_after(before);
        nd_pool *pool = nd_pool_new(4, &error);
        assert_false(fail_nothing());
        assert_null(pool);
        assert_int_equal(error.code, ND_ERROR_LIMIT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_index_is_done_once),
        cmocka_unit_test(no_piece_is_larger_than_the_grain),
        cmocka_unit_test(an_empty_loop_calls_nothing),
        cmocka_unit_test(thousands_of_short_loops_follow_each_other),
        cmocka_unit_test(a_pool_without_work_and_no_pool_are_freed),
        cmocka_unit_test(out_of_memory_is_reported),
        cmocka_unit_test(a_thread_that_does_not_start_ends_those_that_did),
    };
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
