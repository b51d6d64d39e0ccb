/* test_roundups.c - a text that holds two unrelated ones is a roundup, and is linked but not merged. */
#include "made.h"
#include "cluster/roundups.h"

enum { TEXTS = 20 };

static int by_key(const void *left, const void *right) {
    uint64_t x = nd_verified_key(left), y = nd_verified_key(right);
    return x < y ? -1 : x > y;
}

static int is_roundup(const nd_verified *pairs, size_t count, uint32_t text) {
    uint8_t roundup[TEXTS];
    memset(roundup, 9, sizeof roundup);
    assert_int_equal(nd_roundups_find(pairs, count, TEXTS, roundup, NULL), ND_OK);
    for (uint32_t i = 0; i < TEXTS; i++) assert_int_equal(roundup[i], i == text && roundup[i]);
    return roundup[text];
}

/* 0 holds 1, 2 and 3, which have nothing in common. */
enum { THREE = 6 };
static const nd_verified three_pieces[THREE] = {
    {.a = 0, .b = 1, .relation = ND_EXTENDED}, {.a = 0, .b = 2, .relation = ND_EXTENDED},
    {.a = 0, .b = 3, .relation = ND_EXTENDED}, {.a = 1, .b = 2}, {.a = 1, .b = 3}, {.a = 2, .b = 3}};

static void a_text_that_holds_three_unrelated_ones_is_a_roundup(void **state) {
    (void)state;
    nd_verified pairs[THREE];
    assert_true(is_roundup(three_pieces, THREE, 0));
    memcpy(pairs, three_pieces, sizeof pairs);
    pairs[5].relation = ND_SHARES_PASSAGES; /* two groups only */
    assert_false(is_roundup(pairs, THREE, 0));
}

static void a_good_piece_of_a_text_is_as_good_as_an_excerpt(void **state) {
    (void)state;
    nd_verified pairs[THREE];
    memcpy(pairs, three_pieces, sizeof pairs);
    pairs[2].relation = ND_SHARES_PASSAGES;
    pairs[2].coverage_b = ND_WHOLE / 4 - 1;
    assert_false(is_roundup(pairs, THREE, 0));
    pairs[2].coverage_b = ND_WHOLE / 4;
    assert_true(is_roundup(pairs, THREE, 0));
}

static void two_that_are_held_whole_are_enough(void **state) {
    (void)state;
    nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_EXTENDED, .coverage_b = ND_HELD_WHOLE},
                           {.a = 0, .b = 2, .relation = ND_EXTENDED, .coverage_b = ND_HELD_WHOLE},
                           {.a = 1, .b = 2, .relation = ND_UNRELATED}};
    assert_true(is_roundup(pairs, 3, 0));
    pairs[1].coverage_b--;
    assert_false(is_roundup(pairs, 3, 0));
}

static void the_roundup_may_have_any_number(void **state) {
    (void)state;
    const nd_verified middle[] = {{.a = 0, .b = 1, .relation = ND_EXCERPT, .coverage_a = ND_WHOLE},
                                  {.a = 0, .b = 2},
                                  {.a = 1, .b = 2, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE}};
    assert_true(is_roundup(middle, 3, 1));
    const nd_verified last[] = {{.a = 0, .b = 1},
                                {.a = 0, .b = 2, .relation = ND_EXCERPT, .coverage_a = ND_WHOLE},
                                {.a = 1, .b = 2, .relation = ND_EXCERPT, .coverage_a = ND_WHOLE}};
    assert_true(is_roundup(last, 3, 2));
}

static void two_that_are_related_in_any_way_make_no_roundup(void **state) {
    (void)state;
    for (uint32_t relation = ND_IDENTICAL; relation <= ND_TEMPLATE; relation++) {
        if (relation == ND_EXCERPT || relation == ND_EXTENDED) continue; /* these hold one another */
        const nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                     {.a = 0, .b = 2, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                     {.a = 1, .b = 2, .relation = relation}};
        assert_false(is_roundup(pairs, 3, 0));
    }
}

static void two_excerpts_of_one_article_one_of_the_other_make_no_roundup(void **state) {
    (void)state;
    const nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 0, .b = 2, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 1, .b = 2, .relation = ND_EXCERPT}};
    assert_false(is_roundup(pairs, 3, 0));
}

static void what_was_not_compared_makes_no_roundup(void **state) {
    (void)state;
    const nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 0, .b = 2, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE}};
    assert_false(is_roundup(pairs, 2, 0));
}

static void a_text_that_is_held_by_two_is_no_roundup(void **state) {
    (void)state;
    const nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_EXCERPT}, {.a = 0, .b = 2, .relation = ND_EXCERPT}};
    assert_false(is_roundup(pairs, 2, 0));
}

static void near_duplicates_and_shared_passages_hold_nothing(void **state) {
    (void)state;
    const nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_NEAR_DUPLICATE},
                                 {.a = 0, .b = 2, .relation = ND_SHARES_PASSAGES},
                                 {.a = 0, .b = 3, .relation = ND_TEMPLATE}};
    assert_false(is_roundup(pairs, 3, 0));
}

