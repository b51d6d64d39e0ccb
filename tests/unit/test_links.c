/* test_links.c - which texts of a bucket are linked, by how many threads and of which groups. */
#include "made.h"
#include "match/links.h"
#include "match/verify.h"

enum { TEXTS = 60, SHORT = 20, LONG = 250 };

static uint32_t all[TEXTS]; /* each its own number */

/* Texts of so many words. */
static struct made *make_texts_of(unsigned words) {
    struct made *made = made_new(1);
    for (unsigned i = 0; i < TEXTS; i++) {
        struct writing *text = calloc(1, sizeof *text);
        all[i] = i;
        say_own(text, i, words);
        made_add(made, text->text);
        free(text);
    }
    made_ready(made, 0);
    return made;
}

static struct made *make_texts(void) {
    return make_texts_of(SHORT);
}

static nd_links *open_links(const struct made *made, const uint32_t *groups) {
    const nd_population population = {&made->collection, groups, made->pool};
    nd_links           *links;
    assert_int_equal(nd_links_open(&links, &population, NULL), ND_OK);
    return links;
}

/* What is listed; the links are freed. */
static size_t close_links(nd_links *links, nd_buf *out) {
    assert_int_equal(nd_links_collect(links, NULL), ND_OK);
    assert_int_equal(nd_links_take(links, out, NULL), ND_OK);
    nd_links_free(links);
    return out->size / sizeof(nd_candidate);
}

static void add(nd_links *links, uint64_t key, const uint32_t *texts, size_t count) {
    nd_bucket bucket = {.key = key, .texts = texts, .count = count};
    assert_int_equal(nd_links_add(links, 0, &bucket, NULL), ND_OK);
}

static void a_pair_is_listed_once_the_smaller_first_and_in_order(void **state) {
    (void)state;
    const uint32_t     texts[] = {7, 3, 5}, pair[] = {5, 7};
    const nd_candidate expected[] = {ND_CANDIDATE(3, 5), ND_CANDIDATE(3, 7), ND_CANDIDATE(5, 7)};
    struct made       *made = make_texts();
    nd_links          *links = open_links(made, NULL);
    nd_buf             out = {0};
    for (uint64_t key = 0; key < 5; key++) add(links, key, texts, 3);
    add(links, 6, pair, 2);
    assert_int_equal(close_links(links, &out), 3);
    assert_memory_equal(out.data, expected, sizeof expected);
    nd_buf_free(&out);
    made_free(made);
}

/* One text for each group, in small buckets and larger ones. */
static void only_texts_of_two_groups_are_linked(void **state) {
    (void)state;
    uint32_t     groups[TEXTS];
    struct made *made = make_texts();
    nd_buf       out = {0};
    for (uint32_t i = 0; i < TEXTS; i++) groups[i] = i % 2;
    for (size_t count = 2; count <= 20; count++) {
        nd_links *links = open_links(made, groups);
        add(links, count, all, count);
        assert_int_equal(close_links(links, &out), 1);
        nd_candidate found = *(const nd_candidate *)out.data;
        assert_int_not_equal(groups[found >> 32], groups[(uint32_t)found]);
    }
    nd_links *links = open_links(made, groups);
    add(links, 1, (const uint32_t[]){1, 3, 5}, 3);
    assert_int_equal(close_links(links, &out), 0);
    nd_buf_free(&out);
    made_free(made);
}

static void a_large_bucket_is_a_chain_and_each_key_has_its_own(void **state) {
    (void)state;
    struct made *made = make_texts();
    nd_buf       one = {0}, other = {0}, dense = {0};
    nd_links    *links = open_links(made, NULL);
    add(links, 1, all, ND_DENSE_BUCKET);
    assert_int_equal(close_links(links, &dense), ND_DENSE_BUCKET * (ND_DENSE_BUCKET - 1) / 2);
    links = open_links(made, NULL);
    add(links, 1, all, TEXTS);
    assert_int_equal(close_links(links, &one), TEXTS - 1);
    links = open_links(made, NULL);
    add(links, 2, all, TEXTS);
    assert_int_equal(close_links(links, &other), TEXTS - 1);
    assert_memory_not_equal(one.data, other.data, one.size);
    nd_buf_free(&one);
    nd_buf_free(&other);
    nd_buf_free(&dense);
    made_free(made);
}

