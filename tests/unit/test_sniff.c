/* test_sniff.c - content first, then the name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/sniff.h"

static void expect(nd_input_format format, const char *path, const char *data, const char *layout) {
    nd_layout found = nd_sniff(format, nd_extension_of(path), (const uint8_t *)data, strlen(data), 1);
    const char *name = found.is_html                    ? "page"
                       : found.separator               ? "table"
                       : !found.is_json                ? "text"
                       : found.shape == ND_SHAPE_WHOLE ? "object"
                       : found.shape == ND_SHAPE_LINES ? "lines"
                                                       : "array";
    if (strcmp(name, layout) != 0) print_error("%s: %s\n", path, data);
    assert_string_equal(name, layout);
    if (strcmp(layout, "table") == 0) return;
    if (found.skip) assert_int_equal(data[found.skip - 1], '[');
    assert_int_equal(found.skip != 0, strcmp(layout, "array") == 0);
}

static void tables_are_known_by_name_or_by_their_header(void **state) {
    (void)state;
    expect(ND_INPUT_AUTO, "x.csv", "a,b\n", "table");
    expect(ND_INPUT_AUTO, "x.tsv.gz", "a", "table");
    expect(ND_INPUT_AUTO, "x.csv", "{\"text\":\"a\"}", "object");
    expect(ND_INPUT_AUTO, "x.jsonl", "id;Text\n1;a\n", "table");
    expect(ND_INPUT_AUTO, "x", "id\tbody\n", "table");
    expect(ND_INPUT_AUTO, "x.txt", "title,text\n", "text");
    expect(ND_INPUT_AUTO, "x", "text\nThe ferry left, at noon.\n", "text");
    expect(ND_INPUT_AUTO, "x", "The ferry left, at noon.\n", "text");
    expect(ND_INPUT_CSV, "x.txt", "a", "table");
    expect(ND_INPUT_TEXT, "x.csv", "id,text\n", "text");
    nd_layout layout = nd_sniff(ND_INPUT_AUTO, ND_EXTENSION_TABLE, (const uint8_t *)"sep=;\na;b\n1;2", 14, 0);
    assert_int_equal(layout.separator, ';');
    assert_int_equal(layout.header, 6);
    assert_int_equal(layout.header_size, 3);
    assert_int_equal(layout.skip, 10);
    layout = nd_sniff(ND_INPUT_AUTO, ND_EXTENSION_TABLE, (const uint8_t *)"no end", 6, 0);
    assert_int_equal(layout.header_size, 0);
}

static void an_object_over_several_lines_is_no_line(void **state) {
    (void)state;
    expect(ND_INPUT_AUTO, "x.jsonl", "{\n  \"text\": \"a\"\n}\n", "object");
    expect(ND_INPUT_AUTO, "x.jsonl", "\n { \r\n\r\n\"text\": \"a\"}", "object");
    expect(ND_INPUT_AUTO, "x.jsonl", "{ \"text\": \"a\"}\n", "lines");
    expect(ND_INPUT_AUTO, "x.jsonl", "{\n{\"text\": \"a\"}\n", "lines"); /* the first line is damaged */
    expect(ND_INPUT_AUTO, "x.jsonl", "{\n", "lines");
    expect(ND_INPUT_JSONL, "x.jsonl", "{\n  \"text\": \"a\"\n}\n", "lines");
}

static void archives_are_known_by_name(void **state) {
    (void)state;
    static const char *const names[] = {"x.tar", "x.TAR.gz", "a/x.tgz", "x.tar.zst", "x.txz", "x.tbz2", "x.zip"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) assert_true(nd_is_archive_name(names[i]));
    assert_false(nd_is_archive_name("x.tar/a.txt"));
    assert_false(nd_is_archive_name("tar"));
    assert_false(nd_is_archive_name("x.txt.gz"));
    assert_int_equal(nd_unpacked_name_size("a.gz/b.txt"), 10);
    assert_int_equal(nd_unpacked_name_size("b.txt.bz2"), 5);
    assert_int_equal(nd_unpacked_name_size(".gz"), 0);
}

