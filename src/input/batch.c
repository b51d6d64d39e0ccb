/*
 * batch.c - takes from the open stream until it ends, then from the archive that is being read, then from the
 * folder that is being searched, then the next input. Files whose records must be cut are read here; a text
 * file in a folder is only listed, and opened by the thread that parses it. At most one file is open. A batch
 * ends at some 2 MB or 8,192 records: large enough that starting the threads costs nothing, small enough for
 * the cache.
 */
#include "input/batch.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "input/frames.h"
#include "input/notes.h"
#include "input/opening.h"
#include "input/sniff.h"

#define BATCH_BYTES ((size_t)2 << 20)
#define BATCH_RECORDS 8192

void nd_batch_init(nd_batch *batch, const nd_read_options *options, nd_textstore *store) {
    *batch = (nd_batch){.options = options, .store = store, .stream_file = ND_NO_FILE};
    batch->stream.fd = -1;
}

static void forget_records(nd_batch *batch) {
    for (size_t i = 0; i < nd_batch_count(batch); i++)
        nd_finding_free(&nd_batch_record(batch, i)->finding);
    batch->records.size = batch->data.size = batch->paths.size = 0;
}

void nd_batch_free(nd_batch *batch) {
    forget_records(batch);
    nd_stream_close(&batch->stream);
    nd_archive_free(batch->archive);
    nd_walk_free(batch->walk);
    nd_seen_free(&batch->seen);
    nd_beside_free(&batch->named);
    nd_buf_free(&batch->roots);
    nd_buf_free(&batch->data);
    nd_buf_free(&batch->paths);
    nd_buf_free(&batch->records);
}

size_t nd_batch_count(const nd_batch *batch) {
    return batch->records.size / sizeof(nd_record);
}

nd_record *nd_batch_record(const nd_batch *batch, size_t index) {
    return (nd_record *)batch->records.data + index;
}

/* ---- records ---------------------------------------------------------------------------------- */

/* Numbers the record and adds it, if it is of our shard. */
static int add_record(nd_batch *batch, nd_record *record, int too_long, nd_error *error) {
    const nd_read_options *options = batch->options;
    int                    status = ND_OK;
    record->number = batch->numbered++;
    record->frame = ND_NO_FRAME;
    record->is_record = 1;
    if (record->number % options->shards != options->shard) return ND_OK;
    if (too_long) status = nd_select_find_too_long(options, &record->finding, error);
    if (!status && options->keep_text)
        status = nd_textstore_keep(batch->store, record->file, record->offset - record->before,
                                   record->before + record->size + record->behind, error);
    if (!status) status = nd_buf_append(&batch->records, record, sizeof *record, error);
    if (status) nd_finding_free(&record->finding);
    return status;
}

/* ---- the stream ------------------------------------------------------------------------------- */

static int take_records(nd_batch *batch, nd_error *error) {
    nd_span span;
    while (nd_batch_count(batch) < BATCH_RECORDS && nd_stream_next(&batch->stream, &batch->data, &span)) {
        nd_record record = {.file = batch->stream_file,
                            .offset = span.offset,
                            .at = span.at,
                            .size = span.size,
                            .before = span.before,
                            .behind = span.behind,
                            .place = span.place};
        int status = add_record(batch, &record, span.too_long, error);
        if (status) return status;
    }
    return ND_OK;
}

static int end_stream(nd_batch *batch, nd_error *error) {
    nd_stream  *stream = &batch->stream;
    const char *path = nd_textstore_path(batch->store, batch->stream_file);
    int         is_cut_off = stream->cut.shape == ND_SHAPE_ARRAY && !stream->cut.closed && stream->ended;
    int         has_changed = stream->ended && nd_stream_has_changed(stream), status = ND_OK;
    int         is_cut_warc = stream->warc.is_cut && stream->ended && !stream->failed;
    batch->bytes += stream->bytes;
    batch->other_records += stream->warc.others;
    batch->stream_file = ND_NO_FILE;
    nd_stream_close(stream);
    if (is_cut_off)
        status = nd_note(batch, ND_PROBLEM_BAD_RECORD, path, "the JSON array does not end", "", error);
    if (is_cut_warc)
        status = nd_note(batch, ND_PROBLEM_UNREADABLE, path, "cut: it ends within a record", "", error);
    if (!status && has_changed) status = nd_note(batch, ND_PROBLEM_CHANGED, path, ND_CHANGED, "", error);
    return status;
}

