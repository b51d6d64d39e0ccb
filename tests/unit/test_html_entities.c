/* test_html_entities.c - references become characters, and what is none stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/html_entities.h"

static void expect(const char *text, const char *decoded) {
    nd_buf buf = {0};
    assert_int_equal(nd_html_decode((nd_string){text, strlen(text)}, &buf, NULL), ND_OK);
    assert_int_equal(buf.size, strlen(decoded));
    assert_memory_equal(buf.data, decoded, buf.size);
    nd_buf_free(&buf);
}

static void names_become_characters(void **state) {
    (void)state;
    expect("Tom &amp; Ana &lt;3", "Tom & Ana <3");
    expect("&Aacute;&zwnj;&AElig;", "\xc3\x81\xe2\x80\x8c\xc3\x86"); /* the ends of the table */
    expect("&ldquo;x&rdquo;&hellip;", "\xe2\x80\x9cx\xe2\x80\x9d\xe2\x80\xa6");
    expect("&frac12;&sup2;", "\xc2\xbd\xc2\xb2");
    expect("&scedil;&apos;", "\xc5\x9f'");
}

static void numbers_become_characters(void **state) {
    (void)state;
    expect("&#65;&#x42;&#X43;", "ABC");
    expect("&#8217;", "\xe2\x80\x99");
    expect("&#146;", "\xe2\x80\x99"); /* as Windows has it */
    expect("&#0;&#xd800;&#x110000;&#99999999999;", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    expect("&#65x", "Ax");
}

static void a_semicolon_may_be_missing_but_not_in_an_address(void **state) {
    (void)state;
    expect("a &amp b", "a & b");
    expect("?a=1&copy=2", "?a=1&copy=2");
}

static void what_is_no_reference_stays(void **state) {
    (void)state;
    expect("R&D, AT&T; &; &#; &#x; &nosuchname; &", "R&D, AT&T; &; &#; &#x; &nosuchname; &");
    expect("&am", "&am");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_become_characters),
        cmocka_unit_test(numbers_become_characters),
        cmocka_unit_test(a_semicolon_may_be_missing_but_not_in_an_address),
        cmocka_unit_test(what_is_no_reference_stays),
    };
    return cmocka_run_group_tests_name("html_entities", tests, NULL, NULL);
}
