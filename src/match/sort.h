/*
 * sort.h - long lists of 64-bit numbers in rising order.
 */
#ifndef ND_SORT_H
#define ND_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* Sorts `count` numbers: if they are many by the threads of the pool, which may be NULL. Takes as much memory again
 * while it works, and longer where there is none. */
void nd_sort64(uint64_t *numbers, size_t count, nd_pool *pool);

#endif
