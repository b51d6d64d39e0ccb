/*
 * error.c - every message of the library passes through here, which is what keeps it one line: names
 * from the corpus end up in messages, and a name may hold anything.
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void make_one_line(char *message) {
    for (; *message; message++)
        if ((unsigned char)*message < 0x20 || *message == 0x7f) *message = '?';
}

int nd_fail(nd_error *error, nd_status code, const char *format, ...) {
    if (!error) return code;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    make_one_line(error->message);
    error->code = code;
    return code;
}

int nd_fail_errno(nd_error *error, const char *what, const char *path) {
    int number = errno;
    if (number == EPIPE) return nd_fail(error, ND_ERROR_CLOSED, "%s %s: closed", what, path);
    return nd_fail(error, ND_ERROR_IO, "%s %s: %s", what, path, strerror(number));
}

int nd_fail_memory(nd_error *error) {
    return nd_fail(error, ND_ERROR_MEMORY, "out of memory");
}
