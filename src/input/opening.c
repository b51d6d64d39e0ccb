/*
 * opening.c - what has been opened is looked into before anything is read of it: its first 64 KiB tell whether it is
 * packed, which makes it an archive to go through, or how its records lie, which makes it the stream of the batch, or
 * that it is nothing that is read here, which is told. What was looked at stays in the stream, and is read from there.
 */
#include "input/opening.h"

#include <errno.h>
#include <string.h>

#include "input/foreign.h"
#include "input/notes.h"
#include "input/sniff.h"
#include "input/warc.h"

/* Standard input is JSON Lines. */
static nd_extension extension_of(const char *path) {
    return strcmp(path, "-") == 0 ? ND_EXTENSION_LINES : nd_extension_of(path);
}

/* What is known of a stream before it is looked into. */
struct origin {
    const char *path;
    size_t      prefix;
    int         is_named;  /* by the user, so that it must be what is read here */
    int         is_member; /* of an archive */
};

/* A text in an archive is a text or a page, as one in a folder is. */
static nd_layout layout_of(const nd_batch *batch, const struct origin *origin) {
    const nd_buf   *ahead = &batch->stream.carry;
    nd_extension    extension = extension_of(origin->path);
    nd_input_format format = batch->options->format;
    if (origin->is_member && extension == ND_EXTENSION_TEXT && format == ND_INPUT_AUTO)
        format = nd_sniff_html(ahead->data, ahead->size) ? ND_INPUT_HTML : ND_INPUT_TEXT;
    return nd_sniff(format, extension, ahead->data, ahead->size, batch->stream.ended);
}

/* Why the stream is not read, or NULL. */
static const char *find_foreign(const nd_batch *batch, const struct origin *origin, const nd_layout *layout) {
    const nd_buf   *ahead = &batch->stream.carry;
    nd_input_format format = batch->options->format;
    if (batch->stream.unpack && nd_unpack_knows(ahead->data, ahead->size)) return ND_FOREIGN_NESTED;
    if (layout->shape == ND_SHAPE_WARC) return NULL; /* whatever it holds */
    const char *foreign = batch->stream.unpack ? NULL : nd_foreign_packed_name(origin->path, ahead->data, ahead->size);
    if (!foreign) foreign = nd_foreign(layout->is_json, layout->separator != 0, ahead->data, ahead->size);
    if (!foreign && layout->separator && ahead->size && !layout->header_size) foreign = ND_FOREIGN_NO_HEADER;
    int is_text = !layout->is_json && !layout->is_html && !layout->separator;
    if (foreign || format != ND_INPUT_AUTO || !is_text) return foreign;
    return nd_foreign_name(origin->path);
}

/* Nobody reads on in what is not read here: if it failed while it was looked into, that is told now. */
static int refuse(nd_batch *batch, const struct origin *origin, const char *foreign, nd_error *error) {
    nd_stream *stream = &batch->stream;
    int        status = nd_stream_peek(stream, ND_SNIFF_BYTES) ? nd_note_failure(batch, origin->path, error) : ND_OK;
    nd_stream_close(stream);
    if (status) return status;
    return nd_note(batch, origin->is_named ? ND_PROBLEM_UNREADABLE : ND_PROBLEM_BAD_RECORD, origin->path, "", foreign,
                   error);
}

/* Makes a file of what has been looked into. */
static int begin_stream(nd_batch *batch, const struct origin *origin, nd_error *error) {
    nd_stream  *stream = &batch->stream;
    nd_layout   layout = layout_of(batch, origin);
    const char *foreign = find_foreign(batch, origin, &layout);
    if (foreign) return refuse(batch, origin, foreign, error);
    uint32_t number;
    int      status = nd_textstore_add_file(batch->store, origin->path, origin->prefix, &number, error);
    if (status) return status;
    nd_file *file = nd_textstore_file(batch->store, number);
    file->is_json = (uint8_t)layout.is_json;
    file->is_html = (uint8_t)layout.is_html;
    file->shape = (uint8_t)layout.shape;
    file->separator = layout.separator;
    file->is_member = (uint8_t)origin->is_member;
    file->is_input = (uint8_t)stream->is_input;
    file->stamp = stream->stamp;
    if (layout.separator) {
        nd_string header = {(const char *)stream->carry.data + layout.header, layout.header_size};
        status = nd_textstore_set_header(batch->store, number, header, error);
        if (status) return status;
    }
    batch->stream_file = number;
    stream->cut.separator = layout.separator;
    stream->cut.line_end = layout.line_end;
    nd_stream_begin(stream, layout.shape, layout.skip, layout.shape == ND_SHAPE_WHOLE);
    return ND_OK;
}

