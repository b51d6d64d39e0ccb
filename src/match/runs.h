/*
 * runs.h - equal runs of words in two texts, and for each the best chain of runs that ends with it.
 *
 * Chaining with a gap cost as in Li, Minimap2 (Bioinformatics 2018).
 */
#ifndef ND_RUNS_H
#define ND_RUNS_H

#include "match/seeds.h"

/* What a chain scores at least: four times eight words. */
#define ND_CHAIN_SCORE_LEAST 32

/* Words that may be passed over between two runs of a chain, in each text. */
#define ND_CHAIN_GAP 24

/* Equal words: `length` of them from token a of text A and token b of text B. */
typedef struct nd_run {
    uint32_t a, b, length;
    int32_t  score;  /* of the best chain that ends here */
    uint32_t before; /* the run before it in that chain, plus one; 0: none */
    int32_t  most;   /* of the best chain that ends here or with a run before this one */
    uint32_t reach;  /* where the runs up to this one end in B, at most */
    uint32_t taken;
} nd_run;

/* Working space of one thread, and the two texts. Zero it before its first use. */
typedef struct nd_finder {
    nd_text  a, b;
    nd_seeds seeds;        /* of A */
    nd_buf   diagonals;    /* uint32_t: how far each diagonal has been followed in B */
    nd_buf   fingers;      /* uint32_t: [list] first place that is not behind the lead; empty: no need yet */
    nd_buf   runs;         /* nd_run */
    uint32_t lead_a, lead_b; /* where the alignment that is followed has come to */
    nd_run   followed;       /* of the runs that were followed, the one that ends last in B */
    uint64_t work;           /* that was spent on `b` */
    size_t   prune_at;
} nd_finder;

void nd_finder_free(nd_finder *finder);

/* Indexes the first text; its tokens must stay. */
int nd_finder_set(nd_finder *finder, nd_text a, nd_error *error);

/* Leaves the runs that A and `b` have in common in finder->runs, by their place in B, with their scores. */
int nd_finder_find(nd_finder *finder, nd_text b, nd_error *error);

/* What a chain gains by going from `x` on to `y`; negative if it cannot. Where they overlap, `y` counts
 * from the end of `x`. */
int32_t nd_link_score(const nd_run *x, const nd_run *y);

#endif
