/*
 * side_by_side.h - a passage of two texts for people: in two columns where there is room for them, else as
 * one text; what differs is marked, and long stretches without a difference are folded.
 */
#ifndef ND_SIDE_BY_SIDE_H
#define ND_SIDE_BY_SIDE_H

#include "report/explanation.h"

/* A wide terminal, for two columns. */
#define ND_WIDE_COLUMNS 100

/* Working space for any number of passages. Zero it first. */
typedef struct nd_side_by_side {
    nd_buf pieces[2]; /* nd_piece: of A and B; of both in the first, where there is one text */
    nd_buf blocks;    /* what is shown of them */
    size_t next;      /* difference of the comparison that is not shown yet */
} nd_side_by_side;

void nd_side_by_side_free(nd_side_by_side *space);

/* Puts the passage, which comes after all that were put before. */
void nd_put_side_by_side(nd_side_by_side *space, const nd_explanation *explanation, const nd_passage *passage,
                         nd_out *out);

#endif
