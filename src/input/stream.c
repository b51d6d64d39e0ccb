/*
 * stream.c - blocks of a megabyte, cut where they lie. Invariants: `begin` is where the current record
 * starts in the buffer, and bytes up to `passed` have been shown to the cutter, each once. A record is
 * too long when the bytes before its end are more than allowed, however they came in; its bytes are
 * dropped as soon as that is known, so that a file without newlines costs no more than the ceiling. What
 * can only be more of the same is not read at all: the rest of a file that is one record, and of a device. What is
 * carried from batch to batch changes buffers, and is copied only behind other bytes. Lines that are read ahead are
 * cut as they come, by the thread that has them in its cache, and not looked at again before they are parsed.
 */
#include "input/stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "input/warc.h"
#include "input/warc_cut.h"

#define BLOCK_BYTES ((size_t)1 << 20)
#define LINES_LISTED 8192

/* A line that was read ahead. */
struct line {
    size_t end;        /* behind its newline, counted from the first byte that was read ahead */
    int    has_blanks; /* at either end */
};

int nd_stream_open(nd_stream *stream, const char *path, uint64_t max_record_bytes) {
    *stream = (nd_stream){.max_record_bytes = max_record_bytes, .block_bytes = BLOCK_BYTES};
    stream->is_input = strcmp(path, "-") == 0;
    stream->fd = stream->is_input ? STDIN_FILENO : nd_file_open(path, 1);
    if (stream->fd < 0) return -1;
    off_t at = stream->is_input ? lseek(stream->fd, 0, SEEK_CUR) : 0; /* -1: a pipe */
    if (at > 0) stream->offset = (uint64_t)at;
    if (nd_file_stamp(stream->fd, &stream->stamp) == 0) return 0;
    int number = errno;
    nd_stream_close(stream);
    errno = number;
    return -1;
}

void nd_stream_open_member(nd_stream *stream, nd_unpack *unpack, uint64_t max_record_bytes) {
    *stream = (nd_stream){.fd = -1, .max_record_bytes = max_record_bytes, .block_bytes = BLOCK_BYTES};
    stream->unpack = unpack;
}

void nd_stream_close(nd_stream *stream) {
    if (stream->fd >= 0 && !stream->is_input) close(stream->fd);
    stream->fd = -1;
    nd_buf_free(&stream->carry);
    nd_buf_free(&stream->lines);
}

static int read_block(nd_stream *stream, nd_buf *into, size_t size) {
    ptrdiff_t got = stream->unpack ? nd_unpack_read(stream->unpack, into, size)
                                   : nd_file_read(stream->fd, into, size);
    if (got < 0) return -1;
    if (got == 0) stream->ended = 1;
    stream->bytes += (uint64_t)got;
    return 0;
}

int nd_stream_peek(nd_stream *stream, size_t size) {
    nd_buf *carry = &stream->carry;
    int     failed = 0;
    while (carry->size < size && !stream->ended && !failed) failed = read_block(stream, carry, size - carry->size);
    if (carry->size >= 3 && memcmp(carry->data, "\xef\xbb\xbf", 3) == 0) {
        memmove(carry->data, carry->data + 3, carry->size -= 3);
        stream->offset += 3;
    }
    return failed;
}

void nd_stream_begin(nd_stream *stream, nd_shape shape, size_t skip, int keep_blank) {
    nd_buf *carry = &stream->carry;
    uint8_t line_end = (uint8_t)stream->cut.line_end;
    stream->cut.shape = shape;
    stream->keep_blank = keep_blank;
    stream->offset += skip;
    for (size_t i = 0; shape == ND_SHAPE_ROWS && i < skip; i++) stream->place += carry->data[i] == line_end;
    if (skip) memmove(carry->data, carry->data + skip, carry->size -= skip);
}

static size_t count_lines(const nd_stream *stream) {
    return stream->lines.size / sizeof(struct line);
}

