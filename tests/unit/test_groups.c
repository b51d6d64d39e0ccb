/* test_groups.c - partitions named after their smallest item, however they were joined. */
#include "made.h"
#include "match/groups.h"

enum { ITEMS = 40 };

static nd_verified pair(uint32_t a, uint32_t b, nd_relation relation, uint32_t coverage) {
    return (nd_verified){.a = a, .b = b, .relation = relation, .coverage_a = coverage, .coverage_b = coverage};
}

static void every_item_begins_alone(void **state) {
    (void)state;
    uint32_t *groups = nd_groups_new(ITEMS, NULL);
    for (uint32_t i = 0; i < ITEMS; i++) assert_int_equal(nd_groups_find(groups, i), i);
    free(groups);
}

static void a_group_is_named_after_its_smallest_item(void **state) {
    (void)state;
    uint32_t *groups = nd_groups_new(6, NULL);
    nd_groups_join(groups, 5, 3);
    nd_groups_join(groups, 4, 5);
    nd_groups_join(groups, 1, 4);
    nd_groups_join(groups, 1, 3);
    nd_groups_flatten(groups, 6);
    const uint32_t expected[] = {0, 1, 2, 1, 1, 1};
    assert_memory_equal(groups, expected, sizeof expected);
    free(groups);
}

static void the_order_of_the_joins_does_not_matter(void **state) {
    (void)state;
    uint64_t chance = 1;
    for (unsigned trial = 0; trial < 50; trial++) {
        uint32_t  joins[30][2], *forward = nd_groups_new(ITEMS, NULL), *backward = nd_groups_new(ITEMS, NULL);
        for (unsigned i = 0; i < 30; i++) {
            joins[i][0] = draw(&chance, ITEMS);
            joins[i][1] = draw(&chance, ITEMS);
        }
        for (unsigned i = 0; i < 30; i++) {
            nd_groups_join(forward, joins[i][0], joins[i][1]);
            nd_groups_join(backward, joins[29 - i][1], joins[29 - i][0]);
        }
        nd_groups_flatten(forward, ITEMS);
        nd_groups_flatten(backward, ITEMS);
        assert_memory_equal(forward, backward, ITEMS * sizeof *forward);
        free(forward);
        free(backward);
    }
}

static void flattened_groups_point_at_their_name(void **state) {
    (void)state;
    uint32_t *groups = nd_groups_new(ITEMS, NULL);
    for (uint32_t i = ITEMS - 1; i > 0; i--) nd_groups_join(groups, i, i - 1);
    nd_groups_flatten(groups, ITEMS);
    for (uint32_t i = 0; i < ITEMS; i++) assert_int_equal(groups[i], 0);
    free(groups);
}

static void whole_copies_are_joined_and_other_copies_not(void **state) {
    (void)state;
    const nd_verified pairs[] = {pair(0, 1, ND_NEAR_DUPLICATE, 60000), pair(2, 3, ND_NEAR_DUPLICATE, 50000),
                                 pair(4, 5, ND_TEMPLATE, 65536)};
    uint32_t         *groups = nd_groups_new(6, NULL);
    nd_groups_of_whole_copies(groups, 6, pairs, 3);
    const uint32_t expected[] = {0, 0, 2, 3, 4, 5};
    assert_memory_equal(groups, expected, sizeof expected);
    free(groups);
}

static void a_chain_of_whole_copies_is_one_group_but_not_around_one_text(void **state) {
    (void)state;
    const nd_verified pairs[] = {pair(0, 1, ND_NEAR_DUPLICATE, 60000), pair(1, 2, ND_NEAR_DUPLICATE, 60000),
                                 pair(1, 4, ND_NEAR_DUPLICATE, 50000), pair(2, 3, ND_NEAR_DUPLICATE, 60000),
                                 pair(3, 4, ND_NEAR_DUPLICATE, 60000)};
    uint32_t         *copies = nd_groups_new(5, NULL), *groups = nd_groups_new(5, NULL);
    nd_groups_of_whole_copies(copies, 5, pairs, 5);
    for (uint32_t i = 0; i < 5; i++) assert_int_equal(copies[i], 0);
    nd_groups_around_whole_copies(groups, copies, pairs, 5, 2);
    const uint32_t around[] = {0, 0, 2, 2, 4};
    assert_memory_equal(groups, around, sizeof around);
    free(copies);
    free(groups);
}

