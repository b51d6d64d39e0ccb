/*
 * mask.h - which of 64 bytes are of a kind, as the bits of a number, the first byte the lowest bit.
 *
 * SSE2, which every x86-64 has: some 40 instructions for 64 bytes; for the tokenizer AVX2 too, where there is that.
 * Elsewhere eight bytes at a time, where a sum of 7 bits and a constant has its high bit set from some value on and no
 * sum reaches the next byte.
 */
#ifndef ND_MASK_H
#define ND_MASK_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/cpu.h"

#define ND_MASK_BYTES 64

/* What the tokenizer asks of 64 bytes at once. */
typedef struct nd_text_masks {
    uint64_t words;    /* ASCII letters and digits */
    uint64_t marks;    /* all else but spaces */
    uint64_t high;     /* what is not ASCII */
    uint64_t capitals; /* of ASCII */
    uint64_t lines;    /* line ends */
    uint64_t ends;     /* of sentences */
    uint64_t quotes;   /* of ASCII */
    uint64_t blanks;   /* tabs, returns and apostrophes: marks that may stand in an empty line */
    uint64_t joining;  /* digits, and what may join them or letters: apostrophes and , - . / : */
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

static inline __m128i nd_is16(__m128i bytes, char byte) {
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte));
}

static inline uint64_t nd_shift_in16(uint64_t mask, __m128i high_bits) {
    return mask << 16 | (unsigned)_mm_movemask_epi8(high_bits);
}

/* Writes the 64 bytes to `lower`, capitals as small letters, and what they are to *out. */
static inline void nd_mask_text(const uint8_t *at, uint8_t *lower, nd_text_masks *out) {
    nd_text_masks m = {0};
    for (int i = 3; i >= 0; i--) {
        __m128i bytes = nd_load16(at + 16 * i);
        __m128i is_capital = nd_within16(bytes, 'A', 26);
        __m128i small = _mm_or_si128(bytes, _mm_and_si128(is_capital, _mm_set1_epi8(0x20)));
        __m128i is_word = _mm_or_si128(nd_within16(small, 'a', 26), nd_within16(bytes, '0', 10));
        __m128i is_end = _mm_or_si128(nd_is16(bytes, '.'), _mm_or_si128(nd_is16(bytes, '!'), nd_is16(bytes, '?')));
        __m128i is_blank = nd_is16(_mm_and_si128(bytes, _mm_set1_epi8(~('\t' ^ '\r'))), '\t');
        __m128i is_apostrophe = _mm_or_si128(nd_is16(bytes, '\''), nd_is16(bytes, '`'));
        _mm_storeu_si128((__m128i *)(void *)(lower + 16 * i), small);
        m.words = nd_shift_in16(m.words, is_word);
        m.marks = nd_shift_in16(m.marks, _mm_or_si128(is_word, nd_is16(bytes, ' '))); /* which are none */
        m.high = nd_shift_in16(m.high, bytes);
        m.capitals = nd_shift_in16(m.capitals, is_capital);
        m.lines = nd_shift_in16(m.lines, nd_is16(bytes, '\n'));
        m.ends = nd_shift_in16(m.ends, is_end);
        m.quotes = nd_shift_in16(m.quotes, nd_is16(bytes, '"'));
        m.blanks = nd_shift_in16(m.blanks, _mm_or_si128(is_blank, is_apostrophe));
        m.joining = nd_shift_in16(m.joining, _mm_or_si128(is_apostrophe, nd_within16(bytes, ',', ':' + 1 - ',')));
    }
    m.marks = ~m.marks;
    *out = m;
}

static inline uint64_t nd_mask_byte(const uint8_t *at, char byte) {
    __m128i all = _mm_set1_epi8(byte);
    return nd_gather64(_mm_cmpeq_epi8(nd_load16(at), all), _mm_cmpeq_epi8(nd_load16(at + 16), all),
                       _mm_cmpeq_epi8(nd_load16(at + 32), all), _mm_cmpeq_epi8(nd_load16(at + 48), all));
}

/* Bytes that are not ASCII. */
static inline uint64_t nd_mask_high(const uint8_t *at) {
    return nd_gather64(nd_load16(at), nd_load16(at + 16), nd_load16(at + 32), nd_load16(at + 48));
}

static inline __m128i nd_json16(const uint8_t *at) {
    __m128i bytes = nd_load16(at);
    return _mm_or_si128(_mm_or_si128(nd_is16(bytes, '"'), nd_is16(bytes, '\\')), nd_within16(bytes, 0, 0x20));
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

#ifdef ND_AVX2
ND_AVX2 static inline __m256i nd_within32(__m256i bytes, char first, int count) {
    __m256i from_least = _mm256_add_epi8(bytes, _mm256_set1_epi8((char)(-128 - first)));
    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(-128 + count)), from_least);
}

ND_AVX2 static inline __m256i nd_is32(__m256i bytes, char byte) {
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte));
}

