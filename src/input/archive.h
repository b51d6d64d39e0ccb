/* archive.h - the article files in an archive, or the one that a compressed file is: what walk.h is to folders. */
#ifndef ND_ARCHIVE_H
#define ND_ARCHIVE_H

#include "input/unpack.h"
#include "input/walk.h"

typedef struct nd_archive nd_archive;

/* Takes over `unpack`, also when it fails: NULL. `prefix` bytes of the archive's path are not part of ids; of an
 * archive that was named by itself, 0, the path of the member is the id. `select` stays the caller's. */
nd_archive *nd_archive_new(nd_unpack *unpack, const char *path, size_t prefix, const nd_select *select,
                           nd_error *error);
void        nd_archive_free(nd_archive *archive);

/* Which names are taken; before the first nd_archive_next. NULL: all. */
void nd_archive_limit(nd_archive *archive, nd_walk_filter_fn *filter, void *context);

/* Pages beside a JSON file that is given out are passed over; before the first nd_archive_next. In a regular
 * file, whose stamp this is, they may stand in any order: it is opened again, to know all names. NULL: it is read
 * once, and a page is given out whose JSON file comes later. */
void nd_archive_pair(nd_archive *archive, const nd_stamp *stamp);

/*
 * The next member in the order of the archive: 1, or 0 at the end, or a negative status. Its path is that of the
 * archive, '/', and the member's without "./" in front, which is a name and no more: "../x" and "/x" stay what
 * they are. Hidden names are passed over as in folders. A reason ends the archive: what follows cannot be read.
 */
int nd_archive_next(nd_archive *archive, nd_walk_entry *out, nd_error *error);

/* The path of the archive, and where the bytes of the member at hand come from. Borrowed. */
const char *nd_archive_path(nd_archive *archive);
nd_unpack  *nd_archive_source(const nd_archive *archive);

/* Is the member at hand one of an archive, and not all of a compressed file? */
int nd_archive_has_members(const nd_archive *archive);

/* As nd_walk_skipped and nd_walk_left_out; folders are counted for each of their members. */
uint64_t           nd_archive_skipped(const nd_archive *archive);
const nd_left_out *nd_archive_left_out(const nd_archive *archive);

/* Adds how many pages were passed over, and how many were given out before the JSON file beside them came. */
void nd_archive_pairs(const nd_archive *archive, uint64_t *paired, uint64_t *late);

#endif
