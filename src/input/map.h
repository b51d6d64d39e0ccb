/* map.h - where the fields of an article are, as the user says: FIELD=PATH,... */
#ifndef ND_MAP_H
#define ND_MAP_H

#include "newsdup.h"

enum {
    ND_FIELD_ID,
    ND_FIELD_URL,
    ND_FIELD_TITLE,
    ND_FIELD_DATE,
    ND_FIELD_TEXT,
    ND_FIELD_LANG,
    ND_FIELD_OUTLET,
    ND_FIELDS_COUNT
};

/* In that order. */
extern const char *const nd_field_names[ND_FIELDS_COUNT];

/* {0} says nothing. */
typedef struct nd_map {
    char       *letters;                /* the text, its parts terminated */
    const char *paths[ND_FIELDS_COUNT]; /* names of members with dots between; NULL: by the usual names */
} nd_map;

/* Takes the text, which need not stay; NULL: says nothing. ND_ERROR_USAGE when it is not of that form, or has a
 * field twice; nd_map_free accepts one that failed. */
int  nd_map_make(nd_map *map, const char *text, nd_error *error);
void nd_map_free(nd_map *map);

#endif
