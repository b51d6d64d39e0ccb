/* test_candidates.c - which texts that share a key are linked, and that no link is lost by sharding. */
#include "linking.h"
#include "match/candidates.h"
#include "match/groups.h"

/* Candidates of a share of round 0, by so many threads. */
static void find_share(const nd_collection *c, nd_share share, unsigned jobs, nd_buf *out) {
    nd_population population = {c, NULL, nd_pool_new(jobs, NULL)};
    assert_int_equal(nd_candidates_find(&population, share, out, NULL), ND_OK);
    nd_pool_free(population.pool);
}

static size_t find(const nd_collection *c, nd_buf *out) {
    find_share(c, (nd_share){0, 1}, 1, out);
    return out->size / sizeof(nd_candidate);
}

/* Links of round 1 where nothing is common; `groups` NULL: every text alone. */
static size_t find_by_passages(const nd_collection *c, const uint32_t *groups, nd_buf *out) {
    uint32_t           *alone = nd_groups_new(c->text_count, NULL);
    const nd_statistics none = {.count = 0};
    nd_population       population = {c, groups ? groups : alone, nd_pool_new(1, NULL)};
    size_t              count = link_passages(&population, &none, out);
    nd_pool_free(population.pool);
    free(alone);
    return count;
}

static int are_connected(const nd_buf *candidates, size_t count, uint32_t texts) {
    const nd_candidate *list = (const nd_candidate *)candidates->data;
    uint32_t           *groups = nd_groups_new(texts, NULL), apart = 0;
    for (size_t i = 0; i < count; i++) nd_groups_join(groups, (uint32_t)(list[i] >> 32), (uint32_t)list[i]);
    for (uint32_t i = 0; i < texts; i++) apart += nd_groups_find(groups, i) != 0;
    free(groups);
    return apart == 0;
}

static void up_to_32_holders_are_linked_all_with_all(void **state) {
    (void)state;
    for (unsigned count = 31; count <= 32; count++) {
        struct made *made = make_sharing(count, 40);
        nd_buf       out = {0};
        assert_int_equal(find_by_passages(made_ready(made, 0), NULL, &out), count * (count - 1) / 2);
        nd_buf_free(&out);
        made_free(made);
    }
}

static void more_holders_are_linked_sparsely_but_hang_together(void **state) {
    (void)state;
    const unsigned counts[] = {33, 200};
    for (size_t i = 0; i < 2; i++) {
        struct made *made = make_sharing(counts[i], 40);
        nd_buf       out = {0};
        size_t       found = find_by_passages(made_ready(made, 0), NULL, &out);
        assert_true(are_connected(&out, found, counts[i]));
        assert_true(found < counts[i] * 12); /* one a key and text at most */
        assert_true(found > counts[i] * 3);  /* other keys link otherwise */
        nd_buf_free(&out);
        made_free(made);
    }
}

static void whole_copies_are_found_by_the_bands_and_passages_are_not(void **state) {
    (void)state;
    nd_buf       out = {0};
    struct made *made = make_sharing(5, 96);
    assert_int_equal(find(made_ready(made, 0), &out), 10);
    made_free(made);
    made = make_sharing(5, 16); /* of Jaccard similarity .07: a band in common once in 1,700 */
    assert_int_equal(find(made_ready(made, 0), &out), 0);
    assert_int_equal(find_by_passages(&made->collection, NULL, &out), 10);
    nd_buf_free(&out);
    made_free(made);
}

static void texts_that_share_nothing_are_no_candidates(void **state) {
    (void)state;
    nd_buf       out = {0};
    struct made *made = make_sharing(20, 0);
    assert_int_equal(find(made_ready(made, 0), &out), 0);
    assert_int_equal(find_by_passages(&made->collection, NULL, &out), 0);
    nd_buf_free(&out);
    made_free(made);
}

static void one_text_stands_for_a_group_of_whole_copies(void **state) {
    (void)state;
    struct made         *made = make_sharing(10, 40);
    const nd_collection *c = made_ready(made, 0);
    uint32_t             groups[10];
    nd_buf               out = {0};
    for (uint32_t i = 0; i < 10; i++) groups[i] = i < 6 ? 0 : 6;
    size_t              found = find_by_passages(c, groups, &out);
    const nd_candidate *list = (const nd_candidate *)out.data;
    assert_true(found > 0);
    for (size_t i = 0; i < found; i++) assert_int_not_equal(groups[list[i] >> 32], groups[(uint32_t)list[i]]);
    for (uint32_t i = 0; i < 10; i++) groups[i] = 0;
    assert_int_equal(find_by_passages(c, groups, &out), 0);
    nd_buf_free(&out);
    made_free(made);
}

struct choice {
    const nd_collection *collection;
    const uint32_t      *groups;
    nd_buf               links; /* nd_candidate */
};

static int comes_first(const struct choice *choice, uint64_t key, uint32_t a, uint32_t b) {
    uint64_t x = nd_mix64_pair(key, nd_collection_digest(choice->collection, a)[0]);
    uint64_t y = nd_mix64_pair(key, nd_collection_digest(choice->collection, b)[0]);
    return x != y ? x < y : a < b;
}

static int stands_for_its_group(const struct choice *choice, const nd_bucket *bucket, uint32_t text) {
    for (size_t i = 0; i < bucket->count; i++)
        if (choice->groups[bucket->texts[i]] == choice->groups[text] &&
            comes_first(choice, bucket->key, bucket->texts[i], text))
            return 0;
    return 1;
}

