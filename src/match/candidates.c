/*
 * candidates.c - links within a bucket. The order of a large bucket is by a hash of key and text, so
 * that different keys of the same texts link them differently, and the union of the chains is well
 * connected; with one fixed order recall falls by half.
 *
 * Texts that share one key mostly share a hundred. So repeats are dropped whenever the list has doubled,
 * and it never takes more than about twice the room of what is found. Partitions are gone through a few at
 * a time, one for each thread; as the list is sorted in the end, who took which shows nowhere.
 */
#include "match/candidates.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/error.h"
#include "match/postings.h"

struct finding {
    const nd_collection *collection;
    const uint32_t      *groups;
    const nd_statistics *statistics;
    nd_buf               found;   /* nd_candidate */
    nd_buf               holders; /* struct holder */
};

struct holder {
    uint64_t order;
    uint32_t text, group;
};

static int by_group(const void *left, const void *right) {
    const struct holder *a = left, *b = right;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    if (a->order != b->order) return a->order < b->order ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

static int by_order(const void *left, const void *right) {
    const struct holder *a = left, *b = right;
    if (a->order != b->order) return a->order < b->order ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

static int link(struct finding *finding, uint32_t a, uint32_t b, nd_error *error) {
    nd_candidate candidate = a < b ? ND_CANDIDATE(a, b) : ND_CANDIDATE(b, a);
    return nd_buf_append(&finding->found, &candidate, sizeof candidate, error);
}

/* Every holder with `reach` after it; all with all if that is how many there are. */
static int link_holders(struct finding *finding, const struct holder *holders, size_t count, size_t reach,
                        nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && j - i <= reach && !status; j++)
            status = link(finding, holders[i].text, holders[j].text, error);
    return status;
}

/* One text for each group of whole copies: the first in the order of this key. */
static size_t keep_one_a_group(struct holder *holders, size_t count) {
    size_t kept = 0;
    qsort(holders, count, sizeof *holders, by_group);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || holders[i].group != holders[kept - 1].group) holders[kept++] = holders[i];
    return kept;
}

/* The digest, not the number: the order does not change when other texts come. */
static uint64_t place_in_order(const struct finding *finding, uint64_t key, uint32_t text) {
    return nd_mix64_pair(key, nd_collection_digest(finding->collection, text)[0]);
}

static int link_bucket(void *context, const nd_bucket *bucket, nd_error *error) {
    struct finding *finding = context;
    if (bucket->count < 2) return ND_OK;
    if (finding->statistics && nd_statistics_mask(finding->statistics, bucket->key) & ND_MASK_FURNITURE) return ND_OK;
    finding->holders.size = 0;
    int status = nd_buf_reserve(&finding->holders, bucket->count * sizeof(struct holder), error);
    if (status) return status;
    struct holder *holders = (struct holder *)finding->holders.data;
    for (size_t i = 0; i < bucket->count; i++) {
        uint32_t text = bucket->texts[i];
        holders[i] = (struct holder){place_in_order(finding, bucket->key, text), text,
                                     finding->groups ? finding->groups[text] : text};
    }
    size_t count = finding->groups ? keep_one_a_group(holders, bucket->count) : bucket->count;
    if (count <= ND_DENSE_BUCKET) return link_holders(finding, holders, count, count, error);
    qsort(holders, count, sizeof *holders, by_order);
    return link_holders(finding, holders, count, 1, error);
}

/* ---- partitions ------------------------------------------------------------------------------- */

struct search {
    struct finding *findings; /* [place among those at hand] */
    int             family;
    nd_share        share;
    uint32_t        first; /* partition of the first */
    atomic_int      status;
};

static void search_partitions(void *context, unsigned worker, size_t begin, size_t end) {
    struct search *search = context;
    (void)worker;
    for (size_t i = begin; i < end; i++) {
        struct finding *finding = &search->findings[i];
        uint32_t        partition = search->first + (uint32_t)i * search->share.shards;
        int status = nd_postings_group(finding->collection, search->family, partition, link_bucket, finding, NULL);
        if (status) atomic_store(&search->status, status);
    }
}

static void drop_repeats(nd_buf *out) {
    nd_candidate *candidates = (nd_candidate *)out->data;
    out->size = nd_candidates_sort(candidates, out->size / sizeof *candidates) * sizeof *candidates;
}

/* Takes over what was found; *sorted is how long the list was when it had no repeats. */
static int collect(struct search *search, size_t count, size_t *sorted, nd_buf *out, nd_error *error) {
    int status = atomic_load(&search->status) ? nd_fail_memory(error) : ND_OK;
    for (size_t i = 0; i < count && !status; i++) {
        nd_buf *found = &search->findings[i].found;
        status = nd_buf_append(out, found->data, found->size, error);
        found->size = 0;
        if (out->size < 2 * *sorted) continue;
        drop_repeats(out);
        *sorted = out->size;
    }
    return status;
}

static int search_all(struct search *search, nd_pool *pool, nd_buf *out, nd_error *error) {
    uint32_t jobs = nd_pool_jobs(pool), step = search->share.shards;
    size_t   sorted = 0;
    int      status = ND_OK;
    for (uint64_t next = search->share.shard; next < ND_PARTITIONS && !status; next += (uint64_t)jobs * step) {
        size_t left = (ND_PARTITIONS - next + step - 1) / step, count = left < jobs ? left : jobs;
        search->first = (uint32_t)next;
        nd_pool_run(pool, count, 1, search_partitions, search);
        status = collect(search, count, &sorted, out, error);
    }
    if (!status) drop_repeats(out);
    return status;
}

int nd_candidates_find(const nd_population *population, const nd_statistics *statistics, nd_share share, nd_buf *out,
                       nd_error *error) {
    unsigned      jobs = nd_pool_jobs(population->pool);
    struct search search = {.family = population->groups ? ND_KEYS_PASSAGES : ND_KEYS_BANDS, .share = share};
    search.findings = calloc(jobs, sizeof *search.findings);
    if (!search.findings) return nd_fail_memory(error);
    for (unsigned i = 0; i < jobs; i++)
        search.findings[i] = (struct finding){population->collection, population->groups, statistics, {0}, {0}};
    int status = search_all(&search, population->pool, out, error);
    for (unsigned i = 0; i < jobs; i++) {
        nd_buf_free(&search.findings[i].found);
        nd_buf_free(&search.findings[i].holders);
    }
    free(search.findings);
    return status;
}
