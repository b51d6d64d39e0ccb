/*
 * fill.h - what the gaps of a chain have in common after all: single words and short runs.
 *
 * Seeds are runs of three words, so that a chain passes over the one or two equal words between two that
 * differ. In damaged text (bad OCR, edits all over) these are a large part of what is equal.
 */
#ifndef ND_FILL_H
#define ND_FILL_H

#include "match/runs.h"

/* Leaves in *out (nd_run: a, b and length) the runs of the chain, and in each gap between two of them a
 * longest common subsequence of its words. Runs that touch in both texts are one. */
int nd_fill_gaps(const nd_finder *texts, const nd_run *chain, uint32_t count, nd_buf *out, nd_error *error);

#endif
