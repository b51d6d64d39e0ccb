/*
 * mask.h - which of 64 bytes are of a kind, as the bits of a number, the first byte the lowest bit.
 *
 * SSE2, which every x86-64 has: some 40 instructions for 64 bytes. Elsewhere eight bytes at a time, where
 * a sum of 7 bits and a constant has its high bit set from some value on and no sum reaches the next byte.
 */
#ifndef ND_MASK_H
#define ND_MASK_H

#include <stddef.h>

#include "base/bytes.h"

#define ND_MASK_BYTES 64

/* What the tokenizer asks of 64 bytes at once. */
typedef struct nd_text_masks {
    uint64_t words;    /* ASCII letters and digits */
    uint64_t marks;    /* all else but spaces */
    uint64_t high;     /* what is not ASCII */
    uint64_t capitals; /* of ASCII */
    uint64_t telling;  /* marks that tell something wherever they stand: line ends, ends of sentences, quotes */
} nd_text_masks;

#if defined(__SSE2__)
#include <emmintrin.h>

/* The high bits of 16 bytes of which those from `first` on, `count` of them, are set. */
static inline __m128i nd_within16(__m128i bytes, char first, int count) {
    __m128i from_least = _mm_add_epi8(bytes, _mm_set1_epi8((char)(-128 - first)));
    return _mm_cmplt_epi8(from_least, _mm_set1_epi8((char)(-128 + count)));
}

/* The high bits of four times 16 bytes. */
static inline uint64_t nd_gather64(__m128i a, __m128i b, __m128i c, __m128i d) {
    uint32_t low = (uint32_t)_mm_movemask_epi8(b) << 16 | (uint32_t)_mm_movemask_epi8(a);
    uint32_t high = (uint32_t)_mm_movemask_epi8(d) << 16 | (uint32_t)_mm_movemask_epi8(c);
    return (uint64_t)high << 32 | low;
}

static inline __m128i nd_load16(const uint8_t *at) {
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* Writes the 64 bytes to `lower` in small letters, and which are of what kind to *out. */
static inline void nd_mask_text(const uint8_t *at, uint8_t *lower, nd_text_masks *out) {
    uint64_t words = 0, spaces = 0, high = 0, capitals = 0, telling = 0;
    for (int i = 3; i >= 0; i--) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
        __m128i is_capital = nd_within16(bytes, 'A', 26);
        __m128i small = _mm_or_si128(bytes, _mm_and_si128(is_capital, _mm_set1_epi8(0x20)));
        __m128i is_word = _mm_or_si128(nd_within16(small, 'a', 26), nd_within16(bytes, '0', 10));
        __m128i is_space = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '));
        __m128i is_end = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')),
                                      _mm_cmpeq_epi8(bytes, _mm_set1_epi8('?')));
        is_end = _mm_or_si128(is_end, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
        is_end = _mm_or_si128(is_end, nd_within16(bytes, '!', 2)); /* and quotes */
        _mm_storeu_si128((__m128i *)(void *)(lower + 16 * i), small);
        words = words << 16 | (unsigned)_mm_movemask_epi8(is_word);
        spaces = spaces << 16 | (unsigned)_mm_movemask_epi8(is_space);
        high = high << 16 | (unsigned)_mm_movemask_epi8(bytes);
        capitals = capitals << 16 | (unsigned)_mm_movemask_epi8(is_capital);
        telling = telling << 16 | (unsigned)_mm_movemask_epi8(is_end);
    }
    *out = (nd_text_masks){words, ~words & ~spaces, high, capitals, telling};
}

static inline uint64_t nd_mask_byte(const uint8_t *at, char byte) {
    __m128i all = _mm_set1_epi8(byte);
    return nd_gather64(_mm_cmpeq_epi8(nd_load16(at), all), _mm_cmpeq_epi8(nd_load16(at + 16), all),
                       _mm_cmpeq_epi8(nd_load16(at + 32), all), _mm_cmpeq_epi8(nd_load16(at + 48), all));
}

