/* test_html_meta.c - each field comes from the best place that has a value of use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "input/html_meta.h"
#include "input/read_json.h"

static void add(char *seen, nd_string value) {
    strncat(strncat(seen, value.data ? value.data : "-", value.data ? value.size : 1), "|", 2);
}

/* "title|url|date|outlet|lang|", "-" for what is missing. */
static void expect(const char *html, const char *expected) {
    nd_html_blocks page = {0};
    nd_html_meta   meta = {0};
    nd_parser      parser = {0};
    nd_article     article;
    char           seen[512] = "";
    assert_int_equal(nd_html_blocks_read(&page, (nd_string){html, strlen(html)}, NULL), ND_OK);
    assert_int_equal(nd_html_meta_read(&meta, &page, &parser, &article, NULL), ND_OK);
    add(seen, article.title);
    add(seen, article.url);
    add(seen, article.date);
    add(seen, article.outlet);
    add(seen, article.lang);
    assert_string_equal(seen, expected);
    assert_int_equal(article.date.data != NULL, article.time != ND_NO_TIME);
    nd_read_json_free(&parser);
    nd_html_meta_free(&meta);
    nd_html_blocks_free(&page);
}

static void a_page_without_a_head_has_no_fields(void **state) {
    (void)state;
    expect("", "-|-|-|-|-|");
    expect("<p>text", "-|-|-|-|-|");
}

static void open_graph_and_meta_tags(void **state) {
    (void)state;
    expect("<html lang=fr><title>A - The Wave</title><meta property=og:title content='A &amp; B'>"
           "<link rel=canonical href=https://wave.example/a><meta property=og:site_name content='The Wave'>"
           "<meta property=article:published_time content=2024-05-01T10:30:00Z>",
           "A & B|https://wave.example/a|2024-05-01T10:30:00Z|The Wave|fr|");
    expect("<meta name=DC.date.issued content=2024-05-01><meta property=og:locale content=de_CH>"
           "<meta itemprop=headline content=H><meta property=og:url content=http://wave.example/b>",
           "H|http://wave.example/b|2024-05-01|wave.example|de_CH|");
}

static void json_ld_comes_first_for_title_and_date(void **state) {
    (void)state;
    expect("<meta property=og:title content=Shared><meta name=date content=2024-05-02>"
           "<script type=application/ld+json>{\"@type\":\"WebSite\"}</script>"
           "<script type=\"application/ld+json\">\n<!-- {\"@type\":\"NewsArticle\",\"headline\":\"Printed &amp; read\","
           "\"datePublished\":\"2024-05-01\",\"publisher\":{\"name\":\"Wave\"},\"inLanguage\":\"en\"} --></script>",
           "Printed & read|-|2024-05-01|Wave|en|");
}

static void broken_json_ld_is_passed_over(void **state) {
    (void)state;
    expect("<title>T</title><script type=application/ld+json>{\"@type\":\"NewsArticle\",</script>", "T|-|-|-|-|");
    expect("<title>T</title><script type=application/ld+json></script>", "T|-|-|-|-|");
}

static void a_headline_on_the_page_comes_before_the_title_of_the_window(void **state) {
    (void)state;
    expect("<title>T - The Wave</title><h1> Ferry \n <b>sails</b></h1><h1>Other</h1>", "Ferry sails|-|-|-|-|");
    expect("<title>\n T \n</title><h1></h1>", "T|-|-|-|-|");
}

static void what_is_of_no_use_is_passed_over(void **state) {
    (void)state;
    expect("<link rel=canonical href=/a><meta property=og:url content=https://w.example/>"
           "<meta property=article:published_time content=yesterday><meta name=date content=2024-05-01>"
           "<meta property=og:title content=' '><title>T</title><meta property=og:site_name>",
           "T|https://w.example/|2024-05-01|w.example|-|");
    expect("<html lang=None><meta property=og:title content=null><title>T</title>"
           "<meta property=og:site_name content=nan>",
           "T|-|-|-|-|");
}

static void only_the_time_of_publication_is_a_date(void **state) {
    (void)state;
    expect("<time datetime=2024-05-01>", "-|-|-|-|-|");
    expect("<time datetime=2024-05-01></time><time itemprop=datePublished datetime=2024-05-02>",
           "-|-|2024-05-02|-|-|");
    expect("<time pubdate datetime=2024-05-03>", "-|-|2024-05-03|-|-|");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_without_a_head_has_no_fields),
        cmocka_unit_test(open_graph_and_meta_tags),
        cmocka_unit_test(json_ld_comes_first_for_title_and_date),
        cmocka_unit_test(broken_json_ld_is_passed_over),
        cmocka_unit_test(a_headline_on_the_page_comes_before_the_title_of_the_window),
        cmocka_unit_test(what_is_of_no_use_is_passed_over),
        cmocka_unit_test(only_the_time_of_publication_is_a_date),
    };
    return cmocka_run_group_tests_name("html_meta", tests, NULL, NULL);
}
