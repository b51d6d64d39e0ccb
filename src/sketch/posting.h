/*
 * posting.h - (key, article): an article holds a key. Sorting postings by key brings together the
 * articles that share one.
 */
#ifndef ND_POSTING_H
#define ND_POSTING_H

#include <string.h>

#include "base/buf.h"
#include "base/pool.h"

/* Three words of 32 bits: no padding, and a section of width 4 on disk. */
typedef struct nd_posting {
    uint32_t key_low, key_high;
    uint32_t article;
} nd_posting;

/* A partition is all keys with the same top bits. Their number is part of the file format and depends
 * on neither memory nor threads. */
#define ND_PARTITION_BITS 6
#define ND_PARTITIONS (1u << ND_PARTITION_BITS)

static inline uint64_t nd_posting_key(const nd_posting *posting) {
    return (uint64_t)posting->key_high << 32 | posting->key_low;
}

static inline uint32_t nd_posting_partition(const nd_posting *posting) {
    return posting->key_high >> (32 - ND_PARTITION_BITS);
}

/* Postings as they come, each in the partition of its key. */
typedef struct nd_partitions {
    nd_buf of[ND_PARTITIONS]; /* nd_posting */
} nd_partitions;

/* Adds one. */
static inline int nd_partitions_put(nd_partitions *partitions, uint64_t key, uint32_t article, nd_error *error) {
    nd_posting posting = {(uint32_t)key, (uint32_t)(key >> 32), article};
    nd_buf    *of = &partitions->of[nd_posting_partition(&posting)];
    if (of->capacity - of->size < sizeof posting && nd_buf_reserve(of, sizeof posting, error)) return ND_ERROR_MEMORY;
    memcpy(of->data + of->size, &posting, sizeof posting);
    of->size += sizeof posting;
    return ND_OK;
}

/* Takes back those of an article; none of a later one may be there. */
void nd_partitions_take_back(nd_partitions *partitions, uint32_t article);

/* Which postings are worth keeping. */
typedef enum nd_keeping {
    ND_KEEP_ALL,   /* the keys may meet those of other shards */
    ND_KEEP_SHARED /* keys that one article holds lead nowhere: most of these are dropped */
} nd_keeping;

/* Moves the postings to *out, which is empty, sorted by key; those of one key keep their order.
 * ends[p] = how many lie in partitions 0..p. The partitions are empty then. Needs as much memory again as the
 * largest, for each thread. Postings may be lost on failure. */
int  nd_partitions_seal(nd_partitions *partitions, nd_keeping keeping, nd_pool *pool, nd_buf *out,
                        uint64_t ends[ND_PARTITIONS], nd_error *error);
void nd_partitions_free(nd_partitions *partitions);

#endif
