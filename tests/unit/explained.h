/*
 * explained.h - explanations written down by hand, for tests of their writers: two short texts with one
 * passage, in which a figure, a name and a word that was added differ.
 */
#ifndef EXPLAINED_H
#define EXPLAINED_H

#include <string.h>

#include "report/explanation.h"

static char text_a[] = "Intro. The harbour board sold 91 bonds to Reed on Tuesday, it said.";
static char text_b[] = "The harbour board sold 182 bonds to Marsh on Tuesday, it also said. More.";

/* The range of `words` in the text. */
static void find_range(const char *text, const char *words, uint64_t out[2]) {
    const char *at = strstr(text, words);
    out[0] = (uint64_t)(at - text);
    out[1] = out[0] + strlen(words);
}

static nd_difference differences[3];
static nd_passage    passage;

/* `e->options`, documents and result are the caller's. */
static void explain_by_hand(nd_explanation *e) {
    nd_comparison *c = &e->comparison;
    e->text_a = (nd_buf){.data = (uint8_t *)text_a, .size = strlen(text_a)};
    e->text_b = (nd_buf){.data = (uint8_t *)text_b, .size = strlen(text_b)};
    find_range(text_a, "The harbour board sold 91 bonds to Reed on Tuesday, it said", passage.at);
    find_range(text_b, "The harbour board sold 182 bonds to Marsh on Tuesday, it also said", passage.in);
    passage.words = passage.story_words = 12;
    find_range(text_a, "91", differences[0].at);
    find_range(text_b, "182", differences[0].in);
    find_range(text_a, "Reed", differences[1].at);
    find_range(text_b, "Marsh", differences[1].in);
    find_range(text_a, "it", differences[2].at);
    differences[2].at[0] = differences[2].at[1] = strstr(text_a, "it said") + 2 - text_a;
    find_range(text_b, "also", differences[2].in);
    *c = (nd_comparison){.pair = {.a = 0, .b = 1, .relation = ND_NEAR_DUPLICATE, .coverage_a = .9231, .coverage_b = .75,
                                  .jaccard = .25, .passages = 1, .longest_passage_words = 12, .figures_changed = 1,
                                  .note = ""},
                         .one_cluster = 1, .was_aligned = 1, .words_a = 13, .words_b = 16, .covered_a = 12,
                         .covered_b = 12, .check_count = 2, .passages = &passage, .passage_count = 1,
                         .differences = differences, .difference_count = 3, .figures = differences,
                         .figure_count = 1};
    c->checks[0] = (nd_check){"coverage both ways", ND_UNIT_SHARE, .75, .7, .75, 0, 1, 1};
    c->checks[1] = (nd_check){"figures changed", ND_UNIT_COUNT, 1, 3, 1, 1, 1, 0};
}

#endif
