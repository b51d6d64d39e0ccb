/* shingles.h - the shingles of both lengths, and what a sketch is made of, in one pass over the tokens. */
#ifndef ND_SHINGLES_H
#define ND_SHINGLES_H

#include "sketch/minhash.h"

#define ND_SHINGLES_SLACK 8 /* hashes behind the last that may be written over: room for them is needed */

/* out[i] is the hash of the run of `length` words, ND_MINHASH_SHINGLE or ND_PASSAGE_SHINGLE, that ends with token i;
 * near the beginning, of as many as there are. */
void nd_shingles_ending(const uint32_t *tokens, size_t count, size_t length, uint64_t *out);

/* The portable way, which others must equal. */
void nd_shingles_ending_portable(const uint32_t *tokens, size_t count, size_t length, uint64_t *out);

/* What the keys of a text are made of. */
typedef struct nd_least {
    uint64_t *five;     /* as above, of ND_MINHASH_SHINGLE words; nd_shingle_count of them are whole, up to the last */
    uint64_t *passages; /* nd_passage_hashes, none of less than ND_PASSAGE_SHINGLE tokens */
    size_t    passage_count;
    uint64_t  bins[ND_MINHASH_BINS]; /* nd_minhash_bins */
} nd_least;

/* Finds them where `five` and `passages` lead, each with room for the tokens and ND_SHINGLES_SLACK more. */
void nd_least_find(const uint32_t *tokens, size_t count, nd_least *out);
void nd_least_find_portable(const uint32_t *tokens, size_t count, nd_least *out);

#endif
