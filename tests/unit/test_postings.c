/* test_postings.c - buckets are the texts that share a key, from however many shards they are merged. */
#include "made.h"
#include "match/postings.h"

/* Buckets one after the other: key, how many texts, texts; 64 bits each. */
struct seen {
    uint64_t numbers[20000];
    size_t   count, repeated; /* repeated: buckets of a text that holds the key more than once */
    int      end_after;       /* buckets; 0: never */
};

static int by_number(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static int note(void *context, const nd_bucket *bucket, nd_error *error) {
    struct seen *seen = context;
    (void)error;
    assert_true(seen->count + bucket->count + 2 < sizeof seen->numbers / sizeof *seen->numbers);
    seen->numbers[seen->count++] = bucket->key;
    seen->numbers[seen->count++] = bucket->count;
    seen->repeated += bucket->is_repeated;
    uint64_t *texts = seen->numbers + seen->count;
    for (size_t i = 0; i < bucket->count; i++) seen->numbers[seen->count++] = bucket->texts[i];
    qsort(texts, bucket->count, sizeof *texts, by_number);
    for (size_t i = 1; i < bucket->count; i++) assert_true(texts[i] > texts[i - 1]);
    return seen->end_after && --seen->end_after == 0 ? ND_ERROR_CANCELLED : ND_OK;
}

static void see_all(const nd_collection *c, int family, struct seen *seen) {
    seen->count = seen->repeated = 0;
    seen->end_after = 0;
    made_walk(c, family, note, seen);
}

/* Twenty texts: each shares a passage with those before and after it, every fourth is there twice. */
static struct made *make_chain(uint32_t shards) {
    struct made *made = made_new(shards);
    for (unsigned i = 0; i < 25; i++) {
        struct writing *text = calloc(1, sizeof *text);
        unsigned        number = i < 20 ? i : 4 * (i - 20);
        say_words(text, "w", 30 * number, 30 * number + 60);
        made_add(made, text->text);
        free(text);
    }
    return made;
}

static void one_and_three_shards_give_the_same_buckets(void **state) {
    (void)state;
    struct made *whole = make_chain(1), *parts = make_chain(3);
    struct seen *seen = calloc(2, sizeof *seen);
    made_ready(whole, 0);
    made_ready(parts, 0);
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        see_all(&whole->collection, family, &seen[0]);
        see_all(&parts->collection, family, &seen[1]);
        assert_int_equal(seen[0].count, seen[1].count);
        assert_int_equal(seen[0].repeated + seen[1].repeated, 0);
        assert_memory_equal(seen[0].numbers, seen[1].numbers, seen[0].count * sizeof *seen->numbers);
    }
    free(seen);
    made_free(whole);
    made_free(parts);
}

/* The postings of one that was lent are sorted on the way. */
static void a_lent_shard_gives_the_same_buckets(void **state) {
    (void)state;
    struct made  *sealed = make_chain(1), *lent = make_chain(1);
    struct seen  *seen = calloc(2, sizeof *seen);
    nd_shard_view view;
    made_ready(sealed, 0);
    assert_int_equal(nd_shard_lend(&lent->shards[0], &view, NULL), ND_OK);
    const nd_options options = {.min_words = 0};
    assert_int_equal(nd_collection_open(&lent->collection, &view, 1, &options, NULL), ND_OK);
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        see_all(&sealed->collection, family, &seen[0]);
        see_all(&lent->collection, family, &seen[1]);
        assert_true(seen[0].count > 0);
        assert_int_equal(seen[0].count, seen[1].count);
        assert_memory_equal(seen[0].numbers, seen[1].numbers, seen[0].count * sizeof *seen->numbers);
        see_all(&lent->collection, family, &seen[1]);
        assert_int_equal(seen[1].count, 0); /* they are used up */
        nd_postings *postings = nd_postings_new(&lent->collection, family, 1, NULL);
        nd_postings_trim(postings);
        nd_postings_free(postings);
        for (uint32_t p = 0; p < ND_PARTITIONS; p++) assert_null(view.growing[family].of[p].packed.data);
    }
    free(seen);
    made_free(sealed);
    made_free(lent);
}

