/*
 * relation.h - from an alignment to a relation: every rule and threshold of verification.
 */
#ifndef ND_RELATION_H
#define ND_RELATION_H

#include "match/align.h"
#include "match/pair.h"
#include "match/rest.h"

/* The thresholds, as integers; nd_rules_init takes them from the options. */
typedef struct nd_rules {
    uint32_t near_duplicate; /* least coverage both ways, of 65536 */
    uint32_t excerpt;        /* least coverage one way, of 65536; over ND_WHOLE: off */
    uint32_t story_halves;   /* least words in passages, times two; 0: off */
    uint32_t template_share; /* most facts changed, of 1000 words of the shorter text */
    uint32_t template_share_later; /* the same where dates are far apart */
} nd_rules;

void nd_rules_init(nd_rules *rules, const nd_options *options);

/* A rule that was asked of a pair: what the pair has against what is asked for, both of ND_WHOLE, in words
 * times two, or counted. */
typedef struct nd_asked {
    const char *rule; /* static */
    nd_unit     unit;
    uint32_t    value, bound;
    uint32_t    measured; /* as it was measured, where `value` is what it would be without damage; else the value */
    int         is_most; /* the bound is the most that is allowed, not the least */
    int         is_met;
} nd_asked;

/* Facts that changed, against what makes a form. */
typedef struct nd_facts_share {
    uint32_t share;    /* of the words of the shorter text, of 65536, rounded up; where dates are far apart as many
                          times larger as fewer are allowed there, so that all compare with one threshold */
    uint8_t  is_asked; /* 0: the pair was not asked */
    uint8_t  is_form;  /* there are too many */
} nd_facts_share;

/* The rules that were asked, in their order, for explanations. */
typedef struct nd_trace {
    nd_asked       asked[ND_CHECKS_MAX];
    uint32_t       count, decided; /* the one that the relation rests on */
    nd_facts_share facts;
} nd_trace;

/* What is known of two texts beside their alignment. */
typedef struct nd_measures {
    uint32_t lengths[2]; /* words of A and B, times two, furniture included */
    uint32_t days_apart; /* between their dates of publication; 0 where a date is not known */
} nd_measures;

/* Fills in all of *pair but a, b, jaccard and round. */
void nd_relate(const nd_rules *rules, const nd_alignment *alignment, const nd_measures *measures, nd_verified *pair);
/* The same, and tells in *trace, if it is not NULL, what was asked. */
void nd_relate_traced(const nd_rules *rules, const nd_alignment *alignment, const nd_measures *measures,
                      nd_verified *pair, nd_trace *trace);

/* Whether the relation found may be refused for what the rest of the texts says, and does so: where that
 * names other people and places, a stock sentence or the furniture of a page is all they share. */
int  nd_depends_on_rest(const nd_verified *pair);
void nd_relate_rest(const nd_rest *rest, nd_verified *pair, nd_trace *trace);

/* What the pair has against the first three thresholds: of ND_WHOLE, or words times two. Returns 0 where the
 * threshold is not asked of it. `shorter_halves` are the words of the shorter text, furniture included. */
int nd_rules_value(const nd_rules *rules, nd_threshold threshold, const nd_verified *pair, uint32_t shorter_halves,
                   uint32_t *value);

/* Whether a pair is so near that both texts count as one when frequencies are counted (round 0), and
 * as one in large groups. */
int nd_is_whole_copy(const nd_verified *pair);

/* Whether texts of these lengths, words times two, may be; asked before they are aligned. */
int nd_may_be_whole_copy(uint32_t halves_a, uint32_t halves_b);

/* Whether it would be, whatever the scopes say: statistics are about words. */
int nd_is_whole_copy_by_words(const nd_verified *pair);

#endif
