/*
 * test_explainer.c - a comparison says what the run decided, of every pair and from both sides, and its
 * bytes lead to the words.
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

enum { ARTICLES = 9, TEXT_BYTES = 4000 };

enum { BASE, EDITED, PART, LONGER, FORM, AGAIN, STUB, STUB_AGAIN, OTHER };
static char texts[ARTICLES][TEXT_BYTES];

/* The words name1 to name<count>, every tenth of them a number from `figure` on. */
static void say(char *text, const char *name, unsigned count, unsigned figure) {
    for (unsigned i = 1; i <= count; i++) {
        size_t size = strlen(text);
        if (figure && i % 10 == 0) snprintf(text + size, TEXT_BYTES - size, "%u.5 ", figure + i);
        else snprintf(text + size, TEXT_BYTES - size, "%s%u ", name, i);
    }
}

static void replace(char *text, const char *word, const char *by) {
    char  after[TEXT_BYTES];
    char *at = strstr(text, word);
    assert_non_null(at);
    strcpy(after, at + strlen(word));
    snprintf(at, (size_t)(text + TEXT_BYTES - at), "%s%s", by, after);
}

static void write_texts(void) {
    memset(texts, 0, sizeof texts);
    say(texts[BASE], "word", 200, 100);
    say(texts[EDITED], "word", 200, 100);
    replace(texts[EDITED], "word55 ", "Änderung ");
    replace(texts[EDITED], "word77 ", "");
    replace(texts[EDITED], "word105 ", "word105 added ");
    replace(texts[EDITED], "220.5 ", "221,500 ");
    say(texts[PART], "word", 70, 100);
    say(texts[LONGER], "word", 200, 100);
    say(texts[LONGER], "more", 300, 0);
    say(texts[FORM], "word", 200, 400);
    say(texts[AGAIN], "WORD", 200, 100);
    say(texts[STUB], "short", 3, 0);
    say(texts[STUB_AGAIN], "short", 3, 0);
    say(texts[OTHER], "other", 120, 0);
}

static nd_corpus *new_corpus(void) {
    nd_options options;
    nd_error   error;
    nd_options_init(&options);
    options.jobs = 1;
    options.all_pairs = 1;
    options.with_differences = 1;
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    assert_non_null(corpus);
    for (int i = 0; i < ARTICLES; i++) {
        char       id[2] = {(char)('a' + i), '\0'};
        nd_article article = {.id = {id, 1}, .text = {texts[i], strlen(texts[i])}, .time = ND_NO_TIME};
        assert_int_equal(nd_corpus_add(corpus, &article, &error), ND_OK);
    }
    return corpus;
}

struct stand {
    nd_corpus    *corpus;
    nd_explainer *explainer;
};

static int open_stand(void **state) {
    struct stand *stand = calloc(1, sizeof *stand);
    write_texts();
    stand->corpus = new_corpus();
    assert_int_equal(nd_explainer_new(stand->corpus, &stand->explainer, NULL), ND_OK);
    *state = stand;
    return 0;
}

static int close_stand(void **state) {
    struct stand *stand = *state;
    nd_explainer_free(stand->explainer);
    nd_corpus_free(stand->corpus);
    free(stand);
    return 0;
}

static nd_comparison compare(void **state, uint64_t a, uint64_t b) {
    nd_comparison comparison;
    nd_error      error = {0};
    if (nd_explainer_compare(((struct stand *)*state)->explainer, a, b, &comparison, &error))
        fail_msg("%s", error.message);
    return comparison;
}

static const nd_check *deciding(const nd_comparison *comparison) {
    const nd_check *found = NULL;
    for (uint32_t i = 0; i < comparison->check_count; i++) {
        if (!comparison->checks[i].decides) continue;
        assert_null(found);
        found = &comparison->checks[i];
    }
    assert_non_null(found);
    return found;
}

static const char *bytes(int article, const uint64_t range[2]) {
    static char found[2][TEXT_BYTES];
    static int  next;
    assert_true(range[0] <= range[1] && range[1] <= strlen(texts[article]));
    next = !next;
    snprintf(found[next], TEXT_BYTES, "%.*s", (int)(range[1] - range[0]), texts[article] + range[0]);
    return found[next];
}

/* ---- agreement with the run -------------------------------------------------------------------- */

