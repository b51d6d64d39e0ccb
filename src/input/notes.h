/* notes.h - findings about files and folders, in their place among the records of a batch. ND_OK, or a negative
 * status: where it is memory or descriptors that are wanting, no file is to blame. */
#ifndef ND_NOTES_H
#define ND_NOTES_H

#include "input/batch.h"

/* The reason is `what` and `reason` one behind the other. */
int nd_note(nd_batch *batch, nd_problem_kind kind, const char *path, const char *what, const char *reason,
            nd_error *error);

/* What is at this path cannot be read, with this errno. */
int nd_note_errno(nd_batch *batch, const char *path, int number, nd_error *error);

/* The stream, at this path, has failed: what is unpacked tells why, or errno. */
int nd_note_failure(nd_batch *batch, const char *path, nd_error *error);

#endif
