/*
 * sort.c - a radix sort, from the lowest digit to the highest; digits in which all numbers agree, as most do in the
 * upper bits of small numbers, are passed over. Cost: a pass over the list for each digit that is left.
 */
#include "match/sort.h"

#include <string.h>

#include "base/introsort.h"
#include "newsdup.h"

#define DIGIT_BITS 9
#define DIGITS (1u << DIGIT_BITS)
#define FEW 256 /* sorted by comparing */

static int by_value(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

/* The bits in which some numbers differ. */
static uint64_t differing_bits(const uint64_t *numbers, size_t count) {
    uint64_t differing = 0;
    for (size_t i = 1; i < count; i++) differing |= numbers[i] ^ numbers[0];
    return differing;
}

static void scatter(const uint64_t *from, size_t count, unsigned shift, uint64_t *to) {
    size_t begin[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++) begin[from[i] >> shift & (DIGITS - 1)]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t here = begin[digit];
        begin[digit] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[begin[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

void nd_sort64(uint64_t *numbers, size_t count) {
    uint64_t *spare = count > FEW ? nd_allocate(count * sizeof *spare) : NULL, *from = numbers, *to = spare;
    if (!spare) {
        if (count) nd_sort(numbers, count, sizeof *numbers, by_value);
        return;
    }
    uint64_t left = differing_bits(numbers, count);
    while (left) {
        unsigned shift = (unsigned)__builtin_ctzll(left);
        scatter(from, count, shift, to);
        uint64_t *sorted = to;
        to = from;
        from = sorted;
        left &= shift + DIGIT_BITS < 64 ? UINT64_MAX << (shift + DIGIT_BITS) : 0;
    }
    if (from != numbers) memcpy(numbers, from, count * sizeof *numbers);
    nd_release(spare);
}
