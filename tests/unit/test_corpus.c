/*
 * The whole run through the public interface, on articles of made-up words: what must hold for any corpus,
 * and what the work may cost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "newsdup.h"

#define TEXT_BYTES 40000

/* ---- made-up articles ------------------------------------------------------------------------- */

static uint32_t next_random(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

/* Appends `count` words of a vocabulary of 4,096. */
static void add_words(char *text, uint64_t *state, unsigned count) {
    static const char *const syllables[] = {"ba", "ce", "di", "fo", "gu", "ha", "je", "ki",
                                            "lo", "mu", "na", "pe", "ri", "so", "tu", "va"};
    size_t                   size = strlen(text);
    for (unsigned i = 0; i < count; i++) {
        uint32_t word = next_random(state);
        for (int k = 0; k < 3; k++, word >>= 4) {
            memcpy(text + size, syllables[word & 15], 2);
            size += 2;
        }
        text[size++] = i % 13 == 12 ? '\n' : ' ';
    }
    text[size] = '\0';
}

/* The text with every word replaced with probability percent / 100. */
static void edit_words(const char *from, char *to, uint64_t *state, unsigned percent) {
    *to = '\0';
    while (*from) {
        size_t size = strcspn(from, " \n") + 1;
        if (next_random(state) % 100 < percent) add_words(to, state, 1);
        else strncat(to, from, size);
        from += size;
    }
}

static nd_corpus *new_corpus(unsigned jobs) {
    nd_options options;
    nd_error   error;
    nd_options_init(&options);
    options.jobs = jobs;
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    if (!corpus) fail_msg("%s", error.message);
    return corpus;
}

static void add(nd_corpus *corpus, const char *id, const char *text) {
    nd_error   error;
    nd_article article = {.id = {id, strlen(id)}, .text = {text, strlen(text)}, .time = ND_NO_TIME};
    if (nd_corpus_add(corpus, &article, &error)) fail_msg("%s", error.message);
}

static nd_result *run(nd_corpus *corpus) {
    nd_result *result;
    nd_error   error;
    if (nd_corpus_run(corpus, &result, &error)) fail_msg("%s", error.message);
    return result;
}

static nd_summary sum_up(const nd_result *result) {
    nd_summary summary;
    nd_result_summary(result, &summary);
    return summary;
}

/* ---- cost ------------------------------------------------------------------------------------- */

/* A cluster of `count` copies with 2 in 100 words edited; returns how many pairs were aligned. */
static uint64_t verify_copies(unsigned count, unsigned percent) {
    static char base[TEXT_BYTES], text[TEXT_BYTES];
    char        id[16];
    uint64_t    state = 5;
    nd_corpus  *corpus = new_corpus(2);
    *base = '\0';
    add_words(base, &state, 400);
    for (unsigned i = 0; i < count; i++) {
        edit_words(base, text, &state, percent);
        snprintf(id, sizeof id, "copy-%u", i);
        add(corpus, id, text);
    }
    nd_result *result = run(corpus);
    nd_summary summary = sum_up(result);
    assert_int_equal(summary.clusters, 1);
    assert_int_equal(summary.copies, count - 1);
    nd_result_free(result);
    nd_corpus_free(corpus);
    return summary.verifications;
}

static void test_edited_copies_cost_a_bounded_number_of_verifications_each(void **state) {
    (void)state;
    uint64_t few = verify_copies(500, 2), many = verify_copies(2000, 2);
    assert_true(few <= 500 * 64); /* all pairs: 124,750 */
    assert_true(many < 5 * few);  /* all pairs would be 16 times as many */
}

static void test_heavily_edited_copies_are_one_cluster_too(void **state) {
    (void)state;
    assert_true(verify_copies(500, 8) <= 500 * 64);
}

/* Articles of `words` words of their own and a footer of 60 that all share. */
static void check_footer(unsigned articles, unsigned words) {
    static char text[TEXT_BYTES];
    char        footer[1000] = "", id[16];
    uint64_t    state = 11;
    nd_corpus  *corpus = new_corpus(2);
    add_words(footer, &state, 60);
    for (unsigned i = 0; i < articles; i++) {
        *text = '\0';
        add_words(text, &state, words);
        strcat(text, "\n\n");
        strcat(text, footer);
        snprintf(id, sizeof id, "%u", i);
        add(corpus, id, text);
    }
    nd_result *result = run(corpus);
    nd_summary summary = sum_up(result);
    assert_int_equal(summary.clusters, 0);
    assert_int_equal(summary.stories, 0);
    assert_true(summary.verifications < 8 * (uint64_t)articles);
    nd_result_free(result);
    nd_corpus_free(corpus);
}

static void test_20000_articles_sharing_a_footer_of_60_words_stay_apart(void **state) {
    (void)state;
    check_footer(20000, 120);
}

static void test_a_footer_longer_than_its_thousands_of_articles_is_a_footer_still(void **state) {
    (void)state;
    check_footer(5000, 45);
}

/* Texts of 12 words, of which so many are different: each shares all its keys with hundreds of others. */
static uint64_t verify_few_words(unsigned count, unsigned different) {
    static const char *const words[] = {"ba ", "ce ", "di "};
    nd_corpus               *corpus = new_corpus(2);
    uint64_t                 state = 5;
    for (unsigned i = 0; i < count; i++) {
        char text[40] = "";
        for (unsigned k = 0; k < 12; k++) strcat(text, words[next_random(&state) % different]);
        add(corpus, "", text);
    }
    nd_result *result = run(corpus);
    uint64_t   verifications = sum_up(result).verifications;
    nd_result_free(result);
    nd_corpus_free(corpus);
    return verifications;
}

static void test_texts_of_few_different_words_cost_a_bounded_number_of_verifications_each(void **state) {
    (void)state;
    for (unsigned different = 2; different <= 3; different++) {
        assert_in_range(verify_few_words(1000, different), 1000, 64 * 1000);
        assert_in_range(verify_few_words(4000, different), 4000, 64 * 4000);
    }
}

static void test_stubs_are_no_copies_of_each_other(void **state) {
    (void)state;
    nd_corpus *corpus = new_corpus(1);
    char       id[16];
    for (int i = 0; i < 1000; i++) {
        snprintf(id, sizeof id, "%d", i);
        add(corpus, id, i % 2 ? "Blah blah blah." : "");
    }
    nd_result *result = run(corpus);
    nd_summary summary = sum_up(result);
    assert_int_equal(summary.stubs, 1000);
    assert_int_equal(summary.stories, 0);
    nd_result_free(result);
    nd_corpus_free(corpus);
}

/* ---- the same result -------------------------------------------------------------------------- */

/* What a run found, article by article in the order of ids, as a line each. */
static char *describe(nd_corpus *corpus, unsigned count) {
    char      *lines = calloc(count, 256), id[16];
    nd_result *result = run(corpus);
    assert_non_null(lines);
    nd_document document, canonical;
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) {
        nd_group cluster = {.id = "-"}, story = {.id = "-"};
        snprintf(id, sizeof id, "%.*s", (int)document.id.size, document.id.data);
        if (document.cluster != ND_NONE) nd_result_group(result, document.cluster, &cluster);
        if (document.story != ND_NONE) nd_result_group(result, document.story, &story);
        canonical.id = (nd_string){"-", 1};
        if (document.canonical != ND_NONE) nd_result_document(result, document.canonical, &canonical);
        snprintf(lines + 256 * atoi(id), 256, "%s %s %s %s %.*s %.5f %.5f %.5f %u", id, nd_role_name(document.role),
                 cluster.id, story.id, (int)canonical.id.size, canonical.id.data, document.coverage,
                 document.canonical_coverage, document.jaccard, document.passage_count);
    }
    nd_result_free(result);
    nd_corpus_free(corpus);
    return lines;
}

