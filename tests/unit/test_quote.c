/* test_quote.c - quotes are short, cut between words or whole characters, and harmless. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collect.h"
#include "report/escape.h"
#include "report/quote.h"

static struct collected collected;

static const char *quote(const char *passage) {
    nd_out out;
    collected.size = 0;
    nd_out_start(&out, collect, &collected, NULL);
    nd_put_quote(&out, (nd_string){passage, strlen(passage)});
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static void a_short_passage_is_quoted_whole(void **state) {
    (void)state;
    assert_string_equal(quote("We are done"), "\"We are done\"");
    assert_string_equal(quote("one two three four five six seven eight"),
                        "\"one two three four five six seven eight\"");
    assert_string_equal(quote(""), "\"\"");
}

static void a_long_one_is_cut_after_eight_words(void **state) {
    (void)state;
    assert_string_equal(quote("one two three four five six seven eight nine"),
                        "\"one two three four five six seven eight ...\"");
}

static void a_wide_one_is_cut_at_a_space(void **state) {
    (void)state;
    assert_string_equal(quote("The harbour board will not reopen the quay with anybody at all"),
                        "\"The harbour board will not reopen the quay ...\"");
}

static void white_space_is_collapsed(void **state) {
    (void)state;
    assert_string_equal(quote("  one\n\n \ttwo\xC2\xA0\xE3\x80\x80three  "), "\"one two three\"");
}

static void text_without_spaces_is_cut_at_a_character(void **state) {
    (void)state;
    char passage[301] = "";
    for (int i = 0; i < 100; i++) strcat(passage, "\xE6\xB0\xB4");
    const char *text = quote(passage);
    assert_int_equal(strlen(text), 150 + strlen("\"\" ..."));
    assert_true(nd_utf8_well_formed(text, strlen(text)) == strlen(text));
}

static void an_early_space_does_not_cost_the_rest(void **state) {
    (void)state;
    char passage[301] = "NHK ";
    for (int i = 0; i < 90; i++) strcat(passage, "\xE6\xB0\xB4");
    assert_true(strlen(quote(passage)) > 100);
}

static void controls_are_shown_not_obeyed(void **state) {
    (void)state;
    assert_string_equal(quote("red \x1b[31m alert"), "\"red \\u001b[31m alert\"");
}

static void a_passage_of_any_length_stays_in_the_buffer(void **state) {
    (void)state;
    char passage[401];
    for (size_t size = 0; size < sizeof passage; size++) {
        for (size_t i = 0; i < size; i++) passage[i] = "\xF0\x9F\x98\x80 "[i % 5];
        passage[size] = '\0';
        assert_true(strlen(quote(passage)) < 250);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_passage_is_quoted_whole),
        cmocka_unit_test(a_long_one_is_cut_after_eight_words),
        cmocka_unit_test(a_wide_one_is_cut_at_a_space),
        cmocka_unit_test(white_space_is_collapsed),
        cmocka_unit_test(text_without_spaces_is_cut_at_a_character),
        cmocka_unit_test(an_early_space_does_not_cost_the_rest),
        cmocka_unit_test(controls_are_shown_not_obeyed),
        cmocka_unit_test(a_passage_of_any_length_stays_in_the_buffer),
    };
    return cmocka_run_group_tests_name("quote", tests, NULL, NULL);
}
