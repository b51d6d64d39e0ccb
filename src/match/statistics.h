/*
 * statistics.h - the frozen table of keys that many groups of copies hold.
 *
 * Counted once, after round 0, over groups of whole copies and not over articles, so that a story is not
 * taken for a formula because it was printed often. Every later decision on frequency or furniture reads
 * this table, so that splitting the work never changes an answer.
 */
#ifndef ND_STATISTICS_H
#define ND_STATISTICS_H

#include "match/links.h"

/* What a token or key counts for. */
#define ND_MASK_FURNITURE 1u /* page furniture: counts for nothing */
#define ND_MASK_COMMON 2u    /* so many groups hold it that it ties no story */

#define ND_MASK_BITS 2       /* that these take */
#define ND_MASK_ALL ((1u << ND_MASK_BITS) - 1)
#define ND_MASK_EACH_WORD UINT64_C(0x5555555555555555) /* times a mask: it, repeated for each word */
#define ND_MASK_SLACK 8      /* bytes that may be read behind the masks of a text */

/* Of one word, of those of a text: a byte has four. */
static inline unsigned nd_mask_at(const uint8_t *masks, uint32_t word) {
    return masks[word / 4] >> ND_MASK_BITS * (word % 4) & ND_MASK_ALL;
}

static inline int nd_is_furniture(const uint8_t *masks, uint32_t word) {
    return masks && nd_mask_at(masks, word) & ND_MASK_FURNITURE;
}

/* A key is common from so many groups on. */
#define ND_COMMON_GROUPS 8

/* Three words of 32 bits, sorted by key. */
typedef struct nd_statistic {
    uint32_t key_low, key_high;
    uint32_t groups_and_mask; /* groups that hold the key << ND_MASK_BITS | ND_MASK_... */
} nd_statistic;

static inline uint64_t nd_statistic_key(const nd_statistic *row) {
    return (uint64_t)row->key_high << 32 | row->key_low;
}

static inline uint32_t nd_statistic_groups(const nd_statistic *row) {
    return row->groups_and_mask >> ND_MASK_BITS;
}

static inline uint32_t nd_statistic_mask(const nd_statistic *row) {
    return row->groups_and_mask & ND_MASK_ALL;
}

/* A range of tokens of one text that is masked. */
typedef struct nd_mask_range {
    uint32_t begin;
    uint32_t end_and_mask; /* end << ND_MASK_BITS | ND_MASK_... */
} nd_mask_range;

/* The masked ranges of texts. Zero it before it is made. */
typedef struct nd_masks {
    nd_buf   *lists; /* nd_mask_range: [thread], text by text, an empty one behind the last of each */
    unsigned  list_count;
    uint64_t *at; /* [text]: list << 48 | where its ranges begin in there plus one; 0: not made */
} nd_masks;

/* Where a common key stands in a text. */
typedef struct nd_common_key {
    uint32_t token; /* where its shingle begins */
    uint32_t row;   /* in the statistics */
} nd_common_key;

typedef struct nd_statistics {
    const nd_statistic *keys; /* common keys only */
    uint64_t            count;
    const uint8_t      *holds;       /* [text]: 1 if it holds one */
    const nd_masks     *masks;       /* NULL, or not made for a text: found anew whenever they are asked for */
    const uint64_t     *filter;      /* bits that are set for every key: most others are told by theirs. From here on
                                      * it is the index, which there must be where there are keys */
    uint64_t            filter_mask; /* bits less one; a power of two */
    const uint32_t     *slots;       /* rows plus one, from where the key says on; 0: free */
    uint64_t            slot_mask;   /* slots less one; a power of two */
} nd_statistics;

/* Which rows of the statistics each text holds. */
typedef struct nd_text_rows {
    uint32_t *rows; /* text by text, rising */
    uint64_t *ends; /* [text]: where its rows end */
} nd_text_rows;

static inline uint64_t nd_text_rows_begin(const nd_text_rows *all, uint32_t text) {
    return text ? all->ends[text - 1] : 0;
}

/* Makes the index of the statistics, filter and slots, in *index, which stays the caller's. */
int nd_statistics_index(nd_statistics *statistics, nd_buf *index, nd_error *error);

/* Counts the passage keys of the population; leaves nd_statistic in *out, which is empty, sorted, and fills
 * holds[text]. Unless `links` is NULL, it gets the texts of every key that is not furniture; it may be of other
 * groups. */
int nd_statistics_count(const nd_population *population, nd_buf *out, uint8_t *holds, nd_links *links,
                        nd_error *error);

/* The masks of a key (posting.h); 0 if it is not common. */
uint32_t nd_statistics_mask(const nd_statistics *statistics, uint64_t key);

/* Appends to *keys (nd_common_key, in order) those passage keys of a text that are common; *shingles is working
 * space. */
int nd_common_keys(const nd_statistics *statistics, nd_text text, nd_buf *shingles, nd_buf *keys, nd_error *error);

/* Which of up to 64 hashes may have their keys in the statistics, a bit each: few that have not, and all that have. */
uint64_t nd_common_among(const nd_statistics *statistics, const uint64_t *hashes, size_t count);
/* The portable way, which others must equal. */
uint64_t nd_common_among_portable(const nd_statistics *statistics, const uint64_t *hashes, size_t count);

/* The common keys of a text, in order. */
typedef struct nd_found {
    uint32_t             number; /* of the text */
    unsigned             worker;
    nd_text              text;
    const nd_common_key *keys;
    size_t               count;
} nd_found;

typedef int nd_found_fn(void *context, const nd_found *found);

/* How a text is wanted: all its keys, or none if the words of its tail hold none. */
#define ND_WANTED 1u
#define ND_WANTED_BY_TAIL 2u

/* A search of texts for their common keys. */
typedef struct nd_search {
    const nd_population *population;
    const nd_statistics *statistics;
    const nd_text_rows  *text_rows; /* of these texts; NULL: not known, and there is an index */
    const uint8_t       *wanted;    /* [text]: ND_WANTED..., or 0 */
    uint32_t             tail;      /* words; if text_rows are known */
    nd_found_fn         *visit;     /* called once for each text, by any thread; fails if memory ends */
    void                *context;
} nd_search;

int nd_common_search(const nd_search *search, nd_error *error);

/* Makes the masked ranges of those texts that are `wanted`; they hold common keys. */
int  nd_masks_make(nd_masks *out, const nd_population *population, const nd_statistics *statistics,
                   const uint8_t *wanted, nd_error *error);
void nd_masks_free(nd_masks *masks);
/* Has what tells of the masks of a text fetched that are needed soon. `statistics` may be NULL. */
void nd_masks_fetch(const nd_statistics *statistics, uint32_t text);

/* Working space for masks of one text. */
typedef struct nd_masker {
    nd_buf shingles, keys, masks;
} nd_masker;

/* Masks for each token of a text (nd_mask_at), or NULL if none is masked, as where `statistics` is NULL. Borrowed
 * until the masker's next use. */
int  nd_masker_mask(nd_masker *masker, const nd_statistics *statistics, const nd_collection *collection,
                    uint32_t text, const uint8_t **out, nd_error *error);
void nd_masker_free(nd_masker *masker);

#endif
