/*
 * radix.c - by as many bits as it takes to tell the postings of a part apart, in two passes; what is still out of
 * order is so little that insertion finishes it. A part in which keys agree in those bits by design is left to a
 * plain radix sort of all bits. The number of passes is even, so that nothing is copied back.
 */
#include "sketch/radix.h"

#define DIGIT_BITS_MAX 11
#define PLAIN_BITS 8
#define FEW 48 /* sorted by insertion alone */

_Static_assert(64 % (2 * PLAIN_BITS) == 0, "a plain sort of all bits has an even number of passes");

/* Some bits of a key: how far up they are, and how many. */
struct digit {
    unsigned shift, bits;
};

static size_t digit_of(const nd_posting *posting, struct digit digit) {
    return nd_posting_key(posting) >> digit.shift & ((1u << digit.bits) - 1);
}

/* One stable pass by a digit. */
static void scatter(const nd_posting *from, size_t count, struct digit digit, nd_posting *to) {
    size_t begins[1u << DIGIT_BITS_MAX], sum = 0;
    memset(begins, 0, sizeof *begins << digit.bits);
    for (size_t i = 0; i < count; i++) begins[digit_of(&from[i], digit)]++;
    for (size_t value = 0; value < (size_t)1 << digit.bits; value++) {
        size_t here = begins[value];
        begins[value] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[begins[digit_of(&from[i], digit)]++] = from[i];
}

/* Two passes by digits of so many bits, the lower of which begins at `shift`. */
static void scatter_twice(nd_posting *part, nd_posting *spare, size_t count, struct digit digit) {
    scatter(part, count, digit, spare);
    scatter(spare, count, (struct digit){digit.shift + digit.bits, digit.bits}, part);
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

void nd_radix_sort(nd_posting *part, nd_posting *spare, size_t count, unsigned top) {
    unsigned bits = 1; /* of a digit */
    if (count < FEW && insertion_sort(part, count)) return;
    while (bits < DIGIT_BITS_MAX && count >> (2 * bits - 2)) bits++; /* four times as many values as postings */
    scatter_twice(part, spare, count, (struct digit){top - 2 * bits, bits});
    if (insertion_sort(part, count)) return;
    for (unsigned shift = 0; shift < 64; shift += 2 * PLAIN_BITS)
        scatter_twice(part, spare, count, (struct digit){shift, PLAIN_BITS});
}
