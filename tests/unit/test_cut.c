/* test_cut.c - the end of each record is found from any state the cutter may stop in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/cut.h"

/* The positions behind each end, as digits: small texts only. Pieces of `step` bytes. */
static void ends_of(nd_shape shape, const char *text, size_t step, char out[64]) {
    nd_cut cut = {.shape = shape, .separator = ',', .line_end = '\n'};
    size_t size = strlen(text), count = 0;
    for (size_t at = 0; at < size;) {
        int    ended;
        size_t piece = size - at < step ? size - at : step;
        size_t passed = nd_cut_next(&cut, (const uint8_t *)text + at, piece, &ended);
        assert_in_range(passed, 1, piece);
        assert_true(ended || passed == piece);
        at += passed;
        if (ended) out[count++] = (char)('0' + at);
    }
    out[count] = 0;
}

static void expect(nd_shape shape, const char *text, const char *ends) {
    for (size_t step = 1; step <= strlen(text); step++) {
        char found[64];
        ends_of(shape, text, step, found);
        assert_string_equal(found, ends);
    }
}

static void lines_end_at_newlines(void **state) {
    (void)state;
    expect(ND_SHAPE_LINES, "ab\n\nc", "34");
    expect(ND_SHAPE_LINES, "\"a\n\"", "3");
    expect(ND_SHAPE_LINES, "abc", "");
}

static void rows_end_at_newlines_outside_marks(void **state) {
    (void)state;
    expect(ND_SHAPE_ROWS, "a,b\n\nc", "45");
    expect(ND_SHAPE_ROWS, "\"a\n\"\nb", "5");
    expect(ND_SHAPE_ROWS, "a,\"\n\n\"\"\n\"\n", ":");
    expect(ND_SHAPE_ROWS, "a\"\nb", "3");
    expect(ND_SHAPE_ROWS, "\"a\"b\"\nc", "6");
    expect(ND_SHAPE_ROWS, ";\"\n", "3");
}

static void elements_end_at_commas_and_the_bracket(void **state) {
    (void)state;
    expect(ND_SHAPE_ARRAY, "1,2]", "24");
    expect(ND_SHAPE_ARRAY, "]", "1");
    expect(ND_SHAPE_ARRAY, "[,],{,}]", "48");
    expect(ND_SHAPE_ARRAY, "{[,]},1", "6");
}

static void strings_hide_commas_and_brackets(void **state) {
    (void)state;
    expect(ND_SHAPE_ARRAY, "\",]\",1]", "57");
    expect(ND_SHAPE_ARRAY, "\"\\\",\",1", "6");
    expect(ND_SHAPE_ARRAY, "\"\\\\\",1]", "57");
    expect(ND_SHAPE_ARRAY, "\",,,", "");
}

static void brackets_too_many_do_not_end_the_array(void **state) {
    (void)state;
    expect(ND_SHAPE_ARRAY, "1}},2]", "46");
}

static void after_the_array_nothing_ends(void **state) {
    (void)state;
    expect(ND_SHAPE_ARRAY, "1],2\n]", "2");
}

static void a_whole_never_ends(void **state) {
    (void)state;
    expect(ND_SHAPE_WHOLE, "a\n,]", "");
}

/* The count of brackets needs no stack. */
static void a_million_brackets_are_one_record(void **state) {
    (void)state;
    enum { COUNT = 1000000 };
    char  *text = test_malloc(2 * COUNT + 1);
    int    ended;
    nd_cut cut = {.shape = ND_SHAPE_ARRAY};
    memset(text, '[', COUNT);
    memset(text + COUNT, ']', COUNT);
    text[2 * COUNT] = ',';
    assert_int_equal(nd_cut_next(&cut, (uint8_t *)text, 2 * COUNT + 1, &ended), 2 * COUNT + 1);
    assert_true(ended);
    assert_false(cut.closed);
    test_free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_at_newlines),
        cmocka_unit_test(rows_end_at_newlines_outside_marks),
        cmocka_unit_test(elements_end_at_commas_and_the_bracket),
        cmocka_unit_test(strings_hide_commas_and_brackets),
        cmocka_unit_test(brackets_too_many_do_not_end_the_array),
        cmocka_unit_test(after_the_array_nothing_ends),
        cmocka_unit_test(a_whole_never_ends),
        cmocka_unit_test(a_million_brackets_are_one_record),
    };
    return cmocka_run_group_tests_name("cut", tests, NULL, NULL);
}
