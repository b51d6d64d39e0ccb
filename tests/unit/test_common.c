/* test_common.c - the common keys of a text beside all its passage keys, looked up one by one. */
#include "made.h"
#include "match/statistics.h"
#include "sketch/sketch.h"
#include "text/shingle.h"

enum { MOST = 400 };

struct table {
    nd_statistic  rows[MOST];
    nd_statistics statistics;
};

static int by_key(const void *left, const void *right) {
    uint64_t a = nd_statistic_key(left), b = nd_statistic_key(right);
    return a < b ? -1 : a > b;
}

/* A table of the hashes of every `step`-th shingle, whether it is a key or not. */
static void make_table(struct table *table, nd_text text, uint32_t step, nd_buf *index) {
    uint64_t hashes[MOST];
    size_t   count = nd_shingle_count(text.count, ND_PASSAGE_SHINGLE), kept = 0;
    nd_shingles(text.tokens, text.count, ND_PASSAGE_SHINGLE, hashes);
    for (size_t i = 0; i < count; i += step) {
        uint64_t key = nd_key(hashes[i]);
        table->rows[kept++] = (nd_statistic){(uint32_t)key, (uint32_t)(key >> 32), ND_MASK_COMMON};
    }
    qsort(table->rows, kept, sizeof *table->rows, by_key);
    table->statistics = (nd_statistics){.keys = table->rows, .count = 0};
    for (size_t i = 0; i < kept; i++)
        if (i == 0 || by_key(&table->rows[i], &table->rows[table->statistics.count - 1]))
            table->rows[table->statistics.count++] = table->rows[i];
    assert_int_equal(nd_statistics_index(&table->statistics, index, NULL), ND_OK);
}

/* Returns how many common keys the text has. */
static size_t check(const struct table *table, nd_text text, nd_buf bufs[4]) {
    bufs[1].size = 0;
    assert_int_equal(nd_common_keys(&table->statistics, text, &bufs[0], &bufs[1], NULL), ND_OK);
    assert_int_equal(nd_sketch_passages(text.tokens, text.count, &bufs[2], &bufs[3], NULL), ND_OK);
    const nd_common_key  *found = (const nd_common_key *)bufs[1].data;
    const nd_passage_key *keys = (const nd_passage_key *)bufs[3].data;
    size_t                count = 0;
    for (size_t i = 0; i < bufs[3].size / sizeof *keys; i++) {
        if (!nd_statistics_mask(&table->statistics, nd_key(keys[i].key))) continue;
        assert_true(count < bufs[1].size / sizeof *found);
        assert_int_equal(found[count].token, keys[i].token);
        assert_true(nd_statistic_key(&table->rows[found[count].row]) == nd_key(keys[i].key));
        count++;
    }
    assert_int_equal(bufs[1].size / sizeof *found, count);
    return count;
}

static void those_of_all_passage_keys_that_are_in_the_table(void **state) {
    (void)state;
    uint64_t chance = 17;
    size_t   keys = 0;
    nd_buf   bufs[4] = {{0}}, index = {0};
    for (unsigned trial = 0; trial < 2000; trial++) {
        struct table table;
        uint32_t     tokens[MOST], kinds = 1 + draw(&chance, trial % 2 ? 3 : 1000);
        nd_text      text = {tokens, draw(&chance, trial % 3 ? 40 : MOST)};
        for (uint32_t i = 0; i < text.count; i++) tokens[i] = draw(&chance, kinds) << ND_TOKEN_FLAG_BITS;
        make_table(&table, text, 1 + draw(&chance, 5), &index);
        keys += check(&table, text, bufs);
    }
    assert_in_range(keys, 10000, SIZE_MAX);
    for (int i = 0; i < 4; i++) nd_buf_free(&bufs[i]);
    nd_buf_free(&index);
}

/* In tables of one key to many, for every number of hashes. */
static void any_way_to_look_in_the_filter_finds_the_same(void **state) {
    (void)state;
    uint64_t chance = 3, hashes[64];
    nd_buf   index = {0};
    for (unsigned rows = 1; rows <= MOST; rows += rows) {
        struct table table = {.statistics = {.count = rows}};
        table.statistics.keys = table.rows;
        for (unsigned i = 0; i < rows; i++) table.rows[i].key_low = (uint32_t)nd_mix64(++chance);
        assert_int_equal(nd_statistics_index(&table.statistics, &index, NULL), ND_OK);
        for (size_t count = 0; count <= 64; count++) {
            for (size_t i = 0; i < count; i++) {
                uint64_t other = nd_mix64(++chance), key = nd_statistic_key(&table.rows[i % rows]);
                hashes[i] = i % 3 ? other : other << ND_KEY_BITS | key >> ND_KEY_DROPPED;
            }
            uint64_t among = nd_common_among_portable(&table.statistics, hashes, count);
            for (size_t i = 0; i < count; i += 3) assert_true(among >> i & 1);
            assert_true(nd_common_among(&table.statistics, hashes, count) == among);
        }
    }
    nd_buf_free(&index);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_of_all_passage_keys_that_are_in_the_table),
        cmocka_unit_test(any_way_to_look_in_the_filter_finds_the_same),
    };
    return cmocka_run_group_tests_name("common", tests, NULL, NULL);
}
