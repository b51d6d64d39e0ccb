/*
 * candidates.h - pairs worth aligning: texts that share a key.
 *
 * Round 0 takes the bands of document signatures and finds whole copies. Round 1 takes passage keys,
 * with one text for each group of whole copies, and finds everything else. A key that many hold links
 * them sparsely, so that a story printed by 500 papers costs some pairs each and is not dropped;
 * complete.h makes up for the missing pairs inside a group.
 */
#ifndef ND_CANDIDATES_H
#define ND_CANDIDATES_H

#include "match/statistics.h"
#include "match/verify.h"

/* The share of partitions p with p % shards == shard. */
typedef struct nd_share {
    uint32_t shard, shards;
} nd_share;

/* Leaves the candidates of a share in *out, which is empty, sorted and without repeats. `statistics` is
 * NULL in round 0. */
int nd_candidates_find(const nd_population *population, const nd_statistics *statistics, nd_share share, nd_buf *out,
                       nd_error *error);

#endif
