/* test_collection.c - articles by arrival and texts by digest, however the articles were sharded. */
#include "made.h"
#include "match/collection.h"
#include "match/walls.h"
#include "text/place.h"

/* Seven articles, of which three have one text and two another. */
static const nd_options any; /* no stubs, no scopes */

static struct made *make_seven(uint32_t shards) {
    struct made       *made = made_new(shards);
    const char *const texts[] = {"the ferry is late", "a garden in spring", "The ferry is late.", "nothing new",
                                 "the ferry\nis late", "A garden, in spring!", "all quiet"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) made_add(made, texts[i]);
    return made;
}

static void check_arrival(const nd_collection *c) {
    for (uint32_t article = 0; article < c->article_count; article++) {
        uint32_t             place;
        const nd_shard_view *shard = nd_collection_shard(c, article, &place);
        assert_int_equal(shard->sources[place], article);
    }
}

static void articles_are_in_the_order_of_arrival_for_any_shards(void **state) {
    (void)state;
    for (uint32_t shards = 1; shards <= MADE_SHARDS; shards++) {
        struct made         *made = make_seven(shards);
        const nd_collection *c = made_ready(made, 0);
        assert_int_equal(c->article_count, 7);
        check_arrival(c);
        made_free(made);
    }
}

static void articles_of_the_same_words_are_one_text(void **state) {
    (void)state;
    struct made         *made = make_seven(2);
    const nd_collection *c = made_ready(made, 0);
    assert_int_equal(c->text_count, 4);
    assert_int_equal(c->text_of[0], c->text_of[2]);
    assert_int_equal(c->text_of[0], c->text_of[4]);
    assert_int_equal(c->text_of[1], c->text_of[5]);
    assert_int_not_equal(c->text_of[0], c->text_of[1]);
    assert_int_equal(nd_collection_weight(c, c->text_of[0]), 3);
    assert_int_equal(nd_collection_weight(c, c->text_of[3]), 1);
    made_free(made);
}

static void texts_are_numbered_by_digest(void **state) {
    (void)state;
    struct made         *made = make_seven(1);
    const nd_collection *c = made_ready(made, 0);
    for (uint32_t text = 1; text < c->text_count; text++) {
        const uint64_t *before = nd_collection_digest(c, text - 1), *here = nd_collection_digest(c, text);
        assert_true(before[0] < here[0] || (before[0] == here[0] && before[1] < here[1]));
    }
    made_free(made);
}

static void sharding_changes_no_number(void **state) {
    (void)state;
    struct made         *whole = make_seven(1), *parts = make_seven(3);
    const nd_collection *a = made_ready(whole, 0), *b = made_ready(parts, 0);
    assert_int_equal(a->text_count, b->text_count);
    assert_memory_equal(a->text_of, b->text_of, a->article_count * sizeof *a->text_of);
    assert_memory_equal(a->ordered, b->ordered, a->article_count * sizeof *a->ordered);
    assert_memory_equal(a->first, b->first, (a->text_count + 1) * sizeof *a->first);
    made_free(whole);
    made_free(parts);
}

static void arrival_changes_no_number_of_a_text(void **state) {
    (void)state;
    const char *const texts[] = {"one ferry", "two gardens", "three lifeboats"};
    uint32_t          numbers[3];
    for (uint32_t turn = 0; turn < 3; turn++) {
        struct made *made = made_new(1);
        for (uint32_t i = 0; i < 3; i++) made_add(made, texts[(i + turn) % 3]);
        const nd_collection *c = made_ready(made, 0);
        for (uint32_t i = 0; i < 3; i++) {
            if (turn == 0) numbers[i] = c->text_of[i];
            assert_int_equal(c->text_of[i], numbers[(i + turn) % 3]);
        }
        made_free(made);
    }
}

static void the_article_that_stands_for_a_text_is_the_first_by_id(void **state) {
    (void)state;
    struct made *made = made_new(2);
    made_put(made, 0, 0, "c", "the same words");
    made_put(made, 1, 1, "a", "the same words");
    made_put(made, 0, 2, "b", "the same words");
    const nd_collection *c = made_ready(made, 0);
    const uint32_t       expected[] = {1, 2, 0};
    assert_memory_equal(c->ordered, expected, sizeof expected);
    assert_int_equal(nd_collection_article(c, 0), 1);
    made_free(made);
}

static void equal_ids_are_told_apart_by_arrival(void **state) {
    (void)state;
    struct made *made = made_new(2);
    made_put(made, 1, 0, "a", "the same words");
    made_put(made, 0, 1, "a", "the same words");
    const nd_collection *c = made_ready(made, 0);
    assert_int_equal(c->ordered[0], 0);
    assert_int_equal(c->ordered[1], 1);
    made_free(made);
}

