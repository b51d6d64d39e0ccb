/*
 * postings.h - the posting engine: for a partition of the keys, the texts that share one.
 *
 * The same engine serves both families of keys, in memory and from stage files, for counting and for
 * candidates.
 */
#ifndef ND_POSTINGS_H
#define ND_POSTINGS_H

#include "match/collection.h"

/* The texts that hold a key, each once, in the order of their articles in the shards. Stubs and articles whose text
 * another stands for are not among them. */
typedef struct nd_bucket {
    uint64_t        key;
    const uint32_t *texts;
    size_t          count;
    int             is_repeated; /* one of them, or several, have it more than once */
    size_t          gathered; /* texts of this bucket and of those visited after it, all from `texts` on; 0: they were
                               * counted in one before */
} nd_bucket;

/* Called in rising order for every key of the partition that several texts hold. A negative status ends
 * the walk. */
typedef int nd_bucket_fn(void *context, const nd_bucket *bucket, nd_error *error);

typedef struct nd_postings nd_postings;

/* The postings of a family, to be walked through by so many threads. */
nd_postings *nd_postings_new(const nd_collection *collection, int family, unsigned threads, nd_error *error);
void         nd_postings_free(nd_postings *postings);

/* Walks through a partition. Threads have numbers below their count, no two the same. Where the collection is a shard
 * that has been lent, each partition can be walked through once. */
int nd_postings_group(nd_postings *postings, unsigned thread, uint32_t partition, nd_bucket_fn *visit, void *context,
                      nd_error *error);

/* Gives back the room of what was walked through, when no other thread is at work. */
void nd_postings_trim(nd_postings *postings);

#endif