static int link_those_that_stand(void *context, const nd_bucket *bucket, nd_error *error) {
    struct choice *choice = context;
    (void)error;
    for (size_t i = 0; i < bucket->count; i++)
        for (size_t j = i + 1; j < bucket->count; j++) {
            uint32_t     a = bucket->texts[i], b = bucket->texts[j];
            nd_candidate link = a < b ? ND_CANDIDATE(a, b) : ND_CANDIDATE(b, a);
            if (choice->groups[a] != choice->groups[b] && stands_for_its_group(choice, bucket, a) &&
                stands_for_its_group(choice, bucket, b))
                assert_int_equal(nd_buf_append(&choice->links, &link, sizeof link, NULL), ND_OK);
        }
    return ND_OK;
}

/* In small buckets and larger ones. */
static void the_first_in_the_order_of_its_key_stands_for_a_group(void **state) {
    (void)state;
    uint64_t chance = 5;
    for (unsigned texts = 2; texts <= 12; texts++) {
        struct made  *made = make_sharing(texts, 60);
        uint32_t      groups[12], drawn[12];
        nd_buf        out = {0};
        struct choice choice = {.collection = made_ready(made, 0), .groups = groups};
        for (uint32_t i = 0; i < texts; i++) { /* the smallest number in the group */
            drawn[i] = draw(&chance, 4);
            for (groups[i] = 0; drawn[groups[i]] != drawn[i];) groups[i]++;
        }
        made_walk(choice.collection, ND_KEYS_PASSAGES, link_those_that_stand, &choice);
        nd_candidate *links = (nd_candidate *)choice.links.data;
        size_t        expected = nd_candidates_sort(links, choice.links.size / sizeof *links);
        assert_int_equal(find_by_passages(choice.collection, groups, &out), expected);
        if (expected) assert_memory_equal(out.data, links, out.size);
        nd_buf_free(&choice.links);
        nd_buf_free(&out);
        made_free(made);
    }
}

static void the_shards_find_what_one_would(void **state) {
    (void)state;
    struct made         *made = make_sharing(50, 60);
    const nd_collection *c = made_ready(made, 0);
    const uint32_t       shards[] = {2, 3, 256, 300};
    nd_buf               whole = {0};
    size_t               count = find(c, &whole);
    assert_true(count > 0);
    for (size_t i = 0; i < sizeof shards / sizeof *shards; i++) {
        nd_buf parts = {0};
        for (uint32_t s = 0; s < shards[i]; s++) {
            nd_buf part = {0};
            find_share(c, (nd_share){s, shards[i]}, 1, &part);
            assert_int_equal(nd_buf_append(&parts, part.data, part.size, NULL), ND_OK);
            nd_buf_free(&part);
        }
        assert_int_equal(nd_candidates_sort((nd_candidate *)parts.data, parts.size / sizeof(nd_candidate)), count);
        assert_memory_equal(parts.data, whole.data, whole.size);
        nd_buf_free(&parts);
    }
    nd_buf_free(&whole);
    made_free(made);
}

static void any_number_of_threads_finds_the_same(void **state) {
    (void)state;
    struct made         *made = make_sharing(60, 40);
    const nd_collection *c = made_ready(made, 0);
    nd_buf               whole = {0};
    find(c, &whole);
    for (unsigned jobs = 2; jobs <= 5; jobs++) {
        nd_buf again = {0};
        find_share(c, (nd_share){0, 1}, jobs, &again);
        assert_int_equal(again.size, whole.size);
        if (whole.size) assert_memory_equal(again.data, whole.data, whole.size);
        nd_buf_free(&again);
    }
    nd_buf_free(&whole);
    made_free(made);
}

/* Thirty texts that share some two hundred keys: 435 pairs, and 87,000 links. */
static void repeats_do_not_pile_up(void **state) {
    (void)state;
    struct made *made = made_new(1);
    nd_buf       out = {0};
    for (unsigned i = 0; i < 30; i++) {
        struct writing *text = calloc(1, sizeof *text);
        say_words(text, "shared", 0, 1000);
        say_own(text, i, 10);
        made_add(made, text->text);
        free(text);
    }
    assert_int_equal(find_by_passages(made_ready(made, 0), NULL, &out), 30 * 29 / 2);
    assert_true(out.capacity < 12 * out.size); /* up to five of each, and the list may double */
    nd_buf_free(&out);
    made_free(made);
}

static void the_smaller_number_comes_first(void **state) {
    (void)state;
    struct made *made = make_sharing(40, 40);
    nd_buf       out = {0};
    size_t       found = find_by_passages(made_ready(made, 0), NULL, &out);
    for (size_t i = 0; i < found; i++) {
        nd_candidate candidate = ((const nd_candidate *)out.data)[i];
        assert_true((uint32_t)(candidate >> 32) < (uint32_t)candidate);
    }
    nd_buf_free(&out);
    made_free(made);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    struct made         *made = make_sharing(3, 96);
    const nd_collection *c = made_ready(made, 0);
    nd_population        population = {c, NULL, made->pool};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_buf out = {0};
        fail_allocation_after(calls);
        int status = nd_candidates_find(&population, (nd_share){0, 1}, &out, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_buf_free(&out);
    }
    made_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(up_to_32_holders_are_linked_all_with_all),
        cmocka_unit_test(more_holders_are_linked_sparsely_but_hang_together),
        cmocka_unit_test(whole_copies_are_found_by_the_bands_and_passages_are_not),
        cmocka_unit_test(texts_that_share_nothing_are_no_candidates),
        cmocka_unit_test(one_text_stands_for_a_group_of_whole_copies),
        cmocka_unit_test(the_first_in_the_order_of_its_key_stands_for_a_group),
        cmocka_unit_test(the_shards_find_what_one_would),
        cmocka_unit_test(any_number_of_threads_finds_the_same),
        cmocka_unit_test(repeats_do_not_pile_up),
        cmocka_unit_test(the_smaller_number_comes_first),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("candidates", tests, NULL, NULL);
}
