/* test_write_explanation.c - the shape of an explanation, on one written down by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_result.h"

#include "collect.h"
#include "explained.h"
#include "failing.h"
#include "report/explanation.c"
#include "report/group_list.c"
#include "report/write_explanation.c"

static struct collected collected;

static const nd_document documents[] = {
    {.index = 0, .id = STRING("board\x1b[2J.txt"), .words = 13, .role = ND_ROLE_EXCERPT,
     .rule = "most of it is in the other, which holds more", .cluster = 1, .story = 0, .canonical = 2, .via = 1,
     .coverage = .92, .canonical_coverage = .75},
    {.index = 1, .id = STRING("harbour.txt"), .words = 16, .role = ND_ROLE_NEAR_DUPLICATE,
     .rule = "each mostly found in the other", .cluster = 1, .story = 0, .canonical = 2, .via = ND_NONE,
     .coverage = .81, .canonical_coverage = .79},
    {.index = 2, .id = STRING("main.txt"), .words = 17, .role = ND_ROLE_CANONICAL, .rule = "longest", .cluster = 1,
     .story = 0, .canonical = ND_NONE, .via = ND_NONE},
    {.index = 3, .id = STRING("alone.txt"), .words = 5, .role = ND_ROLE_UNIQUE, .rule = "too short to compare",
     .cluster = ND_NONE, .story = ND_NONE, .canonical = ND_NONE, .via = ND_NONE},
};

static const nd_group groups[] = {
    {.index = 0, .kind = ND_STORY, .id = "s-1111111111111111", .size = 3, .copies = 2, .canonical = 2},
    {.index = 1, .kind = ND_CLUSTER, .id = "c-2222222222222222", .size = 3, .copies = 2, .canonical = 2},
};

static const nd_result result = {.documents = documents, .document_count = 4, .groups = groups, .group_count = 2};

static nd_explain_options options;
static nd_explanation     explanation;

static int start(void **state) {
    (void)state;
    memset(&explanation, 0, sizeof explanation);
    options = (nd_explain_options){.a = 0, .b = 1};
    explanation.options = &options;
    explanation.result = &result;
    explanation.a = documents[0];
    explanation.b = documents[1];
    explain_by_hand(&explanation);
    return 0;
}

static const char *write_text(void) {
    nd_out out;
    collected.size = collected.calls = collected.fail_at = 0;
    collected.text[0] = '\0';
    nd_out_start(&out, collect, &collected, NULL);
    nd_write_explanation(&explanation, &out);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

#define SCORES                                     \
    "  92% of A is in B: 12 of 13 words\n"         \
    "  75% of B is in A: 12 of 16 words\n"         \
    "  Jaccard similarity 0.25\n"
#define RULES                                                                   \
    "\nRules, in the order in which they were asked\n"                          \
    "  met     coverage both ways              0.75, at least 0.7   <- decides\n" \
    "  met     figures changed                 1, at most 3\n"                  \
    "\nFigures that changed, A -> B\n"                                          \
    "  1: 91 -> 182\n"
#define PASSAGES                                                                            \
    "\nShared passages, [-only in A-] {+only in B+}\n"                                      \
    "\n  1 of 1: 12 words, bytes 7-66 of A, 0-66 of B\n"                                    \
    "    The harbour board sold [-91-]{+182+} bonds to [-Reed-]{+Marsh+} on Tuesday,\n"     \
    "    it {+also+} said\n"

static void two_articles_have_the_documented_shape(void **state) {
    (void)state;
    assert_string_equal(write_text(),
                        "A  board\\u001b[2J.txt: 13 words, excerpt, cluster c-222222, story s-111111\n"
                        "B  harbour.txt: 16 words, near-duplicate, cluster c-222222, story s-111111\n"
                        "\nA and B are near-duplicates, in one cluster\n" SCORES RULES
                        "\nHow they are tied into groups\n"
                        "  A -> harbour.txt -> main.txt: 92% of it in the first, which it covers to 75%\n"
                        "  B -> main.txt: 81% of it there, which it covers to 79%\n" PASSAGES);
}

static void files_have_no_groups_and_no_statistics(void **state) {
    (void)state;
    options.alone = 1;
    assert_string_equal(write_text(), "A  board\\u001b[2J.txt: 13 words\n"
                                      "B  harbour.txt: 16 words\n"
                                      "\nA and B are near-duplicates\n" SCORES
                                      "  no statistics were used: two articles cannot tell furniture from text\n" RULES
                                          PASSAGES);
}

static void colour_is_never_the_only_sign(void **state) {
    (void)state;
    static char without[sizeof collected.text];
    strcpy(without, write_text());
    options.colour = 1;
    const char *coloured = write_text(), *at = without;
    assert_non_null(strstr(coloured, "\x1b[31m[-91-]\x1b[0m"));
    for (; *coloured; coloured++) {
        if (*coloured == '\x1b') coloured = strchr(coloured, 'm');
        else assert_int_equal(*coloured, *at++);
    }
    assert_int_equal(*at, '\0');
}

static void each_relation_has_its_sentence_and_its_outcome(void **state) {
    (void)state;
    nd_comparison *c = &explanation.comparison;
    c->pair.relation = ND_TEMPLATE;
    c->one_cluster = 0;
    assert_non_null(strstr(write_text(), "\nA and B have the same form with other facts (template) and are no "
                                         "copies, not in one cluster\n"));
    c->pair.relation = ND_UNRELATED;
    c->one_cluster = 1;
    assert_non_null(strstr(write_text(), "\nA and B are unrelated, yet in one cluster, through other members\n"));
    c->pair.relation = ND_EXTENDED;
    c->pair.note = "weaker than the group";
    c->one_cluster = 0;
    assert_non_null(strstr(write_text(), "\nA is an extended version of B, yet not in one cluster: weaker than the "
                                         "group\n"));
    c->was_aligned = 0;
    assert_non_null(strstr(write_text(), "yet not in one cluster: the run did not compare them\n"));
    assert_non_null(strstr(collected.text, "  too little pointed to this pair: it is judged now"));
    c->pair.relation = ND_IDENTICAL;
    c->one_cluster = 1;
    assert_non_null(strstr(write_text(), "\nA and B have the same words, in one cluster\n"));
}

static void thresholds_tell_their_unit_and_what_is_off(void **state) {
    (void)state;
    explanation.comparison.checks[0] = (nd_check){"coverage one way", ND_UNIT_SHARE, .6, 1.00002, .6, 0, 0, 1};
    explanation.comparison.checks[1] = (nd_check){"longest passage", ND_UNIT_WORDS, 12, 16, 12, 0, 0, 0};
    assert_non_null(strstr(write_text(), "  missed  coverage one way                0.6, which is off   <- decides\n"
                                         "  missed  longest passage                 12, at least 16 words\n"));
}

static void a_coverage_without_damage_stands_beside_the_one_measured(void **state) {
    (void)state;
    explanation.comparison.checks[0].measured = .625;
    assert_non_null(strstr(write_text(), "  met     coverage both ways              0.625, 0.75 without damage, "
                                         "at least 0.7   <- decides\n"));
}

static void a_pair_that_metadata_forbids_is_told_with_the_reason(void **state) {
    (void)state;
    explanation.comparison.pair.relation = ND_UNRELATED;
    explanation.comparison.pair.note = "the same outlet";
    assert_non_null(strstr(write_text(), "\nA and B would be related, but are refused (the same outlet), yet in one "
                                         "cluster, through other members\n"));
    explanation.comparison.one_cluster = 0;
    assert_non_null(strstr(write_text(), "refused (the same outlet), not in one cluster\n"));
    explanation.comparison.pair.note = "";
    assert_non_null(strstr(write_text(), "\nA and B are unrelated, not in one cluster\n"));
}

static void many_figures_are_cut_with_their_count(void **state) {
    (void)state;
    static nd_difference many[45];
    for (int i = 0; i < 45; i++) many[i] = differences[0];
    explanation.comparison.figures = many;
    explanation.comparison.figure_count = 45;
    assert_non_null(strstr(write_text(), "91 -> 182 and 5 more\n"));
}

static void a_passage_of_furniture_is_told(void **state) {
    (void)state;
    passage.story_words = 0;
    assert_non_null(strstr(write_text(), "0-66 of B; many articles hold it: it ties no story\n"));
}

static void one_article_is_told_by_its_ties_and_what_was_refused(void **state) {
    (void)state;
    options.b = ND_NONE;
    explanation.refused_count = 2;
    explanation.refused[0] = (nd_refused){documents[3], {.relation = ND_TEMPLATE, .coverage_a = .9, .coverage_b = .8,
                                                         .note = "template"},
                                          {"figures changed", ND_UNIT_COUNT, 21, 3, 21, 1, 0, 1}};
    explanation.refused[1] = (nd_refused){documents[3], {.relation = ND_EXCERPT, .coverage_a = .5, .coverage_b = .1,
                                                         .note = "weaker than the group"},
                                          {"coverage one way", ND_UNIT_SHARE, .5, .5, .5, 0, 1, 1}};
    assert_string_equal(write_text(),
                        "A  board\\u001b[2J.txt: 13 words, excerpt, cluster c-222222, story s-111111\n"
                        "\nWhy it is there\n"
                        "  A -> harbour.txt -> main.txt: 92% of it in the first, which it covers to 75%\n"
                        "  rule: most of it is in the other, which holds more\n"
                        "  main.txt stands for 3 articles: longest\n"
                        "\nNearest articles that are not in its cluster\n"
                        "  template         alone.txt: 90% of A in it, 80% of it in A; figures changed 21, at most 3\n"
                        "  excerpt          alone.txt: 50% of A in it, 10% of it in A; weaker than the group\n");
}

static void what_is_in_no_group_says_why(void **state) {
    (void)state;
    options.b = ND_NONE;
    explanation.a = documents[3];
    assert_string_equal(write_text(), "A  alone.txt: 5 words, unique\n"
                                      "\nWhy it is there\n"
                                      "  A is in no group: too short to compare\n"
                                      "\nNearest articles that are not in its cluster\n"
                                      "  none: no other article has enough in common with it to be compared\n");
    explanation.a = documents[2];
    assert_non_null(strstr(write_text(), "\n  A stands for 3 articles: longest\n\n"));
}

static void a_failing_sink_ends_the_writing(void **state) {
    (void)state;
    nd_out out;
    collected.size = collected.calls = 0;
    collected.fail_at = 1;
    nd_out_start(&out, collect, &collected, NULL);
    nd_write_explanation(&explanation, &out);
    assert_int_equal(nd_out_finish(&out), ND_ERROR_CLOSED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(two_articles_have_the_documented_shape, start),
        cmocka_unit_test_setup(files_have_no_groups_and_no_statistics, start),
        cmocka_unit_test_setup(colour_is_never_the_only_sign, start),
        cmocka_unit_test_setup(each_relation_has_its_sentence_and_its_outcome, start),
        cmocka_unit_test_setup(thresholds_tell_their_unit_and_what_is_off, start),
        cmocka_unit_test_setup(a_coverage_without_damage_stands_beside_the_one_measured, start),
        cmocka_unit_test_setup(a_pair_that_metadata_forbids_is_told_with_the_reason, start),
        cmocka_unit_test_setup(many_figures_are_cut_with_their_count, start),
        cmocka_unit_test_setup(a_passage_of_furniture_is_told, start),
        cmocka_unit_test_setup(one_article_is_told_by_its_ties_and_what_was_refused, start),
        cmocka_unit_test_setup(what_is_in_no_group_says_why, start),
        cmocka_unit_test_setup(a_failing_sink_ends_the_writing, start),
    };
    return cmocka_run_group_tests_name("write_explanation", tests, NULL, NULL);
}
