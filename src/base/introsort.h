/* introsort.h - sorting in place, whatever the size: qsort of most C libraries takes as much memory again. */
#ifndef ND_INTROSORT_H
#define ND_INTROSORT_H

#include <stddef.h>

/* Sorts as qsort does; takes no memory and O(count log count) steps. Elements that compare equal may end in
 * any order, the same one each time. */
void nd_sort(void *items, size_t count, size_t width, int (*compare)(const void *, const void *));

#endif
