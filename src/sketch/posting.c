/*
 * posting.c - sorting: one pass by the top byte of the key, then each of the 256 parts by itself, in
 * parallel and in the cache, by the next three bytes; what is still out of order after 32 random bits is
 * so little that insertion finishes it. A part in which keys agree in those bits by design is left to a
 * plain radix sort of the remaining bytes.
 */
#include "sketch/posting.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define PARTS 256

int nd_posting_append(nd_buf *postings, uint64_t key, uint32_t article, nd_error *error) {
    nd_posting posting = {(uint32_t)key, (uint32_t)(key >> 32), article};
    return nd_buf_append(postings, &posting, sizeof posting, error);
}

static unsigned byte_of(const nd_posting *posting, unsigned byte) {
    return nd_posting_key(posting) >> 8 * byte & 0xff;
}

/* One stable pass by a byte of the key, 7 the highest. */
static void scatter(const nd_posting *from, size_t count, unsigned byte, nd_posting *to) {
    size_t at[256] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++) at[byte_of(&from[i], byte)]++;
    for (size_t value = 0; value < 256; value++) {
        size_t here = at[value];
        at[value] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[at[byte_of(&from[i], byte)]++] = from[i];
}

/* Returns 0 if it would take more than some steps an element. */
static int insertion_sort(nd_posting *postings, size_t count) {
    size_t budget = 8 * count;
    for (size_t i = 1; i < count; i++) {
        nd_posting moving = postings[i];
        size_t     at = i;
        for (; at > 0 && nd_posting_key(&postings[at - 1]) > nd_posting_key(&moving) && budget; at--, budget--)
            postings[at] = postings[at - 1];
        postings[at] = moving;
        if (!budget) return 0;
    }
    return 1;
}

/* Sorts `part`, whose top bytes agree; `spare` is as large. */
static void sort_part(nd_posting *part, nd_posting *spare, size_t count) {
    if (count < 48 && insertion_sort(part, count)) return;
    scatter(part, count, 4, spare);
    scatter(spare, count, 5, part);
    scatter(part, count, 6, spare);
    memcpy(part, spare, count * sizeof *part);
    if (insertion_sort(part, count)) return;
    for (unsigned byte = 0; byte < 6; byte += 2) {
        scatter(part, count, byte, spare);
        scatter(spare, count, byte + 1, part);
    }
    scatter(part, count, 6, spare);
    memcpy(part, spare, count * sizeof *part);
}

struct sorting {
    nd_posting *postings, *spare;
    size_t      begin[PARTS + 1];
};

static void sort_parts(void *context, unsigned worker, size_t begin, size_t end) {
    struct sorting *sorting = context;
    (void)worker;
    for (size_t part = begin; part < end; part++) {
        size_t first = sorting->begin[part], count = sorting->begin[part + 1] - first;
        memcpy(sorting->postings + first, sorting->spare + first, count * sizeof(nd_posting));
        sort_part(sorting->postings + first, sorting->spare + first, count);
    }
}

int nd_postings_sort(nd_posting *postings, size_t count, nd_pool *pool, nd_error *error) {
    if (count < 2) return ND_OK;
    struct sorting sorting = {.postings = postings, .spare = malloc(count * sizeof *postings)};
    if (!sorting.spare) return nd_fail_memory(error);
    scatter(postings, count, 7, sorting.spare);
    for (size_t i = 0; i < count; i++) sorting.begin[byte_of(&sorting.spare[i], 7) + 1]++;
    for (size_t part = 0; part < PARTS; part++) sorting.begin[part + 1] += sorting.begin[part];
    nd_pool_run(pool, PARTS, 1, sort_parts, &sorting);
    free(sorting.spare);
    return ND_OK;
}

void nd_postings_partition(const nd_posting *postings, size_t count, uint64_t ends[ND_PARTITIONS]) {
    memset(ends, 0, ND_PARTITIONS * sizeof *ends);
    for (size_t i = 0; i < count; i++) ends[nd_posting_partition(&postings[i])] = i + 1;
    for (uint32_t p = 1; p < ND_PARTITIONS; p++)
        if (ends[p] < ends[p - 1]) ends[p] = ends[p - 1];
}
