/* unzstd.h - the bytes of a zstd file, its frames one after another; what inflate.h says of all, for zstd. */
#ifndef ND_UNZSTD_H
#define ND_UNZSTD_H

#include "input/inflate.h"

typedef struct nd_unzstd nd_unzstd;

nd_unzstd  *nd_unzstd_new(nd_inflate_input_fn *input, void *context);
void        nd_unzstd_free(nd_unzstd *unzstd);
ptrdiff_t   nd_unzstd_next(nd_unzstd *unzstd, const uint8_t **out);
const char *nd_unzstd_reason(const nd_unzstd *unzstd);

#endif
