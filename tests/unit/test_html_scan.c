/* test_html_scan.c - tags and text as browsers see them, whatever the page is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "input/html_scan.h"

/* Tokens as "<name|attributes>", "</name>" and "text" between bars. */
static const char *scan(const char *page, size_t size) {
    static char   seen[1024];
    size_t        used = 0;
    nd_html_scan  state = {.page = {page, size}};
    nd_html_token token;
    seen[0] = 0;
    while (nd_html_next(&state, &token)) {
        nd_string bytes = token.bytes, name = token.name;
        if (token.kind == ND_HTML_TEXT)
            used += (size_t)snprintf(seen + used, sizeof seen - used, "[%.*s]", (int)bytes.size, bytes.data);
        else
            used += (size_t)snprintf(seen + used, sizeof seen - used, "<%s%.*s%s%.*s>",
                                     token.kind == ND_HTML_CLOSE ? "/" : "", (int)name.size, name.data,
                                     bytes.size ? "|" : "", (int)bytes.size, bytes.data);
        assert_true(used < sizeof seen);
    }
    return seen;
}

#define EXPECT(page, tokens) assert_string_equal(scan(page, sizeof page - 1), tokens)

static void tags_and_text_alternate(void **state) {
    (void)state;
    EXPECT("", "");
    EXPECT("a<p class=x>b</P >c", "[a]<p| class=x>[b]</P| >[c]");
    EXPECT("<br/><x-y>", "<br|/><x-y>");
}

static void what_is_no_tag_is_text(void **state) {
    (void)state;
    EXPECT("1 < 2 <3", "[1 ][< 2 ][<3]");
    EXPECT("a <", "[a ][<]");
}

static void comments_and_declarations_are_passed(void **state) {
    (void)state;
    EXPECT("<!doctype html>a<!-- <p> -- > -->b<?xml x?>c<!>d</ >e", "[a][b][c][d][e]");
    EXPECT("<!-->a<!--->b<!--c", "[a][b]");
    EXPECT("<![CDATA[x]]>y", "[y]");
}

static void a_quoted_bracket_is_in_the_value(void **state) {
    (void)state;
    EXPECT("<a title=\"x>y\" b='>'>t", "<a| title=\"x>y\" b='>'>[t]");
    EXPECT("<a it\"s=1>t", "<a| it\"s=1>[t]");
    EXPECT("<a b=c\"d>t", "<a| b=c\"d>[t]");
}

static void raw_content_ends_at_its_own_end_tag(void **state) {
    (void)state;
    EXPECT("<script>if (a</b>/.test(x)) '</scripts>'</SCRIPT >t",
           "<script>[if (a</b>/.test(x)) '</scripts>']</SCRIPT| >[t]");
    EXPECT("<title><b>x</title>", "<title>[<b>x]</title>");
    EXPECT("<style>p", "<style>[p]");
}

static void a_page_may_end_anywhere(void **state) {
    static const char page[] = "<!doctype html><title>x</title><p id='a' b=c>t&amp;<!-- c --><script>s</script></p>";
    (void)state;
    for (size_t size = 0; size < sizeof page; size++) scan(page, size);
    EXPECT("a<p id='", "[a]");
    EXPECT("a<p", "[a]");
}

static void expect_attributes(const char *attributes, const char *expected) {
    char      seen[256] = "";
    size_t    used = 0;
    nd_string name, value;
    for (size_t at = 0; nd_html_attribute((nd_string){attributes, strlen(attributes)}, &at, &name, &value);)
        used += (size_t)snprintf(seen + used, sizeof seen - used, "%.*s=%.*s;", (int)name.size, name.data,
                                 (int)value.size, value.data);
    assert_string_equal(seen, expected);
}

static void attributes_are_told_apart(void **state) {
    (void)state;
    expect_attributes("", "");
    expect_attributes(" a=1 b = '2 3' c=\"4\"d e/f /", "a=1;b=2 3;c=4;d=;e=;f=;");
    expect_attributes(" href=/a/b/", "href=/a/b/;");
    expect_attributes(" a='x", "a=x;");
    expect_attributes(" a=", "a=;");
    expect_attributes(" =x", "=x=;");
}

static void words_are_equal_in_any_case(void **state) {
    (void)state;
    assert_true(nd_html_is((nd_string){"OG:Title", 8}, "og:title"));
    assert_false(nd_html_is((nd_string){"og:titl", 7}, "og:title"));
    assert_false(nd_html_is((nd_string){"og:titles", 9}, "og:title"));
    assert_true(nd_html_is((nd_string){NULL, 0}, ""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_and_text_alternate),
        cmocka_unit_test(what_is_no_tag_is_text),
        cmocka_unit_test(comments_and_declarations_are_passed),
        cmocka_unit_test(a_quoted_bracket_is_in_the_value),
        cmocka_unit_test(raw_content_ends_at_its_own_end_tag),
        cmocka_unit_test(a_page_may_end_anywhere),
        cmocka_unit_test(attributes_are_told_apart),
        cmocka_unit_test(words_are_equal_in_any_case),
    };
    return cmocka_run_group_tests_name("html_scan", tests, NULL, NULL);
}
