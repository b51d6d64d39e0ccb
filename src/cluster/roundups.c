/*
 * roundups.c - for each text, what it holds: the texts that are excerpts to it. Two of them that were
 * compared and have no relation make it a roundup. Only so many are compared for one text; a roundup
 * shows among the first.
 */
#include "cluster/roundups.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"

#define HELD_MAX 16

struct holding {
    uint32_t holder, held;
};

static int by_holder(const void *left, const void *right) {
    const struct holding *x = left, *y = right;
    if (x->holder != y->holder) return x->holder < y->holder ? -1 : 1;
    return x->held < y->held ? -1 : x->held > y->held;
}

static int are_unrelated(const nd_verified *pairs, size_t count, uint32_t a, uint32_t b) {
    uint64_t key = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    size_t   low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (nd_verified_key(&pairs[middle]) < key) low = middle + 1;
        else high = middle;
    }
    return low < count && nd_verified_key(&pairs[low]) == key && pairs[low].relation == ND_UNRELATED;
}

static int holds_unrelated(const nd_verified *pairs, size_t count, const struct holding *held, size_t held_count) {
    if (held_count > HELD_MAX) held_count = HELD_MAX;
    for (size_t i = 0; i < held_count; i++)
        for (size_t j = i + 1; j < held_count; j++)
            if (are_unrelated(pairs, count, held[i].held, held[j].held)) return 1;
    return 0;
}

int nd_roundups_find(const nd_verified *pairs, size_t count, uint32_t texts, uint8_t *roundup, nd_error *error) {
    nd_buf list = {0};
    int    status = ND_OK;
    for (uint32_t i = 0; i < texts; i++) roundup[i] = 0;
    for (size_t i = 0; i < count && !status; i++) {
        const nd_verified *pair = &pairs[i];
        struct holding     holding = {pair->a, pair->b};
        if (pair->relation != ND_EXTENDED && pair->relation != ND_EXCERPT) continue;
        if (pair->relation == ND_EXCERPT) holding = (struct holding){pair->b, pair->a};
        status = nd_buf_append(&list, &holding, sizeof holding, error);
    }
    struct holding *held = (struct holding *)list.data;
    size_t          all = list.size / sizeof *held;
    if (all) qsort(held, all, sizeof *held, by_holder);
    for (size_t begin = 0, end; begin < all && !status; begin = end) {
        for (end = begin; end < all && held[end].holder == held[begin].holder;) end++;
        roundup[held[begin].holder] = (uint8_t)holds_unrelated(pairs, count, held + begin, end - begin);
    }
    nd_buf_free(&list);
    return status;
}

int nd_is_roundup_pair(const nd_verified *pair, const uint8_t *roundup) {
    return (pair->relation == ND_EXTENDED && roundup[pair->a]) || (pair->relation == ND_EXCERPT && roundup[pair->b]);
}
