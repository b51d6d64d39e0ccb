/*
 * test_tuning.c - what lies near a threshold is what the rules say, and a setting that is tried finds what a run with
 * that option finds.
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
#include "newsdup_io.h"

enum { WORDS = 200, TEXT_BYTES = 4000 };

/* Articles that begin as the first of their kind does, with so many of its words, and go on with words of their own. */
static const struct {
    const char *kind;
    unsigned    shared;
} cuts[] = {{"word", 200}, {"word", 132}, {"word", 144}, {"word", 170}, {"word", 96},
            {"text", 200}, {"text", 80},  {"text", 66},  {"text", 70},  {"text", 30}};
enum { CUTS = sizeof cuts / sizeof *cuts };

/* Articles of one form: so many of twenty figures are others. */
static const unsigned changed[] = {0, 3, 5, 9};
enum { FORMS = sizeof changed / sizeof *changed, ARTICLES = CUTS + FORMS, PAIRS = ARTICLES * (ARTICLES - 1) / 2 };

static char texts[ARTICLES][TEXT_BYTES];

static void write_cut(char *text, unsigned number) {
    for (unsigned i = 0; i < WORDS; i++) {
        size_t size = strlen(text);
        if (i < cuts[number].shared) snprintf(text + size, TEXT_BYTES - size, "%s%u ", cuts[number].kind, i);
        else snprintf(text + size, TEXT_BYTES - size, "own%ux%u ", number, i);
    }
}

static void write_form(char *text, unsigned number) {
    for (unsigned i = 0; i < WORDS; i++) {
        size_t size = strlen(text);
        if (i % 10 != 9) snprintf(text + size, TEXT_BYTES - size, "form%u ", i);
        else snprintf(text + size, TEXT_BYTES - size, "%u ", 1000 + i + (i / 10 < changed[number] ? number * 500 : 0));
    }
}

static void write_texts(void) {
    memset(texts, 0, sizeof texts);
    for (unsigned i = 0; i < CUTS; i++) write_cut(texts[i], i);
    for (unsigned i = 0; i < FORMS; i++) write_form(texts[CUTS + i], i);
}

static nd_options standard_options(void) {
    nd_options options;
    nd_options_init(&options);
    options.all_pairs = 1;
    options.jobs = 2;
    return options;
}

static void add_article(nd_corpus *corpus, int i) {
    char       id[2] = {(char)('a' + i), '\0'};
    nd_article article = {.id = {id, 1}, .text = {texts[i], strlen(texts[i])}, .time = ND_NO_TIME};
    assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
}

static nd_corpus *new_corpus(const nd_options *options, int is_turned) {
    nd_corpus *corpus = nd_corpus_new(options, NULL);
    assert_non_null(corpus);
    for (int i = 0; i < ARTICLES; i++) add_article(corpus, is_turned ? ARTICLES - 1 - i : i);
    return corpus;
}

struct stand {
    nd_corpus    *corpus;
    nd_explainer *explainer;
    nd_tuning    *tuning;
};

static struct stand open_stand(nd_options options, int is_turned) {
    struct stand stand = {.corpus = new_corpus(&options, is_turned)};
    assert_int_equal(nd_explainer_new(stand.corpus, &stand.explainer, NULL), ND_OK);
    assert_int_equal(nd_tuning_new(stand.explainer, &stand.tuning, NULL), ND_OK);
    return stand;
}

static void close_stand(struct stand *stand) {
    nd_tuning_free(stand->tuning);
    nd_explainer_free(stand->explainer);
    nd_corpus_free(stand->corpus);
}

/* ---- bands ------------------------------------------------------------------------------------- */

static void name_article(const struct stand *stand, uint64_t index, char *out) {
    nd_document document;
    nd_result_document(nd_explainer_result(stand->explainer), index, &document);
    *out = document.id.data[0];
}

