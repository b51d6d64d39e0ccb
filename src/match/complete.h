/*
 * complete.h - round 2: the pairs inside a block that sparse links left out.
 *
 * Clustering needs to know of every pair of a block whether it is a copy. Up to 64 texts all pairs are
 * looked at. In a larger block whole copies of one text count as that text, and of what is left each is
 * looked at with some others and with those that stand for most, so that the cost stays proportional to the
 * block.
 */
#ifndef ND_COMPLETE_H
#define ND_COMPLETE_H

#include "match/verify.h"

#define ND_COMPLETE_ROUND 2
#define ND_COMPLETE_BLOCK 64
#define ND_BLOCK_NEIGHBOURS 8
#define ND_BLOCK_HUBS 8

/* Appends the candidates, not among `pairs` (sorted), of blocks b with b % shards == shard, sorted and
 * without repeats. blocks[text] is its block, copies[text] its group of whole copies. */
int nd_complete_find(const nd_collection *collection, const uint32_t *blocks, const uint32_t *copies,
                     const nd_verified *pairs, size_t pair_count, uint32_t shard, uint32_t shards, nd_buf *out,
                     nd_error *error);

/* The texts and what is known of them. */
typedef struct nd_known {
    const uint32_t    *blocks, *copies; /* [text] */
    uint32_t           texts;
    const nd_verified *pairs; /* sorted; those of this round and later do not bear on items */
    size_t             pair_count;
} nd_known;

/* items[text]: the text that it counts as, when blocks are completed and clustered; itself in a block of up
 * to 64. */
int nd_complete_items(const nd_known *known, uint32_t *items, nd_error *error);

#endif
