/*
 * again.c - what the reader of newsdup_io.h tells of records that were read before: where they came from, their bytes
 * and their text. A record is known by the number that its article had as `source`, in all shards; those that were not
 * kept are refused.
 */
#include <inttypes.h>

#include "base/error.h"
#include "input/reading.h"
#include "input/whole.h"

static int check_kept(const nd_reader *reader, uint64_t source, nd_error *error) {
    const nd_read_options *options = &reader->options;
    if (options->keep_text && source % options->shards == options->shard) return ND_OK;
    return nd_fail(error, ND_ERROR_USAGE, "the text of record %" PRIu64 " was not kept", source);
}

int nd_reader_origin(const nd_reader *reader, uint64_t source, nd_origin *out, nd_error *error) {
    static const nd_origin_kind kinds[] = {[ND_SHAPE_LINES] = ND_ORIGIN_LINE, [ND_SHAPE_WHOLE] = ND_ORIGIN_FILE,
                                           [ND_SHAPE_ROWS] = ND_ORIGIN_PART, [ND_SHAPE_ARRAY] = ND_ORIGIN_PART,
                                           [ND_SHAPE_WARC] = ND_ORIGIN_PART};
    const nd_textstore *store = &reader->store;
    uint32_t            file, size;
    int                 status = check_kept(reader, source, error);
    if (!status) status = nd_textstore_find(store, source / reader->options.shards, &file, &size, error);
    if (status) return status;
    out->path = nd_textstore_path(store, file);
    const nd_file *entry = nd_textstore_file(store, file);
    out->kind = kinds[entry->shape];
    if (entry->is_member && out->kind == ND_ORIGIN_FILE) out->kind = ND_ORIGIN_PART;
    out->is_lost = out->kind == ND_ORIGIN_LINE && size == 0;
    return ND_OK;
}

int nd_reader_record(nd_reader *reader, uint64_t source, nd_string *out, nd_error *error) {
    nd_origin origin;
    uint32_t  file;
    int       status = nd_reader_origin(reader, source, &origin, error);
    if (status) return status;
    if (origin.is_lost)
        return nd_fail(error, ND_ERROR_LIMIT, "%s: a line of more than %" PRIu64 " bytes was not kept",
                       origin.path, nd_select_longest(&reader->options));
    return nd_textstore_read(&reader->store, source / reader->options.shards, out, &file, error);
}

int nd_reader_text(nd_reader *reader, uint64_t source, nd_string *out, nd_error *error) {
    uint64_t   record = source / reader->options.shards;
    nd_string  bytes;
    nd_article article;
    nd_finding finding = {.reason = NULL};
    uint32_t   file;
    int        status = check_kept(reader, source, error);
    if (!status) status = nd_textstore_read(&reader->store, record, &bytes, &file, error);
    if (status) return status;
    nd_reader_prepare(reader, file, &reader->again);
    status = nd_whole_article(&reader->again, bytes, &article, &finding, error);
    if (status == 1) status = nd_fail(error, ND_ERROR_USAGE, "record %" PRIu64 " is no article", source);
    nd_finding_free(&finding);
    if (!status) *out = article.text;
    return status;
}