static void extensions_are_known_in_any_case(void **state) {
    (void)state;
    assert_int_equal(nd_extension_of("a.txt"), ND_EXTENSION_TEXT);
    assert_int_equal(nd_extension_of("a/b.c.MD"), ND_EXTENSION_TEXT);
    assert_int_equal(nd_extension_of("x.Json"), ND_EXTENSION_JSON);
    assert_int_equal(nd_extension_of("x.jsonl"), ND_EXTENSION_LINES);
    assert_int_equal(nd_extension_of("x.NDJSON"), ND_EXTENSION_LINES);
    assert_int_equal(nd_extension_of("x.html"), ND_EXTENSION_HTML);
    assert_int_equal(nd_extension_of("x.HTM"), ND_EXTENSION_HTML);
    assert_int_equal(nd_extension_of("x.xhtml"), ND_EXTENSION_HTML);
    assert_int_equal(nd_extension_of("x.xml"), ND_EXTENSION_OTHER);
    assert_int_equal(nd_extension_of("txt"), ND_EXTENSION_OTHER);
    assert_int_equal(nd_extension_of("x.txt.gz"), ND_EXTENSION_TEXT);
    assert_int_equal(nd_extension_of("x.jsonl.ZST"), ND_EXTENSION_LINES);
    assert_int_equal(nd_extension_of("x.json.bz2.xz"), ND_EXTENSION_OTHER);
    assert_int_equal(nd_extension_of("x.gz"), ND_EXTENSION_OTHER);
    assert_int_equal(nd_extension_of("a.txt/b"), ND_EXTENSION_OTHER);
    assert_int_equal(nd_extension_of("x.tx"), ND_EXTENSION_OTHER);
    assert_int_equal(nd_extension_of("x.txtx"), ND_EXTENSION_OTHER);
}

static void content_that_leaves_no_doubt_wins(void **state) {
    (void)state;
    expect(ND_INPUT_AUTO, "x", "{\"a\": 1}", "object");
    expect(ND_INPUT_AUTO, "x.txt", " \n{ \"a\": 1}\n{\"b\": 2}", "lines");
    expect(ND_INPUT_AUTO, "x.dat", "{}\n{}\n", "lines");
    expect(ND_INPUT_AUTO, "x.dat", "[\n {\"a\": 1}]", "array");
    expect(ND_INPUT_AUTO, "x", "[]", "array");
    expect(ND_INPUT_AUTO, "x.txt", "[London] It rained.", "text");
    expect(ND_INPUT_AUTO, "x.txt", "{sic} he said", "text");
    expect(ND_INPUT_AUTO, "x", "", "text");
}

static void a_page_is_known_by_its_start_or_its_name(void **state) {
    static const uint8_t wide[] = "\xff\xfe<\0h\0t\0m\0l\0>\0";
    (void)state;
    expect(ND_INPUT_AUTO, "x.html", "<p>", "page");
    expect(ND_INPUT_AUTO, "x", " \n<!DOCTYPE html>", "page");
    expect(ND_INPUT_AUTO, "-", "<!-- saved -- > --><?xml version='1.0'?><HTML lang=en>", "page");
    expect(ND_INPUT_AUTO, "x.jsonl", "<html>", "page");
    expect(ND_INPUT_AUTO, "x.txt", "<p>a paragraph", "text");
    expect(ND_INPUT_AUTO, "x", "<!doctype htm", "text");
    expect(ND_INPUT_AUTO, "x", "<!-- never ended", "text");
    expect(ND_INPUT_AUTO, "x.html", "{\"a\": 1}", "object");
    expect(ND_INPUT_TEXT, "x.html", "<html>", "text");
    expect(ND_INPUT_HTML, "x.txt", "{\"a\": 1}", "page");
    expect(ND_INPUT_JSON, "x.html", "<html>", "object");
    assert_true(nd_sniff_html(wide, sizeof wide - 1));
    assert_false(nd_sniff_html(wide, 6));
}

