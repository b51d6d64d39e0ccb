/* test_components.c - which components are settled; and clusters, component by component, against the whole at once. */
#include "made.h"
#include "cluster/components.h"

enum { LEAST = 32768, MOST = 256 };

/* ---- by hand ---------------------------------------------------------------------------------- */

static void settle(nd_tangle *tangle, const nd_link *links, size_t count, uint32_t items, uint32_t *groups) {
    assert_int_equal(nd_components_settle(tangle, links, count, items, LEAST, groups, NULL), ND_OK);
}

static void check_settled(const nd_link *links, size_t count, uint32_t items, const uint32_t *expected) {
    nd_tangle tangle;
    uint32_t  groups[MOST];
    settle(&tangle, links, count, items, groups);
    assert_int_equal(tangle.items, 0);
    assert_int_equal(tangle.count, 0);
    assert_memory_equal(groups, expected, items * sizeof *groups);
    nd_tangle_free(&tangle);
}

static void where_every_link_reaches_the_least_there_is_one_group(void **state) {
    (void)state;
    const nd_link links[] = {{1, 4, LEAST}, {2, 3, 65536}, {1, 2, LEAST + 1}, {0, 5, LEAST}};
    check_settled(links, 4, 6, (uint32_t[]){0, 1, 1, 1, 1, 0});
}

static void where_none_does_all_stay_alone(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, LEAST - 1}, {1, 2, 0}, {0, 2, 1}};
    check_settled(links, 3, 4, (uint32_t[]){0, 1, 2, 3});
    check_settled(NULL, 0, 2, (uint32_t[]){0, 1});
    check_settled(NULL, 0, 0, (uint32_t[]){0});
}

static void a_link_of_any_score_connects(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, LEAST}, {2, 3, LEAST}, {1, 2, 0}};
    nd_tangle     tangle;
    uint32_t      groups[4];
    settle(&tangle, links, 3, 4, groups);
    assert_int_equal(tangle.items, 4);
    assert_int_equal(tangle.count, 3);
    nd_tangle_free(&tangle);
}

/* 0, 4, 6 and 1, 2, 5 are tangles, 3 and 7 a pair. */
static void items_are_numbered_by_component_in_rising_order(void **state) {
    (void)state;
    const nd_link  links[] = {{1, 2, 50000}, {4, 6, 40000}, {3, 7, 40000}, {2, 5, 0}, {0, 4, 30000}};
    const nd_link  expected[] = {{3, 4, 50000}, {1, 2, 40000}, {4, 5, 0}, {0, 1, 30000}};
    const uint32_t names[] = {0, 4, 6, 1, 2, 5}, firsts[] = {0, 0, 0, 3, 3, 3};
    nd_tangle      tangle;
    uint32_t       groups[8];
    settle(&tangle, links, 5, 8, groups);
    assert_int_equal(tangle.items, 6);
    assert_memory_equal(tangle.names, names, sizeof names);
    assert_memory_equal(tangle.firsts, firsts, sizeof firsts);
    assert_int_equal(tangle.count, 4);
    assert_memory_equal(tangle.links, expected, sizeof expected);
    assert_int_equal(groups[7], 3);
    nd_tangle_free(&tangle);
}

/* ---- against the whole at once ---------------------------------------------------------------- */

/* All links of all components in one table, as average linkage is told in textbooks. A group is called after the one
 * of the two that has had more partners: ties between groups go by it. */
struct whole {
    uint64_t sum[MOST][MOST], count[MOST][MOST]; /* between groups, both ways round */
    uint32_t partners[MOST], groups[MOST], items;
};

static uint64_t mean_of(uint64_t sum, uint64_t count) {
    return count ? 256 * sum / count : 0;
}

static void whole_add(struct whole *w, uint32_t a, uint32_t b, uint64_t sum, uint64_t count) {
    if (!w->count[a][b]) {
        w->partners[a]++;
        w->partners[b]++;
    }
    w->sum[b][a] = w->sum[a][b] += sum;
    w->count[b][a] = w->count[a][b] += count;
}

static int whole_best(const struct whole *w, uint32_t *a, uint32_t *b) {
    uint64_t best = UINT64_C(256) * LEAST - 1;
    int      found = 0;
    for (uint32_t i = 0; i < w->items; i++)
        for (uint32_t j = i + 1; j < w->items; j++) {
            if (!w->count[i][j] || mean_of(w->sum[i][j], w->count[i][j]) <= best) continue;
            best = mean_of(w->sum[i][j], w->count[i][j]);
            found = 1;
            *a = i;
            *b = j;
        }
    return found;
}

