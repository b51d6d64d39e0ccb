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
    if (bytes) assert_ptr_equal(article.text.data, bytes);
    assert_null(article.id.data);
    assert_true(article.time == ND_NO_TIME);
    if (reason) assert_string_equal(finding.reason, reason);
    else assert_null(finding.reason);
    nd_finding_free(&finding);
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
    (void)state;
    expect("caf\xe9 \xff", 6, "not UTF-8 at byte 3 of the text");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_kept_to_the_byte),
        cmocka_unit_test(no_words_are_told),
        cmocka_unit_test(the_first_invalid_byte_is_told),
    };
    return cmocka_run_group_tests_name("read_text", tests, NULL, NULL);
}
