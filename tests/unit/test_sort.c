/* test_sort.c - long and short lists beside the standard qsort, and without memory. */
#include "made.h"
#include "match/sort.h"
#include "pools.h"

enum { MANY = 5000, MOST = 300000 /* more than the cache holds */ };

static int by_value(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* `mask`: the bits in which the numbers differ. */
static void check(size_t count, uint64_t mask, uint64_t *chance, nd_pool *pool) {
    static uint64_t numbers[MOST], expected[MOST];
    for (size_t i = 0; i < count; i++) numbers[i] = expected[i] = (nd_mix64(++*chance) & mask) | (5 & ~mask);
    qsort(expected, count, sizeof *expected, by_value);
    nd_sort64(numbers, count, pool);
    assert_memory_equal(numbers, expected, count * sizeof *numbers);
    nd_sort64(numbers, count, pool); /* once more, in order */
    assert_memory_equal(numbers, expected, count * sizeof *numbers);
}

static void lists_come_out_as_from_the_standard_sort(void **state) {
    (void)state;
    const uint64_t masks[] = {0, 1, 0x3ff, UINT64_MAX, UINT64_C(1) << 63, UINT64_C(0x1ffff0001ffff), 0xff00ff};
    uint64_t       chance = 3;
    nd_pool       *by[] = {NULL, pools[0], pools[1]};
    for (size_t i = 0; i < 3 * sizeof masks / sizeof *masks; i++) {
        check(1, masks[i / 3], &chance, by[i % 3]);
        check(100, masks[i / 3], &chance, by[i % 3]);
        check(257, masks[i / 3], &chance, by[i % 3]);
        check(MANY, masks[i / 3], &chance, by[i % 3]);
        check(MOST, masks[i / 3], &chance, by[i % 3]);
    }
    nd_sort64(NULL, 0, NULL);
}

static void without_memory_it_sorts_all_the_same(void **state) {
    (void)state;
    uint64_t chance = 9;
    fail_allocation_after(0);
    check(MANY, UINT64_MAX, &chance, NULL);
    assert_false(fail_nothing());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_come_out_as_from_the_standard_sort),
        cmocka_unit_test(without_memory_it_sorts_all_the_same),
    };
    return cmocka_run_group_tests_name("sort", tests, start_pools, stop_pools);
}
