/*
 * textstore.h - where each record came from, so that it can be read again.
 *
 * Files are numbered in the order in which they are read. A record is known by its number and kept as
 * a place in a file; what cannot be read twice goes to a spool.
 */
#ifndef ND_TEXTSTORE_H
#define ND_TEXTSTORE_H

#include "input/cut.h"
#include "input/file.h"
#include "input/spool.h"

typedef struct nd_file {
    size_t   path;       /* in `names`, terminated */
    uint32_t prefix;     /* bytes of the path that are not part of ids */
    uint8_t  is_json, is_html;
    char     separator;  /* of a table; else 0 */
    size_t   header;     /* of a table, in `names` */
    size_t   header_size;
    uint8_t  shape;      /* nd_shape */
    uint8_t  is_member;  /* of an archive: no file by itself */
    uint8_t  is_input;   /* standard input: has no name, but can be read again if it is a file */
    uint8_t  by_worker;  /* read whole by the thread that needs it, not as a stream */
    nd_stamp stamp;      /* when it was read; of `by_worker` files filled in by that thread */
} nd_file;

typedef struct nd_textstore {
    nd_buf    names, files; /* paths; nd_file */
    nd_buf    places;       /* of the records kept: struct place */
    nd_spool *spool;        /* NULL until something cannot be read twice */
    nd_buf    again;        /* what nd_textstore_read gives out */
    uint64_t  max_record_bytes;
    char     *root; /* ids are paths below this folder; NULL: below what was named */
} nd_textstore;

void nd_textstore_free(nd_textstore *store);

/* Adds a file; its fields after `prefix` are the caller's to fill. */
int nd_textstore_add_file(nd_textstore *store, const char *path, size_t prefix, uint32_t *out,
                          nd_error *error);
/* Borrowed until the next file is added. */
nd_file    *nd_textstore_file(const nd_textstore *store, uint32_t file);
const char *nd_textstore_path(const nd_textstore *store, uint32_t file);
/* Keeps the header of a table. */
int nd_textstore_set_header(nd_textstore *store, uint32_t file, nd_string header, nd_error *error);
/* {NULL, 0} if the file is no table. Borrowed until the next file is added. */
nd_string nd_textstore_header(const nd_textstore *store, uint32_t file);
/* Forgets all files and their names, where records need not be found again. */
void        nd_textstore_forget(nd_textstore *store);

/* Keeps the place of the next record; they are numbered from 0. */
int nd_textstore_keep(nd_textstore *store, uint32_t file, uint64_t offset, uint64_t size,
                      nd_error *error);

/* The file of a record, and its bytes there. ND_ERROR_USAGE if there is no such record. */
int nd_textstore_find(const nd_textstore *store, uint64_t record, uint32_t *file, uint32_t *size,
                      nd_error *error);

/* The bytes of a record and its file. Borrowed until the next call. ND_ERROR_USAGE if there is no
 * such record, ND_ERROR_IO if the file is gone, cannot be read, or is not what it was. */
int nd_textstore_read(nd_textstore *store, uint64_t record, nd_string *out, uint32_t *file,
                      nd_error *error);

/* Reads a whole file into `into`, which is emptied first, with its stamp; *out is what is behind a
 * byte order mark. 0; 1 when it changed while it was read; -1 with errno set, EFBIG when it is longer
 * than `most`, and EINVAL when it is not a regular file. */
int nd_textstore_load(const char *path, uint64_t most, nd_buf *into, nd_stamp *stamp, nd_string *out);

#endif
