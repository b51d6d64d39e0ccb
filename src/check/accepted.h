/*
 * accepted.h - the articles that a baseline accepts, as text: a line for each, sorted, without times or numbers
 * of lines, so that it can be kept with the articles and two branches of it can be merged.
 */
#ifndef ND_ACCEPTED_H
#define ND_ACCEPTED_H

#include "base/buf.h"
#include "newsdup_io.h"

/* A line, borrowed from the text or from what made it. */
typedef struct nd_accepted {
    char      group[24]; /* id of the cluster when it was accepted; informs only */
    uint8_t   digest[16];
    nd_string id, remark; /* as they stand in the text: escaped */
} nd_accepted;

/* Appends the nd_accepted of all lines to *out; `name` is told in errors. Empty lines and those that begin with
 * '#' are none. ND_ERROR_FORMAT with the line that is wrong. */
int nd_accepted_parse(nd_string text, const char *name, nd_buf *out, nd_error *error);

/* Sorts them by id and digest, the order in which they are looked for, and leaves each article once, with the
 * remark if one of its lines has one. Returns how many are left. */
size_t nd_accepted_sort(nd_accepted *rows, size_t count);

/* The row of an article, its id escaped, in rows so sorted; or NULL. */
const nd_accepted *nd_accepted_find(const nd_accepted *rows, size_t count, nd_string id, const uint8_t digest[16]);

/* Appends `id` as it stands in a line: backslash, tab, newline and return as \\ \t \n \r. */
int nd_accepted_escape(nd_string id, nd_buf *out, nd_error *error);

/* Appends the whole text: a comment that says what it is, and the rows sorted by group, digest and id. The rows
 * are put in that order. */
int nd_accepted_print(nd_accepted *rows, size_t count, nd_buf *out, nd_error *error);

#endif