static void forget_lines(nd_stream *stream) {
    stream->lines.size = stream->next_line = 0;
}

static int is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Lists the lines that end in what is carried from `at` on, of which the first begins at `line`; what was read ahead
 * begins at `ahead`. Returns where the one behind them begins; SIZE_MAX if some are left, which is no harm. */
static size_t list_lines(nd_stream *stream, size_t ahead, size_t line, size_t at) {
    const uint8_t *data = stream->carry.data, *newline;
    while ((newline = memchr(data + at, '\n', stream->carry.size - at))) {
        at = (size_t)(newline + 1 - data);
        struct line listed = {at - ahead, is_blank(data[line]) || is_blank(newline[-1])};
        if (count_lines(stream) == LINES_LISTED) return SIZE_MAX;
        if (nd_buf_append(&stream->lines, &listed, sizeof listed, NULL)) return SIZE_MAX;
        line = at;
    }
    return line;
}

void nd_stream_read_ahead(nd_stream *stream, size_t size) {
    nd_buf *carry = &stream->carry;
    size_t  ahead = carry->size, seen = stream->passed - stream->begin;
    size_t  line = stream->cut.shape == ND_SHAPE_LINES && seen == ahead ? 0 : SIZE_MAX; /* all before was looked at */
    for (int failed = 0; !failed && !stream->ended && carry->size < size;) {
        size_t at = carry->size, left = size - at;
        failed = read_block(stream, carry, left < stream->block_bytes ? left : stream->block_bytes);
        if (line != SIZE_MAX) line = list_lines(stream, ahead, line, at);
    }
}

/* Appends all that was carried; to an empty buffer by taking the bytes as they lie, and leaving its room for others. */
static int take_carry(nd_stream *stream, nd_buf *bytes) {
    nd_buf carry = stream->carry;
    if (!bytes->size) {
        stream->carry = *bytes;
        *bytes = carry;
    } else if (nd_buf_append(bytes, carry.data, carry.size, NULL)) return errno = ENOMEM, -1;
    stream->carry.size = 0;
    return 0;
}

int nd_stream_fill(nd_stream *stream, nd_buf *bytes) {
    if (stream->carry.size) {
        size_t seen = stream->passed - stream->begin; /* of what is carried */
        stream->begin = bytes->size;
        stream->passed = stream->begin + seen;
        return take_carry(stream, bytes);
    }
    if (stream->begin == stream->passed) stream->begin = stream->passed = bytes->size;
    return stream->ended ? 0 : read_block(stream, bytes, stream->block_bytes);
}

/* Forgets the bytes of a record that has become too long. */
static void drop(nd_stream *stream, nd_buf *bytes) {
    size_t size = stream->passed - stream->begin;
    memmove(bytes->data + stream->begin, bytes->data + stream->passed, bytes->size - stream->passed);
    bytes->size -= size;
    stream->dropped += size;
    stream->passed = stream->begin;
}

/* In a row a blank at either end may be an empty field. */
static void trim_row(const nd_buf *bytes, nd_span *span) {
    while (span->size && bytes->data[span->at + span->size - 1] == '\r') span->size--;
}

static void trim(const nd_buf *bytes, nd_span *span) {
    while (span->size && is_blank(bytes->data[span->at + span->size - 1])) span->behind++, span->size--;
    while (span->size && is_blank(bytes->data[span->at])) {
        span->at++, span->offset++, span->before++;
        span->size--;
    }
}

int nd_stream_has_changed(const nd_stream *stream) {
    nd_stamp now;
    if (!stream->stamp.is_regular) return 0;
    return nd_file_stamp(stream->fd, &now) || !nd_stamp_equal(&now, &stream->stamp);
}