ND_AVX2 static inline uint64_t nd_shift_in32(uint64_t mask, __m256i high_bits) {
    return mask << 32 | (uint32_t)_mm256_movemask_epi8(high_bits);
}

/* The same as nd_mask_text, for which it may be called where there is AVX2. */
ND_AVX2 static inline void nd_mask_text_avx2(const uint8_t *at, uint8_t *lower, nd_text_masks *out) {
    nd_text_masks m = {0};
    for (int i = 1; i >= 0; i--) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(at + 32 * i));
        __m256i is_capital = nd_within32(bytes, 'A', 26);
        __m256i small = _mm256_or_si256(bytes, _mm256_and_si256(is_capital, _mm256_set1_epi8(0x20)));
        __m256i is_word = _mm256_or_si256(nd_within32(small, 'a', 26), nd_within32(bytes, '0', 10));
        __m256i is_end = _mm256_or_si256(nd_is32(bytes, '!'), nd_is32(bytes, '?'));
        __m256i is_blank = nd_is32(_mm256_and_si256(bytes, _mm256_set1_epi8(~('\t' ^ '\r'))), '\t');
        __m256i is_apostrophe = _mm256_or_si256(nd_is32(bytes, '\''), nd_is32(bytes, '`'));
        __m256i is_joining = _mm256_or_si256(is_apostrophe, nd_within32(bytes, ',', ':' + 1 - ','));
        _mm256_storeu_si256((__m256i *)(void *)(lower + 32 * i), small);
        m.words = nd_shift_in32(m.words, is_word);
        m.marks = nd_shift_in32(m.marks, _mm256_or_si256(is_word, nd_is32(bytes, ' '))); /* which are none */
        m.high = nd_shift_in32(m.high, bytes);
        m.capitals = nd_shift_in32(m.capitals, is_capital);
        m.lines = nd_shift_in32(m.lines, nd_is32(bytes, '\n'));
        m.ends = nd_shift_in32(m.ends, _mm256_or_si256(is_end, nd_is32(bytes, '.')));
        m.quotes = nd_shift_in32(m.quotes, nd_is32(bytes, '"'));
        m.blanks = nd_shift_in32(m.blanks, _mm256_or_si256(is_blank, is_apostrophe));
        m.joining = nd_shift_in32(m.joining, is_joining);
    }
    m.marks = ~m.marks;
    *out = m;
}
#endif

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

static inline uint64_t nd_is8(uint64_t bytes, char byte) {
    return nd_within8(bytes, (uint8_t)byte, (uint8_t)byte);
}

static inline void nd_mask_text(const uint8_t *at, uint8_t *lower, nd_text_masks *out) {
    *out = (nd_text_masks){0};
    for (unsigned i = 0; i < 8; i++) {
        uint64_t bytes = nd_load64(at + 8 * i), is_capital = nd_within8(bytes, 'A', 'Z');
        uint64_t small = bytes | is_capital >> 2;
        uint64_t is_word = nd_within8(small, 'a', 'z') | nd_within8(bytes, '0', '9');
        uint64_t is_mark = 0x80 * ND_EACH_BYTE & ~(is_word | nd_is8(bytes, ' '));
        uint64_t is_end = nd_is8(bytes, '.') | nd_is8(bytes, '!') | nd_is8(bytes, '?');
        uint64_t is_apostrophe = nd_is8(bytes, '\'') | nd_is8(bytes, '`');
        for (unsigned k = 0; k < 8; k++) lower[8 * i + k] = (uint8_t)(small >> 8 * k);
        out->words |= nd_gather8(is_word) << 8 * i;
        out->marks |= nd_gather8(is_mark) << 8 * i;
        out->high |= nd_gather8(bytes & 0x80 * ND_EACH_BYTE) << 8 * i;
        out->capitals |= nd_gather8(is_capital) << 8 * i;
        out->lines |= nd_gather8(nd_is8(bytes, '\n')) << 8 * i;
        out->ends |= nd_gather8(is_end) << 8 * i;
        out->quotes |= nd_gather8(nd_is8(bytes, '"')) << 8 * i;
        out->blanks |= nd_gather8(nd_is8(bytes, '\t') | nd_is8(bytes, '\r') | is_apostrophe) << 8 * i;
        out->joining |= nd_gather8(nd_within8(bytes, ',', ':') | is_apostrophe) << 8 * i;
    }
}

static inline uint64_t nd_mask_byte(const uint8_t *at, char byte) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8; i++) mask |= nd_gather8(nd_is8(nd_load64(at + 8 * i), byte)) << 8 * i;
    return mask;
}

static inline uint64_t nd_mask_high(const uint8_t *at) {
    uint64_t mask = 0;
    for (unsigned i = 0; i < 8; i++) mask |= nd_gather8(nd_load64(at + 8 * i) & 0x80 * ND_EACH_BYTE) << 8 * i;
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