static nd_relation turned(nd_relation relation) {
    if (relation == ND_EXCERPT) return ND_EXTENDED;
    return relation == ND_EXTENDED ? ND_EXCERPT : relation;
}

static void agree(void **state, const nd_pair *pair, int is_turned) {
    uint64_t a = is_turned ? pair->b : pair->a, b = is_turned ? pair->a : pair->b;
    nd_pair  seen = compare(state, a, b).pair;
    assert_int_equal(seen.a, a);
    assert_int_equal(seen.b, b);
    assert_int_equal(seen.relation, is_turned ? turned(pair->relation) : pair->relation);
    assert_float_equal(seen.coverage_a, is_turned ? pair->coverage_b : pair->coverage_a, 0);
    assert_float_equal(seen.coverage_b, is_turned ? pair->coverage_a : pair->coverage_b, 0);
    assert_float_equal(seen.jaccard, pair->jaccard, 0);
    assert_int_equal(seen.passages, pair->passages);
    assert_int_equal(seen.longest_passage_words, pair->longest_passage_words);
    assert_int_equal(seen.figures_changed, pair->figures_changed);
    assert_string_equal(seen.note, pair->note);
}

static void every_pair_is_explained_as_it_was_decided_from_both_sides(void **state) {
    const struct stand *stand = *state;
    nd_result          *result;
    nd_pair             pair;
    unsigned            pairs = 0, kinds = 0;
    assert_int_equal(nd_corpus_run(stand->corpus, &result, NULL), ND_OK);
    for (uint64_t at = 0; nd_result_next_pair(result, &at, &pair); pairs++) {
        kinds |= 1u << pair.relation;
        agree(state, &pair, 0);
        agree(state, &pair, 1);
    }
    assert_true(pairs > 10);
    unsigned wanted = 1u << ND_IDENTICAL | 1u << ND_NEAR_DUPLICATE | 1u << ND_EXCERPT | 1u << ND_EXTENDED |
                      1u << ND_TEMPLATE;
    assert_int_equal(kinds & wanted, wanted);
    nd_result_free(result);
}

static void the_result_is_that_of_an_ordinary_run(void **state) {
    const struct stand *stand = *state;
    nd_result          *result;
    nd_document         one, two;
    assert_int_equal(nd_corpus_run(stand->corpus, &result, NULL), ND_OK);
    for (uint64_t i = 0; i < ARTICLES; i++) {
        nd_result_document(result, i, &one);
        nd_result_document(nd_explainer_result(stand->explainer), i, &two);
        assert_int_equal(one.role, two.role);
        assert_int_equal(one.cluster, two.cluster);
        assert_int_equal(one.story, two.story);
        assert_int_equal(one.canonical, two.canonical);
    }
    nd_result_free(result);
}

/* Of each article beside the one it is compared with, whichever of the two was aligned first. */
static void differences_are_those_of_the_result(void **state) {
    const struct stand *stand = *state;
    const nd_result    *result = nd_explainer_result(stand->explainer);
    nd_document         document;
    unsigned            seen = 0;
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) {
        nd_difference difference;
        uint64_t      position = 0, other = document.via != ND_NONE ? document.via : document.canonical;
        if (other == ND_NONE) {
            assert_int_equal(nd_result_next_difference(result, document.index, &position, &difference), 0);
            continue;
        }
        nd_comparison comparison = compare(state, document.index, other);
        for (size_t i = 0; i < comparison.difference_count; i++, seen++) {
            assert_int_equal(nd_result_next_difference(result, document.index, &position, &difference), 1);
            assert_memory_equal(&difference, &comparison.differences[i], sizeof difference);
        }
        assert_int_equal(nd_result_next_difference(result, document.index, &position, &difference), 0);
    }
    assert_true(seen >= 4);
}

static void membership_is_that_of_the_result(void **state) {
    nd_document a, b;
    for (uint64_t i = 0; i < ARTICLES; i++)
        for (uint64_t j = 0; j < ARTICLES; j++) {
            if (i == j) continue;
            nd_result_document(nd_explainer_result(((struct stand *)*state)->explainer), i, &a);
            nd_result_document(nd_explainer_result(((struct stand *)*state)->explainer), j, &b);
            assert_int_equal(compare(state, i, j).one_cluster, a.cluster != ND_NONE && a.cluster == b.cluster);
        }
}

