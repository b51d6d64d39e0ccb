/* test_ahead.c - blocks come as they were given, however far ahead the thread is, and it ends when it is told to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "failing.h"
#include "input/ahead.h"

#define BLOCK_BYTES 5000

/* Gives `blocks` blocks, the n-th of n bytes more or less, all of them n; then 0, or -1 with an errno. */
struct source {
    size_t   blocks, given;
    int      number;
    unsigned calls_behind_the_end;
    uint8_t  bytes[BLOCK_BYTES];
};

static size_t size_of(size_t block) {
    return 1 + block % BLOCK_BYTES;
}

static ptrdiff_t give(void *context, const uint8_t **out, uint64_t *mark) {
    struct source *source = context;
    *mark = 7 * source->given;
    if (source->given >= source->blocks) {
        source->calls_behind_the_end++;
        errno = source->number;
        return source->number ? -1 : 0;
    }
    size_t block = source->given++;
    memset(source->bytes, (int)block, size_of(block));
    *out = source->bytes;
    return (ptrdiff_t)size_of(block);
}

static void expect_block(nd_ahead *ahead, size_t block) {
    const uint8_t *data;
    uint64_t       mark;
    assert_int_equal(nd_ahead_next(ahead, &data, &mark), size_of(block));
    for (size_t i = 0; i < size_of(block); i++) assert_int_equal(data[i], (uint8_t)block);
    assert_int_equal(mark, 7 * block);
}

static void sleep_a_little(void) {
    nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
}

static void blocks_come_in_their_order_and_the_end_stays(void **state) {
    const size_t counts[] = {0, 1, 2, 15, 16, 17, 33, 1000};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof counts / sizeof *counts; i++) {
        struct source  source = {.blocks = counts[i / 2], .number = i % 2 ? EIO : 0};
        const uint8_t *data;
        uint64_t       mark;
        nd_ahead      *ahead = nd_ahead_new(give, &source);
        assert_non_null(ahead);
        for (size_t block = 0; block < source.blocks; block++) {
            if (block % 300 == 20) sleep_a_little(); /* the ring is full then */
            expect_block(ahead, block);
        }
        for (int again = 0; again < 3; again++) {
            errno = 0;
            assert_int_equal(nd_ahead_next(ahead, &data, &mark), source.number ? -1 : 0);
            assert_int_equal(errno, source.number);
            assert_int_equal(mark, 7 * source.blocks);
        }
        nd_ahead_free(ahead);
        assert_int_equal(source.calls_behind_the_end, 1);
    }
}

static void it_ends_wherever_it_is(void **state) {
    (void)state;
    for (size_t taken = 0; taken < 60; taken++) {
        struct source source = {.blocks = SIZE_MAX};
        nd_ahead     *ahead = nd_ahead_new(give, &source);
        assert_non_null(ahead);
        for (size_t block = 0; block < taken; block++) expect_block(ahead, block);
        if (taken % 3 == 0) sleep_a_little();
        nd_ahead_free(ahead);
        assert_in_range(source.given, taken, taken + 16); /* no more than the ring holds */
    }
    nd_ahead_free(NULL);
}

static void without_memory_or_a_thread_there_is_none(void **state) {
    struct source source = {.blocks = 3};
    (void)state;
    fail_allocation_after(0);
    assert_null(nd_ahead_new(give, &source));
    fail_nothing();
    fail_thread_after(0);
    assert_null(nd_ahead_new(give, &source));
    fail_nothing();
    assert_int_equal(source.given, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_come_in_their_order_and_the_end_stays),
        cmocka_unit_test(it_ends_wherever_it_is),
        cmocka_unit_test(without_memory_or_a_thread_there_is_none),
    };
    return cmocka_run_group_tests_name("ahead", tests, NULL, NULL);
}
