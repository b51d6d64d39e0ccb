/*
 * group_list.h - the groups that a text shows, in its order, and how much of an id tells each apart.
 */
#ifndef ND_GROUP_LIST_H
#define ND_GROUP_LIST_H

#include "newsdup.h"

typedef struct nd_listed_group {
    nd_group group;
    unsigned digits; /* of the id after "c-" or "s-": the shortest unique prefix, at least 6 */
    int      is_top; /* stands by itself in the text, not inside a story */
} nd_listed_group;

/* {0} is an empty list. */
typedef struct nd_group_list {
    nd_listed_group  *by_id; /* all clusters and stories */
    nd_listed_group **shown; /* those that stand by themselves, largest first, then by id */
    size_t            count, shown_count;
} nd_group_list;

/* Stories, and clusters that are in none; or every cluster and no story when `copies_only`. */
int  nd_group_list_make(const nd_result *result, int copies_only, nd_group_list *list, nd_error *error);
void nd_group_list_free(nd_group_list *list);

/* How many digits of the id of a group of this result are shown. */
unsigned nd_group_list_digits(const nd_group_list *list, const char *id);

#endif
