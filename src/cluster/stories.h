/*
 * stories.h - clusters that share verbatim passages become a story.
 *
 * A story has a main cluster, and the others share passages with it: a rewrite goes where it shares
 * most, and what it shares with a second story does not make the two one.
 */
#ifndef ND_STORIES_H
#define ND_STORIES_H

#include <stddef.h>

#include "newsdup.h"

/* Two clusters share passages; clusters are named by a text in them, a < b, no pair twice. */
typedef struct nd_tie {
    uint32_t a, b;
    uint32_t strength; /* words shared, times two */
} nd_tie;

/* What makes a cluster the main one of its story. */
typedef struct nd_cluster_weight {
    uint32_t articles, halves;
    uint32_t roundup; /* nonzero: never the main one */
} nd_cluster_weight;

/* stories[text] becomes the smallest text of the story, for texts that name clusters; `ties` is sorted
 * anew. `weights` is indexed by text. */
int nd_stories_find(nd_tie *ties, size_t count, const nd_cluster_weight *weights, uint32_t texts, uint32_t *stories,
                    nd_error *error);

#endif
