/*
 * neighbours.h - the pairs that each item is in: of links of any kind, and of verified pairs.
 */
#ifndef ND_NEIGHBOURS_H
#define ND_NEIGHBOURS_H

#include <stddef.h>

#include "match/pair.h"

/* For each item the indices of its pairs, in the order of the list. */
typedef struct nd_incidence {
    uint64_t *begin; /* [item]: where its pairs begin in `touching`; one more at the end */
    uint64_t *touching;
} nd_incidence;

/* A pair is a record of `size` bytes that begins with the numbers of its two items, each below `items`.
 * Sixteen bytes a pair. nd_incidence_free accepts one that failed. */
int  nd_incidence_list(nd_incidence *out, const void *pairs, size_t size, size_t count, uint32_t items,
                       nd_error *error);
void nd_incidence_free(nd_incidence *incidence);

typedef struct nd_neighbours {
    const nd_verified *pairs; /* the caller's */
    nd_incidence       of;
} nd_neighbours;

int  nd_neighbours_list(nd_neighbours *out, const nd_verified *pairs, size_t count, uint32_t texts, nd_error *error);
void nd_neighbours_free(nd_neighbours *neighbours);

static inline uint32_t nd_neighbours_count(const nd_neighbours *n, uint32_t text) {
    return (uint32_t)(n->of.begin[text + 1] - n->of.begin[text]);
}

/* In the order of `pairs`. */
static inline const nd_verified *nd_neighbours_pair(const nd_neighbours *n, uint32_t text, uint32_t i) {
    return &n->pairs[n->of.touching[n->of.begin[text] + i]];
}

#endif
