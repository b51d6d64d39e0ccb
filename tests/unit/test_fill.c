/* test_fill.c - what is found in the gaps of a chain. */
#include "made.h"
#include "match/fill.h"

static nd_buf filled;

static const nd_run *fill(const char *a, const char *b, const nd_run *chain, uint32_t count, uint32_t *runs) {
    static uint32_t tokens[2][200];
    nd_finder       texts = {.a = spell(tokens[0], a), .b = spell(tokens[1], b)};
    assert_int_equal(nd_fill_gaps(&texts, chain, count, &filled, NULL), ND_OK);
    *runs = (uint32_t)(filled.size / sizeof(nd_run));
    return (const nd_run *)filled.data;
}

static void equal_words_between_two_runs_are_found(void **state) {
    (void)state;
    uint32_t      count;
    const nd_run  chain[2] = {{.a = 0, .b = 0, .length = 3}, {.a = 7, .b = 8, .length = 3}};
    const nd_run *runs = fill("abc RxSy def", "abc TxUVy def", chain, 2, &count);
    assert_int_equal(count, 3);
    assert_int_equal(runs[1].a, 4);
    assert_int_equal(runs[1].b, 4);
    assert_int_equal(runs[1].length, 1);
    assert_int_equal(runs[2].a, 6); /* y touches the run after it */
    assert_int_equal(runs[2].b, 7);
    assert_int_equal(runs[2].length, 4);
}

static void replaced_words_stand_against_each_other(void **state) {
    (void)state;
    uint32_t      count;
    const nd_run  chain[2] = {{.a = 0, .b = 0, .length = 3}, {.a = 8, .b = 8, .length = 3}};
    const nd_run *runs = fill("abc 1x2y3 def", "abc 4x5y6 def", chain, 2, &count);
    assert_int_equal(count, 4);
    assert_int_equal(runs[1].a, 4);
    assert_int_equal(runs[1].b, 4);
    assert_int_equal(runs[2].a, 6);
    assert_int_equal(runs[2].b, 6);
}

static void of_equal_words_the_one_at_the_same_place_is_taken(void **state) {
    (void)state;
    uint32_t      count;
    const nd_run  chain[2] = {{.a = 0, .b = 0, .length = 3}, {.a = 5, .b = 7, .length = 3}};
    const nd_run *runs = fill("abc 1x def", "abc 2x3x def", chain, 2, &count);
    assert_int_equal(count, 3);
    assert_int_equal(runs[1].a, 4);
    assert_int_equal(runs[1].b, 4);
}

/* The most words that two texts have in common in order, the plain way. */
static uint32_t common(const char *a, const char *b) {
    if (!*a || !*b) return 0;
    if (*a == *b) return 1 + common(a + 1, b + 1);
    uint32_t without_a = common(a + 1, b), without_b = common(a, b + 1);
    return without_a > without_b ? without_a : without_b;
}

static void as_many_words_are_found_as_there_are(void **state) {
    (void)state;
    uint64_t chance = 3;
    for (int round = 0; round < 2000; round++) {
        char     a[20] = "#", b[20] = "#";
        uint32_t gap_a = draw(&chance, 9), gap_b = draw(&chance, 9), count, found = 0;
        for (uint32_t i = 0; i < gap_a; i++) a[1 + i] = (char)('a' + draw(&chance, 4));
        for (uint32_t i = 0; i < gap_b; i++) b[1 + i] = (char)('a' + draw(&chance, 4));
        uint32_t expected = common(a + 1, b + 1);
        strcat(a, "$");
        strcat(b, "$");
        const nd_run  chain[2] = {{.a = 0, .b = 0, .length = 1}, {.a = gap_a + 1, .b = gap_b + 1, .length = 1}};
        const nd_run *runs = fill(a, b, chain, 2, &count);
        for (uint32_t i = 0; i < count; i++) {
            assert_true(i == 0 || (runs[i].a >= runs[i - 1].a + runs[i - 1].length &&
                                   runs[i].b >= runs[i - 1].b + runs[i - 1].length));
            assert_memory_equal(a + runs[i].a, b + runs[i].b, runs[i].length);
            found += runs[i].length;
        }
        assert_int_equal(found, expected + 2);
    }
}

static int free_filled(void **state) {
    (void)state;
    nd_buf_free(&filled);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_words_between_two_runs_are_found),
        cmocka_unit_test(replaced_words_stand_against_each_other),
        cmocka_unit_test(of_equal_words_the_one_at_the_same_place_is_taken),
        cmocka_unit_test(as_many_words_are_found_as_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, free_filled);
}
