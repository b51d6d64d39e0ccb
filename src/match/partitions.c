/*
 * partitions.c - few enough at a time that what is linked in them, much of it more than once, takes little room before
 * it is brought together; many enough that no thread waits long for the others.
 */
#include "match/partitions.h"

#include <stdatomic.h>

#include "base/error.h"

#define A_THREAD 32

struct loop {
    nd_partition_fn *visit;
    void            *context;
    uint32_t         first, step; /* of the partitions at hand */
    atomic_int       status;
};

static void visit_some(void *context, unsigned worker, size_t begin, size_t end) {
    struct loop *loop = context;
    for (size_t i = begin; i < end; i++) {
        int status = loop->visit(loop->context, worker, loop->first + (uint32_t)i * loop->step);
        if (status) atomic_store(&loop->status, status);
    }
}

int nd_partitions_run(nd_pool *pool, nd_share share, nd_links *links, nd_partition_fn *visit, void *context,
                      nd_error *error) {
    struct loop    loop = {.visit = visit, .context = context, .step = share.shards};
    const uint64_t most = A_THREAD * nd_pool_jobs(pool);
    int            status = ND_OK;
    for (uint64_t next = share.shard; next < ND_PARTITIONS && !status; next += most * share.shards) {
        uint64_t left = (ND_PARTITIONS - next + share.shards - 1) / share.shards;
        loop.first = (uint32_t)next;
        nd_pool_run(pool, left < most ? left : most, 1, visit_some, &loop);
        if (atomic_load(&loop.status)) status = nd_fail_memory(error);
        else if (links) status = nd_links_collect(links, error);
    }
    return status;
}
