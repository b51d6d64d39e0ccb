/* test_error.c - messages are one line, fit, and a failing call gives its code back. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"

static void fail_returns_the_code_and_fills_the_error(void **state) {
    (void)state;
    nd_error error;
    int status = nd_fail(&error, ND_ERROR_FORMAT, "%s:%d: %s", "a.jsonl", 7, "not JSON");
    assert_int_equal(status, ND_ERROR_FORMAT);
    assert_int_equal(error.code, ND_ERROR_FORMAT);
    assert_string_equal(error.message, "a.jsonl:7: not JSON");
}

static void fail_without_an_error_still_returns_the_code(void **state) {
    (void)state;
    errno = ENOENT;
    assert_int_equal(nd_fail(NULL, ND_ERROR_USAGE, "%d", 1), ND_ERROR_USAGE);
    assert_int_equal(nd_fail_errno(NULL, "open", "x"), ND_ERROR_IO);
    assert_int_equal(nd_fail_memory(NULL), ND_ERROR_MEMORY);
}

static void control_characters_do_not_reach_the_message(void **state) {
    (void)state;
    nd_error error;
    nd_fail(&error, ND_ERROR_IO, "open %s", "a\nb\x1b[2J\r\x7f.txt");
    assert_string_equal(error.message, "open a?b?[2J??.txt");
}

static void letters_beyond_ascii_are_kept(void **state) {
    (void)state;
    nd_error error;
    nd_fail(&error, ND_ERROR_IO, "open %s", "Übersicht-日本.txt");
    assert_string_equal(error.message, "open Übersicht-日本.txt");
}

static void a_long_message_is_cut_and_terminated(void **state) {
    (void)state;
    nd_error error;
    char     name[3000];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = 0;
    nd_fail(&error, ND_ERROR_IO, "%s", name);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
}

static void a_failed_call_tells_what_where_and_why(void **state) {
    (void)state;
    nd_error error;
    char     expected[200];
    errno = EACCES;
    assert_int_equal(nd_fail_errno(&error, "open", "secret.txt"), ND_ERROR_IO);
    snprintf(expected, sizeof expected, "open secret.txt: %s", strerror(EACCES));
    assert_string_equal(error.message, expected);
}

static void a_closed_pipe_has_its_own_code(void **state) {
    (void)state;
    nd_error error;
    errno = EPIPE;
    assert_int_equal(nd_fail_errno(&error, "write", "output"), ND_ERROR_CLOSED);
    assert_int_equal(error.code, ND_ERROR_CLOSED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail_returns_the_code_and_fills_the_error),
        cmocka_unit_test(fail_without_an_error_still_returns_the_code),
        cmocka_unit_test(control_characters_do_not_reach_the_message),
        cmocka_unit_test(letters_beyond_ascii_are_kept),
        cmocka_unit_test(a_long_message_is_cut_and_terminated),
        cmocka_unit_test(a_failed_call_tells_what_where_and_why),
        cmocka_unit_test(a_closed_pipe_has_its_own_code),
    };
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
