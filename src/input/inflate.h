/*
 * inflate.h - the bytes of a compressed file: gzip, zstd, xz or bzip2, several frames behind one another too. Every
 * checksum is compared, and what follows the last frame is told of, but for the zero bytes that tapes leave.
 */
#ifndef ND_INFLATE_H
#define ND_INFLATE_H

#include "newsdup.h"

typedef struct nd_inflate nd_inflate;

/* Gives the next compressed bytes, borrowed until it is called again. How many, 0 at the end; -1 with errno set. */
typedef ptrdiff_t nd_inflate_input_fn(void *context, const uint8_t **out);

/* NULL when there is no memory. `first`, `size` are the first bytes to come, which tell how they are compressed. */
nd_inflate *nd_inflate_new(const uint8_t *first, size_t size, nd_inflate_input_fn *input, void *context);
void        nd_inflate_free(nd_inflate *inflate);

/* Are these the first bytes of something compressed? */
int nd_inflate_knows(const uint8_t *data, size_t size);

/* The next bytes, borrowed until the next call: how many, 0 at the end; -1 with errno set, and so from then on. */
ptrdiff_t nd_inflate_next(nd_inflate *inflate, const uint8_t **out);

/* Why the last call gave -1, one line; NULL when errno tells. */
const char *nd_inflate_reason(const nd_inflate *inflate);

/* After a failure: 1 if a gzip member is found behind the damage that begins a record of a web archive, which is
 * compressed one by one; its bytes are the next to come. 0: there is none. */
int nd_inflate_resume(nd_inflate *inflate);

#endif
