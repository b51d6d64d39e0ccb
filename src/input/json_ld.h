/* json_ld.h - what a page says of its article to search engines: JSON-LD of schema.org. */
#ifndef ND_JSON_LD_H
#define ND_JSON_LD_H

#include "newsdup.h"

struct json_object;

/* Strings as they stand there, of which some are HTML; {NULL, 0} is missing. */
typedef struct nd_json_ld {
    nd_string headline, date, url, publisher, lang, text;
} nd_json_ld;

/* Finds the first article in the value of a script and fills *out, borrowed from it: 1; or 0 when there is none. */
int nd_json_ld_find(struct json_object *value, nd_json_ld *out);

#endif
