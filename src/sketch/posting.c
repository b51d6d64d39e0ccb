/*
 * posting.c - sorting: one pass by the top byte of the key, then each of the 256 parts by itself, in
 * parallel and in the cache, by as many more bits as it takes to tell its postings apart, in two passes;
 * what is still out of order is so little that insertion finishes it. A part in which keys agree in those
 * bits by design is left to a plain radix sort of all bits. The number of passes is odd in all, so that the
 * result is in the new array, and nothing is copied back.
 */
#include "sketch/posting.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define PART_BITS 8
#define PARTS (1u << PART_BITS)
#define DIGIT_BITS_MAX 11
#define FEW 48 /* sorted by insertion alone */

int nd_posting_append(nd_buf *postings, uint64_t key, uint32_t article, nd_error *error) {
    int status = nd_buf_reserve(postings, sizeof(nd_posting), error);
    if (!status) nd_posting_put(postings, key, article);
    return status;
}

/* Some bits of a key: how far up they are, and how many. */
struct digit {
    unsigned shift, bits;
};

static size_t digit_of(const nd_posting *posting, struct digit digit) {
    return nd_posting_key(posting) >> digit.shift & ((1u << digit.bits) - 1);
}

/* One stable pass by a digit; ends[value] becomes where its postings end. */
static void scatter(const nd_posting *from, size_t count, struct digit digit, nd_posting *to, size_t *ends) {
    size_t sum = 0;
    memset(ends, 0, sizeof *ends << digit.bits);
    for (size_t i = 0; i < count; i++) ends[digit_of(&from[i], digit)]++;
    for (size_t value = 0; value < (size_t)1 << digit.bits; value++) {
        size_t here = ends[value];
        ends[value] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[ends[digit_of(&from[i], digit)]++] = from[i];
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

/* Sorts `part`, whose top bits agree; `spare` is as large. */
static void sort_part(nd_posting *part, nd_posting *spare, size_t count) {
    size_t   ends[1u << DIGIT_BITS_MAX];
    unsigned bits = 1, top = 64 - PART_BITS;
    if (count < FEW && insertion_sort(part, count)) return;
    while (bits < DIGIT_BITS_MAX && count >> (2 * bits - 2)) bits++;
    scatter(part, count, (struct digit){top - 2 * bits, bits}, spare, ends);
    scatter(spare, count, (struct digit){top - bits, bits}, part, ends);
    if (insertion_sort(part, count)) return;
    for (unsigned shift = 0; shift < top; shift += 14) {
        scatter(part, count, (struct digit){shift, 7}, spare, ends);
        scatter(spare, count, (struct digit){shift + 7, 7}, part, ends);
    }
}

struct sorting {
    nd_posting *sorted, *spare;
    size_t      ends[PARTS];
};

static void sort_parts(void *context, unsigned worker, size_t begin, size_t end) {
    struct sorting *sorting = context;
    (void)worker;
    for (size_t part = begin; part < end; part++) {
        size_t first = part ? sorting->ends[part - 1] : 0;
        sort_part(sorting->sorted + first, sorting->spare + first, sorting->ends[part] - first);
    }
}

int nd_postings_sort(nd_buf *postings, nd_pool *pool, nd_error *error) {
    size_t count = postings->size / sizeof(nd_posting);
    if (count < 2) return ND_OK;
    struct sorting sorting = {.spare = (nd_posting *)postings->data, .sorted = malloc(postings->size)};
    if (!sorting.sorted) return nd_fail_memory(error);
    scatter(sorting.spare, count, (struct digit){64 - PART_BITS, PART_BITS}, sorting.sorted, sorting.ends);
    nd_pool_run(pool, PARTS, 1, sort_parts, &sorting);
    free(postings->data);
    postings->data = (uint8_t *)sorting.sorted;
    postings->capacity = postings->size;
    return ND_OK;
}

void nd_postings_partition(const nd_posting *postings, size_t count, uint64_t ends[ND_PARTITIONS]) {
    size_t at = 0;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        size_t high = count; /* by bisection, as they are sorted */
        while (at < high) {
            size_t middle = at + (high - at) / 2;
            if (nd_posting_partition(&postings[middle]) <= p) at = middle + 1;
            else high = middle;
        }
        ends[p] = at;
    }
}
