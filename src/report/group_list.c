/*
 * group_list.c - all groups are sorted once by id, where the longest prefix that an id shares with any
 * other is the one it shares with a neighbour; and once by size, for the order of the text.
 */
#include "report/group_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/introsort.h"

#define LEAST_DIGITS 6
#define KIND_PREFIX  2 /* "c-" or "s-" */

static int compare_ids(const void *a, const void *b) {
    return strcmp(((const nd_listed_group *)a)->group.id, ((const nd_listed_group *)b)->group.id);
}

static int compare_sizes(const void *a, const void *b) {
    const nd_listed_group *one = *(nd_listed_group *const *)a, *two = *(nd_listed_group *const *)b;
    if (one->group.size != two->group.size) return one->group.size > two->group.size ? -1 : 1;
    return compare_ids(one, two);
}

static int add(nd_buf *groups, const nd_group *group, int is_top, nd_error *error) {
    nd_listed_group listed = {.group = *group, .digits = LEAST_DIGITS, .is_top = is_top};
    return nd_buf_append(groups, &listed, sizeof listed, error);
}

static int add_stories(const nd_result *result, int are_top, nd_buf *groups, nd_error *error) {
    nd_group story;
    int      status = ND_OK;
    for (uint64_t at = 0; !status && nd_result_next_story(result, &at, &story);)
        status = add(groups, &story, are_top, error);
    return status;
}

/* A cluster is met at its canonical. */
static int add_clusters(const nd_result *result, int are_top, nd_buf *groups, nd_error *error) {
    nd_document document;
    nd_group    cluster;
    int         status = ND_OK;
    for (uint64_t at = 0; !status && nd_result_next_document(result, &at, &document);) {
        if (document.cluster == ND_NONE) continue;
        nd_result_group(result, document.cluster, &cluster);
        if (cluster.canonical == document.index)
            status = add(groups, &cluster, are_top || document.story == ND_NONE, error);
    }
    return status;
}

static unsigned shared_digits(const char *a, const char *b) {
    unsigned same = 0;
    while (a[same] && a[same] == b[same]) same++;
    return same < KIND_PREFIX ? 0 : same - KIND_PREFIX;
}

static void raise_digits(nd_listed_group *group, unsigned shared) {
    unsigned all = (unsigned)strlen(group->group.id) - KIND_PREFIX;
    unsigned need = shared < all ? shared + 1 : all;
    if (group->digits < need) group->digits = need;
}

static void tell_apart(nd_group_list *list) {
    for (size_t i = 1; i < list->count; i++) {
        nd_listed_group *one = &list->by_id[i - 1], *two = &list->by_id[i];
        unsigned         shared = shared_digits(one->group.id, two->group.id);
        raise_digits(one, shared);
        raise_digits(two, shared);
    }
}

static int order(nd_group_list *list, nd_error *error) {
    if (!list->count) return ND_OK;
    nd_sort(list->by_id, list->count, sizeof *list->by_id, compare_ids);
    tell_apart(list);
    list->shown = nd_allocate(list->count * sizeof *list->shown);
    if (!list->shown) return nd_fail_memory(error);
    for (size_t i = 0; i < list->count; i++)
        if (list->by_id[i].is_top) list->shown[list->shown_count++] = &list->by_id[i];
    nd_sort(list->shown, list->shown_count, sizeof *list->shown, compare_sizes);
    return ND_OK;
}

int nd_group_list_make(const nd_result *result, int copies_only, nd_group_list *list, nd_error *error) {
    nd_buf groups = {0};
    memset(list, 0, sizeof *list);
    int status = add_stories(result, !copies_only, &groups, error);
    if (!status) status = add_clusters(result, copies_only, &groups, error);
    list->by_id = (nd_listed_group *)(void *)groups.data;
    list->count = groups.size / sizeof *list->by_id;
    if (!status) status = order(list, error);
    if (status) nd_group_list_free(list);
    return status;
}

void nd_group_list_free(nd_group_list *list) {
    nd_release(list->by_id);
    nd_release(list->shown);
    memset(list, 0, sizeof *list);
}

unsigned nd_group_list_digits(const nd_group_list *list, const char *id) {
    nd_listed_group key = {.digits = 0};
    strncpy(key.group.id, id, sizeof key.group.id - 1);
    const nd_listed_group *found = NULL;
    if (list->count) found = bsearch(&key, list->by_id, list->count, sizeof key, compare_ids);
    return found ? found->digits : (unsigned)strlen(id) - KIND_PREFIX;
}
