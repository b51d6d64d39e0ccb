/*
 * frames.c - records that stand side by side share a frame of the spool until it is full: a text is found again
 * without unpacking many others, and small ones pack well together. Bytes that belong to no record, such as
 * those of one that was too long, end a frame. The worker that parses the first record of a frame packs it.
 */
#include "input/frames.h"

static int is_piped(const nd_batch *batch, const nd_record *record) {
    if (!record->is_record || record->finding.reason) return 0;
    const nd_file *file = nd_textstore_file(batch->store, record->file);
    return !file->by_worker && !file->stamp.is_regular;
}

/* May the record share the frame that `first` begins? Not where bytes between them were dropped. */
static int joins(const nd_record *first, const nd_record *record) {
    return record->file == first->file && first->frame_size < ND_FRAME_BYTES &&
           record->offset - first->offset == record->at - first->at;
}

static int announce(nd_batch *batch, nd_record *first, nd_error *error) {
    nd_textstore *store = batch->store;
    int           status = store->spool ? ND_OK : nd_spool_new(batch->options->tmpdir, &store->spool, error);
    if (status) return status;
    return nd_spool_announce(store->spool, first->file, first->offset - first->before, first->frame_size,
                             &first->frame, error);
}

int nd_frames_announce(nd_batch *batch, nd_error *error) {
    nd_record *first = NULL;
    for (size_t i = 0; i < nd_batch_count(batch); i++) {
        nd_record *record = nd_batch_record(batch, i);
        if (!is_piped(batch, record)) continue;
        if (first && !joins(first, record)) {
            int status = announce(batch, first, error);
            if (status) return status;
            first = NULL;
        }
        if (!first) first = record;
        first->frame_size = record->at + record->size + record->behind - (first->at - first->before);
    }
    return first ? announce(batch, first, error) : ND_OK;
}