/* "ab.66 cd.65 ", all of one side. */
static void list_side(const struct stand *stand, nd_threshold threshold, int above, char *text, size_t size) {
    nd_near_pair pair;
    text[0] = '\0';
    for (uint64_t at = 0; nd_tuning_next_pair(stand->tuning, threshold, above, &at, &pair);) {
        char   ids[3] = "";
        size_t used = strlen(text);
        name_article(stand, pair.a, &ids[0]);
        name_article(stand, pair.b, &ids[1]);
        assert_true(ids[0] < ids[1]);
        snprintf(text + used, size - used, "%s%.*f ", ids, pair.value > 1 ? 1 : 3, pair.value);
    }
}

static void assert_side(const struct stand *stand, nd_threshold threshold, int above, unsigned count,
                        const char *const members[]) {
    char    text[1000];
    nd_band band;
    list_side(stand, threshold, above, text, sizeof text);
    nd_tuning_band(stand->tuning, threshold, &band);
    assert_int_equal(above ? band.above : band.below, count);
    for (unsigned i = 0; i < count; i++)
        if (!strstr(text, members[i])) fail_msg("%s is not in %s", members[i], text);
    assert_int_equal(strlen(text), (threshold == ND_THRESHOLD_PASSAGES ? 7 : 8) * count);
}

static void pairs_near_a_coverage_are_those_of_that_coverage(void **state) {
    (void)state;
    struct stand stand = open_stand(standard_options(), 0);
    assert_side(&stand, ND_THRESHOLD_COVERAGE, 0, 3, (const char *[]){"ab0.660", "bc0.660", "bd0.660"});
    assert_side(&stand, ND_THRESHOLD_COVERAGE, 1, 2, (const char *[]){"ac0.720", "cd0.720"});
    assert_side(&stand, ND_THRESHOLD_EXCERPT, 0, 4, (const char *[]){"ae0.480", "be0.480", "ce0.480", "de0.480"});
    close_stand(&stand);
}

/* A single passage counts half of its words. */
static void pairs_near_a_number_of_words_are_those_of_so_many(void **state) {
    (void)state;
    nd_band      band;
    struct stand stand = open_stand(standard_options(), 0);
    nd_tuning_band(stand.tuning, ND_THRESHOLD_PASSAGES, &band);
    assert_side(&stand, ND_THRESHOLD_PASSAGES, 0, 0, NULL);
    assert_side(&stand, ND_THRESHOLD_PASSAGES, 1, 6,
                (const char *[]){"fg40.0", "fh33.0", "gh33.0", "hi33.0", "fi35.0", "gi35.0"});
    assert_int_equal(band.changed_lower, 0);
    assert_int_equal(band.changed_higher, 5); /* all but those of 80 words, which tie at 40 too */
    close_stand(&stand);
}

static void facts_that_changed_are_shares_of_the_words(void **state) {
    (void)state;
    struct stand stand = open_stand(standard_options(), 0);
    nd_band      band;
    nd_tuning_band(stand.tuning, ND_THRESHOLD_TEMPLATE, &band);
    assert_side(&stand, ND_THRESHOLD_TEMPLATE, 0, 1, (const char *[]){"kl0.015"});
    assert_side(&stand, ND_THRESHOLD_TEMPLATE, 1, 2, (const char *[]){"km0.025", "lm0.025"});
    assert_int_equal(band.changed_lower, 0); /* exactly as many as are allowed there */
    assert_int_equal(band.changed_higher, 2);
    close_stand(&stand);
}

static void the_nearest_come_first_and_arrival_does_not_matter(void **state) {
    (void)state;
    char         one[1000], other[1000];
    struct stand stand = open_stand(standard_options(), 0), turned = open_stand(standard_options(), 1);
    for (int threshold = 0; threshold < ND_THRESHOLDS; threshold++) {
        nd_band      band;
        nd_near_pair pair;
        double       last = 0;
        nd_tuning_band(stand.tuning, (nd_threshold)threshold, &band);
        for (uint64_t at = 0; nd_tuning_next_pair(stand.tuning, (nd_threshold)threshold, 1, &at, &pair);) {
            double distance = pair.value > band.threshold ? pair.value - band.threshold : band.threshold - pair.value;
            assert_true(distance >= last - 1e-4 && distance <= band.width + 1e-4);
            last = distance;
        }
        for (int above = 0; above < 2; above++) {
            list_side(&stand, (nd_threshold)threshold, above, one, sizeof one);
            list_side(&turned, (nd_threshold)threshold, above, other, sizeof other);
            assert_string_equal(one, other);
        }
    }
    close_stand(&stand);
    close_stand(&turned);
}

