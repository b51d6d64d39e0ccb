/* fields.h - the fields of an article in a JSON object, under the many names they have. */
#ifndef ND_FIELDS_H
#define ND_FIELDS_H

#include "newsdup.h"

struct json_object;

#define ND_DIGITS_BYTES 32 /* enough for an integer of 64 bits */
#define ND_HOST_BYTES 256  /* a host name has at most 253 */

/* Where values are put that cannot be borrowed from the object. */
typedef struct nd_fields {
    char        id[ND_DIGITS_BYTES], date[ND_DIGITS_BYTES], host[ND_HOST_BYTES];
    const char *refused;      /* a name for text under which there was something else, or NULL */
    const char *refused_type; /* "a number", "an array" ...; static */
    const char *empty;        /* a name for text under which there was nothing, or NULL */
} nd_fields;

/*
 * Fills *out from `record`, which is an object, with what it borrows from `record` and `fields`. Of
 * several names for a field the first in the documented order that is not empty wins; "None", "null"
 * and "NaN" are empty. Numbers are taken for the id and the date. What is missing is {NULL, 0}.
 */
void nd_fields_read(nd_fields *fields, struct json_object *record, nd_article *out);

#endif