/* ---- rules ------------------------------------------------------------------------------------ */

static void the_rule_that_decided_is_told_with_its_numbers(void **state) {
    nd_comparison   near = compare(state, BASE, EDITED), part = compare(state, BASE, PART);
    const nd_check *check = deciding(&near);
    assert_string_equal(check->rule, "coverage both ways");
    assert_int_equal(check->unit, ND_UNIT_SHARE);
    assert_float_equal(check->threshold, .7, 1e-4);
    assert_float_equal(check->value, near.pair.coverage_a < near.pair.coverage_b ? near.pair.coverage_a
                                                                                  : near.pair.coverage_b, 0);
    assert_true(check->is_met && !check->is_most);
    check = deciding(&part);
    assert_string_equal(check->rule, "coverage one way");
    assert_float_equal(check->value, part.pair.coverage_b, 0);
    assert_string_equal(part.checks[0].rule, "coverage both ways");
    assert_false(part.checks[0].is_met);
}

static void a_template_rests_on_the_figures_it_changed(void **state) {
    nd_comparison   form = compare(state, BASE, FORM);
    const nd_check *check = deciding(&form);
    assert_int_equal(form.pair.relation, ND_TEMPLATE);
    assert_string_equal(check->rule, "figures and names changed");
    assert_true(check->is_most && !check->is_met);
    assert_int_equal((int)check->value, form.pair.figures_changed);
    assert_int_equal((int)check->threshold, 4); /* 2 % of 200 words */
    assert_int_equal(form.figure_count, form.pair.figures_changed);
    assert_string_equal(bytes(BASE, form.figures[0].at), "110.5");
    assert_string_equal(bytes(FORM, form.figures[0].in), "410.5");
}

static void a_stub_is_compared_with_nothing(void **state) {
    for (int other = 0; other < ARTICLES; other++) {
        if (other == STUB) continue;
        nd_comparison   stub = compare(state, STUB, (uint64_t)other);
        const nd_check *check = deciding(&stub);
        assert_int_equal(stub.pair.relation, ND_UNRELATED);
        assert_int_equal(check->unit, ND_UNIT_WORDS);
        assert_int_equal((int)check->value, 3);
        assert_int_equal((int)check->threshold, 8);
        assert_false(check->is_met || stub.passage_count || stub.figure_count || stub.difference_count);
    }
}

static void what_shares_nothing_is_told_too(void **state) {
    nd_comparison   none = compare(state, BASE, OTHER);
    const nd_check *check = deciding(&none);
    assert_int_equal(none.pair.relation, ND_UNRELATED);
    assert_false(check->is_met);
    assert_string_equal(check->rule, "coverage one way");
    assert_int_equal(none.passage_count, 0);
}

/* ---- bytes ------------------------------------------------------------------------------------ */

static void differences_are_the_words_that_were_edited(void **state) {
    static const char *const edits[][2] = {
        {"word55", "Änderung"}, {"word77", ""}, {"", "added"}, {"220.5", "221,500"}};
    for (int way = 0; way < 2; way++) {
        int           a = way ? EDITED : BASE, b = way ? BASE : EDITED;
        nd_comparison edited = compare(state, (uint64_t)a, (uint64_t)b);
        assert_int_equal(edited.difference_count, 4);
        for (int i = 0; i < 4; i++) {
            assert_string_equal(bytes(a, edited.differences[i].at), edits[i][way]);
            assert_string_equal(bytes(b, edited.differences[i].in), edits[i][!way]);
        }
        assert_int_equal(edited.figure_count, 1);
        assert_string_equal(bytes(a, edited.figures[0].at), edits[3][way]);
        assert_string_equal(bytes(b, edited.figures[0].in), edits[3][!way]);
    }
}

static void passages_are_the_words_that_are_covered(void **state) {
    nd_comparison part = compare(state, PART, LONGER);
    assert_int_equal(part.passage_count, 1);
    assert_int_equal(part.passages[0].words, 70);
    assert_int_equal(part.words_a, 70);
    assert_int_equal(part.covered_a, 70);
    assert_int_equal(part.words_b, 500);
    assert_int_equal(part.covered_b, 70);
    assert_int_equal(strlen(bytes(PART, part.passages[0].at)), strlen(texts[PART]) - 1);
    assert_string_equal(bytes(PART, part.passages[0].at), bytes(LONGER, part.passages[0].in));
}

