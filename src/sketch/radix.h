/* radix.h - the postings of one part in the order of their keys. */
#ifndef ND_RADIX_H
#define ND_RADIX_H

#include "sketch/posting.h"

/* Sorts postings whose keys are the same from the bit `top` upwards, those of one key in the order they had; `spare`
 * is as large. */
void nd_radix_sort(nd_posting *part, nd_posting *spare, size_t count, unsigned top);

#endif
