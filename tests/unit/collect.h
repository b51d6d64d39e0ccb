/*
 * collect.h - a sink that keeps what it is given, or fails at the n-th call.
 */
#ifndef COLLECT_H
#define COLLECT_H

#include <string.h>

#include "newsdup_io.h"

struct collected {
    char     text[200000]; /* ends with NUL */
    size_t   size;
    unsigned calls, fail_at; /* fail_at 0: never */
};

static inline int collect(void *context, const void *data, size_t size, nd_error *error) {
    struct collected *collected = context;
    (void)error;
    if (++collected->calls == collected->fail_at) return ND_ERROR_CLOSED;
    if (size >= sizeof collected->text - collected->size) return ND_ERROR_LIMIT;
    memcpy(collected->text + collected->size, data, size);
    collected->size += size;
    collected->text[collected->size] = '\0';
    return ND_OK;
}

#endif
