/* test_stories.c - clusters that share passages become stories, and no article bridges two of them. */
#include "made.h"
#include "cluster/stories.h"

enum { TEXTS = 10 };

/* All of the same weight, but that smaller numbers are a little longer. */
static void weigh(nd_cluster_weight *weights) {
    for (uint32_t i = 0; i < TEXTS; i++) weights[i] = (nd_cluster_weight){.articles = 1, .halves = 1000 - i};
}

static void find(nd_tie *ties, size_t count, const nd_cluster_weight *weights, uint32_t *stories) {
    assert_int_equal(nd_stories_find(ties, count, weights, TEXTS, stories, NULL), ND_OK);
    for (uint32_t i = 0; i < TEXTS; i++) assert_true(stories[i] <= i && stories[stories[i]] == stories[i]);
}

static void clusters_without_ties_are_alone(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    weigh(weights);
    find(NULL, 0, weights, stories);
    for (uint32_t i = 0; i < TEXTS; i++) assert_int_equal(stories[i], i);
}

static void two_that_are_tied_are_a_story(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    nd_tie            ties[] = {{3, 7, 64}};
    weigh(weights);
    find(ties, 1, weights, stories);
    assert_int_equal(stories[7], 3);
    assert_int_equal(stories[3], 3);
}

static void what_is_tied_to_the_main_cluster_joins_it(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    nd_tie            ties[] = {{0, 4, 64}, {1, 4, 70}, {4, 6, 80}, {4, 9, 66}};
    weigh(weights);
    weights[4].articles = 5;
    find(ties, 4, weights, stories);
    assert_int_equal(stories[1] + stories[4] + stories[6] + stories[9], 0);
}

static void a_rewrite_goes_where_it_shares_most_and_bridges_no_two_stories(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    /* 0 1 2 is a story and 4 5 6 is one; 8 shares passages with both of their main clusters */
    nd_tie ties[] = {{0, 1, 200}, {0, 2, 200}, {4, 5, 200}, {4, 6, 200}, {0, 8, 90}, {4, 8, 100}};
    weigh(weights);
    find(ties, 6, weights, stories);
    assert_int_equal(stories[8], 4);
    assert_int_equal(stories[0], 0);
    assert_int_equal(stories[4], 4);
}

static void a_story_tied_by_a_minor_cluster_only_does_not_grow(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    nd_tie            ties[] = {{0, 1, 200}, {1, 2, 90}}; /* 0 is the main one, 2 is tied to 1 */
    weigh(weights);
    find(ties, 2, weights, stories);
    assert_int_equal(stories[1], 0);
    assert_int_equal(stories[2], 2);
}

/* Each next one is the heaviest so far: it must not become what the ones after it need to be tied to. */
static void a_chain_of_ever_heavier_clusters_is_not_one_story(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    nd_tie            ties[] = {{0, 1, 200}, {1, 2, 190}, {2, 3, 180}, {3, 4, 170}, {4, 5, 160}};
    for (uint32_t i = 0; i < TEXTS; i++) weights[i] = (nd_cluster_weight){.articles = i + 1, .halves = 1000};
    find(ties, 5, weights, stories);
    assert_int_equal(stories[1], 0);
    assert_int_equal(stories[2], 0); /* tied to 1, the main one of the two */
    assert_int_not_equal(stories[3], 0);
}

static void a_cluster_tied_to_more_than_half_of_a_story_joins_it(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    nd_tie            ties[] = {{0, 1, 200}, {0, 2, 200}, {1, 3, 80}, {2, 3, 80}};
    weigh(weights);
    find(ties, 4, weights, stories);
    assert_int_equal(stories[3], 0); /* two of three, the main one not among them */
    nd_tie fewer[] = {{0, 1, 200}, {0, 2, 200}, {0, 4, 200}, {1, 3, 80}, {2, 3, 80}};
    find(fewer, 5, weights, stories);
    assert_int_equal(stories[3], 3); /* two of four */
}

