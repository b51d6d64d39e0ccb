/*
 * failing.c - the linker's --wrap sends the calls here; the real ones are __real_*. Blocks that libc
 * allocates for itself (strdup, fopen) do not come this way.
 */
#include "failing.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
int   __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                            void *(*start)(void *), void *argument);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
int   __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                            void *(*start)(void *), void *argument);

/* 0: off; n: the n-th call from now fails. */
static _Thread_local unsigned allocations, threads;

static int is_due(unsigned *countdown) {
    return *countdown && --*countdown == 0;
}

void fail_allocation_after(unsigned calls) {
    allocations = calls + 1;
}

void fail_thread_after(unsigned calls) {
    threads = calls + 1;
}

int fail_nothing(void) {
    int waiting = allocations || threads;
    allocations = threads = 0;
    return waiting;
}

static void *out_of_memory(void) {
    errno = ENOMEM;
    return NULL;
}

void *__wrap_malloc(size_t size) {
    return is_due(&allocations) ? out_of_memory() : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return is_due(&allocations) ? out_of_memory() : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) {
    return is_due(&allocations) ? out_of_memory() : __real_realloc(block, size);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *argument) {
    return is_due(&threads) ? EAGAIN : __real_pthread_create(thread, attributes, start, argument);
}
