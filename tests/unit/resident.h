/* resident.h - which pages are in memory. Whoever includes it defines _DEFAULT_SOURCE, and includes cmocka before. */
#ifndef RESIDENT_H
#define RESIDENT_H

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Is the page that holds the byte in memory? */
static inline int is_resident(const uint8_t *byte) {
    uintptr_t     page = (uintptr_t)sysconf(_SC_PAGESIZE);
    unsigned char in_memory = 0;
    assert_int_equal(mincore((void *)((uintptr_t)byte / page * page), page, &in_memory), 0);
    return in_memory & 1;
}

/* Does the system make pages resident that were not written to? */
static inline int may_ask_for_pages(void) {
    int failed = -1;
#ifdef MADV_POPULATE_WRITE
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void  *map = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(map != MAP_FAILED);
    failed = madvise(map, page, MADV_POPULATE_WRITE);
    munmap(map, page);
#endif
    return !failed;
}

#endif