/* 300 articles: every third an edited copy of the one before, every seventh identical to it, every
 * fifth quoting it. */
static char *describe_mixed(unsigned jobs, unsigned step) {
    enum { COUNT = 300 };
    static char texts[COUNT][8000];
    uint64_t    state = 3;
    nd_corpus  *corpus = new_corpus(jobs);
    for (unsigned i = 0; i < COUNT; i++) {
        *texts[i] = '\0';
        if (i % 7 == 6) strcpy(texts[i], texts[i - 1]);
        else if (i % 3 == 2) edit_words(texts[i - 1], texts[i], &state, 4);
        else {
            add_words(texts[i], &state, 150 + i % 200);
            if (i % 5 == 4) {
                strncat(texts[i], texts[i - 1], 260);
                add_words(texts[i], &state, 30);
                strncat(texts[i], texts[i - 1] + 400, 200);
            }
        }
    }
    for (unsigned i = 0, at = 0; i < COUNT; i++, at = (at + step) % COUNT) {
        char id[16];
        snprintf(id, sizeof id, "%u", at);
        add(corpus, id, texts[at]);
    }
    return describe(corpus, COUNT);
}

static void check_same(unsigned jobs, unsigned step) {
    char *expected = describe_mixed(1, 1), *got = describe_mixed(jobs, step);
    assert_true(strstr(expected + 256, "near-duplicate") || strstr(expected + 2 * 256, "near-duplicate"));
    for (unsigned i = 0; i < 300; i++) assert_string_equal(got + 256 * i, expected + 256 * i);
    free(expected);
    free(got);
}

