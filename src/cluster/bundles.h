/*
 * bundles.h - links between groups that are being joined: which two groups are linked best?
 */
#ifndef ND_BUNDLES_H
#define ND_BUNDLES_H

#include "base/buf.h"
#include "cluster/copies.h"

/* All links between groups low < high. */
typedef struct nd_bundle {
    uint32_t low, high;
    uint64_t sum, count; /* of their scores; count 0: a free slot */
} nd_bundle;

/* The groups that a group has been linked with; some of them are gone by now. */
typedef struct nd_chain {
    uint32_t first, length; /* one more than the place of the first, 0 if there is none */
} nd_chain;

typedef struct nd_bundles {
    nd_buf   slots; /* nd_bundle: open addressing by (low, high) */
    size_t   mask;
    nd_buf   chains;   /* nd_chain [group] */
    nd_buf   partners; /* what chains are made of */
    nd_buf   heap;
    uint32_t least; /* mean to be on the heap; more than any until nd_bundles_rank */
} nd_bundles;

/* For groups 0..items-1 and up to `links` links; `bundles` is {0} the first time, and may be opened again in the memory
 * that it has. nd_bundles_close accepts one that failed to open. Who only counts what is between groups leaves out
 * nd_bundles_rank, and no heap is kept. */
int  nd_bundles_open(nd_bundles *bundles, uint32_t items, size_t links, nd_error *error);
void nd_bundles_close(nd_bundles *bundles);

/* Links between the same groups add up. */
int nd_bundles_add(nd_bundles *bundles, const nd_link *link, nd_error *error);

/* How many links there are between two groups. */
uint64_t nd_bundles_count(const nd_bundles *bundles, uint32_t a, uint32_t b);

/* All links are added: bundles whose mean reaches `least` can be the best from here on. */
int nd_bundles_rank(nd_bundles *bundles, uint32_t least, nd_error *error);

/* The two groups of the highest mean, ties by the smaller numbers. 0: none reaches `least`. */
int nd_bundles_best(nd_bundles *bundles, uint32_t *a, uint32_t *b);

/* Joins *b into *a, having swapped them if *b has more partners. */
int nd_bundles_join(nd_bundles *bundles, uint32_t *a, uint32_t *b, nd_error *error);

#endif
