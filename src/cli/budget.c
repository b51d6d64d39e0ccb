/*
 * budget.c - the memory of the library, defined here in place of its own (newsdup.h).
 *
 * Every block has a header that says where it lies. Blocks are taken from the heap until those that are
 * there take up the bound. Then a large one is a file of its own, which is unlinked before it is used, has all its
 * room on disk allotted before it is mapped - a full disk is an error here and not a signal later - and grows
 * in place. Small ones are cut out of such files by powers of two, and kept in lists to be used again.
 *
 * What the bound does not see is a fixed part: the program, stacks, the parsers' and decompressors' own
 * memory. RESERVE is left for it.
 */
#define _GNU_SOURCE /* O_TMPFILE, mremap */
#include "cli/budget.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEGABYTE ((uint64_t)1 << 20)
#define LEAST (64 * MEGABYTE)
#define LEAST_AN_ARTICLE 32
#define LEAST_A_THREAD (8 * MEGABYTE) /* of those beyond THREADS: mostly its stack */
#define THREADS 4
#define RESERVE (40 * MEGABYTE)
#define FILE_LEAST (1u << 20) /* a block of so many bytes, with its header, has a file of its own */
#define SLAB_BYTES (8u << 20)
#define CUT_LEAST 64u
#define CUTS 15 /* sizes, from 64 bytes to FILE_LEAST */

/* A file descriptor, or one of these. */
enum { ON_HEAP = -1, CUT_OUT = -2 };

/* Before each block, which keeps it aligned for any type. */
struct header {
    size_t size; /* of the block, with this; of one that is cut out, the room that it has */
    int    file;
};
#define HEADER_BYTES ((sizeof(struct header) + 15) / 16 * 16)

static struct {
    uint64_t         heap_most; /* 0: no bound */
    const char      *folder;
    _Atomic uint64_t heap, files, files_most;
    atomic_int       failure; /* errno */
    pthread_mutex_t  lock;    /* of what follows */
    void            *cut[CUTS]; /* lists of free blocks: each begins with the address of the next */
    uint8_t         *slab;    /* the rest of the last one */
    size_t           slab_left;
} budget = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct header *header_of(void *block) {
    return (struct header *)((uint8_t *)block - HEADER_BYTES);
}

static void *block_of(struct header *header) {
    return (uint8_t *)header + HEADER_BYTES;
}

/* ---- the bound -------------------------------------------------------------------------------- */

uint64_t budget_least(uint64_t articles, unsigned jobs) {
    return LEAST + LEAST_AN_ARTICLE * articles + (jobs > THREADS ? (jobs - THREADS) * LEAST_A_THREAD : 0);
}

void budget_open(uint64_t bytes, const char *folder) {
    const char *usual = getenv("TMPDIR");
    budget.folder = folder ? folder : usual && *usual ? usual : "/tmp";
    budget.heap_most = bytes > RESERVE ? bytes - RESERVE : 1;
}

int budget_failure(nd_error *error) {
    int number = atomic_load(&budget.failure);
    if (!number) return 0;
    error->code = ND_ERROR_IO;
    snprintf(error->message, sizeof error->message, "cannot write a temporary file in %s: %s", budget.folder,
             strerror(number));
    return 1;
}

uint64_t budget_most_in_files(void) {
    return atomic_load(&budget.files_most);
}

/* Takes so many bytes of the bound. Returns 0 if they are not there. */
static int take_heap(size_t size) {
    if (!budget.heap_most) return 1;
    if (atomic_fetch_add(&budget.heap, size) + size <= budget.heap_most) return 1;
    atomic_fetch_sub(&budget.heap, size);
    return 0;
}

static void give_heap(size_t size) {
    if (budget.heap_most) atomic_fetch_sub(&budget.heap, size);
}

static void count_files(size_t more, size_t less) {
    uint64_t now = atomic_fetch_add(&budget.files, more - less) + more - less;
    for (uint64_t most = atomic_load(&budget.files_most); now > most;)
        if (atomic_compare_exchange_weak(&budget.files_most, &most, now)) break;
}

/* ---- a file for a block ----------------------------------------------------------------------- */

static void *no_file(int number) {
    atomic_store(&budget.failure, number);
    errno = ENOMEM;
    return NULL;
}

