/* test_read_html.c - a page becomes an article, in any encoding and cut anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "input/read_html.h"
#include "input/read_json.h"

#define ONE "The ferry to the outer islands will sail again on Monday, the harbour office said."
#define TWO "Its engine had failed in the storm of last week, and parts had to come from the mainland."

static const char page[] =
    "<!doctype html><html lang=en><head><title>Ferry sails</title>"
    "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Ferry sails\"}</script></head>"
    "<body><nav><a href=/>Home</a></nav><article><h1>Ferry sails</h1><p>" ONE "<p class=x title='>'>" TWO
    "</article><footer>&copy; The Wave</footer>";

static void free_parser(nd_parser *parser) {
    nd_read_html_free(parser);
    nd_read_json_free(parser);
    nd_buf_free(&parser->utf8);
}

static void expect(nd_parser *parser, nd_string bytes, const char *text, const char *reason) {
    nd_article article;
    nd_finding finding = {0};
    nd_error   error;
    assert_int_equal(nd_read_html(parser, bytes, &article, &finding, &error), ND_OK);
    assert_int_equal(article.text.size, strlen(text));
    assert_memory_equal(article.text.data, text, article.text.size);
    if (reason) assert_string_equal(finding.reason, reason);
    else assert_null(finding.reason);
    nd_finding_free(&finding);
}

static void expect_page(const char *html, const char *text, const char *reason) {
    nd_parser parser = {0};
    expect(&parser, (nd_string){html, strlen(html)}, text, reason);
    free_parser(&parser);
}

static void paragraphs_are_joined(void **state) {
    (void)state;
    expect_page(page, ONE "\n\n" TWO, NULL);
}

static void a_parser_reads_page_after_page(void **state) {
    nd_parser parser = {0};
    (void)state;
    for (int i = 0; i < 3; i++) {
        expect(&parser, (nd_string){page, sizeof page - 1}, ONE "\n\n" TWO, NULL);
        expect(&parser, (nd_string){"<p>" TWO, 3 + sizeof TWO - 1}, TWO, NULL);
        expect(&parser, (nd_string){"", 0}, "", "no main text in the page");
    }
    free_parser(&parser);
}

static void a_page_without_text_is_told_of(void **state) {
    (void)state;
    expect_page("<html><nav><a>Home</a></nav>", "", "no main text in the page");
}

static void text_that_is_only_in_json_ld_is_taken_from_there(void **state) {
    (void)state;
    expect_page("<p>" ONE "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"articleBody\":\"" ONE
                " &amp; " TWO " " ONE "\"}</script>",
                ONE " & " TWO " " ONE, NULL);
    expect_page("<p>" ONE "<p>" TWO "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"articleBody\":\"" ONE
                "\"}</script>",
                ONE "\n\n" TWO, NULL);
}

static void the_encoding_is_that_of_the_page(void **state) {
    static const char russian[] = "<meta charset=windows-1251><p>\xcf\xe0\xf0\xee\xec";
    (void)state;
    expect_page("<p>caf\xc3\xa9 caf&eacute;.", "café café.", NULL);
    expect_page("<meta charset=iso-8859-1><p>caf\xe9.", "café.", NULL);
    expect_page(russian, "Паром", NULL);
}

/* A page in UTF-16 has a zero byte behind each of ASCII. */
static void utf16_is_read(void **state) {
    nd_parser parser = {0};
    char      wide[2 * sizeof page];
    (void)state;
    for (size_t i = 0; i < sizeof page - 1; i++) {
        wide[2 * i] = page[i];
        wide[2 * i + 1] = 0;
    }
    expect(&parser, (nd_string){wide, 2 * (sizeof page - 1)}, ONE "\n\n" TWO, NULL);
    free_parser(&parser);
}

static void a_page_may_be_cut_anywhere(void **state) {
    nd_parser parser = {0};
    (void)state;
    for (size_t size = 0; size < sizeof page; size++) {
        nd_article article;
        nd_finding finding = {0};
        char      *cut = malloc(size + 1); /* of its size, so that a sanitizer sees a byte too many */
        assert_non_null(cut);
        memcpy(cut, page, size);
        cut = realloc(cut, size ? size : 1);
        assert_non_null(cut);
        assert_int_equal(nd_read_html(&parser, (nd_string){cut, size}, &article, &finding, NULL), ND_OK);
        while (article.text.size && memchr("</", article.text.data[article.text.size - 1], 2)) article.text.size--;
        assert_true(article.text.size <= sizeof ONE "\n\n" TWO);
        if (article.text.size) assert_memory_equal(article.text.data, ONE "\n\n" TWO, article.text.size);
        nd_finding_free(&finding);
        free(cut);
    }
    free_parser(&parser);
}

static void out_of_memory_is_an_error_like_any_other(void **state) {
    int failed = 1;
    (void)state;
    for (unsigned calls = 0; failed; calls++) {
        nd_parser  parser = {0};
        nd_article article;
        nd_finding finding = {0};
        nd_error   error;
        fail_allocation_after(calls);
        int status = nd_read_html(&parser, (nd_string){page, sizeof page - 1}, &article, &finding, &error);
        failed = !fail_nothing();
        assert_int_equal(status, failed ? ND_ERROR_MEMORY : ND_OK);
        nd_finding_free(&finding);
        free_parser(&parser);
    }
}

static void too_many_elements_are_no_article(void **state) {
    nd_parser  parser = {0};
    nd_article article;
    nd_finding finding = {0};
    size_t     size = 3 * 1000001;
    char      *html = malloc(size);
    (void)state;
    assert_non_null(html);
    for (size_t i = 0; i < size; i += 3) memcpy(html + i, "<p>", 3);
    assert_int_equal(nd_read_html(&parser, (nd_string){html, size}, &article, &finding, NULL), 1);
    assert_string_equal(finding.reason, "a page of more than 1000000 elements");
    nd_finding_free(&finding);
    free_parser(&parser);
    free(html);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_are_joined),
        cmocka_unit_test(a_parser_reads_page_after_page),
        cmocka_unit_test(a_page_without_text_is_told_of),
        cmocka_unit_test(text_that_is_only_in_json_ld_is_taken_from_there),
        cmocka_unit_test(the_encoding_is_that_of_the_page),
        cmocka_unit_test(utf16_is_read),
        cmocka_unit_test(a_page_may_be_cut_anywhere),
        cmocka_unit_test(out_of_memory_is_an_error_like_any_other),
        cmocka_unit_test(too_many_elements_are_no_article),
    };
    return cmocka_run_group_tests_name("read_html", tests, NULL, NULL);
}
