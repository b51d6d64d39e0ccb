/* test_segment.c - the segments of maximal score, against their definition. */
#include "made.h"
#include "match/segment.h"

enum { MOST = 24 };

static nd_buf found;

static int64_t score(const nd_run *runs, uint32_t begin, uint32_t end) {
    int64_t sum = 0;
    for (uint32_t i = begin; i < end; i++) {
        sum += runs[i].length;
        if (i == begin) continue;
        uint32_t a = runs[i].a - runs[i - 1].a - runs[i - 1].length, b = runs[i].b - runs[i - 1].b - runs[i - 1].length;
        sum -= a > b ? a : b;
    }
    return sum;
}

/* As Ruzzo and Tompa define them: the best one, of those that are equal the shortest and then the first;
 * and those of what is before it and after it. */
static void define(const nd_run *runs, uint32_t begin, uint32_t end, nd_segment *out, uint32_t *count) {
    uint32_t best_begin = begin, best_end = begin;
    int64_t  best = 0;
    for (uint32_t length = 1; begin + length <= end; length++)
        for (uint32_t i = begin; i + length <= end; i++)
            if (score(runs, i, i + length) > best) {
                best = score(runs, i, i + length);
                best_begin = i;
                best_end = i + length;
            }
    if (best_begin == best_end) return;
    define(runs, begin, best_begin, out, count);
    out[(*count)++] = (nd_segment){.begin = best_begin, .end = best_end};
    define(runs, best_end, end, out, count);
}

static void they_are_what_the_definition_says(void **state) {
    (void)state;
    uint64_t chance = 7;
    for (int round = 0; round < 3000; round++) {
        nd_run     runs[MOST];
        nd_segment expected[MOST];
        uint32_t   count = draw(&chance, MOST), a = 0, b = 0, wanted = 0;
        for (uint32_t i = 0; i < count; i++) {
            runs[i] = (nd_run){.a = a += draw(&chance, 8), .b = b += draw(&chance, 8), .length = 1 + draw(&chance, 9)};
            a += runs[i].length;
            b += runs[i].length;
        }
        define(runs, 0, count, expected, &wanted);
        assert_int_equal(nd_segments_find(runs, count, &found, NULL), ND_OK);
        const nd_segment *segments = (const nd_segment *)found.data;
        assert_int_equal(found.size / sizeof *segments, wanted);
        for (uint32_t i = 0; i < wanted; i++) {
            assert_int_equal(segments[i].begin, expected[i].begin);
            assert_int_equal(segments[i].end, expected[i].end);
        }
    }
}

static void a_chain_without_runs_has_none(void **state) {
    (void)state;
    assert_int_equal(nd_segments_find(NULL, 0, &found, NULL), ND_OK);
    assert_int_equal(found.size, 0);
}

static int free_found(void **state) {
    (void)state;
    nd_buf_free(&found);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_what_the_definition_says),
        cmocka_unit_test(a_chain_without_runs_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, free_found);
}