/* So many that a sort which is not stable would show. */
static void articles_that_are_equal_in_all_are_in_the_order_of_arrival(void **state) {
    (void)state;
    struct made *made = made_new(3);
    for (uint32_t i = 0; i < 500; i++) made_put(made, i % 3, i, "a", "the same words");
    const nd_collection *c = made_ready(made, 0);
    for (uint32_t i = 0; i < 500; i++) assert_int_equal(c->ordered[i], i);
    made_free(made);
}

static void only_the_first_article_of_a_text_stands_for_it_in_its_shard(void **state) {
    (void)state;
    struct made         *made = make_seven(3);
    const nd_collection *c = made_ready(made, 0);
    uint32_t             standing = 0;
    for (uint32_t article = 0; article < c->article_count; article++) {
        uint32_t             place;
        const nd_shard_view *shard = nd_collection_shard(c, article, &place);
        uint32_t             local = c->local[shard - c->shards][place];
        if (local == ND_NO_TEXT) continue;
        assert_int_equal(nd_collection_article(c, local), article);
        standing++;
    }
    assert_int_equal(standing, c->text_count);
    made_free(made);
}

static void tokens_and_fields_are_those_of_the_article(void **state) {
    (void)state;
    struct made *made = made_new(2);
    made_put(made, 0, 0, "first", "one two three");
    made_put(made, 1, 1, "second", "four");
    const nd_collection *c = made_ready(made, 0);
    size_t               size;
    nd_string            fields[ND_FIELDS];
    assert_int_equal(nd_collection_tokens(c, c->text_of[0]).count, 3);
    assert_int_equal(nd_collection_tokens(c, c->text_of[1]).count, 1);
    assert_int_equal(nd_collection_halves(c, c->text_of[0]), 6);
    nd_fields_decode(nd_collection_fields(c, 1, &size), fields);
    assert_int_equal(fields[ND_FIELD_ID].size, 6);
    assert_memory_equal(fields[ND_FIELD_ID].data, "second", 6);
    assert_int_equal(size, 1 + 6 + 5);
    nd_place places[3];
    nd_places_decode(nd_collection_places(c, 0), 3, places);
    assert_int_equal(places[2].end, strlen("one two three"));
    made_free(made);
}

static void a_text_under_the_least_words_is_a_stub(void **state) {
    (void)state;
    struct made *made = made_new(1);
    made_add(made, "one two three");
    made_add(made, "one two three four");
    const nd_collection *c = made_ready(made, 4);
    assert_true(nd_collection_is_stub(c, c->text_of[0]));
    assert_false(nd_collection_is_stub(c, c->text_of[1]));
    made_free(made);
}

/* Whatever the sketches hold of them. */
static void a_stub_stands_for_nothing_in_its_shard(void **state) {
    (void)state;
    struct made *made = made_new(1);
    made_add(made, "one two three");
    made_add(made, "one two three four");
    const nd_collection *c = made_ready(made, 4);
    assert_int_equal(c->local[0][0], ND_NO_TEXT);
    assert_int_equal(c->local[0][1], c->text_of[1]);
    made_free(made);
}

static nd_string string(const char *text) {
    return (nd_string){text, strlen(text)};
}

static void a_wall_stands_for_nothing_in_its_shard(void **state) {
    (void)state;
    struct made *made = made_new(1);
    for (uint32_t i = 0; i < ND_WALL_TITLES; i++) {
        char title[20];
        snprintf(title, sizeof title, "title %u", i);
        nd_article article = {.id = string(title), .text = string("please sign in to go on reading"),
                              .title = string(title), .outlet = string("courier"), .time = ND_NO_TIME};
        made_put_article(made, 0, i, &article);
    }
    const nd_collection *c = made_ready(made, 0);
    assert_true(nd_collection_is_stub(c, 0));
    for (uint32_t i = 0; i < ND_WALL_TITLES; i++) assert_int_equal(c->local[0][i], ND_NO_TEXT);
    made_free(made);
}

static uint64_t fingerprint_of(struct made *made) {
    uint64_t fingerprint = nd_collection_fingerprint(made_ready(made, 0));
    made_free(made);
    return fingerprint;
}

static void other_articles_have_another_fingerprint(void **state) {
    (void)state;
    uint64_t     before = fingerprint_of(make_seven(1));
    struct made *more = make_seven(1), *other = made_new(1);
    assert_true(fingerprint_of(make_seven(3)) == before);
    made_add(more, "all quiet"); /* as many texts, but an article more */
    assert_true(fingerprint_of(more) != before);
    for (int i = 0; i < 7; i++) made_add(other, i % 2 ? "another text" : "one more");
    assert_true(fingerprint_of(other) != before);
}

