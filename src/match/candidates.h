/*
 * candidates.h - round 0: texts that share a band of their document signatures, among which all whole copies are. A
 * band that many hold links them sparsely (links.h). Those of round 1 are found where statistics are counted.
 */
#ifndef ND_CANDIDATES_H
#define ND_CANDIDATES_H

#include "match/partitions.h"

/* Leaves the candidates of a share (nd_candidate) in *out, which is empty, sorted and without repeats. The population
 * is that of round 0. */
int nd_candidates_find(const nd_population *population, nd_share share, nd_buf *out, nd_error *error);

#endif
