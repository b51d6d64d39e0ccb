/* test_pieces.c - where lines may be broken, what they take of a terminal, and what a mark looks like. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collect.h"
#include "failing.h"
#include "report/pieces.h"

static struct collected collected;
static nd_buf           pieces;

static void cut(const char *text, nd_mark mark) {
    assert_int_equal(nd_pieces_cut((nd_string){text, strlen(text)}, mark, 20, &pieces, NULL), ND_OK);
}

static const nd_piece *piece(size_t number) {
    return (const nd_piece *)pieces.data + number;
}

static size_t piece_count(void) {
    return pieces.size / sizeof(nd_piece);
}

/* All pieces in lines of so many columns. */
static const char *lines(unsigned columns, int colour) {
    nd_out   out;
    unsigned used;
    collected.size = collected.calls = collected.fail_at = 0;
    collected.text[0] = '\0';
    nd_out_start(&out, collect, &collected, NULL);
    for (size_t at = 0, fit; at < piece_count(); at += fit) {
        fit = nd_pieces_fit(piece(at), piece_count() - at, columns, &used);
        assert_true(fit > 0 && (fit == 1 || used <= columns));
        nd_put_pieces(&out, piece(at), fit, colour);
        nd_put_newline(&out);
    }
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static int empty(void **state) {
    (void)state;
    nd_buf_free(&pieces);
    return 0;
}

static void lines_are_broken_between_words(void **state) {
    (void)state;
    cut("  one two\n\tthree\u2003four ", ND_MARK_SAME);
    assert_int_equal(piece_count(), 4);
    assert_string_equal(lines(20, 0), "one two three four\n");
    assert_string_equal(lines(13, 0), "one two three\nfour\n");
    assert_string_equal(lines(12, 0), "one two\nthree four\n");
}

static void a_word_wider_than_a_line_is_broken(void **state) {
    (void)state;
    cut("abcdefghijklmnopqrstuvwxyz", ND_MARK_SAME);
    assert_int_equal(piece_count(), 2);
    assert_string_equal(lines(16, 0), "abcdefghijklmnop\nqrstuvwxyz\n");
}

static void characters_of_two_columns_are_pieces_of_their_own(void **state) {
    (void)state;
    cut("山 川日A", ND_MARK_SAME);
    assert_int_equal(piece_count(), 4);
    assert_int_equal(piece(0)->columns, 2);
    assert_string_equal(lines(5, 0), "山 川\n日A\n");
    assert_int_equal(piece(0)->halves, 1);
    assert_int_equal(piece(3)->halves, 2);
}

static void what_takes_no_column_stays_with_its_letter(void **state) {
    (void)state;
    cut("e\u0301te\u0301 שָׁלוֹם", ND_MARK_SAME);
    assert_int_equal(piece_count(), 2);
    assert_int_equal(piece(0)->columns, 3);
    assert_int_equal(piece(1)->columns, 4);
}

static void controls_are_escaped_and_take_the_columns_of_that(void **state) {
    (void)state;
    cut("a\x1b[2Jb \u202e\xff", ND_MARK_SAME);
    assert_int_equal(piece(0)->columns, 11);
    assert_int_equal(piece(1)->columns, 7);
    assert_string_equal(lines(20, 0), "a\\u001b[2Jb \\u202e\xef\xbf\xbd\n");
}

static void differences_have_signs_at_their_ends(void **state) {
    (void)state;
    cut("sold ", ND_MARK_SAME);
    cut("ninety one", ND_MARK_GONE);
    cut("182", ND_MARK_NEW);
    cut("-day bills", ND_MARK_SAME);
    assert_string_equal(lines(80, 0), "sold [-ninety one-]{+182+}-day bills\n");
    assert_int_equal(piece(1)->columns, 8);
    assert_int_equal(piece(3)->columns, 7);
}

static void what_was_added_stands_apart_from_the_word_before(void **state) {
    (void)state;
    cut("the", ND_MARK_SAME);
    cut("", ND_MARK_GONE);
    cut("big", ND_MARK_NEW);
    cut(" house", ND_MARK_SAME);
    assert_string_equal(lines(80, 0), "the {+big+} house\n");
}

static void colour_comes_beside_the_signs(void **state) {
    (void)state;
    cut("a ", ND_MARK_SAME);
    cut("b", ND_MARK_GONE);
    cut("c", ND_MARK_NEW);
    assert_string_equal(lines(80, 1), "a \x1b[31m[-b-]\x1b[0m\x1b[32m{+c+}\x1b[0m\n");
}

static void punctuation_is_no_word(void **state) {
    (void)state;
    cut("a - b 。", ND_MARK_SAME);
    unsigned halves = 0;
    for (size_t i = 0; i < piece_count(); i++) halves += piece(i)->halves;
    assert_int_equal(halves, 4);
}

static void hebrew_and_arabic_are_written_from_right_to_left(void **state) {
    (void)state;
    assert_true(nd_is_right_to_left((nd_string){"a ש", 4}));
    assert_true(nd_is_right_to_left((nd_string){"خبر", 6}));
    assert_false(nd_is_right_to_left((nd_string){"Änderung 山", 13}));
    assert_false(nd_is_right_to_left((nd_string){"\xff\xd7", 2}));
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    fail_allocation_after(0);
    assert_int_equal(nd_pieces_cut((nd_string){"word", 4}, ND_MARK_NEW, 20, &pieces, NULL), ND_ERROR_MEMORY);
    assert_int_equal(fail_nothing(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(lines_are_broken_between_words, empty),
        cmocka_unit_test_teardown(a_word_wider_than_a_line_is_broken, empty),
        cmocka_unit_test_teardown(characters_of_two_columns_are_pieces_of_their_own, empty),
        cmocka_unit_test_teardown(what_takes_no_column_stays_with_its_letter, empty),
        cmocka_unit_test_teardown(controls_are_escaped_and_take_the_columns_of_that, empty),
        cmocka_unit_test_teardown(differences_have_signs_at_their_ends, empty),
        cmocka_unit_test_teardown(what_was_added_stands_apart_from_the_word_before, empty),
        cmocka_unit_test_teardown(colour_comes_beside_the_signs, empty),
        cmocka_unit_test_teardown(punctuation_is_no_word, empty),
        cmocka_unit_test(hebrew_and_arabic_are_written_from_right_to_left),
        cmocka_unit_test_teardown(out_of_memory_is_reported, empty),
    };
    return cmocka_run_group_tests_name("pieces", tests, NULL, NULL);
}
