/*
 * open.c - the reader of newsdup_io.h, and the only place that names formats. One way of working for
 * both ways of asking: the batch is filled by the calling thread; `fetch` makes an article of a record,
 * in any thread, with that thread's parser; `settle` counts and tells problems, in order. Feeding a
 * corpus runs fetch over a batch in the corpus's threads, of which one also reads ahead for the next batch;
 * nd_reader_next calls it for one record. What is told afterwards of all this is in counts.c and again.c.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "input/foreign.h"
#include "input/html_meta.h"
#include "input/read_csv.h"
#include "input/read_html.h"
#include "input/read_json.h"
#include "input/read_text.h"
#include "input/read_warc.h"
#include "input/sniff.h"
#include "input/reading.h"
#include "input/whole.h"

#define MAX_RECORD_BYTES (UINT64_C(64) << 20)

static nd_parse_fn *parser_of(const nd_file *file) {
    if (file->separator) return nd_read_csv;
    if (file->shape == ND_SHAPE_WARC) return nd_read_warc;
    return file->is_json ? nd_read_json : file->is_html ? nd_read_html : nd_read_text;
}

/* ---- making and freeing ----------------------------------------------------------------------- */

void nd_read_options_init(nd_read_options *options) {
    *options = (nd_read_options){.format = ND_INPUT_AUTO, .jobs = 1, .max_record_bytes = MAX_RECORD_BYTES,
                                 .shard = 0, .shards = 1};
}

static int check(const nd_read_options *options, nd_error *error) {
    if ((unsigned)options->format > ND_INPUT_WARC)
        return nd_fail(error, ND_ERROR_USAGE, "format is no nd_input_format");
    if (options->max_record_bytes < 1 || options->max_record_bytes > INT_MAX)
        return nd_fail(error, ND_ERROR_USAGE, "max_record_bytes is not between 1 and %d", INT_MAX);
    if (options->shards < 1 || options->shard >= options->shards)
        return nd_fail(error, ND_ERROR_USAGE, "shard is not below shards");
    return ND_OK;
}

static void free_parsers(nd_parser *parsers, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        nd_read_json_free(&parsers[i]);
        nd_read_html_free(&parsers[i]);
        nd_read_warc_free(&parsers[i]);
        nd_spool_free_compressor(parsers[i].compressor);
        nd_buf_free(&parsers[i].file);
        nd_buf_free(&parsers[i].id);
        nd_buf_free(&parsers[i].packed);
        nd_buf_free(&parsers[i].utf8);
        nd_buf_free(&parsers[i].repaired);
    }
}

static int make_parsers(nd_reader *reader, unsigned jobs, nd_error *error) {
    if (jobs < 1) jobs = 1;
    if (reader->jobs >= jobs) return ND_OK;
    nd_parser *parsers = nd_allocate_zeroed(jobs, sizeof *parsers);
    if (!parsers) return nd_fail_memory(error);
    if (reader->jobs) memcpy(parsers, reader->parsers, reader->jobs * sizeof *parsers);
    nd_release(reader->parsers);
    reader->parsers = parsers;
    reader->jobs = jobs;
    return ND_OK;
}

/* *from becomes a copy, which *owned keeps; NULL stays. */
static int copy_string(const char **from, char **owned, nd_error *error) {
    if (!*from) return ND_OK;
    size_t size = strlen(*from) + 1;
    *owned = nd_allocate(size);
    if (!*owned) return nd_fail_memory(error);
    *from = memcpy(*owned, *from, size);
    return ND_OK;
}

static int copy_options(nd_reader *reader, const nd_read_options *options, nd_error *error) {
    if (options) reader->options = *options;
    else nd_read_options_init(&reader->options);
    int status = nd_select_make(&reader->select, &reader->options, error);
    if (!status) status = nd_map_make(&reader->map, reader->options.map, error);
    reader->options.include = reader->options.exclude = NULL;
    reader->options.map = NULL;
    if (!status) status = copy_string(&reader->options.root, &reader->store.root, error);
    if (!status) status = copy_string(&reader->options.tmpdir, &reader->tmpdir, error);
    return status;
}

nd_reader *nd_reader_new(const nd_read_options *options, nd_error *error) {
    if (options && check(options, error)) return NULL;
    nd_reader *reader = nd_allocate_zeroed(1, sizeof *reader);
    if (!reader) {
        nd_fail_memory(error);
        return NULL;
    }
    nd_batch_init(&reader->batch, &reader->options, &reader->store);
    if (copy_options(reader, options, error) || make_parsers(reader, reader->options.jobs, error)) {
        nd_reader_free(reader);
        return NULL;
    }
    reader->batch.select = &reader->select;
    reader->store.max_record_bytes = nd_select_longest(&reader->options);
    return reader;
}

