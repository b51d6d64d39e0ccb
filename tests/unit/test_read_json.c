/* test_read_json.c - one object is an article; anything else is told with its byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/read_json.h"

/* With a parser that has just read another record, as the hot path does. */
static nd_parser parser;

static int parse(const char *json, size_t size, nd_article *out, nd_finding *finding) {
    nd_error error;
    /* A copy that ends exactly there: nothing may read on. The article borrows from it until the next. */
    static char *copy;
    free(copy);
    copy = malloc(size ? size : 1);
    if (size) memcpy(copy, json, size);
    return nd_read_json(&parser, (nd_string){copy, size}, out, finding, &error);
}

static void expect_article(const char *json, size_t size, const char *text, size_t text_size) {
    nd_article article;
    nd_finding finding = {0};
    assert_int_equal(parse(json, size, &article, &finding), ND_OK);
    assert_null(finding.reason);
    assert_int_equal(article.text.size, text_size);
    assert_memory_equal(article.text.data, text, text_size);
}

static void expect_problem(const char *json, size_t size, nd_problem_kind kind, const char *reason) {
    nd_article article;
    nd_finding finding = {0};
    assert_int_equal(parse(json, size, &article, &finding), 1);
    assert_non_null(finding.reason);
    assert_string_equal(finding.reason, reason);
    assert_int_equal(finding.kind, kind);
    nd_finding_free(&finding);
}

#define ARTICLE(json, text) expect_article(json, sizeof json - 1, text, sizeof text - 1)
#define BAD(json, reason) expect_problem(json, sizeof json - 1, ND_PROBLEM_BAD_RECORD, reason)
#define NO_TEXT(json, reason) expect_problem(json, sizeof json - 1, ND_PROBLEM_NO_TEXT, reason)

static void an_object_is_an_article(void **state) {
    (void)state;
    ARTICLE("{\"text\":\"a\"}", "a");
    ARTICLE(" \t\r\n{\"text\": \"line\\nbreak \\u00e9 \\ud83d\\ude00\"} \r\n",
            "line\nbreak \xc3\xa9 \xf0\x9f\x98\x80");
    ARTICLE("{\"text\":\"a\\u0000b\"}", "a\0b");
    ARTICLE("{\"text\":\"half \\ud800 pair\"}", "half \xef\xbf\xbd pair");
    BAD("{\"text\":\"\\ud83d\\ude\"}", "invalid string sequence at byte 20"); /* whose half goes no further */
    ARTICLE("{\"text\":\"half \\udecd pair\"}", "half \xef\xbf\xbd pair");
    ARTICLE("{\"x\":NaN,\"text\":\"a tab\tinside\",}", "a tab\tinside");
    ARTICLE("{\"text\":\"first\",\"text\":\"last\"}", "last");
}

/* What json-c takes for halves of other pairs, in a record that is not scanned. */
static void a_pair_is_one_character_whichever(void **state) {
    (void)state;
#define ODD(text) "{\"x\":NaN,\"text\":\"" text "\"}"
    ARTICLE(ODD("x \\ud836\\udc00 y"), "x \xf0\x9d\xa0\x80 y");
    ARTICLE(ODD("\\uD836\\uDC00\\udc00\\ud836\\udfff"), "\xf0\x9d\xa0\x80\xef\xbf\xbd\xf0\x9d\xaf\xbf");
    ARTICLE(ODD("\\ud837\\udc00\\ud876\\uDC00"), "\xf0\x9d\xb0\x80\xf0\xad\xa0\x80");
    ARTICLE(ODD("\\ud836\\ud836\\udc00"), "\xef\xbf\xbd\xf0\x9d\xa0\x80");
    ARTICLE(ODD("\\\\ud836\\udc00"), "\\ud836\xef\xbf\xbd"); /* a backslash, and a half */
    ARTICLE("{\"text\":\"\\ud836\\udc00\",}  ", "\xf0\x9d\xa0\x80");
    BAD("{\"text\":\"\\ud836\\udc00\"} {}", "more than one object: the first ends before byte 25");
    BAD("{\"text\":\"\\ud836\\udc00\" :}", "object value separator ',' expected at byte 24");
    BAD("{\"text\":\"\\ud836\\udc00", "JSON ends inside the object, at byte 22");
    BAD("{\"text\":\\ud836\\udc00", "unexpected character at byte 9");
}

static void an_id_beyond_64_bits_keeps_its_digits(void **state) {
    (void)state;
    static const char *const ids[] = {"12345678901234567890123", "-99999999999999999999", "18446744073709551615",
                                      "18446744073709551616", "9223372036854775808"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char       json[128];
        nd_article article;
        nd_finding finding = {0};
        snprintf(json, sizeof json, "{\"text\": \"a\", \"id\": %s%s}", ids[i], i % 2 ? "," : "");
        assert_int_equal(parse(json, strlen(json), &article, &finding), ND_OK);
        assert_int_equal(article.id.size, strlen(ids[i]));
        assert_memory_equal(article.id.data, ids[i], article.id.size);
    }
}

