/*
 * groups.h - a partition of texts: groups[text] is the smallest number in its group.
 *
 * While groups are joined it is a forest (union-find); nd_groups_flatten makes it the partition.
 */
#ifndef ND_GROUPS_H
#define ND_GROUPS_H

#include "match/pair.h"

/* Every one of `count` items alone. NULL when out of memory; nd_release it. */
uint32_t *nd_groups_new(uint32_t count, nd_error *error);
uint32_t  nd_groups_find(uint32_t *groups, uint32_t item);
void      nd_groups_join(uint32_t *groups, uint32_t a, uint32_t b);
void      nd_groups_flatten(uint32_t *groups, uint32_t count);

/* Joins the pairs that nd_is_whole_copy_by_words; flattened. */
void nd_groups_of_whole_copies(uint32_t *groups, uint32_t count, const nd_verified *pairs, size_t pair_count);

/* Splits groups of whole copies: each text goes to the smallest that it is a whole copy of itself, and that has
 * not gone to another. So every two of a group are near, as they need not be in a chain. `groups` is all
 * alone at first; `pairs` are sorted, and those of rounds before `round` count. */
void nd_groups_around_whole_copies(uint32_t *groups, const uint32_t *copies, const nd_verified *pairs,
                                   size_t pair_count, uint32_t round);

/* Joins the pairs that are copies of any kind: a block is what verified links connect; flattened. */
void nd_groups_of_blocks(uint32_t *groups, uint32_t count, const nd_verified *pairs, size_t pair_count);

/* The members of the groups, group by group. */
typedef struct nd_members {
    uint32_t *items; /* all items, by group and number */
    uint32_t  count;
} nd_members;

int  nd_members_list(nd_members *out, const uint32_t *groups, uint32_t count, nd_error *error);
void nd_members_free(nd_members *members);
/* Moves to the next group: returns how many members it has and sets *first, or 0 at the end. *at starts at 0. */
uint32_t nd_members_next(const nd_members *members, const uint32_t *groups, uint32_t *at, uint32_t *first);

#endif
