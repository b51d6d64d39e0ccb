/* walk.h - the article files in a folder and the folders below it. */
#ifndef ND_WALK_H
#define ND_WALK_H

#include "input/seen.h"
#include "input/select.h"

typedef struct nd_walk nd_walk;

typedef struct nd_walk_entry {
    const char *path;   /* the folder as it was named, '/', and the path below it; borrowed until
                         * the next call */
    size_t      prefix; /* bytes of `path` before the path below the folder */
    const char *reason; /* NULL: a file. Else why this path, a folder or a link, cannot be read */
    int         is_special; /* a pipe, a socket or a device by the name of an article: not to be opened */
} nd_walk_entry;

/* Is this a name to take? The name, without its folder, is terminated. */
typedef int nd_walk_filter_fn(void *context, const char *name);

/* Nothing is read yet. What is in `seen`, which stays the caller's, is not given out again. NULL on failure. */
nd_walk *nd_walk_new(const char *folder, nd_seen *seen, nd_walk_filter_fn *filter, void *context, nd_error *error);
void     nd_walk_free(nd_walk *walk);

/* Gives out only what is selected, which stays the caller's; before the first nd_walk_next. The folder itself
 * is always entered. */
void nd_walk_limit(nd_walk *walk, const nd_select *select);

/* The next file in the bytewise order of names, in which a folder's content stands where its name
 * does: 1, or 0 at the end, or ND_ERROR_MEMORY. Links are followed; what can be reached in several
 * ways is read once, so that loops end and no file is a copy of itself. Names that begin with '.' are passed over. */
int nd_walk_next(nd_walk *walk, nd_walk_entry *out, nd_error *error);

/* Is there, beside the file that was given out last, one with the same name but for its extension, which is `ending`,
 * that is given out too? 1, 0 or ND_ERROR_MEMORY. */
int nd_walk_has_beside(nd_walk *walk, const char *ending, nd_error *error);

/* Regular files passed over because the filter refused them, hidden ones not counted. */
uint64_t nd_walk_skipped(const nd_walk *walk);

/* What was passed over because it is not selected, among the names that the filter takes. */
const nd_left_out *nd_walk_left_out(const nd_walk *walk);

/* Files passed over because they had been given out under another path. */
uint64_t nd_walk_repeated(const nd_walk *walk);

#endif
