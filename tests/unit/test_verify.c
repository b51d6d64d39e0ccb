/* test_verify.c - every candidate gets its verdict, in order, the same for any number of threads. */
#include "made.h"
#include "match/statistics.h"
#include "match/groups.h"
#include "match/verify.h"

enum { TEXTS = 90 };

/* A collection, what to judge it by, and all its pairs. */
struct court {
    struct made  *made;
    nd_options    options;
    nd_rules      rules;
    nd_judge      judge;
    nd_statistics statistics;
    nd_buf        rows, index, candidates;
    uint8_t       holds[TEXTS];
};

/* Articles in families of three, each with its family's story, words of its own and the same footer. */
static struct made *make_families(void) {
    struct made *made = made_new(2);
    for (unsigned i = 0; i < TEXTS; i++) {
        struct writing *text = calloc(1, sizeof *text);
        char            name[20];
        snprintf(name, sizeof name, "family%ux", i / 3);
        say_words(text, name, 0, 40 + i % 7);
        say_own(text, i, 10 + i % 10);
        say(text, "\nMore news\n");
        say_words(text, "footer", 0, 25);
        made_add(made, text->text);
        free(text);
    }
    return made;
}

static int open_court(void **state) {
    struct court *court = calloc(1, sizeof *court);
    court->made = make_families();
    const nd_collection *c = made_ready(court->made, 0);
    nd_options_init(&court->options);
    nd_rules_init(&court->rules, &court->options);
    uint32_t *groups = nd_groups_new(TEXTS, NULL);
    nd_population population = {c, groups, court->made->pool};
    nd_statistics_count(&population, &court->rows, court->holds, NULL, NULL);
    free(groups);
    court->statistics = (nd_statistics){.keys = (const nd_statistic *)court->rows.data,
                                        .count = court->rows.size / sizeof(nd_statistic), .holds = court->holds};
    nd_statistics_index(&court->statistics, &court->index, NULL);
    court->judge = (nd_judge){.collection = c, .statistics = &court->statistics, .rules = &court->rules, .round = 1,
                              .with_jaccard = 1};
    for (uint32_t a = 0; a < TEXTS; a++)
        for (uint32_t b = a + 1; b < TEXTS; b++) {
            nd_candidate candidate = ND_CANDIDATE(a, b);
            nd_buf_append(&court->candidates, &candidate, sizeof candidate, NULL);
        }
    *state = court;
    return 0;
}

static int close_court(void **state) {
    struct court *court = *state;
    made_free(court->made);
    nd_buf_free(&court->rows);
    nd_buf_free(&court->index);
    nd_buf_free(&court->candidates);
    free(court);
    return 0;
}

static int verify(struct court *court, unsigned jobs, size_t count, nd_buf *out, nd_error *error) {
    court->judge.pool = nd_pool_new(jobs, NULL);
    int status = nd_verify(&court->judge, (const nd_candidate *)court->candidates.data, count, out, error);
    nd_pool_free(court->judge.pool);
    return status;
}

static size_t all_of(const struct court *court) {
    return court->candidates.size / sizeof(nd_candidate);
}

static void one_two_and_seven_jobs_give_the_same_bytes(void **state) {
    nd_buf   first = {0}, again = {0};
    unsigned jobs[] = {2, 7};
    assert_int_equal(verify(*state, 1, all_of(*state), &first, NULL), ND_OK);
    for (size_t i = 0; i < 2; i++) {
        again.size = 0;
        assert_int_equal(verify(*state, jobs[i], all_of(*state), &again, NULL), ND_OK);
        assert_int_equal(again.size, first.size);
        assert_memory_equal(again.data, first.data, first.size);
    }
    nd_buf_free(&first);
    nd_buf_free(&again);
}

