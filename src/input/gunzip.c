/*
 * gunzip.c - zlib rather than libarchive, which does not compare the checksum of a gzip file (3.6.2) and cannot go on
 * behind damage. A web archive has a member for each record; behind a damaged one the next is looked for, from the
 * byte after the damaged member's first, since garbage may have been taken for its middle. What looks like a head of
 * a member is one if a record of a web archive comes out. For this the compressed bytes of a member are kept, the
 * last megabyte of them at least.
 */
#include "input/gunzip.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "input/warc.h"

#define OUT_BYTES ((size_t)1 << 18)
#define KEPT_BYTES ((size_t)1 << 20)
#define PROBED_BYTES ((size_t)1 << 12) /* of a member, for its first bytes */
#define GZIP_WINDOW (15 + 16)

enum state { BEFORE, WITHIN, ENDED, FAILED };

struct nd_gunzip {
    nd_inflate_input_fn *input;
    void                *context;
    z_stream             stream;
    nd_buf               in;     /* compressed bytes; */
    size_t               member; /* the first of the current member in it, or where it was cut off in front; */
    size_t               at;     /* and the next to be inflated */
    uint64_t             gone;   /* bytes before those in the buffer */
    uint64_t             begin;  /* of the current member in the file */
    enum state           state;
    int                  is_over; /* there is no more input */
    int                  number; /* errno of the failure, if the input has failed */
    char                 reason[120];
    uint8_t              out[OUT_BYTES];
};

nd_gunzip *nd_gunzip_new(nd_inflate_input_fn *input, void *context) {
    nd_gunzip *gunzip = nd_allocate_zeroed(1, sizeof *gunzip);
    if (!gunzip) return NULL;
    gunzip->input = input;
    gunzip->context = context;
    if (inflateInit2(&gunzip->stream, GZIP_WINDOW) == Z_OK) return gunzip;
    nd_release(gunzip);
    return NULL;
}

void nd_gunzip_free(nd_gunzip *gunzip) {
    if (!gunzip) return;
    inflateEnd(&gunzip->stream);
    nd_buf_free(&gunzip->in);
    nd_release(gunzip);
}

const char *nd_gunzip_reason(const nd_gunzip *gunzip) {
    return gunzip->reason[0] ? gunzip->reason : NULL;
}

static ptrdiff_t fail(nd_gunzip *gunzip, const char *what) {
    gunzip->state = FAILED;
    snprintf(gunzip->reason, sizeof gunzip->reason, "%s, in what begins at byte %" PRIu64, what, gunzip->begin);
    return errno = EIO, -1;
}

static ptrdiff_t fail_by_errno(nd_gunzip *gunzip) {
    gunzip->state = FAILED;
    gunzip->number = errno;
    return -1;
}

/* Reads on: 1; 0 at the end; -1 with errno set. Forgets what is before the member, and most of a long one. */
static int read_more(nd_gunzip *gunzip) {
    const uint8_t *data = NULL;
    size_t         keep = gunzip->member;
    if (gunzip->at - keep > 2 * KEPT_BYTES) keep = gunzip->at - KEPT_BYTES;
    if (keep) {
        memmove(gunzip->in.data, gunzip->in.data + keep, gunzip->in.size -= keep);
        gunzip->gone += keep;
        gunzip->at -= keep;
        gunzip->member = gunzip->member > keep ? gunzip->member - keep : 0;
    }
    if (gunzip->is_over) return 0;
    ptrdiff_t got = gunzip->input(gunzip->context, &data);
    if (got < 0) return -1;
    gunzip->is_over = got == 0;
    if (got && nd_buf_append(&gunzip->in, data, (size_t)got, NULL)) return errno = ENOMEM, -1;
    return got > 0;
}

static int begin_member(nd_gunzip *gunzip) {
    gunzip->member = gunzip->at;
    gunzip->begin = gunzip->gone + gunzip->at;
    gunzip->state = WITHIN;
    return inflateReset(&gunzip->stream) == Z_OK;
}

/* Between two members: 1 when the next begins, 0 at the end, -1 with errno set. */
static int find_member(nd_gunzip *gunzip) {
    gunzip->begin = gunzip->gone + gunzip->at;
    int is_first = !gunzip->begin, more = 1;
    for (;;) {
        while (!is_first && gunzip->at < gunzip->in.size && !gunzip->in.data[gunzip->at]) gunzip->at++;
        if (gunzip->at < gunzip->in.size || !more) break;
        gunzip->member = gunzip->at;
        more = read_more(gunzip);
        if (more < 0) return (int)fail_by_errno(gunzip);
    }
    if (gunzip->at == gunzip->in.size) return gunzip->state = ENDED, 0;
    int has_zeros = gunzip->gone + gunzip->at > gunzip->begin;
    if (gunzip->in.data[gunzip->at] != 0x1f || has_zeros)
        return (int)fail(gunzip, "something that is not compressed follows");
    begin_member(gunzip);
    return 1;
}

