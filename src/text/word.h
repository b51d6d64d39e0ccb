/* word.h - a folded word as bytes: its hash, and what it is without separators of thousands. */
#ifndef ND_WORD_H
#define ND_WORD_H

#include <stddef.h>

#include "base/bytes.h"

/* Of a word of at most 8 bytes, the first the lowest. No two words of one size have the same hash. */
static inline uint64_t nd_word_hash8(uint64_t bytes, uint64_t size) {
    return nd_spread64(bytes + size * UINT64_C(0x9e3779b97f4a7c15));
}

/* Eight bytes at a time; most words are one load and two multiplications. `word` must be readable for 8 bytes
 * beyond `size`. */
static inline uint64_t nd_word_hash(const uint8_t *word, size_t size) {
    uint64_t hash = size * UINT64_C(0x9e3779b97f4a7c15);
    for (; size > 8; size -= 8, word += 8) hash = nd_spread64(hash + nd_load64(word));
    uint64_t last = size ? nd_load64(word) << (64 - 8 * size) >> (64 - 8 * size) : 0;
    return nd_spread64(hash + last);
}

/* Drops the commas of 1,168,000 and leaves those of 1,5 and 10,20. Returns the new size. */
uint32_t nd_word_drop_thousands(uint8_t *word, uint32_t size);

#endif
