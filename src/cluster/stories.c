/*
 * stories.c - ties are taken strongest first. Two free clusters found a story; a free cluster joins the
 * story of the other end if it is tied to the main cluster too, or to more than half of the story; two
 * stories become one only if more than half of all pairs between them are tied.
 */
#include "cluster/stories.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define NONE UINT32_MAX

struct weaving {
    const nd_tie            *by_pair; /* the ties again, by (a, b) */
    size_t                   count;
    const nd_cluster_weight *weights;
    uint32_t                *stories; /* [text]: the main cluster of its story */
    uint32_t                *next;    /* [text]: the story's members as a ring */
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
    return a == b || bsearch(&wanted, w->by_pair, w->count, sizeof wanted, by_pair) != NULL;
}

/* The main one of two: not a roundup, more articles, more words. */
static uint32_t main_of(const struct weaving *w, uint32_t a, uint32_t b) {
    const nd_cluster_weight *x = &w->weights[a], *y = &w->weights[b];
    if (!x->roundup != !y->roundup) return x->roundup ? b : a;
    if (x->articles != y->articles) return x->articles > y->articles ? a : b;
    if (x->halves != y->halves) return x->halves > y->halves ? a : b;
    return a < b ? a : b;
}

/* Of all pairs between the two stories, are more than half tied? */
static int mostly_tied(const struct weaving *w, uint32_t a, uint32_t b) {
    uint64_t tied = 0, all = 0;
    uint32_t x = a;
    do {
        uint32_t y = b;
        do {
            tied += (uint64_t)are_tied(w, x, y);
            all++;
        } while ((y = w->next[y]) != b);
    } while ((x = w->next[x]) != a);
    return 2 * tied > all;
}

static void join(struct weaving *w, uint32_t a, uint32_t b, uint32_t centre) {
    uint32_t swapped = w->next[a];
    w->next[a] = w->next[b];
    w->next[b] = swapped;
    uint32_t member = a;
    do w->stories[member] = centre;
    while ((member = w->next[member]) != a);
}

/* A cluster that is tied to the main one alone does not become the main one, however heavy: what is tied
 * to it next need have nothing in common with the rest. */
static void consider(struct weaving *w, const nd_tie *tie) {
    uint32_t a = tie->a, b = tie->b, main_a = w->stories[a], main_b = w->stories[b];
    if (main_a == main_b) return;
    int a_free = w->next[a] == a, b_free = w->next[b] == b;
    if (mostly_tied(w, a, b)) join(w, a, b, main_of(w, main_a, main_b));
    else if (a_free && !w->weights[main_b].roundup && are_tied(w, a, main_b)) join(w, a, b, main_b);
    else if (b_free && !w->weights[main_a].roundup && are_tied(w, b, main_a)) join(w, a, b, main_a);
}

static void name_stories(struct weaving *w, uint32_t texts, uint32_t *smallest) {
    for (uint32_t i = 0; i < texts; i++) smallest[i] = NONE;
    for (uint32_t i = 0; i < texts; i++) {
        uint32_t centre = w->stories[i];
        if (smallest[centre] == NONE) smallest[centre] = i;
        w->stories[i] = smallest[centre];
    }
}

int nd_stories_find(nd_tie *ties, size_t count, const nd_cluster_weight *weights, uint32_t texts, uint32_t *stories,
                    nd_error *error) {
    nd_tie        *sorted = malloc((count + 1) * sizeof *sorted);
    uint32_t      *next = malloc((texts + UINT64_C(1)) * sizeof *next);
    struct weaving w = {.by_pair = sorted, .count = count, .weights = weights, .stories = stories, .next = next};
    int            status = sorted && next ? ND_OK : nd_fail_memory(error);
    if (!status) {
        for (uint32_t i = 0; i < texts; i++) stories[i] = next[i] = i;
        if (count) {
            memcpy(sorted, ties, count * sizeof *ties);
            qsort(sorted, count, sizeof *sorted, by_pair);
            qsort(ties, count, sizeof *ties, by_strength);
        }
        for (size_t i = 0; i < count; i++) consider(&w, &ties[i]);
        name_stories(&w, texts, next);
    }
    free(sorted);
    free(next);
    return status;
}
