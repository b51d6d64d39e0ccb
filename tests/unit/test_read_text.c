/* test_read_text.c - the bytes are the text, and two things are told of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/read_text.h"

static void expect(const char *bytes, size_t size, const char *reason) {
    nd_parser  parser = {0};
    nd_article article;
    nd_finding finding = {0};
    nd_error   error;
    assert_int_equal(nd_read_text(&parser, (nd_string){bytes, size}, &article, &finding, &error), ND_OK);
    assert_int_equal(article.text.size, size);
    assert_non_null(article.text.data);
    if (size) assert_ptr_equal(article.text.data, bytes);
    assert_null(article.id.data);
    assert_true(article.time == ND_NO_TIME);
    if (reason) assert_string_equal(finding.reason, reason);
    else assert_null(finding.reason);
    nd_finding_free(&finding);
    nd_buf_free(&parser.utf8);
}

static void text_is_kept_to_the_byte(void **state) {
    (void)state;
    expect(" a\r\nb\0c ", 8, NULL);
    expect("\xc3\xa9t\xc3\xa9", 5, NULL);
}

static void no_words_are_told(void **state) {
    (void)state;
    expect(NULL, 0, "no words in it");
    expect("", 0, "no words in it");
    expect(" \r\n\t\f\v", 6, "no words in it");
}

static void the_first_invalid_byte_is_told(void **state) {
    static const char damaged[] = "d\u00e9j\u00e0 \u00e9t\u00e9 l\u2019\u00e9t\u00e9 \u00ee "
                                  "\u00e9\u00e9\u00e9\u00e9 \xff";
    (void)state;
    expect(damaged, sizeof damaged - 1, "not UTF-8 at byte 35 of the text");
}

static void another_encoding_is_made_utf8(void **state) {
    nd_parser  parser = {0};
    nd_article article;
    nd_finding finding = {0};
    (void)state;
    assert_int_equal(nd_read_text(&parser, (nd_string){"caf\xe9 \x80", 6}, &article, &finding, NULL), ND_OK);
    assert_int_equal(article.text.size, 9);
    assert_memory_equal(article.text.data, "caf\u00e9 \u20ac", 9);
    assert_null(finding.reason);
    nd_buf_free(&parser.utf8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_kept_to_the_byte),
        cmocka_unit_test(no_words_are_told),
        cmocka_unit_test(another_encoding_is_made_utf8),
        cmocka_unit_test(the_first_invalid_byte_is_told),
    };
    return cmocka_run_group_tests_name("read_text", tests, NULL, NULL);
}
