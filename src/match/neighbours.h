/* neighbours.h - the verified pairs of each text. */
#ifndef ND_NEIGHBOURS_H
#define ND_NEIGHBOURS_H

#include "match/pair.h"

typedef struct nd_neighbours {
    const nd_verified *pairs; /* the caller's */
    uint64_t          *begin; /* [text]: where its pairs begin in `touching`; one more at the end */
    uint64_t          *touching;
} nd_neighbours;

int  nd_neighbours_list(nd_neighbours *out, const nd_verified *pairs, size_t count, uint32_t texts, nd_error *error);
void nd_neighbours_free(nd_neighbours *neighbours);

static inline uint32_t nd_neighbours_count(const nd_neighbours *n, uint32_t text) {
    return (uint32_t)(n->begin[text + 1] - n->begin[text]);
}

/* In the order of `pairs`. */
static inline const nd_verified *nd_neighbours_pair(const nd_neighbours *n, uint32_t text, uint32_t i) {
    return &n->pairs[n->touching[n->begin[text] + i]];
}

#endif
