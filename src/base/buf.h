/*
 * buf.h - a growing array of bytes with a ceiling.
 *
 * Also used for arrays of plain values: `data` is aligned for every type, so
 * `struct posting *list = (struct posting *)buf.data` is sound as long as one type goes in.
 */
#ifndef ND_BUF_H
#define ND_BUF_H

#include "newsdup.h"

typedef struct nd_buf {
    uint8_t *data;
    size_t   size, capacity;
    size_t   ceiling; /* bytes; 0: as much as there is memory */
} nd_buf;

/* {0} is an empty buffer without a ceiling; nothing is allocated before the first byte. */

/* Makes room for `extra` more bytes, for which there is none. ND_ERROR_MEMORY, or ND_ERROR_LIMIT over the ceiling;
 * unchanged then. */
int nd_buf_grow(nd_buf *buf, size_t extra, nd_error *error);

/* Room for `extra` more bytes; fails as nd_buf_grow does. */
static inline int nd_buf_reserve(nd_buf *buf, size_t extra, nd_error *error) {
    return extra <= buf->capacity - buf->size ? ND_OK : nd_buf_grow(buf, extra, error);
}

int  nd_buf_append(nd_buf *buf, const void *data, size_t size, nd_error *error);
/* Makes the buffer `count` elements of `width` bytes, all zero. */
int  nd_zeros(nd_buf *buf, size_t count, size_t width, nd_error *error);
/* Gives back the room that is not used. ND_ERROR_MEMORY; unchanged then. */
int  nd_buf_trim(nd_buf *buf, nd_error *error);
/* Frees the memory; the buffer is empty and may be used again. */
void nd_buf_free(nd_buf *buf);

#endif
