/*
 * introsort.c - quicksort that goes over to heapsort where it does not get on (introsort, Musser 1997): the
 * middle of three is the pivot, the smaller side is sorted by recursion and the larger one by the loop, so
 * that the stack stays small; what is short is left to insertion.
 */
#include "base/introsort.h"

#include <stdint.h>
#include <string.h>

#define FEW 12

struct order {
    size_t width;
    int (*compare)(const void *, const void *);
};

static void swap(uint8_t *a, uint8_t *b, size_t width) {
    for (; width >= sizeof(uint64_t); a += 8, b += 8, width -= 8) {
        uint64_t x, y;
        memcpy(&x, a, sizeof x);
        memcpy(&y, b, sizeof y);
        memcpy(a, &y, sizeof y);
        memcpy(b, &x, sizeof x);
    }
    for (; width; a++, b++, width--) {
        uint8_t byte = *a;
        *a = *b;
        *b = byte;
    }
}

static void insert(uint8_t *items, size_t count, const struct order *order) {
    const size_t width = order->width;
    for (size_t i = 1; i < count; i++)
        for (uint8_t *at = items + i * width; at > items && order->compare(at - width, at) > 0; at -= width)
            swap(at - width, at, width);
}

/* ---- heapsort --------------------------------------------------------------------------------- */

static void sift_down(uint8_t *items, size_t at, size_t count, const struct order *order) {
    const size_t width = order->width;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && order->compare(items + child * width, items + (child + 1) * width) < 0) child++;
        if (order->compare(items + at * width, items + child * width) >= 0) return;
        swap(items + at * width, items + child * width, width);
    }
}

static void sort_by_heap(uint8_t *items, size_t count, const struct order *order) {
    for (size_t i = count / 2; i-- > 0;) sift_down(items, i, count, order);
    while (count-- > 1) {
        swap(items, items + count * order->width, order->width);
        sift_down(items, 0, count, order);
    }
}

/* ---- quicksort -------------------------------------------------------------------------------- */

/* Leaves the middle one of the first, the middle and the last as the first. */
static void choose_pivot(uint8_t *items, size_t count, const struct order *order) {
    uint8_t *middle = items + count / 2 * order->width, *last = items + (count - 1) * order->width;
    if (order->compare(middle, last) > 0) swap(middle, last, order->width);
    if (order->compare(items, last) > 0) swap(items, last, order->width);
    else if (order->compare(items, middle) < 0) swap(items, middle, order->width);
}

/* Returns where the pivot ends: none before it is greater, none behind it is less. Equal ones stop both
 * sides, so that many of them are divided evenly. */
static size_t divide(uint8_t *items, size_t count, const struct order *order) {
    const size_t width = order->width;
    size_t       low = 0, high = count;
    choose_pivot(items, count, order);
    for (;;) {
        while (++low < count && order->compare(items + low * width, items) < 0) continue;
        while (order->compare(items + --high * width, items) > 0) continue;
        if (low >= high) break;
        swap(items + low * width, items + high * width, width);
    }
    swap(items, items + high * width, width);
    return high;
}

static void sort(uint8_t *items, size_t count, const struct order *order, unsigned depth) {
    while (count > FEW) {
        if (depth-- == 0) {
            sort_by_heap(items, count, order);
            return;
        }
        size_t   at = divide(items, count, order), behind = count - at - 1;
        uint8_t *rest = items + (at + 1) * order->width;
        if (at < behind) {
            sort(items, at, order, depth);
            items = rest;
            count = behind;
        } else {
            sort(rest, behind, order, depth);
            count = at;
        }
    }
    insert(items, count, order);
}

void nd_sort(void *items, size_t count, size_t width, int (*compare)(const void *, const void *)) {
    struct order order = {width, compare};
    unsigned     depth = 2;
    for (size_t left = count; left > 1; left /= 2) depth += 2;
    if (count > 1) sort(items, count, &order, depth);
}
