/*
 * held.c - all pairs between clusters, seen from each that may join the other, sorted by side, other side and holder:
 * what one text holds of a cluster stands side by side. A cluster goes to the one it has most in common with.
 *
 * A roundup that was not recognised holds whole clusters too, but the rest of its cluster has nothing in
 * common with most of them; and an article in the form of a template is held by one that has the same
 * facts, among others that do not. So three in four of all pairs between two clusters must share something:
 * measured on Reuters, refused templates that are not counted against it cost .03 of F1.
 *
 * O(pairs log pairs).
 */
#include "cluster/held.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/introsort.h"
#include "cluster/roundups.h"
#include "match/groups.h"

#define NONE UINT32_MAX

/* A pair seen from the cluster of one of its texts. */
struct sight {
    uint32_t cluster, other;
    uint32_t holder; /* the text of the other cluster if it holds this one whole, or NONE */
    uint32_t shares; /* 1 if they have something in common, and not the form alone */
};

static int by_holder(const void *left, const void *right) {
    const struct sight *x = left, *y = right;
    if (x->cluster != y->cluster) return x->cluster < y->cluster ? -1 : 1;
    if (x->other != y->other) return x->other < y->other ? -1 : 1;
    return x->holder < y->holder ? -1 : x->holder > y->holder;
}

/* What there is to see. */
struct view {
    const nd_verified *pairs;
    size_t             count;
    const uint32_t    *items, *clusters; /* [text] */
    const uint8_t     *roundup;          /* [text] */
    uint8_t           *is_held;          /* [cluster]: 1 if a text of another holds one of its texts whole */
};

static int is_link(const struct view *view, const nd_verified *pair) {
    return nd_relation_is_copy(pair->relation) && !nd_is_roundup_pair(pair, view->roundup);
}

static void find_held(const struct view *view) {
    for (size_t i = 0; i < view->count; i++) {
        const nd_verified *pair = &view->pairs[i];
        uint32_t           a = view->clusters[pair->a], b = view->clusters[pair->b];
        if (a == b || !is_link(view, pair)) continue;
        view->is_held[a] |= pair->coverage_a >= ND_HELD_WHOLE;
        view->is_held[b] |= pair->coverage_b >= ND_HELD_WHOLE;
    }
}

/* From the clusters that are held; the others join none. */
static int list_sights(const struct view *view, nd_buf *out, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < view->count && !status; i++) {
        const nd_verified *pair = &view->pairs[i];
        uint32_t           a = view->clusters[pair->a], b = view->clusters[pair->b];
        if (a == b || !(view->is_held[a] | view->is_held[b])) continue;
        uint32_t     shares = pair->relation != ND_TEMPLATE && !nd_have_nothing_in_common(pair);
        int          links = is_link(view, pair);
        struct sight from_a = {a, b, links && pair->coverage_a >= ND_HELD_WHOLE ? pair->b : NONE, shares};
        struct sight from_b = {b, a, links && pair->coverage_b >= ND_HELD_WHOLE ? pair->a : NONE, shares};
        if (view->is_held[a] && view->items[pair->a] == pair->a)
            status = nd_buf_append(out, &from_a, sizeof from_a, error);
        if (view->is_held[b] && view->items[pair->b] == pair->b && !status)
            status = nd_buf_append(out, &from_b, sizeof from_b, error);
    }
    return status;
}

/* What two clusters have in common, from the side of the first; 0 if it may not join the other. */
static size_t judge(const struct sight *sights, size_t count, uint32_t size) {
    size_t shares = 0, held = 0;
    for (size_t i = 0, run = 0; i < count; i++) {
        run = i && sights[i].holder == sights[i - 1].holder ? run + 1 : 1;
        if (sights[i].holder != NONE && run > held) held = run;
        shares += sights[i].shares;
    }
    return held == size && 4 * shares >= 3 * count ? shares : 0;
}

/* Joins each cluster to the one it has most in common with; ties go to the smaller. */
static void join_best(const struct sight *sights, size_t all, const uint32_t *sizes, uint32_t *joined) {
    size_t most = 0;
    for (size_t begin = 0, end; begin < all; begin = end) {
        uint32_t cluster = sights[begin].cluster, other = sights[begin].other;
        for (end = begin; end < all && sights[end].cluster == cluster && sights[end].other == other;) end++;
        if (begin == 0 || sights[begin - 1].cluster != cluster) most = 0;
        size_t shares = judge(sights + begin, end - begin, sizes[cluster]);
        if (shares <= most) continue;
        most = shares;
        joined[cluster] = other;
    }
}

int nd_held_join(const nd_verified *pairs, size_t count, const uint32_t *items, const uint8_t *roundup,
                 uint32_t texts, uint32_t *clusters, nd_error *error) {
    uint32_t *sizes = nd_allocate_zeroed(texts + UINT64_C(1), sizeof *sizes);
    uint32_t *joined = nd_groups_new(texts, error), *groups = nd_groups_new(texts, error);
    struct view view = {.pairs = pairs, .count = count, .items = items, .clusters = clusters, .roundup = roundup,
                        .is_held = nd_allocate_zeroed(texts + UINT64_C(1), 1)};
    nd_buf    list = {0};
    int       status = sizes && joined && groups && view.is_held ? ND_OK : nd_fail_memory(error);
    if (!status) {
        find_held(&view);
        status = list_sights(&view, &list, error);
    }
    if (!status) {
        struct sight *sights = (struct sight *)list.data;
        size_t        all = list.size / sizeof *sights;
        for (uint32_t i = 0; i < texts; i++) sizes[clusters[i]] += items[i] == i;
        if (all) nd_sort(sights, all, sizeof *sights, by_holder);
        join_best(sights, all, sizes, joined);
        for (uint32_t i = 0; i < texts; i++) nd_groups_join(groups, i, joined[i]);
        for (uint32_t i = 0; i < texts; i++) clusters[i] = nd_groups_find(groups, clusters[i]);
    }
    nd_buf_free(&list);
    nd_release(sizes);
    nd_release(joined);
    nd_release(groups);
    nd_release(view.is_held);
    return status;
}