static void identical_articles_are_one_passage_at_their_own_places(void **state) {
    nd_comparison same = compare(state, BASE, AGAIN);
    assert_int_equal(same.pair.relation, ND_IDENTICAL);
    assert_int_equal(same.passage_count, 1);
    assert_int_equal(same.passages[0].at[1], strlen(texts[BASE]) - 1);
    assert_int_equal(same.passages[0].in[1], strlen(texts[AGAIN]) - 1);
    assert_int_equal(same.difference_count + same.figure_count, 0);
}

/* Pairs of characters overlap, and what changed is one character. */
static void a_character_that_changed_is_a_difference_of_one_character(void **state) {
    (void)state;
    static const char before[] =
        "東西南北上下左右山川日月金木水火土天地人春夏秋冬朝昼夕夜父母兄弟姉妹";
    static const char after[] =
        "東西南北上下左右山川日月金木水風土天地人春夏秋冬朝昼夕夜父母兄弟姉妹";
    nd_error          error;
    nd_explainer     *explainer;
    nd_comparison     comparison;
    nd_corpus        *corpus = nd_corpus_new(NULL, &error);
    const char *const both[2] = {before, after};
    for (int i = 0; i < 2; i++) {
        nd_article article = {.id = {i ? "b" : "a", 1}, .text = {both[i], strlen(both[i])}, .time = ND_NO_TIME};
        assert_int_equal(nd_corpus_add(corpus, &article, &error), ND_OK);
    }
    assert_int_equal(nd_explainer_new(corpus, &explainer, &error), ND_OK);
    assert_int_equal(nd_explainer_compare(explainer, 0, 1, &comparison, &error), ND_OK);
    assert_int_equal(comparison.difference_count, 1);
    assert_memory_equal(before + comparison.differences[0].at[0], "火", 3);
    assert_int_equal(comparison.differences[0].at[1] - comparison.differences[0].at[0], 3);
    assert_memory_equal(after + comparison.differences[0].in[0], "風", 3);
    nd_explainer_free(explainer);
    nd_corpus_free(corpus);
}

/* ---- scopes ------------------------------------------------------------------------------------- */

enum { HOME, HOME_AGAIN, HOME_EDITED, AWAY, LATER };

/* Articles of one text, of which one is edited, one is of another outlet and one nine days later. */
static nd_corpus *new_scoped_corpus(void) {
    nd_options options;
    nd_error   error;
    nd_options_init(&options);
    options.across = ND_ACROSS_OUTLET;
    options.within_days = 7;
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    assert_non_null(corpus);
    for (int i = HOME; i <= LATER; i++) {
        const char *text = texts[i == HOME_EDITED ? EDITED : BASE], *outlet = i < AWAY ? "home" : "away";
        char        id[2] = {(char)('a' + i), '\0'};
        nd_article  article = {.id = {id, 1}, .text = {text, strlen(text)}, .outlet = {outlet, 4}};
        article.time = i == LATER ? INT64_C(9) * 86400 : 0;
        assert_int_equal(nd_corpus_add(corpus, &article, &error), ND_OK);
    }
    return corpus;
}

static void assert_refused(nd_explainer *explainer, uint64_t a, uint64_t b, const char *note) {
    nd_comparison comparison;
    nd_error      error;
    int           is_late = b == LATER;
    assert_int_equal(nd_explainer_compare(explainer, a, b, &comparison, &error), ND_OK);
    const nd_check *reason = deciding(&comparison);
    assert_int_equal(comparison.pair.relation, ND_UNRELATED);
    assert_string_equal(comparison.pair.note, note);
    assert_true(comparison.pair.coverage_a > .9);
    assert_string_equal(reason->rule, is_late ? "days apart" : "different outlets");
    assert_false(reason->is_met);
    assert_int_equal(reason->is_most, is_late);
    assert_true(reason->value == (is_late ? 9 : 1) && reason->threshold == (is_late ? 7 : 2));
}

