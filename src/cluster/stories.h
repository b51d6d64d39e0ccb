/*
 * stories.h - clusters that share verbatim passages become a story.
 *
 * A story has a main cluster, and the others share passages with it: a rewrite goes where it shares
 * most, and what it shares with a second story does not make the two one.
 *
 * When stories merge, or two clusters found one, the heaviest of their main clusters is the main one: no
 * roundup, then most articles, then most words. A cluster that joins because it is tied to the main one
 * does not take its place, however heavy: what is tied to it next need have nothing in common with the rest.
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
    uint32_t roundup; /* nonzero: the main one only where there is no other */
} nd_cluster_weight;

/* For texts that name clusters stories[text] becomes the smallest text of the story, and for texts that name
 * stories mains[text] the main cluster; of other texts each is itself. `ties` is sorted anew, `weights` is
 * indexed by text. */
int nd_stories_find(nd_tie *ties, size_t count, const nd_cluster_weight *weights, uint32_t texts, uint32_t *stories,
                    uint32_t *mains, nd_error *error);

#endif
