/* gunzip.h - the bytes of a gzip file, its members one after another; what inflate.h says of all, for gzip. */
#ifndef ND_GUNZIP_H
#define ND_GUNZIP_H

#include "input/inflate.h"

typedef struct nd_gunzip nd_gunzip;

nd_gunzip  *nd_gunzip_new(nd_inflate_input_fn *input, void *context);
void        nd_gunzip_free(nd_gunzip *gunzip);
ptrdiff_t   nd_gunzip_next(nd_gunzip *gunzip, const uint8_t **out);
const char *nd_gunzip_reason(const nd_gunzip *gunzip);
int         nd_gunzip_resume(nd_gunzip *gunzip);

#endif
