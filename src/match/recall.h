/* recall.h - how likely the candidate stage was to come upon a pair, and so how many it has missed. */
#ifndef ND_RECALL_H
#define ND_RECALL_H

#include "match/collection.h"
#include "match/pair.h"

/* The probability, in (0, 1], that two texts of so many tokens, and so alike, share a band or a passage key. */
double nd_candidate_chance(const nd_verified *pair, size_t tokens_a, size_t tokens_b);

/* What a found pair stands for is one over its chance: of these copies, the share that is expected to have been
 * found, in (0, 1]; 1 without any (Horvitz and Thompson, JASA 1952). *copies is how many were found. */
double nd_expected_recall(const nd_collection *collection, const nd_verified *pairs, size_t count, uint64_t *copies);

#endif