static int is_checksum(const char *message) {
    return message && (!strcmp(message, "incorrect data check") || !strcmp(message, "incorrect length check"));
}

/* One step of zlib: how many bytes have come out, or -1. */
static ptrdiff_t inflate_some(nd_gunzip *gunzip) {
    z_stream *stream = &gunzip->stream;
    stream->next_in = gunzip->in.data + gunzip->at;
    stream->avail_in = (uInt)(gunzip->in.size - gunzip->at);
    stream->next_out = gunzip->out;
    stream->avail_out = OUT_BYTES;
    int status = inflate(stream, Z_NO_FLUSH);
    gunzip->at = gunzip->in.size - stream->avail_in;
    size_t got = OUT_BYTES - stream->avail_out;
    if (status == Z_STREAM_END) gunzip->state = BEFORE;
    else if (status == Z_MEM_ERROR) return errno = ENOMEM, fail_by_errno(gunzip);
    else if (status != Z_OK && status != Z_BUF_ERROR)
        fail(gunzip, is_checksum(stream->msg) ? "damaged: its checksum is that of something else" : "damaged");
    if (gunzip->state == FAILED && !got) return -1;
    return (ptrdiff_t)got;
}

ptrdiff_t nd_gunzip_next(nd_gunzip *gunzip, const uint8_t **out) {
    *out = gunzip->out;
    for (;;) {
        if (gunzip->state == ENDED) return 0;
        if (gunzip->state == FAILED) return errno = gunzip->number ? gunzip->number : EIO, -1;
        int more = 1;
        if (gunzip->state == BEFORE) {
            more = find_member(gunzip);
            if (more <= 0) return more;
        } else if (gunzip->at == gunzip->in.size) {
            more = read_more(gunzip);
            if (more < 0) return fail_by_errno(gunzip);
            if (!more) return fail(gunzip, "cut");
        }
        ptrdiff_t got = inflate_some(gunzip);
        if (got) return got;
    }
}

/* ---- behind damage ----------------------------------------------------------------------------- */

/* Does a record of a web archive come out of the member that seems to begin here? */
static int begins_record(const nd_gunzip *gunzip, size_t at) {
    uint8_t  first[ND_WARC_MARK_BYTES];
    z_stream stream = {0};
    size_t   size = gunzip->in.size - at;
    if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK) return 0;
    stream.next_in = gunzip->in.data + at;
    stream.avail_in = (uInt)(size < PROBED_BYTES ? size : PROBED_BYTES);
    stream.next_out = first;
    stream.avail_out = sizeof first;
    inflate(&stream, Z_SYNC_FLUSH);
    size_t got = sizeof first - stream.avail_out;
    inflateEnd(&stream);
    return nd_warc_begins(first, got);
}

/* The first head of a member from `from` on, or the end. */
static size_t find_head(const nd_buf *in, size_t from) {
    static const uint8_t mark[] = {0x1f, 0x8b, 8};
    for (size_t at = from; at + sizeof mark <= in->size; at++) {
        const uint8_t *found = memchr(in->data + at, mark[0], in->size - at - 2);
        if (!found) break;
        at = (size_t)(found - in->data);
        if (!memcmp(found, mark, sizeof mark)) return at;
    }
    return in->size;
}

int nd_gunzip_resume(nd_gunzip *gunzip) {
    if (gunzip->number || gunzip->state != FAILED) return 0;
    gunzip->at = gunzip->member;
    for (;;) {
        if (gunzip->at < gunzip->in.size) gunzip->at++;
        size_t found = find_head(&gunzip->in, gunzip->at), size = gunzip->in.size;
        int    is_enough = gunzip->is_over || size - found >= PROBED_BYTES;
        if (found == size && gunzip->is_over) return 0;
        if (found < size && is_enough && begins_record(gunzip, found)) break;
        if (found < size && is_enough) {
            gunzip->at = found;
            continue;
        }
        if (found == size) found = size > gunzip->at + 2 ? size - 2 : gunzip->at; /* of a head that is cut */
        gunzip->at = gunzip->member = found ? found - 1 : 0;
        if (read_more(gunzip) < 0) return 0;
    }
    gunzip->at = find_head(&gunzip->in, gunzip->at);
    gunzip->reason[0] = '\0';
    return begin_member(gunzip);
}
