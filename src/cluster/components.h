/*
 * components.h - connected components of links: most are settled at sight, the others are numbered anew.
 */
#ifndef ND_COMPONENTS_H
#define ND_COMPONENTS_H

#include "cluster/copies.h"

/* Components in which some links reach the least score and some do not. Their items are numbered component by
 * component, in rising order in each, so that ties between numbers are ties between items. */
typedef struct nd_tangle {
    nd_link  *links; /* of numbers */
    size_t    count;
    uint32_t *names;  /* [number]: its item */
    uint32_t *firsts; /* [number]: the smallest number of its component */
    uint32_t  items;  /* how many numbers there are */
} nd_tangle;

/* groups[item] becomes the smallest item of its group where the component is no tangle; else any item of it.
 * nd_tangle_free accepts one that failed. */
int  nd_components_settle(nd_tangle *out, const nd_link *links, size_t count, uint32_t items, uint32_t least,
                          uint32_t *groups, nd_error *error);
void nd_tangle_free(nd_tangle *tangle);

#endif