static void what_scopes_refuse_is_told(void **state) {
    (void)state;
    nd_error      error;
    nd_explainer *explainer;
    nd_comparison comparison;
    nd_corpus    *corpus = new_scoped_corpus();
    assert_int_equal(nd_explainer_new(corpus, &explainer, &error), ND_OK);
    assert_refused(explainer, HOME, HOME_AGAIN, "the same outlet");
    assert_refused(explainer, HOME_EDITED, HOME, "the same outlet");
    assert_refused(explainer, HOME, LATER, "too many days apart");
    assert_int_equal(nd_explainer_compare(explainer, AWAY, HOME, &comparison, &error), ND_OK);
    assert_int_equal(comparison.pair.relation, ND_IDENTICAL);
    assert_string_equal(deciding(&comparison)->rule, "the same words");
    assert_int_equal(comparison.passage_count, 1);
    nd_explainer_free(explainer);
    nd_corpus_free(corpus);
}

/* ---- what was looked at ------------------------------------------------------------------------ */

static void aligned_articles_come_best_first_and_once(void **state) {
    nd_explainer *explainer = ((struct stand *)*state)->explainer;
    uint64_t      at = 0, other;
    double        last = 1;
    unsigned      seen = 0;
    int           status;
    while ((status = nd_explainer_next_aligned(explainer, BASE, &at, &other, NULL)) == 1) {
        nd_pair pair = compare(state, BASE, other).pair;
        double  score = pair.coverage_a > pair.coverage_b ? pair.coverage_a : pair.coverage_b;
        assert_true(score <= last);
        last = score;
        assert_false(seen & 1u << other);
        seen |= 1u << other;
    }
    assert_int_equal(status, 0);
    assert_true(seen & 1u << FORM);
    assert_false(seen & (1u << BASE | 1u << AGAIN | 1u << STUB));
}

static void what_is_no_pair_of_articles_is_refused(void **state) {
    nd_explainer *explainer = ((struct stand *)*state)->explainer;
    nd_comparison comparison;
    nd_error      error;
    uint64_t      at = 0, other;
    assert_int_equal(nd_explainer_compare(explainer, 0, 0, &comparison, &error), ND_ERROR_USAGE);
    assert_int_equal(nd_explainer_compare(explainer, 0, ARTICLES, &comparison, &error), ND_ERROR_USAGE);
    assert_int_equal(nd_explainer_compare(explainer, ND_NONE, 0, &comparison, &error), ND_ERROR_USAGE);
    assert_int_equal(nd_explainer_next_aligned(explainer, ARTICLES, &at, &other, &error), ND_ERROR_USAGE);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    nd_corpus *corpus = new_corpus();
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_explainer *explainer;
        nd_comparison comparison;
        uint64_t      at = 0, other;
        fail_allocation_after(calls);
        int status = nd_explainer_new(corpus, &explainer, NULL);
        if (!status) status = nd_explainer_compare(explainer, BASE, EDITED, &comparison, NULL);
        if (!status) status = nd_explainer_next_aligned(explainer, BASE, &at, &other, NULL) - 1;
        reached = !fail_nothing();
        if (reached) assert_true(status < 0);
        else assert_int_equal(status, ND_OK);
        nd_explainer_free(explainer);
    }
    nd_corpus_free(corpus);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_is_explained_as_it_was_decided_from_both_sides),
        cmocka_unit_test(the_result_is_that_of_an_ordinary_run),
        cmocka_unit_test(differences_are_those_of_the_result),
        cmocka_unit_test(membership_is_that_of_the_result),
        cmocka_unit_test(the_rule_that_decided_is_told_with_its_numbers),
        cmocka_unit_test(a_template_rests_on_the_figures_it_changed),
        cmocka_unit_test(a_stub_is_compared_with_nothing),
        cmocka_unit_test(what_shares_nothing_is_told_too),
        cmocka_unit_test(differences_are_the_words_that_were_edited),
        cmocka_unit_test(passages_are_the_words_that_are_covered),
        cmocka_unit_test(identical_articles_are_one_passage_at_their_own_places),
        cmocka_unit_test(a_character_that_changed_is_a_difference_of_one_character),
        cmocka_unit_test(what_scopes_refuse_is_told),
        cmocka_unit_test(aligned_articles_come_best_first_and_once),
        cmocka_unit_test(what_is_no_pair_of_articles_is_refused),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("explainer", tests, open_stand, close_stand);
}
