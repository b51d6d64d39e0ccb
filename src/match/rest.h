/*
 * rest.h - what two texts have beside their shared passages: the names in the rest of each, and where it stands.
 *
 * Articles about one event name the same people and places, in whatever words. Two that share a stock
 * sentence or the furniture of a page, and nothing else, do not. On two pages of one site each article
 * stands where the other one does; captions and boxes that a copy has in addition stand in no one's place.
 */
#ifndef ND_REST_H
#define ND_REST_H

#include "match/align.h"

/* Names are different words with a capital letter inside a sentence; scripts without capitals have none.
 * Furniture is no part of the rest. */
typedef struct nd_rest {
    uint32_t halves_a, halves_b; /* words outside the shared passages, times two */
    uint32_t names_a, names_b;   /* names among them */
    uint32_t both;               /* names in the rest of both */
    uint32_t known_a, known_b;   /* of names_a and of names_b, those that the passages have too */
    uint32_t covered, quoted;    /* words of the passages in A, and those of them in quotation marks */
    uint32_t damage; /* the share of the words that is damaged, of ND_WHOLE */
    uint32_t facing; /* words, times two, of one rest where the other has as many or more in their place */
} nd_rest;

/* Working space of one thread. Zero it before its first use. */
typedef struct nd_remainder {
    nd_buf names; /* uint32_t: a word where a token has it, and flags that tell where it is a name */
    nd_buf slots; /* the same, once for each word */
} nd_remainder;

void nd_remainder_free(nd_remainder *remainder);

/* The rest of the two texts that were aligned last. */
int nd_remainder_find(nd_remainder *remainder, const nd_aligner *aligner, nd_rest *out, nd_error *error);

#endif
