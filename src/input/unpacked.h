/* unpacked.h - the bytes of a file as they are once it is unpacked, if it is compressed: in blocks, one by one. */
#ifndef ND_UNPACKED_H
#define ND_UNPACKED_H

#include "base/buf.h"
#include "input/file.h"

/* Where packed bytes come from. */
typedef struct nd_packed {
    int      fd;
    int      is_input; /* standard input: neither closed nor searched */
    nd_stamp stamp;
    nd_buf   ahead;    /* what has been read of it already: enough for nd_unpack_knows */
} nd_packed;

typedef struct nd_unpacked nd_unpacked;

/* Takes over the descriptor and the buffer, also when there is no memory: NULL. */
nd_unpacked *nd_unpacked_new(const nd_packed *from);
void         nd_unpacked_free(nd_unpacked *unpacked);

int nd_unpacked_is_compressed(const nd_unpacked *unpacked);

/* The next bytes, borrowed until the next call: how many, 0 at the end; -1 with errno set, and so from then on. */
ptrdiff_t nd_unpacked_next(nd_unpacked *unpacked, const uint8_t **out);

/* Why nd_unpacked_next has failed, one line; NULL when it has not, or when the errno that it had tells: that. */
const char *nd_unpacked_reason(const nd_unpacked *unpacked);
int         nd_unpacked_number(const nd_unpacked *unpacked);

/* As nd_inflate_resume. */
int nd_unpacked_resume(nd_unpacked *unpacked);

/* Begins again, if it is a regular file that is not compressed and may be searched from now on: 1, or else 0. */
int     nd_unpacked_rewind(nd_unpacked *unpacked);
int64_t nd_unpacked_seek(nd_unpacked *unpacked, int64_t offset, int whence);

/* Appends the last bytes of a file that may be searched, up to `most`. 0, or -1 with errno set. */
int nd_unpacked_tail(const nd_unpacked *unpacked, nd_buf *into, size_t most);

/* Bytes of the file that went into what has been given, and those that were read with them. */
uint64_t nd_unpacked_read_bytes(const nd_unpacked *unpacked);

/* Is the regular file another than when it was opened? */
int nd_unpacked_has_changed(const nd_unpacked *unpacked);

#endif
