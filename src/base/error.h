/* error.h - fill the caller's nd_error. */
#ifndef ND_ERROR_H
#define ND_ERROR_H

#include "newsdup.h"

/* Formats one line into *error, which may be NULL, and returns `code`, so that a failing function can
 * end with `return nd_fail(...)`. Control characters become '?'. */
int nd_fail(nd_error *error, nd_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a failed system call: "<what> <path>: <strerror(errno)>". */
int nd_fail_errno(nd_error *error, const char *what, const char *path);

/* ND_ERROR_MEMORY. */
int nd_fail_memory(nd_error *error);

#endif
