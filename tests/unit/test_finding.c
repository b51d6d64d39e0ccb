/* test_finding.c - the first finding stays, on one line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "input/finding.h"

static void the_first_finding_stays(void **state) {
    (void)state;
    nd_finding finding = {0};
    assert_int_equal(nd_find(&finding, NULL, ND_PROBLEM_EMPTY, "%s %d", "one", 1), ND_OK);
    assert_int_equal(nd_find(&finding, NULL, ND_PROBLEM_NO_TEXT, "two"), ND_OK);
    assert_int_equal(finding.kind, ND_PROBLEM_EMPTY);
    assert_string_equal(finding.reason, "one 1");
    nd_finding_free(&finding);
    assert_null(finding.reason);
    nd_finding_free(&finding);
}

static void a_reason_is_one_line_of_bounded_length(void **state) {
    (void)state;
    nd_finding finding = {0};
    char       text[5000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    text[2] = '\n';
    text[3] = '\x1b';
    assert_int_equal(nd_find(&finding, NULL, ND_PROBLEM_EMPTY, "%s", text), ND_OK);
    assert_in_range(strlen(finding.reason), 100, 1000);
    assert_memory_equal(finding.reason, "xx??x", 5);
    nd_finding_free(&finding);
}

static void invalid_utf8_is_found_and_valid_is_not(void **state) {
    (void)state;
    nd_finding finding = {0};
    assert_int_equal(nd_find_invalid_utf8(&finding, NULL, (nd_string){"abc", 3}), ND_OK);
    assert_null(finding.reason);
    assert_int_equal(nd_find_invalid_utf8(&finding, NULL, (nd_string){"ab\xff", 3}), ND_OK);
    assert_int_equal(finding.kind, ND_PROBLEM_INVALID_UTF8);
    assert_string_equal(finding.reason, "not UTF-8 at byte 2 of the text");
    nd_finding_free(&finding);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    nd_finding finding = {0};
    nd_error   error;
    fail_allocation_after(0);
    assert_int_equal(nd_find(&finding, &error, ND_PROBLEM_EMPTY, "x"), ND_ERROR_MEMORY);
    assert_false(fail_nothing());
    assert_null(finding.reason);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_finding_stays),
        cmocka_unit_test(a_reason_is_one_line_of_bounded_length),
        cmocka_unit_test(invalid_utf8_is_found_and_valid_is_not),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
