/*
 * token.h - the record of one token, 32 bits.
 *
 *     31                              6 5        0
 *     +--------------------------------+----------+
 *     |  word: 26 bits of its hash     |  flags   |
 *     +--------------------------------+----------+
 *
 * Two tokens are the same word if their upper 26 bits are equal. A pair of different words is taken
 * for one once in 67 million; a run of two words never, in practice. Everything after the sketch works
 * on these records: shingles are hashes of `word`s, so that keys can be computed again from a record.
 */
#ifndef ND_TOKEN_H
#define ND_TOKEN_H

#include <stdint.h>

#define ND_TOKEN_NUMBER 1u    /* starts with a digit */
#define ND_TOKEN_CAPITAL 2u   /* capital letter inside a sentence: a name, mostly */
#define ND_TOKEN_PARAGRAPH 4u /* first of a paragraph */
#define ND_TOKEN_LINE 8u      /* first of a line */
#define ND_TOKEN_QUOTED 16u   /* inside quotation marks */
#define ND_TOKEN_HALF 32u     /* a bigram of a script without spaces: half a word */
#define ND_TOKEN_FLAG_BITS 6

/* `hash` of the word, of which the upper bits are kept. */
static inline uint32_t nd_token_make(uint64_t hash, uint32_t flags) {
    return (uint32_t)(hash >> 38) << ND_TOKEN_FLAG_BITS | flags;
}

static inline uint32_t nd_token_word(uint32_t token) {
    return token >> ND_TOKEN_FLAG_BITS;
}

/* Word equivalents are counted in halves: 2 for a word, 1 for a bigram. */
static inline uint32_t nd_token_halves(uint32_t token) {
    return token & ND_TOKEN_HALF ? 1 : 2;
}

#endif
