/*
 * unpack.h - a compressed file, or an archive, as what it holds: one member after another, each a run of bytes.
 *
 * gzip, zstd, xz and bzip2 (several frames behind one another too) around anything; tar, so compressed or not;
 * zip. Nothing is ever written, whatever the names of members are.
 */
#ifndef ND_UNPACK_H
#define ND_UNPACK_H

#include "input/unpacked.h"

typedef struct nd_unpack nd_unpack;

/* What holds much more than it weighs is no corpus: where more than ND_UNPACK_FREE_BYTES have come out, they may
 * be at most ND_UNPACK_RATIO times as many as went in. */
#define ND_UNPACK_FREE_BYTES (UINT64_C(256) << 20)
#define ND_UNPACK_RATIO 1000

/* Are these the first bytes of something packed? 512 of them are enough. */
int nd_unpack_knows(const uint8_t *data, size_t size);

/* Takes over the descriptor and the buffer, also when it fails: ND_ERROR_MEMORY. */
int  nd_unpack_new(const nd_packed *from, nd_unpack **out, nd_error *error);
void nd_unpack_free(nd_unpack *unpack);

/* The next member that is a regular file: 1; 0 at the end; -1 with errno set when what follows cannot be read,
 * and 0 from then on. *name is its path as it stands in the archive, borrowed until the next call; NULL when
 * there is no archive, only one compressed file. */
int nd_unpack_next(nd_unpack *unpack, const char **name);

/* Appends up to `size` bytes of the member. How many, 0 at its end; -1 with errno set, and so again until the next. */
ptrdiff_t nd_unpack_read(nd_unpack *unpack, nd_buf *into, size_t size);

/* Goes on with a web archive that has failed, behind the damage: 1; 0: there is nothing to go on with. */
int nd_unpack_resume(nd_unpack *unpack);

/* Why the last call gave -1, one line; NULL when errno tells. */
const char *nd_unpack_reason(const nd_unpack *unpack);

/* Is the regular file another than when it was opened? */
int nd_unpack_has_changed(const nd_unpack *unpack);

#endif