static void a_json_file_may_hold_three_things(void **state) {
    (void)state;
    expect(ND_INPUT_AUTO, "x.json", "{\"a\": 1}\n \n", "object");
    expect(ND_INPUT_AUTO, "x.json", "{\n \"a\": 1\n}\n", "object");
    expect(ND_INPUT_AUTO, "x.json", "{\"a\": \"}\",\n \"b\": 1}\n", "object");
    expect(ND_INPUT_AUTO, "x.json", "{\"a\": \"{[\"}\n{\"b\": 1}", "lines");
    expect(ND_INPUT_AUTO, "x.json", "[1, 2]", "array");
    expect(ND_INPUT_AUTO, "x.json", "", "object");
    expect(ND_INPUT_AUTO, "x.json", "nonsense", "object");
}

static void a_lines_file_has_lines_whatever_the_first_one_is(void **state) {
    (void)state;
    expect(ND_INPUT_AUTO, "x.jsonl", "{\"a\": 1}", "lines");
    expect(ND_INPUT_AUTO, "x.jsonl", "{\"a\": 1\n{\"b\": 1}", "lines");
    expect(ND_INPUT_AUTO, "x.ndjson", "[1]\n{}", "lines");
    expect(ND_INPUT_AUTO, "x.jsonl", "nonsense", "lines");
    expect(ND_INPUT_AUTO, "x.jsonl", "", "lines");
    expect(ND_INPUT_AUTO, "x.jsonl", "[{\"a\": 1}]", "array");
}

static void what_the_user_says_counts_most(void **state) {
    (void)state;
    expect(ND_INPUT_TEXT, "x.json", "{\"a\": 1}", "text");
    expect(ND_INPUT_JSONL, "x.json", "[{\"a\": 1}]", "lines");
    expect(ND_INPUT_JSON, "x.txt", "{\"a\": 1}", "object");
    expect(ND_INPUT_JSON, "x.jsonl", "[{\"a\": 1}]", "array");
    expect(ND_INPUT_JSON, "x", "words", "object");
}

static void more_after_the_first_bytes_counts_as_more(void **state) {
    (void)state;
    const char *one = "{\"a\": 1}\n", *open = "{\"a\": \"";
    nd_layout   layout = nd_sniff(ND_INPUT_AUTO, ND_EXTENSION_JSON, (const uint8_t *)one, 9, 0);
    assert_int_equal(layout.shape, ND_SHAPE_LINES);
    layout = nd_sniff(ND_INPUT_AUTO, ND_EXTENSION_JSON, (const uint8_t *)open, 7, 0);
    assert_int_equal(layout.shape, ND_SHAPE_WHOLE);
    layout = nd_sniff(ND_INPUT_AUTO, ND_EXTENSION_OTHER, (const uint8_t *)open, 7, 0);
    assert_int_equal(layout.shape, ND_SHAPE_LINES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_known_by_name_or_by_their_header),
        cmocka_unit_test(an_object_over_several_lines_is_no_line),
        cmocka_unit_test(archives_are_known_by_name),
        cmocka_unit_test(extensions_are_known_in_any_case),
        cmocka_unit_test(content_that_leaves_no_doubt_wins),
        cmocka_unit_test(a_page_is_known_by_its_start_or_its_name),
        cmocka_unit_test(a_json_file_may_hold_three_things),
        cmocka_unit_test(a_lines_file_has_lines_whatever_the_first_one_is),
        cmocka_unit_test(what_the_user_says_counts_most),
        cmocka_unit_test(more_after_the_first_bytes_counts_as_more),
    };
    return cmocka_run_group_tests_name("sniff", tests, NULL, NULL);
}
