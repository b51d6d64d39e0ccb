/*
 * writer.h - the type of a writer, and what it writes through.
 *
 * A writer turns a result into bytes. It sees the public result type only and puts its rows into an
 * nd_out, which passes them to the caller's sink in large pieces.
 */
#ifndef ND_WRITER_H
#define ND_WRITER_H

#include <string.h>

#include "base/buf.h"
#include "newsdup_io.h"

/* The first failure is kept in `status` and everything put after it is dropped, so rows are built
 * without a check for each field. Loops stop when `status` is not ND_OK. */
typedef struct nd_out {
    nd_buf      buf;
    nd_sink_fn *sink;
    void       *context;
    nd_error   *error; /* may be NULL */
    int         status;
} nd_out;

/* Writes the whole result; failures stay in out->status. */
typedef void nd_write_fn(const nd_result *result, const nd_write_options *options, nd_out *out);

nd_write_fn nd_write_text, nd_write_jsonl, nd_write_pairs_tsv, nd_write_pairs_jsonl, nd_write_tsv, nd_write_csv,
    nd_write_paths, nd_write_html, nd_write_check, nd_write_github, nd_write_markdown, nd_write_sarif, nd_write_junit,
    nd_write_gitlab;

/* One article as a line of JSON. */
void nd_write_article(const nd_article *article, nd_out *out);

/* The line of an article, or none, with what became of it. */
void nd_write_annotated(const nd_result *result, uint64_t document, nd_string line, nd_out *out);

/* Without a sink all that is put stays in the buffer. */
void nd_out_start(nd_out *out, nd_sink_fn *sink, void *context, nd_error *error);
/* Sends what stayed in the buffer of `piece` behind what was put before, and empties it; takes its failure over. */
void nd_out_take(nd_out *out, nd_out *piece);
/* Sends what is left, frees the memory and returns the status. */
int  nd_out_finish(nd_out *out);

/* What nd_put does where there is no room. */
void nd_put_far(nd_out *out, const void *data, size_t size);
/* There is room mostly, and then nothing has to be asked but that. */
static inline void nd_put(nd_out *out, const void *data, size_t size) {
    if (out->status || out->buf.capacity - out->buf.size < size) {
        nd_put_far(out, data, size);
        return;
    }
    if (size) memcpy(out->buf.data + out->buf.size, data, size);
    out->buf.size += size;
}
/* Mostly a literal, whose length the compiler knows. */
static inline void nd_put_text(nd_out *out, const char *text) {
    nd_put(out, text, strlen(text));
}
void nd_put_spaces(nd_out *out, size_t count);
/* Ends a row, mostly with a newline: the place where full buffers are sent. */
void nd_put_end(nd_out *out, char end);
void nd_put_newline(nd_out *out);

#endif
