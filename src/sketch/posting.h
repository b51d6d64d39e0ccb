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

/* Adds one; there must be room for it. */
static inline void nd_posting_put(nd_buf *postings, uint64_t key, uint32_t article) {
    nd_posting posting = {(uint32_t)key, (uint32_t)(key >> 32), article};
    memcpy(postings->data + postings->size, &posting, sizeof posting);
    postings->size += sizeof posting;
}

int nd_posting_append(nd_buf *postings, uint64_t key, uint32_t article, nd_error *error);

/* Sorts by key, then by article. Needs little memory: what the most crowded of 256 parts of the keys takes, for
 * each thread. Unchanged on failure. */
int nd_postings_sort(nd_buf *postings, nd_pool *pool, nd_error *error);

/* ends[p] = how many of the sorted postings lie in partitions 0..p. */
void nd_postings_partition(const nd_posting *postings, size_t count, uint64_t ends[ND_PARTITIONS]);

#endif
