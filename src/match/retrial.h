/*
 * retrial.h - verified pairs judged once more, by other rules perhaps: what would be different?
 */
#ifndef ND_RETRIAL_H
#define ND_RETRIAL_H

#include "match/verify.h"

/* Judges the pairs again, in place and in parallel; `round` and `jaccard` stay as they were. facts[i], unless
 * `facts` is NULL, tells what was found of those of pairs[i]. ND_ERROR_CANCELLED if progress asks. */
int nd_retry(const nd_judge *judge, nd_verified *pairs, size_t count, nd_facts_share *facts, nd_error *error);

#endif
