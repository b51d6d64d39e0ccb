/* test_head.c - lines "name: value", as standards and servers write them, cut at every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "input/head.h"

static nd_string string(const char *text) {
    return (nd_string){text, strlen(text)};
}

static void expect(nd_string found, const char *text) {
    assert_int_equal(found.size, strlen(text));
    assert_memory_equal(found.data, text, found.size);
}

static void a_head_ends_with_an_empty_line_wherever_it_was_cut_before(void **state) {
    static const char *const heads[] = {"A: b\r\n\r\n", "A: b\n\n", "A: b\r\nC: d\n\r\n", "\r\n\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        char   whole[64];
        size_t size = strlen(heads[i]);
        snprintf(whole, sizeof whole, "%sbody\n\n", heads[i]);
        assert_int_equal(nd_head_size(string(whole), 0), size);
        for (size_t cut = 0; cut < size; cut++) {
            assert_int_equal(nd_head_size((nd_string){whole, cut}, 0), 0);
            /* And when more has come, it is enough to look at what is new. */
            assert_int_equal(nd_head_size((nd_string){whole, size}, cut), size);
        }
    }
}

static void names_and_values_come_without_blanks(void **state) {
    nd_string left = string("HTTP-like: a : b\r\n Name\t:  \r\n\tfolded: away\r\nLast:x");
    nd_string name, value;
    (void)state;
    assert_int_equal(nd_head_next(&left, &name, &value), 1);
    expect(name, "HTTP-like");
    expect(value, "a : b");
    assert_int_equal(nd_head_next(&left, &name, &value), 1);
    expect(name, "Last");
    expect(value, "x");
    assert_int_equal(nd_head_next(&left, &name, &value), 0);
}

static void the_empty_line_ends_it_and_one_without_a_colon_is_told(void **state) {
    nd_string left = string("A: b\r\nno colon\r\nC: d\r\n\r\nE: f\r\n");
    nd_string name, value;
    (void)state;
    assert_int_equal(nd_head_next(&left, &name, &value), 1);
    assert_int_equal(nd_head_next(&left, &name, &value), -1);
    assert_int_equal(nd_head_next(&left, &name, &value), 1);
    expect(name, "C");
    assert_int_equal(nd_head_next(&left, &name, &value), 0);
}

static void words_stand_between_blanks_and_marks(void **state) {
    nd_string value = string(" gzip, chunked ;q=1");
    (void)state;
    expect(nd_head_word(&value), "gzip");
    expect(nd_head_word(&value), "chunked");
    expect(nd_head_word(&value), "q=1");
    expect(nd_head_word(&value), "");
}

static void case_does_not_matter(void **state) {
    (void)state;
    assert_true(nd_head_is(string("Content-LENGTH"), "content-length"));
    assert_false(nd_head_is(string("content-lengths"), "content-length"));
    assert_false(nd_head_is(string("content"), "content-length"));
    assert_true(nd_head_begins(string("HTTPS://x"), "https://"));
    assert_false(nd_head_begins(string("http"), "http:"));
}

static void numbers_are_digits_that_fit(void **state) {
    uint64_t number;
    (void)state;
    assert_true(nd_head_number(string("0"), &number) && number == 0);
    assert_true(nd_head_number(string("0123456789"), &number) && number == 123456789);
    static const char *const none[] = {"", "-1", "+1", " 1", "1 ", "0x10", "1e3", "99999999999999999999"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_false(nd_head_number(string(none[i]), &number));
}

static void a_parameter_is_found_behind_the_first_word(void **state) {
    (void)state;
    expect(nd_head_parameter(string("text/html; charset=koi8-r"), "charset"), "koi8-r");
    expect(nd_head_parameter(string("text/html;level=1;CHARSET=\"utf-8\";x=y"), "charset"), "utf-8");
    expect(nd_head_parameter(string("text/html; charset='x'"), "charset"), "x");
    assert_null(nd_head_parameter(string("text/html; charset="), "charset").data);
    assert_null(nd_head_parameter(string("text/html; charset=\"\""), "charset").data);
    assert_null(nd_head_parameter(string("charset=utf-8"), "charset").data);
    assert_null(nd_head_parameter(string(""), "charset").data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_head_ends_with_an_empty_line_wherever_it_was_cut_before),
        cmocka_unit_test(names_and_values_come_without_blanks),
        cmocka_unit_test(the_empty_line_ends_it_and_one_without_a_colon_is_told),
        cmocka_unit_test(words_stand_between_blanks_and_marks),
        cmocka_unit_test(case_does_not_matter),
        cmocka_unit_test(numbers_are_digits_that_fit),
        cmocka_unit_test(a_parameter_is_found_behind_the_first_word),
    };
    return cmocka_run_group_tests_name("head", tests, NULL, NULL);
}
