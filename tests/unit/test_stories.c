/* test_stories.c - clusters that share passages become stories, and no article bridges two of them. */
#include "made.h"
#include "cluster/stories.h"

enum { TEXTS = 10 };

/* All of the same weight, but that smaller numbers are a little longer. */
static void weigh(nd_cluster_weight *weights) {
    for (uint32_t i = 0; i < TEXTS; i++) weights[i] = (nd_cluster_weight){.articles = 1, .halves = 1000 - i};
}

static void find_mains(nd_tie *ties, size_t count, const nd_cluster_weight *weights, uint32_t *stories,
                       uint32_t *mains) {
    assert_int_equal(nd_stories_find(ties, count, weights, TEXTS, stories, mains, NULL), ND_OK);
    for (uint32_t i = 0; i < TEXTS; i++) {
        assert_true(stories[i] <= i && stories[stories[i]] == stories[i]);
        assert_int_equal(stories[mains[i]], stories[i]);
    }
}

static void find(nd_tie *ties, size_t count, const nd_cluster_weight *weights, uint32_t *stories) {
    uint32_t mains[TEXTS];
    find_mains(ties, count, weights, stories, mains);
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

static void the_main_cluster_has_most_articles_then_words_then_the_smaller_number(void **state) {
    (void)state;
    const nd_cluster_weight pairs[][2] = {{{2, 9, 0}, {1, 99, 0}}, {{1, 9, 0}, {2, 8, 0}},    {{1, 9, 0}, {1, 10, 0}},
                                          {{1, 9, 0}, {1, 9, 0}},  {{50, 99, 1}, {1, 9, 0}}, {{1, 9, 1}, {2, 9, 1}}};
    const uint32_t          expected[] = {3, 7, 7, 3, 7, 7};
    for (unsigned i = 0; i < 6; i++) {
        nd_cluster_weight weights[TEXTS];
        uint32_t          stories[TEXTS], mains[TEXTS];
        nd_tie            tie = {3, 7, 64};
        weigh(weights);
        weights[3] = pairs[i][0];
        weights[7] = pairs[i][1];
        find_mains(&tie, 1, weights, stories, mains);
        assert_int_equal(mains[3], expected[i]);
        assert_int_equal(mains[0], 0);
    }
}

static void what_joined_by_the_main_cluster_does_not_take_its_place(void **state) {
    (void)state;
    nd_cluster_weight weights[TEXTS];
    uint32_t          stories[TEXTS], mains[TEXTS];
    nd_tie            ties[] = {{0, 1, 200}, {0, 2, 90}};
    weigh(weights);
    weights[2].articles = 50;
    find_mains(ties, 2, weights, stories, mains);
    assert_int_equal(stories[2], 0);
    assert_int_equal(mains[0], 0);
    nd_tie all[] = {{0, 1, 200}, {0, 2, 90}, {1, 2, 80}}; /* tied to more than half of the story: a merger */
    find_mains(all, 3, weights, stories, mains);
    assert_int_equal(mains[0], 2);
}

/* ---- against the plain way -------------------------------------------------------------------- */

struct plain {
    uint8_t  tied[TEXTS][TEXTS];
    uint32_t story[TEXTS], main[TEXTS]; /* [cluster]: any name; the main cluster */
};

static int plain_is_alone(const struct plain *plain, uint32_t cluster) {
    unsigned size = 0;
    for (uint32_t i = 0; i < TEXTS; i++) size += plain->story[i] == plain->story[cluster];
    return size == 1;
}

static int plain_mostly_tied(const struct plain *plain, uint32_t a, uint32_t b) {
    unsigned tied = 0, all = 0;
    for (uint32_t i = 0; i < TEXTS; i++)
        for (uint32_t j = 0; j < TEXTS; j++)
            if (plain->story[i] == plain->story[a] && plain->story[j] == plain->story[b]) {
                tied += plain->tied[i][j];
                all++;
            }
    return 2 * tied > all;
}

static void plain_join(struct plain *plain, uint32_t a, uint32_t b, uint32_t main) {
    uint32_t from = plain->story[b], to = plain->story[a];
    for (uint32_t i = 0; i < TEXTS; i++) {
        if (plain->story[i] == from) plain->story[i] = to;
        if (plain->story[i] == to) plain->main[i] = main;
    }
}

static void plain_consider(struct plain *plain, const nd_tie *tie, const nd_cluster_weight *weights) {
    uint32_t a = tie->a, b = tie->b, main_a = plain->main[a], main_b = plain->main[b];
    if (plain->story[a] == plain->story[b]) return;
    if (plain_mostly_tied(plain, a, b)) {
        const nd_cluster_weight *x = &weights[main_a], *y = &weights[main_b];
        int a_wins = x->articles != y->articles ? x->articles > y->articles : main_a < main_b;
        if (x->roundup != y->roundup) a_wins = y->roundup;
        plain_join(plain, a, b, a_wins ? main_a : main_b);
    } else if (plain_is_alone(plain, a) && !weights[main_b].roundup && plain->tied[a][main_b]) {
        plain_join(plain, a, b, main_b);
    } else if (plain_is_alone(plain, b) && !weights[main_a].roundup && plain->tied[b][main_a]) {
        plain_join(plain, a, b, main_a);
    }
}

static void random_graphs_give_what_the_plain_way_gives(void **state) {
    (void)state;
    uint64_t chance = 62;
    for (unsigned trial = 0; trial < 2000; trial++) {
        nd_cluster_weight weights[TEXTS];
        uint32_t          stories[TEXTS], mains[TEXTS], count = 0, strength = 1000;
        nd_tie            ties[TEXTS * TEXTS], strongest_first[TEXTS * TEXTS];
        struct plain      plain = {.tied = {{0}}};
        for (uint32_t i = 0; i < TEXTS; i++) {
            weights[i] = (nd_cluster_weight){1 + draw(&chance, 3), 9, draw(&chance, 8) == 0};
            plain.story[i] = plain.main[i] = i;
        }
        for (unsigned i = 0; i < 8 + trial % 30; i++) {
            uint32_t a = draw(&chance, TEXTS - 1), b = a + 1 + draw(&chance, TEXTS - 1 - a);
            if (plain.tied[a][b]) continue;
            plain.tied[a][b] = plain.tied[b][a] = 1;
            ties[count] = strongest_first[count] = (nd_tie){a, b, strength--};
            count++;
        }
        for (uint32_t i = 0; i < count; i++) plain_consider(&plain, &strongest_first[i], weights);
        find_mains(ties, count, weights, stories, mains);
        for (uint32_t i = 0; i < TEXTS; i++) {
            assert_int_equal(mains[stories[i]], plain.main[i]);
            for (uint32_t j = 0; j < TEXTS; j++)
                assert_int_equal(stories[i] == stories[j], plain.story[i] == plain.story[j]);
        }
    }
}

/* ---- cost ------------------------------------------------------------------------------------- */

enum { MANY = 50000 };

/* Ties `i` of MANY clusters and one more, by their two ends. */
static uint32_t *find_many(uint32_t (*end)(uint32_t i, int second)) {
    nd_cluster_weight *weights = calloc(MANY + 1, sizeof *weights);
    nd_tie            *ties = malloc(MANY * sizeof *ties);
    uint32_t          *stories = malloc((MANY + 1) * sizeof *stories), *mains = malloc((MANY + 1) * sizeof *mains);
    assert_true(weights && ties && stories && mains);
    for (uint32_t i = 0; i < MANY; i++) ties[i] = (nd_tie){end(i, 0), end(i, 1), 64 + (uint32_t)nd_mix64(i) % 900};
    assert_int_equal(nd_stories_find(ties, MANY, weights, MANY + 1, stories, mains, NULL), ND_OK);
    free(weights);
    free(ties);
    free(mains);
    return stories;
}

static uint32_t star_end(uint32_t i, int second) {
    return second ? i + 1 : 0;
}

static uint32_t chain_end(uint32_t i, int second) {
    return second ? i + 1 : i;
}

static void a_star_of_50000_ties_is_one_story(void **state) {
    (void)state;
    uint32_t *stories = find_many(star_end);
    for (uint32_t i = 0; i <= MANY; i++) assert_int_equal(stories[i], 0);
    free(stories);
}

static void a_chain_of_50000_ties_is_many_small_stories(void **state) {
    (void)state;
    uint32_t *stories = find_many(chain_end), begin = 0;
    for (uint32_t i = 1; i <= MANY; i++) {
        if (stories[i] == stories[begin]) continue;
        assert_in_range(i - begin, 1, 3); /* a main cluster and its neighbours */
        begin = i;
    }
    assert_true(begin > MANY - 3);
    free(stories);
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
    uint32_t          stories[TEXTS], mains[TEXTS];
    weigh(weights);
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_tie ties[] = {{0, 1, 200}, {0, 2, 200}, {1, 2, 90}};
        fail_allocation_after(calls);
        int status = nd_stories_find(ties, 3, weights, TEXTS, stories, mains, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
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
        cmocka_unit_test(the_main_cluster_has_most_articles_then_words_then_the_smaller_number),
        cmocka_unit_test(what_joined_by_the_main_cluster_does_not_take_its_place),
        cmocka_unit_test(random_graphs_give_what_the_plain_way_gives),
        cmocka_unit_test(a_star_of_50000_ties_is_one_story),
        cmocka_unit_test(a_chain_of_50000_ties_is_many_small_stories),
        cmocka_unit_test(the_order_of_the_ties_does_not_matter),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("stories", tests, NULL, NULL);
}
