/* test_held.c - clusters of excerpts join the text that holds them all, and nothing else does. */
#include "made.h"
#include "cluster/held.h"

enum { TEXTS = 8 };

static nd_verified holds(uint32_t a, uint32_t b) {
    return (nd_verified){.a = a, .b = b, .relation = ND_EXTENDED, .coverage_a = 30000, .coverage_b = 65000};
}

static nd_verified shares(uint32_t a, uint32_t b) {
    return (nd_verified){.a = a, .b = b, .relation = ND_UNRELATED, .coverage_a = 20000, .coverage_b = 20000};
}

static nd_verified apart(uint32_t a, uint32_t b) {
    return (nd_verified){.a = a, .b = b, .relation = ND_UNRELATED, .coverage_a = 900, .coverage_b = 900};
}

/* What {0, 1}, {2, 3} and single texts become. */
static const uint32_t before[TEXTS] = {0, 0, 2, 2, 4, 5, 6, 7};

struct held {
    uint32_t items[TEXTS], clusters[TEXTS];
    uint8_t  roundup[TEXTS];
};

static struct held new_held(void) {
    struct held held = {.roundup = {0}};
    for (uint32_t i = 0; i < TEXTS; i++) held.items[i] = i;
    memcpy(held.clusters, before, sizeof before);
    return held;
}

static void check(struct held *held, const nd_verified *pairs, size_t count, const uint32_t *expected) {
    memcpy(held->clusters, before, sizeof before);
    assert_int_equal(nd_held_join(pairs, count, held->items, held->roundup, TEXTS, held->clusters, NULL), ND_OK);
    assert_memory_equal(held->clusters, expected, sizeof before);
}

static const uint32_t joined[TEXTS] = {0, 0, 0, 0, 4, 5, 6, 7};

static void a_cluster_that_one_text_holds_joins_it(void **state) {
    (void)state;
    struct held       held = new_held();
    const nd_verified pairs[] = {holds(0, 2), holds(0, 3), shares(1, 2), shares(1, 3)};
    check(&held, pairs, 4, joined);
    nd_verified reversed[] = {holds(0, 2), holds(1, 2), shares(1, 3)};
    for (unsigned i = 0; i < 2; i++) {
        reversed[i].relation = ND_EXCERPT;
        reversed[i].coverage_a = reversed[i].coverage_b;
        reversed[i].coverage_b = 30000;
    }
    check(&held, reversed, 3, joined);
}

static void each_item_must_be_held_whole_and_by_the_same_text(void **state) {
    (void)state;
    struct held held = new_held();
    nd_verified pairs[] = {holds(0, 2), holds(0, 3), shares(1, 2), shares(1, 3)};
    pairs[1].coverage_b = 58000; /* under nine tenths */
    check(&held, pairs, 4, before);
    const nd_verified by_two[] = {holds(0, 2), shares(0, 3), shares(1, 2), holds(1, 3)};
    check(&held, by_two, 4, before);
    const nd_verified part[] = {holds(0, 2), shares(1, 2)};
    check(&held, part, 2, before);
    held.items[3] = 2; /* 3 counts as 2 */
    check(&held, part, 2, joined);
}

static void a_quarter_of_the_pairs_may_have_nothing_in_common(void **state) {
    (void)state;
    struct held held = new_held();
    nd_verified pairs[] = {holds(0, 2), holds(0, 3), shares(1, 2), apart(1, 3)};
    check(&held, pairs, 4, joined);
    pairs[2] = apart(1, 2);
    check(&held, pairs, 4, before);
}

static void templates_have_nothing_in_common(void **state) {
    (void)state;
    struct held held = new_held();
    nd_verified pairs[] = {holds(0, 2), holds(0, 3), shares(1, 2), shares(1, 3)};
    pairs[2].relation = pairs[3].relation = ND_TEMPLATE;
    check(&held, pairs, 4, before);
}

static void what_a_roundup_holds_does_not_join_it(void **state) {
    (void)state;
    struct held       held = new_held();
    const nd_verified pairs[] = {holds(0, 2), holds(0, 3), shares(1, 2), shares(1, 3)};
    held.roundup[0] = 1;
    check(&held, pairs, 4, before);
}

static void of_two_that_hold_it_the_one_with_more_in_common_takes_it(void **state) {
    (void)state;
    struct held       held = new_held();
    const nd_verified pairs[] = {holds(0, 5), shares(1, 5), holds(4, 5)};
    check(&held, pairs, 3, (uint32_t[]){0, 0, 2, 2, 4, 0, 6, 7});
    const nd_verified equal[] = {holds(4, 6), holds(5, 6)};
    check(&held, equal, 2, (uint32_t[]){0, 0, 2, 2, 4, 5, 4, 7});
}

static void what_is_held_by_what_is_held_comes_along(void **state) {
    (void)state;
    struct held       held = new_held();
    const nd_verified pairs[] = {holds(4, 5), holds(5, 6), holds(6, 7)};
    check(&held, pairs, 3, (uint32_t[]){0, 0, 2, 2, 4, 4, 4, 4});
}

static void no_pairs_join_nothing(void **state) {
    (void)state;
    struct held held = new_held();
    check(&held, NULL, 0, before);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    const nd_verified pairs[] = {holds(4, 5)};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        struct held held = new_held();
        fail_allocation_after(calls);
        int status = nd_held_join(pairs, 1, held.items, held.roundup, TEXTS, held.clusters, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cluster_that_one_text_holds_joins_it),
        cmocka_unit_test(each_item_must_be_held_whole_and_by_the_same_text),
        cmocka_unit_test(a_quarter_of_the_pairs_may_have_nothing_in_common),
        cmocka_unit_test(templates_have_nothing_in_common),
        cmocka_unit_test(what_a_roundup_holds_does_not_join_it),
        cmocka_unit_test(of_two_that_hold_it_the_one_with_more_in_common_takes_it),
        cmocka_unit_test(what_is_held_by_what_is_held_comes_along),
        cmocka_unit_test(no_pairs_join_nothing),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("held", tests, NULL, NULL);
}
