/*
 * passages.h - keys of passages: the least hash in each window of 8 consecutive 7-word shingles.
 *
 * Winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003): texts that share a run of at least 14 words
 * share a key, whatever stands around it; about .22 keys a token.
 */
#ifndef ND_PASSAGES_H
#define ND_PASSAGES_H

#include <stddef.h>
#include <stdint.h>

#define ND_PASSAGE_SHINGLE 7
#define ND_PASSAGE_WINDOW 8

typedef struct nd_passage_key {
    uint64_t key;
    uint32_t token; /* index of the first of its ND_PASSAGE_SHINGLE tokens */
} nd_passage_key;

/* Picks from the hashes of all 7-word shingles, in the order of the text; a minimum that serves several
 * windows is given once. A text of fewer than 8 windows has one. `out` has room for `count` keys.
 * Returns how many there are. */
size_t nd_passage_keys(const uint64_t *shingles, size_t count, nd_passage_key *out);

/* The same keys without their tokens, at half the cost. `out` may be where the shingles are. */
size_t nd_passage_hashes(const uint64_t *shingles, size_t count, uint64_t *out);

/* The portable way, which others must equal. */
size_t nd_passage_hashes_portable(const uint64_t *shingles, size_t count, uint64_t *out);

#endif