/* ---- how many keys it takes ------------------------------------------------------------------- */

/* How many pairs of the first `count` texts so many keys link, none of which any other text holds. */
static size_t count_linked(const struct made *made, const uint32_t *groups, size_t count, uint64_t keys) {
    nd_links *links = open_links(made, groups);
    nd_buf    out = {0};
    for (uint64_t key = 0; key < keys; key++) add(links, key, all, count);
    size_t linked = close_links(links, &out);
    nd_buf_free(&out);
    return linked;
}

static void long_texts_are_linked_by_two_keys_of_several(void **state) {
    (void)state;
    struct made *made = make_texts_of(LONG);
    assert_int_equal(count_linked(made, all, 2, 1), 1);
    const size_t counts[] = {3, 8, 9, ND_DENSE_BUCKET};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(count_linked(made, all, counts[i], 1), 0);
        for (uint64_t keys = 2; keys < 5; keys++)
            assert_int_equal(count_linked(made, all, counts[i], keys), counts[i] * (counts[i] - 1) / 2);
    }
    assert_int_equal(count_linked(made, all, TEXTS, 1), TEXTS - 1);
    made_free(made);
}

/* Wherever it stands among others that are not linked. */
static void a_key_of_two_is_enough_beside_others(void **state) {
    (void)state;
    struct made *made = make_texts_of(LONG);
    for (uint32_t first = 0; first < 9; first++) {
        const uint32_t pair[] = {first, 9};
        nd_links      *links = open_links(made, all);
        nd_buf         out = {0};
        add(links, 1, all, 3);
        add(links, 2, all + 3, 4);
        add(links, 3, all + 10, 3);
        add(links, 4, pair, 2);
        assert_int_equal(close_links(links, &out), 1);
        assert_true(*(const nd_candidate *)out.data == ND_CANDIDATE(first, 9));
        nd_buf_free(&out);
    }
    made_free(made);
}

static void one_key_is_enough_in_round_0(void **state) {
    (void)state;
    struct made *made = make_texts_of(LONG);
    assert_int_equal(count_linked(made, NULL, 3, 1), 3);
    made_free(made);
}

/* Whichever of the two it is. */
static void one_key_is_enough_for_a_short_text(void **state) {
    (void)state;
    for (unsigned words = 199; words <= 200; words++) {
        struct made *made = make_texts_of(words);
        assert_int_equal(count_linked(made, all, 3, 1), words < 200 ? 3 : 0);
        made_free(made);
    }
    struct made *made = made_new(1);
    for (unsigned i = 0; i < TEXTS; i++) {
        struct writing *text = calloc(1, sizeof *text);
        say_own(text, i, i ? LONG : SHORT);
        made_add(made, text->text);
        free(text);
    }
    const nd_collection *c = made_ready(made, 0);
    const uint32_t       texts[] = {c->text_of[0], c->text_of[1], c->text_of[2]};
    nd_links            *links = open_links(made, all);
    nd_buf               out = {0};
    add(links, 1, texts, 3);
    assert_int_equal(close_links(links, &out), 2);
    nd_buf_free(&out);
    made_free(made);
}

/* Versions of a story, each rewritten throughout, share a few keys two by two; whole passages have many. */
static void one_key_is_enough_for_a_text_that_shares_a_few_with_another(void **state) {
    (void)state;
    const uint32_t others[] = {0, 10, 11};
    const size_t   expected[] = {0, 0, 3 + 2, 3 + 2, 3 + 2, 3, 3};
    struct made   *made = make_texts_of(LONG);
    for (uint64_t keys = 0; keys < 7; keys++) {
        nd_links *links = open_links(made, all);
        nd_buf    out = {0};
        add(links, 100, all, 3); /* 0 with 1 and 2, and these with each other */
        for (uint64_t key = 0; key < keys; key++) add(links, key, others, 3);
        assert_int_equal(close_links(links, &out), expected[keys]);
        nd_buf_free(&out);
    }
    made_free(made);
}

