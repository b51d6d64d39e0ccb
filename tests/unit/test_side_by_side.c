/* test_side_by_side.c - a passage as one text, in two columns, folded, and with changes at its ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "collect.h"
#include "explained.h"
#include "failing.h"
#include "report/side_by_side.h"

static struct collected   collected;
static nd_explain_options options;
static nd_explanation     explanation;

static const char *show(unsigned columns) {
    nd_side_by_side space = {.next = 0};
    nd_out          out;
    options.columns = columns;
    explanation.options = &options;
    collected.size = collected.calls = collected.fail_at = 0;
    collected.text[0] = '\0';
    nd_out_start(&out, collect, &collected, NULL);
    for (size_t i = 0; i < explanation.comparison.passage_count; i++)
        nd_put_side_by_side(&space, &explanation, &explanation.comparison.passages[i], &out);
    nd_side_by_side_free(&space);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static void one_text_has_both_sides_of_a_difference(void **state) {
    (void)state;
    explain_by_hand(&explanation);
    static const char expected[] =
        "    The harbour board sold [-91-]{+182+} bonds to [-Reed-]{+Marsh+} on Tuesday,\n    it {+also+} said\n";
    assert_string_equal(show(0), expected);
    assert_string_equal(show(80), expected);
    assert_string_equal(show(99), "    The harbour board sold [-91-]{+182+} bonds to [-Reed-]{+Marsh+} on "
                                  "Tuesday, it {+also+} said\n");
}

static void a_wide_terminal_has_a_column_for_each_text(void **state) {
    (void)state;
    explain_by_hand(&explanation);
    assert_string_equal(show(100),
                        "    The harbour board sold [-91-] bonds to         | "
                        "The harbour board sold {+182+} bonds to\n"
                        "    [-Reed-] on Tuesday, it said                   | "
                        "{+Marsh+} on Tuesday, it {+also+} said\n");
    assert_string_equal(show(140),
                        "    The harbour board sold [-91-] bonds to [-Reed-] on Tuesday, it     | "
                        "The harbour board sold {+182+} bonds to {+Marsh+} on Tuesday, it\n"
                        "    said                                                               | {+also+} said\n");
}

static void a_tiny_terminal_is_written_over_its_edge(void **state) {
    (void)state;
    explain_by_hand(&explanation);
    assert_non_null(strstr(show(1), "    The harbour\n    board sold\n"));
}

/* A passage of `count` words in both texts, the word at `changed` replaced in B. */
static void explain_long(unsigned count, unsigned changed) {
    static char       a[8000], b[8000];
    static nd_passage all;
    a[0] = b[0] = '\0';
    explain_by_hand(&explanation);
    for (unsigned i = 0; i < count; i++) {
        snprintf(a + strlen(a), 20, "%sw%u", i ? " " : "", i);
        snprintf(b + strlen(b), 20, i == changed ? " other" : "%sw%u", i ? " " : "", i);
    }
    char word[20];
    snprintf(word, sizeof word, "w%u ", changed);
    if (changed < count) {
        find_range(a, word, differences[0].at);
        find_range(b, "other", differences[0].in);
        differences[0].at[1]--;
    }
    all = (nd_passage){{0, strlen(a)}, {0, strlen(b)}, count, count};
    explanation.text_a = (nd_buf){.data = (uint8_t *)a, .size = strlen(a)};
    explanation.text_b = (nd_buf){.data = (uint8_t *)b, .size = strlen(b)};
    explanation.comparison.passages = &all;
    explanation.comparison.difference_count = changed < count;
}

static void long_equal_stretches_are_folded_on_both_sides_of_a_difference(void **state) {
    (void)state;
    explain_long(100, 50);
    assert_string_equal(show(80), "    w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11\n"
                                  "    ... 26 words the same ...\n"
                                  "    w38 w39 w40 w41 w42 w43 w44 w45 w46 w47 w48 w49 [-w50-]{+other+} w51 w52 w53\n"
                                  "    w54 w55 w56 w57 w58 w59 w60 w61 w62\n"
                                  "    ... 25 words the same ...\n"
                                  "    w88 w89 w90 w91 w92 w93 w94 w95 w96 w97 w98 w99\n");
    assert_non_null(strstr(show(120), "w10 w11" "                   " " | w0 w1"));
    assert_non_null(strstr(collected.text, "\n    ... 26 words the same ...\n"));
}

static void a_stretch_of_less_than_forty_is_shown_whole(void **state) {
    (void)state;
    explain_long(39, 99);
    assert_null(strstr(show(80), "..."));
    explain_long(40, 99);
    assert_non_null(strstr(show(80), "    ... 16 words the same ...\n"));
}

static void texts_from_right_to_left_have_no_columns(void **state) {
    (void)state;
    static char       word[] = "ועדת החקירה מסרה";
    static nd_passage all;
    explain_by_hand(&explanation);
    all = (nd_passage){{0, strlen(word)}, {0, strlen(word)}, 3, 3};
    explanation.text_a = explanation.text_b = (nd_buf){.data = (uint8_t *)word, .size = strlen(word)};
    explanation.comparison.passages = &all;
    explanation.comparison.difference_count = 0;
    assert_string_equal(show(200), "    ועדת החקירה מסרה\n");
}

static void a_text_that_has_become_shorter_is_not_read_beyond_its_end(void **state) {
    (void)state;
    explain_by_hand(&explanation);
    explanation.text_b.size = 10;
    assert_string_equal(show(80), "    The harbour board sold [-91-] bonds to [-Reed-] on Tuesday, it said\n");
}

static void out_of_memory_ends_the_writing(void **state) {
    (void)state;
    explain_long(100, 50);
    options.columns = 140;
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_side_by_side space = {.next = 0};
        nd_out          out;
        collected.size = collected.calls = 0;
        nd_out_start(&out, collect, &collected, NULL);
        fail_allocation_after(calls);
        nd_put_side_by_side(&space, &explanation, &explanation.comparison.passages[0], &out);
        reached = !fail_nothing();
        assert_int_equal(nd_out_finish(&out), reached ? ND_ERROR_MEMORY : ND_OK);
        nd_side_by_side_free(&space);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_text_has_both_sides_of_a_difference),
        cmocka_unit_test(a_wide_terminal_has_a_column_for_each_text),
        cmocka_unit_test(a_tiny_terminal_is_written_over_its_edge),
        cmocka_unit_test(long_equal_stretches_are_folded_on_both_sides_of_a_difference),
        cmocka_unit_test(a_stretch_of_less_than_forty_is_shown_whole),
        cmocka_unit_test(texts_from_right_to_left_have_no_columns),
        cmocka_unit_test(a_text_that_has_become_shorter_is_not_read_beyond_its_end),
        cmocka_unit_test(out_of_memory_ends_the_writing),
    };
    return cmocka_run_group_tests_name("side_by_side", tests, NULL, NULL);
}