/* Where a file must have a name for a moment, no signal may end the program in that moment. */
static int open_named(void) {
    char     path[4096];
    sigset_t all, before;
    int      length = snprintf(path, sizeof path, "%s/newsdup-memory-XXXXXX", budget.folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int file = mkstemp(path), number = errno;
    if (file >= 0) unlink(path);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return file;
}

static int open_unnamed(void) {
    int file = -1;
#ifdef O_TMPFILE
    file = open(budget.folder, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
#endif
    if (file < 0) file = open_named();
    return file;
}

/* errno, or 0. */
static int allot(int file, size_t from, size_t to) {
    int number;
    do number = posix_fallocate(file, (off_t)from, (off_t)(to - from));
    while (number == EINTR);
    return number;
}

static struct header *new_file(size_t size) {
    int file = open_unnamed();
    if (file < 0) return no_file(errno);
    int   number = allot(file, 0, size);
    void *map = number ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (!number && map == MAP_FAILED) number = errno;
    if (number) {
        close(file);
        return no_file(number);
    }
    count_files(size, 0);
    *(struct header *)map = (struct header){size, file};
    return map;
}

static void *map_again(struct header *header, size_t size) {
#ifdef MREMAP_MAYMOVE
    return mremap(header, header->size, size, MREMAP_MAYMOVE);
#else
    size_t old = header->size;
    void  *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, header->file, 0);
    if (map != MAP_FAILED) munmap(header, old);
    return map;
#endif
}

static struct header *resize_file(struct header *header, size_t size) {
    size_t old = header->size;
    int    number = size > old ? allot(header->file, old, size) : 0;
    if (number) return no_file(number);
    void *map = map_again(header, size);
    if (map == MAP_FAILED) return no_file(errno);
    header = map;
    if (size < old && ftruncate(header->file, (off_t)size)) return no_file(errno);
    count_files(size, old);
    header->size = size;
    return header;
}

static void free_file(struct header *header) {
    int    file = header->file;
    size_t size = header->size;
    munmap(header, size);
    close(file);
    count_files(0, size);
}

/* ---- small blocks in files -------------------------------------------------------------------- */

static unsigned cut_for(size_t size) {
    unsigned cut = 0;
    while (((size_t)CUT_LEAST << cut) < size) cut++;
    return cut;
}

/* From the last slab; what is left of one that is too short is given up. */
static struct header *cut_out(size_t size) {
    if (budget.slab_left < size) {
        struct header *slab = new_file(SLAB_BYTES);
        if (!slab) return NULL;
        budget.slab = block_of(slab);
        budget.slab_left = SLAB_BYTES - HEADER_BYTES;
    }
    struct header *header = (struct header *)budget.slab;
    budget.slab += size;
    budget.slab_left -= size;
    return header;
}

static struct header *new_cut(size_t size) {
    unsigned       cut = cut_for(size);
    struct header *header = NULL;
    pthread_mutex_lock(&budget.lock);
    void *block = budget.cut[cut];
    if (block) {
        memcpy(&budget.cut[cut], block, sizeof block);
        header = header_of(block);
    } else {
        header = cut_out((size_t)CUT_LEAST << cut);
    }
    pthread_mutex_unlock(&budget.lock);
    if (header) *header = (struct header){(size_t)CUT_LEAST << cut, CUT_OUT};
    return header;
}

static void free_cut(struct header *header) {
    unsigned cut = cut_for(header->size);
    void    *block = block_of(header);
    pthread_mutex_lock(&budget.lock);
    memcpy(block, &budget.cut[cut], sizeof block);
    budget.cut[cut] = block;
    pthread_mutex_unlock(&budget.lock);
}

static struct header *new_in_files(size_t size) {
    return size < FILE_LEAST ? new_cut(size) : new_file(size);
}

/* ---- what the library calls ------------------------------------------------------------------- */

/* `size` is with the header. */
static struct header *new_block(size_t size, int zeroed) {
    struct header *header = NULL;
    if (take_heap(size)) {
        header = zeroed ? calloc(1, size) : malloc(size);
        if (header) *header = (struct header){size, ON_HEAP};
        else give_heap(size);
    }
    if (header || !budget.heap_most) return header;
    header = new_in_files(size);
    if (header && zeroed && header->file == CUT_OUT) memset(block_of(header), 0, size - HEADER_BYTES);
    return header;
}

void *nd_allocate(size_t size) {
    struct header *header = size < SIZE_MAX / 2 ? new_block(size + HEADER_BYTES, 0) : NULL;
    return header ? block_of(header) : NULL;
}

void *nd_allocate_zeroed(size_t count, size_t size) {
    if (size && count > SIZE_MAX / 2 / size) return NULL;
    struct header *header = new_block(count * size + HEADER_BYTES, 1);
    return header ? block_of(header) : NULL;
}

static struct header *resize_on_heap(struct header *header, size_t size) {
    size_t old = header->size;
    if (size > old && !take_heap(size - old)) return NULL;
    struct header *moved = realloc(header, size);
    if (moved) moved->size = size;
    if (moved ? size < old : size > old) give_heap(size < old ? old - size : size - old);
    return moved;
}

void *nd_reallocate(void *block, size_t size) {
    if (!block) return nd_allocate(size);
    if (size >= SIZE_MAX / 2) return NULL;
    struct header *header = header_of(block), *resized = NULL;
    size_t         needed = size + HEADER_BYTES, old = header->size;
    if (header->file >= 0) {
        resized = resize_file(header, needed);
        return resized ? block_of(resized) : NULL;
    }
    if (header->file == ON_HEAP) resized = resize_on_heap(header, needed);
    else if (needed <= old) resized = header;
    if (resized) return block_of(resized);
    void *moved = nd_allocate(size);
    if (!moved) return NULL;
    memcpy(moved, block, (needed < old ? needed : old) - HEADER_BYTES);
    nd_release(block);
    return moved;
}

void nd_release(void *block) {
    if (!block) return;
    struct header *header = header_of(block);
    if (header->file >= 0) free_file(header);
    else if (header->file == CUT_OUT) free_cut(header);
    else {
        give_heap(header->size);
        free(header);
    }
}
