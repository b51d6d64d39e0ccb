/*
 * pieces.h - text cut into what a line is never broken within: a word, or a character of a script that is
 * written without spaces; and how many columns of a terminal each takes.
 */
#ifndef ND_PIECES_H
#define ND_PIECES_H

#include "report/writer.h"

/* How a piece stands in the other text. */
typedef enum nd_mark { ND_MARK_SAME, ND_MARK_GONE, ND_MARK_NEW } nd_mark;

typedef struct nd_piece {
    const char *data; /* borrowed from the text */
    uint32_t    size;
    uint32_t    columns; /* its signs included */
    uint8_t     after_space, before_space; /* in the text that it was cut from */
    uint8_t     is_wide; /* a character of two columns */
    uint8_t     halves;  /* of a word, as words are counted everywhere; 0: punctuation */
    uint8_t     mark;
    uint8_t     opens, closes; /* the sign of the mark stands before it, after it */
} nd_piece;

/* Appends the pieces of `text`, none wider than `widest` >= 16 columns, all with this mark. White space is
 * only told. */
int nd_pieces_cut(nd_string text, nd_mark mark, unsigned widest, nd_buf *out, nd_error *error);

/* How many of `count` pieces fit into a line, at least one, and the columns they take. */
size_t nd_pieces_fit(const nd_piece *pieces, size_t count, unsigned columns, unsigned *used);

/* Puts pieces into a line. What differs is [-so-] in A and {+so+} in B, in colour or not. */
void nd_put_pieces(nd_out *out, const nd_piece *pieces, size_t count, int colour);

/* Whether a text has letters that are written from right to left: terminals then turn whole lines round. */
int nd_is_right_to_left(nd_string text);

#endif
