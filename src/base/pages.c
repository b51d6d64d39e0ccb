/*
 * pages.c - a page that is first met when it is written to costs a trap; one call that asks for 32 of them takes three
 * fifths of what they cost one by one. Worse is a page that is read first: it is the system's page of zeros until it
 * is written to, and then every processor that runs a thread of the program is stopped to be told of the new one. A
 * table in which things are looked for before they are put there meets that on each page.
 */
#define _DEFAULT_SOURCE /* madvise */
#include "base/pages.h"

#include <sys/mman.h>
#include <unistd.h>

#define LEAST ((size_t)128 << 10) /* bytes of an array that is worth a call */

void nd_pages_ask(const void *begin, size_t size) {
#ifdef MADV_POPULATE_WRITE
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = (uintptr_t)begin, to = from + size;
    from = (from + page - 1) / page * page;
    to = (to + page - 1) / page * page;
    if (from < to) madvise((void *)from, to - from, MADV_POPULATE_WRITE);
#else
    (void)begin, (void)size;
#endif
}

void *nd_pages_zeroed(size_t count, size_t size) {
    void *block = nd_allocate_zeroed(count, size);
    if (block && count * size >= LEAST) nd_pages_ask(block, count * size);
    return block;
}