static void two_stories_become_one_if_more_than_half_of_their_pairs_are_tied(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    nd_tie            half[] = {{0, 1, 200}, {4, 5, 200}, {0, 4, 90}, {1, 5, 80}};
    nd_tie            more[] = {{0, 1, 200}, {4, 5, 200}, {0, 4, 90}, {1, 5, 80}, {0, 5, 70}};
    weigh(weights);
    find(half, 4, weights, stories);
    assert_int_equal(stories[4], 4);
    find(more, 5, weights, stories);
    assert_int_equal(stories[4] + stories[5], 0);
}

static void a_roundup_is_not_what_others_are_tied_to(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    nd_tie            ties[] = {{0, 5, 200}, {1, 5, 190}, {2, 5, 180}}; /* 5 holds parts of three stories */
    weigh(weights);
    weights[5].articles = 50;
    weights[5].roundup = 1;
    find(ties, 3, weights, stories);
    assert_int_equal(stories[5], 0);
    assert_int_equal(stories[1], 1);
    assert_int_equal(stories[2], 2);
}

static void two_roundups_do_not_tie_what_they_hold(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    nd_tie            ties[] = {{4, 5, 200}, {1, 5, 190}, {2, 5, 180}, {3, 5, 170}};
    weigh(weights);
    weights[4].roundup = weights[5].roundup = 1;
    weights[5].articles = 50;
    find(ties, 4, weights, stories);
    assert_int_not_equal(stories[1], stories[2]);
    assert_int_not_equal(stories[2], stories[3]);
    assert_int_not_equal(stories[1], stories[3]);
}

static void the_order_of_the_ties_does_not_matter(void **state) {
    (void)state;
    uint64_t chance = 61;
    for (unsigned trial = 0; trial < 200; trial++) {
        nd_cluster_weight weights[TEXTS];
        uint32_t          forward[TEXTS], backward[TEXTS], count = 0;
        nd_tie            ties[TEXTS * TEXTS], reversed[TEXTS * TEXTS];
        for (uint32_t i = 0; i < TEXTS; i++) weights[i] = (nd_cluster_weight){1 + draw(&chance, 3), 9, 0};
        for (uint32_t a = 0; a < TEXTS; a++)
            for (uint32_t b = a + 1; b < TEXTS; b++)
                if (draw(&chance, 3) == 0) ties[count++] = (nd_tie){a, b, 64 + draw(&chance, 4)};
        for (uint32_t i = 0; i < count; i++) reversed[i] = ties[count - 1 - i];
        find(ties, count, weights, forward);
        find(reversed, count, weights, backward);
        assert_memory_equal(forward, backward, sizeof forward);
    }
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS];
    weigh(weights);
    for (unsigned calls = 0; calls < 2; calls++) {
        fail_allocation_after(calls);
        assert_int_equal(nd_stories_find(NULL, 0, weights, TEXTS, stories, NULL), ND_ERROR_MEMORY);
        assert_false(fail_nothing());
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clusters_without_ties_are_alone),
        cmocka_unit_test(two_that_are_tied_are_a_story),
        cmocka_unit_test(what_is_tied_to_the_main_cluster_joins_it),
        cmocka_unit_test(a_rewrite_goes_where_it_shares_most_and_bridges_no_two_stories),
        cmocka_unit_test(a_story_tied_by_a_minor_cluster_only_does_not_grow),
        cmocka_unit_test(a_chain_of_ever_heavier_clusters_is_not_one_story),
        cmocka_unit_test(a_cluster_tied_to_more_than_half_of_a_story_joins_it),
        cmocka_unit_test(two_stories_become_one_if_more_than_half_of_their_pairs_are_tied),
        cmocka_unit_test(a_roundup_is_not_what_others_are_tied_to),
        cmocka_unit_test(two_roundups_do_not_tie_what_they_hold),
        cmocka_unit_test(the_order_of_the_ties_does_not_matter),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("stories", tests, NULL, NULL);
}
