/*
 * table.h - rows and fields of CSV and TSV (RFC 4180), and the header that names the columns.
 *
 * A field that begins with a quotation mark goes on to the next one that is not doubled, over separators and
 * newlines; what stands between that and the separator is of the field too. A mark elsewhere is a character.
 */
#ifndef ND_TABLE_H
#define ND_TABLE_H

#include "base/buf.h"

/* The first row of a table. */
typedef struct nd_header {
    char   separator; /* ',', ';' or a tab: the one that divides the header into most fields */
    char   line_end;  /* '\n', which may have '\r' before it, or '\r' where no row ends with '\n' */
    size_t at, size;  /* of the row, without its line end */
    size_t end;       /* where the second row begins */
} nd_header;

/* Finds the header, after a line "sep=;" if there is one. 0 when it does not end within `data` and, unless
 * `ended`, there is more. */
int nd_header_find(const uint8_t *data, size_t size, int ended, nd_header *out);

/* A row that is being divided; {row, separator} is its beginning. */
typedef struct nd_division {
    nd_string bytes;
    char      separator;
    size_t    at;
    int       ended; /* the last field was given */
} nd_division;

/* The next field, borrowed from the row or, where marks are doubled, from `unescaped`, which must have room for the
 * rest of the row. 1; 0 at the end; -1 when its quotation mark is not closed. */
int nd_division_next(nd_division *row, nd_buf *unescaped, nd_string *out);

#endif