static inline __m128i nd_json16(const uint8_t *at) {
    __m128i bytes = nd_load16(at);
    __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                 _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    return _mm_or_si128(marks, nd_within16(bytes, 0, 0x20));
}

/* What may not stand in a JSON string as it is: quote, backslash, control characters. */
static inline uint64_t nd_mask_json(const uint8_t *at) {
    return nd_gather64(nd_json16(at), nd_json16(at + 16), nd_json16(at + 32), nd_json16(at + 48));
}

static inline __m128i nd_low16(const uint8_t *at) {
    return nd_within16(nd_load16(at), 0, '\t');
}

/* Control characters before the tab, NUL among them, which stand in no text. */
static inline uint64_t nd_mask_low(const uint8_t *at) {
    return nd_gather64(nd_low16(at), nd_low16(at + 16), nd_low16(at + 32), nd_low16(at + 48));
}

#else
#define ND_EACH_BYTE UINT64_C(0x0101010101010101)

/* The high bits of those of 8 bytes that are ASCII and at least `first`, at most `last`. */
static inline uint64_t nd_within8(uint64_t bytes, unsigned first, unsigned last) {
    uint64_t low = bytes & 0x7f * ND_EACH_BYTE;
    uint64_t from_first = low + (0x80 - first) * ND_EACH_BYTE, past_last = low + (0x7f - last) * ND_EACH_BYTE;
    return from_first & ~past_last & ~bytes & 0x80 * ND_EACH_BYTE;
}

/* Eight high bits together. */
static inline uint64_t nd_gather8(uint64_t high) {
    return (high >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline void nd_mask_text(const uint8_t *at, uint8_t *lower, nd_text_masks *out) {
    *out = (nd_text_masks){0};
    for (unsigned i = 0; i < 8; i++) {
        uint64_t bytes = nd_load64(at + 8 * i), is_capital = nd_within8(bytes, 'A', 'Z');
        uint64_t small = bytes | is_capital >> 2;
        uint64_t is_word = nd_within8(small, 'a', 'z') | nd_within8(bytes, '0', '9');
        uint64_t is_end = nd_within8(bytes, '!', '"') | nd_within8(bytes, '.', '.') | nd_within8(bytes, '?', '?') |
                          nd_within8(bytes, '\n', '\n');
        uint64_t is_mark = 0x80 * ND_EACH_BYTE & ~(is_word | nd_within8(bytes, ' ', ' '));
        for (unsigned k = 0; k < 8; k++) lower[8 * i + k] = (uint8_t)(small >> 8 * k);
        out->words |= nd_gather8(is_word) << 8 * i;
        out->marks |= nd_gather8(is_mark) << 8 * i;
        out->high |= nd_gather8(bytes & 0x80 * ND_EACH_BYTE) << 8 * i;
        out->capitals |= nd_gather8(is_capital) << 8 * i;
        out->telling |= nd_gather8(is_end) << 8 * i;
    }
}

static inline uint64_t nd_mask_byte(const uint8_t *at, char byte) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8; i++)
        mask |= nd_gather8(nd_within8(nd_load64(at + 8 * i), (uint8_t)byte, (uint8_t)byte)) << 8 * i;
    return mask;
}

static inline uint64_t nd_mask_json(const uint8_t *at) {
    uint64_t mask = nd_mask_byte(at, '"') | nd_mask_byte(at, '\\');
    for (unsigned i = 0; i < 8; i++) mask |= nd_gather8(nd_within8(nd_load64(at + 8 * i), 0, 0x1f)) << 8 * i;
    return mask;
}

static inline uint64_t nd_mask_low(const uint8_t *at) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8; i++) mask |= nd_gather8(nd_within8(nd_load64(at + 8 * i), 0, '\t' - 1)) << 8 * i;
    return mask;
}
#endif

#endif
