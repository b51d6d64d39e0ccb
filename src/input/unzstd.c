/*
 * unzstd.c - libzstd itself rather than libarchive (3.6.2), which gives nothing of a block of 128 KiB whose end it does
 * not see: of a file that is cut, or followed by something, all that was in the last one. Invariant: the library is
 * given no more at a time than it asks for, which is the rest of one block, so that what it finds wrong takes nothing
 * with it that was right, and what comes out has room. Memory: the window of the frame, 128 MB at most.
 */
#include "input/unzstd.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <zstd.h>
#include <zstd_errors.h>

enum state { BEFORE, WITHIN, ENDED, FAILED };

struct nd_unzstd {
    nd_inflate_input_fn *input;
    void                *context;
    ZSTD_DStream        *stream;
    const uint8_t       *in;     /* what has come in and was not given on yet */
    size_t               in_size;
    size_t               wanted; /* bytes, before anything more can come out */
    uint64_t             read;   /* bytes before `in`, */
    uint64_t             begin;  /* and before the current frame */
    enum state           state;
    int                  number; /* errno of the failure, if the input has failed */
    char                 reason[120];
    size_t               out_size;
    uint8_t             *out;
};

/* The library takes what the allocator gives; where that is nothing, there is no stream. */
nd_unzstd *nd_unzstd_new(nd_inflate_input_fn *input, void *context) {
    nd_unzstd *unzstd = nd_allocate_zeroed(1, sizeof *unzstd);
    if (!unzstd) return NULL;
    unzstd->input = input;
    unzstd->context = context;
    unzstd->out_size = ZSTD_DStreamOutSize();
    unzstd->out = nd_allocate(unzstd->out_size);
    unzstd->stream = unzstd->out ? ZSTD_createDStream() : NULL;
    if (unzstd->stream) unzstd->wanted = ZSTD_initDStream(unzstd->stream);
    if (unzstd->stream && !ZSTD_isError(unzstd->wanted)) return unzstd;
    nd_unzstd_free(unzstd);
    return NULL;
}

void nd_unzstd_free(nd_unzstd *unzstd) {
    if (!unzstd) return;
    ZSTD_freeDStream(unzstd->stream);
    nd_release(unzstd->out);
    nd_release(unzstd);
}

const char *nd_unzstd_reason(const nd_unzstd *unzstd) {
    return unzstd->reason[0] ? unzstd->reason : NULL;
}

static ptrdiff_t fail(nd_unzstd *unzstd, const char *what) {
    unzstd->state = FAILED;
    snprintf(unzstd->reason, sizeof unzstd->reason, "%s, in what begins at byte %" PRIu64, what, unzstd->begin);
    return errno = EIO, -1;
}

static ptrdiff_t fail_by_errno(nd_unzstd *unzstd, int number) {
    unzstd->state = FAILED;
    return errno = unzstd->number = number, -1;
}

static ptrdiff_t fail_by(nd_unzstd *unzstd, size_t status) {
    switch (ZSTD_getErrorCode(status)) {
    case ZSTD_error_memory_allocation: return fail_by_errno(unzstd, ENOMEM);
    case ZSTD_error_prefix_unknown: return fail(unzstd, "something that is not compressed follows");
    case ZSTD_error_checksum_wrong: return fail(unzstd, "damaged: its checksum is that of something else");
    case ZSTD_error_frameParameter_windowTooLarge: return fail(unzstd, "it needs more than 128 MB of memory");
    default: return fail(unzstd, "damaged");
    }
}

/* 1 when there is input, 0 at the end, -1 with errno set. */
static int read_more(nd_unzstd *unzstd) {
    ptrdiff_t got = unzstd->input(unzstd->context, &unzstd->in);
    if (got < 0) return (int)fail_by_errno(unzstd, errno);
    unzstd->in_size = (size_t)got;
    return got > 0;
}

/* Between two frames: passes zero bytes. 1 when another frame begins, 0 at the end, -1 with errno set. */
static int find_frame(nd_unzstd *unzstd) {
    uint64_t zeros = 0;
    unzstd->begin = unzstd->read;
    for (int more; !unzstd->in_size || (unzstd->begin && !*unzstd->in);) {
        if (unzstd->in_size) {
            unzstd->in++, unzstd->in_size--, unzstd->read++, zeros++;
        } else if ((more = read_more(unzstd)) <= 0) {
            if (!more) unzstd->state = ENDED;
            return more;
        }
    }
    if (zeros) return (int)fail(unzstd, "something that is not compressed follows");
    unzstd->state = WITHIN;
    return 1;
}

/* One step of the library: how many bytes have come out, or -1. */
static ptrdiff_t unpack_some(nd_unzstd *unzstd) {
    size_t         size = unzstd->in_size < unzstd->wanted ? unzstd->in_size : unzstd->wanted;
    ZSTD_inBuffer  in = {unzstd->in, size, 0};
    ZSTD_outBuffer out = {unzstd->out, unzstd->out_size, 0};
    size_t         status = ZSTD_decompressStream(unzstd->stream, &out, &in);
    if (ZSTD_isError(status)) return fail_by(unzstd, status);
    unzstd->in += in.pos;
    unzstd->in_size -= in.pos;
    unzstd->read += in.pos;
    if (!status) unzstd->state = BEFORE;
    unzstd->wanted = status ? status : ZSTD_initDStream(unzstd->stream);
    return (ptrdiff_t)out.pos;
}

ptrdiff_t nd_unzstd_next(nd_unzstd *unzstd, const uint8_t **out) {
    *out = unzstd->out;
    for (;;) {
        if (unzstd->state == ENDED) return 0;
        if (unzstd->state == FAILED) return errno = unzstd->number ? unzstd->number : EIO, -1;
        int more = unzstd->state == BEFORE ? find_frame(unzstd) : unzstd->in_size ? 1 : read_more(unzstd);
        if (more < 0) return more;
        if (!more && unzstd->state == WITHIN) return fail(unzstd, "cut");
        if (!more) continue;
        ptrdiff_t got = unpack_some(unzstd);
        if (got) return got;
    }
}
