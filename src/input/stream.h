/*
 * stream.h - the records of one file, pipe or member of an archive, read in blocks.
 *
 * The bytes go into a buffer of the caller, that of a batch. In turn: nd_stream_fill appends a block,
 * nd_stream_next gives the records that are complete in it. When the batch is full, nd_stream_pause
 * takes the unfinished rest out of the buffer and the next fill puts it into another one. Between the two
 * nd_stream_read_ahead may add to the rest, while others work on the buffer.
 */
#ifndef ND_STREAM_H
#define ND_STREAM_H

#include "base/buf.h"
#include "input/cut.h"
#include "input/file.h"
#include "input/unpack.h"

/* Where a web archive is being cut: warc_cut.c. {0} is the beginning. */
typedef struct nd_warc_cut {
    size_t   head;    /* bytes of the record's head */
    size_t   scanned; /* bytes that were searched for the next head */
    size_t   mark;    /* one that may be it; 0: none */
    uint64_t end;     /* of the record, by its head */
    uint64_t others;  /* records so far that are no articles */
    uint8_t  phase;
    uint8_t  is_kept, is_dropped; /* it may be an article; its bytes are not kept */
    uint8_t  is_broken; /* the next record begins at the mark, whatever the head says */
    uint8_t  is_cut;  /* the file ends within a record */
} nd_warc_cut;

typedef struct nd_stream {
    int      fd; /* -1: closed */
    nd_unpack *unpack; /* what is read is its member at hand; NULL: the file that is open */
    nd_stamp stamp;
    nd_cut   cut;
    nd_warc_cut warc;
    nd_buf   carry;            /* what was read and belongs to the next batch */
    nd_buf   lines;            /* that end in what was read ahead, the last bytes of it: stream.c */
    size_t   next_line;        /* of these */
    int      has_blanks;       /* the record at hand, at either end, perhaps */
    size_t   begin, passed;    /* in the buffer: of the current record; how far it was looked at */
    uint64_t offset;           /* in the file: of the current record */
    uint64_t dropped;          /* bytes of the current record thrown away: it is too long */
    uint64_t place;            /* records given, blank lines among them; of rows, lines */
    uint64_t max_record_bytes;
    uint64_t bytes;            /* read so far */
    size_t   block_bytes;
    int      is_input;         /* standard input */
    int      ended;            /* read(2) has seen the end */
    int      failed;           /* there is no more because what was unpacked is damaged */
    int      keep_blank;       /* a record without anything in it is one too, and is not trimmed */
} nd_stream;

typedef struct nd_span {
    size_t   at, size;  /* in the buffer */
    uint64_t offset;    /* in the file */
    uint64_t place;     /* number of the line or element, from 1; 0: the file is the record */
    int      too_long;  /* passed over: there are no bytes */
    uint32_t before, behind; /* bytes of its line on both sides: blanks, and the newline */
} nd_span;

/* Opens a file; "-" is standard input, which is left open in the end. 0, or -1 with errno set. */
int  nd_stream_open(nd_stream *stream, const char *path, uint64_t max_record_bytes);
/* Opens the member at hand of what is unpacked, which stays the caller's. */
void nd_stream_open_member(nd_stream *stream, nd_unpack *unpack, uint64_t max_record_bytes);
void nd_stream_close(nd_stream *stream);

/* Is the regular file that is open another than when it was opened: cut, longer, written again? */
int nd_stream_has_changed(const nd_stream *stream);

/* Reads ahead until `carry` has `size` bytes or all there are; a UTF-8 byte order mark is passed. Before the first
 * fill only. 0, or -1 with errno set: then `carry` has what came before the failure. */
int nd_stream_peek(nd_stream *stream, size_t size);

/* Says how the records lie, `skip` bytes after the beginning; of rows cut.separator and cut.line_end have
 * to be set before. Before the first fill. */
void nd_stream_begin(nd_stream *stream, nd_shape shape, size_t skip, int keep_blank);

/* Reads on into what is carried until that has `size` bytes, so that the next fill need not. What fails is left to
 * that. No other function may be under way, but the bytes of the buffer may be read. */
void nd_stream_read_ahead(nd_stream *stream, size_t size);

/* Appends what was carried and another block. 0, or -1 with errno set. */
int nd_stream_fill(nd_stream *stream, nd_buf *bytes);
/* The next record: 1; or 0 when more has to be read, or, after the end of the file, at the end. */
int nd_stream_next(nd_stream *stream, nd_buf *bytes, nd_span *out);
/* After a failure: 1 if it is to be gone on with, by what can be unpacked behind the damage, on a line of its own, or
 * by the end, before which there may be a whole record yet; 0; or ND_ERROR_MEMORY. */
int nd_stream_resume(nd_stream *stream, nd_buf *bytes, nd_error *error);
/* Takes back what is unfinished. ND_OK or ND_ERROR_MEMORY. */
int nd_stream_pause(nd_stream *stream, nd_buf *bytes, nd_error *error);

#endif
