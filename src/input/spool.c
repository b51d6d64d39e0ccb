/*
 * spool.c - workers pack, and claim their place in the file by one atomic addition, so the order of
 * frames in the file is that of chance; the table of frames, which the reading thread grows between
 * batches, is in the order of the input and is searched by halves. The file is unlinked right after it
 * is opened: nothing remains, however the process ends. The last frame read stays unpacked, since
 * texts are mostly asked for in order. Cost: zstd's first level, .25 GB/s a thread for half of the
 * size; faster levels save too little room (docs/dependencies.md). 32 bytes of memory a frame.
 */
#include "input/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "base/error.h"
#include "input/file.h"

#define LEVEL 1

struct frame {
    uint64_t offset;      /* in the file it comes from */
    uint64_t at;          /* in the spool */
    uint32_t file;
    uint32_t size;        /* unpacked */
    uint32_t packed_size; /* 0: not written */
};

struct nd_spool {
    int                     fd;
    char                   *folder;
    _Atomic uint64_t        end;
    nd_buf                  frames; /* struct frame */
    nd_buf                  packed, unpacked;
    uint32_t                current; /* number + 1 of the frame in `unpacked`; 0: none */
    ZSTD_DCtx              *decompressor;
};

/* A descriptor, or a negative status. */
static int open_unnamed(const char *folder, nd_error *error) {
    char path[4096];
    int  size = snprintf(path, sizeof path, "%s/newsdup-spool-XXXXXX", folder);
    if (size < 0 || (size_t)size >= sizeof path) {
        errno = ENAMETOOLONG;
        return nd_fail_errno(error, "cannot make a temporary file in", folder);
    }
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before); /* a program that ends now would leave the name behind */
    int fd = mkstemp(path), number = errno;
    if (fd >= 0) unlink(path);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number;
    if (fd < 0) return nd_fail_errno(error, "cannot make a temporary file in", folder);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
}

int nd_spool_new(const char *folder, nd_spool **out, nd_error *error) {
    if (!folder) folder = getenv("TMPDIR");
    if (!folder || !*folder) folder = "/tmp";
    int       status = ND_OK;
    nd_spool *spool = nd_allocate_zeroed(1, sizeof *spool);
    size_t    size = strlen(folder) + 1;
    if (!spool) return nd_fail_memory(error);
    spool->fd = -1;
    spool->folder = nd_allocate(size);
    spool->decompressor = ZSTD_createDCtx();
    if (spool->folder && spool->decompressor) {
        memcpy(spool->folder, folder, size);
        spool->fd = open_unnamed(folder, error);
        if (spool->fd < 0) status = spool->fd;
    } else {
        status = nd_fail_memory(error);
    }
    if (status) nd_spool_free(spool);
    else *out = spool;
    return status;
}

void nd_spool_free(nd_spool *spool) {
    if (!spool) return;
    if (spool->fd >= 0) close(spool->fd);
    ZSTD_freeDCtx(spool->decompressor);
    nd_buf_free(&spool->frames);
    nd_buf_free(&spool->packed);
    nd_buf_free(&spool->unpacked);
    nd_release(spool->folder);
    nd_release(spool);
}

int nd_spool_announce(nd_spool *spool, uint32_t file, uint64_t offset, size_t size, uint32_t *out,
                      nd_error *error) {
    size_t number = spool->frames.size / sizeof(struct frame);
    if (number >= UINT32_MAX - 1) return nd_fail(error, ND_ERROR_LIMIT, "more than 2^32 spool frames");
    if (size > UINT32_MAX) return nd_fail(error, ND_ERROR_LIMIT, "a spool frame of %zu bytes", size);
    struct frame frame = {.offset = offset, .file = file, .size = (uint32_t)size};
    *out = (uint32_t)number;
    return nd_buf_append(&spool->frames, &frame, sizeof frame, error);
}

static int write_at(nd_spool *spool, const uint8_t *data, size_t size, uint64_t offset, nd_error *error) {
    while (size) {
        ssize_t done = pwrite(spool->fd, data, size, (off_t)offset);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return nd_fail_errno(error, "cannot write a temporary file in", spool->folder);
        data += done;
        offset += (uint64_t)done;
        size -= (size_t)done;
    }
    return ND_OK;
}

int nd_spool_write(nd_spool *spool, uint32_t frame, const void *data, nd_buf *packed,
                   void **compressor, nd_error *error) {
    struct frame *entry = (struct frame *)spool->frames.data + frame;
    if (!*compressor) *compressor = ZSTD_createCCtx();
    if (!*compressor) return nd_fail_memory(error);
    packed->size = 0;
    int status = nd_buf_reserve(packed, ZSTD_compressBound(entry->size), error);
    if (status) return status;
    size_t size = ZSTD_compressCCtx(*compressor, packed->data, packed->capacity, data, entry->size, LEVEL);
    if (ZSTD_isError(size))
        return nd_fail(error, ND_ERROR_MEMORY, "cannot compress: %s", ZSTD_getErrorName(size));
    uint64_t at = atomic_fetch_add(&spool->end, size);
    status = write_at(spool, packed->data, size, at, error);
    if (status) return status;
    entry->at = at;
    entry->packed_size = (uint32_t)size;
    return ND_OK;
}

void nd_spool_free_compressor(void *compressor) {
    ZSTD_freeCCtx(compressor);
}

/* The last frame that begins at or before the place; NULL when there is none. */
static struct frame *frame_at(const nd_spool *spool, uint32_t file, uint64_t offset) {
    struct frame *frames = (struct frame *)spool->frames.data;
    size_t        low = 0, high = spool->frames.size / sizeof *frames;
    while (low < high) {
        size_t        middle = low + (high - low) / 2;
        struct frame *frame = &frames[middle];
        if (frame->file < file || (frame->file == file && frame->offset <= offset)) low = middle + 1;
        else high = middle;
    }
    return low ? &frames[low - 1] : NULL;
}

static int unpack(nd_spool *spool, const struct frame *frame, nd_error *error) {
    spool->current = 0;
    spool->packed.size = spool->unpacked.size = 0;
    int status = nd_buf_reserve(&spool->unpacked, frame->size, error);
    if (status) return status;
    if (nd_file_read_at(spool->fd, &spool->packed, frame->at, frame->packed_size))
        return nd_fail_errno(error, "cannot read a temporary file in", spool->folder);
    size_t size = ZSTD_decompressDCtx(spool->decompressor, spool->unpacked.data, frame->size,
                                      spool->packed.data, spool->packed.size);
    if (ZSTD_isError(size) || size != frame->size)
        return nd_fail(error, ND_ERROR_IO, "a temporary file in %s is damaged", spool->folder);
    spool->unpacked.size = size;
    spool->current = (uint32_t)(frame - (struct frame *)spool->frames.data) + 1;
    return ND_OK;
}

int nd_spool_read(nd_spool *spool, uint32_t file, uint64_t offset, size_t size, nd_string *out,
                  nd_error *error) {
    struct frame *frame = frame_at(spool, file, offset);
    if (!frame || frame->file != file || !frame->packed_size || offset - frame->offset > frame->size ||
        size > frame->size - (offset - frame->offset))
        return nd_fail(error, ND_ERROR_USAGE, "no text was kept at byte %llu of input %lu",
                       (unsigned long long)offset, (unsigned long)file);
    if (spool->current != (uint32_t)(frame - (struct frame *)spool->frames.data) + 1) {
        int status = unpack(spool, frame, error);
        if (status) return status;
    }
    *out = (nd_string){(const char *)spool->unpacked.data + (offset - frame->offset), size};
    return ND_OK;
}
