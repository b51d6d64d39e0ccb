/* test_facts.c - figures and names that stand as others in a gap; capital letters are names. */
#include "made.h"
#include "match/facts.h"

static nd_buf list;

/* What changed between two gaps, as "begin-end:begin-end ..." */
static const char *changed(const char *a, const char *b, uint32_t flag) {
    static char     text[400];
    static uint32_t tokens[2][100];
    nd_text         texts[2] = {spell(tokens[0], a), spell(tokens[1], b)};
    uint32_t        count = 0;
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < texts[side].count; i++) {
            uint32_t letter = nd_token_word(tokens[side][i]);
            if (letter >= 'A' && letter <= 'Z') tokens[side][i] |= ND_TOKEN_CAPITAL;
        }
    nd_between between = {&texts[0], &texts[1], {0, texts[0].count, 0, texts[1].count, 0}};
    list.size = 0;
    assert_int_equal(nd_facts_changed(&between, flag, &list, &count, NULL), ND_OK);
    assert_int_equal(count, list.size / sizeof(nd_span));
    text[0] = '\0';
    for (uint32_t i = 0; i < count; i++) {
        const nd_span *span = (const nd_span *)list.data + i;
        size_t         size = strlen(text);
        snprintf(text + size, sizeof text - size, "%s%u-%u:%u-%u", i ? " " : "", span->a_begin, span->a_end,
                 span->b_begin, span->b_end);
    }
    return text;
}

static void gaps_of_one_length_are_compared_word_by_word(void **state) {
    (void)state;
    assert_string_equal(changed("x1y2", "z3y2", ND_TOKEN_NUMBER), "1-2:1-2");
    assert_string_equal(changed("xAyB", "zCyD", ND_TOKEN_CAPITAL), "1-2:1-2 3-4:3-4");
    assert_string_equal(changed("1x", "x1", ND_TOKEN_NUMBER), "");
    assert_string_equal(changed("1A", "A2", ND_TOKEN_NUMBER), "");
    assert_string_equal(changed("", "", ND_TOKEN_NUMBER), "");
}

static void gaps_of_other_lengths_are_compared_in_turn(void **state) {
    (void)state;
    assert_string_equal(changed("1xx2", "3x2", ND_TOKEN_NUMBER), "0-1:0-1");
    assert_string_equal(changed("1xx2", "3x", ND_TOKEN_NUMBER), "");
    assert_string_equal(changed("xxA", "xB", ND_TOKEN_CAPITAL), "2-3:1-2");
}

static void a_name_of_several_words_is_one(void **state) {
    (void)state;
    assert_string_equal(changed("xABy", "xCy", ND_TOKEN_CAPITAL), "1-3:1-2");
    assert_string_equal(changed("xABy", "xABzy", ND_TOKEN_CAPITAL), "");
    assert_string_equal(changed("xABy", "xACzy", ND_TOKEN_CAPITAL), "1-3:1-3");
    assert_string_equal(changed("AxB", "ABx", ND_TOKEN_CAPITAL), "");
}

/* Whether words of B replace figures of A, or the other way round: the same is asked of both. */
static int replaces(const char *a, const char *b) {
    static uint32_t tokens[2][100];
    nd_text         texts[2] = {spell(tokens[0], a), spell(tokens[1], b)};
    nd_between      there = {&texts[0], &texts[1], {0, texts[0].count, 0, texts[1].count, 0}};
    nd_between      back = {&texts[1], &texts[0], {0, texts[1].count, 0, texts[0].count, 0}};
    assert_int_equal(nd_figures_replace_words(&there), nd_figures_replace_words(&back));
    return nd_figures_replace_words(&there);
}

static void a_figure_may_stand_for_a_few_words(void **state) {
    (void)state;
    assert_true(replaces("x", "1"));
    assert_true(replaces("1abc", "xy"));
    assert_true(replaces("abcdefgh", "1abcdefg"));
    assert_false(replaces("1", "2"));
    assert_false(replaces("x", "y"));
    assert_false(replaces("1x", "y2"));
    assert_false(replaces("", "1"));
    assert_false(replaces("abcdefghi", "1"));
}

static void facts_are_figures_and_names(void **state) {
    (void)state;
    uint32_t tokens[] = {1u << ND_TOKEN_FLAG_BITS | ND_TOKEN_NUMBER, 2u << ND_TOKEN_FLAG_BITS,
                         3u << ND_TOKEN_FLAG_BITS | ND_TOKEN_CAPITAL};
    nd_text  text = {tokens, 3};
    assert_int_equal(nd_facts_in(&text, 0, 3), 2);
    assert_int_equal(nd_facts_in(&text, 1, 2), 0);
}

static int free_list(void **state) {
    (void)state;
    nd_buf_free(&list);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_of_one_length_are_compared_word_by_word),
        cmocka_unit_test(gaps_of_other_lengths_are_compared_in_turn),
        cmocka_unit_test(a_name_of_several_words_is_one),
        cmocka_unit_test(a_figure_may_stand_for_a_few_words),
        cmocka_unit_test(facts_are_figures_and_names),
    };
    return cmocka_run_group_tests(tests, NULL, free_list);
}
