/* pathlist.h - the paths in the file of --files-from. */
#ifndef PATHLIST_H
#define PATHLIST_H

#include <stddef.h>

#include "newsdup.h"

struct listed {
    const char *path;
    size_t      line; /* or record of -0, from 1 */
};

/* {0} is empty. */
struct pathlist {
    char          *bytes;
    struct listed *paths;
    size_t         count;
};

/* Reads the whole file, "-" is standard input: a path a line, or with `null` one up to each NUL. Empty lines
 * are none; lines may end with CR LF if all do. ND_OK or a negative status; pathlist_free accepts a list that
 * failed. */
int  pathlist_read(struct pathlist *list, const char *file, int null, nd_error *error);
void pathlist_free(struct pathlist *list);

#endif
