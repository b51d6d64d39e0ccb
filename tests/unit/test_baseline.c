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

/* The plain way: counts the free neighbours anew for each star. */
static void take_stars_plainly(const nd_link *links, size_t count, uint32_t *groups) {
    uint32_t centre_of[ITEMS];
    memset(centre_of, 0xff, sizeof centre_of);
    for (;;) {
        uint32_t degree[ITEMS] = {0}, centre = 0;
        for (size_t i = 0; i < count; i++) {
            uint32_t a = links[i].a, b = links[i].b;
            if (links[i].score < LEAST || centre_of[a] != UINT32_MAX || centre_of[b] != UINT32_MAX) continue;
            degree[a]++;
            degree[b]++;
        }
        for (uint32_t i = 1; i < ITEMS; i++)
            if (degree[i] > degree[centre]) centre = i;
        if (!degree[centre]) break;
        for (size_t i = 0; i < count; i++) {
            uint32_t other = links[i].a == centre ? links[i].b : links[i].a;
            if (links[i].score < LEAST || (links[i].a != centre && links[i].b != centre)) continue;
            if (centre_of[other] == UINT32_MAX) centre_of[other] = centre;
        }
        centre_of[centre] = centre;
    }
    for (uint32_t i = 0; i < ITEMS; i++) {
        groups[i] = i;
        for (uint32_t j = i; centre_of[i] != UINT32_MAX && j-- > 0;)
            if (centre_of[j] == centre_of[i]) groups[i] = j;
    }
}

static void stars_are_what_counting_anew_each_time_gives(void **state) {
    (void)state;
    uint64_t chance = 52;
    for (unsigned trial = 0; trial < 500; trial++) {
        nd_link  links[60];
        uint32_t groups[ITEMS], expected[ITEMS], count = 5 + draw(&chance, 55);
        for (unsigned i = 0; i < count; i++) {
            uint32_t a = draw(&chance, ITEMS - 1);
            links[i] = (nd_link){a, a + 1 + draw(&chance, ITEMS - 1 - a), 20000 + draw(&chance, 40000)};
        }
        take_stars_plainly(links, count, expected);
        assert_int_equal(nd_cluster_star(links, count, ITEMS, LEAST, groups, NULL), ND_OK);
        assert_memory_equal(groups, expected, sizeof groups);
    }
}

static void a_hundred_thousand_stars_are_found(void **state) {
    (void)state;
    enum { STARS = 100000 };
    nd_link  *links = malloc(2 * STARS * sizeof *links);
    uint32_t *groups = malloc(3 * STARS * sizeof *groups);
    assert_true(links && groups);
    for (uint32_t i = 0; i < STARS; i++) {
        links[2 * i] = (nd_link){3 * i, 3 * i + 1, 40000};
        links[2 * i + 1] = (nd_link){3 * i + 1, 3 * i + 2, 40000};
    }
    assert_int_equal(nd_cluster_star(links, 2 * STARS, 3 * STARS, LEAST, groups, NULL), ND_OK);
    for (uint32_t i = 0; i < 3 * STARS; i++) assert_int_equal(groups[i], i - i % 3);
    free(links);
    free(groups);
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
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        fail_allocation_after(calls);
        int status = nd_cluster_star(&(nd_link){0, 1, 40000}, 1, 2, LEAST, groups, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_is_one_component),
        cmocka_unit_test(a_link_counts_from_the_least_score_on),
        cmocka_unit_test(components_are_what_spreading_the_smallest_number_gives),
        cmocka_unit_test(the_best_connected_item_takes_its_neighbours),
        cmocka_unit_test(of_equally_connected_items_the_first_is_the_centre),
        cmocka_unit_test(stars_are_what_counting_anew_each_time_gives),
        cmocka_unit_test(a_hundred_thousand_stars_are_found),
        cmocka_unit_test(nothing_has_no_groups),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
