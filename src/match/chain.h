/*
 * chain.h - the best chains of equal runs in two texts, one to one: no word is in two of them.
 *
 * Greedy one-to-one tiling as in Wise, String similarity via greedy string tiling (1993).
 */
#ifndef ND_CHAIN_H
#define ND_CHAIN_H

#include "match/runs.h"

/* Half-open ranges of tokens in both texts. */
typedef struct nd_span {
    uint32_t a_begin, a_end, b_begin, b_end;
    uint32_t halves; /* equal words in it that count for a story, times two */
} nd_span;

/* Working space of one thread, and the two texts. Zero it before its first use. */
typedef struct nd_chainer {
    nd_finder finder;
    nd_buf    order, chain;   /* its runs by score; those of the last chain */
    nd_buf    used_a, used_b; /* a byte a token: it belongs to a passage */
    uint32_t  free_a, free_b; /* tokens that do not */
    uint32_t  next;           /* in `order` */
    uint64_t  looked_at;      /* words of runs, to find what is free of them */
} nd_chainer;

void nd_chainer_free(nd_chainer *chainer);

/* Makes `a` the first text of the chains to come; its tokens must stay. */
int nd_chainer_set(nd_chainer *chainer, nd_text a, nd_error *error);

/* Finds and ranks the runs that A and `b` have in common. */
int nd_chainer_start(nd_chainer *chainer, nd_text b, nd_error *error);

/* The next best chain of what is not used yet: its runs in the order of both texts, borrowed until the
 * next call. Returns how many there are, 0 at the end. */
uint32_t nd_chainer_next(nd_chainer *chainer, const nd_run **chain);

/* Whether no token is used yet. */
static inline int nd_chainer_is_unused(const nd_chainer *chainer) {
    return chainer->free_a == chainer->finder.a.count && chainer->free_b == chainer->finder.b.count;
}

/* Marks tokens as used: no later chain has them. */
void nd_chainer_use(nd_chainer *chainer, const nd_span *span);

#endif