static void what_is_off_has_no_band_and_no_settings(void **state) {
    (void)state;
    nd_options options = standard_options();
    nd_band    band;
    double     setting;
    options.excerpt_coverage = 0;
    options.passage_words = 0;
    struct stand stand = open_stand(options, 0);
    for (int threshold = ND_THRESHOLD_EXCERPT; threshold <= ND_THRESHOLD_PASSAGES; threshold++) {
        uint64_t at = 0;
        nd_tuning_band(stand.tuning, (nd_threshold)threshold, &band);
        assert_true(band.is_off);
        assert_int_equal(band.below + band.above + band.changed_lower + band.changed_higher, 0);
        assert_false(nd_tuning_next_setting(stand.tuning, (nd_threshold)threshold, &at, &setting));
    }
    close_stand(&stand);
}

/* ---- trials ------------------------------------------------------------------------------------ */

static size_t label_all(nd_label *labels) {
    size_t count = 0;
    for (uint64_t a = 0; a < ARTICLES; a++)
        for (uint64_t b = a + 1; b < ARTICLES; b++) labels[count++] = (nd_label){a, b, 1};
    return count;
}

static int is_copy(nd_relation relation) {
    return relation == ND_IDENTICAL || relation == ND_NEAR_DUPLICATE || relation == ND_EXCERPT ||
           relation == ND_EXTENDED;
}

/* What a run with these options finds. */
static nd_trial run_with(const nd_options *options) {
    nd_trial    trial = {0};
    nd_result  *result;
    nd_document a, b;
    nd_pair     pair;
    nd_corpus  *corpus = new_corpus(options, 0);
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    for (uint64_t at = 0; nd_result_next_pair(result, &at, &pair);)
        trial.right_pairs += (uint64_t)is_copy(pair.relation);
    for (uint64_t i = 0; i < ARTICLES; i++)
        for (uint64_t j = i + 1; j < ARTICLES; j++) {
            nd_result_document(result, i, &a);
            nd_result_document(result, j, &b);
            trial.right_groups += a.cluster != ND_NONE && a.cluster == b.cluster;
        }
    nd_result_free(result);
    nd_corpus_free(corpus);
    return trial;
}

static nd_options with_setting(nd_threshold threshold, double setting) {
    nd_options options = standard_options();
    if (threshold == ND_THRESHOLD_COVERAGE) options.near_duplicate_coverage = setting;
    if (threshold == ND_THRESHOLD_EXCERPT) options.excerpt_coverage = setting;
    if (threshold == ND_THRESHOLD_PASSAGES) options.passage_words = (uint32_t)setting;
    return options;
}

static void a_setting_finds_what_a_run_with_it_finds(void **state) {
    (void)state;
    nd_label     labels[PAIRS];
    size_t       count = label_all(labels);
    struct stand stand = open_stand(standard_options(), 0);
    uint64_t     fewest = PAIRS, most = 0;
    for (int threshold = 0; threshold < ND_THRESHOLD_TEMPLATE; threshold++) {
        double setting;
        for (uint64_t at = 0; nd_tuning_next_setting(stand.tuning, (nd_threshold)threshold, &at, &setting);) {
            nd_trial   trial;
            nd_options options = with_setting((nd_threshold)threshold, setting);
            nd_trial   expected = run_with(&options);
            int status = nd_tuning_try(stand.tuning, (nd_threshold)threshold, setting, labels, count, &trial, NULL);
            assert_int_equal(status, ND_OK);
            assert_int_equal(trial.copies, PAIRS);
            assert_int_equal(trial.right_pairs, expected.right_pairs);
            assert_int_equal(trial.right_groups, expected.right_groups);
            assert_int_equal(trial.unlabelled, 0);
            if (trial.right_pairs < fewest) fewest = trial.right_pairs;
            if (trial.right_pairs > most) most = trial.right_pairs;
        }
    }
    assert_true(fewest < most);
    close_stand(&stand);
}

