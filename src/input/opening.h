/* opening.h - what a file or a member of an archive turns out to be, and how a batch begins to read it. */
#ifndef ND_OPENING_H
#define ND_OPENING_H

#include "input/batch.h"

/* Opens a file, looks what is in it, and makes it the stream of the batch, or its archive, or a note that says why not.
 * One that was named by itself (its `prefix` is 0) must be what is read here. Fails by memory only. */
int nd_opening_file(nd_batch *batch, const char *path, size_t prefix, nd_error *error);

/* The same for the member at hand of the batch's archive. */
int nd_opening_member(nd_batch *batch, const nd_walk_entry *entry, nd_error *error);

#endif
