/* test_engine.c - the pairs that the shards of a round find, beside those that one finds alone. */
#include "engine.h"
#include "made.h"

enum { STORIES = 12, SHARDS = 3 };

struct run {
    struct made *made;
    nd_options   options;
    nd_engine    engine;
};

/* `count` words of a story from one on, and as many of the text's own. */
static void add(struct made *made, unsigned story, unsigned first, unsigned count, unsigned own) {
    struct writing *text = calloc(1, sizeof *text);
    char            name[20];
    snprintf(name, sizeof name, "story%ux", story);
    say_words(text, name, first, first + count);
    say_own(text, made->article_count, own);
    made_add(made, text->text);
    free(text);
}

/* Stories as whole copies and one that is nearly so, for round 0, and as two texts that quote other halves of these:
 * for round 1, and for completion as a pair of their own. */
static void open_run(struct run *run) {
    run->made = made_new(1);
    for (unsigned story = 0; story < STORIES; story++) {
        add(run->made, story, 0, 100, 0);
        add(run->made, story, 0, 100, 1);
        add(run->made, story, 0, 86, 14);
        add(run->made, story, 0, 50, 40);
        add(run->made, story, 50, 50, 40);
    }
    made_seal(run->made);
    nd_options_init(&run->options);
    assert_int_equal(nd_engine_open(&run->engine, &run->options, run->made->pool, run->made->views, 1, NULL), ND_OK);
}

static void close_run(struct run *run) {
    nd_engine_close(&run->engine);
    made_free(run->made);
}

static nd_buf find_pairs(const struct run *run, uint32_t round, uint32_t shard, uint32_t shards) {
    nd_buf pairs = {0};
    assert_int_equal(nd_engine_pairs(&run->engine, round, shard, shards, &pairs, NULL), ND_OK);
    return pairs;
}

/* How often each of `pairs` is found by the shards, which find no other. */
static void count_found(const struct run *run, uint32_t round, const nd_verified *pairs, size_t count, uint8_t *found) {
    for (uint32_t shard = 0; shard < SHARDS; shard++) {
        nd_buf             share = find_pairs(run, round, shard, SHARDS);
        const nd_verified *of = (const nd_verified *)share.data;
        for (size_t i = 0; i < share.size / sizeof *of; i++) {
            const nd_verified *pair = nd_pairs_find(pairs, count, of[i].a, of[i].b);
            assert_non_null(pair);
            assert_memory_equal(pair, &of[i], sizeof *pair);
            found[pair - pairs]++;
        }
        nd_buf_free(&share);
    }
}

/* No pair was judged before but those that were put off, or hold what statistics bear on. */
static void expect_news(const nd_engine *engine, const nd_verified *pairs, size_t count) {
    const nd_verified *before = (const nd_verified *)engine->pairs.data;
    for (size_t i = 0; i < count; i++) {
        uint32_t           a = pairs[i].a, b = pairs[i].b;
        const nd_verified *known = nd_pairs_find(before, engine->pairs.size / sizeof *before, a, b);
        assert_true(!known || known->relation == ND_PUT_OFF || engine->holds[a] || engine->holds[b]);
    }
}

/* In round 0, two keys of a pair may be in the partitions of two shards; from then on nothing is aligned twice. */
static void shards_divide_the_pairs_of_a_round_among_them(void **state) {
    (void)state;
    struct run run;
    open_run(&run);
    for (uint32_t round = 0; round < ND_ROUNDS; round++) {
        nd_buf             all = find_pairs(&run, round, 0, 1);
        const nd_verified *pairs = (const nd_verified *)all.data;
        size_t             count = all.size / sizeof *pairs;
        uint8_t           *found = test_calloc(count + 1, 1);
        assert_true(count >= STORIES);
        expect_news(&run.engine, pairs, count);
        count_found(&run, round, pairs, count, found);
        for (size_t i = 0; i < count; i++) assert_in_range(found[i], 1, round ? 1 : SHARDS);
        assert_int_equal(nd_engine_gather(&run.engine, round, &all, NULL), ND_OK);
        test_free(found);
        nd_buf_free(&all);
    }
    close_run(&run);
}

/* Pairs of several shards come in any order and more than once; the later verdict on a pair counts. */
static void what_is_gathered_is_sorted_and_each_pair_once(void **state) {
    (void)state;
    struct run run;
    open_run(&run);
    nd_verified found[] = {{.a = 2, .b = 3}, {.a = 0, .b = 1}, {.a = 2, .b = 3}, {.a = 1, .b = 3}};
    nd_verified later[] = {{.a = 3, .b = 5, .round = 1}, {.a = 1, .b = 3, .round = 1}};
    nd_buf      pairs = {.data = (uint8_t *)found, .size = sizeof found};
    assert_int_equal(nd_engine_gather(&run.engine, 0, &pairs, NULL), ND_OK);
    pairs = (nd_buf){.data = (uint8_t *)later, .size = sizeof later};
    assert_int_equal(nd_engine_gather(&run.engine, 1, &pairs, NULL), ND_OK);
    const nd_verified expected[] = {
        {.a = 0, .b = 1}, {.a = 1, .b = 3, .round = 1}, {.a = 2, .b = 3}, {.a = 3, .b = 5, .round = 1}};
    assert_int_equal(run.engine.pairs.size, sizeof expected);
    for (size_t i = 0; i < 4; i++) {
        const nd_verified *pair = (const nd_verified *)run.engine.pairs.data + i;
        assert_true(pair->a == expected[i].a && pair->b == expected[i].b && pair->round == expected[i].round);
    }
    close_run(&run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shards_divide_the_pairs_of_a_round_among_them),
        cmocka_unit_test(what_is_gathered_is_sorted_and_each_pair_once),
    };
    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
