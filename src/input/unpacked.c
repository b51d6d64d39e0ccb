/*
 * unpacked.c - a compressed file is unpacked by a thread of its own (ahead.c), while what came out of it is parsed: as
 * with `zcat FILE | newsdup`, and without the pipe. That takes a moment to start, so that only files of more than
 * READ_BYTES have it; without a thread all is the same but slower. Who closes a file early waits for one block, and
 * not for a pipe that gives nothing: for that the thread waits in short pieces.
 *
 * Invariant: while there is a thread, all that stands first in the structure is the thread's.
 */
#include "input/unpacked.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

#include "input/ahead.h"
#include "input/inflate.h"

#define READ_BYTES ((size_t)1 << 18)
#define WAIT_MILLISECONDS 20

struct nd_unpacked {
    nd_packed   from;
    nd_inflate *inflate; /* NULL: it is not compressed */
    nd_buf      input;   /* of the file, the block at hand */
    uint64_t    taken;   /* bytes of the file that were read */

    nd_ahead   *ahead;   /* NULL: nothing is done ahead */
    int         is_alone; /* no thread could be had */
    uint64_t    in;      /* of what was given, as much as `taken` was then */
    const char *reason;
    int         number;
    atomic_int  is_closing;
};

/* Waits until something can be read of what may give nothing for long; 0: it was closed. */
static int wait_for_input(nd_unpacked *unpacked) {
    struct pollfd input = {.fd = unpacked->from.fd, .events = POLLIN};
    if (unpacked->from.stamp.is_regular) return 1;
    while (!atomic_load(&unpacked->is_closing))
        if (poll(&input, 1, WAIT_MILLISECONDS)) return 1;
    errno = ECANCELED;
    return 0;
}

/* The next bytes of the file, first those that have been read of it already: an nd_inflate_input_fn. */
static ptrdiff_t read_file(void *context, const uint8_t **out) {
    nd_unpacked *unpacked = context;
    nd_buf      *input = &unpacked->input;
    if (unpacked->from.ahead.size) { /* once; whoever read it before has left the other buffer */
        nd_buf empty = *input;
        *input = unpacked->from.ahead;
        unpacked->from.ahead = empty;
        unpacked->from.ahead.size = 0;
    } else {
        input->size = 0;
        if (!wait_for_input(unpacked) || nd_file_read(unpacked->from.fd, input, READ_BYTES) < 0) return -1;
    }
    unpacked->taken += input->size;
    *out = input->data;
    return (ptrdiff_t)input->size;
}

nd_unpacked *nd_unpacked_new(const nd_packed *from) {
    nd_unpacked *unpacked = nd_allocate_zeroed(1, sizeof *unpacked);
    if (unpacked) {
        const nd_buf *first = &from->ahead;
        unpacked->from = *from;
        if (!nd_inflate_knows(first->data, first->size)) return unpacked;
        unpacked->inflate = nd_inflate_new(first->data, first->size, read_file, unpacked);
        if (unpacked->inflate) return unpacked;
        nd_unpacked_free(unpacked);
        return NULL;
    }
    nd_packed left = *from;
    if (!left.is_input) close(left.fd);
    nd_buf_free(&left.ahead);
    return NULL;
}

static void end_thread(nd_unpacked *unpacked) {
    atomic_store(&unpacked->is_closing, 1);
    nd_ahead_free(unpacked->ahead);
    unpacked->ahead = NULL;
    atomic_store(&unpacked->is_closing, 0);
}

void nd_unpacked_free(nd_unpacked *unpacked) {
    if (!unpacked) return;
    end_thread(unpacked);
    nd_inflate_free(unpacked->inflate);
    if (!unpacked->from.is_input) close(unpacked->from.fd);
    nd_buf_free(&unpacked->from.ahead);
    nd_buf_free(&unpacked->input);
    nd_release(unpacked);
}

int nd_unpacked_is_compressed(const nd_unpacked *unpacked) {
    return unpacked->inflate != NULL;
}

/* An nd_ahead_fn, with or without the thread. */
static ptrdiff_t unpack(void *context, const uint8_t **out, uint64_t *mark) {
    nd_unpacked *unpacked = context;
    ptrdiff_t    got = unpacked->inflate ? nd_inflate_next(unpacked->inflate, out) : read_file(unpacked, out);
    *mark = unpacked->taken;
    return got;
}

static int is_worth_a_thread(const nd_unpacked *unpacked) {
    return unpacked->inflate && !unpacked->is_alone && unpacked->in > READ_BYTES;
}

ptrdiff_t nd_unpacked_next(nd_unpacked *unpacked, const uint8_t **out) {
    if (!unpacked->ahead && is_worth_a_thread(unpacked)) {
        unpacked->ahead = nd_ahead_new(unpack, unpacked);
        unpacked->is_alone = !unpacked->ahead;
    }
    ptrdiff_t got = unpacked->ahead ? nd_ahead_next(unpacked->ahead, out, &unpacked->in)
                                    : unpack(unpacked, out, &unpacked->in);
    if (got >= 0) return got;
    unpacked->number = errno;
    if (unpacked->inflate) unpacked->reason = nd_inflate_reason(unpacked->inflate);
    if (unpacked->reason) unpacked->number = 0;
    return -1;
}

const char *nd_unpacked_reason(const nd_unpacked *unpacked) {
    return unpacked->reason;
}

int nd_unpacked_number(const nd_unpacked *unpacked) {
    return unpacked->number;
}

int nd_unpacked_resume(nd_unpacked *unpacked) {
    if (!unpacked->inflate) return 0;
    end_thread(unpacked); /* it has ended by itself when it failed */
    unpacked->reason = NULL;
    return nd_inflate_resume(unpacked->inflate);
}

int nd_unpacked_rewind(nd_unpacked *unpacked) {
    if (unpacked->inflate || unpacked->from.is_input || !unpacked->from.stamp.is_regular) return 0;
    if (lseek(unpacked->from.fd, 0, SEEK_SET)) return 0;
    unpacked->from.ahead.size = 0;
    return 1;
}

int64_t nd_unpacked_seek(nd_unpacked *unpacked, int64_t offset, int whence) {
    return (int64_t)lseek(unpacked->from.fd, (off_t)offset, whence);
}

int nd_unpacked_tail(const nd_unpacked *unpacked, nd_buf *into, size_t most) {
    uint64_t size = unpacked->from.stamp.size, tail = size < most ? size : most;
    return nd_file_read_at(unpacked->from.fd, into, size - tail, (size_t)tail);
}

uint64_t nd_unpacked_read_bytes(const nd_unpacked *unpacked) {
    const nd_stamp *stamp = &unpacked->from.stamp;
    return stamp->is_regular && unpacked->in > stamp->size ? stamp->size : unpacked->in; /* parts may be read twice */
}

int nd_unpacked_has_changed(const nd_unpacked *unpacked) {
    nd_stamp now;
    if (!unpacked->from.stamp.is_regular) return 0;
    return nd_file_stamp(unpacked->from.fd, &now) || !nd_stamp_equal(&now, &unpacked->from.stamp);
}