static void two_that_share_an_eighth_are_not_unrelated(void **state) {
    (void)state;
    nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                           {.a = 0, .b = 2, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                           {.a = 1, .b = 2, .coverage_a = ND_WHOLE / 8 - 1}};
    assert_true(is_roundup(pairs, 3, 0));
    pairs[2].coverage_b = ND_WHOLE / 8;
    assert_false(is_roundup(pairs, 3, 0));
}

/* Two cuts of one article that have nothing in common, and one that has something of both. */
static void cuts_that_others_connect_make_no_roundup(void **state) {
    (void)state;
    const uint32_t    half = ND_WHOLE / 2;
    const nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 0, .b = 2, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 0, .b = 3, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 1, .b = 2},
                                 {.a = 1, .b = 3, .coverage_a = half, .coverage_b = half},
                                 {.a = 2, .b = 3, .coverage_a = half, .coverage_b = half}};
    assert_false(is_roundup(pairs, 6, 0));
}

/* 0 holds 1, which holds 2 and 3 whole: 1 does not connect them, and both are roundups. */
static void a_roundup_in_a_roundup_connects_nothing(void **state) {
    (void)state;
    const nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 0, .b = 2, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 0, .b = 3, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 1, .b = 2, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 1, .b = 3, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE},
                                 {.a = 2, .b = 3}};
    uint8_t           roundup[4];
    const uint8_t     expected[] = {1, 1, 0, 0};
    assert_int_equal(nd_roundups_find(pairs, 6, 4, roundup, NULL), ND_OK);
    assert_memory_equal(roundup, expected, sizeof expected);
}

/* 0 holds all others; 18 and 19 come last, but were compared with most. */
static void what_was_compared_with_most_is_looked_at_first(void **state) {
    (void)state;
    nd_verified pairs[TEXTS * 3];
    size_t      count = 0;
    for (uint32_t i = 1; i < TEXTS; i++)
        pairs[count++] = (nd_verified){.a = 0, .b = i, .relation = ND_EXTENDED, .coverage_b = ND_WHOLE};
    for (uint32_t i = 1; i < TEXTS - 2; i++) pairs[count++] = (nd_verified){.a = i, .b = 18, .relation = ND_TEMPLATE};
    pairs[count++] = (nd_verified){.a = 18, .b = 19};
    qsort(pairs, count, sizeof *pairs, by_key);
    assert_false(is_roundup(pairs, count - 1, 0));
    assert_false(is_roundup(pairs, count, 0)); /* 19 was compared with 18 alone */
    nd_verified more[TEXTS * 4];
    memcpy(more, pairs, count * sizeof *pairs);
    for (uint32_t i = 1; i < TEXTS - 2; i++) more[count++] = (nd_verified){.a = i, .b = 19};
    qsort(more, count, sizeof *more, by_key);
    assert_true(is_roundup(more, count, 0));
}

static void no_pairs_are_no_roundups(void **state) {
    (void)state;
    assert_false(is_roundup(NULL, 0, 0));
}

static void a_roundup_pair_is_the_roundup_and_what_it_holds(void **state) {
    (void)state;
    const uint8_t     roundup[] = {1, 0, 1};
    const nd_verified holds = {.a = 0, .b = 1, .relation = ND_EXTENDED};
    const nd_verified is_held = {.a = 1, .b = 2, .relation = ND_EXCERPT};
    const nd_verified part_of_another = {.a = 0, .b = 1, .relation = ND_EXCERPT};
    const nd_verified copies = {.a = 0, .b = 2, .relation = ND_NEAR_DUPLICATE};
    assert_true(nd_is_roundup_pair(&holds, roundup));
    assert_true(nd_is_roundup_pair(&is_held, roundup));
    assert_false(nd_is_roundup_pair(&part_of_another, roundup));
    assert_false(nd_is_roundup_pair(&copies, roundup));
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    const nd_verified pairs[] = {{.a = 0, .b = 1, .relation = ND_EXTENDED}};
    uint8_t           roundup[TEXTS];
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        fail_allocation_after(calls);
        int status = nd_roundups_find(pairs, 1, TEXTS, roundup, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_that_holds_three_unrelated_ones_is_a_roundup),
        cmocka_unit_test(a_good_piece_of_a_text_is_as_good_as_an_excerpt),
        cmocka_unit_test(two_that_are_held_whole_are_enough),
        cmocka_unit_test(the_roundup_may_have_any_number),
        cmocka_unit_test(two_that_are_related_in_any_way_make_no_roundup),
        cmocka_unit_test(two_excerpts_of_one_article_one_of_the_other_make_no_roundup),
        cmocka_unit_test(what_was_not_compared_makes_no_roundup),
        cmocka_unit_test(a_text_that_is_held_by_two_is_no_roundup),
        cmocka_unit_test(near_duplicates_and_shared_passages_hold_nothing),
        cmocka_unit_test(two_that_share_an_eighth_are_not_unrelated),
        cmocka_unit_test(cuts_that_others_connect_make_no_roundup),
        cmocka_unit_test(a_roundup_in_a_roundup_connects_nothing),
        cmocka_unit_test(what_was_compared_with_most_is_looked_at_first),
        cmocka_unit_test(no_pairs_are_no_roundups),
        cmocka_unit_test(a_roundup_pair_is_the_roundup_and_what_it_holds),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("roundups", tests, NULL, NULL);
}
