/* test_key_counts.c - groups, holders and shared keys against plain counting, bucket by bucket. */
#include "made.h"
#include "match/key_counts.h"
#include "match/sample.h"
#include "pools.h"

enum { TEXTS = 60, SHARED_WORDS = 2900 };

/* Stories in several versions, one text in three a whole copy of the one before; and two long texts that share more
 * than a byte counts. */
static struct made *make_texts(uint32_t groups[TEXTS]) {
    struct made    *made = made_new(1);
    struct writing *text = calloc(1, sizeof *text);
    uint64_t        chance = 3;
    for (unsigned i = 0; i < TEXTS - 2; i++) {
        text->size = 0;
        say_words(text, "story", 100 * draw(&chance, 6), 100 * draw(&chance, 6) + 80);
        say_own(text, i, 60);
        made_add(made, text->text);
    }
    for (unsigned i = 0; i < 2; i++) {
        text->size = 0;
        say_words(text, "l", 0, SHARED_WORDS);
        say_own(text, 1000 + i, 20);
        made_add(made, text->text);
    }
    free(text);
    assert_int_equal(made_ready(made, 0)->text_count, TEXTS);
    for (uint32_t i = 0; i < TEXTS; i++) groups[i] = i % 3 == 1 ? i - 1 : i;
    return made;
}

/* What is expected, and how far it was compared. */
struct expected {
    const uint32_t      *groups;
    const nd_key_counts *counts;
    const nd_collection *collection;
    uint32_t             related[TEXTS], partition;
    nd_key_row           row;
    size_t               rows;
};

static void expect_row(struct expected *expected, const nd_bucket *bucket, uint32_t groups) {
    nd_key_row *row = &expected->row;
    uint32_t    texts[TEXTS];
    memcpy(texts, bucket->texts, bucket->count * sizeof *texts);
    size_t judged = nd_sample_put_first(expected->collection, groups, texts, bucket->count);
    while (!nd_key_row_next(expected->counts, expected->partition, row)) {
        assert_true(++expected->partition < ND_PARTITIONS);
        row->next = 0;
    }
    assert_true(nd_statistic_key(row->statistic) == bucket->key);
    assert_int_equal(nd_statistic_groups(row->statistic), groups);
    assert_int_equal(nd_statistic_mask(row->statistic), 0);
    assert_int_equal(row->count, bucket->count);
    assert_memory_equal(row->texts, texts, bucket->count * sizeof *texts);
    assert_int_equal(row->judged, judged);
    assert_int_equal(row->number, expected->rows++);
}

static int expect(void *context, const nd_bucket *bucket, nd_error *error) {
    struct expected *expected = context;
    uint8_t          met[TEXTS] = {0};
    uint32_t         groups = 0;
    (void)error;
    for (size_t i = 0; i < bucket->count; i++) groups += !met[expected->groups[bucket->texts[i]]]++;
    if (groups >= ND_FURNITURE_GROUPS) expect_row(expected, bucket, groups);
    else if (groups == 2)
        for (size_t i = 0; i < bucket->count; i++) expected->related[bucket->texts[i]]++;
    return ND_OK;
}

static void all_is_counted_by_however_many_threads(void **state) {
    (void)state;
    uint32_t     groups[TEXTS], most = 0;
    struct made *made = make_texts(groups);
    for (int i = 0; i < 2; i++) {
        nd_population   population = {&made->collection, groups, pools[i]};
        nd_key_counts  *counts = nd_key_counts_new(&population, NULL, NULL);
        struct expected expected = {.groups = groups, .counts = counts, .collection = &made->collection};
        assert_non_null(counts);
        made_walk(&made->collection, ND_KEYS_PASSAGES, expect, &expected);
        assert_true(expected.rows > 20);
        assert_int_equal(counts->rows.size, expected.rows * sizeof(nd_statistic));
        assert_memory_equal(counts->related, expected.related, sizeof expected.related);
        for (uint32_t text = 0; text < TEXTS; text++)
            if (expected.related[text] > most) most = expected.related[text];
        nd_key_counts_free(counts);
    }
    assert_true(most > 2 * 256);
    made_free(made);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    uint32_t      groups[TEXTS];
    struct made  *made = make_texts(groups);
    nd_population population = {&made->collection, groups, pools[0]};
    unsigned      failed = 0;
    for (unsigned calls = 0, done = 0; !done; calls++) {
        nd_error error = {0};
        fail_allocation_after(calls);
        nd_key_counts *counts = nd_key_counts_new(&population, NULL, &error);
        done = (unsigned)fail_nothing();
        assert_int_equal(counts != NULL, done);
        assert_int_equal(error.code, done ? ND_OK : ND_ERROR_MEMORY);
        failed += !done;
        nd_key_counts_free(counts);
    }
    assert_in_range(failed, 10, 10000);
    made_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_counted_by_however_many_threads),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("key_counts", tests, start_pools, stop_pools);
}
