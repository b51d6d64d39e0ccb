/*
 * verify.h - aligns and judges a list of candidate pairs, in parallel.
 */
#ifndef ND_VERIFY_H
#define ND_VERIFY_H

#include "match/proofs.h"
#include "match/relation.h"

/* A candidate pair, a < b; lists are sorted and without repeats. */
typedef uint64_t nd_candidate;
#define ND_CANDIDATE(a, b) ((nd_candidate)(a) << 32 | (b))

static inline uint32_t nd_candidate_a(nd_candidate candidate) {
    return (uint32_t)(candidate >> 32);
}

static inline uint32_t nd_candidate_b(nd_candidate candidate) {
    return (uint32_t)candidate;
}

/* What verification reads; all of it is frozen meanwhile. */
typedef struct nd_judge {
    const nd_collection *collection;
    const nd_statistics *statistics; /* NULL in round 0 */
    const nd_rules      *rules;
    uint32_t             round;
    int                  for_whole_copies; /* 1: what is none by its length is not aligned, but ND_PUT_OFF */
    int                  with_jaccard; /* 0: nd_verified.jaccard stays 0, which saves a third */
    nd_proofs           *proofs; /* takes the passages of related pairs; NULL: they are not kept */
    nd_pool             *pool;
    nd_progress_fn      *progress; /* may be NULL */
    void                *progress_context;
} nd_judge;

/* Appends one nd_verified a candidate to *out, in their order. ND_ERROR_CANCELLED if progress asks. */
int nd_verify(const nd_judge *judge, const nd_candidate *candidates, size_t count, nd_buf *out, nd_error *error);

/* Sorts candidates and drops repeats. Returns how many are left. */
size_t nd_candidates_sort(nd_candidate *candidates, size_t count);

/* Drops the candidates that are among `pairs`; both lists are sorted. Returns how many are left. */
size_t nd_candidates_drop_known(nd_candidate *candidates, size_t count, const nd_verified *pairs, size_t pair_count);

/* Aligns one pair of texts whose tokens may be those of other articles; for evidence. */
typedef struct nd_examiner {
    nd_aligner   aligner;
    nd_remainder remainder;
    nd_masker    masker_a, masker_b;
    nd_side      sides[2]; /* of the pair at hand */
    nd_span      whole;  /* of a text that is identical to another */
    uint32_t     text_a; /* the text that the aligner is set to, plus one; 0: none */
    nd_trace    *trace;  /* filled with the rules that are asked; NULL: they are not told */
} nd_examiner;

/* Aligns texts a and b; the alignment is borrowed until the next. */
int  nd_examine(nd_examiner *examiner, const nd_judge *judge, uint32_t a, uint32_t b, nd_alignment *alignment,
                nd_verified *out, nd_error *error);

/* The Jaccard similarity of two texts, times 65536, without aligning them. Cheapest if `a` stays the same. */
int  nd_examine_jaccard(nd_examiner *examiner, const nd_judge *judge, uint32_t a, uint32_t b, uint32_t *out,
                        nd_error *error);
void nd_examiner_free(nd_examiner *examiner);

#endif
