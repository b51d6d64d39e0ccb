/*
 * posting.c - sorting: one pass in place by the top byte of the key (American flag sort: McIlroy, Bostic and
 * McIlroy, 1993), then each of the 256 parts by itself, in parallel and in the cache, by as many more bits as it
 * takes to tell its postings apart, in two passes through a spare part; what is still out of order is so
 * little that insertion finishes it. A part in which keys agree in those bits by design is left to a plain
 * radix sort of all bits. The first pass scrambles the postings of one key: their articles are put in order
 * last. Memory: the largest part, for each thread.
 */
#include "sketch/posting.h"

#include <string.h>

#include "base/error.h"
#include "base/introsort.h"

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

#define TOP ((struct digit){64 - PART_BITS, PART_BITS})

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

/* Postings come in the order of their articles. */
static int by_article(const void *left, const void *right) {
    const nd_posting *a = left, *b = right;
    return a->article < b->article ? -1 : a->article > b->article;
}

static void order_articles(nd_posting *part, size_t count) {
    for (size_t begin = 0, end; begin < count; begin = end) {
        uint64_t key = nd_posting_key(&part[begin]);
        for (end = begin + 1; end < count && nd_posting_key(&part[end]) == key;) end++;
        if (end - begin > 1) nd_sort(part + begin, end - begin, sizeof *part, by_article);
    }
}

struct sorting {
    nd_posting *postings, *spares; /* a spare for each worker */
    size_t      ends[PARTS], largest;
};

static size_t part_size(const struct sorting *sorting, size_t part) {
    return sorting->ends[part] - (part ? sorting->ends[part - 1] : 0);
}

static void sort_parts(void *context, unsigned worker, size_t begin, size_t end) {
    struct sorting *sorting = context;
    for (size_t part = begin; part < end; part++) {
        size_t      count = part_size(sorting, part);
        nd_posting *postings = sorting->postings + sorting->ends[part] - count;
        sort_part(postings, sorting->spares + worker * sorting->largest, count);
        order_articles(postings, count);
    }
}

static void count_parts(struct sorting *sorting, size_t count) {
    for (size_t i = 0; i < count; i++) sorting->ends[digit_of(&sorting->postings[i], TOP)]++;
    for (size_t part = 1; part < PARTS; part++) sorting->ends[part] += sorting->ends[part - 1];
    for (size_t part = 0; part < PARTS; part++)
        if (part_size(sorting, part) > sorting->largest) sorting->largest = part_size(sorting, part);
}

/* Whatever stands at the next place of a part goes to its own, and what stood there further, until one comes
 * that belongs here. */
static void distribute(struct sorting *sorting) {
    nd_posting *postings = sorting->postings;
    size_t      next[PARTS];
    for (size_t part = 0; part < PARTS; part++) next[part] = sorting->ends[part] - part_size(sorting, part);
    for (size_t part = 0; part < PARTS; part++)
        while (next[part] < sorting->ends[part]) {
            nd_posting moving = postings[next[part]];
            for (size_t own; (own = digit_of(&moving, TOP)) != part;) {
                nd_posting displaced = postings[next[own]];
                postings[next[own]++] = moving;
                moving = displaced;
            }
            postings[next[part]++] = moving;
        }
}

int nd_postings_sort(nd_buf *postings, nd_pool *pool, nd_error *error) {
    size_t         count = postings->size / sizeof(nd_posting);
    struct sorting sorting = {.postings = (nd_posting *)postings->data};
    if (count < 2) return ND_OK;
    count_parts(&sorting, count);
    sorting.spares = nd_allocate(nd_pool_jobs(pool) * sorting.largest * sizeof(nd_posting));
    if (!sorting.spares) return nd_fail_memory(error);
    distribute(&sorting);
    nd_pool_run(pool, PARTS, 1, sort_parts, &sorting);
    nd_release(sorting.spares);
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
