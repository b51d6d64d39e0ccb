/* test_copies.c - average linkage on cases made by hand, and against the plain greedy way. */
#include "made.h"
#include "cluster/copies.h"

enum { ITEMS = 12, LEAST = 32768 };

static void check_average(const nd_link *links, size_t count, uint32_t items, const uint32_t *expected) {
    uint32_t groups[ITEMS];
    assert_int_equal(nd_cluster_average(links, count, items, LEAST, groups, NULL), ND_OK);
    assert_memory_equal(groups, expected, items * sizeof *groups);
}

static void items_without_links_stay_alone(void **state) {
    (void)state;
    check_average(NULL, 0, 3, (uint32_t[]){0, 1, 2});
    check_average(NULL, 0, 0, (uint32_t[]){0});
}

static void the_least_score_must_be_reached(void **state) {
    (void)state;
    nd_link link = {0, 1, LEAST - 1};
    check_average(&link, 1, 2, (uint32_t[]){0, 1});
    link.score = LEAST;
    check_average(&link, 1, 2, (uint32_t[]){0, 0});
}

static void a_chain_whose_ends_share_nothing_does_not_merge(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, 60000}, {1, 2, 59000}, {0, 2, 0}};
    check_average(links, 3, 3, (uint32_t[]){0, 0, 2});
}

static void a_triangle_that_is_alike_all_round_merges(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, 60000}, {1, 2, 59000}, {0, 2, 40000}};
    check_average(links, 3, 3, (uint32_t[]){0, 0, 0});
}

static void a_pair_that_was_not_looked_at_counts_neither_way(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, 60000}, {1, 2, 59000}};
    check_average(links, 2, 3, (uint32_t[]){0, 0, 0});
}

static void ties_go_to_the_smaller_numbers(void **state) {
    (void)state;
    const nd_link links[] = {{0, 2, 0}, {0, 1, 50000}, {1, 2, 50000}};
    check_average(links, 3, 3, (uint32_t[]){0, 0, 2});
    const nd_link square[] = {{0, 1, 50000}, {1, 2, 50000}, {2, 3, 50000}, {0, 3, 50000}, {0, 2, 0}, {1, 3, 0}};
    check_average(square, 6, 4, (uint32_t[]){0, 0, 2, 2});
}

static void two_close_groups_with_weak_links_between_stay_two(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, 60000}, {0, 2, 20000}, {0, 3, 60000}, {1, 2, 20000}, {1, 3, 10000}, {2, 3, 60000}};
    check_average(links, 6, 4, (uint32_t[]){0, 0, 2, 2});
}

static void a_group_is_named_after_its_smallest_item(void **state) {
    (void)state;
    const nd_link links[] = {{2, 5, 60000}, {1, 4, 60000}};
    check_average(links, 2, 6, (uint32_t[]){0, 1, 2, 3, 1, 2});
}

/* Joining 1 and 2 first leaves 0 with 1 although it is nearer to the pair 3, 4, which comes later. */
static void an_item_moves_to_the_group_it_scores_best_with(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, 50000}, {0, 2, 40000}, {0, 3, 49000}, {0, 4, 49000}, {1, 2, 40000},
                             {1, 3, 0},     {1, 4, 0},     {2, 3, 0},     {2, 4, 0},     {3, 4, 48000}};
    check_average(links, 10, 5, (uint32_t[]){0, 1, 1, 0, 0});
}

/* 3 scores as well with 0 and 1 as with 2 and 4. */
static void an_item_that_does_as_well_elsewhere_stays(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, 60000}, {0, 2, 0},     {0, 3, 50000}, {0, 4, 0},     {1, 2, 0},
                             {1, 3, 50000}, {1, 4, 0},     {2, 3, 60000}, {2, 4, 60000}, {3, 4, 40000}};
    check_average(links, 10, 5, (uint32_t[]){0, 0, 2, 2, 2});
}

static void the_order_of_the_links_does_not_matter(void **state) {
    (void)state;
    uint64_t chance = 31;
    for (unsigned trial = 0; trial < 200; trial++) {
        nd_link  links[ITEMS * ITEMS];
        uint32_t count = 0, forward[ITEMS], backward[ITEMS];
        for (uint32_t a = 0; a < ITEMS; a++)
            for (uint32_t b = a + 1; b < ITEMS; b++)
                if (draw(&chance, 3)) links[count++] = (nd_link){a, b, 10000 * draw(&chance, 7)};
        nd_cluster_average(links, count, ITEMS, LEAST, forward, NULL);
        for (uint32_t i = 0; i < count / 2; i++) {
            nd_link swapped = links[i];
            links[i] = links[count - 1 - i];
            links[count - 1 - i] = swapped;
        }
        nd_cluster_average(links, count, ITEMS, LEAST, backward, NULL);
        assert_memory_equal(forward, backward, sizeof forward);
    }
}

/* ---- against the plain way -------------------------------------------------------------------- */

/* scores[a][b] both ways round; UNSEEN: not looked at. */
#define UNSEEN UINT32_MAX
typedef uint32_t matrix[ITEMS][ITEMS];

/* The mean of the pairs between group `a` and group `b`; -1: none was looked at. */
static int64_t mean_between(matrix scores, const uint32_t *groups, uint32_t a, uint32_t b) {
    int64_t sum = 0, count = 0;
    for (uint32_t i = 0; i < ITEMS; i++)
        for (uint32_t j = 0; j < ITEMS; j++)
            if (groups[i] == a && groups[j] == b && scores[i][j] != UNSEEN) {
                sum += scores[i][j];
                count++;
            }
    return count ? sum / count : -1;
}