void nd_reader_free(nd_reader *reader) {
    if (!reader) return;
    nd_batch_free(&reader->batch);
    nd_select_free(&reader->select);
    nd_map_free(&reader->map);
    nd_textstore_free(&reader->store);
    free_parsers(reader->parsers, reader->jobs);
    free_parsers(&reader->again, 1);
    nd_buf_free(&reader->place);
    nd_release(reader->parsers);
    nd_release(reader->tmpdir);
    nd_release(reader);
}

static int may_be_read(const char *path, nd_error *error) {
    struct stat status;
    if (stat(path, &status)) return nd_fail_errno(error, "cannot open", path);
    int is_folder = S_ISDIR(status.st_mode);
    if (access(path, is_folder ? R_OK | X_OK : R_OK)) return nd_fail_errno(error, "cannot open", path);
    return ND_OK;
}

int nd_reader_add(nd_reader *reader, const char *path, nd_error *error) {
    int is_input = strcmp(path, "-") == 0, status = ND_OK;
    if (is_input && reader->has_input)
        return nd_fail(error, ND_ERROR_USAGE, "standard input is named twice");
    if (!is_input) status = may_be_read(path, error);
    if (!status) status = nd_batch_add_root(&reader->batch, path, error);
    if (!status && is_input) reader->has_input = 1;
    return status;
}

/* ---- one record ------------------------------------------------------------------------------- */

/* What was loaded may be no text, or half of one. */
static int judge_file(nd_record *record, int has_changed, nd_string bytes, nd_error *error) {
    const char *foreign = nd_foreign(0, 0, (const uint8_t *)bytes.data, bytes.size);
    int         status = ND_OK;
    if (foreign) status = nd_find(&record->finding, error, ND_PROBLEM_BAD_RECORD, "%s", foreign);
    else if (has_changed) status = nd_find(&record->finding, error, ND_PROBLEM_CHANGED, ND_CHANGED);
    return status ? status : foreign != NULL;
}

/* Reads the record's file; 1 with a finding when it cannot be read. */
static int load(nd_reader *reader, nd_record *record, nd_parser *parser, nd_string *out, nd_error *error) {
    nd_file    *file = nd_textstore_file(&reader->store, record->file);
    const char *path = nd_textstore_path(&reader->store, record->file);
    int         status;
    int         loaded = nd_textstore_load(path, nd_select_longest(&reader->options), &parser->file, &file->stamp, out);
    record->size = parser->file.size;
    if (reader->options.format == ND_INPUT_AUTO && loaded >= 0)
        file->is_html |= (uint8_t)nd_sniff_html((const uint8_t *)out->data, out->size);
    if (loaded >= 0) return judge_file(record, loaded, *out, error);
    if (nd_file_is_ours(errno)) return nd_file_fail("cannot read", path, error);
    if (errno == EFBIG)
        status = nd_select_find_too_long(&reader->options, &record->finding, error);
    else
        status = nd_find(&record->finding, error, ND_PROBLEM_UNREADABLE, "cannot read it: %s",
                         errno == EINVAL ? "not a regular file any more" : strerror(errno));
    return status ? status : 1;
}

/* The path with the line or element, from byte `skip` of the path on. */
static int put_place(nd_buf *into, const nd_reader *reader, const nd_record *record, size_t skip,
                     nd_error *error) {
    const nd_file *file = nd_textstore_file(&reader->store, record->file);
    const char    *path = nd_textstore_path(&reader->store, record->file) + skip;
    char           digits[32] = "", mark = file->shape >= ND_SHAPE_ARRAY ? '#' : ':';
    if (record->place) snprintf(digits, sizeof digits, "%c%" PRIu64, mark, record->place);
    into->size = 0;
    int status = nd_buf_append(into, path, strlen(path), error);
    return status ? status : nd_buf_append(into, digits, strlen(digits) + 1, error);
}

/* An article without an id has the path of its file, which one in a file of many has not to itself: that
 * has its URL, or else the place it comes from. */
static int give_id(const nd_reader *reader, const nd_record *record, nd_parser *parser, nd_article *out,
                   nd_error *error) {
    if (out->id.data) return ND_OK;
    if (record->place) out->id = out->url;
    if (out->id.data) return ND_OK;
    size_t prefix = nd_textstore_file(&reader->store, record->file)->prefix;
    int    status = put_place(&parser->id, reader, record, prefix, error);
    if (status) return status;
    out->id = (nd_string){(const char *)parser->id.data, parser->id.size - 1};
    return ND_OK;
}

void nd_reader_prepare(const nd_reader *reader, uint32_t number, nd_parser *parser) {
    const nd_file *file = nd_textstore_file(&reader->store, number);
    parser->header = nd_textstore_header(&reader->store, number);
    parser->separator = file->separator;
    parser->html = nd_read_html;
    parser->text = nd_read_text;
    parser->most = nd_select_longest(&reader->options);
    parser->fields.map = reader->map.letters ? &reader->map : NULL;
    memset(parser->fields.sources, 0, sizeof parser->fields.sources);
    parser->parse = parser_of(file);
    parser->wants_utf8 = file->separator || (file->is_json && file->shape != ND_SHAPE_WARC);
}

