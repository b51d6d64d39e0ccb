/* test_neighbours.c - each text has the pairs it is in, in the order of the list. */
#include "made.h"
#include "match/neighbours.h"

enum { TEXTS = 30, PAIRS = 200 };

static void a_text_has_the_pairs_it_is_in(void **state) {
    (void)state;
    const nd_verified pairs[] = {{.a = 0, .b = 2}, {.a = 0, .b = 3}, {.a = 2, .b = 3}};
    nd_neighbours     n;
    assert_int_equal(nd_neighbours_list(&n, pairs, 3, 5, NULL), ND_OK);
    const uint32_t counts[] = {2, 0, 2, 2, 0};
    for (uint32_t text = 0; text < 5; text++) assert_int_equal(nd_neighbours_count(&n, text), counts[text]);
    assert_ptr_equal(nd_neighbours_pair(&n, 2, 0), &pairs[0]);
    assert_ptr_equal(nd_neighbours_pair(&n, 2, 1), &pairs[2]);
    assert_ptr_equal(nd_neighbours_pair(&n, 3, 0), &pairs[1]);
    nd_neighbours_free(&n);
}

static void many_pairs_are_found_as_a_search_finds_them(void **state) {
    (void)state;
    nd_verified   pairs[PAIRS];
    nd_neighbours n;
    uint64_t      chance = 3;
    for (unsigned i = 0; i < PAIRS; i++) {
        uint32_t a = draw(&chance, TEXTS - 1);
        pairs[i] = (nd_verified){.a = a, .b = a + 1 + draw(&chance, TEXTS - 1 - a)};
    }
    assert_int_equal(nd_neighbours_list(&n, pairs, PAIRS, TEXTS, NULL), ND_OK);
    for (uint32_t text = 0; text < TEXTS; text++) {
        uint32_t found = 0;
        for (unsigned i = 0; i < PAIRS; i++)
            if (pairs[i].a == text || pairs[i].b == text)
                assert_ptr_equal(nd_neighbours_pair(&n, text, found++), &pairs[i]);
        assert_int_equal(nd_neighbours_count(&n, text), found);
    }
    nd_neighbours_free(&n);
}

static void pairs_are_records_of_any_size(void **state) {
    (void)state;
    const struct {
        uint32_t a, b, other;
    } records[] = {{1, 2, 77}, {0, 2, 78}, {1, 2, 79}};
    const uint64_t begin[] = {0, 1, 3, 6}, touching[] = {1, 0, 2, 0, 1, 2};
    nd_incidence   of;
    assert_int_equal(nd_incidence_list(&of, records, sizeof records[0], 3, 3, NULL), ND_OK);
    assert_memory_equal(of.begin, begin, sizeof begin);
    assert_memory_equal(of.touching, touching, sizeof touching);
    nd_incidence_free(&of);
}

static void without_pairs_no_text_has_any(void **state) {
    (void)state;
    nd_neighbours n;
    assert_int_equal(nd_neighbours_list(&n, NULL, 0, 2, NULL), ND_OK);
    assert_int_equal(nd_neighbours_count(&n, 0) + nd_neighbours_count(&n, 1), 0);
    nd_neighbours_free(&n);
    assert_int_equal(nd_neighbours_list(&n, NULL, 0, 0, NULL), ND_OK);
    nd_neighbours_free(&n);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    const nd_verified pairs[] = {{.a = 0, .b = 1}};
    nd_neighbours     n;
    for (unsigned calls = 0; calls < 2; calls++) {
        fail_allocation_after(calls);
        assert_int_equal(nd_neighbours_list(&n, pairs, 1, 2, NULL), ND_ERROR_MEMORY);
        assert_false(fail_nothing());
        nd_neighbours_free(&n);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_has_the_pairs_it_is_in),
        cmocka_unit_test(many_pairs_are_found_as_a_search_finds_them),
        cmocka_unit_test(pairs_are_records_of_any_size),
        cmocka_unit_test(without_pairs_no_text_has_any),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("neighbours", tests, NULL, NULL);
}
