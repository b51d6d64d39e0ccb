/* test_shard_keys.c - what a shard seals or lends is all keys of all its articles, whenever they were made. */
#include "made.h"
#include "pools.h"

enum { ARTICLES = 700, MOST = 400000 };

static nd_posting expected[ND_KEY_FAMILIES][MOST];
static size_t     expected_count[ND_KEY_FAMILIES];

static int by_key(const void *left, const void *right) {
    const nd_posting *a = left, *b = right;
    uint64_t          x = nd_posting_key(a), y = nd_posting_key(b);
    if (x != y) return x < y ? -1 : 1;
    return a->article < b->article ? -1 : a->article > b->article;
}

static void expect(int family, const uint64_t *keys, size_t count, uint32_t article) {
    for (size_t i = 0; i < count; i++) {
        assert_true(expected_count[family] < MOST);
        uint64_t key = nd_key(keys[i]);
        expected[family][expected_count[family]++] = (nd_posting){(uint32_t)key, (uint32_t)(key >> 32), article};
    }
}

/* Texts of up to 300 words, one in three the beginning of the one before; some without passages, or words. */
static void write_text(struct writing *writing, uint32_t article) {
    uint64_t state = article * UINT64_C(1000);
    uint32_t words = draw(&state, 10) ? draw(&state, 300) : draw(&state, 9);
    writing->size = 0;
    writing->text[0] = '\0';
    say_own(writing, article - article % 3, words);
}

/* A shard of the articles from `first` on; what it must hold goes to `expected`. */
static void append(nd_shard *shard, struct made *made, uint32_t first, uint32_t last) {
    static struct writing writing;
    for (uint32_t i = first; i < last; i++) {
        nd_sketch *sketch = &made->sketch;
        nd_buf     fields = {0};
        write_text(&writing, i);
        nd_article article = {.text = {writing.text, writing.size}};
        assert_int_equal(nd_sketch_make(sketch, &made->minhash, article.text, article.title, NULL), ND_OK);
        assert_int_equal(nd_fields_encode(&article, &fields, NULL), ND_OK);
        nd_shard_entry entry = {.fields = {(const char *)fields.data, fields.size},
                                .halves = sketch->halves,
                                .tokens = {(const char *)sketch->text.tokens.data, sketch->text.tokens.size},
                                .places = {(const char *)sketch->text.places.data, sketch->text.places.size},
                                .band_keys = sketch->band_keys,
                                .band_count = sketch->band_count,
                                .passage_keys = (const uint64_t *)(const void *)sketch->passage_keys.data,
                                .passage_count = sketch->passage_keys.size / sizeof(uint64_t)};
        if (entry.tokens.size) expect(ND_KEYS_BANDS, entry.band_keys, entry.band_count, i);
        expect(ND_KEYS_PASSAGES, entry.passage_keys, entry.passage_count, i);
        assert_int_equal(nd_shard_append(shard, &entry, NULL), ND_OK);
        nd_buf_free(&fields);
    }
}

static struct made *begin(void) {
    expected_count[0] = expected_count[1] = 0;
    return made_new(1);
}

static void sort_expected(void) {
    for (int family = 0; family < ND_KEY_FAMILIES; family++)
        qsort(expected[family], expected_count[family], sizeof(nd_posting), by_key);
}

static void check_family(int family, const nd_posting *postings, size_t count) {
    assert_int_equal(count, expected_count[family]);
    assert_memory_equal(postings, expected[family], count * sizeof *postings);
}

static void check_sealed(const nd_shard *shard) {
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        size_t count = shard->postings[family].size / sizeof(nd_posting);
        check_family(family, (const nd_posting *)shard->postings[family].data, count);
        assert_int_equal(shard->partition_ends[family][ND_PARTITIONS - 1], count);
    }
}

/* Uses up what a shard has lent. */
static void check_lent(const nd_shard_view *view) {
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        nd_sorting sorting = {0};
        nd_buf     all = {0};
        for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
            assert_int_equal(nd_parts_sort(&view->growing[family], p, 0, &sorting, NULL), ND_OK);
            assert_int_equal(nd_buf_append(&all, sorting.sorted.data, sorting.sorted.size, NULL), ND_OK);
        }
        check_family(family, (const nd_posting *)all.data, all.size / sizeof(nd_posting));
        nd_buf_free(&all);
        nd_sorting_free(&sorting);
    }
}

static void all_keys_are_there_whenever_they_were_made(void **state) {
    (void)state;
    for (int jobs = 0; jobs < 2; jobs++) {
        nd_shard     shard = {0};
        struct made *made = begin();
        append(&shard, made, 0, ARTICLES);
        sort_expected();
        assert_int_equal(nd_shard_seal(&shard, pools[jobs], NULL), ND_OK);
        check_sealed(&shard);
        nd_shard_free(&shard);
        made_free(made);
    }
}

static void keys_that_were_lent_are_made_again(void **state) {
    (void)state;
    nd_shard      shard = {0};
    nd_shard_view view;
    struct made  *made = begin();
    append(&shard, made, 0, ARTICLES / 2);
    sort_expected();
    for (int times = 0; times < 2; times++) {
        assert_int_equal(nd_shard_lend(&shard, &view, NULL), ND_OK);
        assert_int_equal(view.count, ARTICLES / 2);
        check_lent(&view);
    }
    append(&shard, made, ARTICLES / 2, ARTICLES);
    sort_expected();
    assert_int_equal(nd_shard_lend(&shard, &view, NULL), ND_OK);
    assert_int_equal(nd_shard_seal(&shard, pools[1], NULL), ND_OK); /* though none was used */
    check_sealed(&shard);
    nd_shard_free(&shard);
    made_free(made);
}

static void a_sealed_shard_lends_what_it_keeps(void **state) {
    (void)state;
    nd_shard      shard = {0};
    nd_shard_view view;
    struct made  *made = begin();
    append(&shard, made, 0, ARTICLES);
    sort_expected();
    assert_int_equal(nd_shard_seal(&shard, pools[1], NULL), ND_OK);
    assert_int_equal(nd_shard_lend(&shard, &view, NULL), ND_OK);
    assert_null(view.growing);
    for (int family = 0; family < ND_KEY_FAMILIES; family++)
        check_family(family, view.postings[family], view.partition_ends[family][ND_PARTITIONS - 1]);
    check_sealed(&shard);
    nd_shard_free(&shard);
    made_free(made);
}

static void without_memory_sealing_fails_and_may_be_tried_again(void **state) {
    (void)state;
    unsigned failed = 0;
    for (unsigned calls = 0, done = 0; !done; calls += 1 + calls / 8) {
        nd_shard     shard = {0};
        nd_error     error = {0};
        struct made *made = begin();
        append(&shard, made, 0, 20);
        sort_expected();
        fail_allocation_after(calls);
        int status = nd_shard_seal(&shard, pools[0], &error);
        done = (unsigned)fail_nothing();
        assert_int_equal(status, error.code);
        failed += status == ND_ERROR_MEMORY;
        if (status) assert_int_equal(nd_shard_seal(&shard, pools[0], NULL), ND_OK);
        check_sealed(&shard);
        nd_shard_free(&shard);
        made_free(made);
    }
    assert_in_range(failed, 3, 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_keys_are_there_whenever_they_were_made),
        cmocka_unit_test(keys_that_were_lent_are_made_again),
        cmocka_unit_test(a_sealed_shard_lends_what_it_keeps),
        cmocka_unit_test(without_memory_sealing_fails_and_may_be_tried_again),
    };
    return cmocka_run_group_tests_name("shard_keys", tests, start_pools, stop_pools);
}
