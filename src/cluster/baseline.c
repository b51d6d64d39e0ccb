/*
 * baseline.c - what other tools do with verified pairs, for measurements and tests: connected components
 * merge through chains; a star around the best-connected item splits what has no centre.
 *
 * For stars, items wait in rows by the number of their links to free items, and the rows are emptied from
 * the longest number down. The number only falls: an item that lost links meanwhile goes on to a later
 * row, so that a row is complete when its turn comes. O((items + links) log items).
 */

#include "base/error.h"
#include "base/introsort.h"
#include "cluster/copies.h"
#include "match/groups.h"
#include "match/neighbours.h"

#define NONE UINT32_MAX

int nd_cluster_components(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                          nd_error *error) {
    (void)error;
    for (uint32_t i = 0; i < items; i++) groups[i] = i;
    for (size_t i = 0; i < count; i++)
        if (links[i].score >= least) nd_groups_join(groups, links[i].a, links[i].b);
    nd_groups_flatten(groups, items);
    return ND_OK;
}

/* ---- stars ------------------------------------------------------------------------------------ */

struct sky {
    const nd_link *links;
    uint32_t       least, items;
    nd_incidence   of;
    uint64_t      *degree; /* [item]: links to free items */
    uint64_t       most;   /* the largest degree at the start */
    uint32_t      *rows;   /* [degree]: an item, or NONE */
    uint32_t      *next;   /* [item]: the next in its row, or NONE */
    uint32_t      *row;    /* the one at hand, sorted */
    uint32_t      *groups; /* [item]: the centre; NONE: free */
};

static void put_in_row(struct sky *sky, uint32_t item) {
    sky->next[item] = sky->rows[sky->degree[item]];
    sky->rows[sky->degree[item]] = item;
}

static int open_sky(struct sky *sky, size_t count, nd_error *error) {
    size_t room = sky->items + UINT64_C(1);
    int    status = nd_incidence_list(&sky->of, sky->links, sizeof *sky->links, count, sky->items, error);
    if (status) return status;
    sky->degree = nd_allocate_zeroed(room, sizeof *sky->degree);
    sky->next = nd_allocate(room * sizeof *sky->next);
    sky->row = nd_allocate(room * sizeof *sky->row);
    if (!sky->degree || !sky->next || !sky->row) return nd_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        if (sky->links[i].score < sky->least) continue;
        sky->degree[sky->links[i].a]++;
        sky->degree[sky->links[i].b]++;
    }
    for (uint32_t i = 0; i < sky->items; i++)
        if (sky->degree[i] > sky->most) sky->most = sky->degree[i];
    sky->rows = nd_allocate((sky->most + 1) * sizeof *sky->rows);
    if (!sky->rows) return nd_fail_memory(error);
    for (uint64_t d = 0; d <= sky->most; d++) sky->rows[d] = NONE;
    for (uint32_t i = 0; i < sky->items; i++) put_in_row(sky, i);
    return ND_OK;
}

static void close_sky(struct sky *sky) {
    nd_incidence_free(&sky->of);
    nd_release(sky->degree);
    nd_release(sky->rows);
    nd_release(sky->next);
    nd_release(sky->row);
}

/* The item at the other end of a link of `item` that counts, or NONE. */
static uint32_t item_beyond(const struct sky *sky, uint32_t item, uint64_t at) {
    const nd_link *link = &sky->links[sky->of.touching[at]];
    if (link->score < sky->least) return NONE;
    return link->a == item ? link->b : link->a;
}

static void take(struct sky *sky, uint32_t item, uint32_t centre) {
    sky->groups[item] = centre;
    for (uint64_t i = sky->of.begin[item]; i < sky->of.begin[item + 1]; i++) {
        uint32_t other = item_beyond(sky, item, i);
        if (other != NONE) sky->degree[other]--;
    }
}

static void take_star(struct sky *sky, uint32_t centre) {
    take(sky, centre, centre);
    for (uint64_t i = sky->of.begin[centre]; i < sky->of.begin[centre + 1]; i++) {
        uint32_t other = item_beyond(sky, centre, i);
        if (other != NONE && sky->groups[other] == NONE) take(sky, other, centre);
    }
}

static int by_number(const void *left, const void *right) {
    uint32_t x = *(const uint32_t *)left, y = *(const uint32_t *)right;
    return x < y ? -1 : x > y;
}

static void empty_row(struct sky *sky, uint64_t degree) {
    size_t count = 0;
    for (uint32_t item = sky->rows[degree]; item != NONE; item = sky->next[item]) sky->row[count++] = item;
    if (count) nd_sort(sky->row, count, sizeof *sky->row, by_number);
    for (size_t i = 0; i < count; i++) {
        uint32_t item = sky->row[i];
        if (sky->groups[item] != NONE) continue;
        if (sky->degree[item] == degree) take_star(sky, item);
        else put_in_row(sky, item);
    }
}

int nd_cluster_star(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                    nd_error *error) {
    struct sky sky = {.links = links, .least = least, .items = items, .groups = groups};
    int        status = open_sky(&sky, count, error);
    for (uint32_t i = 0; i < items; i++) groups[i] = NONE;
    for (uint64_t degree = status ? 0 : sky.most + 1; degree-- > 0;) empty_row(&sky, degree);
    for (uint32_t i = 0; !status && i < items; i++) sky.next[i] = NONE;
    for (uint32_t i = 0; !status && i < items; i++) { /* named after the smallest item */
        uint32_t *name = &sky.next[groups[i]];
        if (*name == NONE) *name = i;
        groups[i] = *name;
    }
    close_sky(&sky);
    return status;
}
