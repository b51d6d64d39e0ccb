/* partitions.h - a loop over the partitions of the keys. */
#ifndef ND_PARTITIONS_H
#define ND_PARTITIONS_H

#include "base/pool.h"
#include "match/links.h"

/* The share of a shard: the partitions p with p % shards == shard; of candidates that are listed, those whose first
 * text is such a number. */
typedef struct nd_share {
    uint32_t shard, shards;
} nd_share;

#define ND_WHOLE_SHARE ((nd_share){0, 1})

/* Does one partition; `worker` numbers the thread. A negative status ends the loop: it says that there is no memory. */
typedef int nd_partition_fn(void *context, unsigned worker, uint32_t partition);

/* Partitions that are gone through, a few for each thread at a time. Then, while no thread is at work, what was linked
 * is brought together, and the postings give back their room. */
typedef struct nd_partition_loop {
    nd_pool         *pool;
    nd_share         share;
    nd_links        *links;    /* or NULL */
    nd_postings     *postings; /* or NULL */
    nd_partition_fn *visit;
    void            *context;
} nd_partition_loop;

int nd_partitions_run(const nd_partition_loop *loop, nd_error *error);

#endif
