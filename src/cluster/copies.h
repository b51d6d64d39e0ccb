/*
 * copies.h - from verified pairs to clusters of copies.
 *
 * Average linkage: two groups join while the mean score of the pairs between them is the largest and
 * reaches a threshold; then single items move to the group they score best with, in a bounded number of
 * passes.
 * Connected components merge through chains; a mean does not.
 */
#ifndef ND_COPIES_H
#define ND_COPIES_H

#include <stddef.h>

#include "newsdup.h"

/* A pair of items that was looked at; score of 65536, 0 if the pair was refused or is unrelated. A pair
 * that is not listed was not looked at, and counts neither way. a < b; a pair may be listed again, as
 * where items stand for several texts each. */
typedef struct nd_link {
    uint32_t a, b;
    uint32_t score;
} nd_link;

/* groups[item] becomes the smallest item of its group; `least` >= 1 must be reached. */
int nd_cluster_average(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                       nd_error *error);

/* The usual ways, as baselines for measurements (baseline.c). */
int nd_cluster_components(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                          nd_error *error);
/* Each time the item with the most links of at least `least` takes all of them that are still free. */
int nd_cluster_star(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                    nd_error *error);

#endif
