/* test_introsort.c - any length, width and order comes out sorted, also what makes quicksort slow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/introsort.h"
#include "failing.h"

static uint64_t compared;

static int by_byte(const void *left, const void *right) {
    compared++;
    return *(const uint8_t *)left - *(const uint8_t *)right;
}

static int by_number(const void *left, const void *right) {
    uint32_t a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    compared++;
    return a < b ? -1 : a > b;
}

/* Records of `width` bytes that begin with a number and go on with what belongs to it. */
static void expect_sorted(uint32_t (*number)(uint32_t i, uint32_t count), uint32_t count, size_t width) {
    uint8_t *records = malloc(count * width + 1);
    uint64_t sum = 0;
    assert_non_null(records);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t here = number(i, count);
        memset(records + i * width, (int)(here % 251), width);
        memcpy(records + i * width, &here, sizeof here);
        sum += here;
    }
    compared = 0;
    nd_sort(records, count, width, by_number);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t here;
        memcpy(&here, records + i * width, sizeof here);
        assert_true(i == 0 || by_number(records + (i - 1) * width, records + i * width) <= 0);
        for (size_t at = sizeof here; at < width; at++) assert_int_equal(records[i * width + at], here % 251);
        sum -= here;
    }
    assert_int_equal(sum, 0);
    free(records);
}

static uint32_t at_random(uint32_t i, uint32_t count) {
    (void)count;
    return i * UINT32_C(2654435761) ^ i << 7;
}

static uint32_t of_few(uint32_t i, uint32_t count) {
    return at_random(i, count) >> 30;
}

static uint32_t rising(uint32_t i, uint32_t count) {
    (void)count;
    return i;
}

static uint32_t falling(uint32_t i, uint32_t count) {
    return count - i;
}

static uint32_t all_equal(uint32_t i, uint32_t count) {
    (void)i, (void)count;
    return 7;
}

static uint32_t a_pipe_organ(uint32_t i, uint32_t count) {
    return i < count / 2 ? i : count - i;
}

static uint32_t (*const orders[])(uint32_t, uint32_t) = {at_random, of_few, rising, falling, all_equal, a_pipe_organ};
#define ORDERS (sizeof orders / sizeof *orders)

static void every_length_and_width_is_sorted(void **state) {
    (void)state;
    static const size_t widths[] = {4, 5, 8, 12, 31, 48};
    for (size_t order = 0; order < ORDERS; order++)
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
            for (uint32_t count = 0; count < 70; count++) expect_sorted(orders[order], count, widths[w]);
}

static void no_order_takes_long(void **state) {
    (void)state;
    for (size_t order = 0; order < ORDERS; order++) {
        expect_sorted(orders[order], 100000, 8);
        assert_in_range(compared, 1, 100000 * 17 * 4); /* a pipe organ ends in heapsort */
    }
}

/* What each comparison finds makes it worse: whatever is taken as the pivot turns out to be among the smallest
 * (McIlroy, A killer adversary for quicksort, 1999). */
static uint32_t  gas, solid, candidate;
static uint32_t *value;

static int against_us(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    compared++;
    if (value[a] == gas && value[b] == gas) value[a == candidate ? a : b] = solid++;
    if (value[a] == gas) candidate = a;
    else if (value[b] == gas) candidate = b;
    return value[a] < value[b] ? -1 : value[a] > value[b];
}

static void an_adversary_does_not_make_it_quadratic(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    uint32_t *items = malloc(COUNT * sizeof *items);
    value = malloc(COUNT * sizeof *value);
    assert_non_null(items);
    assert_non_null(value);
    gas = COUNT;
    solid = compared = 0;
    for (uint32_t i = 0; i < COUNT; i++) {
        items[i] = i;
        value[i] = gas;
    }
    nd_sort(items, COUNT, sizeof *items, against_us);
    for (uint32_t i = 1; i < COUNT; i++) assert_true(value[items[i - 1]] <= value[items[i]]);
    assert_in_range(compared, 1, COUNT * 15 * 8);
    free(items);
    free(value);
}

static void it_takes_no_memory(void **state) {
    (void)state;
    static uint8_t bytes[100000];
    for (uint32_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)at_random(i, 0);
    fail_allocation_after(0);
    nd_sort(bytes, sizeof bytes, 1, by_byte);
    assert_true(fail_nothing());
    for (uint32_t i = 1; i < sizeof bytes; i++) assert_true(bytes[i - 1] <= bytes[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_and_width_is_sorted),
        cmocka_unit_test(no_order_takes_long),
        cmocka_unit_test(an_adversary_does_not_make_it_quadratic),
        cmocka_unit_test(it_takes_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