static void articles_of_one_digest_and_two_lengths_are_refused(void **state) {
    (void)state;
    struct made *made = made_new(2);
    made_put(made, 0, 0, "a", "one two three");
    made_put(made, 1, 1, "b", "one two three four");
    made_seal(made);
    memcpy((void *)made->views[1].digests, made->views[0].digests, 16);
    nd_collection c;
    nd_error      error = {0};
    assert_int_equal(nd_collection_open(&c, made->views, 2, &any, &error), ND_ERROR_FORMAT);
    assert_int_equal(error.code, ND_ERROR_FORMAT);
    made_free(made);
}

static void one_shard_is_in_its_own_order_whatever_the_sources(void **state) {
    (void)state;
    struct made *made = made_new(1);
    made_put(made, 0, 9, "a", "one");
    made_put(made, 0, 3, "b", "two");
    const nd_collection *c = made_ready(made, 0);
    for (uint32_t article = 0; article < 2; article++) {
        uint32_t place;
        nd_collection_shard(c, article, &place);
        assert_int_equal(place, article);
    }
    made_free(made);
}

static void there_may_be_no_articles_and_no_shards(void **state) {
    (void)state;
    for (uint32_t shards = 0; shards < 2; shards++) {
        struct made         *made = made_new(shards);
        const nd_collection *c = made_ready(made, 0);
        assert_int_equal(c->article_count + c->text_count, 0);
        made_free(made);
    }
}

/* ---- many articles ---------------------------------------------------------------------------- */

enum { MANY = 400 };

/* Articles in a changing order, some with the text of others, some with their id, and some with both. */
static struct made *make_many(uint32_t shards) {
    struct made *made = made_new(shards);
    uint64_t     state = 7;
    for (uint32_t i = 0; i < MANY; i++) {
        char id[20], text[60];
        snprintf(id, sizeof id, "%u", draw(&state, MANY / 2));
        snprintf(text, sizeof text, "the ferry number %u is late", draw(&state, MANY / 4));
        made_put(made, i % shards, i, id, text);
    }
    return made;
}

/* How two articles are told apart, without the library: by digest, id, arrival. */
static int compare_articles(const nd_collection *c, uint32_t a, uint32_t b) {
    const uint64_t *x = nd_collection_article_digest(c, a), *y = nd_collection_article_digest(c, b);
    nd_string       fields[2][ND_FIELDS];
    size_t          sizes[2];
    for (int i = 0; i < 2; i++)
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    nd_fields_decode(nd_collection_fields(c, a, &sizes[0]), fields[0]);
    nd_fields_decode(nd_collection_fields(c, b, &sizes[1]), fields[1]);
    int order = nd_string_compare(fields[0][ND_FIELD_ID], fields[1][ND_FIELD_ID]);
    return order ? order : a < b ? -1 : 1;
}

static void many_articles_are_in_the_total_order_for_any_shards(void **state) {
    (void)state;
    for (uint32_t shards = 1; shards <= MADE_SHARDS; shards++) {
        struct made         *made = make_many(shards);
        const nd_collection *c = made_ready(made, 0);
        assert_int_equal(c->article_count, MANY);
        check_arrival(c);
        for (uint32_t i = 1; i < MANY; i++) assert_true(compare_articles(c, c->ordered[i - 1], c->ordered[i]) < 0);
        made_free(made);
    }
}

/* What is known of a text is what is known of each of its articles. */
static void check_texts(const nd_collection *c) {
    for (uint32_t text = 0; text < c->text_count; text++) {
        assert_true(c->first[text] < c->first[text + 1]);
        for (uint32_t i = c->first[text]; i < c->first[text + 1]; i++) {
            uint32_t article = c->ordered[i];
            nd_text  words = nd_collection_words(c, article), tokens = nd_collection_tokens(c, text);
            assert_int_equal(c->text_of[article], text);
            assert_int_equal(nd_collection_compared(c, article), i == c->first[text] ? text : ND_NO_TEXT);
            if (i == c->first[text]) assert_ptr_equal(tokens.tokens, words.tokens);
            assert_int_equal(tokens.count, words.count);
            assert_memory_equal(tokens.tokens, words.tokens, words.count * sizeof *words.tokens);
            assert_int_equal(nd_collection_halves(c, text), nd_text_halves(&words, 0, words.count));
            assert_true(c->marks[text] == nd_collection_article_digest(c, article)[0]);
        }
    }
    assert_int_equal(c->first[c->text_count], c->article_count);
}

