/* test_seen.c - each device and inode is new once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "failing.h"
#include "input/seen.h"

static void each_file_is_new_once(void **state) {
    (void)state;
    nd_seen seen = {0};
    assert_false(nd_seen_has(&seen, 1, 1));
    for (int round = 0; round < 2; round++)
        for (uint64_t device = 0; device < 3; device++)
            for (uint64_t inode = 0; inode < 1000; inode++)
                assert_int_equal(nd_seen_mark(&seen, device, inode, NULL), round == 0);
    assert_true(nd_seen_has(&seen, 2, 999));
    assert_false(nd_seen_has(&seen, 2, 1000));
    assert_false(nd_seen_has(&seen, 3, 999));
    nd_seen_free(&seen);
}

static void running_out_of_memory_is_an_error_and_loses_nothing(void **state) {
    (void)state;
    nd_seen  seen = {0};
    nd_error error;
    fail_allocation_after(0);
    assert_int_equal(nd_seen_mark(&seen, 1, 2, &error), ND_ERROR_MEMORY);
    fail_nothing();
    assert_int_equal(nd_seen_mark(&seen, 1, 2, &error), 1);
    assert_int_equal(nd_seen_mark(&seen, 1, 2, &error), 0);
    nd_seen_free(&seen);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_file_is_new_once),
        cmocka_unit_test(running_out_of_memory_is_an_error_and_loses_nothing),
    };
    return cmocka_run_group_tests_name("seen", tests, NULL, NULL);
}
