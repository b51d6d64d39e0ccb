/*
 * posting.h - (key, article): an article holds a key. Sorting postings by key brings together the
 * articles that share one.
 */
#ifndef ND_POSTING_H
#define ND_POSTING_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/pool.h"

/* Three words of 32 bits: no padding, and a section of width 4 on disk. */
typedef struct nd_posting {
    uint32_t key_low, key_high;
    uint32_t article;
} nd_posting;

/* A partition is all keys with the same top bits. Their number is part of the file format and depends
 * on neither memory nor threads. All are about as large. */
#define ND_PARTITION_BITS 8
#define ND_PARTITIONS (1u << ND_PARTITION_BITS)

static inline uint64_t nd_posting_key(const nd_posting *posting) {
    return (uint64_t)posting->key_high << 32 | posting->key_low;
}

/* Postings as they come lie in parts, one for each partition, and packed: the lower bits are the next ones of the
 * key, the upper ones tell how many articles on from the posting before; ND_STEP_FAR: the article's number is what
 * follows, in as many bytes. */
#define ND_PACKED_BYTES 6
#define ND_STEP_BITS 6
#define ND_STEP_FAR ((1u << ND_STEP_BITS) - 1)
#define ND_PACKED_KEY_BITS (8 * ND_PACKED_BYTES - ND_STEP_BITS)

/* A key is so many lower bits of a hash, with zeros below them. The least hash of some, which a passage has, tells
 * little by its upper bits, as most are zero. Of n keys some n^2 / 2^51 pairs are the same by chance: 50,000 of 10^10
 * keys. They make candidates, which are refuted when they are verified. */
#define ND_KEY_BITS (ND_PARTITION_BITS + ND_PACKED_KEY_BITS)
#define ND_KEY_DROPPED (64 - ND_KEY_BITS)

static inline uint64_t nd_key(uint64_t hash) {
    return hash << ND_KEY_DROPPED;
}

typedef struct nd_part {
    nd_buf   packed;  /* behind the last is room to load 64 bits */
    uint32_t article; /* of the last */
} nd_part;

typedef struct nd_parts {
    nd_part of[ND_PARTITIONS];
} nd_parts;

#define ND_PART_ROOM (2 * sizeof(uint64_t)) /* bytes that are written to at once, and read */

/* Makes room for one more, in a part that has none. */
int nd_part_grow(nd_part *part, nd_error *error);

/* The line behind is written to next, and has mostly left the cache since its page was made. */
static inline void nd_expect_next(const uint8_t *at) {
#ifdef __GNUC__
    __builtin_prefetch((const void *)((uintptr_t)at + 64), 1);
#else
    (void)at;
#endif
}

/* Adds one, of so many lower bits of a key. Articles come in rising order. */
static inline int nd_part_put(nd_part *part, uint64_t key_bits, uint32_t article, nd_error *error) {
    nd_buf  *packed = &part->packed;
    uint32_t step = article - part->article;
    int      is_far = step >= ND_STEP_FAR;
    if (packed->capacity - packed->size < ND_PART_ROOM && nd_part_grow(part, error)) return ND_ERROR_MEMORY;
    nd_expect_next(packed->data + packed->size);
    nd_store64(packed->data + packed->size, key_bits | (uint64_t)(is_far ? ND_STEP_FAR : step) << ND_PACKED_KEY_BITS);
    nd_store64(packed->data + packed->size + ND_PACKED_BYTES, article);
    packed->size += (size_t)ND_PACKED_BYTES << is_far;
    part->article = article;
    return ND_OK;
}

/* The same to the part of the key of a hash. */
static inline int nd_parts_put(nd_parts *parts, uint64_t hash, uint32_t article, nd_error *error) {
    uint64_t key = nd_key(hash);
    nd_part *part = &parts->of[key >> (64 - ND_PARTITION_BITS)];
    return nd_part_put(part, key << ND_PARTITION_BITS >> (64 - ND_PACKED_KEY_BITS), article, error);
}

/* Takes back those of an article; none of a later one may be there. */
void nd_parts_take_back(nd_parts *parts, uint32_t article);

/* What one thread sorts with. */
typedef struct nd_sorting {
    const uint32_t *names;  /* [article]: what it is called in sorted postings, or ND_NO_NAME; NULL: by its number */
    nd_buf          sorted; /* nd_posting */
    nd_buf          spare;  /* as large; what tells lone keys lies here before */
    nd_parts        finer;  /* of a part that was divided */
} nd_sorting;

/* An article that is left out of what is sorted. */
#define ND_NO_NAME UINT32_MAX

/* Leaves the postings of a partition, which is empty then, in sorting->sorted, by key, those of one key by article.
 * Without most of those whose key no other posting has, if lone keys lead nowhere. All postings of the partition are
 * lost on failure. */
int  nd_parts_sort(nd_parts *parts, uint32_t partition, int without_lone, nd_sorting *sorting, nd_error *error);
/* Gives back the room of parts that are empty: when no other thread is at work, as each would be stopped for it. */
void nd_parts_trim(nd_parts *parts);
void nd_sorting_free(nd_sorting *sorting);

/* Moves all postings to *out, which is empty, sorted like that. ends[p] = how many lie in partitions 0..p. The parts
 * are empty then. Postings may be lost on failure. */
int  nd_parts_seal(nd_parts *parts, nd_pool *pool, nd_buf *out, uint64_t ends[ND_PARTITIONS], nd_error *error);
void nd_parts_free(nd_parts *parts);

#endif
