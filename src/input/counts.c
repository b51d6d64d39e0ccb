/*
 * counts.c - what the reader of newsdup_io.h tells of all it has read: how much, and which names its fields had. open.c
 * counts, in the order of the input; here it is put together with what the batch has counted.
 */
#include "input/html_meta.h"
#include "input/reading.h"

void nd_reader_counts(const nd_reader *reader, nd_read_counts *out) {
    *out = reader->counts;
    out->bytes = nd_batch_bytes(&reader->batch);
    out->other_files = reader->batch.skipped;
    out->excluded_files = reader->batch.left_out.excluded_files;
    out->excluded_folders = reader->batch.left_out.excluded_folders;
    out->files_not_included = reader->batch.left_out.not_included;
    out->repeated_files = reader->batch.repeated;
    out->paired_files = reader->batch.paired;
    out->late_pages = reader->batch.late;
    out->other_records = reader->batch.other_records;
}

static const char *source_name(const nd_reader *reader, size_t field, size_t source) {
    if (source == ND_FIELDS_FROM_ARCHIVE) return "WARC-Target-URI";
    if (source >= ND_FIELDS_FROM_PAGE) return nd_html_meta_source(source);
    return nd_fields_source(&reader->map, field, source);
}

int nd_reader_field(const nd_reader *reader, size_t index, nd_field_source *out) {
    for (size_t field = 0; field < ND_FIELDS_COUNT; field++)
        for (size_t source = 1; source < ND_FIELD_SOURCES; source++) {
            uint64_t articles = reader->sources[field][source];
            if (!articles || index--) continue;
            *out = (nd_field_source){nd_field_names[field], source_name(reader, field, source), articles};
            return 1;
        }
    return 0;
}
