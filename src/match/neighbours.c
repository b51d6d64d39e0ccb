/*
 * neighbours.c - two counting passes: how many pairs each text has, then which.
 */
#include "match/neighbours.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

int nd_neighbours_list(nd_neighbours *out, const nd_verified *pairs, size_t count, uint32_t texts, nd_error *error) {
    uint64_t *begin = calloc(texts + UINT64_C(2), sizeof *begin);
    uint64_t *touching = malloc((2 * count + 1) * sizeof *touching);
    *out = (nd_neighbours){pairs, begin, touching};
    if (!begin || !touching) {
        nd_neighbours_free(out);
        return nd_fail_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        begin[pairs[i].a + 1]++;
        begin[pairs[i].b + 1]++;
    }
    for (uint32_t t = 0; t < texts; t++) begin[t + 1] += begin[t];
    for (size_t i = 0; i < count; i++) { /* leaves begin[t] where the pairs of t end */
        touching[begin[pairs[i].a]++] = i;
        touching[begin[pairs[i].b]++] = i;
    }
    memmove(begin + 1, begin, texts * sizeof *begin);
    begin[0] = 0;
    return ND_OK;
}

void nd_neighbours_free(nd_neighbours *neighbours) {
    free(neighbours->begin);
    free(neighbours->touching);
    neighbours->begin = neighbours->touching = NULL;
}
