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

#include "base/error.h"
#include "cluster/bundles.h"
#include "match/groups.h"
#include "match/neighbours.h"

/* A move improves its own item, but changes the means of others, so that moves can go in circles. */
#define MOVE_PASSES 16
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
    nd_groups_flatten(groups, items);
    nd_bundles_close(&bundles);
    return status;
}

/* ---- moves ------------------------------------------------------------------------------------ */

/* Links between an item and a group. */
struct tally {
    uint64_t sum, count; /* of their scores */
};

struct moving {
    const nd_link *links;
    nd_incidence   of;      /* the links of each item */
    struct tally  *tallies; /* [group]: of the item at hand; zero in between */
    uint8_t       *due;     /* [item]: 1 if it has to be asked where it belongs */
    uint32_t      *groups;
};

static uint32_t item_beyond(const struct moving *moving, uint32_t item, uint64_t at) {
    const nd_link *link = &moving->links[moving->of.touching[at]];
    return link->a == item ? link->b : link->a;
}

static uint32_t group_beyond(const struct moving *moving, uint32_t item, uint64_t at) {
    return moving->groups[item_beyond(moving, item, at)];
}

static uint64_t mean_of(const struct tally *tally) {
    return tally->count ? 256 * tally->sum / tally->count : 0;
}

/* The group `item` scores best with, its own where that is as good; alone it scores 0. */
static uint32_t best_group(struct moving *moving, uint32_t item, uint32_t least) {
    uint64_t begin = moving->of.begin[item], end = moving->of.begin[item + 1];
    uint32_t own = moving->groups[item], best = own;
    for (uint64_t i = begin; i < end; i++) {
        struct tally *tally = &moving->tallies[group_beyond(moving, item, i)];
        tally->sum += moving->links[moving->of.touching[i]].score;
        tally->count++;
    }
    uint64_t score = mean_of(&moving->tallies[own]);
    for (uint64_t i = begin; i < end; i++) {
        uint32_t group = group_beyond(moving, item, i);
        uint64_t mean = mean_of(&moving->tallies[group]);
        if (mean >= UINT64_C(256) * least && (mean > score || (mean == score && best != own && group < best))) {
            best = group;
            score = mean;
        }
    }
    for (uint64_t i = begin; i < end; i++) moving->tallies[group_beyond(moving, item, i)] = (struct tally){0};
    return best;
}

/* Where an item belongs depends on the groups of those it is linked with, so these are asked again. One that leaves may
 * be the one its group is named after: names are given anew at the end. */
static void move_item(struct moving *moving, uint32_t item, uint32_t group) {
    moving->groups[item] = group;
    for (uint64_t i = moving->of.begin[item]; i < moving->of.begin[item + 1]; i++)
        moving->due[item_beyond(moving, item, i)] = 1;
}

static void move_items(struct moving *moving, uint32_t items, uint32_t least) {
    int moved = 1;
    for (int pass = 0; moved && pass < MOVE_PASSES; pass++) {
        moved = 0;
        for (uint32_t item = 0; item < items; item++) {
            if (!moving->due[item]) continue;
            moving->due[item] = 0;
            uint32_t best = best_group(moving, item, least);
            if (best == moving->groups[item]) continue;
            move_item(moving, item, best);
            moved = 1;
        }
    }
}

static int open_moving(struct moving *moving, size_t count, uint32_t items, nd_error *error) {
    int status = nd_incidence_list(&moving->of, moving->links, sizeof *moving->links, count, items, error);
    if (status) return status;
    moving->tallies = nd_allocate_zeroed(items + UINT64_C(1), sizeof *moving->tallies);
    moving->due = nd_allocate(items + UINT64_C(1));
    if (!moving->tallies || !moving->due) return nd_fail_memory(error);
    for (uint32_t item = 0; item < items; item++)
        moving->due[item] = moving->of.begin[item] < moving->of.begin[item + 1];
    return ND_OK;
}

static void close_moving(struct moving *moving) {
    nd_incidence_free(&moving->of);
    nd_release(moving->tallies);
    nd_release(moving->due);
}

static int name_groups(uint32_t *groups, uint32_t items) {
    uint32_t *name = nd_allocate((items + UINT64_C(1)) * sizeof *name);
    if (!name) return 0;
    for (uint32_t i = 0; i < items; i++) name[i] = NONE;
    for (uint32_t i = 0; i < items; i++) {
        if (name[groups[i]] == NONE) name[groups[i]] = i;
        groups[i] = name[groups[i]];
    }
    nd_release(name);
    return 1;
}

int nd_cluster_average(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                       nd_error *error) {
    struct moving moving = {.links = links, .groups = groups};
    for (uint32_t i = 0; i < items; i++) groups[i] = i;
    int status = agglomerate(links, count, items, least, groups, error);
    if (!status) status = open_moving(&moving, count, items, error);
    if (!status) move_items(&moving, items, least);
    if (!status && !name_groups(groups, items)) status = nd_fail_memory(error);
    close_moving(&moving);
    return status;
}
