/*
 * writer.c - rows are put straight into one growing buffer, which goes to the sink at the end of the
 * row that makes it 64 KiB. A sink therefore never sees part of a row unless the row is larger, and
 * is called once for some hundred rows.
 */
#include "report/writer.h"

#include <string.h>

#define FULL_BYTES 65536

void nd_out_start(nd_out *out, nd_sink_fn *sink, void *context, nd_error *error) {
    memset(out, 0, sizeof *out);
    out->sink = sink;
    out->context = context;
    out->error = error;
}

static void pass_on(nd_out *out) {
    if (!out->sink) return;
    if (!out->status && out->buf.size)
        out->status = out->sink(out->context, out->buf.data, out->buf.size, out->error);
    out->buf.size = 0;
}

void nd_out_take(nd_out *out, nd_out *piece) {
    pass_on(out);
    if (!out->status && piece->status) {
        out->status = piece->status;
        if (out->error) *out->error = *piece->error;
    }
    if (!out->status && piece->buf.size)
        out->status = out->sink(out->context, piece->buf.data, piece->buf.size, out->error);
    piece->buf.size = 0;
}

int nd_out_finish(nd_out *out) {
    pass_on(out);
    nd_buf_free(&out->buf);
    return out->status;
}

void nd_put_far(nd_out *out, const void *data, size_t size) {
    if (!out->status) out->status = nd_buf_reserve(&out->buf, size, out->error);
    if (!out->status) nd_put(out, data, size);
}

void nd_put_spaces(nd_out *out, size_t count) {
    while (count--) nd_put(out, " ", 1);
}

void nd_put_end(nd_out *out, char end) {
    nd_put(out, &end, 1);
    if (out->buf.size >= FULL_BYTES) pass_on(out);
}

void nd_put_newline(nd_out *out) {
    nd_put_end(out, '\n');
}
