/*
 * output.h - where data goes: standard output, or a file that is replaced as a whole.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <sys/stat.h>

#include "newsdup_io.h"

struct output {
    int         file;   /* -1: closed */
    const char *name;   /* as it was given, borrowed; NULL: standard output */
    char       *path;   /* of the file to replace or make, links followed; NULL: written in place */
    char       *beside; /* what is written and then renamed; NULL likewise */
    int         status; /* of the writing: where it failed, output_close leaves no file */
    size_t      used;
    char        buffer[16384];
};

/* NULL, "-" and every other name of it are standard output. A regular file is written beside and renamed by
 * output_close; a device or a pipe is written in place. */
int output_open(struct output *output, const char *path, nd_error *error);

/* Where a file of this name is, or would be made: links are followed, also one that leads to nothing yet. To be freed;
 * NULL with errno set. */
char *output_target(const char *path);

/* For messages. */
const char *output_name(const struct output *output);

/* Whether it writes to this file, or will replace it. */
int output_is_file(const struct output *output, const struct stat *file);

/* nd_sink_fn; the context is a struct output. ND_ERROR_CLOSED when the reader has gone away. */
int output_write(void *context, const void *data, size_t size, nd_error *error);

/* With `keep`, sends what is left and puts the file in its place; without it, or on failure, leaves no
 * file behind. May be called on an output that was not opened or is closed. */
int output_close(struct output *output, int keep, nd_error *error);

/* The end of what was written with stdio: 0, also where the reader has gone away, or 2 with a message. */
int output_finish_stdout(void);

#endif