static int is_full(const nd_batch *batch) {
    return batch->closed || batch->data.size >= BATCH_BYTES || nd_batch_count(batch) >= BATCH_RECORDS;
}

/* Until the stream ends, or the batch is full and has at least one record. */
static int take_stream(nd_batch *batch, nd_error *error) {
    nd_stream *stream = &batch->stream;
    for (;;) {
        if (nd_stream_fill(stream, &batch->data)) {
            const char *path = nd_textstore_path(batch->store, batch->stream_file);
            int status = nd_note_failure(batch, path, error);
            if (!status) status = nd_stream_resume(stream, &batch->data, error);
            if (status > 0) continue;
            int closed = end_stream(batch, error);
            return status ? status : closed;
        }
        int status = take_records(batch, error);
        if (!status) status = nd_batch_tell(batch, error);
        if (status) return status;
        if (nd_batch_count(batch) < BATCH_RECORDS && stream->ended && !stream->carry.size)
            return end_stream(batch, error);
        if (!is_full(batch)) continue;
        if (nd_batch_count(batch)) {
            batch->closed = 1;
            return nd_stream_pause(stream, &batch->data, error);
        }
        if (stream->begin == 0) continue; /* one long record */
        status = nd_stream_pause(stream, &batch->data, error);
        if (status) return status;
        batch->data.size = 0; /* all for other shards */
    }
}

/* ---- archives --------------------------------------------------------------------------------- */

static int leave_archive(nd_batch *batch, nd_error *error) {
    nd_archive        *archive = batch->archive;
    const nd_left_out *left_out = nd_archive_left_out(archive);
    int                status = ND_OK;
    batch->left_out.excluded_files += left_out->excluded_files;
    batch->left_out.not_included += left_out->not_included;
    batch->skipped += nd_archive_skipped(archive);
    nd_archive_pairs(archive, &batch->paired, &batch->late);
    if (nd_unpack_has_changed(nd_archive_source(archive)))
        status = nd_note(batch, ND_PROBLEM_CHANGED, nd_archive_path(archive), ND_CHANGED, "", error);
    nd_archive_free(archive);
    batch->archive = NULL;
    return status;
}

static int take_from_archive(nd_batch *batch, nd_error *error) {
    nd_walk_entry entry;
    int           found = nd_archive_next(batch->archive, &entry, error);
    if (found < 0) return found;
    if (!found) return leave_archive(batch, error);
    if (entry.reason)
        return nd_note(batch, ND_PROBLEM_UNREADABLE, entry.path, "cannot unpack it: ", entry.reason, error);
    return nd_opening_member(batch, &entry, error);
}

/* ---- folders and inputs ----------------------------------------------------------------------- */

/* Only listed: the thread that parses it opens it. */
static int add_listed_file(nd_batch *batch, const nd_walk_entry *entry, int is_html, nd_error *error) {
    nd_record record = {.file = 0};
    int       status = nd_textstore_add_file(batch->store, entry->path, entry->prefix, &record.file, error);
    if (status) return status;
    nd_file *file = nd_textstore_file(batch->store, record.file);
    file->by_worker = 1;
    file->is_html = (uint8_t)is_html;
    return add_record(batch, &record, 0, error);
}

/* Unless a crawler has left what it made of the page beside it. */
static int add_page(nd_batch *batch, const nd_walk_entry *entry, nd_error *error) {
    int is_auto = batch->options->format == ND_INPUT_AUTO;
    int paired = is_auto ? nd_walk_has_beside(batch->walk, ".json", error) : 0;
    if (paired < 0) return paired;
    batch->paired += (uint64_t)paired;
    return paired ? ND_OK : add_listed_file(batch, entry, 1, error);
}

