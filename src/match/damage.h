/*
 * damage.h - whether what differs between two texts was damaged, as in a bad scan, or edited by people.
 *
 * A character taken for another leaves one word in the place of one, a blank lost or put in leaves one in the
 * place of two: damage keeps step. People drop words, put some in, and turn a phrase.
 */
#ifndef ND_DAMAGE_H
#define ND_DAMAGE_H

#include "match/facts.h"

/* What two texts have in their long segments. Zero it before the first gap. */
typedef struct nd_damage {
    uint32_t intact; /* equal words */
    uint32_t gaps;   /* that keep step, and in which no figure stands for a figure and no name for a name */
    uint32_t words;  /* in those, in the text that has more */
    uint32_t edits;  /* gaps that do not keep step */
} nd_damage;

/* Whether as many words stand in both texts, one at least, or one more in one of them. */
int nd_is_in_step(const nd_span *gap);

void nd_damage_add(nd_damage *damage, const nd_between *between);

/* The share of the words that is damaged, of ND_WHOLE; 0 if edits may have left what differs. *least is set to
 * the share that it takes. */
uint32_t nd_damage_share(const nd_damage *damage, uint32_t *least);

#endif
