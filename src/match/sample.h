/* sample.h - which holders of a key are asked what it is. */
#ifndef ND_SAMPLE_H
#define ND_SAMPLE_H

#include "match/collection.h"

/* Puts those in front by whose pages a key in so many groups is judged; returns how many. Of a key that is not common
 * all are asked, but for one of those that are the same but for their scopes. */
size_t nd_sample_put_first(const nd_collection *collection, uint32_t groups, uint32_t *holders, size_t count);

#endif
