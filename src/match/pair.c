/*
 * pair.c - pairs are kept once, with the smaller text first; who looks from the other side turns them.
 */
#include "match/pair.h"

nd_verified nd_verified_turned(const nd_verified *pair) {
    nd_verified turned = *pair;
    turned.a = pair->b;
    turned.b = pair->a;
    turned.coverage_a = pair->coverage_b;
    turned.coverage_b = pair->coverage_a;
    if (pair->relation == ND_EXCERPT) turned.relation = ND_EXTENDED;
    if (pair->relation == ND_EXTENDED) turned.relation = ND_EXCERPT;
    return turned;
}

const nd_verified *nd_pairs_find(const nd_verified *pairs, size_t count, uint32_t a, uint32_t b) {
    uint64_t key = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    size_t   low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (nd_verified_key(&pairs[middle]) < key) low = middle + 1;
        else high = middle;
    }
    return low < count && nd_verified_key(&pairs[low]) == key ? &pairs[low] : NULL;
}
