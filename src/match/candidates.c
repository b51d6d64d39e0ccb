/*
 * candidates.c - links within a bucket. The order of a large bucket is by a hash of key and text, so
 * that different keys of the same texts link them differently, and the union of the chains is well
 * connected; with one fixed order recall falls by half.
 */
#include "match/candidates.h"

#include <stdlib.h>

#include "base/error.h"
#include "match/postings.h"

struct finding {
    const nd_collection *collection;
    const uint32_t      *groups;
    const nd_statistics *statistics;
    nd_buf              *out;
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
    return nd_buf_append(finding->out, &candidate, sizeof candidate, error);
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

int nd_candidates_find(const nd_collection *collection, const uint32_t *groups, const nd_statistics *statistics,
                       uint32_t shard, uint32_t shards, nd_buf *out, nd_error *error) {
    struct finding finding = {.collection = collection, .groups = groups, .statistics = statistics, .out = out};
    int            family = groups ? ND_KEYS_PASSAGES : ND_KEYS_BANDS, status = ND_OK;
    for (uint32_t p = shard; p < ND_PARTITIONS && !status; p += shards)
        status = nd_postings_group(collection, family, p, link_bucket, &finding, error);
    nd_buf_free(&finding.holders);
    return status;
}
