/* test_rest.c - names beside the passages of two texts; a capital letter in the spelling is a name. */
#include "made.h"
#include "match/pair.h"
#include "match/rest.h"

static nd_aligner   aligner;
static nd_remainder remainder;

static nd_text spell_names(uint32_t *tokens, const char *letters) {
    nd_text text = spell(tokens, letters);
    for (uint32_t i = 0; i < text.count; i++) {
        uint32_t letter = nd_token_word(tokens[i]);
        if (letter >= 'A' && letter <= 'Z') tokens[i] |= ND_TOKEN_CAPITAL;
    }
    return text;
}

static nd_rest rest_of(const char *a, const char *b, const uint8_t *masks_a) {
    static uint32_t tokens[2][200];
    nd_alignment    alignment;
    nd_rest         rest;
    assert_int_equal(nd_aligner_set(&aligner, (nd_side){spell_names(tokens[0], a), masks_a, 0}, NULL), ND_OK);
    nd_side side_b = {spell_names(tokens[1], b), NULL, 0};
    assert_int_equal(nd_aligner_align(&aligner, side_b, &alignment, NULL), ND_OK);
    assert_int_equal(nd_remainder_find(&remainder, &aligner, &rest, NULL), ND_OK);
    return rest;
}

static void names_are_counted_once_each_outside_the_passages(void **state) {
    (void)state;
    nd_rest rest = rest_of("abcdEFghij xAyBzA", "abcdEFghij BuCvE", NULL);
    assert_int_equal(rest.names_a, 2);
    assert_int_equal(rest.names_b, 3);
    assert_int_equal(rest.both, 1);
    assert_int_equal(rest.known_a, 0);
    assert_int_equal(rest.known_b, 1);
    assert_int_equal(rest.halves_a, 2 * 6);
    assert_int_equal(rest.halves_b, 2 * 5);
    assert_int_equal(rest.covered, 10);
    assert_int_equal(rest.quoted, 0);
}

static void furniture_is_no_part_of_the_rest(void **state) {
    (void)state;
    uint8_t masks[16 / 4 + ND_MASK_SLACK] = {0, 0, 0x55 & 0xf0, 0x55}; /* words 10 to 15 */
    nd_rest rest = rest_of("abcdEFghij xAyBzA", "abcdEFghij BuCvE", masks);
    assert_int_equal(rest.names_a, 0);
    assert_int_equal(rest.halves_a, 0);
    assert_int_equal(rest.both, 0);
}

static void what_is_put_in_stands_in_no_place_of_the_other(void **state) {
    (void)state;
    assert_int_equal(rest_of("abcdefghij xyzXYZ klmnopqrst", "abcdefghij uvwUV klmnopqrst", NULL).facing, 2 * 5);
    assert_int_equal(rest_of("abcdefghij xyzXYZ klmnopqrst", "abcdefghijklmnopqrst uvwUV", NULL).facing, 0);
    assert_int_equal(rest_of("xyzXY abcdefghij", "uvwUVW abcdefghij z", NULL).facing, 2 * 5);
    assert_int_equal(rest_of("xyz", "uv", NULL).facing, 2 * 2);
    assert_int_equal(rest_of("abcdefghij xyzXYZ klmnopqrst v", "klmnopqrst uvU abcdefghij w", NULL).facing, 2 * 1);
}

/* Which of two texts is A depends on the hashes of their words. */
static void what_faces_the_other_is_the_same_from_both_sides(void **state) {
    (void)state;
    const char *texts[2] = {"abcdefghij XYZ klmnopqrst UV 0123456789", "0123456789 W abcdefghij CDEFG klmnopqrst"};
    assert_int_equal(rest_of(texts[0], texts[1], NULL).facing, 2 * 3);
    assert_int_equal(rest_of(texts[1], texts[0], NULL).facing, 2 * 3);
}

static void without_a_passage_all_is_rest(void **state) {
    (void)state;
    nd_rest rest = rest_of("xAyBzC", "uCvDwA", NULL);
    assert_int_equal(rest.names_a, 3);
    assert_int_equal(rest.both, 2);
    assert_int_equal(rest.covered, 0);
    rest = rest_of("", "", NULL);
    assert_int_equal(rest.names_a + rest.names_b + rest.halves_a, 0);
}

static void damage_is_handed_on(void **state) {
    (void)state;
    const char *scanned[2] = {"abcdef!ghijkl#mnopqr$stuvwx%yz(),.&/:;?@[", "abcdef*ghijkl+mnopqr-stuvwx<yz(),.=/:;?@["};
    assert_int_equal(rest_of(scanned[0], scanned[1], NULL).damage, ND_WHOLE * 5 / 41);
    assert_int_equal(rest_of(scanned[0], scanned[0], NULL).damage, 0);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    uint32_t     tokens[40];
    nd_text      text = spell_names(tokens, "abcdEFghij xAyBzA");
    nd_alignment alignment;
    nd_rest      rest;
    assert_int_equal(nd_aligner_set(&aligner, (nd_side){text, NULL, 0}, NULL), ND_OK);
    assert_int_equal(nd_aligner_align(&aligner, (nd_side){text, NULL, 0}, &alignment, NULL), ND_OK);
    nd_remainder_free(&remainder);
    remainder = (nd_remainder){0};
    fail_allocation_after(0);
    assert_int_equal(nd_remainder_find(&remainder, &aligner, &rest, NULL), ND_ERROR_MEMORY);
    assert_false(fail_nothing());
}

static int free_all(void **state) {
    (void)state;
    nd_aligner_free(&aligner);
    nd_remainder_free(&remainder);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_counted_once_each_outside_the_passages),
        cmocka_unit_test(furniture_is_no_part_of_the_rest),
        cmocka_unit_test(what_is_put_in_stands_in_no_place_of_the_other),
        cmocka_unit_test(what_faces_the_other_is_the_same_from_both_sides),
        cmocka_unit_test(without_a_passage_all_is_rest),
        cmocka_unit_test(damage_is_handed_on),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, free_all);
}