static void every_candidate_has_one_verdict_in_its_order(void **state) {
    struct court *court = *state;
    nd_buf        out = {0};
    const char    before[sizeof(nd_verified)] = "kept";
    assert_int_equal(nd_buf_append(&out, before, sizeof before, NULL), ND_OK);
    assert_int_equal(verify(court, 2, all_of(court), &out, NULL), ND_OK);
    const nd_verified *pairs = (const nd_verified *)out.data + 1;
    assert_int_equal(out.size, (all_of(court) + 1) * sizeof *pairs);
    assert_memory_equal(out.data, before, sizeof before);
    for (size_t i = 0; i < all_of(court); i++) {
        assert_int_equal(nd_verified_key(&pairs[i]), ((const nd_candidate *)court->candidates.data)[i]);
        assert_int_equal(pairs[i].round, 1);
    }
    nd_buf_free(&out);
}

static void families_are_related_and_strangers_not(void **state) {
    struct court        *court = *state;
    const nd_collection *c = court->judge.collection;
    nd_buf               out = {0};
    assert_int_equal(verify(court, 2, all_of(court), &out, NULL), ND_OK);
    const nd_verified *pairs = (const nd_verified *)out.data;
    for (size_t i = 0; i < all_of(court); i++) {
        uint32_t a = nd_collection_article(c, pairs[i].a), b = nd_collection_article(c, pairs[i].b);
        assert_int_equal(pairs[i].relation != ND_UNRELATED, a / 3 == b / 3);
        assert_true(a / 3 != b / 3 || pairs[i].jaccard > ND_WHOLE / 4);
    }
    nd_buf_free(&out);
}

static void similarity_is_counted_only_where_it_is_asked_for(void **state) {
    struct court *court = *state;
    nd_buf        out = {0};
    court->judge.with_jaccard = 0;
    assert_int_equal(verify(court, 2, all_of(court), &out, NULL), ND_OK);
    court->judge.with_jaccard = 1;
    for (size_t i = 0; i < all_of(court); i++) assert_int_equal(((nd_verified *)out.data)[i].jaccard, 0);
    nd_buf_free(&out);
}

static void without_statistics_the_footer_counts(void **state) {
    struct court *court = *state;
    nd_buf        with = {0}, without = {0};
    assert_int_equal(verify(court, 1, 1, &with, NULL), ND_OK);
    court->judge.statistics = NULL;
    assert_int_equal(verify(court, 1, 1, &without, NULL), ND_OK);
    court->judge.statistics = &court->statistics;
    assert_true(((nd_verified *)without.data)->coverage_a > ((nd_verified *)with.data)->coverage_a);
    nd_buf_free(&with);
    nd_buf_free(&without);
}

static void an_examiner_comes_to_the_same_verdicts(void **state) {
    struct court *court = *state;
    nd_examiner   examiner = {0};
    nd_buf        out = {0};
    assert_int_equal(verify(court, 2, all_of(court), &out, NULL), ND_OK);
    for (size_t i = all_of(court); i-- > 0;) { /* in another order */
        const nd_verified *pair = (const nd_verified *)out.data + i;
        nd_alignment       alignment;
        nd_verified        again;
        assert_int_equal(nd_examine(&examiner, &court->judge, pair->a, pair->b, &alignment, &again, NULL), ND_OK);
        assert_memory_equal(&again, pair, sizeof again);
    }
    nd_examiner_free(&examiner);
    nd_buf_free(&out);
}

static int stop_at_once(void *context, const char *stage, uint64_t done, uint64_t total) {
    *(uint64_t *)context = done;
    assert_string_equal(stage, "verify");
    assert_true(done <= total);
    return 1;
}

static int go_on(void *context, const char *stage, uint64_t done, uint64_t total) {
    uint64_t *before = context;
    (void)stage;
    assert_true(*before < done && done <= total);
    *before = done;
    return 0;
}

static void progress_may_cancel_and_nothing_is_appended(void **state) {
    struct court *court = *state;
    nd_buf        out = {0};
    nd_error      error = {0};
    uint64_t      done = 0;
    court->judge.progress = stop_at_once;
    court->judge.progress_context = &done;
    assert_int_equal(verify(court, 2, 20, &out, &error), ND_ERROR_CANCELLED);
    court->judge.progress = NULL;
    assert_int_equal(error.code, ND_ERROR_CANCELLED);
    assert_int_equal(done, 20);
    assert_int_equal(out.size, 0);
    nd_buf_free(&out);
}

