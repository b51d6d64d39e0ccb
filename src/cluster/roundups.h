/*
 * roundups.h - articles that hold several unrelated ones: digests, briefings, live pages.
 */
#ifndef ND_ROUNDUPS_H
#define ND_ROUNDUPS_H

#include "match/pair.h"

/* roundup[text] = 1 where a text holds two texts that have nothing in common with each other. `pairs`
 * are sorted; copies[text] is its group of whole copies, whose members need not have been compared. */
int nd_roundups_find(const nd_verified *pairs, size_t count, const uint32_t *copies, uint32_t texts, uint8_t *roundup,
                     nd_error *error);

/* Whether the pair is a roundup and something it holds: linked, never merged. */
int nd_is_roundup_pair(const nd_verified *pair, const uint8_t *roundup);

#endif
