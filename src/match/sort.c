/*
 * sort.c - a radix sort, from the lowest digit to the highest; digits in which all numbers agree, as most do in the
 * upper bits of small numbers, are passed over. A list that is too long for the cache, or for one of several threads,
 * is divided by the highest digit first. Cost: a pass over the list for each digit that is left, in the cache but for
 * one.
 */
#include "match/sort.h"

#include <string.h>

#include "base/introsort.h"
#include "newsdup.h"

#define DIGIT_BITS 9
#define DIGITS (1u << DIGIT_BITS)
#define FEW 256         /* sorted by comparing */
#define MANY (1u << 18) /* too many for the cache */
#define SHARED (1u << 14) /* enough for several threads */
#define PARTS_A_PIECE 16

static int by_value(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static int is_sorted(const uint64_t *numbers, size_t count) {
    size_t at = 1;
    while (at < count && numbers[at - 1] <= numbers[at]) at++;
    return at >= count;
}

/* The bits in which some numbers differ. */
static uint64_t differing_bits(const uint64_t *numbers, size_t count) {
    uint64_t differing = 0;
    for (size_t i = 1; i < count; i++) differing |= numbers[i] ^ numbers[0];
    return differing;
}

/* Leaves in ends[digit], which are zero, where the numbers of each digit end. */
static void scatter(const uint64_t *from, size_t count, unsigned shift, size_t *ends, uint64_t *to) {
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) ends[from[i] >> shift & (DIGITS - 1)]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t here = ends[digit];
        ends[digit] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[ends[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

/* Sorts what fits the cache, by way of a list of the same length. */
static void sort_part(uint64_t *numbers, uint64_t *spare, size_t count) {
    uint64_t *from = numbers, *to = spare;
    uint64_t  left = differing_bits(numbers, count);
    while (left) {
        unsigned shift = (unsigned)__builtin_ctzll(left);
        scatter(from, count, shift, (size_t[DIGITS]){0}, to);
        uint64_t *sorted = to;
        to = from;
        from = sorted;
        left &= shift + DIGIT_BITS < 64 ? UINT64_MAX << (shift + DIGIT_BITS) : 0;
    }
    if (from != numbers) memcpy(numbers, from, count * sizeof *numbers);
}

/* A list that has been divided. */
struct divided {
    uint64_t *numbers, *spare; /* spare: they lie here */
    size_t    ends[DIGITS];
};

static void sort_some(void *context, unsigned worker, size_t first, size_t last) {
    const struct divided *divided = context;
    (void)worker;
    for (size_t digit = first; digit < last; digit++) {
        size_t begin = digit ? divided->ends[digit - 1] : 0, count = divided->ends[digit] - begin;
        sort_part(divided->spare + begin, divided->numbers + begin, count);
        memcpy(divided->numbers + begin, divided->spare + begin, count * sizeof(uint64_t));
    }
}

/* Divides the numbers by the highest digit in which they differ, and has the parts sorted. */
static void sort_in_parts(uint64_t *numbers, uint64_t *spare, size_t count, nd_pool *pool) {
    struct divided divided = {numbers, spare, {0}};
    unsigned       bits = 64 - (unsigned)__builtin_clzll(differing_bits(numbers, count) | DIGITS);
    scatter(numbers, count, bits - DIGIT_BITS, divided.ends, spare);
    if (pool) nd_pool_run(pool, DIGITS, PARTS_A_PIECE, sort_some, &divided);
    else sort_some(&divided, 0, 0, DIGITS);
}

void nd_sort64(uint64_t *numbers, size_t count, nd_pool *pool) {
    if (is_sorted(numbers, count)) return;
    size_t    many = pool && nd_pool_jobs(pool) > 1 ? SHARED : MANY;
    uint64_t *spare = count > FEW ? nd_allocate(count * sizeof *spare) : NULL;
    if (spare && count > many) sort_in_parts(numbers, spare, count, pool);
    else if (spare) sort_part(numbers, spare, count);
    else nd_sort(numbers, count, sizeof *numbers, by_value);
    nd_release(spare);
}
