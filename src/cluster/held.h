/*
 * held.h - clusters of excerpts join the cluster of the text that holds them.
 */
#ifndef ND_HELD_H
#define ND_HELD_H

#include "match/pair.h"

/* Cuts of one long article share too little with each other for a mean. A cluster joins another where one
 * text of that holds each of its items whole, and three in four pairs between the two share something.
 * `pairs` are sorted; items[text] is what the text counts as; clusters[text] is the smallest text of its
 * cluster, before and after. Pairs of a roundup and what it holds do not count. */
int nd_held_join(const nd_verified *pairs, size_t count, const uint32_t *items, const uint8_t *roundup,
                 uint32_t texts, uint32_t *clusters, nd_error *error);

#endif
