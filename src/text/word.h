/* word.h - a folded word as bytes: its hash, and what it is without separators of thousands. */
#ifndef ND_WORD_H
#define ND_WORD_H

#include <stdint.h>

/* No two words of one size up to 8 bytes have the same hash. `word` must be readable for 8 bytes. */
uint64_t nd_word_hash(const uint8_t *word, uint32_t size);

/* Drops the commas of 1,168,000 and leaves those of 1,5 and 10,20. Returns the new size. */
uint32_t nd_word_drop_thousands(uint8_t *word, uint32_t size);

#endif
