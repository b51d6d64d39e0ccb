/*
 * memory.c - the functions of newsdup.h by which the library takes and gives back all its memory, as a
 * program has them that does not define its own. Alone in its object: a program's own stand in its place,
 * as nothing else is here that would have to be linked.
 */
#include "newsdup.h"

#include <stdlib.h>

void *nd_allocate(size_t size) {
    return malloc(size);
}

void *nd_allocate_zeroed(size_t count, size_t size) {
    return calloc(count, size);
}

void *nd_reallocate(void *block, size_t size) {
    return realloc(block, size);
}

void nd_release(void *block) {
    free(block);
}
