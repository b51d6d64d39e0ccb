/* test_table.c - what is written as RFC 4180 says is divided again, whatever it holds and however it is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/cut.h"
#include "input/table.h"
#include "random.h"

/* The fields with '|' behind each, and '!' for a mark that is not closed. */
static void divide(const char *bytes, size_t size, char separator, char *out) {
    char       *copy = test_malloc(size ? size : 1); /* nothing may read on */
    nd_division row = {.bytes = {copy, size}, .separator = separator};
    nd_buf      unescaped = {0};
    nd_string   field;
    int         found;
    if (size) memcpy(copy, bytes, size);
    assert_int_equal(nd_buf_reserve(&unescaped, size + 1, NULL), ND_OK);
    while ((found = nd_division_next(&row, &unescaped, &field)) > 0) {
        memcpy(out, field.data, field.size);
        out += field.size;
        *out++ = '|';
    }
    if (found < 0) *out++ = '!';
    *out = '\0';
    assert_true(unescaped.size <= size);
    nd_buf_free(&unescaped);
    test_free(copy);
}

static void expect(const char *row, const char *fields) {
    char found[200];
    divide(row, strlen(row), ',', found);
    assert_string_equal(found, fields);
}

static void a_row_is_divided_at_separators_outside_marks(void **state) {
    (void)state;
    expect("a,b,c", "a|b|c|");
    expect("", "|");
    expect(",", "||");
    expect("\"a,b\",c", "a,b|c|");
    expect("\"a\nb\"", "a\nb|");
    expect("\"\"", "|");
    expect("\"a \"\"b\"\" c\",\"\"\"\"", "a \"b\" c|\"|");
}

static void marks_elsewhere_are_characters(void **state) {
    (void)state;
    expect("5\" wide,b", "5\" wide|b|");
    expect(" \"a,b\"", " \"a|b\"|");
    expect("\"a\" tail,b", "a tail|b|");
    expect("\"a\"\"\"x\"\",b", "a\"x\"\"|b|");
    expect("a;b\tc,d", "a;b\tc|d|");
}

static void a_mark_that_is_not_closed_is_told(void **state) {
    (void)state;
    expect("\"", "!");
    expect("a,\"b,c", "a|!");
    expect("a,\"b\"\"", "a|!");
}

#define FIELDS 40

/* Rows of random fields, written with marks where they are needed and sometimes where not. */
static size_t write_rows(struct dice *dice, char separator, char *text, char *expected) {
    size_t size = 0, length = 0;
    for (int i = 0; i < FIELDS; i++) {
        char   field[16];
        size_t count = roll_below(dice, 6);
        for (size_t k = 0; k < count; k++) field[k] = "\",;\t\n\rab"[roll_below(dice, 8)];
        int is_plain = count && field[0] == 'a' && !memchr(field, separator, count) && !memchr(field, '\n', count) &&
                       field[count - 1] != '\r';
        if (!is_plain) text[size++] = '"';
        for (size_t k = 0; k < count; k++) {
            text[size++] = field[k];
            if (field[k] == '"' && !is_plain) text[size++] = '"';
        }
        if (!is_plain) text[size++] = '"';
        memcpy(expected + length, field, count);
        length += count;
        expected[length++] = '|';
        text[size++] = i % 4 == 3 ? '\n' : separator;
    }
    expected[length] = '\0';
    return size;
}

static void any_fields_come_back_from_pieces_of_any_size(void **state) {
    (void)state;
    struct dice dice = {1};
    for (int round = 0; round < 2000; round++) {
        char     text[1000], expected[400], found[400], *to = found;
        char     separator = ",;\t"[round % 3];
        size_t   size = write_rows(&dice, separator, text, expected), begin = 0;
        nd_cut   cut = {.shape = ND_SHAPE_ROWS, .separator = separator, .line_end = '\n'};
        uint64_t lines = 0;
        for (size_t at = 0; at < size;) {
            int    ended;
            size_t piece = 1 + roll_below(&dice, 9);
            if (piece > size - at) piece = size - at;
            at += nd_cut_next(&cut, (uint8_t *)text + at, piece, &ended);
            if (!ended) continue;
            divide(text + begin, at - 1 - begin, separator, to);
            to += strlen(to);
            begin = at;
            lines += cut.lines + 1;
            cut.lines = 0;
        }
        assert_string_equal(found, expected);
        for (size_t i = 0; i < size; i++) lines -= text[i] == '\n';
        assert_int_equal(lines, 0);
    }
}

static void expect_header(const char *data, int ended, const char *row, char separator) {
    nd_header header;
    int       found = nd_header_find((const uint8_t *)data, strlen(data), ended, &header);
    assert_int_equal(found, row != NULL);
    if (!row) return;
    assert_int_equal(header.separator, separator);
    assert_int_equal(header.size, strlen(row));
    assert_memory_equal(data + header.at, row, header.size);
    assert_true(header.end == strlen(data) || data[header.end - 1] == header.line_end);
}

static void expect_line_end(const char *data, char line_end, const char *row) {
    nd_header header;
    assert_int_equal(nd_header_find((const uint8_t *)data, strlen(data), 1, &header), 1);
    assert_int_equal(header.line_end, line_end);
    assert_int_equal(header.size, strlen(row));
    assert_memory_equal(data + header.at, row, header.size);
}

static void rows_may_end_with_a_carriage_return_alone(void **state) {
    (void)state;
    expect_line_end("id,text\r1,x\r", '\r', "id,text");
    expect_line_end("id,text\r1,\"x\ny\"\r", '\r', "id,text");
    expect_line_end("sep=;\rid;text\r1;x\r", '\r', "id;text");
    expect_line_end("id,text\r\n1,x\r\n", '\n', "id,text");
    expect_line_end("id\r,text\n1,x\n", '\n', "id\r,text");
    expect_line_end("id,\"a\rb\"", '\n', "id,\"a\rb\"");
}

static void the_header_tells_the_separator(void **state) {
    (void)state;
    expect_header("id,text\n1,x", 0, "id,text", ',');
    expect_header("id;text;a,b\r\n1;x", 0, "id;text;a,b", ';');
    expect_header("id\ttext\n", 0, "id\ttext", '\t');
    expect_header("\"a;b;c\",text\nx;;;;;", 0, "\"a;b;c\",text", ',');
    expect_header("text\nx", 0, "text", ',');
    expect_header("sep=;\r\nid,a;text\n", 0, "id,a;text", ';');
    expect_header("\"two\nlines\",text\n", 0, "\"two\nlines\",text", ',');
    expect_header("id,text", 1, "id,text", ',');
    expect_header("id,text", 0, NULL, 0);
    expect_header("", 1, "", ',');
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_divided_at_separators_outside_marks),
        cmocka_unit_test(marks_elsewhere_are_characters),
        cmocka_unit_test(a_mark_that_is_not_closed_is_told),
        cmocka_unit_test(any_fields_come_back_from_pieces_of_any_size),
        cmocka_unit_test(the_header_tells_the_separator),
        cmocka_unit_test(rows_may_end_with_a_carriage_return_alone),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
