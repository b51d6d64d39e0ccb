/*
 * segment.h - the stretches of a chain in which most words are equal.
 */
#ifndef ND_SEGMENT_H
#define ND_SEGMENT_H

#include "match/runs.h"

/* Runs [begin, end) of a chain. */
typedef struct nd_segment {
    uint32_t begin, end;
    int64_t  before, after; /* the sum of scores where it begins and where it ends */
    uint32_t lower;         /* the segment before it whose `before` is less, plus one; 0: none */
} nd_segment;

/* Leaves in *out the segments of maximal score, in order: one for each equal word, minus one for each word
 * of a gap, counted in the text where it is longer. None contains another, and every run is in one. */
int nd_segments_find(const nd_run *runs, uint32_t count, nd_buf *out, nd_error *error);

#endif