static void more_pairs_than_are_taken_at_a_time_are_all_judged(void **state) {
    struct court *court = *state;
    nd_buf        out = {0};
    nd_candidate  many[5000];
    uint64_t      done = 0;
    for (size_t i = 0; i < 5000; i++) many[i] = ((const nd_candidate *)court->candidates.data)[i / 2];
    court->judge.pool = nd_pool_new(2, NULL);
    court->judge.progress = go_on;
    court->judge.progress_context = &done;
    assert_int_equal(nd_verify(&court->judge, many, 5000, &out, NULL), ND_OK);
    court->judge.progress = NULL;
    nd_pool_free(court->judge.pool);
    assert_int_equal(done, 5000);
    for (size_t i = 0; i < 5000; i++) assert_int_equal(nd_verified_key((nd_verified *)out.data + i), many[i]);
    nd_buf_free(&out);
}

/* An article, one of nearly as many words, and one of half as many. */
static void what_is_no_whole_copy_by_its_length_is_put_off(void **state) {
    struct court      *court = *state;
    struct made       *made = made_new(1);
    const uint32_t     words[] = {100, 95, 50};
    const nd_candidate candidates[] = {ND_CANDIDATE(0, 1), ND_CANDIDATE(0, 2), ND_CANDIDATE(1, 2)};
    nd_buf             out = {0};
    for (size_t i = 0; i < 3; i++) {
        struct writing text = {.size = 0};
        say_words(&text, "story", 0, words[i]);
        made_add(made, text.text);
    }
    nd_judge judge = {.collection = made_ready(made, 0), .rules = &court->rules, .for_whole_copies = 1,
                      .pool = made->pool};
    assert_int_equal(nd_verify(&judge, candidates, 3, &out, NULL), ND_OK);
    const nd_verified *pairs = (const nd_verified *)out.data;
    for (size_t i = 0; i < 3; i++) {
        int is_short = nd_collection_article(judge.collection, pairs[i].a) == 2 ||
                       nd_collection_article(judge.collection, pairs[i].b) == 2;
        assert_int_equal(nd_verified_key(&pairs[i]), candidates[i]);
        assert_int_equal(pairs[i].relation, is_short ? ND_PUT_OFF : ND_NEAR_DUPLICATE);
        assert_int_equal(pairs[i].coverage_a > 0, !is_short);
    }
    nd_buf_free(&out);
    made_free(made);
}

/* Whoever aligns the pair again finds them too. */
static void the_passages_of_related_pairs_are_kept(void **state) {
    struct court *court = *state;
    for (unsigned jobs = 1; jobs <= 7; jobs += 3) {
        nd_buf      out = {0};
        nd_proofs   proofs = {0};
        nd_examiner examiner = {0};
        size_t      related = 0;
        court->judge.proofs = &proofs;
        assert_int_equal(verify(court, jobs, all_of(court), &out, NULL), ND_OK);
        court->judge.proofs = NULL;
        for (size_t i = 0; i < all_of(court); i++) {
            const nd_verified *pair = (const nd_verified *)out.data + i;
            nd_alignment       alignment;
            nd_verified        again;
            uint32_t           count;
            const nd_span     *spans = nd_proofs_find(&proofs, nd_verified_key(pair), &count);
            int is_related = nd_relation_is_copy(pair->relation) || pair->relation == ND_SHARES_PASSAGES;
            assert_int_equal(spans != NULL, is_related);
            if (!spans) continue;
            assert_int_equal(nd_examine(&examiner, &court->judge, pair->a, pair->b, &alignment, &again, NULL), ND_OK);
            assert_int_equal(count, alignment.span_count);
            assert_memory_equal(spans, alignment.spans, count * sizeof *spans);
            related++;
        }
        assert_in_range(related, 1, all_of(court) - 1);
        nd_examiner_free(&examiner);
        nd_proofs_free(&proofs);
        nd_buf_free(&out);
    }
}

