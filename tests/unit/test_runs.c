/* test_runs.c - the runs of two texts against a search for all of them; long texts, and repetition. */
#include "made.h"
#include "match/chain.h"

enum { MOST = 30, LONG = 120000, ALLOWED_A_WORD = 2 * 96, ALLOWED_FREE = 2 << 20 };

/* A text of `count` words out of `kinds`. */
static nd_text random_text(uint32_t *tokens, uint32_t count, uint32_t kinds, uint64_t *chance) {
    for (uint32_t i = 0; i < count; i++) tokens[i] = draw(chance, kinds) << ND_TOKEN_FLAG_BITS;
    return (nd_text){tokens, count};
}

static void start(nd_finder *finder, nd_text a, nd_text b) {
    assert_int_equal(nd_finder_set(finder, a, NULL), ND_OK);
    assert_int_equal(nd_finder_find(finder, b, NULL), ND_OK);
}

static int is_equal_at(nd_text a, nd_text b, uint32_t i, uint32_t j) {
    return i < a.count && j < b.count && nd_same_word(a.tokens[i], b.tokens[j]);
}

/* Length of the equal run that begins at (i, j); 0 if one begins before or it is shorter than a seed. */
static uint32_t maximal_run(nd_text a, nd_text b, uint32_t i, uint32_t j) {
    uint32_t length = 0;
    if (i > 0 && j > 0 && is_equal_at(a, b, i - 1, j - 1)) return 0;
    while (is_equal_at(a, b, i + length, j + length)) length++;
    return length >= 3 ? length : 0;
}

static int has_run(const nd_finder *finder, uint32_t i, uint32_t j, uint32_t length) {
    const nd_run *runs = (const nd_run *)finder->runs.data;
    for (size_t r = 0; r < finder->runs.size / sizeof *runs; r++)
        if (runs[r].a == i && runs[r].b == j && runs[r].length == length) return 1;
    return 0;
}

static void the_runs_are_all_maximal_equal_runs(void **state) {
    (void)state;
    nd_finder finder = {0};
    uint64_t   chance = 5;
    for (unsigned trial = 0; trial < 2000; trial++) {
        uint32_t tokens[2][MOST], kinds = 1 + draw(&chance, 5), expected = 0;
        nd_text  a = random_text(tokens[0], draw(&chance, MOST + 1), kinds, &chance);
        nd_text  b = random_text(tokens[1], draw(&chance, MOST + 1), kinds, &chance);
        start(&finder, a, b);
        for (uint32_t i = 0; i < a.count; i++)
            for (uint32_t j = 0; j < b.count; j++) {
                uint32_t length = maximal_run(a, b, i, j);
                if (!length) continue;
                assert_true(has_run(&finder, i, j, length));
                expected++;
            }
        assert_int_equal(finder.runs.size / sizeof(nd_run), expected);
    }
    nd_finder_free(&finder);
}

/* Among the last 64 runs the nearest of those that give most, whatever is passed over to find it soon. */
static void check_link(const nd_run *runs, uint32_t r) {
    int32_t  score = (int32_t)(4 * runs[r].length);
    uint32_t before = 0;
    for (uint32_t l = r; l-- > 0 && l + 64 >= r;) {
        int32_t gain = nd_link_score(&runs[l], &runs[r]);
        if (gain < 0 || runs[l].score + gain <= score) continue;
        score = runs[l].score + gain;
        before = l + 1;
    }
    assert_int_equal(runs[r].score, score);
    assert_int_equal(runs[r].before, before);
}

static void check_order(const nd_finder *finder) {
    const nd_run *runs = (const nd_run *)finder->runs.data;
    for (size_t r = 1; r < finder->runs.size / sizeof *runs; r++)
        if (runs[r - 1].b == runs[r].b) assert_true(runs[r - 1].a < runs[r].a);
        else assert_true(runs[r - 1].b < runs[r].b);
}

static void each_run_continues_the_best_chain(void **state) {
    (void)state;
    nd_finder finder = {0};
    uint64_t  chance = 23;
    uint32_t  tokens[2][10 * MOST];
    for (unsigned trial = 0; trial < 300; trial++) {
        uint32_t kinds = 2 + draw(&chance, 12);
        nd_text  a = random_text(tokens[0], draw(&chance, 10 * MOST + 1), kinds, &chance);
        start(&finder, a, random_text(tokens[1], draw(&chance, 10 * MOST + 1), kinds, &chance));
        const nd_run *runs = (const nd_run *)finder.runs.data;
        check_order(&finder);
        for (uint32_t r = 0; r < finder.runs.size / sizeof *runs; r++) check_link(runs, r);
    }
    nd_finder_free(&finder);
}

/* A has a seed behind 1 to 32 equal words, B behind more: the runs begin the earlier, the later they stand in A. */
static void runs_that_are_found_backwards_are_sorted(void **state) {
    (void)state;
    nd_finder finder = {0};
    uint32_t  tokens[2][1000], size = 0;
    for (uint32_t same = 1; same <= 32; same++)
        for (uint32_t i = 0; i < same + 4; i++)
            tokens[0][size++] = (i < same ? 1 : i < same + 3 ? 2 + i - same : 100 + same) << ND_TOKEN_FLAG_BITS;
    for (uint32_t i = 0; i < 43; i++) tokens[1][i] = (i < 40 ? 1 : i - 38) << ND_TOKEN_FLAG_BITS;
    start(&finder, (nd_text){tokens[0], size}, (nd_text){tokens[1], 43});
    check_order(&finder);
    for (uint32_t same = 1, i = 0; same <= 32; i += same++ + 4) assert_true(has_run(&finder, i, 40 - same, same + 3));
    nd_finder_free(&finder);
}

