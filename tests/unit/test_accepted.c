/* test_accepted.c - the text of a baseline: what is read of it, and that it is written as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "check/accepted.h"
#include "failing.h"

#define HEADING "# newsdup baseline 1: accepted copies; group, digest, id, remark\n"
#define ONE     "00112233445566778899aabbccddeeff"
#define TWO     "ff112233445566778899aabbccddeeff"

static nd_string string(const char *text) {
    return (nd_string){text, strlen(text)};
}

static nd_buf rows;

static int parse(const char *text, nd_error *error) {
    nd_buf_free(&rows);
    return nd_accepted_parse(string(text), "file", &rows, error);
}

static nd_accepted *row(size_t at) {
    assert_true(at < rows.size / sizeof(nd_accepted));
    return (nd_accepted *)rows.data + at;
}

static void assert_string(nd_string actual, const char *expected) {
    assert_int_equal(actual.size, strlen(expected));
    assert_memory_equal(actual.data, expected, actual.size);
}

static void a_line_is_group_digest_id_and_remark(void **state) {
    (void)state;
    assert_int_equal(parse("c-7\t" ONE "\ta b.txt\tthe wire, on purpose\n", NULL), ND_OK);
    assert_string_equal(row(0)->group, "c-7");
    assert_int_equal(row(0)->digest[0], 0);
    assert_int_equal(row(0)->digest[15], 0xff);
    assert_string(row(0)->id, "a b.txt");
    assert_string(row(0)->remark, "the wire, on purpose");
    assert_int_equal(parse("c-7\t" ONE "\ta.txt", NULL), ND_OK); /* without a newline at the end */
    assert_int_equal(row(0)->remark.size, 0);
    assert_int_equal(parse("c-7\t" ONE "\ta.txt\tone\ttwo\r\n", NULL), ND_OK);
    assert_string(row(0)->remark, "one\ttwo");
}

static void comments_and_empty_lines_are_passed_over(void **state) {
    (void)state;
    assert_int_equal(parse(HEADING "\n# mine\n\r\nc-7\t" ONE "\ta\n\n", NULL), ND_OK);
    assert_int_equal(rows.size, sizeof(nd_accepted));
    assert_int_equal(parse("", NULL), ND_OK);
    assert_int_equal(rows.size, 0);
    assert_int_equal(parse("\xEF\xBB\xBF" HEADING "c-7\t" ONE "\ta\n", NULL), ND_OK); /* as some editors save it */
    assert_int_equal(rows.size, sizeof(nd_accepted));
}

static void what_is_no_line_is_told_with_its_number(void **state) {
    static const char *const wrong[] = {"<<<<<<< ours", "c-7", "s-7\t" ONE "\ta", "c-7\t0011\ta", "c-7\t" ONE,
                                        "c-7\t" ONE "\t", "c-0123456789012345678901234567\t" ONE "\ta",
                                        "c-7\tF0112233445566778899aabbccddeeff\ta", "{\"a\":1}"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        nd_error error;
        char     text[200] = "# first\n\n";
        strcat(text, wrong[i]);
        strcat(text, "\nc-7\t" ONE "\tb\n");
        assert_int_equal(parse(text, &error), ND_ERROR_FORMAT);
        assert_non_null(strstr(error.message, "file:3: "));
    }
}

static void an_article_is_found_by_digest_and_id_together(void **state) {
    (void)state;
    assert_int_equal(parse("c-7\t" TWO "\tb\nc-7\t" ONE "\tb\nc-7\t" ONE "\ta\n", NULL), ND_OK);
    size_t count = nd_accepted_sort(row(0), 3);
    assert_int_equal(count, 3);
    uint8_t one[16], other[16] = {0};
    memcpy(one, row(0)->digest, sizeof one);
    assert_ptr_equal(nd_accepted_find(row(0), count, string("a"), one), row(0));
    assert_ptr_equal(nd_accepted_find(row(0), count, string("b"), one), row(1));
    assert_null(nd_accepted_find(row(0), count, string("c"), one));
    assert_null(nd_accepted_find(row(0), count, string("a"), other));
    assert_null(nd_accepted_find(NULL, 0, string("a"), one));
}

/* As a merge of two branches leaves it. */
static void a_line_that_is_there_twice_counts_once_and_keeps_its_remark(void **state) {
    static const char *const texts[] = {"c-7\t" ONE "\ta\nc-8\t" ONE "\ta\twhy\n",
                                        "c-8\t" ONE "\ta\twhy\nc-7\t" ONE "\ta\n"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(parse(texts[i], NULL), ND_OK);
        assert_int_equal(nd_accepted_sort(row(0), 2), 1);
        assert_string(row(0)->remark, "why");
    }
}

static void what_is_read_is_printed_sorted_and_the_same(void **state) {
    static const char sorted[] = HEADING "c-7\t" ONE "\ta\n" "c-7\t" ONE "\tb\tof the \\wire\n"
                                         "c-7\t" TWO "\ta\n" "c-8\t" ONE "\ta\n";
    static const char mixed[] = "c-8\t" ONE "\ta\n" "c-7\t" TWO "\ta\n"
                                "c-7\t" ONE "\tb\tof the \\wire\n" "c-7\t" ONE "\ta\n";
    nd_buf            text = {0};
    (void)state;
    assert_int_equal(parse(mixed, NULL), ND_OK);
    for (int again = 0; again < 2; again++) {
        text.size = 0;
        assert_int_equal(nd_accepted_print(row(0), 4, &text, NULL), ND_OK);
        assert_int_equal(text.size, sizeof sorted - 1);
        assert_memory_equal(text.data, sorted, text.size);
        assert_int_equal(parse(sorted, NULL), ND_OK);
    }
    nd_buf_free(&text);
}

static void an_id_never_ends_its_line(void **state) {
    nd_buf text = {0};
    (void)state;
    assert_int_equal(nd_accepted_escape((nd_string){"a\tb\nc\rd\\e\0f\xff", 12}, &text, NULL), ND_OK);
    assert_int_equal(text.size, 16);
    assert_memory_equal(text.data, "a\\tb\\nc\\rd\\\\e\0f\xff", 16);
    nd_buf_free(&text);
}

static int print_all(nd_error *error) {
    nd_buf text = {0};
    int    status = parse("c-7\t" ONE "\ta\n", error);
    if (!status) status = nd_accepted_print(row(0), 1, &text, error);
    nd_buf_free(&text);
    return status;
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    nd_buf_free(&rows);
    for (unsigned n = 0;; n++) {
        nd_error error;
        fail_allocation_after(n);
        int status = print_all(&error);
        if (fail_nothing()) break;
        assert_int_equal(status, ND_ERROR_MEMORY);
    }
}

static int drop(void **state) {
    (void)state;
    nd_buf_free(&rows);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_group_digest_id_and_remark),
        cmocka_unit_test(comments_and_empty_lines_are_passed_over),
        cmocka_unit_test(what_is_no_line_is_told_with_its_number),
        cmocka_unit_test(an_article_is_found_by_digest_and_id_together),
        cmocka_unit_test(a_line_that_is_there_twice_counts_once_and_keeps_its_remark),
        cmocka_unit_test(what_is_read_is_printed_sorted_and_the_same),
        cmocka_unit_test(an_id_never_ends_its_line),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("accepted", tests, NULL, drop);
}
