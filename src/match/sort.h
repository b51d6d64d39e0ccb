/*
 * sort.h - long lists of 64-bit numbers in rising order.
 */
#ifndef ND_SORT_H
#define ND_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sorts `count` numbers. Takes as much memory again while it works, and longer where there is none. */
void nd_sort64(uint64_t *numbers, size_t count);

#endif