static int holds_key(const nd_collection *c, uint32_t text, uint64_t key) {
    nd_buf  shingles = {0}, keys = {0};
    nd_text tokens = nd_collection_tokens(c, text);
    int     found = 0;
    assert_int_equal(nd_sketch_passages(tokens.tokens, tokens.count, &shingles, &keys, NULL), ND_OK);
    const nd_passage_key *list = (const nd_passage_key *)keys.data;
    for (size_t i = 0; i < keys.size / sizeof *list; i++) found |= nd_key(list[i].key) == key;
    nd_buf_free(&shingles);
    nd_buf_free(&keys);
    return found;
}

static void a_bucket_has_exactly_the_texts_that_hold_its_key(void **state) {
    (void)state;
    struct made         *made = make_chain(3);
    const nd_collection *c = made_ready(made, 0);
    struct seen         *seen = calloc(1, sizeof *seen);
    unsigned             shared = 0;
    see_all(c, ND_KEYS_PASSAGES, seen);
    for (size_t at = 0; at < seen->count;) {
        uint64_t key = seen->numbers[at], count = seen->numbers[at + 1], next = 0;
        at += 2;
        for (uint32_t text = 0; text < c->text_count; text++)
            if (holds_key(c, text, key)) assert_int_equal(seen->numbers[at + next++], text);
        assert_int_equal(next, count);
        shared += count > 1;
        at += count;
    }
    assert_true(shared > 20);
    free(seen);
    made_free(made);
}

static void keys_rise_from_bucket_to_bucket(void **state) {
    (void)state;
    struct made *made = make_chain(3);
    struct seen *seen = calloc(1, sizeof *seen);
    uint64_t     before = 0;
    made_ready(made, 0);
    see_all(&made->collection, ND_KEYS_BANDS, seen);
    assert_true(seen->count > 0);
    for (size_t at = 0; at < seen->count; at += 2 + seen->numbers[at + 1]) {
        assert_true(at == 0 || seen->numbers[at] > before);
        before = seen->numbers[at];
    }
    free(seen);
    made_free(made);
}

static void stubs_are_in_no_bucket(void **state) {
    (void)state;
    struct made *made = made_new(1);
    struct seen *seen = calloc(1, sizeof *seen);
    made_add(made, "one two three four five six seven eight nine");
    made_ready(made, 10);
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        see_all(&made->collection, family, seen);
        assert_int_equal(seen->count, 0);
    }
    free(seen);
    made_free(made);
}

static void a_text_that_holds_a_key_twice_is_in_its_bucket_once(void **state) {
    (void)state;
    struct made   *made = made_new(1);
    struct seen   *seen = calloc(1, sizeof *seen);
    struct writing text = {.size = 0};
    say_words(&text, "refrain", 0, 40);
    say_words(&text, "verse", 0, 40);
    say_words(&text, "refrain", 0, 40);
    made_add(made, text.text);
    say_words(&text, "coda", 0, 20);
    made_add(made, text.text);
    made_ready(made, 0);
    see_all(&made->collection, ND_KEYS_PASSAGES, seen);
    assert_in_range(seen->repeated, 1, seen->count / 4 - 1);
    for (size_t at = 0; at < seen->count; at += 2 + seen->numbers[at + 1])
        assert_int_equal(seen->numbers[at + 1], 2);
    free(seen);
    made_free(made);
}