/* Joins the best two groups, as long as there are two above the least. */
static void join_greedily(matrix scores, uint32_t *groups) {
    for (;;) {
        int64_t  best = LEAST;
        uint32_t best_a = 0, best_b = 0;
        for (uint32_t a = 0; a < ITEMS; a++)
            for (uint32_t b = a + 1; b < ITEMS; b++) {
                int64_t mean = mean_between(scores, groups, a, b);
                if (mean <= best) continue;
                best = mean;
                best_a = a;
                best_b = b;
            }
        if (best_a == best_b) return;
        for (uint32_t i = 0; i < ITEMS; i++)
            if (groups[i] == best_b) groups[i] = best_a;
    }
}

/* The mean score of `item` with the others of `group`; 0 if there are none. */
static int64_t mean_with(matrix scores, const uint32_t *groups, uint32_t item, uint32_t group) {
    int64_t sum = 0, count = 0;
    for (uint32_t i = 0; i < ITEMS; i++)
        if (i != item && groups[i] == group && scores[item][i] != UNSEEN) {
            sum += scores[item][i];
            count++;
        }
    return count ? sum / count : 0;
}

static int move_once(matrix scores, uint32_t *groups) {
    int moved = 0;
    for (uint32_t item = 0; item < ITEMS; item++) {
        uint32_t best = groups[item];
        int64_t  score = mean_with(scores, groups, item, best);
        for (uint32_t group = 0; group < ITEMS; group++) {
            int64_t mean = mean_with(scores, groups, item, group);
            if (mean <= LEAST || mean <= score) continue;
            best = group;
            score = mean;
        }
        moved |= best != groups[item];
        groups[item] = best;
    }
    return moved;
}

static void name_by_smallest(uint32_t *groups) {
    uint32_t named[ITEMS];
    for (uint32_t i = 0; i < ITEMS; i++)
        for (uint32_t j = ITEMS; j-- > 0;)
            if (groups[j] == groups[i]) named[i] = j;
    memcpy(groups, named, sizeof named);
}

/* Scores that hardly ever tie but at 0; one pair in `gaps` was not looked at, or none if it is 0. */
static uint32_t random_links(matrix scores, nd_link *links, uint32_t gaps, uint64_t *chance) {
    uint32_t count = 0;
    memset(scores, 0xff, sizeof(matrix));
    for (uint32_t a = 0; a < ITEMS; a++)
        for (uint32_t b = a + 1; b < ITEMS; b++) {
            if (gaps && draw(chance, gaps) == 0) continue;
            uint32_t score = draw(chance, 3) ? draw(chance, 65537) : 0;
            scores[a][b] = scores[b][a] = score;
            links[count++] = (nd_link){a, b, score};
        }
    return count;
}

static void check_random_graphs(uint32_t gaps, unsigned trials) {
    uint64_t chance = 41;
    for (unsigned trial = 0; trial < trials; trial++) {
        matrix   scores;
        nd_link  links[ITEMS * ITEMS];
        uint32_t count = random_links(scores, links, gaps, &chance), groups[ITEMS], expected[ITEMS];
        for (uint32_t i = 0; i < ITEMS; i++) expected[i] = i;
        join_greedily(scores, expected);
        for (int pass = 0; pass < 16 && move_once(scores, expected); pass++) {}
        name_by_smallest(expected);
        assert_int_equal(nd_cluster_average(links, count, ITEMS, LEAST, groups, NULL), ND_OK);
        assert_memory_equal(groups, expected, sizeof groups);
    }
}

static void on_complete_graphs_it_is_the_greedy_way(void **state) {
    (void)state;
    check_random_graphs(0, 500);
}

static void on_graphs_with_gaps_it_is_the_greedy_way(void **state) {
    (void)state;
    check_random_graphs(2, 500);
    check_random_graphs(4, 500);
}

/* Each move changes the means of others, so that a few graphs never come to rest; the passes are bounded. */
static void after_the_moves_hardly_an_item_would_be_better_off_elsewhere(void **state) {
    (void)state;
    enum { TRIALS = 300 };
    uint64_t chance = 42;
    int      restless = 0;
    for (unsigned trial = 0; trial < TRIALS; trial++) {
        matrix   scores;
        nd_link  links[ITEMS * ITEMS];
        uint32_t count = random_links(scores, links, 3, &chance), groups[ITEMS];
        nd_cluster_average(links, count, ITEMS, LEAST, groups, NULL);
        restless += move_once(scores, groups);
    }
    assert_in_range(restless, 0, TRIALS / 10);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, 60000}, {1, 2, 0}};
    uint32_t      groups[3];
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        fail_allocation_after(calls);
        int status = nd_cluster_average(links, 2, 3, LEAST, groups, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_without_links_stay_alone),
        cmocka_unit_test(the_least_score_must_be_reached),
        cmocka_unit_test(a_chain_whose_ends_share_nothing_does_not_merge),
        cmocka_unit_test(a_triangle_that_is_alike_all_round_merges),
        cmocka_unit_test(a_pair_that_was_not_looked_at_counts_neither_way),
        cmocka_unit_test(ties_go_to_the_smaller_numbers),
        cmocka_unit_test(two_close_groups_with_weak_links_between_stay_two),
        cmocka_unit_test(a_group_is_named_after_its_smallest_item),
        cmocka_unit_test(an_item_moves_to_the_group_it_scores_best_with),
        cmocka_unit_test(an_item_that_does_as_well_elsewhere_stays),
        cmocka_unit_test(the_order_of_the_links_does_not_matter),
        cmocka_unit_test(on_complete_graphs_it_is_the_greedy_way),
        cmocka_unit_test(on_graphs_with_gaps_it_is_the_greedy_way),
        cmocka_unit_test(after_the_moves_hardly_an_item_would_be_better_off_elsewhere),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("copies", tests, NULL, NULL);
}
