/*
 * neighbours.c - two counting passes: how many pairs each item has, then which. Records of any kind are
 * read through their first two numbers, so that this stands once.
 */
#include "match/neighbours.h"

#include <string.h>

#include "base/error.h"

struct ends {
    uint32_t a, b;
};

static struct ends ends_of(const void *pairs, size_t size, size_t i) {
    struct ends ends;
    memcpy(&ends, (const uint8_t *)pairs + i * size, sizeof ends);
    return ends;
}

int nd_incidence_list(nd_incidence *out, const void *pairs, size_t size, size_t count, uint32_t items,
                      nd_error *error) {
    uint64_t *begin = nd_allocate_zeroed(items + UINT64_C(2), sizeof *begin);
    uint64_t *touching = nd_allocate((2 * count + 1) * sizeof *touching);
    *out = (nd_incidence){begin, touching};
    if (!begin || !touching) {
        nd_incidence_free(out);
        return nd_fail_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        struct ends ends = ends_of(pairs, size, i);
        begin[ends.a + 1]++;
        begin[ends.b + 1]++;
    }
    for (uint32_t item = 0; item < items; item++) begin[item + 1] += begin[item];
    for (size_t i = 0; i < count; i++) { /* leaves begin[item] where the pairs of the item end */
        struct ends ends = ends_of(pairs, size, i);
        touching[begin[ends.a]++] = i;
        touching[begin[ends.b]++] = i;
    }
    memmove(begin + 1, begin, items * sizeof *begin);
    begin[0] = 0;
    return ND_OK;
}

void nd_incidence_free(nd_incidence *incidence) {
    nd_release(incidence->begin);
    nd_release(incidence->touching);
    *incidence = (nd_incidence){0};
}

int nd_neighbours_list(nd_neighbours *out, const nd_verified *pairs, size_t count, uint32_t texts, nd_error *error) {
    out->pairs = pairs;
    return nd_incidence_list(&out->of, pairs, sizeof *pairs, count, texts, error);
}

void nd_neighbours_free(nd_neighbours *neighbours) {
    nd_incidence_free(&neighbours->of);
}
