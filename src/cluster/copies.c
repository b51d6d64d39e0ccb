/*
 * copies.c - average linkage on sparse links, then moves.
 *
 * The links between two groups are one bundle: the sum of their scores and how many they are. The best
 * bundle is taken from a heap and its two groups are joined: the bundles of the one with fewer go over to
 * the other. A bundle that has changed since it was put on the heap is known by its mean and passed over.
 * Means are integers and ties go to the smaller numbers, so the outcome is exact. Cost: each bundle moves
 * at most log(items) times, O(log links) each.
 */
#include "cluster/copies.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cluster/bundles.h"

#define MOVE_PASSES 16 /* each move improves its item; a bound all the same */
#define NONE UINT32_MAX

static int agglomerate(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                       nd_error *error) {
    nd_bundles bundles;
    uint32_t   a, b;
    int        status = nd_bundles_open(&bundles, items, count, error);
    for (size_t i = 0; i < count && !status; i++) status = nd_bundles_add(&bundles, &links[i], error);
    if (!status) status = nd_bundles_rank(&bundles, least, error);
    while (!status && nd_bundles_best(&bundles, &a, &b)) {
        status = nd_bundles_join(&bundles, &a, &b, error);
        groups[b] = a; /* a forest: b's own members follow it */
    }
    for (uint32_t i = 0; i < items; i++) {
        uint32_t root = i;
        while (groups[root] != root) root = groups[root];
        for (uint32_t at = i, next; at != root; at = next) {
            next = groups[at];
            groups[at] = root;
        }
    }
    nd_bundles_close(&bundles);
    return status;
}

/* ---- moves ------------------------------------------------------------------------------------ */

/* The links of each item, side by side, and sums over the groups at hand. */
struct moving {
    const nd_link *links;
    uint32_t      *begin;   /* [item]: where its links begin in `touching`; one more at the end */
    uint32_t      *touching; /* indices of links */
    uint64_t      *sum;     /* [group] */
    uint32_t      *number;  /* [group] */
    uint32_t      *groups;
};

static int list_links(struct moving *moving, size_t count, uint32_t items) {
    moving->begin = calloc(items + UINT64_C(2), sizeof *moving->begin);
    moving->touching = malloc((2 * count + 1) * sizeof *moving->touching);
    moving->sum = calloc(items + UINT64_C(1), sizeof *moving->sum);
    moving->number = calloc(items + UINT64_C(1), sizeof *moving->number);
    if (!moving->begin || !moving->touching || !moving->sum || !moving->number) return 0;
    uint32_t *at = moving->begin;
    for (size_t i = 0; i < count; i++) {
        at[moving->links[i].a + 1]++;
        at[moving->links[i].b + 1]++;
    }
    for (uint32_t i = 0; i < items; i++) at[i + 1] += at[i];
    for (size_t i = count; i-- > 0;) { /* shifts each `begin` one item on, and back at the end */
        moving->touching[--at[moving->links[i].a + 1]] = (uint32_t)i;
        moving->touching[--at[moving->links[i].b + 1]] = (uint32_t)i;
    }
    memmove(at, at + 1, items * sizeof *at);
    at[items] = (uint32_t)(2 * count);
    return 1;
}

static uint32_t other_end(const nd_link *link, uint32_t item) {
    return link->a == item ? link->b : link->a;
}

/* The group `item` scores best with, its own where that is as good; alone it scores 0. */
static uint32_t best_group(struct moving *moving, uint32_t item, uint32_t least) {
    uint32_t own = moving->groups[item], best = own, begin = moving->begin[item], end = moving->begin[item + 1];
    for (uint32_t i = begin; i < end; i++) {
        const nd_link *link = &moving->links[moving->touching[i]];
        uint32_t       group = moving->groups[other_end(link, item)];
        moving->sum[group] += link->score;
        moving->number[group]++;
    }
    uint64_t score = moving->number[own] ? 256 * moving->sum[own] / moving->number[own] : 0;
    for (uint32_t i = begin; i < end; i++) {
        uint32_t group = moving->groups[other_end(&moving->links[moving->touching[i]], item)];
        uint64_t mean = moving->number[group] ? 256 * moving->sum[group] / moving->number[group] : 0;
        if (mean >= UINT64_C(256) * least && (mean > score || (mean == score && best != own && group < best))) {
            best = group;
            score = mean;
        }
    }
    for (uint32_t i = begin; i < end; i++) {
        uint32_t group = moving->groups[other_end(&moving->links[moving->touching[i]], item)];
        moving->sum[group] = 0;
        moving->number[group] = 0;
    }
    return best;
}

/* An item that leaves may be the one its group is named after: names are given anew at the end. */
static void move_items(struct moving *moving, uint32_t items, uint32_t least) {
    int moved = 1;
    for (int pass = 0; moved && pass < MOVE_PASSES; pass++) {
        moved = 0;
        for (uint32_t item = 0; item < items; item++) {
            uint32_t best = best_group(moving, item, least);
            if (best == moving->groups[item]) continue;
            moving->groups[item] = best;
            moved = 1;
        }
    }
}

static int name_groups(uint32_t *groups, uint32_t items) {
    uint32_t *name = malloc((items + UINT64_C(1)) * sizeof *name);
    if (!name) return 0;
    for (uint32_t i = 0; i < items; i++) name[i] = NONE;
    for (uint32_t i = 0; i < items; i++) {
        if (name[groups[i]] == NONE) name[groups[i]] = i;
        groups[i] = name[groups[i]];
    }
    free(name);
    return 1;
}

int nd_cluster_average(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                       nd_error *error) {
    struct moving moving = {.links = links, .groups = groups};
    if (count > INT32_MAX) return nd_fail(error, ND_ERROR_LIMIT, "more than %d links", INT32_MAX);
    for (uint32_t i = 0; i < items; i++) groups[i] = i;
    int status = agglomerate(links, count, items, least, groups, error);
    if (!status && !list_links(&moving, count, items)) status = nd_fail_memory(error);
    if (!status) move_items(&moving, items, least);
    if (!status && !name_groups(groups, items)) status = nd_fail_memory(error);
    free(moving.begin);
    free(moving.touching);
    free(moving.sum);
    free(moving.number);
    return status;
}
