/* test_json_ld.c - the article in what a page tells search engines. */
#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/json_ld.h"

static void expect(const char *json, const char *headline) {
    nd_json_ld          ld;
    struct json_object *value = json_tokener_parse(json);
    assert_int_equal(nd_json_ld_find(value, &ld), headline != NULL);
    if (headline) {
        assert_int_equal(ld.headline.size, strlen(headline));
        assert_memory_equal(ld.headline.data, headline, ld.headline.size);
    }
    json_object_put(value);
}

static void an_article_is_found_wherever_it_stands(void **state) {
    (void)state;
    expect("{\"@type\":\"NewsArticle\",\"headline\":\"H\"}", "H");
    expect("[{\"@type\":\"Organization\"},{\"@type\":\"Article\",\"headline\":\"H\"}]", "H");
    expect("{\"@graph\":[{\"@type\":\"WebSite\"},{\"@type\":[\"Thing\",\"BlogPosting\"],\"headline\":\"H\"}]}", "H");
    expect("{\"@type\":\"WebPage\",\"mainEntity\":{\"@type\":\"ReportageNewsArticle\",\"name\":\"N\"}}", "N");
}

static void what_is_no_article_is_not_found(void **state) {
    (void)state;
    expect("{\"@type\":\"Organization\",\"headline\":\"H\"}", NULL);
    expect("{\"@type\":7}", NULL);
    expect("[[[]]]", NULL);
    expect("\"Article\"", NULL);
    expect("null", NULL);
}

static void check_string(nd_string found, const char *expected) {
    assert_int_equal(found.size, strlen(expected));
    assert_memory_equal(found.data, expected, found.size);
}

static void fields_come_in_several_shapes(void **state) {
    nd_json_ld ld;
    (void)state;
    struct json_object *value = json_tokener_parse(
        "{\"@type\":\"Article\",\"headline\":[1],\"datePublished\":\"2024-05-01\",\"mainEntityOfPage\":{\"@id\":\"U\"},"
        "\"publisher\":[{\"name\":\"P\"}],\"inLanguage\":{\"name\":\"L\"},\"articleBody\":\"T\"}");
    assert_int_equal(nd_json_ld_find(value, &ld), 1);
    assert_null(ld.headline.data);
    check_string(ld.date, "2024-05-01");
    check_string(ld.url, "U");
    check_string(ld.publisher, "P");
    check_string(ld.lang, "L");
    check_string(ld.text, "T");
    json_object_put(value);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_is_found_wherever_it_stands),
        cmocka_unit_test(what_is_no_article_is_not_found),
        cmocka_unit_test(fields_come_in_several_shapes),
    };
    return cmocka_run_group_tests_name("json_ld", tests, NULL, NULL);
}