static void a_bucket_of_many_texts_has_each_once(void **state) {
    (void)state;
    struct made *made = made_new(3);
    struct seen *seen = calloc(1, sizeof *seen);
    for (unsigned i = 0; i < 40; i++) {
        struct writing *text = calloc(1, sizeof *text);
        say_words(text, "formula", 0, 20);
        say_own(text, i, 20);
        made_add(made, text->text);
        free(text);
    }
    made_ready(made, 0);
    see_all(&made->collection, ND_KEYS_PASSAGES, seen);
    uint64_t largest = 0;
    for (size_t at = 0; at < seen->count; at += 2 + seen->numbers[at + 1])
        if (seen->numbers[at + 1] > largest) largest = seen->numbers[at + 1];
    assert_int_equal(largest, 40);
    free(seen);
    made_free(made);
}

/* What was told to be gathered: each text of each bucket once. */
struct coming {
    const uint32_t *end;
    size_t          buckets, told;
};

static int see_coming(void *context, const nd_bucket *bucket, nd_error *error) {
    struct coming *coming = context;
    (void)error;
    if (bucket->gathered) {
        coming->end = bucket->texts + bucket->gathered;
        coming->told++;
    }
    assert_true(bucket->texts + bucket->count <= coming->end);
    coming->buckets++;
    return ND_OK;
}

static void texts_are_told_before_their_buckets(void **state) {
    (void)state;
    struct made  *made = made_new(1);
    struct coming coming = {.end = NULL};
    for (unsigned i = 0; i < 400; i++) {
        struct writing *text = calloc(1, sizeof *text);
        if (i % 100) say_words(text, "formula", i / 100 * 50, i / 100 * 50 + 50);
        say_words(text, "pair", i / 2 * 20, i / 2 * 20 + 20);
        say_own(text, i, 20);
        made_add(made, text->text);
        free(text);
    }
    made_ready(made, 0);
    made_walk(&made->collection, ND_KEYS_PASSAGES, see_coming, &coming);
    assert_true(coming.buckets > 500);
    assert_true(coming.told < coming.buckets / 3);
    made_free(made);
}

static void a_visitor_can_end_the_walk(void **state) {
    (void)state;
    struct made *made = make_chain(2);
    struct seen *seen = calloc(1, sizeof *seen);
    made_ready(made, 0);
    nd_postings *postings = nd_postings_new(&made->collection, ND_KEYS_BANDS, 1, NULL);
    uint32_t     partition = 0;
    while (!seen->count) nd_postings_group(postings, 0, partition++, note, seen, NULL);
    seen->count = 0;
    seen->end_after = 1;
    assert_int_equal(nd_postings_group(postings, 0, partition - 1, note, seen, NULL), ND_ERROR_CANCELLED);
    nd_postings_free(postings);
    assert_int_equal(seen->count, 2 + seen->numbers[1]);
    free(seen);
    made_free(made);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    struct made *made = make_chain(3);
    struct seen *seen = calloc(1, sizeof *seen);
    made_ready(made, 0);
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        seen->count = 0;
        fail_allocation_after(calls);
        nd_postings *postings = nd_postings_new(&made->collection, ND_KEYS_PASSAGES, 2, NULL);
        int          status = postings ? ND_OK : ND_ERROR_MEMORY;
        for (uint32_t p = 0; p < ND_PARTITIONS && !status; p++)
            status = nd_postings_group(postings, p % 2, p, note, seen, NULL);
        nd_postings_free(postings);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
    }
    free(seen);
    made_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_and_three_shards_give_the_same_buckets),
        cmocka_unit_test(a_lent_shard_gives_the_same_buckets),
        cmocka_unit_test(a_bucket_has_exactly_the_texts_that_hold_its_key),
        cmocka_unit_test(keys_rise_from_bucket_to_bucket),
        cmocka_unit_test(stubs_are_in_no_bucket),
        cmocka_unit_test(a_text_that_holds_a_key_twice_is_in_its_bucket_once),
        cmocka_unit_test(a_bucket_of_many_texts_has_each_once),
        cmocka_unit_test(texts_are_told_before_their_buckets),
        cmocka_unit_test(a_visitor_can_end_the_walk),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("postings", tests, NULL, NULL);
}
