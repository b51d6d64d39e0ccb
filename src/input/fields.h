/* fields.h - the fields of an article in a JSON object or a row, under the many names they have. */
#ifndef ND_FIELDS_H
#define ND_FIELDS_H

#include <stdint.h>

#include "input/map.h"

struct json_object;

#define ND_DIGITS_BYTES 32 /* enough for an integer of 64 bits */
#define ND_HOST_BYTES 256  /* a host name has at most 253 */

/* The best value of a field so far, by its place in the documented order. */
typedef struct nd_choice {
    size_t    row;
    nd_string value;
} nd_choice;

typedef struct nd_fields {
    const nd_map *map; /* NULL: fields are where they usually are. Set before the first record */
    nd_string   record;         /* for nd_fields_read: the bytes of the object, or {NULL, 0} */
    nd_choice   choices[ND_FIELDS_COUNT];
    uint64_t    known; /* names that nd_fields_know has seen, a bit each */
    uint8_t     sources[ND_FIELDS_COUNT]; /* where each came from: nd_fields_source; 0: it is missing */
    /* Where values are put that cannot be borrowed from the object. */
    char        id[ND_DIGITS_BYTES], date[ND_DIGITS_BYTES], host[ND_HOST_BYTES];
    const char *refused;      /* a name for text under which there was something else, or NULL */
    const char *refused_type; /* "a number", "an array" ...; static */
    const char *empty;        /* a name for text under which there was nothing, or NULL */
} nd_fields;

/*
 * Fills *out from `record`, which is an object, with what it borrows from `record` and `fields`. Of
 * several names for a field the first in the documented order that is not missing wins. Numbers are taken for the id
 * and the date. What is missing is {NULL, 0}.
 */
void nd_fields_read(nd_fields *fields, struct json_object *record, nd_article *out);

/* The same for a record that is scanned: between begin and end, each key is first asked for and then, if it
 * is known, its value offered when it is a string, or an integer as written where numbers are taken. */
enum { ND_FIELDS_UNKNOWN, ND_FIELDS_STRING, ND_FIELDS_NUMBER, ND_FIELDS_AGAIN /* it was there before */ };

void nd_fields_begin(nd_fields *fields);
int  nd_fields_know(nd_fields *fields, nd_string key);
void nd_fields_offer(nd_fields *fields, nd_string key, nd_string value);
void nd_fields_end(nd_fields *fields, nd_article *out);

/* What follows from other fields of *out: the outlet, where it is missing, from the host of the url, and the time from
 * the date. */
void nd_fields_complete(nd_fields *fields, nd_article *out);

/* The same for columns and lines "name: value", where names may be in upper or lower case and paths, as
 * metadata.url, are names: between begin and end, all are offered. */
void nd_fields_offer_column(nd_fields *fields, nd_string name, nd_string value);

/* The names of sources of a field, from 1 on in the order of preference: NULL when there are no more. Some may be
 * of other fields and are never used. From ND_FIELDS_FROM_PAGE on they are those of pages: html_meta.h. */
#define ND_FIELD_SOURCES 128
#define ND_FIELDS_FROM_PAGE 64
#define ND_FIELDS_FROM_ARCHIVE (ND_FIELD_SOURCES - 1) /* the head of a record of a web archive: its address */
const char *nd_fields_source(const nd_map *map, size_t field, size_t source);

/* Is there nothing in it but blanks, or a word that programs write where nothing was: None, null, NULL, NaN, nan? */
int nd_fields_is_missing(nd_string value);

/* Is the text looked for in a column of this name? */
int nd_fields_is_text(nd_string name);

/* The host of a web address in lower case, without user and port, held by `fields`; {NULL, 0} if it is none. */
nd_string nd_fields_host(nd_fields *fields, nd_string url);

#endif
