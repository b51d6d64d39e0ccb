/* pages.h - pages of memory that are made many at a time. */
#ifndef ND_PAGES_H
#define ND_PAGES_H

#include "newsdup.h"

/* Has the pages made that begin within these bytes, which will be written to. Where the system has no such call, they
 * come one by one. */
void nd_pages_ask(const void *begin, size_t size);

/* nd_allocate_zeroed of an array that will be written to all over: its pages are there. NULL on failure. */
void *nd_pages_zeroed(size_t count, size_t size);

#endif
