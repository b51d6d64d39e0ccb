/* test_whole.c - records in other encodings are read, and what is not UTF-8 becomes what is printed for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "failing.h"
#include "input/read_csv.h"
#include "input/read_json.h"
#include "input/whole.h"
#include "random.h"
#include "report/escape.h"

/* Readers that take the bytes for the text, and tell of it what is in their name. */
static int take_bytes(nd_string bytes, nd_article *out, nd_finding *finding, nd_problem_kind kind) {
    *out = (nd_article){.text = bytes, .is_repaired = 7};
    return nd_find(finding, NULL, kind, "told");
}

static int read_invalid(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error) {
    (void)parser, (void)error;
    return take_bytes(bytes, out, finding, ND_PROBLEM_INVALID_UTF8);
}

static int read_empty(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error) {
    (void)parser, (void)error;
    return take_bytes(bytes, out, finding, ND_PROBLEM_EMPTY);
}

static int read_well(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error) {
    (void)parser, (void)error, (void)finding;
    *out = (nd_article){.text = bytes, .is_repaired = 7};
    return ND_OK;
}

static nd_parser parser;

static void leave(void) {
    nd_read_json_free(&parser);
    nd_buf_free(&parser.utf8);
    nd_buf_free(&parser.repaired);
    memset(&parser, 0, sizeof parser);
}

static void expect(nd_parse_fn *parse, nd_string text, const char *wanted, int is_repaired) {
    nd_finding finding = {.reason = NULL};
    nd_article article;
    parser.parse = parse;
    assert_int_equal(nd_whole_article(&parser, text, &article, &finding, NULL), ND_OK);
    assert_int_equal(article.text.size, strlen(wanted));
    assert_memory_equal(article.text.data, wanted, article.text.size);
    assert_int_equal(article.is_repaired, is_repaired);
    if (!parser.repaired.data) assert_ptr_equal(article.text.data, text.data);
    assert_int_equal(finding.reason != NULL, parse != read_well);
    nd_finding_free(&finding);
    leave();
}

static void broken_sequences_become_one_character_each(void **state) {
    (void)state;
    expect(read_invalid, (nd_string){"a\xff\xfez", 4}, "a\ufffd\ufffdz", 1);
    expect(read_invalid, (nd_string){"\xe2\x82", 2}, "\ufffd", 1);
    expect(read_invalid, (nd_string){"\xe2\x82\xe2\x82\xac", 5}, "\ufffd\u20ac", 1);
    expect(read_empty, (nd_string){"\xff", 1}, "\ufffd", 1); /* something else was told first */
}

static void what_is_well_formed_stays_where_it_is(void **state) {
    (void)state;
    expect(read_well, (nd_string){"d\u00e9j\u00e0", 6}, "d\u00e9j\u00e0", 0);
    expect(read_invalid, (nd_string){"\ufffd vu", 6}, "\ufffd vu", 1); /* as a conversion left it */
    expect(read_empty, (nd_string){" ", 1}, " ", 0);
}

static void what_was_found_before_stays(void **state) {
    (void)state;
    nd_finding finding = {.reason = NULL};
    nd_article article;
    parser.parse = read_invalid;
    assert_int_equal(nd_find(&finding, NULL, ND_PROBLEM_CHANGED, "it changed"), ND_OK);
    assert_int_equal(nd_whole_article(&parser, (nd_string){"\xff", 1}, &article, &finding, NULL), ND_OK);
    assert_string_equal(finding.reason, "it changed");
    assert_int_equal(article.is_repaired, 1);
    assert_memory_equal(article.text.data, "\ufffd", 3);
    nd_finding_free(&finding);
    leave();
}

/* A row or an object; `reason` NULL: nothing is told. */
static void expect_record(nd_parse_fn *parse, nd_string bytes, const char *text, const char *reason) {
    nd_finding finding = {.reason = NULL};
    nd_article article;
    parser.parse = parse;
    parser.wants_utf8 = 1;
    parser.header = (nd_string){"text,title", 10};
    parser.separator = ',';
    assert_int_equal(nd_whole_article(&parser, bytes, &article, &finding, NULL), text ? ND_OK : 1);
    if (text) assert_int_equal(article.text.size, strlen(text));
    if (text) assert_memory_equal(article.text.data, text, article.text.size);
    if (reason) assert_string_equal(finding.reason, reason);
    else assert_null(finding.reason);
    nd_finding_free(&finding);
    leave();
}
#define RECORD(bytes) ((nd_string){bytes, sizeof(bytes) - 1})

