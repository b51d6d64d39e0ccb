/*
 * roundups.h - articles that hold several unrelated ones: digests, briefings, live pages.
 */
#ifndef ND_ROUNDUPS_H
#define ND_ROUNDUPS_H

#include "match/pair.h"

/* A text of which so much is in another is held by it whole. */
#define ND_HELD_WHOLE (ND_WHOLE * 9 / 10)

/* roundup[text] = 1 where a text holds two texts that share next to nothing with each other, and no chain
 * of others that it holds connects them, as cuts of one article are connected. `pairs` are sorted; texts
 * that were not compared do not count. */
int nd_roundups_find(const nd_verified *pairs, size_t count, uint32_t texts, uint8_t *roundup, nd_error *error);

/* Whether the two of a pair share next to nothing. */
int nd_have_nothing_in_common(const nd_verified *pair);

/* Whether the pair is a roundup and something it holds: linked, never merged. */
int nd_is_roundup_pair(const nd_verified *pair, const uint8_t *roundup);

#endif
