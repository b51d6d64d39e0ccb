/* test_pages.c - pages are there when they were asked for, those that begin within the bytes and no others. */
#define _DEFAULT_SOURCE /* resident.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pages.h"
#include "failing.h"
#include "resident.h"

static void pages_that_begin_within_the_bytes_are_made(void **state) {
    (void)state;
    size_t   page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *map = mmap(NULL, 8 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(map != MAP_FAILED);
    if (!may_ask_for_pages()) skip();
    nd_pages_ask(map + 1, page - 1);
    nd_pages_ask(map + page, 0);
    for (size_t i = 0; i < 8; i++) assert_false(is_resident(map + i * page));
    nd_pages_ask(map + 1, 3 * page);
    for (size_t i = 0; i < 8; i++) assert_int_equal(is_resident(map + i * page), i >= 1 && i <= 3);
    munmap(map, 8 * page);
}

static void an_array_is_zero_and_its_pages_are_there(void **state) {
    (void)state;
    size_t    count = 1 << 17;
    uint64_t *array = nd_pages_zeroed(count, sizeof *array), *small = nd_pages_zeroed(3, sizeof *small);
    assert_non_null(array);
    assert_non_null(small);
    for (size_t i = 0; i < count && may_ask_for_pages(); i += 512) assert_true(is_resident((const uint8_t *)&array[i]));
    for (size_t i = 0; i < count; i++) assert_true(array[i] == 0);
    for (size_t i = 0; i < 3; i++) assert_true(small[i] == 0);
    nd_release(array);
    nd_release(small);
}

static void without_memory_there_is_none(void **state) {
    (void)state;
    fail_allocation_after(0);
    assert_null(nd_pages_zeroed(1 << 20, 1));
    assert_false(fail_nothing());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_that_begin_within_the_bytes_are_made),
        cmocka_unit_test(an_array_is_zero_and_its_pages_are_there),
        cmocka_unit_test(without_memory_there_is_none),
    };
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
