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

typedef struct nd_bundles {
    nd_bundle *slots; /* open addressing by (low, high) */
    size_t     mask;
    nd_buf    *partners; /* [group]: uint32_t; some are linked no more */
    uint32_t   items;
    uint32_t   least; /* mean to be on the heap; more than any until nd_bundles_rank */
    nd_buf     heap;
} nd_bundles;

/* For groups 0..items-1 and up to `links` links. nd_bundles_close accepts one that failed to open. Who only
 * counts what is between groups leaves out nd_bundles_rank, and no heap is kept. */
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
