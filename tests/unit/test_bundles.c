/* test_bundles.c - links between groups against a plain table, while groups are joined at random. */
#include "made.h"
#include "cluster/bundles.h"

enum { GROUPS = 40, LEAST = 20000 };

/* The plain way: sums and counts both ways round; a group that was joined away has none. */
struct table {
    uint64_t sum[GROUPS][GROUPS], count[GROUPS][GROUPS];
};

static void table_add(struct table *table, uint32_t a, uint32_t b, uint64_t sum, uint64_t count) {
    table->sum[a][b] += sum;
    table->count[a][b] += count;
}

static void table_join(struct table *table, uint32_t a, uint32_t b) {
    for (uint32_t i = 0; i < GROUPS; i++) {
        uint64_t sum = table->sum[b][i], count = table->count[b][i];
        table->sum[b][i] = table->sum[i][b] = table->count[b][i] = table->count[i][b] = 0;
        if (i == a) continue;
        table_add(table, a, i, sum, count);
        table_add(table, i, a, sum, count);
    }
}

static int table_best(const struct table *table, uint32_t *a, uint32_t *b) {
    uint64_t best = 0;
    int      found = 0;
    for (uint32_t i = 0; i < GROUPS; i++)
        for (uint32_t j = i + 1; j < GROUPS; j++) {
            uint64_t mean = table->count[i][j] ? 256 * table->sum[i][j] / table->count[i][j] : 0;
            if (mean < 256 * LEAST || (found && mean <= best)) continue;
            best = mean;
            found = 1;
            *a = i;
            *b = j;
        }
    return found;
}

static void fill(nd_bundles *bundles, struct table *table, unsigned links, uint32_t scores, uint64_t *chance) {
    memset(table, 0, sizeof *table);
    assert_int_equal(nd_bundles_open(bundles, GROUPS, links, NULL), ND_OK);
    for (unsigned i = 0; i < links; i++) {
        uint32_t a = draw(chance, GROUPS - 1), b = a + 1 + draw(chance, GROUPS - 1 - a);
        nd_link  link = {a, b, draw(chance, scores) * (65536 / scores)};
        table_add(table, a, b, link.score, 1);
        table_add(table, b, a, link.score, 1);
        assert_int_equal(nd_bundles_add(bundles, &link, NULL), ND_OK);
    }
}

static void check_counts(const nd_bundles *bundles, const struct table *table) {
    for (uint32_t i = 0; i < GROUPS; i++)
        for (uint32_t j = 0; j < GROUPS; j++)
            if (i != j) assert_int_equal(nd_bundles_count(bundles, i, j), table->count[i][j]);
}

static void links_between_two_groups_add_up(void **state) {
    (void)state;
    const nd_link links[] = {{1, 2, 30000}, {0, 1, 40000}, {1, 2, 50000}};
    nd_bundles    bundles = {0};
    uint32_t      a, b;
    assert_int_equal(nd_bundles_open(&bundles, 3, 3, NULL), ND_OK);
    for (unsigned i = 0; i < 3; i++) assert_int_equal(nd_bundles_add(&bundles, &links[i], NULL), ND_OK);
    assert_int_equal(nd_bundles_count(&bundles, 2, 1), 2);
    assert_int_equal(nd_bundles_count(&bundles, 0, 2), 0);
    assert_int_equal(nd_bundles_rank(&bundles, 40000, NULL), ND_OK);
    assert_true(nd_bundles_best(&bundles, &a, &b)); /* both means are 40,000 */
    assert_int_equal(a, 0);
    assert_int_equal(b, 1);
    assert_true(nd_bundles_best(&bundles, &a, &b));
    assert_int_equal(a, 1);
    assert_int_equal(b, 2);
    assert_false(nd_bundles_best(&bundles, &a, &b));
    nd_bundles_close(&bundles);
}

static void the_best_come_in_order_and_ties_by_the_smaller_numbers(void **state) {
    (void)state;
    uint64_t chance = 1;
    for (unsigned trial = 0; trial < 50; trial++) {
        struct table table;
        nd_bundles   bundles = {0};
        uint32_t     a, b, want_a, want_b;
        fill(&bundles, &table, 300, trial % 2 ? 4 : 65536, &chance);
        assert_int_equal(nd_bundles_rank(&bundles, LEAST, NULL), ND_OK);
        while (table_best(&table, &want_a, &want_b)) {
            assert_true(nd_bundles_best(&bundles, &a, &b));
            assert_int_equal(a, want_a);
            assert_int_equal(b, want_b);
            table.count[a][b] = 0;
        }
        assert_false(nd_bundles_best(&bundles, &a, &b));
        nd_bundles_close(&bundles);
    }
}

static void joining_the_best_until_none_is_left_is_the_plain_way(void **state) {
    (void)state;
    uint64_t chance = 2;
    for (unsigned trial = 0; trial < 100; trial++) {
        struct table table;
        nd_bundles   bundles = {0};
        uint32_t     a, b, want_a, want_b;
        fill(&bundles, &table, 20 + draw(&chance, 400), trial % 2 ? 4 : 65536, &chance);
        assert_int_equal(nd_bundles_rank(&bundles, LEAST, NULL), ND_OK);
        while (table_best(&table, &want_a, &want_b)) {
            assert_true(nd_bundles_best(&bundles, &a, &b));
            assert_int_equal(a, want_a);
            assert_int_equal(b, want_b);
            assert_int_equal(nd_bundles_join(&bundles, &a, &b, NULL), ND_OK);
            assert_true((a == want_a && b == want_b) || (a == want_b && b == want_a));
            table_join(&table, a, b);
            check_counts(&bundles, &table);
        }
        assert_false(nd_bundles_best(&bundles, &a, &b));
        nd_bundles_close(&bundles);
    }
}