/* The record has ended with `mark` bytes (0 or 1) that are not of it. Returns 0 when it is blank. */
static int give(nd_stream *stream, const nd_buf *bytes, size_t mark, nd_span *out) {
    size_t size = stream->passed - stream->begin;
    *out = (nd_span){.at = stream->begin, .size = size - mark, .offset = stream->offset};
    out->behind = (uint32_t)mark;
    out->too_long = stream->dropped + out->size > stream->max_record_bytes;
    if (stream->cut.shape == ND_SHAPE_LINES || stream->cut.shape == ND_SHAPE_ROWS) stream->place++;
    stream->offset += stream->dropped + size;
    stream->begin = stream->passed;
    stream->dropped = 0;
    uint64_t place = stream->place; /* of a row, where it begins */
    stream->place += stream->cut.lines;
    stream->cut.lines = 0;
    if (stream->cut.shape == ND_SHAPE_ROWS) trim_row(bytes, out);
    else if (!stream->keep_blank && stream->has_blanks) trim(bytes, out);
    if (out->too_long || stream->cut.shape != ND_SHAPE_LINES) out->before = out->behind = 0;
    if (out->too_long) out->size = 0;
    else if (out->size == 0 && !stream->keep_blank) return 0;
    if (stream->cut.shape == ND_SHAPE_ARRAY) place = ++stream->place;
    out->place = place;
    return 1;
}

/* As nd_cut_next, of what was read ahead from the list. */
static size_t cut_next(nd_stream *stream, const uint8_t *data, size_t size, int *ended) {
    const struct line *lines = (const struct line *)(const void *)stream->lines.data;
    size_t             next = stream->next_line;
    if (next < count_lines(stream)) {
        stream->next_line++;
        stream->has_blanks = lines[next].has_blanks;
        *ended = 1;
        return lines[next].end - (next ? lines[next - 1].end : 0);
    }
    forget_lines(stream);
    stream->has_blanks = 1;
    return nd_cut_next(&stream->cut, data, size, ended);
}

int nd_stream_next(nd_stream *stream, nd_buf *bytes, nd_span *out) {
    if (stream->cut.shape == ND_SHAPE_WARC) return nd_warc_cut_next(stream, bytes, out);
    for (;;) {
        int    ended;
        size_t left = bytes->size - stream->passed;
        if (left == 0 && !stream->ended) return 0;
        stream->passed += cut_next(stream, bytes->data + stream->passed, left, &ended);
        if (ended) {
            if (give(stream, bytes, 1, out)) return 1;
        } else if (!stream->ended) {
            if (stream->dropped + (stream->passed - stream->begin) <= stream->max_record_bytes) return 0;
            drop(stream, bytes);
            if (stream->cut.shape != ND_SHAPE_WHOLE && !stream->stamp.is_device) return 0;
            stream->ended = 1;
        } else {
            int last = stream->passed > stream->begin || stream->dropped || stream->keep_blank;
            int found = last && give(stream, bytes, 0, out);
            stream->keep_blank = 0; /* a file that is one record is one only once */
            return found;
        }
    }
}

int nd_stream_resume(nd_stream *stream, nd_buf *bytes, nd_error *error) {
    int is_warc = stream->cut.shape == ND_SHAPE_WARC || nd_warc_begins(stream->carry.data, stream->carry.size);
    if (!is_warc || !stream->unpack || stream->ended) return 0;
    if (!nd_unpack_resume(stream->unpack)) return stream->ended = stream->failed = 1; /* the last record may be whole */
    int status = nd_buf_append(bytes, "\n", 1, error);
    if (status) return status;
    nd_warc_cut_break(stream, bytes);
    return 1;
}

int nd_stream_pause(nd_stream *stream, nd_buf *bytes, nd_error *error) {
    size_t rest = bytes->size - stream->begin;
    forget_lines(stream);
    if (rest == 0) return ND_OK;
    int status = nd_buf_append(&stream->carry, bytes->data + stream->begin, rest, error);
    if (status) return status;
    bytes->size = stream->begin;
    return ND_OK;
}
