/*
 * pair.h - two texts that were aligned, and what came of it.
 */
#ifndef ND_PAIR_H
#define ND_PAIR_H

#include <stddef.h>

#include "newsdup.h"

/* Shares are in units of 1/65536, so that every decision is made in integers. */
#define ND_WHOLE 65536u

/* Twelve words of 32 bits: no padding, and a section of width 4 on disk. a < b. */
typedef struct nd_verified {
    uint32_t a, b;
    uint32_t relation; /* nd_relation of A to B; ND_UNRELATED pairs are kept: they were looked at */
    uint32_t coverage_a, coverage_b, jaccard; /* of 65536 */
    uint32_t equal_share;     /* equal words among the words of the passages, of 65536 */
    uint32_t passages;        /* that count for a story */
    uint32_t passage_halves;  /* words in them, times two */
    uint32_t longest_halves;
    uint32_t figures_changed;
    uint32_t round;           /* 0: before there were statistics */
} nd_verified;
#define ND_VERIFIED_WORDS 12
_Static_assert(sizeof(nd_verified) == ND_VERIFIED_WORDS * sizeof(uint32_t), "pairs are words of 32 bits on disk");

/* A relation that no rule gives: the texts would be related, if their scopes did not forbid it. */
#define ND_REFUSED (ND_TEMPLATE + 1u)

/* Another: the texts are not aligned yet, as they are no whole copies by their lengths; the next round does it. */
#define ND_PUT_OFF (ND_TEMPLATE + 2u)

static inline uint64_t nd_verified_key(const nd_verified *pair) {
    return (uint64_t)pair->a << 32 | pair->b;
}

static inline int nd_relation_is_copy(uint32_t relation) {
    return relation == ND_IDENTICAL || relation == ND_NEAR_DUPLICATE || relation == ND_EXCERPT ||
           relation == ND_EXTENDED;
}

/* A coverage as it would be without damage. Where one word in four differs, words at the ends of a passage
 * and short passages altogether are not found: what was found is taken for the share of equal words in it. */
static inline uint32_t nd_undamaged(const nd_verified *pair, uint32_t coverage) {
    uint64_t whole = pair->equal_share ? (uint64_t)coverage * ND_WHOLE / pair->equal_share : coverage;
    return whole < ND_WHOLE ? (uint32_t)whole : ND_WHOLE;
}

/* How much of the shorter text, mostly, is in the other: the larger coverage, without damage. */
static inline uint32_t nd_verified_score(const nd_verified *pair) {
    return nd_undamaged(pair, pair->coverage_a > pair->coverage_b ? pair->coverage_a : pair->coverage_b);
}

/* Where two are no copies, or were refused: so much of one of them is more than a quote or background. */
#define ND_PIECE (ND_WHOLE / 4)

static inline int nd_shares_a_piece(const nd_verified *pair) {
    return !nd_relation_is_copy(pair->relation) && pair->relation != ND_TEMPLATE && nd_verified_score(pair) >= ND_PIECE;
}

/* The same pair as seen from B. */
nd_verified nd_verified_turned(const nd_verified *pair);

/* The pair of texts a and b, in either order, among `pairs`, which are sorted; NULL if it is not there. */
const nd_verified *nd_pairs_find(const nd_verified *pairs, size_t count, uint32_t a, uint32_t b);

#endif
