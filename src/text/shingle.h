/*
 * shingle.h - hashes of all runs of `length` words, rolling.
 *
 * A shingle is a run of consecutive tokens; its hash depends on their words alone, not on their flags.
 * Each word is spread over 64 bits, turned by its distance from the end of the run, and the run is the
 * sum without carry (cyclic polynomials: Cohen 1997; pairwise independent: Lemire and Kaser 2010). Two
 * turns and two sums a word, where a polynomial over integers takes four multiplications.
 */
#ifndef ND_SHINGLE_H
#define ND_SHINGLE_H

#include <stddef.h>

#include "base/bytes.h"
#include "text/token.h"

#define ND_SHINGLE_BASE UINT64_C(0x9e3779b97f4a7c15) /* of other hashes of short runs, odd */

/* How many shingles `count` tokens have: a shorter text is one shingle of all its tokens. */
static inline size_t nd_shingle_count(size_t count, size_t length) {
    if (count == 0) return 0;
    return count < length ? 1 : count - length + 1;
}

/* The word of a token over 64 bits; no word is 0. */
static inline uint64_t nd_shingle_word(uint32_t token) {
    uint64_t word = nd_spread64(nd_token_word(token) + UINT64_C(1));
    return word ^ word >> 32;
}

/* The hash of the run that ends one word later. */
static inline uint64_t nd_shingle_roll(uint64_t hash, uint64_t entering, uint64_t leaving, size_t length) {
    return nd_rotate64(hash, 1) ^ entering ^ nd_rotate64(leaving, (unsigned)length);
}

/* Writes nd_shingle_count hashes to `out`. */
static inline void nd_shingles(const uint32_t *tokens, size_t count, size_t length, uint64_t *out) {
    uint64_t hash = 0;
    if (count < length) length = count;
    for (size_t i = 0; i < length; i++) hash = nd_shingle_roll(hash, nd_shingle_word(tokens[i]), 0, length);
    if (count) *out++ = hash;
    for (size_t i = length; i < count; i++) {
        uint64_t leaving = nd_shingle_word(tokens[i - length]);
        *out++ = hash = nd_shingle_roll(hash, nd_shingle_word(tokens[i]), leaving, length);
    }
}

#endif
