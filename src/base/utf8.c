/*
 * utf8.c - the exact definition: no overlong forms, no surrogates, nothing above U+10FFFF. Where a
 * sequence breaks off, the bytes that could have begun one are one error, as the standard recommends.
 */
#include "base/utf8.h"

#include "base/mask.h"

unsigned nd_utf8_length(uint8_t lead) {
    if (lead < 0x80) return 1;
    if (lead < 0xc2) return 0;
    if (lead < 0xe0) return 2;
    if (lead < 0xf0) return 3;
    return lead < 0xf5 ? 4 : 0;
}

unsigned nd_utf8_valid_prefix(const uint8_t *at, unsigned size, unsigned length) {
    unsigned i = 1;
    for (; i < size && i < length; i++) {
        uint8_t low = 0x80, high = 0xbf;
        if (i == 1 && at[0] == 0xe0) low = 0xa0;
        if (i == 1 && at[0] == 0xed) high = 0x9f;
        if (i == 1 && at[0] == 0xf0) low = 0x90;
        if (i == 1 && at[0] == 0xf4) high = 0x8f;
        if (at[i] < low || at[i] > high) break;
    }
    return i;
}

uint32_t nd_utf8_decode(const uint8_t *at, unsigned length) {
    switch (length) {
    case 1: return at[0];
    case 2: return (at[0] & 31u) << 6 | (at[1] & 63u);
    case 3: return (at[0] & 15u) << 12 | (at[1] & 63u) << 6 | (at[2] & 63u);
    default: return (at[0] & 7u) << 18 | (at[1] & 63u) << 12 | (at[2] & 63u) << 6 | (at[3] & 63u);
    }
}

unsigned nd_utf8_encode(uint8_t *at, uint32_t code_point) {
    static const uint8_t lead[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    unsigned             length = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (unsigned i = length - 1; i > 0; i--, code_point >>= 6) at[i] = (uint8_t)(0x80 | (code_point & 63));
    at[0] = (uint8_t)(lead[length] | code_point);
    return length;
}

size_t nd_utf8_step(const char *text, size_t size, uint32_t *code_point) {
    const uint8_t *at = (const uint8_t *)text;
    unsigned       length = nd_utf8_length(at[0]);
    *code_point = ND_NOT_UTF8;
    if (length == 0) return 1;
    unsigned valid = nd_utf8_valid_prefix(at, size < 4 ? (unsigned)size : 4, length);
    if (valid == length) *code_point = nd_utf8_decode(at, length);
    return valid;
}

/* How many of the eight bytes at `text` come before one that is not ASCII. */
static size_t count_ascii(const char *text) {
    uint64_t high = nd_load64(text) & UINT64_C(0x8080808080808080);
    return high ? (size_t)__builtin_ctzll(high) / 8 : 8;
}

/* Most news is ASCII for long stretches. */
size_t nd_utf8_ascii(const char *text, size_t size) {
    size_t at = 0;
    for (; size - at >= ND_MASK_BYTES; at += ND_MASK_BYTES) {
        uint64_t high = nd_mask_high((const uint8_t *)text + at);
        if (high) return at + (size_t)__builtin_ctzll(high);
    }
    for (; size - at >= 8; at += 8) {
        size_t count = count_ascii(text + at);
        if (count < 8) return at + count;
    }
    while (at < size && (uint8_t)text[at] < 0x80) at++;
    return at;
}

static int goes_on(char byte) {
    return ((uint8_t)byte & 0xc0) == 0x80;
}

/* Sequences of two and three bytes whose lead alone rules out overlong forms and surrogates, letters of most
 * scripts, with the few ASCII characters between them: five times faster than one by one through
 * nd_utf8_step. Stops where there is nothing but ASCII. */
static size_t skip_common(const char *text, size_t size) {
    size_t at = 0;
    while (size - at >= 8) {
        uint8_t lead = (uint8_t)text[at];
        size_t  length = 0;
        if (lead < 0x80) length = count_ascii(text + at) % 8;
        else if (lead >= 0xc2 && lead < 0xe0 && goes_on(text[at + 1])) length = 2;
        else if (lead > 0xe0 && lead < 0xed && goes_on(text[at + 1]) && goes_on(text[at + 2])) length = 3;
        if (length == 0) break;
        at += length;
    }
    return at;
}

size_t nd_utf8_well_formed(const char *text, size_t size) {
    size_t at = 0;
    while (at < size) {
        uint32_t code_point;
        at += nd_utf8_ascii(text + at, size - at);
        at += skip_common(text + at, size - at);
        if (at == size) break;
        size_t length = nd_utf8_step(text + at, size - at, &code_point);
        if (code_point == ND_NOT_UTF8) break;
        at += length;
    }
    return at;
}