/* What is open goes on as an archive, or as the one member of a compressed file. */
static int enter_archive(nd_batch *batch, const char *path, size_t prefix, nd_error *error) {
    nd_stream *stream = &batch->stream;
    nd_packed  packed = {stream->fd, stream->is_input, stream->stamp, stream->carry};
    nd_unpack *unpack;
    stream->fd = -1;
    stream->carry = (nd_buf){0};
    int status = nd_unpack_new(&packed, &unpack, error);
    if (status) return status;
    batch->archive = nd_archive_new(unpack, path, prefix, batch->select, error);
    if (!batch->archive) return ND_ERROR_MEMORY;
    nd_archive_limit(batch->archive, nd_select_is_article_name, (void *)batch->options);
    int is_searched = packed.stamp.is_regular && !packed.is_input;
    if (batch->options->format == ND_INPUT_AUTO) nd_archive_pair(batch->archive, is_searched ? &packed.stamp : NULL);
    return ND_OK;
}

/* 1 when there is nothing to go on with. What was read before a failure is read from the stream like all else, and the
 * failure comes once more behind it; but in a web archive something may follow. */
static int look_ahead(nd_batch *batch, const char *path, nd_error *error) {
    nd_stream    *stream = &batch->stream;
    const nd_buf *carry = &stream->carry;
    while (nd_stream_peek(stream, ND_SNIFF_BYTES)) {
        if (carry->size && !nd_warc_begins(carry->data, carry->size)) break;
        int status = nd_note_failure(batch, path, error);
        if (!status) status = nd_stream_resume(stream, &stream->carry, error);
        if (status == 1) continue;
        nd_stream_close(stream);
        return status ? status : 1;
    }
    return ND_OK;
}

/* Was the file named together with what a crawler has made of it? */
static int is_beside(const nd_batch *batch, const char *path, size_t prefix) {
    return !prefix && batch->options->format == ND_INPUT_AUTO && nd_beside_has(&batch->named, path);
}

int nd_opening_file(nd_batch *batch, const char *path, size_t prefix, nd_error *error) {
    nd_stream *stream = &batch->stream;
    if (is_beside(batch, path, prefix)) {
        batch->paired++;
        return ND_OK;
    }
    if (nd_stream_open(stream, path, nd_select_longest(batch->options)))
        return nd_note_errno(batch, path, errno, error);
    int status = look_ahead(batch, path, error);
    if (status) return status < 0 ? status : ND_OK;
    if (nd_unpack_knows(stream->carry.data, stream->carry.size))
        return enter_archive(batch, path, prefix, error);
    struct origin origin = {.path = path, .prefix = prefix, .is_named = !prefix};
    return begin_stream(batch, &origin, error);
}

int nd_opening_member(nd_batch *batch, const nd_walk_entry *entry, nd_error *error) {
    nd_stream_open_member(&batch->stream, nd_archive_source(batch->archive), nd_select_longest(batch->options));
    int status = look_ahead(batch, entry->path, error);
    if (status) return status < 0 ? status : ND_OK;
    int           is_member = nd_archive_has_members(batch->archive);
    struct origin origin = {.path = entry->path, .prefix = entry->prefix, .is_member = is_member};
    origin.is_named = !is_member && !entry->prefix;
    return begin_stream(batch, &origin, error);
}
