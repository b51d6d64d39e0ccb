/*
 * wholefile.c - the room is doubled as it fills; what a pipe holds is not known before.
 */
#include "cli/wholefile.h"

#include <errno.h>
#include <stdlib.h>

#define BLOCK_BYTES 65536
#define MOST_BYTES ((size_t)1 << 30) /* a device may have no end */

int wholefile_read(FILE *from, char **bytes, size_t *size) {
    size_t room = 0, got;
    *bytes = NULL;
    *size = 0;
    do {
        if (room - *size < BLOCK_BYTES + 1) {
            char *more = realloc(*bytes, room = 2 * room + BLOCK_BYTES + 1);
            if (!more) return -1;
            *bytes = more;
        }
        errno = 0;
        got = fread(*bytes + *size, 1, BLOCK_BYTES, from);
        *size += got;
    } while (got > 0 && *size < MOST_BYTES);
    (*bytes)[*size] = '\0';
    if (got > 0) errno = EFBIG;
    return got > 0 || ferror(from) ? -1 : 0;
}