static void test_the_number_of_threads_changes_nothing(void **state) {
    (void)state;
    check_same(2, 1);
    check_same(7, 1);
}

static void test_the_order_of_arrival_changes_nothing(void **state) {
    (void)state;
    check_same(1, 7);
    check_same(7, 299);
}

static void test_equal_ids_are_told_apart(void **state) {
    (void)state;
    nd_corpus  *corpus = new_corpus(1);
    nd_document document;
    add(corpus, "a", "one text of the three that go by the same name here");
    add(corpus, "a", "another text of the three that go by the same name here");
    add(corpus, "a#2", "a text that has the name the second would have been given");
    nd_result *result = run(corpus);
    char       ids[64] = "";
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) {
        strncat(ids, document.id.data, document.id.size);
        strcat(ids, " ");
    }
    assert_non_null(strstr(ids, "a "));
    assert_non_null(strstr(ids, "a#2 "));
    assert_non_null(strstr(ids, "a#3 "));
    assert_int_equal(sum_up(result).repeated_ids, 1);
    nd_result_free(result);
    nd_corpus_free(corpus);
}

static int refuse_second(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    (void)context, (void)worker;
    out->text = (nd_string){"some words that are there", 25};
    if (index != 1) return ND_OK;
    error->code = ND_ERROR_FORMAT;
    strcpy(error->message, "the second is bad");
    return ND_ERROR_FORMAT;
}

static void test_a_failing_fetch_ends_the_batch_with_its_own_message(void **state) {
    (void)state;
    nd_error   error;
    nd_corpus *corpus = new_corpus(2);
    assert_int_equal(nd_corpus_add_batch(corpus, 3, refuse_second, NULL, &error), ND_ERROR_FORMAT);
    assert_string_equal(error.message, "the second is bad");
    nd_corpus_free(corpus);
}

static int refuse_silently(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    (void)context, (void)worker, (void)error;
    out->text = (nd_string){"some words that are there", 25};
    return index == 1500 ? ND_ERROR_IO : ND_OK;
}

static void test_a_fetch_that_gives_no_message_is_told_by_its_number(void **state) {
    (void)state;
    nd_error   error;
    nd_corpus *corpus = new_corpus(2);
    assert_int_equal(nd_corpus_add_batch(corpus, 2000, refuse_silently, NULL, &error), ND_ERROR_IO);
    assert_int_equal(error.code, ND_ERROR_IO);
    assert_string_equal(error.message, "article 1500 of the batch could not be fetched");
    nd_corpus_free(corpus);
}

static void test_a_failed_batch_leaves_the_articles_before_the_one_that_failed(void **state) {
    (void)state;
    nd_corpus *corpus = new_corpus(2);
    assert_int_equal(nd_corpus_add_batch(corpus, 2000, refuse_silently, NULL, NULL), ND_ERROR_IO);
    assert_int_equal(nd_corpus_size(corpus), 1500);
    add(corpus, "late", "a text that comes after the batch has failed");
    nd_result *result = run(corpus);
    assert_int_equal(sum_up(result).articles, 1501);
    nd_result_free(result);
    nd_corpus_free(corpus);
}

