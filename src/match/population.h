/*
 * population.h - the texts of a run in groups of whole copies, and the threads to go through them.
 */
#ifndef ND_POPULATION_H
#define ND_POPULATION_H

#include "base/pool.h"
#include "match/collection.h"

typedef struct nd_population {
    const nd_collection *collection;
    const uint32_t      *groups; /* [text]: its group of whole copies; NULL in round 0 */
    nd_pool             *pool;
} nd_population;

#endif
