/*
 * proofs.c - three columns, found by bisection. Pairs come in rising order, as candidates are sorted. Cost: 16
 * bytes a pair and 20 a passage, while a run takes place in one process; from files nothing is kept.
 */
#include "match/proofs.h"

int nd_proofs_add(nd_proofs *proofs, uint64_t pair, const nd_span *spans, uint32_t count, nd_error *error) {
    size_t   size = proofs->spans.size;
    uint64_t end = size / sizeof *spans + count;
    int      status = nd_buf_append(&proofs->spans, spans, count * sizeof *spans, error);
    if (!status) status = nd_buf_append(&proofs->ends, &end, sizeof end, error);
    if (!status) status = nd_buf_append(&proofs->pairs, &pair, sizeof pair, error);
    if (!status) return ND_OK;
    proofs->spans.size = size;
    proofs->ends.size = proofs->pairs.size;
    return status;
}

const nd_span *nd_proofs_find(const nd_proofs *proofs, uint64_t pair, uint32_t *count) {
    const uint64_t *pairs = (const uint64_t *)proofs->pairs.data, *ends = (const uint64_t *)proofs->ends.data;
    size_t          low = 0, high = proofs->pairs.size / sizeof *pairs, all = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pairs[middle] < pair) low = middle + 1;
        else high = middle;
    }
    if (low == all || pairs[low] != pair) return NULL;
    uint64_t begin = low ? ends[low - 1] : 0;
    *count = (uint32_t)(ends[low] - begin);
    return (const nd_span *)proofs->spans.data + begin;
}

void nd_proofs_free(nd_proofs *proofs) {
    nd_buf_free(&proofs->pairs);
    nd_buf_free(&proofs->ends);
    nd_buf_free(&proofs->spans);
}