static void many_texts_are_those_of_their_articles(void **state) {
    (void)state;
    const nd_options scoped = {.across = ND_ACROSS_OUTLET};
    for (uint32_t shards = 1; shards <= MADE_SHARDS; shards++) {
        struct made         *made = make_many(shards), *alone = make_many(shards);
        const nd_collection *c = made_ready(made, 0), *each = made_ready_for(alone, &scoped);
        assert_true(c->text_count <= MANY / 4);
        assert_int_equal(each->text_count, MANY);
        check_texts(c);
        check_texts(each);
        assert_memory_equal(c->ordered, each->ordered, MANY * sizeof *c->ordered);
        made_free(made);
        made_free(alone);
    }
}

static void the_fingerprint_is_of_all_digests_in_the_total_order(void **state) {
    (void)state;
    struct made         *made = make_many(2);
    const nd_collection *c = made_ready(made, 0);
    uint64_t             print = MANY;
    for (uint32_t i = 0; i < MANY; i++)
        for (int half = 0; half < 2; half++)
            print = nd_mix64_pair(print, nd_collection_article_digest(c, c->ordered[i])[half]);
    assert_true(nd_collection_fingerprint(c) == print);
    made_free(made);
}

/* As one pair in 2^64 does by chance. */
static void digests_may_agree_in_their_first_half(void **state) {
    (void)state;
    struct made *made = made_new(1);
    made_put(made, 0, 0, "a", "one two three");
    made_put(made, 0, 1, "b", "four five");
    made_put(made, 0, 2, "c", "one two three");
    made_seal(made);
    uint64_t *digests = (uint64_t *)(uintptr_t)made->views[0].digests;
    digests[2] = digests[0];
    digests[3] = digests[1] - 1;
    nd_collection c;
    assert_int_equal(nd_collection_open(&c, made->views, 1, &any, NULL), ND_OK);
    assert_int_equal(c.text_count, 2);
    assert_int_equal(c.text_of[1], 0);
    assert_int_equal(c.text_of[0], 1);
    assert_int_equal(c.text_of[2], 1);
    check_texts(&c);
    nd_collection_close(&c);
    made_free(made);
}

/* ---- limits ----------------------------------------------------------------------------------- */

/* No memory is asked for before the limit is looked at. */
static void two_to_the_32_less_two_articles_are_the_limit(void **state) {
    (void)state;
    nd_collection c;
    nd_error      error = {0};
    nd_shard_view views[2] = {{.count = UINT32_MAX - 1}, {.count = 1}};
    assert_int_equal(nd_collection_open(&c, views, 2, &any, &error), ND_ERROR_LIMIT);
    assert_string_equal(error.message, "more than 4294967294 articles");
    if (IS_THREAD_SANITIZED) return; /* it touches all that it gives, and columns that do not fail are of gigabytes */
    fail_allocation_after(0);
    assert_int_equal(nd_collection_open(&c, views, 1, &any, &error), ND_ERROR_MEMORY);
    assert_false(fail_nothing());
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    struct made *made = make_seven(3);
    made_seal(made);
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_collection c;
        fail_allocation_after(calls);
        int status = nd_collection_open(&c, made->views, made->shard_count, &any, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_collection_close(&c);
    }
    made_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_are_in_the_order_of_arrival_for_any_shards),
        cmocka_unit_test(articles_of_the_same_words_are_one_text),
        cmocka_unit_test(texts_are_numbered_by_digest),
        cmocka_unit_test(sharding_changes_no_number),
        cmocka_unit_test(arrival_changes_no_number_of_a_text),
        cmocka_unit_test(the_article_that_stands_for_a_text_is_the_first_by_id),
        cmocka_unit_test(equal_ids_are_told_apart_by_arrival),
        cmocka_unit_test(articles_that_are_equal_in_all_are_in_the_order_of_arrival),
        cmocka_unit_test(only_the_first_article_of_a_text_stands_for_it_in_its_shard),
        cmocka_unit_test(tokens_and_fields_are_those_of_the_article),
        cmocka_unit_test(a_text_under_the_least_words_is_a_stub),
        cmocka_unit_test(a_stub_stands_for_nothing_in_its_shard),
        cmocka_unit_test(a_wall_stands_for_nothing_in_its_shard),
        cmocka_unit_test(other_articles_have_another_fingerprint),
        cmocka_unit_test(articles_of_one_digest_and_two_lengths_are_refused),
        cmocka_unit_test(one_shard_is_in_its_own_order_whatever_the_sources),
        cmocka_unit_test(there_may_be_no_articles_and_no_shards),
        cmocka_unit_test(many_articles_are_in_the_total_order_for_any_shards),
        cmocka_unit_test(many_texts_are_those_of_their_articles),
        cmocka_unit_test(the_fingerprint_is_of_all_digests_in_the_total_order),
        cmocka_unit_test(digests_may_agree_in_their_first_half),
        cmocka_unit_test(two_to_the_32_less_two_articles_are_the_limit),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("collection", tests, NULL, NULL);
}
