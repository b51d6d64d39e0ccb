/* encoding.h - is it UTF-8? */
#ifndef ND_ENCODING_H
#define ND_ENCODING_H

#include "newsdup.h"

/* The number of bytes before the first one that is not part of well-formed UTF-8 (Unicode 15, table
 * 3-7: no surrogates, no overlong forms, nothing above U+10FFFF); `size` when there is none. */
size_t nd_utf8_well_formed(const void *data, size_t size);

#endif
