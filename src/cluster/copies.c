/*
 * copies.c - average linkage on sparse links, then moves, in those components that are not settled at sight.
 *
 * The links between two groups are one bundle: the sum of their scores and how many they are. The best
 * bundle is taken from a heap and its two groups are joined: the bundles of the one with fewer go over to
 * the other. A bundle that has changed since it was put on the heap is known by its mean and passed over.
 * Means are integers and ties go to the smaller numbers, so the outcome is exact. Cost: each bundle moves
 * at most log(items) times, O(log links) each; as components are joined one by one, in what the caches hold.
 */
#include "cluster/copies.h"

#include <string.h>

#include "base/error.h"
#include "cluster/bundles.h"
#include "cluster/components.h"
#include "match/groups.h"
#include "match/neighbours.h"

/* A move improves its own item, but changes the means of others, so that moves can go in circles. */
#define MOVE_PASSES 16

/* Links between an item and a group. */
struct tally {
    uint64_t sum, count; /* of their scores */
};

/* What is left to be worked through; items go by their numbers in it. */
struct linkage {
    const nd_link *links;
    uint32_t       items, least;
    nd_incidence   of;      /* the links of each item */
    uint32_t      *groups;  /* [item] */
    struct tally  *tallies; /* [group]: of the item at hand; zero in between */
    uint8_t       *due;     /* [item]: 1 if it has to be asked where it belongs */
};

/* ---- joins ------------------------------------------------------------------------------------ */

/* The links of a component, the items in [first, end), as bundles of one link. */
static int bundle_links(const struct linkage *l, uint32_t first, uint32_t end, nd_bundles *out, nd_error *error) {
    int status = nd_bundles_open(out, end - first, (l->of.begin[end] - l->of.begin[first]) / 2, error);
    for (uint32_t item = first; item < end; item++)
        for (uint64_t i = l->of.begin[item]; i < l->of.begin[item + 1] && !status; i++) {
            const nd_link *link = &l->links[l->of.touching[i]];
            nd_link        local = {link->a - first, link->b - first, link->score};
            if (link->a == item) status = nd_bundles_add(out, &local, error);
        }
    return status ? status : nd_bundles_rank(out, l->least, error);
}

static int agglomerate(struct linkage *l, const uint32_t *firsts, nd_error *error) {
    nd_bundles bundles = {0};
    int        status = ND_OK;
    for (uint32_t first = 0, end; first < l->items && !status; first = end) {
        uint32_t a, b;
        for (end = first; end < l->items && firsts[end] == first;) end++;
        status = bundle_links(l, first, end, &bundles, error);
        while (!status && nd_bundles_best(&bundles, &a, &b)) {
            status = nd_bundles_join(&bundles, &a, &b, error);
            l->groups[first + b] = first + a; /* a forest: b's own members follow it */
        }
    }
    nd_groups_flatten(l->groups, l->items);
    nd_bundles_close(&bundles);
    return status;
}

/* ---- moves ------------------------------------------------------------------------------------ */

static uint32_t item_beyond(const struct linkage *l, uint32_t item, uint64_t at) {
    const nd_link *link = &l->links[l->of.touching[at]];
    return link->a == item ? link->b : link->a;
}

static uint32_t group_beyond(const struct linkage *l, uint32_t item, uint64_t at) {
    return l->groups[item_beyond(l, item, at)];
}

static uint64_t mean_of(const struct tally *tally) {
    return tally->count ? 256 * tally->sum / tally->count : 0;
}

/* The group `item` scores best with, its own where that is as good; alone it scores 0. */
static uint32_t best_group(struct linkage *l, uint32_t item) {
    uint64_t begin = l->of.begin[item], end = l->of.begin[item + 1];
    uint32_t own = l->groups[item], best = own;
    for (uint64_t i = begin; i < end; i++) {
        struct tally *tally = &l->tallies[group_beyond(l, item, i)];
        tally->sum += l->links[l->of.touching[i]].score;
        tally->count++;
    }
    uint64_t score = mean_of(&l->tallies[own]);
    for (uint64_t i = begin; i < end; i++) {
        uint32_t group = group_beyond(l, item, i);
        uint64_t mean = mean_of(&l->tallies[group]);
        if (mean >= UINT64_C(256) * l->least && (mean > score || (mean == score && best != own && group < best))) {
            best = group;
            score = mean;
        }
    }
    for (uint64_t i = begin; i < end; i++) l->tallies[group_beyond(l, item, i)] = (struct tally){0};
    return best;
}

/* Where an item belongs depends on the groups of those it is linked with, so these are asked again. One that leaves may
 * be the one its group is named after: names are given anew at the end. */
static void move_item(struct linkage *l, uint32_t item, uint32_t group) {
    l->groups[item] = group;
    for (uint64_t i = l->of.begin[item]; i < l->of.begin[item + 1]; i++) l->due[item_beyond(l, item, i)] = 1;
}

static void move_items(struct linkage *l) {
    int moved = 1;
    for (int pass = 0; moved && pass < MOVE_PASSES; pass++) {
        moved = 0;
        for (uint32_t item = 0; item < l->items; item++) {
            if (!l->due[item]) continue;
            l->due[item] = 0;
            uint32_t best = best_group(l, item);
            if (best == l->groups[item]) continue;
            move_item(l, item, best);
            moved = 1;
        }
    }
}

/* ---- one after the other ---------------------------------------------------------------------- */

static int open_linkage(struct linkage *l, const nd_tangle *tangle, uint32_t least, nd_error *error) {
    size_t room = tangle->items + UINT64_C(1);
    *l = (struct linkage){.links = tangle->links, .items = tangle->items, .least = least,
                          .groups = nd_groups_new(tangle->items, error),
                          .tallies = nd_allocate_zeroed(room, sizeof *l->tallies), .due = nd_allocate(room)};
    if (!l->groups || !l->tallies || !l->due) return nd_fail_memory(error);
    memset(l->due, 1, room);
    return nd_incidence_list(&l->of, l->links, sizeof *l->links, tangle->count, l->items, error);
}

static void close_linkage(struct linkage *l) {
    nd_incidence_free(&l->of);
    nd_release(l->groups);
    nd_release(l->tallies);
    nd_release(l->due);
}

/* Groups of numbers become groups of items: smallest[group] is the smallest number in it. */
static int name_groups(const struct linkage *l, const uint32_t *names, uint32_t *groups, nd_error *error) {
    uint32_t *smallest = nd_allocate((l->items + UINT64_C(1)) * sizeof *smallest);
    if (!smallest) return nd_fail_memory(error);
    for (uint32_t i = l->items; i-- > 0;) smallest[l->groups[i]] = i;
    for (uint32_t i = 0; i < l->items; i++) groups[names[i]] = names[smallest[l->groups[i]]];
    nd_release(smallest);
    return ND_OK;
}

int nd_cluster_average(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                       nd_error *error) {
    nd_tangle      tangle;
    struct linkage linkage = {0};
    int            status = nd_components_settle(&tangle, links, count, items, least, groups, error);
    if (!status) status = open_linkage(&linkage, &tangle, least, error);
    if (!status) status = agglomerate(&linkage, tangle.firsts, error);
    if (!status) move_items(&linkage);
    if (!status) status = name_groups(&linkage, tangle.names, groups, error);
    close_linkage(&linkage);
    nd_tangle_free(&tangle);
    return status;
}
