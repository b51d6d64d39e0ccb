/* options.h - what follows from nd_options. */
#ifndef ND_OPTIONS_H
#define ND_OPTIONS_H

#include "newsdup.h"

/* A copy whose strings are its own; nd_options_drop frees them. Fails as nd_options_check. NULL: defaults. */
int  nd_options_take(nd_options *out, const nd_options *options, nd_error *error);
void nd_options_drop(nd_options *options);

/* Fingerprint of everything that decides which pairs are what; not of jobs or progress. */
uint64_t nd_options_fingerprint(const nd_options *options);

#endif
