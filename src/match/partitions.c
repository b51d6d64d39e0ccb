/*
 * partitions.c - few enough at a time that what is linked in them, much of it more than once, takes little room before
 * it is brought together; many enough that no thread waits long for the others.
 */
#include "match/partitions.h"

#include <stdatomic.h>

#include "base/error.h"

#define A_THREAD 32

struct run {
    const nd_partition_loop *loop;
    uint32_t                 first; /* of the partitions at hand */
    atomic_int               status;
};

static void visit_some(void *context, unsigned worker, size_t begin, size_t end) {
    struct run              *run = context;
    const nd_partition_loop *loop = run->loop;
    for (size_t i = begin; i < end; i++) {
        int status = loop->visit(loop->context, worker, run->first + (uint32_t)i * loop->share.shards);
        if (status) atomic_store(&run->status, status);
    }
}

int nd_partitions_run(const nd_partition_loop *loop, nd_error *error) {
    struct run     run = {.loop = loop};
    const uint64_t most = A_THREAD * nd_pool_jobs(loop->pool), step = loop->share.shards;
    int            status = ND_OK;
    for (uint64_t next = loop->share.shard; next < ND_PARTITIONS && !status; next += most * step) {
        uint64_t left = (ND_PARTITIONS - next + step - 1) / step;
        run.first = (uint32_t)next;
        nd_pool_run(loop->pool, left < most ? left : most, 1, visit_some, &run);
        if (loop->postings) nd_postings_trim(loop->postings);
        if (atomic_load(&run.status)) status = nd_fail_memory(error);
        else if (loop->links) status = nd_links_collect(loop->links, error);
    }
    return status;
}
