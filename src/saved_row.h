/*
 * saved_row.h - a row of a saved result, JSON Lines of ours that anybody may have edited since.
 */
#ifndef ND_SAVED_ROW_H
#define ND_SAVED_ROW_H

#include "base/buf.h"

typedef enum nd_saved_kind {
    ND_SAVED_OTHER, /* an object of another type, or none */
    ND_SAVED_HEADER,
    ND_SAVED_DOC,
    ND_SAVED_PAIR,
    ND_SAVED_SUMMARY
} nd_saved_kind;

/* {0} is none. What is got from a row is borrowed until it is freed. */
typedef struct nd_saved_row {
    struct json_object *object;
    nd_saved_kind       kind;
} nd_saved_row;

/* nd_saved_row_free must follow in any case. Bytes that are no JSON are a row of another kind. */
int  nd_saved_row_parse(nd_saved_row *row, nd_string line, nd_error *error);
void nd_saved_row_free(nd_saved_row *row);

/* A member: a missing string is {NULL, 0}; a missing number, or one out of range, 0. */
nd_string nd_saved_string(const nd_saved_row *row, const char *name);
uint32_t  nd_saved_count(const nd_saved_row *row, const char *name);
int       nd_saved_is(const nd_saved_row *row, const char *name); /* 1: true */
double    nd_saved_share(const nd_saved_row *row, const char *name); /* in [0, 1] */

/* The id: the bytes of "path_b64", which are appended to *bytes, else "id". */
int nd_saved_id(const nd_saved_row *row, nd_buf *bytes, nd_string *out, nd_error *error);

/* An element of the list of passages, or of differences: 1, or 0 where there is no such element, -1 where it is
 * not made as one or a range ends before it begins. */
int nd_saved_passage(const nd_saved_row *row, size_t index, nd_passage *out);
int nd_saved_difference(const nd_saved_row *row, size_t index, nd_difference *out);

#endif
