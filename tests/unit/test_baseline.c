/* test_baseline.c - connected components and stars, which the clustering is measured against. */
#include "made.h"
#include "cluster/copies.h"

enum { ITEMS = 15, LEAST = 32768 };

static void a_chain_is_one_component(void **state) {
    (void)state;
    const nd_link  links[] = {{2, 3, 40000}, {0, 1, 40000}, {1, 2, 40000}, {0, 3, 0}};
    const uint32_t expected[] = {0, 0, 0, 0, 4};
    uint32_t       groups[5];
    assert_int_equal(nd_cluster_components(links, 4, 5, LEAST, groups, NULL), ND_OK);
    assert_memory_equal(groups, expected, sizeof expected);
}

static void a_link_counts_from_the_least_score_on(void **state) {
    (void)state;
    const nd_link links[] = {{0, 1, LEAST - 1}, {2, 3, LEAST}};
    uint32_t      components[4], stars[4];
    nd_cluster_components(links, 2, 4, LEAST, components, NULL);
    nd_cluster_star(links, 2, 4, LEAST, stars, NULL);
    const uint32_t expected[] = {0, 1, 2, 2};
    assert_memory_equal(components, expected, sizeof expected);
    assert_memory_equal(stars, expected, sizeof expected);
}

static void components_are_what_spreading_the_smallest_number_gives(void **state) {
    (void)state;
    uint64_t chance = 51;
    for (unsigned trial = 0; trial < 300; trial++) {
        nd_link  links[12];
        uint32_t groups[ITEMS], expected[ITEMS];
        for (unsigned i = 0; i < 12; i++) {
            uint32_t a = draw(&chance, ITEMS - 1);
            links[i] = (nd_link){a, a + 1 + draw(&chance, ITEMS - 1 - a), 20000 + draw(&chance, 40000)};
        }
        for (uint32_t i = 0; i < ITEMS; i++) expected[i] = i;
        for (unsigned round = 0; round < ITEMS; round++)
            for (unsigned i = 0; i < 12; i++) {
                uint32_t *a = &expected[links[i].a], *b = &expected[links[i].b];
                if (links[i].score > LEAST) *a = *b = *a < *b ? *a : *b;
            }
        assert_int_equal(nd_cluster_components(links, 12, ITEMS, LEAST, groups, NULL), ND_OK);
        assert_memory_equal(groups, expected, sizeof groups);
    }
}

static void the_best_connected_item_takes_its_neighbours(void **state) {
    (void)state;
    const nd_link  links[] = {{0, 3, 40000}, {1, 3, 40000}, {2, 3, 40000}, {0, 4, 40000}, {4, 5, 40000}};
    const uint32_t expected[] = {0, 0, 0, 0, 4, 4};
    uint32_t       groups[6];
    assert_int_equal(nd_cluster_star(links, 5, 6, LEAST, groups, NULL), ND_OK);
    assert_memory_equal(groups, expected, sizeof expected);
}

static void of_equally_connected_items_the_first_is_the_centre(void **state) {
    (void)state;
    const nd_link  links[] = {{0, 1, 40000}, {1, 2, 40000}, {2, 3, 40000}};
    const uint32_t expected[] = {0, 0, 0, 3};
    uint32_t       groups[4];
    assert_int_equal(nd_cluster_star(links, 3, 4, LEAST, groups, NULL), ND_OK);
    assert_memory_equal(groups, expected, sizeof expected);
}

static void nothing_has_no_groups(void **state) {
    (void)state;
    uint32_t groups[2] = {7, 7};
    assert_int_equal(nd_cluster_components(NULL, 0, 0, LEAST, groups, NULL), ND_OK);
    assert_int_equal(nd_cluster_star(NULL, 0, 0, LEAST, groups, NULL), ND_OK);
    assert_int_equal(groups[0], 7);
    assert_int_equal(nd_cluster_star(NULL, 0, 2, LEAST, groups, NULL), ND_OK);
    assert_int_equal(groups[1], 1);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    uint32_t groups[2];
    for (unsigned calls = 0; calls < 2; calls++) {
        fail_allocation_after(calls);
        assert_int_equal(nd_cluster_star(NULL, 0, 2, LEAST, groups, NULL), ND_ERROR_MEMORY);
        assert_false(fail_nothing());
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_is_one_component),
        cmocka_unit_test(a_link_counts_from_the_least_score_on),
        cmocka_unit_test(components_are_what_spreading_the_smallest_number_gives),
        cmocka_unit_test(the_best_connected_item_takes_its_neighbours),
        cmocka_unit_test(of_equally_connected_items_the_first_is_the_centre),
        cmocka_unit_test(nothing_has_no_groups),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
