/*
 * candidates.c - a walk over the postings of bands. Partitions are gone through a few for each thread at a
 * time, and what was found in these is brought together before the next.
 */
#include "match/candidates.h"

#include <stdatomic.h>

#include "base/error.h"
#include "match/links.h"

struct search {
    nd_postings *postings;
    nd_links    *links;
    nd_share     share;
    uint32_t     first; /* partition, of those at hand */
    atomic_int   status;
};

/* A thread at work on it. */
struct searcher {
    const struct search *search;
    unsigned             thread;
};

static int link_bucket(void *context, const nd_bucket *bucket, nd_error *error) {
    const struct searcher *searcher = context;
    return nd_links_add(searcher->search->links, searcher->thread, bucket, error);
}

static void search_partitions(void *context, unsigned worker, size_t begin, size_t end) {
    struct search  *search = context;
    struct searcher searcher = {search, worker};
    for (size_t i = begin; i < end; i++) {
        uint32_t partition = search->first + (uint32_t)i * search->share.shards;
        int      status = nd_postings_group(search->postings, worker, partition, link_bucket, &searcher, NULL);
        if (status) atomic_store(&search->status, status);
    }
}

static int search_all(struct search *search, nd_pool *pool, nd_error *error) {
    uint32_t most = ND_PARTITIONS_A_THREAD * nd_pool_jobs(pool), step = search->share.shards;
    int      status = ND_OK;
    for (uint64_t next = search->share.shard; next < ND_PARTITIONS && !status; next += (uint64_t)most * step) {
        size_t left = (ND_PARTITIONS - next + step - 1) / step;
        search->first = (uint32_t)next;
        nd_pool_run(pool, left < most ? left : most, 1, search_partitions, search);
        status = atomic_load(&search->status) ? nd_fail_memory(error) : nd_links_collect(search->links, error);
    }
    return status;
}

int nd_candidates_find(const nd_population *population, nd_share share, nd_buf *out, nd_error *error) {
    struct search search = {.share = share};
    int           status = nd_links_open(&search.links, population, error);
    if (!status)
        search.postings = nd_postings_new(population->collection, ND_KEYS_BANDS, nd_pool_jobs(population->pool), error);
    if (!status) status = search.postings ? search_all(&search, population->pool, error) : ND_ERROR_MEMORY;
    if (!status) status = nd_links_take(search.links, out, error);
    nd_links_free(search.links);
    nd_postings_free(search.postings);
    return status;
}
