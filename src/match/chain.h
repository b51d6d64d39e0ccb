/*
 * chain.h - equal runs of words in two texts, chained across short gaps, one to one.
 *
 * Greedy one-to-one tiling as in Wise, String similarity via greedy string tiling (1993); chaining with
 * a gap cost as in Li, Minimap2 (Bioinformatics 2018).
 */
#ifndef ND_CHAIN_H
#define ND_CHAIN_H

#include "base/buf.h"
#include "match/collection.h"

/* Equal words: `length` of them from token a of text A and token b of text B. */
typedef struct nd_run {
    uint32_t a, b, length;
    int32_t  score;  /* of the best chain that ends here */
    uint32_t before; /* the run before it in that chain, plus one; 0: none */
    uint32_t reach;  /* where the runs up to this one end in B, at most */
    uint32_t taken;
} nd_run;

/* Half-open ranges of tokens in both texts. */
typedef struct nd_span {
    uint32_t a_begin, a_end, b_begin, b_end;
    uint32_t halves; /* equal words in it that count for a story, times two */
} nd_span;

/* Working space of one thread, and the two texts. Zero it before its first use. */
typedef struct nd_chainer {
    nd_text  a, b;
    uint32_t head_bits, next;
    nd_buf   heads, nexts;   /* uint32_t: index of A's runs of three words */
    nd_buf   diagonals;      /* uint32_t: how far each diagonal has been followed in B */
    nd_buf   runs, order;    /* found runs; their indices by score */
    nd_buf   used_a, used_b; /* a byte a token: it belongs to a passage */
    nd_buf   chain;
} nd_chainer;

void nd_chainer_free(nd_chainer *chainer);

/* Makes `a` the first text of the chains to come; its tokens must stay. */
int nd_chainer_set(nd_chainer *chainer, nd_text a, nd_error *error);

/* Finds and ranks the runs that A and `b` have in common. */
int nd_chainer_start(nd_chainer *chainer, nd_text b, nd_error *error);

/* The next best chain of what is not used yet: its runs in the order of both texts, borrowed until the
 * next call. Returns how many there are, 0 at the end. */
uint32_t nd_chainer_next(nd_chainer *chainer, const nd_run **chain);

/* Marks tokens as used: no later chain has them. */
void nd_chainer_use(nd_chainer *chainer, const nd_span *span);

static inline int nd_same_word(uint32_t a, uint32_t b) {
    return nd_token_word(a) == nd_token_word(b);
}

#endif