static void test_an_article_that_failed_for_want_of_memory_leaves_the_corpus_as_it_was(void **state) {
    (void)state;
    char       text[TEXT_BYTES] = "";
    uint64_t   random = 5;
    nd_article article = {.id = {"x", 1}};
    add_words(text, &random, 400);
    article.text = (nd_string){text, strlen(text)};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_corpus *corpus = new_corpus(1);
        add(corpus, "first", "a short text");
        fail_allocation_after(calls);
        int status = nd_corpus_add(corpus, &article, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        assert_int_equal(nd_corpus_size(corpus), reached ? 1 : 2);
        add(corpus, "again", text);
        add(corpus, "and again", text);
        nd_result *result = run(corpus);
        assert_int_equal(sum_up(result).copies, reached ? 1 : 2);
        nd_result_free(result);
        nd_corpus_free(corpus);
    }
}

static int cancel(void *context, const char *stage, uint64_t done, uint64_t total) {
    (void)stage, (void)done, (void)total;
    ++*(int *)context;
    return 1;
}

static void test_progress_can_cancel(void **state) {
    (void)state;
    static char base[TEXT_BYTES], text[TEXT_BYTES];
    int         calls = 0;
    uint64_t    random = 1;
    nd_options  options;
    nd_error    error;
    nd_result  *result;
    nd_options_init(&options);
    options.progress = cancel;
    options.progress_context = &calls;
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    add_words(base, &random, 100);
    edit_words(base, text, &random, 3);
    add(corpus, "a", base);
    add(corpus, "b", text);
    assert_int_equal(nd_corpus_run(corpus, &result, &error), ND_ERROR_CANCELLED);
    assert_null(result);
    assert_int_equal(calls, 1);
    nd_corpus_free(corpus);
}

static int note_stage(void *context, const char *stage, uint64_t done, uint64_t total) {
    char *told = context;
    assert_true(done <= total);
    strcat(strcat(told, stage), total ? "! " : " ");
    return 0;
}

static void test_progress_tells_each_stage(void **state) {
    (void)state;
    static char base[TEXT_BYTES], text[TEXT_BYTES];
    char        told[400] = "";
    uint64_t    random = 1;
    nd_options  options;
    nd_options_init(&options);
    options.progress = note_stage;
    options.progress_context = told;
    nd_corpus *corpus = nd_corpus_new(&options, NULL);
    add_words(base, &random, 100);
    edit_words(base, text, &random, 3);
    add(corpus, "a", base);
    add(corpus, "b", text);
    nd_result_free(run(corpus));
    assert_string_equal(told, "candidates verify! statistics candidates candidates ");
    nd_corpus_free(corpus);
}

static void test_an_empty_corpus_has_an_empty_result(void **state) {
    (void)state;
    nd_corpus  *corpus = new_corpus(1);
    nd_result  *result = run(corpus);
    nd_document document;
    nd_pair     pair;
    uint64_t    at = 0;
    assert_int_equal(nd_result_next_document(result, &at, &document), 0);
    assert_int_equal(nd_result_next_pair(result, &at, &pair), 0);
    nd_result_free(result);
    nd_corpus_free(corpus);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edited_copies_cost_a_bounded_number_of_verifications_each),
        cmocka_unit_test(test_heavily_edited_copies_are_one_cluster_too),
        cmocka_unit_test(test_20000_articles_sharing_a_footer_of_60_words_stay_apart),
        cmocka_unit_test(test_a_footer_longer_than_its_thousands_of_articles_is_a_footer_still),
        cmocka_unit_test(test_texts_of_few_different_words_cost_a_bounded_number_of_verifications_each),
        cmocka_unit_test(test_stubs_are_no_copies_of_each_other),
        cmocka_unit_test(test_the_number_of_threads_changes_nothing),
        cmocka_unit_test(test_the_order_of_arrival_changes_nothing),
        cmocka_unit_test(test_equal_ids_are_told_apart),
        cmocka_unit_test(test_a_failing_fetch_ends_the_batch_with_its_own_message),
        cmocka_unit_test(test_a_fetch_that_gives_no_message_is_told_by_its_number),
        cmocka_unit_test(test_a_failed_batch_leaves_the_articles_before_the_one_that_failed),
        cmocka_unit_test(test_an_article_that_failed_for_want_of_memory_leaves_the_corpus_as_it_was),
        cmocka_unit_test(test_progress_can_cancel),
        cmocka_unit_test(test_progress_tells_each_stage),
        cmocka_unit_test(test_an_empty_corpus_has_an_empty_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
