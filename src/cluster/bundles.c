/*
 * bundles.c - a hash table of bundles by their two groups, a chain of partners for each group, and a heap
 * of means. Nothing is searched for to be removed: a chain may name partners that are gone, the heap may
 * hold means that have changed; both are found out when they come up.
 *
 * All of it is in four arrays, which are used again: to begin anew costs O(links + groups), and no memory as a rule.
 */
#include "cluster/bundles.h"

#include "base/bytes.h"
#include "base/error.h"

/* A bundle's mean at the time it was put on the heap, in 1/256 of a score. */
struct ranked {
    uint64_t mean;
    uint32_t low, high;
};

/* One of a chain; `next` is one more than the place of the one after it, 0 at the end. */
struct partner {
    uint32_t group, next;
};

int nd_bundles_open(nd_bundles *bundles, uint32_t items, size_t links, nd_error *error) {
    size_t slots = 8;
    while (slots < 2 * links) slots *= 2;
    bundles->mask = slots - 1;
    bundles->least = UINT32_MAX;
    bundles->partners.size = bundles->heap.size = 0;
    bundles->partners.ceiling = UINT32_MAX * sizeof(struct partner);
    int status = nd_zeros(&bundles->slots, slots, sizeof(nd_bundle), error);
    return status ? status : nd_zeros(&bundles->chains, items, sizeof(nd_chain), error);
}

void nd_bundles_close(nd_bundles *bundles) {
    nd_buf_free(&bundles->slots);
    nd_buf_free(&bundles->chains);
    nd_buf_free(&bundles->partners);
    nd_buf_free(&bundles->heap);
}

static nd_chain *chain_of(const nd_bundles *bundles, uint32_t group) {
    return (nd_chain *)bundles->chains.data + group;
}

static int add_partner(nd_bundles *bundles, uint32_t group, uint32_t other, nd_error *error) {
    nd_chain      *chain = chain_of(bundles, group);
    struct partner partner = {other, chain->first};
    int            status = nd_buf_append(&bundles->partners, &partner, sizeof partner, error);
    if (status) return status;
    chain->first = (uint32_t)(bundles->partners.size / sizeof partner);
    chain->length++;
    return ND_OK;
}

/* ---- the table -------------------------------------------------------------------------------- */

static nd_bundle *slots_of(const nd_bundles *bundles) {
    return (nd_bundle *)bundles->slots.data;
}

static size_t home_of(const nd_bundles *bundles, uint32_t low, uint32_t high) {
    return nd_mix64((uint64_t)low << 32 | high) & bundles->mask;
}

/* Where the bundle of a and b is, or belongs. */
static nd_bundle *find(const nd_bundles *bundles, uint32_t a, uint32_t b) {
    uint32_t   low = a < b ? a : b, high = a < b ? b : a;
    size_t     at = home_of(bundles, low, high);
    nd_bundle *slots = slots_of(bundles);
    while (slots[at].count && (slots[at].low != low || slots[at].high != high)) at = (at + 1) & bundles->mask;
    return &slots[at];
}

/* Frees the slot, and moves up the bundles that were kept from their place by it. */
static void take_out(nd_bundles *bundles, nd_bundle *bundle) {
    nd_bundle *slots = slots_of(bundles);
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
    if (bundle->count) {
        bundle->sum += sum;
        bundle->count += count;
        return ND_OK;
    }
    *bundle = (nd_bundle){a < b ? a : b, a < b ? b : a, sum, count};
    int status = add_partner(bundles, a, b, error);
    return status ? status : add_partner(bundles, b, a, error);
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
    const nd_bundle *slots = slots_of(bundles);
    int              status = ND_OK;
    bundles->least = least;
    for (size_t i = 0; i <= bundles->mask && !status; i++)
        if (slots[i].count) status = push(bundles, &slots[i], error);
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
    if (chain_of(bundles, *a)->length < chain_of(bundles, *b)->length) {
        uint32_t swapped = *a;
        *a = *b;
        *b = swapped;
    }
    uint32_t at = chain_of(bundles, *b)->first;
    while (at && !status) {
        struct partner partner = ((const struct partner *)bundles->partners.data)[at - 1];
        nd_bundle     *slot = find(bundles, *b, partner.group), bundle = *slot;
        at = partner.next;
        if (!bundle.count) continue;
        take_out(bundles, slot);
        if (partner.group == *a) continue;
        status = put_in(bundles, *a, partner.group, bundle.sum, bundle.count, error);
        if (!status) status = push(bundles, find(bundles, *a, partner.group), error);
    }
    return status;
}
