/*
 * relation.h - from an alignment to a relation: every rule and threshold of verification.
 */
#ifndef ND_RELATION_H
#define ND_RELATION_H

#include "match/align.h"
#include "match/pair.h"

/* The thresholds, as integers; nd_rules_init takes them from the options. */
typedef struct nd_rules {
    uint32_t near_duplicate; /* least coverage both ways, of 65536 */
    uint32_t excerpt;        /* least coverage one way, of 65536; over ND_WHOLE: off */
    uint32_t story_halves;   /* least words in passages, times two; 0: off */
} nd_rules;

void nd_rules_init(nd_rules *rules, const nd_options *options);

/* Fills in all of *pair but a, b, jaccard and round. `lengths` are the words of A and B, times two,
 * furniture included. */
void nd_relate(const nd_rules *rules, const nd_alignment *alignment, const uint32_t lengths[2], nd_verified *pair);

/* Whether a pair is so near that both texts count as one when frequencies are counted (round 0), and
 * as one in large groups. */
int nd_is_whole_copy(const nd_verified *pair);

/* Whether it would be, whatever the scopes say: statistics are about words. */
int nd_is_whole_copy_by_words(const nd_verified *pair);

#endif
