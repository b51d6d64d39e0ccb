/* cut.h - where one record ends and the next begins, found without parsing. */
#ifndef ND_CUT_H
#define ND_CUT_H

#include "newsdup.h"

/* How records lie in a file. */
typedef enum nd_shape {
    ND_SHAPE_WHOLE, /* the file is one record */
    ND_SHAPE_LINES, /* one on each line */
    ND_SHAPE_ROWS,  /* one on each line, but for newlines in quotation marks: table.h */
    ND_SHAPE_ARRAY, /* the elements of a JSON array, whose '[' has been passed */
    ND_SHAPE_WARC   /* the records of a web archive: warc_cut.h */
} nd_shape;

/* The state between two pieces of a file. {.shape = ...} is the beginning, of rows with the next two. */
typedef struct nd_cut {
    nd_shape shape;
    uint64_t depth;     /* open brackets inside the element of an array */
    char     separator; /* of fields */
    char     line_end;  /* of rows: '\n', or '\r' */
    uint64_t lines;     /* line ends within the row so far; the caller resets it */
    uint8_t  in_field;  /* of a row: its first byte has been seen */
    uint8_t  in_string, escaped;
    uint8_t  closed;    /* the array has ended; what is left is one record, normally blank */
} nd_cut;

/* Looks through the next piece of the file up to the end of the current record. Returns the number of
 * bytes passed; *ended tells whether the last of them is the newline, comma or bracket that ends the
 * record. Where the pieces begin and end makes no difference. */
size_t nd_cut_next(nd_cut *cut, const uint8_t *data, size_t size, int *ended);

#endif
