/*
 * shingle.h - hashes of all runs of `length` words, by a rolling polynomial over 64 bits.
 *
 * A shingle is a run of consecutive tokens; its hash depends on their words alone, not on their flags.
 * Polynomial hash as in Karp and Rabin (1987), made uniform by nd_mix64.
 */
#ifndef ND_SHINGLE_H
#define ND_SHINGLE_H

#include <stddef.h>

#include "base/bytes.h"
#include "text/token.h"

#define ND_SHINGLE_BASE UINT64_C(0x9e3779b97f4a7c15) /* odd: no word is multiplied away */

/* How many shingles `count` tokens have: a shorter text is one shingle of all its tokens. */
static inline size_t nd_shingle_count(size_t count, size_t length) {
    if (count == 0) return 0;
    return count < length ? 1 : count - length + 1;
}

/* Writes nd_shingle_count hashes to `out`. */
static inline void nd_shingles(const uint32_t *tokens, size_t count, size_t length, uint64_t *out) {
    uint64_t hash = 0, leaving = 1;
    if (count < length) length = count;
    for (size_t i = 0; i < length; i++) {
        hash = hash * ND_SHINGLE_BASE + nd_token_word(tokens[i]) + 1;
        leaving *= ND_SHINGLE_BASE;
    }
    if (count) *out++ = nd_mix64(hash);
    for (size_t i = length; i < count; i++) {
        hash = hash * ND_SHINGLE_BASE + nd_token_word(tokens[i]) + 1;
        hash -= leaving * (nd_token_word(tokens[i - length]) + UINT64_C(1));
        *out++ = nd_mix64(hash);
    }
}

#endif