static void leave_folder(nd_batch *batch) {
    const nd_left_out *left_out = nd_walk_left_out(batch->walk);
    batch->left_out.excluded_files += left_out->excluded_files;
    batch->left_out.excluded_folders += left_out->excluded_folders;
    batch->left_out.not_included += left_out->not_included;
    batch->skipped += nd_walk_skipped(batch->walk);
    batch->repeated += nd_walk_repeated(batch->walk);
    nd_walk_free(batch->walk);
    batch->walk = NULL;
}

static int take_from_folder(nd_batch *batch, nd_error *error) {
    nd_walk_entry entry;
    int           found = nd_walk_next(batch->walk, &entry, error);
    if (found < 0) return found;
    if (!found) {
        leave_folder(batch);
        return ND_OK;
    }
    if (entry.reason)
        return nd_note(batch, ND_PROBLEM_UNREADABLE, entry.path, "cannot read it: ", entry.reason, error);
    if (entry.is_special)
        return nd_note(batch, ND_PROBLEM_BAD_RECORD, entry.path, "a pipe, socket or device, not a file", "", error);
    int is_packed = nd_unpacked_name_size(entry.path) < strlen(entry.path);
    switch (is_packed ? ND_EXTENSION_OTHER : nd_extension_of(entry.path)) {
    case ND_EXTENSION_TEXT: return add_listed_file(batch, &entry, 0, error);
    case ND_EXTENSION_HTML: return add_page(batch, &entry, error);
    default: return nd_opening_file(batch, entry.path, entry.prefix, error);
    }
}

/* A file that is named by itself: once, however often. A pipe may be named twice and hold two things. */
static int take_file(nd_batch *batch, const char *path, const struct stat *file, nd_error *error) {
    int is_new = 1;
    if (S_ISREG(file->st_mode))
        is_new = nd_seen_mark(&batch->seen, (uint64_t)file->st_dev, (uint64_t)file->st_ino, error);
    if (is_new < 0) return is_new;
    if (is_new) return nd_opening_file(batch, path, 0, error);
    batch->repeated++;
    return ND_OK;
}

static int take_root(nd_batch *batch, nd_error *error) {
    const char *path = (const char *)batch->roots.data + batch->next_root;
    struct stat status;
    batch->next_root += strlen(path) + 1;
    if (strcmp(path, "-") == 0) return nd_opening_file(batch, path, 0, error);
    if (stat(path, &status)) return nd_note_errno(batch, path, errno, error);
    if (!S_ISDIR(status.st_mode)) return take_file(batch, path, &status, error);
    batch->walk = nd_walk_new(path, &batch->seen, nd_select_is_article_name, (void *)batch->options, error);
    if (!batch->walk) return ND_ERROR_MEMORY;
    nd_walk_limit(batch->walk, batch->select);
    return ND_OK;
}

int nd_batch_fill(nd_batch *batch, nd_error *error) {
    int status = ND_OK;
    forget_records(batch);
    batch->closed = 0;
    if (!batch->options->keep_text && batch->stream_file == ND_NO_FILE) nd_textstore_forget(batch->store);
    while (!status && !is_full(batch)) {
        if (batch->stream_file != ND_NO_FILE) status = take_stream(batch, error);
        else if (batch->archive) status = take_from_archive(batch, error);
        else if (batch->walk) status = take_from_folder(batch, error);
        else if (batch->next_root < batch->roots.size) status = take_root(batch, error);
        else break;
    }
    if (!nd_batch_count(batch)) nd_buf_free(&batch->data); /* nothing is left to be read */
    if (!status && batch->options->keep_text) status = nd_frames_announce(batch, error);
    return status;
}

/* Where a batch has ended at its number of records, the next has more than it needs. */
void nd_batch_read_ahead(nd_batch *batch) {
    int is_short = nd_batch_count(batch) < BATCH_RECORDS;
    if (batch->stream_file != ND_NO_FILE && is_short) nd_stream_read_ahead(&batch->stream, BATCH_BYTES);
}