static void what_is_no_object_is_shown(void **state) {
    (void)state;
    BAD("hello", "not a JSON object: hello");
    BAD("[1]", "not a JSON object: [1]");
    BAD("\"text\"", "not a JSON object: \"text\"");
    BAD("", "not a JSON object: empty");
    BAD("  \n", "not a JSON object: empty");
    BAD("0123456789012345678901234567890123456789",
        "not a JSON object: 0123456789012345678901234567890123456789");
    BAD("012345678901234567890123456789012345678\xc3\xa9",
        "not a JSON object: 012345678901234567890123456789012345678 ...");
    BAD("a\tb\x01", "not a JSON object: a?b?");
}

static void bad_json_is_told_with_its_byte(void **state) {
    (void)state;
    BAD("{\"text\": nope}", "null expected at byte 11");
    BAD("{\"text\" 1}", "object property name separator ':' expected at byte 9");
    BAD("{\"text\":\"\\x\"}", "invalid string sequence at byte 11");
    BAD("{\"text\":\"a\"} {}", "more than one object: the first ends before byte 14");
    BAD("{\"text\":\"a\"}}", "more than one object: the first ends before byte 13");
    BAD("{\"text\":\"a\0b\"}", "unexpected end of data at byte 12"); /* NUL as such, not as \u0000 */
    BAD("{\"text\":\"a\"/* \0", "JSON ends inside the object, at byte 16"); /* json-c tells of success */
}

/* Nothing that lacks its end is an article, wherever it is cut. */
static void an_object_cut_at_any_byte_is_bad(void **state) {
    (void)state;
    static const char json[] =
        "{\"id\":12,\"text\":\"a \\u00e9\\n\\\"q\\\"\",\"x\":[true,null,1.5e3,{\"y\":{}}]}";
    for (size_t size = 0; size < sizeof json - 1; size++) {
        nd_article article;
        nd_finding finding = {0};
        assert_int_equal(parse(json, size, &article, &finding), 1);
        assert_int_equal(finding.kind, ND_PROBLEM_BAD_RECORD);
        nd_finding_free(&finding);
    }
    ARTICLE("{\"id\":12,\"text\":\"a \\u00e9\\n\\\"q\\\"\",\"x\":[true,null,1.5e3,{\"y\":{}}]}",
            "a \xc3\xa9\n\"q\"");
}

static void deep_nesting_is_bad_and_costs_no_stack(void **state) {
    (void)state;
    enum { DEPTH = 1000000 };
    static const char head[] = "{\"text\":\"a\",\"x\":";
    char             *json = test_malloc(sizeof head + 2 * DEPTH);
    nd_article        article;
    static const size_t depths[] = {1, 63, 64, DEPTH};
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        nd_finding finding = {0};
        size_t     size = sizeof head - 1, depth = depths[i];
        memcpy(json, head, size);
        memset(json + size, '[', depth);
        memset(json + size + depth, ']', depth);
        json[size + 2 * depth] = '}';
        int status = parse(json, size + 2 * depth + 1, &article, &finding);
        assert_int_equal(status, depth > 63);
        if (status) assert_memory_equal(finding.reason, "nesting too deep at byte ", 25);
        nd_finding_free(&finding);
    }
    test_free(json);
}

static void records_without_text_are_told_apart(void **state) {
    (void)state;
    NO_TEXT("{}", "no text: no fields at all");
    NO_TEXT("{\"text\":\"\"}", "\"text\" is empty");
    NO_TEXT("{\"text\":\" \\n\",\"body\":null}", "\"text\" is empty");
    NO_TEXT("{\"body\":null,\"story\":\"words\"}", "no text in the record; fields seen: body, story");
    NO_TEXT("{\"text\":[\"a\"]}", "\"text\" is an array, not a string");
    NO_TEXT("{\"body\":12}", "\"body\" is a number, not a string");
}

static void invalid_utf8_is_kept_and_told(void **state) {
    (void)state;
    static const char json[] = "{\"text\":\"caf\xe9\"}";
    nd_article        article;
    nd_finding        finding = {0};
    assert_int_equal(parse(json, sizeof json - 1, &article, &finding), ND_OK);
    assert_int_equal(finding.kind, ND_PROBLEM_INVALID_UTF8);
    assert_string_equal(finding.reason, "not UTF-8 at byte 3 of the text");
    assert_int_equal(article.text.size, 4);
    assert_memory_equal(article.text.data, "caf\xe9", 4);
    nd_finding_free(&finding);
}

static int free_parser(void **state) {
    (void)state;
    nd_read_json_free(&parser);
    nd_read_json_free(&parser);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_is_an_article),
        cmocka_unit_test(a_pair_is_one_character_whichever),
        cmocka_unit_test(an_id_beyond_64_bits_keeps_its_digits),
        cmocka_unit_test(what_is_no_object_is_shown),
        cmocka_unit_test(bad_json_is_told_with_its_byte),
        cmocka_unit_test(an_object_cut_at_any_byte_is_bad),
        cmocka_unit_test(deep_nesting_is_bad_and_costs_no_stack),
        cmocka_unit_test(records_without_text_are_told_apart),
        cmocka_unit_test(invalid_utf8_is_kept_and_told),
    };
    return cmocka_run_group_tests_name("read_json", tests, NULL, free_parser);
}
