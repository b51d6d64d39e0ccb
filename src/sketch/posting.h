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

/* Bits of a key that its partition does not tell. */
#define ND_PARTITION_KEY_BITS (64 - ND_PARTITION_BITS)
/* So many articles on or more are too far to be told by a step. */
#define ND_PARTITION_FAR ((1u << ND_PARTITION_BITS) - 1)

/* Postings of one partition as they come: words of 64 bits. The lower ones are those of the key, the upper ones
 * tell how many articles on from the posting before; ND_PARTITION_FAR: the next word is the article's number. */
typedef struct nd_partition {
    nd_buf   words;
    uint32_t article; /* of the last */
} nd_partition;

typedef struct nd_partitions {
    nd_partition of[ND_PARTITIONS];
} nd_partitions;

/* Makes room for one more, in a partition that has none; for about so many bytes, in one that is empty. */
int nd_partition_grow(nd_partition *of, nd_error *error);
int nd_partition_reserve(nd_partition *of, size_t size, nd_error *error);

/* Adds one. Articles come in rising order. */
static inline int nd_partitions_put(nd_partitions *partitions, uint64_t key, uint32_t article, nd_error *error) {
    nd_partition *of = &partitions->of[key >> ND_PARTITION_KEY_BITS];
    nd_buf       *words = &of->words;
    uint32_t      step = article - of->article;
    int           is_far = step >= ND_PARTITION_FAR;
    uint64_t      both[2] = {key << ND_PARTITION_BITS >> ND_PARTITION_BITS, article};
    if (words->capacity - words->size < sizeof both && nd_partition_grow(of, error)) return ND_ERROR_MEMORY;
    both[0] |= (uint64_t)(is_far ? ND_PARTITION_FAR : step) << ND_PARTITION_KEY_BITS;
    memcpy(words->data + words->size, both, sizeof both);
    words->size += sizeof *both << is_far;
    of->article = article;
    return ND_OK;
}

/* Takes back those of an article; none of a later one may be there. */
void nd_partitions_take_back(nd_partitions *partitions, uint32_t article);

/* Which postings are worth keeping. */
typedef enum nd_keeping {
    ND_KEEP_ALL,   /* the keys may meet those of other shards */
    ND_KEEP_SHARED /* a posting whose key no other has leads nowhere */
} nd_keeping;

/* How to sort, and which: the partitions first, first + step and so on. */
typedef struct nd_sealing {
    nd_keeping keeping;
    nd_pool   *pool;
    uint32_t   first, step;
} nd_sealing;

/* Sorts the postings of several lists by key, those of one key by article, which may be in one of the lists only. They
 * are left in the partitions of the first, unpacked; nothing can be put there any more. Needs, for each thread, as much
 * memory again as what is kept of the largest. Postings may be lost on failure. */
int nd_partitions_sort(nd_partitions *lists, size_t count, const nd_sealing *how, nd_error *error);

/* Moves what was sorted to *out, which is empty. ends[p] = how many lie in partitions 0..p. The partitions are empty
 * then. */
int nd_partitions_join(nd_partitions *sorted, nd_pool *pool, nd_buf *out, uint64_t ends[ND_PARTITIONS],
                       nd_error *error);

/* Both, of one list. */
int  nd_partitions_seal(nd_partitions *partitions, nd_keeping keeping, nd_pool *pool, nd_buf *out,
                        uint64_t ends[ND_PARTITIONS], nd_error *error);
void nd_partitions_free(nd_partitions *partitions);

#endif
