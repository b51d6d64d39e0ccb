/*
 * groups.c - union-find with the smallest number as root, so that the outcome does not depend on the
 * order of the joins; paths are halved on the way (Tarjan and van Leeuwen, 1984).
 */
#include "match/groups.h"

#include "base/error.h"
#include "match/relation.h"

uint32_t *nd_groups_new(uint32_t count, nd_error *error) {
    uint32_t *groups = nd_allocate((count + UINT64_C(1)) * sizeof *groups);
    if (!groups) nd_fail_memory(error);
    for (uint32_t i = 0; groups && i < count; i++) groups[i] = i;
    return groups;
}

uint32_t nd_groups_find(uint32_t *groups, uint32_t item) {
    while (groups[item] != item) {
        groups[item] = groups[groups[item]];
        item = groups[item];
    }
    return item;
}

void nd_groups_join(uint32_t *groups, uint32_t a, uint32_t b) {
    a = nd_groups_find(groups, a);
    b = nd_groups_find(groups, b);
    if (a < b) groups[b] = a;
    else groups[a] = b;
}

void nd_groups_flatten(uint32_t *groups, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) groups[i] = nd_groups_find(groups, i);
}

void nd_groups_of_whole_copies(uint32_t *groups, uint32_t count, const nd_verified *pairs, size_t pair_count) {
    for (size_t i = 0; i < pair_count; i++)
        if (nd_is_whole_copy_by_words(&pairs[i])) nd_groups_join(groups, pairs[i].a, pairs[i].b);
    nd_groups_flatten(groups, count);
}

/* All pairs (a, b) of a smaller a have been seen when those of b are: what b would take is settled then. */
void nd_groups_around_whole_copies(uint32_t *groups, const uint32_t *copies, const nd_verified *pairs,
                                   size_t pair_count, uint32_t round) {
    for (size_t i = 0; i < pair_count; i++) {
        uint32_t a = pairs[i].a, b = pairs[i].b;
        if (copies[a] != copies[b] || pairs[i].round >= round || !nd_is_whole_copy(&pairs[i])) continue;
        if (groups[a] == a && groups[b] == b) groups[b] = a;
    }
}

void nd_groups_of_blocks(uint32_t *groups, uint32_t count, const nd_verified *pairs, size_t pair_count) {
    for (size_t i = 0; i < pair_count; i++)
        if (nd_relation_is_copy(pairs[i].relation) || nd_shares_a_piece(&pairs[i]))
            nd_groups_join(groups, pairs[i].a, pairs[i].b);
    nd_groups_flatten(groups, count);
}

/* A counting sort by group: the items of a group stay in order. */
int nd_members_list(nd_members *out, const uint32_t *groups, uint32_t count, nd_error *error) {
    uint32_t *at = nd_allocate_zeroed(count + UINT64_C(2), sizeof *at);
    *out = (nd_members){.items = nd_allocate((count + UINT64_C(1)) * sizeof *out->items), .count = count};
    if (!at || !out->items) {
        nd_release(at);
        nd_members_free(out);
        return nd_fail_memory(error);
    }
    for (uint32_t i = 0; i < count; i++) at[groups[i] + 1]++;
    for (uint32_t i = 0; i < count; i++) at[i + 1] += at[i];
    for (uint32_t i = 0; i < count; i++) out->items[at[groups[i]]++] = i;
    nd_release(at);
    return ND_OK;
}

void nd_members_free(nd_members *members) {
    nd_release(members->items);
    members->items = NULL;
}

uint32_t nd_members_next(const nd_members *members, const uint32_t *groups, uint32_t *at, uint32_t *first) {
    uint32_t begin = *at;
    *first = begin;
    while (*at < members->count && groups[members->items[*at]] == groups[members->items[begin]]) ++*at;
    return *at - begin;
}
