/*
 * article_id.c - ids are looked up one by one: it happens twice in a run that read them all. What may have
 * been meant, in this order: an id with folders before or after that are missing in the other, as people
 * type paths; one that differs by a slip or two; one that has what was typed somewhere in it.
 */
#include "cli/article_id.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/nearest.h"

#define SUGGESTIONS 3
#define SLIP_LONGEST 40 /* of what differs, behind equal starts and before equal ends */
#define NOT_NEAR    9
#define SHOWN_BYTES 200

struct suggestion {
    unsigned  distance;
    nd_string id;
};

/* Whether `whole` ends with `end`, where a name begins. */
static int ends_with_name(nd_string whole, nd_string end) {
    if (end.size == 0 || end.size >= whole.size) return 0;
    size_t before = whole.size - end.size;
    int    is_name = whole.data[before - 1] == '/' || end.data[0] == '/';
    return is_name && !memcmp(whole.data + before, end.data, end.size);
}

/* Anything holds a letter or two. */
static int holds(nd_string whole, nd_string part) {
    for (size_t at = 0; part.size > 2 && at + part.size <= whole.size; at++)
        if (!memcmp(whole.data + at, part.data, part.size)) return 1;
    return 0;
}

/* Two slips at most, in what is left between equal starts and equal ends. */
static unsigned slips(nd_string a, nd_string b) {
    char left[SLIP_LONGEST + 1], right[SLIP_LONGEST + 1];
    while (a.size && b.size && a.data[0] == b.data[0]) a.data++, b.data++, a.size--, b.size--;
    while (a.size && b.size && a.data[a.size - 1] == b.data[b.size - 1]) a.size--, b.size--;
    if (a.size > SLIP_LONGEST || b.size > SLIP_LONGEST) return NOT_NEAR;
    memcpy(left, a.data, a.size);
    memcpy(right, b.data, b.size);
    left[a.size] = right[b.size] = '\0';
    size_t distance = nearest_distance(left, right);
    return distance <= 2 ? (unsigned)distance : NOT_NEAR;
}

static unsigned distance_of(nd_string id, nd_string meant) {
    if (!id.size) return NOT_NEAR;
    if (ends_with_name(id, meant) || ends_with_name(meant, id)) return 0;
    unsigned slip = meant.size > 3 ? slips(id, meant) : NOT_NEAR;
    if (slip < NOT_NEAR) return slip;
    return holds(id, meant) || holds(meant, id) ? 4 : NOT_NEAR;
}

/* Keeps the nearest, those that came first before others as near. */
static void suggest(struct suggestion best[SUGGESTIONS], nd_string id, unsigned distance) {
    int at = SUGGESTIONS;
    while (at > 0 && best[at - 1].distance > distance) at--;
    if (at == SUGGESTIONS) return;
    memmove(best + at + 1, best + at, (size_t)(SUGGESTIONS - 1 - at) * sizeof *best);
    best[at] = (struct suggestion){distance, id};
}

static void describe(const struct suggestion best[SUGGESTIONS], char *text, size_t size) {
    size_t used = 0, count = 0;
    text[0] = '\0';
    while (count < SUGGESTIONS && best[count].distance < NOT_NEAR) count++;
    for (size_t i = 0; i < count && used < size; i++) {
        const char *before = i == 0 ? "; did you mean " : i + 1 < count ? ", " : " or ";
        int         shown = best[i].id.size < SHOWN_BYTES ? (int)best[i].id.size : SHOWN_BYTES;
        int         more = snprintf(text + used, size - used, "%s'%.*s'", before, shown, best[i].id.data);
        if (more > 0) used += (size_t)more;
    }
    if (count && used + 1 < size) strcpy(text + used, "?");
}

int article_by_id(const nd_result *result, const char *id, uint64_t *index, nd_error *error) {
    struct suggestion best[SUGGESTIONS];
    nd_string         meant = {id, strlen(id)};
    nd_document       document;
    char              nearest[800];
    for (int i = 0; i < SUGGESTIONS; i++) best[i].distance = NOT_NEAR;
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) {
        if (document.id.size == meant.size && (!meant.size || !memcmp(document.id.data, id, meant.size))) {
            *index = document.index;
            return ND_OK;
        }
        suggest(best, document.id, distance_of(document.id, meant));
    }
    describe(best, nearest, sizeof nearest);
    snprintf(error->message, sizeof error->message, "no article has the id '%.200s'%s", id, nearest);
    error->code = ND_ERROR_USAGE;
    return ND_ERROR_USAGE;
}
