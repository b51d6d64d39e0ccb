/* test_html_tags.c - the table is sorted, and says what a tag does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/html_tags.h"

static nd_tag tag(const char *name) {
    return nd_tag_of(name, strlen(name));
}

static void names_are_found_in_any_case(void **state) {
    (void)state;
    assert_int_equal(tag("a"), ND_TAG_A);
    assert_int_equal(tag("xmp"), ND_TAG_RAW); /* first and last of the table */
    assert_int_equal(tag("BlockQuote"), ND_TAG_BLOCKQUOTE);
    assert_int_equal(tag("figcaption"), ND_TAG_FIGCAPTION);
    assert_int_equal(tag("H4"), ND_TAG_HEADING);
}

static void every_name_that_matters_is_found(void **state) {
    static const char *const names[] = {"address", "article", "aside", "body", "br", "button", "dd", "div", "dl", "dt",
                                        "figure", "footer", "form", "h1", "h2", "h6", "head", "header", "hr", "html",
                                        "iframe", "img", "li", "link", "main", "meta", "nav", "noscript", "ol",
                                        "option", "p", "pre", "script", "section", "select", "span", "style", "svg",
                                        "table", "tbody", "td", "textarea", "th", "time", "title", "tr", "ul", "video"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) assert_int_not_equal(tag(names[i]), ND_TAG_INLINE);
}

static void unknown_names_are_within_a_line(void **state) {
    (void)state;
    assert_int_equal(tag("x-share"), ND_TAG_INLINE);
    assert_int_equal(tag("em"), ND_TAG_INLINE);
    assert_int_equal(tag(""), ND_TAG_INLINE);
    assert_int_equal(tag("a-name-that-is-longer-than-any"), ND_TAG_INLINE);
}

static void kinds_are_told_apart(void **state) {
    (void)state;
    assert_true(nd_tag_is_block(ND_TAG_P));
    assert_false(nd_tag_is_block(ND_TAG_A));
    assert_true(nd_tag_is_void(ND_TAG_BR));
    assert_false(nd_tag_is_void(ND_TAG_P));
    assert_true(nd_tag_is_raw(ND_TAG_SCRIPT));
    assert_false(nd_tag_is_raw(ND_TAG_PRE));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_in_any_case),
        cmocka_unit_test(every_name_that_matters_is_found),
        cmocka_unit_test(unknown_names_are_within_a_line),
        cmocka_unit_test(kinds_are_told_apart),
    };
    return cmocka_run_group_tests_name("html_tags", tests, NULL, NULL);
}
