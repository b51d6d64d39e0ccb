/*
 * bundles.c - a hash table of bundles by their two groups, a list of partners for each group, and a heap
 * of means. Nothing is searched for to be removed: a list may name partners that are gone, the heap may
 * hold means that have changed; both are found out when they come up.
 */
#include "cluster/bundles.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/pages.h"

/* A bundle's mean at the time it was put on the heap, in 1/256 of a score. */
struct ranked {
    uint64_t mean;
    uint32_t low, high;
};

int nd_bundles_open(nd_bundles *bundles, uint32_t items, size_t links, nd_error *error) {
    size_t slots = 64;
    while (slots < 2 * links) slots *= 2;
    *bundles = (nd_bundles){.mask = slots - 1, .items = items, .least = UINT32_MAX};
    bundles->slots = nd_pages_zeroed(slots, sizeof *bundles->slots);
    bundles->partners = nd_pages_zeroed(items + UINT64_C(1), sizeof *bundles->partners);
    return bundles->slots && bundles->partners ? ND_OK : nd_fail_memory(error);
}

void nd_bundles_close(nd_bundles *bundles) {
    for (uint32_t i = 0; bundles->partners && i < bundles->items; i++) nd_buf_free(&bundles->partners[i]);
    nd_release(bundles->partners);
    nd_release(bundles->slots);
    nd_buf_free(&bundles->heap);
}

/* ---- the table -------------------------------------------------------------------------------- */

static size_t home_of(const nd_bundles *bundles, uint32_t low, uint32_t high) {
    return nd_mix64((uint64_t)low << 32 | high) & bundles->mask;
}

/* Where the bundle of a and b is, or belongs. */
static nd_bundle *find(const nd_bundles *bundles, uint32_t a, uint32_t b) {
    uint32_t low = a < b ? a : b, high = a < b ? b : a;
    size_t   at = home_of(bundles, low, high);
    while (bundles->slots[at].count && (bundles->slots[at].low != low || bundles->slots[at].high != high))
        at = (at + 1) & bundles->mask;
    return &bundles->slots[at];
}

/* Frees the slot, and moves up the bundles that were kept from their place by it. */
static void take_out(nd_bundles *bundles, nd_bundle *bundle) {
    nd_bundle *slots = bundles->slots;
    size_t     mask = bundles->mask, hole = (size_t)(bundle - slots);
    for (size_t at = (hole + 1) & mask; slots[at].count; at = (at + 1) & mask) {
        size_t home = home_of(bundles, slots[at].low, slots[at].high);
        if (((at - home) & mask) < ((at - hole) & mask)) continue;
        slots[hole] = slots[at];
        hole = at;
    }
    slots[hole].count = 0;
}

static int put_in(nd_bundles *bundles, uint32_t a, uint32_t b, uint64_t sum, uint64_t count, nd_error *error) {
    nd_bundle *bundle = find(bundles, a, b);
    int        status = ND_OK;
    if (bundle->count) {
        bundle->sum += sum;
        bundle->count += count;
        return ND_OK;
    }
    *bundle = (nd_bundle){a < b ? a : b, a < b ? b : a, sum, count};
    status = nd_buf_append(&bundles->partners[a], &b, sizeof b, error);
    return status ? status : nd_buf_append(&bundles->partners[b], &a, sizeof a, error);
}

int nd_bundles_add(nd_bundles *bundles, const nd_link *link, nd_error *error) {
    return put_in(bundles, link->a, link->b, link->score, 1, error);
}

uint64_t nd_bundles_count(const nd_bundles *bundles, uint32_t a, uint32_t b) {
    return find(bundles, a, b)->count;
}

/* ---- the heap --------------------------------------------------------------------------------- */

static int comes_before(const struct ranked *x, const struct ranked *y) {
    if (x->mean != y->mean) return x->mean > y->mean;
    return x->low != y->low ? x->low < y->low : x->high < y->high;
}

static uint64_t mean_of(const nd_bundle *bundle) {
    return 256 * bundle->sum / bundle->count;
}

static int push(nd_bundles *bundles, const nd_bundle *bundle, nd_error *error) {
    struct ranked rank = {mean_of(bundle), bundle->low, bundle->high};
    if (rank.mean < UINT64_C(256) * bundles->least) return ND_OK;
    int status = nd_buf_append(&bundles->heap, &rank, sizeof rank, error);
    if (status) return status;
    struct ranked *heap = (struct ranked *)bundles->heap.data;
    size_t         at = bundles->heap.size / sizeof rank - 1;
    for (; at > 0 && comes_before(&rank, &heap[(at - 1) / 2]); at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
    heap[at] = rank;
    return ND_OK;
}

static struct ranked pop(nd_bundles *bundles) {
    struct ranked *heap = (struct ranked *)bundles->heap.data, top = heap[0];
    size_t         count = bundles->heap.size / sizeof *heap - 1, at = 0;
    struct ranked  last = heap[count];
    bundles->heap.size -= sizeof *heap;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && comes_before(&heap[child + 1], &heap[child])) child++;
        if (!comes_before(&heap[child], &last)) break;
        heap[at] = heap[child];
    }
    if (count) heap[at] = last;
    return top;
}

int nd_bundles_rank(nd_bundles *bundles, uint32_t least, nd_error *error) {
    int status = ND_OK;
    bundles->least = least;
    for (size_t i = 0; i <= bundles->mask && !status; i++)
        if (bundles->slots[i].count) status = push(bundles, &bundles->slots[i], error);
    return status;
}

int nd_bundles_best(nd_bundles *bundles, uint32_t *a, uint32_t *b) {
    while (bundles->heap.size) {
        struct ranked    top = pop(bundles);
        const nd_bundle *bundle = find(bundles, top.low, top.high);
        if (!bundle->count || mean_of(bundle) != top.mean) continue;
        *a = top.low;
        *b = top.high;
        return 1;
    }
    return 0;
}

int nd_bundles_join(nd_bundles *bundles, uint32_t *a, uint32_t *b, nd_error *error) {
    int status = ND_OK;
    if (bundles->partners[*a].size < bundles->partners[*b].size) {
        uint32_t swapped = *a;
        *a = *b;
        *b = swapped;
    }
    nd_buf          moving = bundles->partners[*b];
    const uint32_t *partners = (const uint32_t *)moving.data;
    bundles->partners[*b] = (nd_buf){0};
    for (size_t i = 0; i < moving.size / sizeof *partners && !status; i++) {
        nd_bundle *slot = find(bundles, *b, partners[i]), bundle = *slot;
        if (!bundle.count) continue;
        take_out(bundles, slot);
        if (partners[i] == *a) continue;
        status = put_in(bundles, *a, partners[i], bundle.sum, bundle.count, error);
        if (!status) status = push(bundles, find(bundles, *a, partners[i]), error);
    }
    nd_buf_free(&moving);
    return status;
}
