/* test_damage.c - which gaps tell of damage, and how many it takes; capital letters are names. */
#include "made.h"
#include "match/damage.h"
#include "match/pair.h"

/* Counts the gap of all these words. */
static void add(nd_damage *damage, const char *a, const char *b) {
    static uint32_t tokens[2][40];
    nd_text         texts[2] = {spell(tokens[0], a), spell(tokens[1], b)};
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < texts[side].count; i++) {
            uint32_t letter = nd_token_word(tokens[side][i]);
            if (letter >= 'A' && letter <= 'Z') tokens[side][i] |= ND_TOKEN_CAPITAL;
        }
    nd_between between = {&texts[0], &texts[1], {0, texts[0].count, 0, texts[1].count, 0}};
    nd_damage_add(damage, &between);
}

/* What one gap is counted as, either way round: "gaps words edits". */
static const char *counted(const char *a, const char *b) {
    static char text[60];
    nd_damage   there = {.intact = 7}, back = there;
    add(&there, a, b);
    add(&back, b, a);
    assert_memory_equal(&there, &back, sizeof there);
    assert_int_equal(there.intact, 7);
    snprintf(text, sizeof text, "%u %u %u", there.gaps, there.words, there.edits);
    return text;
}

static void words_in_the_place_of_words_keep_step(void **state) {
    (void)state;
    assert_string_equal(counted("x", "y"), "1 1 0");
    assert_string_equal(counted("x", "yz"), "1 2 0");
    assert_string_equal(counted("xyz", "uvw"), "1 3 0");
    assert_string_equal(counted("xyz", "uv"), "1 3 0");
}

static void words_dropped_or_put_in_do_not(void **state) {
    (void)state;
    assert_string_equal(counted("", "x"), "0 0 1");
    assert_string_equal(counted("", "xyz"), "0 0 1");
    assert_string_equal(counted("x", "uvw"), "0 0 1");
    assert_string_equal(counted("xyzx", "uv"), "0 0 1");
}

static void figures_for_figures_and_names_for_names_tell_nothing(void **state) {
    (void)state;
    assert_string_equal(counted("1", "2"), "0 0 0");
    assert_string_equal(counted("x1", "2y"), "0 0 0");
    assert_string_equal(counted("A", "B"), "0 0 0");
    assert_string_equal(counted("Ax", "Bcd"), "0 0 0");
    assert_string_equal(counted("1", "x"), "1 1 0");
    assert_string_equal(counted("A", "x"), "1 1 0");
    assert_string_equal(counted("A", "1"), "1 1 0");
    assert_string_equal(counted("1", "23x"), "0 0 1");
}

static uint32_t share(nd_damage damage) {
    uint32_t least, share = nd_damage_share(&damage, &least);
    assert_true(share ? least > 0 && least <= share : least == 0);
    return share;
}

static void the_share_is_that_of_the_words(void **state) {
    (void)state;
    uint32_t least;
    assert_int_equal(share((nd_damage){.intact = 60, .gaps = 10, .words = 20}), ND_WHOLE / 4);
    assert_int_equal(share((nd_damage){.intact = UINT32_MAX, .gaps = 10, .words = UINT32_MAX}), ND_WHOLE / 2);
    assert_int_equal(nd_damage_share(&(nd_damage){.intact = 60, .gaps = 10, .words = 20}, &least), ND_WHOLE / 4);
    assert_int_equal(least, ND_WHOLE / 8); /* five gaps would do */
}

static void few_gaps_more_than_edits_are_chance(void **state) {
    (void)state;
    assert_int_equal(share((nd_damage){0}), 0);
    for (uint32_t gaps = 0; gaps < 80; gaps++)
        for (uint32_t edits = 0; edits < 80; edits++) {
            uint32_t more = gaps > edits ? gaps - edits : 0;
            int      is_damage = more * more > 4 * (gaps + edits);
            assert_int_equal(share((nd_damage){.intact = 100, .gaps = gaps, .words = gaps, .edits = edits}) > 0,
                             is_damage);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_in_the_place_of_words_keep_step),
        cmocka_unit_test(words_dropped_or_put_in_do_not),
        cmocka_unit_test(figures_for_figures_and_names_for_names_tell_nothing),
        cmocka_unit_test(the_share_is_that_of_the_words),
        cmocka_unit_test(few_gaps_more_than_edits_are_chance),
    };
    return cmocka_run_group_tests_name("damage", tests, NULL, NULL);
}