static void whole_join(struct whole *w, uint32_t a, uint32_t b) {
    uint32_t into = w->partners[a] < w->partners[b] ? b : a, gone = a + b - into;
    for (uint32_t i = 0; i < w->items; i++) {
        uint64_t sum = w->sum[gone][i], count = w->count[gone][i];
        w->sum[gone][i] = w->sum[i][gone] = w->count[gone][i] = w->count[i][gone] = 0;
        if (count && i != into) whole_add(w, into, i, sum, count);
        if (w->groups[i] == gone) w->groups[i] = into;
    }
    w->partners[gone] = 0;
}

/* `links` are as they were at first: between items. */
static int whole_move(struct whole *w, const struct whole *links) {
    int moved = 0;
    for (uint32_t item = 0; item < w->items; item++) {
        uint64_t sum[MOST] = {0}, count[MOST] = {0};
        uint32_t best = w->groups[item];
        for (uint32_t i = 0; i < w->items; i++) {
            sum[w->groups[i]] += links->sum[item][i];
            count[w->groups[i]] += links->count[item][i];
        }
        for (uint32_t group = 0; group < w->items; group++) {
            uint64_t mean = mean_of(sum[group], count[group]);
            if (mean >= UINT64_C(256) * LEAST && mean > mean_of(sum[best], count[best])) best = group;
        }
        moved |= best != w->groups[item];
        w->groups[item] = best;
    }
    return moved;
}

static void cluster_whole(const nd_link *links, size_t count, uint32_t items, uint32_t *groups) {
    struct whole *w = calloc(1, sizeof *w), *first = calloc(1, sizeof *first);
    uint32_t      a, b;
    w->items = items;
    for (uint32_t i = 0; i < items; i++) w->groups[i] = i;
    for (size_t i = 0; i < count; i++) whole_add(w, links[i].a, links[i].b, links[i].score, 1);
    *first = *w;
    while (whole_best(w, &a, &b)) whole_join(w, a, b);
    for (int pass = 0; pass < 16 && whole_move(w, first); pass++) {}
    for (uint32_t i = items; i-- > 0;)
        for (uint32_t j = 0; j < items; j++)
            if (w->groups[j] == w->groups[i]) groups[j] = i;
    free(w);
    free(first);
}

/* A component of `size` items, of which each is linked to one before it, and to some others: `often` of 100. */
static size_t connect(const uint32_t *items, uint32_t size, uint32_t often, nd_link *links, uint64_t *chance) {
    static const uint32_t scores[] = {0, 0, 10000, LEAST - 1, LEAST, 40000, 40000, 50000, 60000, 65536};
    size_t                count = 0;
    for (uint32_t j = 1; j < size; j++) {
        uint32_t before = draw(chance, j);
        for (uint32_t i = 0; i < j; i++) {
            if (i != before && draw(chance, 100) >= often) continue;
            uint32_t a = items[i], b = items[j];
            for (uint32_t times = draw(chance, 20) ? 1 : 2; times > 0; times--)
                links[count++] = (nd_link){a < b ? a : b, a < b ? b : a, scores[draw(chance, 10)]};
        }
    }
    return count;
}

static void shuffle(uint32_t *items, uint32_t count, uint64_t *chance) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = draw(chance, i + 1);
        items[i] = items[other];
        items[other] = i;
    }
}

/* Components of up to `largest` items each, which lie between each other. */
static void check_random_components(uint32_t items, uint32_t largest, unsigned trials) {
    static nd_link links[MOST * MOST];
    uint64_t       chance = largest;
    for (unsigned trial = 0; trial < trials; trial++) {
        uint32_t names[MOST], groups[MOST], expected[MOST], often = draw(&chance, 2) ? 100 : draw(&chance, 100);
        size_t   count = 0;
        shuffle(names, items, &chance);
        for (uint32_t begin = 0, size; begin < items; begin += size) {
            size = 1 + draw(&chance, largest);
            if (size > items - begin) size = items - begin;
            count += connect(names + begin, size, often, links + count, &chance);
        }
        cluster_whole(links, count, items, expected);
        assert_int_equal(nd_cluster_average(links, count, items, LEAST, groups, NULL), ND_OK);
        assert_memory_equal(groups, expected, items * sizeof *groups);
    }
}

static void component_by_component_is_the_whole_at_once(void **state) {
    (void)state;
    check_random_components(40, 3, 300);
    check_random_components(40, 12, 1000);
    check_random_components(80, 40, 100);
    check_random_components(220, 200, 6);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, LEAST}, {1, 2, 0}};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_tangle tangle;
        uint32_t  groups[3];
        fail_allocation_after(calls);
        int status = nd_components_settle(&tangle, links, 2, 3, LEAST, groups, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_tangle_free(&tangle);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_every_link_reaches_the_least_there_is_one_group),
        cmocka_unit_test(where_none_does_all_stay_alone),
        cmocka_unit_test(a_link_of_any_score_connects),
        cmocka_unit_test(items_are_numbered_by_component_in_rising_order),
        cmocka_unit_test(component_by_component_is_the_whole_at_once),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("components", tests, NULL, NULL);
}
