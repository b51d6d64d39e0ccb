/* recall.h - how likely a pair was to share a key, without which no candidate is found, and so how many do not. */
#ifndef ND_RECALL_H
#define ND_RECALL_H

#include "match/collection.h"
#include "match/pair.h"

/* The probability, in (0, 1], that two texts of so many tokens, and so alike, share a band or a passage key. */
double nd_shared_key_chance(const nd_verified *pair, size_t tokens_a, size_t tokens_b);

/* A pair that was found by a key stands for one over its chance, those of completion for none: of all these copies, the
 * share that is expected to have a key in common, in (0, 1]; 1 if none was found by one (Horvitz and Thompson, JASA
 * 1952). *copies is how many of the pairs are copies, however they were found. */
double nd_expected_recall(const nd_collection *collection, const nd_verified *pairs, size_t count, uint64_t *copies);

#endif
