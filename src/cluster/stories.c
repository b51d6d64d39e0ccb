/*
 * stories.c - ties are taken strongest first. Two free clusters found a story; a free cluster joins the
 * story of the other end if it is tied to the main cluster too, or to more than half of the story; two
 * stories become one only if more than half of all pairs between them are tied.
 *
 * How many ties there are between two stories is kept in bundles (bundles.h), which are merged small into
 * large: a tie moves at most log(clusters) times, and to take the next one costs a search among the ties.
 */
#include "cluster/stories.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/introsort.h"
#include "cluster/bundles.h"
#include "match/groups.h"

#define NONE UINT32_MAX

/* A story goes by any one of its clusters, its root. */
struct weaving {
    const nd_tie            *by_pair; /* the ties again, by (a, b) */
    size_t                   count;
    const nd_cluster_weight *weights;
    nd_bundles               between; /* stories */
    uint32_t                *roots;   /* [text]: a forest that leads to the root */
    uint32_t                *sizes;   /* [root]: clusters in the story */
    uint32_t                *mains;   /* [root] */
};

static int by_strength(const void *left, const void *right) {
    const nd_tie *x = left, *y = right;
    if (x->strength != y->strength) return x->strength > y->strength ? -1 : 1;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

static int by_pair(const void *left, const void *right) {
    const nd_tie *x = left, *y = right;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

static int are_tied(const struct weaving *w, uint32_t a, uint32_t b) {
    nd_tie wanted = {a < b ? a : b, a < b ? b : a, 0};
    return bsearch(&wanted, w->by_pair, w->count, sizeof wanted, by_pair) != NULL;
}

/* Whether a cluster that is alone, its own root then, may join the story with this main cluster. */
static int may_join(const struct weaving *w, uint32_t root, uint32_t main) {
    return w->sizes[root] == 1 && !w->weights[main].roundup && are_tied(w, root, main);
}

static uint32_t heavier(const struct weaving *w, uint32_t a, uint32_t b) {
    const nd_cluster_weight *x = &w->weights[a], *y = &w->weights[b];
    if (!x->roundup != !y->roundup) return x->roundup ? b : a;
    if (x->articles != y->articles) return x->articles > y->articles ? a : b;
    if (x->halves != y->halves) return x->halves > y->halves ? a : b;
    return a < b ? a : b;
}

static int join(struct weaving *w, uint32_t a, uint32_t b, uint32_t main, nd_error *error) {
    int status = nd_bundles_join(&w->between, &a, &b, error);
    w->roots[b] = a;
    w->sizes[a] += w->sizes[b];
    w->mains[a] = main;
    return status;
}

static int consider(struct weaving *w, const nd_tie *tie, nd_error *error) {
    uint32_t a = nd_groups_find(w->roots, tie->a), b = nd_groups_find(w->roots, tie->b);
    uint32_t main_a = w->mains[a], main_b = w->mains[b];
    if (a == b) return ND_OK;
    if (2 * nd_bundles_count(&w->between, a, b) > (uint64_t)w->sizes[a] * w->sizes[b])
        return join(w, a, b, heavier(w, main_a, main_b), error);
    if (may_join(w, a, main_b)) return join(w, a, b, main_b, error);
    return may_join(w, b, main_a) ? join(w, a, b, main_a, error) : ND_OK;
}

static int weave(struct weaving *w, const nd_tie *ties, uint32_t texts, nd_error *error) {
    int status = nd_bundles_open(&w->between, texts, w->count, error);
    for (size_t i = 0; i < w->count && !status; i++) {
        nd_link link = {ties[i].a, ties[i].b, 1};
        status = nd_bundles_add(&w->between, &link, error);
    }
    for (size_t i = 0; i < w->count && !status; i++) status = consider(w, &ties[i], error);
    nd_bundles_close(&w->between);
    return status;
}

/* From roots to the smallest text of each story. `smallest` has room for them all. */
static void name_stories(struct weaving *w, uint32_t texts, uint32_t *smallest, uint32_t *mains) {
    nd_groups_flatten(w->roots, texts);
    for (uint32_t i = 0; i < texts; i++) smallest[i] = NONE;
    for (uint32_t i = 0; i < texts; i++) {
        uint32_t root = w->roots[i];
        mains[i] = i;
        if (smallest[root] == NONE) {
            smallest[root] = i;
            mains[i] = w->mains[root];
        }
        w->roots[i] = smallest[root];
    }
}

int nd_stories_find(nd_tie *ties, size_t count, const nd_cluster_weight *weights, uint32_t texts, uint32_t *stories,
                    uint32_t *mains, nd_error *error) {
    nd_tie        *sorted = nd_allocate((count + 1) * sizeof *sorted);
    uint32_t      *sizes = nd_allocate((texts + UINT64_C(1)) * sizeof *sizes);
    uint32_t      *centres = nd_allocate((texts + UINT64_C(1)) * sizeof *centres);
    struct weaving w = {.by_pair = sorted, .count = count, .weights = weights,
                        .roots = stories, .sizes = sizes, .mains = centres};
    int            status = sorted && sizes && centres ? ND_OK : nd_fail_memory(error);
    for (uint32_t i = 0; !status && i < texts; i++) {
        stories[i] = centres[i] = i;
        sizes[i] = 1;
    }
    if (!status && count) {
        memcpy(sorted, ties, count * sizeof *ties);
        nd_sort(sorted, count, sizeof *sorted, by_pair);
        nd_sort(ties, count, sizeof *ties, by_strength);
    }
    if (!status) status = weave(&w, ties, texts, error);
    if (!status) name_stories(&w, texts, sizes, mains);
    nd_release(sorted);
    nd_release(sizes);
    nd_release(centres);
    return status;
}