static void settings_rise_around_the_present_one(void **state) {
    (void)state;
    nd_options options = standard_options();
    options.near_duplicate_coverage = .92;
    struct stand stand = open_stand(options, 0);
    double       setting, last = 0;
    int          presents = 0;
    for (uint64_t at = 0; nd_tuning_next_setting(stand.tuning, ND_THRESHOLD_COVERAGE, &at, &setting);) {
        assert_true(setting > last && setting <= 1);
        presents += setting == .92;
        last = setting;
    }
    assert_int_equal(presents, 1);
    assert_true(last > .96);
    close_stand(&stand);
}

static void labels_are_right_wrong_or_not_scored(void **state) {
    (void)state;
    static const nd_label labels[] = {{0, 3, 1}, {2, 0, 0}, {0, 1, -1}, {0, 11, 1}, {3, 8, 0}};
    nd_trial              trial, all = {0};
    nd_options            options = standard_options();
    struct stand          stand = open_stand(options, 0);
    assert_int_equal(nd_tuning_try(stand.tuning, ND_THRESHOLD_COVERAGE, .7, labels, 5, &trial, NULL), ND_OK);
    assert_int_equal(trial.copies, 2);
    assert_int_equal(trial.right_pairs, 1);
    assert_int_equal(trial.wrong_pairs, 1);
    assert_int_equal(trial.right_groups, 1);
    assert_int_equal(trial.wrong_groups, 1);
    all = run_with(&options);
    assert_int_equal(trial.unlabelled, all.right_groups - 3);
    close_stand(&stand);
}

static void labels_of_no_articles_are_an_error(void **state) {
    (void)state;
    static const nd_label bad[] = {{0, ARTICLES, 1}, {ARTICLES, 0, 1}, {2, 2, 1}};
    nd_trial              trial;
    nd_error              error;
    struct stand          stand = open_stand(standard_options(), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(nd_tuning_try(stand.tuning, ND_THRESHOLD_COVERAGE, .7, &bad[i], 1, &trial, &error),
                         ND_ERROR_USAGE);
    close_stand(&stand);
}

/* ---- memory ------------------------------------------------------------------------------------ */

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    nd_options options = standard_options();
    nd_label   labels[PAIRS];
    size_t     count = label_all(labels);
    nd_trial   trial;
    nd_error   error;
    int        failed, status = ND_ERROR_MEMORY;
    options.jobs = 1;
    struct stand stand = open_stand(options, 0);
    for (unsigned calls = 0; status; calls++) {
        nd_tuning *tuning;
        fail_allocation_after(calls);
        status = nd_tuning_new(stand.explainer, &tuning, &error);
        failed = !fail_nothing();
        assert_int_equal(status, failed ? ND_ERROR_MEMORY : ND_OK);
        assert_true(failed == !tuning);
        nd_tuning_free(tuning);
    }
    status = ND_ERROR_MEMORY;
    for (unsigned calls = 0; status; calls++) {
        fail_allocation_after(calls);
        status = nd_tuning_try(stand.tuning, ND_THRESHOLD_EXCERPT, .4, labels, count, &trial, &error);
        failed = !fail_nothing();
        assert_int_equal(status, failed ? ND_ERROR_MEMORY : ND_OK);
    }
    close_stand(&stand);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_near_a_coverage_are_those_of_that_coverage),
        cmocka_unit_test(pairs_near_a_number_of_words_are_those_of_so_many),
        cmocka_unit_test(facts_that_changed_are_shares_of_the_words),
        cmocka_unit_test(the_nearest_come_first_and_arrival_does_not_matter),
        cmocka_unit_test(what_is_off_has_no_band_and_no_settings),
        cmocka_unit_test(a_setting_finds_what_a_run_with_it_finds),
        cmocka_unit_test(settings_rise_around_the_present_one),
        cmocka_unit_test(labels_are_right_wrong_or_not_scored),
        cmocka_unit_test(labels_of_no_articles_are_an_error),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    write_texts();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
