/*
 * result_order.c - the order in which groups are read: stories by size, in a story the main cluster and
 * then the others by size, in a cluster the canonical and then the others by role. Ids break ties.
 *
 * The keys are gathered beside the indices, as the standard qsort hands no context to its comparison.
 */

#include "base/error.h"
#include "base/introsort.h"
#include "result.h"

/* What stands at an index, sorted by rank, then by size downwards, then by digest and id. */
struct ranked {
    nd_string id;
    uint64_t  digest;
    uint32_t  rank, size, index;
};

static int by_rank(const void *left, const void *right) {
    const struct ranked *x = left, *y = right;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    if (x->size != y->size) return x->size > y->size ? -1 : 1;
    if (x->digest != y->digest) return x->digest < y->digest ? -1 : 1;
    int order = nd_string_compare(x->id, y->id);
    return order ? order : x->index < y->index ? -1 : x->index > y->index;
}

static uint32_t rank_of(nd_role role) {
    static const uint32_t ranks[] = {[ND_ROLE_CANONICAL] = 0, [ND_ROLE_IDENTICAL] = 1, [ND_ROLE_NEAR_DUPLICATE] = 2,
                                     [ND_ROLE_EXTENDED] = 3,  [ND_ROLE_EXCERPT] = 4,   [ND_ROLE_SHARES_PASSAGES] = 5,
                                     [ND_ROLE_UNIQUE] = 6};
    return ranks[role];
}

static void sort_members(nd_result *result, const nd_entry *entry, struct ranked *ranked) {
    uint32_t *members = (uint32_t *)result->members.data + entry->begin, count = entry->end - entry->begin;
    for (uint32_t i = 0; i < count; i++) {
        const nd_standing *standing = &result->standings[members[i]];
        ranked[i] = (struct ranked){.id = standing->fields[ND_FIELD_ID], .rank = rank_of(standing->role),
                                    .index = members[i]};
    }
    nd_sort(ranked, count, sizeof *ranked, by_rank);
    for (uint32_t i = 0; i < count; i++) members[i] = ranked[i].index;
}

/* Leaves the story's entries sorted in *scratch's place; the members stay where they are. */
static void sort_entries(nd_result *result, const nd_group_record *story, struct ranked *ranked, nd_entry *scratch) {
    nd_entry *entries = (nd_entry *)result->entries.data + story->entry_begin;
    uint32_t  count = story->entry_end - story->entry_begin;
    for (uint32_t i = 0; i < count; i++) {
        ranked[i] = (struct ranked){.id = result->standings[entries[i].canonical].fields[ND_FIELD_ID],
                                    .rank = entries[i].canonical != story->canonical,
                                    .size = entries[i].end - entries[i].begin, .index = i};
        scratch[i] = entries[i];
    }
    nd_sort(ranked, count, sizeof *ranked, by_rank);
    for (uint32_t i = 0; i < count; i++) entries[i] = scratch[ranked[i].index];
}

static void number_entries(nd_result *result) {
    const nd_entry *entries = (const nd_entry *)result->entries.data;
    const uint32_t *members = (const uint32_t *)result->members.data;
    for (uint32_t e = 0; e < result->entries.size / sizeof *entries; e++)
        for (uint32_t i = entries[e].begin; i < entries[e].end; i++) result->standings[members[i]].entry = e;
}

static void sort_stories(nd_result *result, struct ranked *ranked) {
    uint32_t              *order = (uint32_t *)result->order.data;
    uint32_t               count = (uint32_t)(result->order.size / sizeof *order);
    const nd_group_record *groups = (const nd_group_record *)result->groups.data;
    for (uint32_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){.digest = groups[order[i]].digest, .size = groups[order[i]].size,
                                    .index = order[i]};
    nd_sort(ranked, count, sizeof *ranked, by_rank);
    for (uint32_t i = 0; i < count; i++) order[i] = ranked[i].index;
}

int nd_result_sort(nd_result *result, nd_error *error) {
    size_t                 count = result->summary.articles + 1;
    struct ranked         *ranked = nd_allocate(count * sizeof *ranked);
    nd_entry              *scratch = nd_allocate(count * sizeof *scratch);
    const nd_group_record *groups = (const nd_group_record *)result->groups.data;
    const uint32_t        *order = (const uint32_t *)result->order.data;
    const nd_entry        *entries = (const nd_entry *)result->entries.data;
    int                    status = ranked && scratch ? ND_OK : nd_fail_memory(error);
    for (size_t i = 0; !status && i < result->entries.size / sizeof *entries; i++)
        sort_members(result, &entries[i], ranked);
    for (size_t i = 0; !status && i < result->order.size / sizeof *order; i++)
        sort_entries(result, &groups[order[i]], ranked, scratch);
    if (!status) {
        number_entries(result);
        sort_stories(result, ranked);
    }
    nd_release(ranked);
    nd_release(scratch);
    return status;
}