static void jaccard_is_had_without_aligning(void **state) {
    struct court *court = *state;
    nd_examiner   examiner = {0};
    nd_alignment  alignment;
    nd_verified   pair;
    uint32_t      jaccard;
    for (uint32_t i = 0; i < 30; i++) {
        uint32_t a = i / 5, b = 6 + i % 5;
        assert_int_equal(nd_examine_jaccard(&examiner, &court->judge, a, b, &jaccard, NULL), ND_OK);
        if (i % 2) assert_int_equal(nd_examine_jaccard(&examiner, &court->judge, a, b, &jaccard, NULL), ND_OK);
        assert_int_equal(nd_examine(&examiner, &court->judge, a, b, &alignment, &pair, NULL), ND_OK);
        assert_int_equal(jaccard, pair.jaccard);
    }
    nd_examiner_free(&examiner);
}

static void no_candidates_are_no_work(void **state) {
    nd_buf out = {0};
    assert_int_equal(verify(*state, 2, 0, &out, NULL), ND_OK);
    assert_int_equal(out.size, 0);
    nd_buf_free(&out);
}

static void out_of_memory_is_reported(void **state) {
    struct court *court = *state;
    court->judge.pool = nd_pool_new(1, NULL);
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_buf out = {0};
        fail_allocation_after(calls);
        int status = nd_verify(&court->judge, (const nd_candidate *)court->candidates.data, 3, &out, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        assert_int_equal(out.size, reached ? 0 : 3 * sizeof(nd_verified));
        nd_buf_free(&out);
    }
    nd_pool_free(court->judge.pool);
}

static void candidates_are_sorted_without_repeats(void **state) {
    (void)state;
    nd_candidate list[] = {ND_CANDIDATE(2, 3), ND_CANDIDATE(0, 9), ND_CANDIDATE(2, 3), ND_CANDIDATE(0, 1)};
    assert_int_equal(nd_candidates_sort(list, 4), 3);
    const nd_candidate expected[] = {ND_CANDIDATE(0, 1), ND_CANDIDATE(0, 9), ND_CANDIDATE(2, 3)};
    assert_memory_equal(list, expected, sizeof expected);
    assert_int_equal(nd_candidates_sort(NULL, 0), 0);
}

static void known_pairs_are_dropped(void **state) {
    (void)state;
    const nd_verified known[] = {{.a = 0, .b = 1}, {.a = 0, .b = 5}, {.a = 2, .b = 3}, {.a = 7, .b = 8}};
    nd_candidate      list[] = {ND_CANDIDATE(0, 1), ND_CANDIDATE(0, 9), ND_CANDIDATE(2, 3), ND_CANDIDATE(4, 5)};
    assert_int_equal(nd_candidates_drop_known(list, 4, known, 4), 2);
    assert_int_equal(list[0], ND_CANDIDATE(0, 9));
    assert_int_equal(list[1], ND_CANDIDATE(4, 5));
    assert_int_equal(nd_candidates_drop_known(list, 2, NULL, 0), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_two_and_seven_jobs_give_the_same_bytes),
        cmocka_unit_test(every_candidate_has_one_verdict_in_its_order),
        cmocka_unit_test(families_are_related_and_strangers_not),
        cmocka_unit_test(similarity_is_counted_only_where_it_is_asked_for),
        cmocka_unit_test(without_statistics_the_footer_counts),
        cmocka_unit_test(an_examiner_comes_to_the_same_verdicts),
        cmocka_unit_test(progress_may_cancel_and_nothing_is_appended),
        cmocka_unit_test(more_pairs_than_are_taken_at_a_time_are_all_judged),
        cmocka_unit_test(what_is_no_whole_copy_by_its_length_is_put_off),
        cmocka_unit_test(the_passages_of_related_pairs_are_kept),
        cmocka_unit_test(jaccard_is_had_without_aligning),
        cmocka_unit_test(no_candidates_are_no_work),
        cmocka_unit_test(out_of_memory_is_reported),
        cmocka_unit_test(candidates_are_sorted_without_repeats),
        cmocka_unit_test(known_pairs_are_dropped),
    };
    return cmocka_run_group_tests_name("verify", tests, open_court, close_court);
}
