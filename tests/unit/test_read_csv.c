/* test_read_csv.c - a row is an article by the names of its columns; what does not fit the header is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/read_csv.h"

static nd_parser parser;

static int parse(const char *header, const char *row, nd_article *out, nd_finding *finding) {
    parser.header = (nd_string){header, strlen(header)};
    parser.separator = ',';
    return nd_read_csv(&parser, (nd_string){row, strlen(row)}, out, finding, NULL);
}

static void is(nd_string found, const char *expected) {
    if (!expected) assert_null(found.data);
    else assert_int_equal(found.size, strlen(expected));
    if (expected) assert_memory_equal(found.data, expected, found.size);
}

static void expect_problem(const char *header, const char *row, nd_problem_kind kind, const char *reason) {
    nd_article article;
    nd_finding finding = {0};
    assert_int_equal(parse(header, row, &article, &finding), 1);
    assert_string_equal(finding.reason, reason);
    assert_int_equal(finding.kind, kind);
    nd_finding_free(&finding);
}

static void columns_are_known_by_the_names_of_fields(void **state) {
    (void)state;
    nd_article article;
    nd_finding finding = {0};
    static const char header[] = "_id, Headline ,\"BODY\",metadata.date,source,other";
    static const char row[] = "7,\"A \"\"b\"\"\",\"Two\nlines, here\",1714559415,https://x.example/a,y";
    assert_int_equal(parse(header, row, &article, &finding), ND_OK);
    is(article.id, "7");
    is(article.title, "A \"b\"");
    is(article.text, "Two\nlines, here");
    is(article.url, "https://x.example/a");
    is(article.outlet, "x.example");
    assert_true(article.time == 1714559415);
    assert_null(finding.reason);
}

static void the_first_name_that_has_a_value_wins_and_words_for_nothing_are_none(void **state) {
    (void)state;
    nd_article article;
    nd_finding finding = {0};
    assert_int_equal(parse("content,maintext,text,title,date", "a,None,b,NaN,null", &article, &finding), ND_OK);
    is(article.text, "b");
    is(article.title, NULL);
    is(article.date, NULL);
}

static void a_mapped_column_is_the_only_one(void **state) {
    (void)state;
    nd_map     map = {.paths = {[4] = "words", [0] = "nr"}};
    nd_article article;
    nd_finding finding = {0};
    parser.fields.map = &map;
    assert_int_equal(parse("id,text,words,nr", "a,b,c,d", &article, &finding), ND_OK);
    is(article.id, "d");
    is(article.text, "c");
    assert_string_equal(nd_fields_source(&map, 4, parser.fields.sources[4]), "words");
    expect_problem("id,text", "a,b", ND_PROBLEM_NO_TEXT, "no column has the text; the header is: id,text");
    expect_problem("id,words", "a,None", ND_PROBLEM_NO_TEXT, "\"words\" is empty");
    parser.fields.map = NULL;
}

static void what_does_not_fit_the_header_is_told(void **state) {
    (void)state;
    expect_problem("id,text", "1", ND_PROBLEM_BAD_RECORD, "1 field where the header has 2");
    expect_problem("id,text", "1,a,\"b\"\"\",c", ND_PROBLEM_BAD_RECORD, "4 fields where the header has 2");
    expect_problem("id,text", "1,\"a", ND_PROBLEM_BAD_RECORD, "a quotation mark is not closed");
    expect_problem("id,text", "1, ", ND_PROBLEM_NO_TEXT, "\"text\" is empty");
    expect_problem("id,words", "1,a", ND_PROBLEM_NO_TEXT, "no column has the text; the header is: id,words");
}

/* The fields of a row that is refused are counted from its beginning, and what was undone in it is undone again. */
static void a_refused_row_takes_no_more_room_than_it_has(void **state) {
    (void)state;
    char row[8 << 10];
    memset(row, 'a', sizeof row);
    memcpy(row, "\"\"\"", 3);
    strcpy(row + sizeof row - 4, "\",b");
    nd_buf_free(&parser.unescaped);
    expect_problem("id,title,text", row, ND_PROBLEM_BAD_RECORD, "2 fields where the header has 3");
}

static void bytes_that_are_not_utf_8_are_kept_and_told(void **state) {
    (void)state;
    nd_article article;
    nd_finding finding = {0};
    assert_int_equal(parse("text", "caf\xe9 noir", &article, &finding), ND_OK);
    assert_int_equal(finding.kind, ND_PROBLEM_INVALID_UTF8);
    nd_finding_free(&finding);
}

static int teardown(void **state) {
    (void)state;
    nd_buf_free(&parser.unescaped);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_known_by_the_names_of_fields),
        cmocka_unit_test(the_first_name_that_has_a_value_wins_and_words_for_nothing_are_none),
        cmocka_unit_test(a_mapped_column_is_the_only_one),
        cmocka_unit_test(what_does_not_fit_the_header_is_told),
        cmocka_unit_test(a_refused_row_takes_no_more_room_than_it_has),
        cmocka_unit_test(bytes_that_are_not_utf_8_are_kept_and_told),
    };
    return cmocka_run_group_tests_name("read_csv", tests, NULL, teardown);
}