static void whole_copies_of_later_rounds_or_other_groups_do_not_count(void **state) {
    (void)state;
    nd_verified    pairs[] = {pair(0, 2, ND_NEAR_DUPLICATE, 60000), pair(0, 3, ND_NEAR_DUPLICATE, 60000),
                              pair(1, 2, ND_NEAR_DUPLICATE, 60000)};
    const uint32_t copies[] = {0, 0, 0, 3}, expected[] = {0, 1, 1, 3};
    uint32_t      *groups = nd_groups_new(4, NULL);
    pairs[0].round = 2;
    pairs[2].round = 1;
    nd_groups_around_whole_copies(groups, copies, pairs, 3, 2);
    assert_memory_equal(groups, expected, sizeof expected);
    free(groups);
}

static void blocks_are_joined_by_copies_of_every_kind_only(void **state) {
    (void)state;
    const nd_verified pairs[] = {
        pair(0, 1, ND_NEAR_DUPLICATE, 0),  pair(1, 2, ND_EXCERPT, 0),   pair(2, 3, ND_EXTENDED, 0),
        pair(3, 4, ND_SHARES_PASSAGES, 0), pair(3, 5, ND_TEMPLATE, 0), pair(3, 6, ND_UNRELATED, 0)};
    uint32_t *groups = nd_groups_new(7, NULL);
    nd_groups_of_blocks(groups, 7, pairs, 6);
    const uint32_t expected[] = {0, 0, 0, 0, 4, 5, 6};
    assert_memory_equal(groups, expected, sizeof expected);
    free(groups);
}

static void members_come_group_by_group_in_order(void **state) {
    (void)state;
    const uint32_t groups[] = {0, 1, 0, 3, 1, 0};
    const uint32_t items[] = {0, 2, 5, 1, 4, 3}, sizes[] = {3, 2, 1};
    nd_members     members;
    uint32_t       at = 0, first, begin = 0;
    assert_int_equal(nd_members_list(&members, groups, 6, NULL), ND_OK);
    assert_memory_equal(members.items, items, sizeof items);
    for (unsigned group = 0; group < 3; group++) {
        assert_int_equal(nd_members_next(&members, groups, &at, &first), sizes[group]);
        assert_int_equal(first, begin);
        begin += sizes[group];
    }
    assert_int_equal(nd_members_next(&members, groups, &at, &first), 0);
    nd_members_free(&members);
}

static void no_items_have_no_groups(void **state) {
    (void)state;
    nd_members members;
    uint32_t   at = 0, first, *groups = nd_groups_new(0, NULL);
    assert_non_null(groups);
    nd_groups_flatten(groups, 0);
    assert_int_equal(nd_members_list(&members, groups, 0, NULL), ND_OK);
    assert_int_equal(nd_members_next(&members, groups, &at, &first), 0);
    nd_members_free(&members);
    free(groups);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    const uint32_t groups[] = {0, 0};
    nd_members     members;
    for (unsigned calls = 0; calls < 2; calls++) {
        fail_allocation_after(calls);
        assert_int_equal(nd_members_list(&members, groups, 2, NULL), ND_ERROR_MEMORY);
        assert_false(fail_nothing());
        nd_members_free(&members);
    }
    nd_error error = {0};
    fail_allocation_after(0);
    assert_null(nd_groups_new(2, &error));
    assert_false(fail_nothing());
    assert_int_equal(error.code, ND_ERROR_MEMORY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_begins_alone),
        cmocka_unit_test(a_group_is_named_after_its_smallest_item),
        cmocka_unit_test(the_order_of_the_joins_does_not_matter),
        cmocka_unit_test(flattened_groups_point_at_their_name),
        cmocka_unit_test(whole_copies_are_joined_and_other_copies_not),
        cmocka_unit_test(a_chain_of_whole_copies_is_one_group_but_not_around_one_text),
        cmocka_unit_test(whole_copies_of_later_rounds_or_other_groups_do_not_count),
        cmocka_unit_test(blocks_are_joined_by_copies_of_every_kind_only),
        cmocka_unit_test(members_come_group_by_group_in_order),
        cmocka_unit_test(no_items_have_no_groups),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("groups", tests, NULL, NULL);
}