/* 64 slots and 32 links: few are at home, so that bundles are shifted back whenever one is taken out. */
static void a_table_at_its_fullest_loses_no_bundle(void **state) {
    (void)state;
    uint64_t chance = 3;
    for (unsigned trial = 0; trial < 500; trial++) {
        struct table table;
        nd_bundles   bundles = {0};
        uint8_t      gone[GROUPS] = {0};
        fill(&bundles, &table, 32, 65536, &chance);
        for (unsigned join = 0; join < GROUPS - 1; join++) {
            uint32_t a = draw(&chance, GROUPS), b = draw(&chance, GROUPS);
            if (a == b || gone[a] || gone[b]) continue;
            assert_int_equal(nd_bundles_join(&bundles, &a, &b, NULL), ND_OK);
            gone[b] = 1;
            table_join(&table, a, b);
            check_counts(&bundles, &table);
        }
        nd_bundles_close(&bundles);
    }
}

static void the_group_with_fewer_partners_is_joined_into_the_other(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, 1}, {1, 2, 1}, {1, 3, 1}};
    nd_bundles    bundles = {0};
    uint32_t      a = 0, b = 1;
    assert_int_equal(nd_bundles_open(&bundles, 4, 3, NULL), ND_OK);
    for (unsigned i = 0; i < 3; i++) assert_int_equal(nd_bundles_add(&bundles, &links[i], NULL), ND_OK);
    assert_int_equal(nd_bundles_join(&bundles, &a, &b, NULL), ND_OK);
    assert_int_equal(a, 1);
    assert_int_equal(b, 0);
    assert_int_equal(bundles.heap.size, 0); /* nothing was ranked */
    nd_bundles_close(&bundles);
}

static void without_groups_there_is_no_best(void **state) {
    (void)state;
    nd_bundles bundles = {0};
    uint32_t   a, b;
    assert_int_equal(nd_bundles_open(&bundles, 0, 0, NULL), ND_OK);
    assert_int_equal(nd_bundles_rank(&bundles, 1, NULL), ND_OK);
    assert_false(nd_bundles_best(&bundles, &a, &b));
    nd_bundles_close(&bundles);
}

static void opened_again_they_are_as_new(void **state) {
    (void)state;
    struct table table;
    nd_bundles   bundles = {0};
    uint64_t     chance = 4;
    uint32_t     a, b;
    fill(&bundles, &table, 300, 65536, &chance);
    assert_int_equal(nd_bundles_rank(&bundles, LEAST, NULL), ND_OK);
    assert_true(nd_bundles_best(&bundles, &a, &b)); /* others are left on the heap */
    size_t partners = bundles.partners.size;
    fill(&bundles, &table, 1, 1, &chance);
    check_counts(&bundles, &table);
    assert_true(bundles.partners.size < partners);
    fill(&bundles, &table, 300, 65536, &chance);
    assert_int_equal(nd_bundles_join(&bundles, &a, &b, NULL), ND_OK);
    assert_int_equal(bundles.heap.size, 0); /* nothing was ranked */
    fill(&bundles, &table, 1, 1, &chance);
    assert_int_equal(nd_bundles_rank(&bundles, 1, NULL), ND_OK);
    assert_false(nd_bundles_best(&bundles, &a, &b));
    nd_bundles_close(&bundles);
}

static int join_all(nd_bundles *bundles) {
    uint32_t a, b;
    int      status = nd_bundles_open(bundles, GROUPS, GROUPS * GROUPS, NULL);
    for (uint32_t i = 0; i < GROUPS && !status; i++)
        for (uint32_t j = i + 1; j < GROUPS && !status; j++)
            status = nd_bundles_add(bundles, &(nd_link){i, j, 30000 + i * j}, NULL);
    if (!status) status = nd_bundles_rank(bundles, LEAST, NULL);
    while (!status && nd_bundles_best(bundles, &a, &b)) status = nd_bundles_join(bundles, &a, &b, NULL);
    return status;
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    unsigned calls = 0;
    for (int reached = 1; reached; calls++) {
        nd_bundles bundles = {0};
        fail_allocation_after(calls);
        int status = join_all(&bundles);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_bundles_close(&bundles);
    }
    assert_true(calls > 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_between_two_groups_add_up),
        cmocka_unit_test(the_best_come_in_order_and_ties_by_the_smaller_numbers),
        cmocka_unit_test(joining_the_best_until_none_is_left_is_the_plain_way),
        cmocka_unit_test(a_table_at_its_fullest_loses_no_bundle),
        cmocka_unit_test(the_group_with_fewer_partners_is_joined_into_the_other),
        cmocka_unit_test(without_groups_there_is_no_best),
        cmocka_unit_test(opened_again_they_are_as_new),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("bundles", tests, NULL, NULL);
}
