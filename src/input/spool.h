/*
 * spool.h - the texts of what cannot be read twice, compressed in a file without a name.
 *
 * The bytes of a pipe are packed in frames, each on its own, so that a text is found without
 * unpacking the rest. Frames are announced in the order of the input by the reading thread and may be
 * packed by any thread.
 */
#ifndef ND_SPOOL_H
#define ND_SPOOL_H

#include "base/buf.h"

typedef struct nd_spool nd_spool;

/* A good size for a frame: small enough to unpack for one text, large enough to pack well. */
#define ND_FRAME_BYTES ((size_t)128 << 10)

/* A file in `folder`; NULL: $TMPDIR, or else /tmp. It is removed at once, and goes with the
 * process. */
int  nd_spool_new(const char *folder, nd_spool **out, nd_error *error);
void nd_spool_free(nd_spool *spool);

/* Announces a frame of `size` bytes from `offset` of file `file` on; the later, the larger (file,
 * offset). *out is its number. */
int nd_spool_announce(nd_spool *spool, uint32_t file, uint64_t offset, size_t size, uint32_t *out,
                      nd_error *error);
/* Packs and writes it, in any thread, but never one frame twice. `packed` and *compressor belong to
 * the thread; free the latter with nd_spool_free_compressor. */
int  nd_spool_write(nd_spool *spool, uint32_t frame, const void *data, nd_buf *packed,
                    void **compressor, nd_error *error);
void nd_spool_free_compressor(void *compressor);

/* Gives `size` bytes back; they must lie in one frame. Borrowed until the next call. */
int nd_spool_read(nd_spool *spool, uint32_t file, uint64_t offset, size_t size, nd_string *out,
                  nd_error *error);

#endif
