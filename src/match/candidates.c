/* candidates.c - a walk over the postings of bands. */
#include "match/candidates.h"

#include "base/error.h"

struct search {
    nd_postings *postings;
    nd_links    *links;
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

static int search_partition(void *context, unsigned worker, uint32_t partition) {
    const struct search *search = context;
    struct searcher      searcher = {search, worker};
    return nd_postings_group(search->postings, worker, partition, link_bucket, &searcher, NULL);
}

int nd_candidates_find(const nd_population *population, nd_share share, nd_buf *out, nd_error *error) {
    nd_pool      *pool = population->pool;
    struct search search = {.links = NULL};
    int           status = nd_links_open(&search.links, population, error);
    if (!status) {
        search.postings = nd_postings_new(population->collection, ND_KEYS_BANDS, nd_pool_jobs(pool), error);
        if (!search.postings) status = ND_ERROR_MEMORY;
    }
    nd_partition_loop loop = {pool, share, search.links, search.postings, search_partition, &search};
    if (!status) status = nd_partitions_run(&loop, error);
    if (!status) status = nd_links_take(search.links, out, error);
    nd_links_free(search.links);
    nd_postings_free(search.postings);
    return status;
}
