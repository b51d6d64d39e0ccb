/* foreign.h - files that hold articles in a form that is not read here, told by their first bytes. */
#ifndef ND_FOREIGN_H
#define ND_FOREIGN_H

#include "newsdup_io.h"

/* What is packed within something packed. */
#define ND_FOREIGN_NESTED "packed once more inside what holds it, which is not read: unpack the outer one first"
/* A table that does not begin as one. */
#define ND_FOREIGN_NO_HEADER "a table without a line of column names in its first 64 KiB"

/*
 * What the file is and what to do about it, one line, static; or NULL. `size` bytes are the first of it, at
 * most ND_SNIFF_BYTES matter. A file that is not JSON is foreign also when more than a few bytes in it are NUL, one
 * that is JSON or a table when it is in UTF-16.
 */
const char *nd_foreign(int is_json, int is_table, const uint8_t *data, size_t size);

/* Is it named as something packed, and no text either? For what is not packed by its first bytes. */
const char *nd_foreign_packed_name(const char *path, const uint8_t *data, size_t size);

/* The same by the ending of its name, for what would pass for text: feeds, what only seems to be an archive. */
const char *nd_foreign_name(const char *path);

#endif