/* ---- long texts ------------------------------------------------------------------------------- */

/* Words as often as in prose: the k-th by 1 in the square root of k. */
static nd_text prose(uint32_t *tokens, uint32_t count, uint64_t *chance) {
    for (uint32_t i = 0; i < count; i++) {
        double part = (draw(chance, 1000000) + 1) / 1e6;
        tokens[i] = (uint32_t)(1 / (part * part) < 3e7 ? 1 / (part * part) : 3e7) << ND_TOKEN_FLAG_BITS;
    }
    return (nd_text){tokens, count};
}

/* The text with another word for one in `every`. */
static nd_text edited(uint32_t *tokens, nd_text text, uint32_t every, uint64_t *chance) {
    for (uint32_t i = 0; i < text.count; i++)
        tokens[i] = draw(chance, every) ? text.tokens[i] : (40000000 + draw(chance, 20000000)) << ND_TOKEN_FLAG_BITS;
    return (nd_text){tokens, text.count};
}

/* How many words in a hundred of B chains cover that do not overlap. Fails if the work is not bounded. */
static uint32_t covered_percent(nd_text a, nd_text b) {
    nd_chainer    chainer = {0};
    const nd_run *chain;
    uint64_t      covered = 0;
    uint32_t      links;
    assert_int_equal(nd_chainer_set(&chainer, a, NULL), ND_OK);
    assert_int_equal(nd_chainer_start(&chainer, b, NULL), ND_OK);
    check_order(&chainer.finder);
    assert_true(chainer.finder.work <= ALLOWED_FREE + ALLOWED_A_WORD * ((uint64_t)a.count + b.count) + 8 * LONG);
    while ((links = nd_chainer_next(&chainer, &chain)))
        for (uint32_t i = 0; i < links; i++) {
            nd_span span = {chain[i].a, chain[i].a + chain[i].length, chain[i].b, chain[i].b + chain[i].length, 0};
            nd_chainer_use(&chainer, &span);
            covered += chain[i].length;
        }
    nd_chainer_free(&chainer);
    return (uint32_t)(100 * covered / b.count);
}

/* Chance runs are more than were once kept, and the list was full before the end was reached. */
static void a_long_near_duplicate_is_found_to_its_end(void **state) {
    (void)state;
    uint32_t *tokens = calloc(2 * LONG, sizeof *tokens);
    uint64_t  chance = 17;
    nd_text   a = prose(tokens, LONG, &chance), b = edited(tokens + LONG, a, 60, &chance);
    assert_true(covered_percent(a, b) >= 93);
    free(tokens);
}

static void a_moved_half_of_a_long_text_is_found(void **state) {
    (void)state;
    uint32_t *tokens = calloc(2 * LONG, sizeof *tokens);
    uint64_t  chance = 18;
    nd_text   a = prose(tokens, LONG, &chance);
    edited(tokens + LONG, (nd_text){tokens + LONG / 2, LONG / 2}, 100, &chance);
    edited(tokens + LONG + LONG / 2, (nd_text){tokens, LONG / 2}, 100, &chance);
    assert_true(covered_percent(a, (nd_text){tokens + LONG, LONG}) >= 90);
    free(tokens);
}

/* ---- repetition ------------------------------------------------------------------------------- */

static void repetition_is_found_and_takes_no_longer_than_prose(void **state) {
    (void)state;
    uint32_t *tokens = calloc(3 * LONG, sizeof *tokens), *a = tokens + LONG, *b = a + LONG;
    uint64_t  chance = 19;
    for (uint32_t period = 1; period <= 50; period += period < 5 ? 1 : 15) {
        nd_text whole = {tokens, LONG};
        for (uint32_t i = 0; i < LONG; i++) tokens[i] = i % period << ND_TOKEN_FLAG_BITS;
        assert_true(covered_percent(whole, (nd_text){tokens, LONG - 1}) >= 99);
        assert_true(covered_percent(whole, edited(b, whole, 50, &chance)) >= 90);
        assert_true(covered_percent(edited(a, whole, 200, &chance), edited(b, whole, 200, &chance)) >= 80);
    }
    free(tokens);
}

static void random_words_out_of_few_are_bounded(void **state) {
    (void)state;
    uint32_t *tokens = calloc(2 * LONG, sizeof *tokens);
    uint64_t  chance = 20;
    for (uint32_t kinds = 2; kinds <= 30; kinds += 7) {
        nd_text a = random_text(tokens, LONG, kinds, &chance);
        covered_percent(a, random_text(tokens + LONG, LONG, kinds, &chance));
    }
    free(tokens);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    uint32_t tokens[100] = {0}; /* a seed so frequent that the lead is followed */
    nd_text  text = {tokens, 100};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_finder finder = {0};
        fail_allocation_after(calls);
        int status = nd_finder_set(&finder, text, NULL);
        if (!status) status = nd_finder_find(&finder, text, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        if (!status) assert_true(finder.fingers.size > 0);
        nd_finder_free(&finder);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_runs_are_all_maximal_equal_runs),
        cmocka_unit_test(each_run_continues_the_best_chain),
        cmocka_unit_test(runs_that_are_found_backwards_are_sorted),
        cmocka_unit_test(a_long_near_duplicate_is_found_to_its_end),
        cmocka_unit_test(a_moved_half_of_a_long_text_is_found),
        cmocka_unit_test(repetition_is_found_and_takes_no_longer_than_prose),
        cmocka_unit_test(random_words_out_of_few_are_bounded),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("runs", tests, NULL, NULL);
}