static void rows_and_objects_may_be_in_another_encoding(void **state) {
    (void)state;
    expect_record(nd_read_csv, RECORD("\"caf\xe9, \"\"d\xe9j\xe0\"\"\",x"), "caf\u00e9, \"d\u00e9j\u00e0\"", NULL);
    expect_record(nd_read_json, RECORD("{\"text\":\"\x93" "caf\xe9\x94 \\u20ac\"}"), "\u201ccaf\u00e9\u201d \u20ac",
                  NULL);
    expect_record(nd_read_json, RECORD("{\"text\":\"d\u00e9j\u00e0 vu \xff\"}"), "d\u00e9j\u00e0 vu \ufffd",
                  "not UTF-8 at byte 10 of the text");
    expect_record(nd_read_json, RECORD("{\"text\":\"one\",\"by\":\"Ren\xe9\"}"), "one", NULL); /* nothing is told */
    expect_record(nd_read_csv, RECORD("caf\xe9,a,b"), NULL, "3 fields where the header has 2");
    expect_record(nd_read_json, RECORD("\xfe\xff{\"text\""), NULL,
                  "not a JSON object: \u7b22\u7465\u7874\ufffd"); /* and not that UTF-16 breaks off */
}

static int take(void *context, const void *data, size_t size, nd_error *error) {
    return nd_buf_append(context, data, size, error);
}

/* The same bytes written as JSON, which replaces by itself, and repaired before. */
static void a_repaired_text_is_written_as_it_stands(void **state) {
    (void)state;
    nd_buf      raw = {0}, repaired = {0};
    struct dice dice = {5};
    for (int round = 0; round < 5000; round++) {
        static const char bytes[] = "az\x80\xbf\xc3\xe2\x82\xac\xed\xa0\xf0\x9f\xf4\x90\xc0\xff";
        char              text[12];
        for (size_t i = 0; i < sizeof text; i++) text[i] = bytes[roll_below(&dice, sizeof bytes - 1)];
        nd_finding finding = {.reason = NULL};
        nd_article article;
        parser.parse = read_invalid;
        assert_int_equal(nd_whole_article(&parser, (nd_string){text, sizeof text}, &article, &finding, NULL), ND_OK);
        nd_finding_free(&finding);
        assert_int_equal(nd_utf8_well_formed(article.text.data, article.text.size), article.text.size);
        nd_out to_raw, to_repaired;
        raw.size = repaired.size = 0;
        nd_out_start(&to_raw, take, &raw, NULL);
        nd_out_start(&to_repaired, take, &repaired, NULL);
        nd_put_json(&to_raw, (nd_string){text, sizeof text});
        nd_put_json(&to_repaired, article.text);
        assert_int_equal(nd_out_finish(&to_raw) | nd_out_finish(&to_repaired), ND_OK);
        assert_true(raw.size > sizeof text);
        assert_int_equal(raw.size, repaired.size);
        assert_memory_equal(raw.data, repaired.data, raw.size);
    }
    leave();
    nd_buf_free(&raw);
    nd_buf_free(&repaired);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    nd_finding finding;
    nd_article article;
    nd_error   error;
    for (unsigned calls = 0, failed = 1; failed; calls++) { /* for the finding, and for the text */
        finding = (nd_finding){.reason = NULL};
        parser.parse = read_invalid;
        fail_allocation_after(calls);
        int status = nd_whole_article(&parser, (nd_string){"\xff", 1}, &article, &finding, &error);
        failed = !fail_nothing();
        assert_int_equal(status, failed ? ND_ERROR_MEMORY : ND_OK);
        nd_finding_free(&finding);
        leave();
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_sequences_become_one_character_each),
        cmocka_unit_test(what_is_well_formed_stays_where_it_is),
        cmocka_unit_test(what_was_found_before_stays),
        cmocka_unit_test(rows_and_objects_may_be_in_another_encoding),
        cmocka_unit_test(a_repaired_text_is_written_as_it_stands),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