static int fetch(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    nd_reader *reader = context;
    nd_record *record = nd_batch_record(&reader->batch, reader->next + index);
    nd_parser *parser = &reader->parsers[worker];
    if (record->finding.reason) return 1;
    const nd_file *file = nd_textstore_file(&reader->store, record->file);
    nd_string      bytes = {NULL, record->size};
    int            status = ND_OK;
    if (file->by_worker) status = load(reader, record, parser, &bytes, error);
    else bytes.data = (const char *)reader->batch.data.data + record->at;
    if (!status && record->frame != ND_NO_FRAME)
        status = nd_spool_write(reader->store.spool, record->frame, bytes.data - record->before,
                                &parser->packed, &parser->compressor, error);
    nd_reader_prepare(reader, record->file, parser);
    if (!status) status = nd_whole_article(parser, bytes, out, &record->finding, error);
    if (!status) status = give_id(reader, record, parser, out, error);
    if (status) return status;
    memcpy(record->sources, parser->fields.sources, sizeof record->sources);
    out->source = record->number;
    record->taken = 1;
    return ND_OK;
}

/* The thread that comes to this record reads on, while the others have the rest of the batch. */
#define READS_AHEAD 8

static int fetch_and_read_ahead(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    nd_reader *reader = context;
    if (index == READS_AHEAD) nd_batch_read_ahead(&reader->batch);
    return fetch(context, index, worker, out, error);
}

/* ---- problems and counts ---------------------------------------------------------------------- */

/* The finding's path and line; NULL when there is no memory for it. */
static const char *place_of(nd_reader *reader, const nd_record *record) {
    if (record->file == ND_NO_FILE) return (const char *)reader->batch.paths.data + record->path;
    if (put_place(&reader->place, reader, record, 0, NULL)) return NULL;
    return (const char *)reader->place.data;
}

static int settle(nd_reader *reader, const nd_record *record, nd_error *error) {
    nd_read_counts *counts = &reader->counts;
    const char     *reason = record->finding.reason;
    counts->records += (uint64_t)(record->is_record != 0);
    counts->articles += (uint64_t)(record->taken != 0);
    for (size_t i = 0; record->taken && i < ND_FIELDS_COUNT; i++) reader->sources[i][record->sources[i]]++;
    if (record->is_record && nd_textstore_file(&reader->store, record->file)->by_worker)
        reader->batch.bytes += record->size;
    if (!reason) return ND_OK;
    counts->problems[record->finding.kind]++;
    if (!reader->options.problem) return ND_OK;
    const char *place = place_of(reader, record);
    if (!place) return nd_fail_memory(error);
    reader->options.problem(reader->options.problem_context, record->finding.kind, place, reason);
    return ND_OK;
}

/* ---- reading ---------------------------------------------------------------------------------- */

/* 1 when there is a record that was not given out, 0 at the end. */
static int have_record(nd_reader *reader, nd_error *error) {
    if (reader->next < nd_batch_count(&reader->batch)) return 1;
    reader->next = 0;
    int status = nd_batch_fill(&reader->batch, error);
    if (!status) status = nd_batch_tell(&reader->batch, error);
    return status ? status : nd_batch_count(&reader->batch) > 0;
}

int nd_reader_next(nd_reader *reader, nd_article *out, nd_error *error) {
    int status;
    while ((status = have_record(reader, error)) == 1) {
        status = fetch(reader, 0, 0, out, error);
        if (status < 0) return status;
        int settled = settle(reader, nd_batch_record(&reader->batch, reader->next++), error);
        if (settled) return settled;
        if (status == ND_OK) return 1;
    }
    return status;
}

int nd_reader_feed(nd_reader *reader, nd_corpus *corpus, nd_error *error) {
    nd_fetch_fn *fetch_one = nd_corpus_jobs(corpus) > 1 ? fetch_and_read_ahead : fetch;
    int          status = make_parsers(reader, nd_corpus_jobs(corpus), error);
    if (status) return status;
    while ((status = have_record(reader, error)) == 1) {
        size_t count = nd_batch_count(&reader->batch);
        status = nd_corpus_add_batch(corpus, count - reader->next, fetch_one, reader, error);
        if (status) return status;
        while (reader->next < count) {
            status = settle(reader, nd_batch_record(&reader->batch, reader->next++), error);
            if (status) return status;
        }
    }
    return status;
}

int nd_reader_has_read(const nd_reader *reader, const char *path) {
    struct stat status;
    if (stat(path, &status)) return 0;
    return nd_seen_has(&reader->batch.seen, (uint64_t)status.st_dev, (uint64_t)status.st_ino);
}