/* Others that may not be compared, or are not asked, make no difference to a pair. */
static void one_key_is_enough_where_scopes_are_asked_for(void **state) {
    (void)state;
    const nd_options across = {.min_words = 1, .across = ND_ACROSS_OUTLET};
    struct made     *made = make_texts_of(LONG);
    nd_collection_close(&made->collection);
    assert_int_equal(nd_collection_open(&made->collection, made->views, 1, &across, NULL), ND_OK);
    assert_int_equal(count_linked(made, all, 3, 1), 3);
    made_free(made);
}

/* Two keys may have chosen two texts of a group. */
static void one_key_is_enough_for_a_text_with_copies(void **state) {
    (void)state;
    struct made *made = make_texts_of(LONG);
    uint32_t     groups[TEXTS];
    memcpy(groups, all, sizeof groups);
    groups[40] = 2;
    assert_int_equal(count_linked(made, groups, 4, 1), 3);
    made_free(made);
}

/* The two keys of a pair may come to two threads, with much else in between. */
static void keys_are_counted_over_all_threads(void **state) {
    (void)state;
    struct made *made = make_texts_of(LONG);
    nd_buf       out = {0};
    nd_pool_free(made->pool);
    made->pool = nd_pool_new(2, NULL);
    nd_links *links = open_links(made, all);
    for (unsigned thread = 0; thread < 2; thread++) {
        nd_bucket bucket = {.key = thread, .texts = all, .count = 3};
        assert_int_equal(nd_links_add(links, thread, &bucket, NULL), ND_OK);
        assert_int_equal(nd_links_collect(links, NULL), ND_OK);
    }
    assert_int_equal(close_links(links, &out), 3);
    nd_buf_free(&out);
    made_free(made);
}

/* ---- scopes in round 0 ------------------------------------------------------------------------ */

/* Statistics are about words, so whole copies are looked for whatever the scopes. */
static void in_round_0_what_scopes_refuse_is_linked(void **state) {
    (void)state;
    const nd_options across = {.min_words = 1, .across = ND_ACROSS_OUTLET};
    struct made     *made = made_new(1);
    for (unsigned i = 0; i < TEXTS; i++) {
        struct writing *text = calloc(1, sizeof *text);
        char            id[20];
        snprintf(id, sizeof id, "%04u", i);
        say_own(text, i, SHORT);
        nd_article article = {.id = {id, strlen(id)}, .text = {text->text, text->size}, .time = ND_NO_TIME,
                              .outlet = {"one", 3}};
        made_put_article(made, 0, i, &article);
        all[i] = i;
        free(text);
    }
    made_ready_for(made, &across);
    for (size_t count = 2; count <= ND_DENSE_BUCKET; count += 6) {
        assert_int_equal(count_linked(made, NULL, count, 1), count * (count - 1) / 2);
        assert_int_equal(count_linked(made, all, count, 1), 0);
    }
    made_free(made);
}

/* Of the pairs that a key links, those of two references, which are the last of `all`. */
static size_t link_references(const struct made *made, const uint32_t *groups, size_t first, nd_candidate *found) {
    nd_links *links = open_links(made, groups);
    nd_buf    out = {0};
    size_t    kept = 0;
    add(links, 1, all + first, TEXTS - first);
    size_t              count = close_links(links, &out);
    const nd_candidate *list = (const nd_candidate *)out.data;
    for (size_t i = 0; i < count; i++) {
        uint32_t a = nd_candidate_a(list[i]), b = nd_candidate_b(list[i]);
        if (nd_scopes_refuse(&made->collection.scopes, a, b)) found[kept++] = list[i];
    }
    nd_buf_free(&out);
    return kept;
}

