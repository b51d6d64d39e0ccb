/*
 * outcome.h - from the verified pairs of all rounds to clusters and stories, as numbers of texts.
 */
#ifndef ND_OUTCOME_H
#define ND_OUTCOME_H

#include "engine.h"

typedef struct nd_outcome {
    uint32_t *clusters; /* [text]: smallest text of its cluster */
    uint32_t *stories;  /* [text]: smallest text that names a cluster of its story */
    uint32_t *mains;    /* [text]: for a text that names a story, its main cluster: stories.h */
    uint8_t  *roundups; /* [text]: 1 if it holds several unrelated texts */
} nd_outcome;

/* All three rounds must have been gathered. */
int  nd_outcome_find(nd_outcome *out, const nd_engine *engine, nd_error *error);
void nd_outcome_free(nd_outcome *outcome);

#endif
