/*
 * segment.c - all maximal scoring subsequences, by the algorithm of Ruzzo and Tompa (ISMB 1999). Segments
 * found so far are kept as a list; a run either founds one of its own or takes in all from the one that it
 * continues at a profit. A segment remembers which one before it begins lower, so that nothing is looked
 * at twice. Linear.
 */
#include "match/segment.h"

static int64_t gap_words(const nd_run *x, const nd_run *y) {
    int64_t a = (int64_t)y->a - x->a - x->length, b = (int64_t)y->b - x->b - x->length;
    return a > b ? a : b;
}

/* Adds `next` after the first `count`. Returns how many there are then. */
static uint32_t place(nd_segment *list, uint32_t count, nd_segment next) {
    for (;;) {
        uint32_t lower = count;
        while (lower && list[lower - 1].before >= next.before) lower = list[lower - 1].lower;
        next.lower = lower;
        if (!lower || list[lower - 1].after >= next.after) break;
        next.begin = list[lower - 1].begin;
        next.before = list[lower - 1].before;
        count = lower - 1;
    }
    list[count] = next;
    return count + 1;
}

int nd_segments_find(const nd_run *runs, uint32_t count, nd_buf *out, nd_error *error) {
    uint32_t found = 0;
    int64_t  sum = 0;
    out->size = 0;
    int status = nd_buf_reserve(out, (size_t)count * sizeof(nd_segment) + 1, error);
    for (uint32_t i = 0; i < count && !status; i++) {
        if (i > 0) sum -= gap_words(&runs[i - 1], &runs[i]);
        nd_segment own = {i, i + 1, sum, sum + runs[i].length, 0};
        sum = own.after;
        found = place((nd_segment *)out->data, found, own);
    }
    out->size = found * sizeof(nd_segment);
    return status;
}