/* What is found among references does not depend on what else holds a key; later they are not compared. */
static void in_round_0_references_are_linked_as_if_alone(void **state) {
    (void)state;
    enum { REFERENCES = 40 };
    const nd_options options = {.min_words = 1};
    nd_candidate     alone[TEXTS], beside[2 * TEXTS];
    uint32_t         groups[TEXTS];
    struct made     *made = make_texts();
    nd_collection_close(&made->collection);
    made->views[0].others = TEXTS - REFERENCES;
    assert_int_equal(nd_collection_open(&made->collection, made->views, 1, &options, NULL), ND_OK);
    for (uint32_t i = 0, other = 0, reference = TEXTS - REFERENCES; i < TEXTS; i++)
        all[nd_collection_is_counted(&made->collection, i) ? reference++ : other++] = i;
    for (uint32_t i = 0; i < TEXTS; i++) groups[i] = i;
    assert_int_equal(link_references(made, NULL, TEXTS - REFERENCES, alone), REFERENCES - 1);
    assert_int_equal(link_references(made, NULL, 0, beside), REFERENCES - 1);
    assert_memory_equal(alone, beside, (REFERENCES - 1) * sizeof *alone);
    assert_int_equal(link_references(made, groups, 0, beside), 0);
    made_free(made);
}

/* ---- threads and memory ----------------------------------------------------------------------- */

/* Several threads and collecting on the way: the same list, where repeats do not pile up. */
static void who_finds_what_shows_nowhere(void **state) {
    (void)state;
    struct made *made = make_texts();
    nd_buf       whole = {0}, shared = {0};
    nd_links    *links = open_links(made, NULL);
    for (uint64_t key = 0; key < 40; key++) add(links, key, all, TEXTS);
    close_links(links, &whole);
    nd_pool_free(made->pool);
    made->pool = nd_pool_new(13, NULL);
    links = open_links(made, NULL);
    for (uint64_t key = 0; key < 4000; key++) {
        nd_bucket bucket = {.key = key % 40, .texts = all, .count = TEXTS};
        assert_int_equal(nd_links_add(links, (unsigned)(key % 13), &bucket, NULL), ND_OK);
        if (key % 10 == 9) assert_int_equal(nd_links_collect(links, NULL), ND_OK);
    }
    assert_int_equal(close_links(links, &shared), whole.size / sizeof(nd_candidate));
    assert_memory_equal(shared.data, whole.data, whole.size);
    assert_true(shared.capacity < 8 * shared.size);
    nd_buf_free(&whole);
    nd_buf_free(&shared);
    made_free(made);
}

static int link_some(const struct made *made, nd_buf *out) {
    const nd_population population = {&made->collection, all, made->pool};
    const nd_bucket     buckets[] = {{.key = 1, .texts = all, .count = 5}, {.key = 2, .texts = all, .count = TEXTS}};
    nd_links           *links;
    int                 status = nd_links_open(&links, &population, NULL);
    for (int i = 0; i < 2 && !status; i++) status = nd_links_add(links, 0, &buckets[i], NULL);
    if (!status) status = nd_links_collect(links, NULL);
    if (!status) status = nd_links_take(links, out, NULL);
    nd_links_free(links);
    return status;
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    struct made *made = make_texts();
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_buf out = {0};
        fail_allocation_after(calls);
        int status = link_some(made, &out);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_buf_free(&out);
    }
    made_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_is_listed_once_the_smaller_first_and_in_order),
        cmocka_unit_test(only_texts_of_two_groups_are_linked),
        cmocka_unit_test(a_large_bucket_is_a_chain_and_each_key_has_its_own),
        cmocka_unit_test(long_texts_are_linked_by_two_keys_of_several),
        cmocka_unit_test(a_key_of_two_is_enough_beside_others),
        cmocka_unit_test(one_key_is_enough_in_round_0),
        cmocka_unit_test(one_key_is_enough_for_a_short_text),
        cmocka_unit_test(one_key_is_enough_for_a_text_that_shares_a_few_with_another),
        cmocka_unit_test(one_key_is_enough_where_scopes_are_asked_for),
        cmocka_unit_test(one_key_is_enough_for_a_text_with_copies),
        cmocka_unit_test(keys_are_counted_over_all_threads),
        cmocka_unit_test(in_round_0_what_scopes_refuse_is_linked),
        cmocka_unit_test(in_round_0_references_are_linked_as_if_alone),
        cmocka_unit_test(who_finds_what_shows_nowhere),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
