/*
 * map.c - a field that is mapped is looked for there and nowhere else: whoever says where it is does not want
 * another one where it is missing. Seven fields: a list is searched as fast as anything.
 */
#include "input/map.h"

#include <string.h>

#include "base/error.h"

const char *const nd_field_names[ND_FIELDS_COUNT] = {"id", "url", "title", "date", "text", "lang", "outlet"};

/* The number of the field, or ND_FIELDS_COUNT. */
static size_t field_of(const char *name, size_t size) {
    size_t field = 0;
    while (field < ND_FIELDS_COUNT &&
           (strlen(nd_field_names[field]) != size || memcmp(nd_field_names[field], name, size)))
        field++;
    return field;
}

/* One FIELD=PATH, terminated. */
static int take(nd_map *map, char *part, nd_error *error) {
    char *equals = strchr(part, '=');
    if (!equals || equals == part || !equals[1])
        return nd_fail(error, ND_ERROR_USAGE, "map '%s': must be FIELD=PATH, as text=story.body", part);
    size_t field = field_of(part, (size_t)(equals - part));
    if (field == ND_FIELDS_COUNT)
        return nd_fail(error, ND_ERROR_USAGE,
                       "map '%s': there is no such field, but id, url, title, date, text, lang and outlet", part);
    if (map->paths[field])
        return nd_fail(error, ND_ERROR_USAGE, "map '%s': the field is mapped twice", part);
    map->paths[field] = equals + 1;
    return ND_OK;
}

int nd_map_make(nd_map *map, const char *text, nd_error *error) {
    int status = ND_OK;
    if (!text) return ND_OK;
    size_t size = strlen(text) + 1;
    map->letters = nd_allocate(size);
    if (!map->letters) return nd_fail_memory(error);
    memcpy(map->letters, text, size);
    for (char *part = map->letters, *comma; part && !status; part = comma ? comma + 1 : NULL) {
        comma = strchr(part, ',');
        if (comma) *comma = '\0';
        status = take(map, part, error);
    }
    return status;
}

void nd_map_free(nd_map *map) {
    nd_release(map->letters);
    *map = (nd_map){0};
}
