/* shingles.h - the shingles of both lengths that a sketch is made of, in one pass over the tokens. */
#ifndef ND_SHINGLES_H
#define ND_SHINGLES_H

#include <stddef.h>
#include <stdint.h>

#define ND_SHINGLES_SLACK 8 /* hashes behind the last that may be written over: room for them is needed */

/* five[i] and seven[i] are the hashes of the runs of ND_MINHASH_SHINGLE and ND_PASSAGE_SHINGLE words that end
 * with token i; near the beginning, of as many as there are. */
void nd_shingles_both(const uint32_t *tokens, size_t count, uint64_t *five, uint64_t *seven);

/* The portable way, which others must equal. */
void nd_shingles_both_portable(const uint32_t *tokens, size_t count, uint64_t *five, uint64_t *seven);

#endif
