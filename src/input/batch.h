/*
 * batch.h - the next few megabytes of records, from all inputs in their order.
 *
 * The reading thread fills a batch without parsing anything; the threads of the corpus then parse its
 * records, each by itself, and one of them reads ahead; then the reading thread settles it, in order.
 */
#ifndef ND_BATCH_H
#define ND_BATCH_H

#include "input/archive.h"
#include "input/beside.h"
#include "input/fields.h"
#include "input/finding.h"
#include "input/stream.h"
#include "input/textstore.h"
#include "input/walk.h"

#define ND_NO_FRAME UINT32_MAX
#define ND_NO_FILE UINT32_MAX

typedef struct nd_record {
    uint64_t   number;   /* among the records of all shards, from 0 */
    uint64_t   offset;   /* in its file */
    size_t     at, size; /* of its bytes in the batch */
    uint32_t   before, behind; /* bytes of its line on both sides */
    uint64_t   place;    /* line or element, from 1; 0: the file is the record */
    uint32_t   file;     /* ND_NO_FILE: only a finding, about `path` */
    uint32_t   frame;    /* of the spool, that begins here; or ND_NO_FRAME */
    size_t     path;     /* of what is no file, in the batch's `paths` */
    size_t     frame_size;
    int        is_record; /* 0: a finding about a file or folder */
    int        taken;     /* it is an article */
    uint8_t    sources[ND_FIELDS_COUNT]; /* of its fields: fields.h */
    nd_finding finding;
} nd_record;

typedef struct nd_batch {
    const nd_read_options *options;
    const nd_select       *select;    /* for folders; NULL: all of them */
    nd_textstore          *store;
    nd_buf                 roots;     /* inputs as they were named, terminated, one after another */
    size_t                 next_root; /* in `roots` */
    nd_walk               *walk;   /* the folder that is being searched, or NULL */
    nd_archive            *archive; /* that is being read, or a compressed file, or NULL */
    nd_stream              stream; /* the file that is being read, if `stream_file` is one */
    uint32_t               stream_file;
    int                    closed;   /* full: the unfinished rest of `data` has been taken out */
    uint64_t               numbered; /* records so far */
    nd_seen                seen;     /* files and folders, over all inputs */
    uint64_t               skipped;  /* files of other kinds in folders */
    nd_left_out            left_out; /* in folders, by globs */
    uint64_t               repeated; /* files that were reached again, by another path */
    nd_beside              named;    /* by themselves: JSON files and pages */
    uint64_t               paired;   /* pages beside a JSON file of the same name */
    uint64_t               late;     /* JSON files beside a page that was read before they came */
    uint64_t               other_records; /* of web archives, that are no articles */
    uint64_t               bytes;    /* read, but for the stream that is open */
    uint64_t               weight;   /* bytes of all inputs; 0: not known */
    int                    is_unweighed; /* one of them is no regular file */
    nd_buf                 data;     /* what the records are made of */
    nd_buf                 paths;
    nd_buf                 records;  /* nd_record */
} nd_batch;

void nd_batch_init(nd_batch *batch, const nd_read_options *options, nd_textstore *store);
void nd_batch_free(nd_batch *batch);

/* gauge.c: adds an input: a path, or "-". */
int nd_batch_add_root(nd_batch *batch, const char *path, nd_error *error);

/* Forgets the records and takes the next ones; none are left when there are none then. What cannot be
 * read becomes a finding; a negative status is one of ours: no memory, no room for the spool. */
int nd_batch_fill(nd_batch *batch, nd_error *error);

/* Reads on in the open stream, so that the next fill finds its bytes there. Records and their bytes may be used
 * meanwhile, by other threads; nothing else of the batch. */
void nd_batch_read_ahead(nd_batch *batch);

/* gauge.c: bytes read so far. */
uint64_t nd_batch_bytes(const nd_batch *batch);

/* gauge.c: calls the progress of the options. ND_OK or ND_ERROR_CANCELLED. */
int nd_batch_tell(const nd_batch *batch, nd_error *error);

size_t     nd_batch_count(const nd_batch *batch);
nd_record *nd_batch_record(const nd_batch *batch, size_t index);

#endif
