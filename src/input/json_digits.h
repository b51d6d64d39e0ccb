/* json_digits.h - a number as it stands in a JSON object, however long. */
#ifndef ND_JSON_DIGITS_H
#define ND_JSON_DIGITS_H

#include "newsdup.h"

/* The integer under `path`, which is a name or names with dots between, borrowed from `object`; of a name that comes
 * twice the last. {NULL, 0} where none is found, as under a name with escapes in it. */
nd_string nd_json_digits(nd_string object, const char *path);

#endif
