/*
 * json_string.c - 64 bytes at a time: copied as they lie, and what stands behind the first mark among them is written
 * over. With AVX-512 an escape is no mark: the backslash is left out and the letter behind it exchanged for all escapes
 * of the 64 bytes at once, so that the processor guesses once a block and not once a line end. Cost: 10 GB/s, 3 in
 * portable code.
 */
#include "input/json_string.h"

#include <string.h>

#include "base/cpu.h"
#include "base/mask.h"

#define BLOCK ND_MASK_BYTES
#define AHEAD 1024 /* bytes that are asked for before they are needed */

/* Of the letter behind a backslash; 0: it is no escape of two bytes. */
static const uint8_t meanings[128] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                      ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};

static int is_mark(uint8_t byte) {
    return byte == '"' || byte == '\\' || byte < 0x20;
}

/* An address and no pointer, as it may be behind the end. */
static inline void expect_ahead(const uint8_t *from) {
    __builtin_prefetch((const void *)((uintptr_t)from + AHEAD));
}

/* Copies to the next mark, or to the end. Returns how many bytes. */
static size_t copy_plain(const uint8_t *from, size_t size, uint8_t *to) {
    size_t at = 0;
    for (; size - at >= BLOCK; at += BLOCK) {
        expect_ahead(from + at);
        uint64_t marks = nd_mask_json(from + at);
        memcpy(to + at, from + at, BLOCK);
        if (marks) return at + (size_t)__builtin_ctzll(marks);
    }
    for (; at < size && !is_mark(from[at]); at++) to[at] = from[at];
    return at;
}

nd_json_copied nd_json_copy_portable(const uint8_t *from, size_t size, uint8_t *to) {
    nd_json_copied copied = {0, 0};
    for (;;) {
        size_t count = copy_plain(from + copied.passed, size - copied.passed, to + copied.written);
        copied.passed += count;
        copied.written += count;
        const uint8_t *mark = from + copied.passed;
        if (size - copied.passed < 2 || mark[0] != '\\' || mark[1] >= sizeof meanings || !meanings[mark[1]]) break;
        to[copied.written++] = meanings[mark[1]];
        copied.passed += 2;
    }
    return copied;
}

#ifdef ND_VBMI2
#define ALL8(x) _mm512_set1_epi8((char)(x))

/* Of backslashes those that begin an escape: of some in a row each other. */
ND_VBMI2 static inline uint64_t find_escapes(uint64_t backslashes) {
    for (uint64_t wrong; (wrong = backslashes & backslashes << 1);) backslashes ^= wrong & (0 - wrong);
    return backslashes;
}

/* The same of up to 64 bytes; of an escape that goes on behind them nothing. */
ND_VBMI2 static inline nd_json_copied copy_block(const uint8_t *from, size_t size, uint8_t *to) {
    uint64_t live = size < BLOCK ? (UINT64_C(1) << size) - 1 : UINT64_MAX; /* all others are NUL, a mark */
    __m512i  bytes = _mm512_maskz_loadu_epi8(live, from);
    uint64_t escapes = find_escapes(_mm512_cmpeq_epi8_mask(bytes, ALL8('\\'))), letters = escapes << 1;
    __m512i  meaning = _mm512_permutex2var_epi8(_mm512_loadu_si512(meanings), bytes, _mm512_loadu_si512(meanings + 64));
    uint64_t wrong = letters & (_mm512_testn_epi8_mask(meaning, meaning) | _mm512_movepi8_mask(bytes));
    uint64_t marks = _mm512_cmpeq_epi8_mask(bytes, ALL8('"')) & ~letters;
    marks |= _mm512_cmplt_epu8_mask(bytes, ALL8(' ')) | wrong >> 1 | (escapes & UINT64_C(1) << (BLOCK - 1));
    uint64_t passed = marks ? (marks & (0 - marks)) - 1 : UINT64_MAX, kept = passed & ~escapes;
    __m512i  meant = _mm512_mask_mov_epi8(bytes, letters, meaning);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(kept, meant));
    return (nd_json_copied){(size_t)__builtin_popcountll(passed), (size_t)__builtin_popcountll(kept)};
}

ND_VBMI2 static nd_json_copied copy_avx512(const uint8_t *from, size_t size, uint8_t *to) {
    nd_json_copied copied = {0, 0}, block;
    do {
        expect_ahead(from + copied.passed);
        block = copy_block(from + copied.passed, size - copied.passed, to + copied.written);
        copied.passed += block.passed;
        copied.written += block.written;
    } while (block.passed >= BLOCK - 1);
    return copied;
}
#endif

nd_json_copied nd_json_copy(const uint8_t *from, size_t size, uint8_t *to) {
#ifdef ND_VBMI2
    if (nd_has_vbmi2()) return copy_avx512(from, size, to);
#endif
    return nd_json_copy_portable(from, size, to);
}

/* ---- characters by their number --------------------------------------------------------------- */

#define UNIT_BYTES 6
#define IS_DIGIT 16

/* What a hexadecimal digit stands for, and IS_DIGIT; of other bytes 0. */
static const uint8_t digits[256] = {['0'] = 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
                                    ['A'] = 26, 27, 28, 29, 30, 31, ['a'] = 26, 27, 28, 29, 30, 31};

/* The four hexadecimal digits of "\uXXXX"; UINT32_MAX if there is no such thing here. */
static uint32_t read_unit(const char *from, size_t size) {
    uint32_t unit = 0, all = IS_DIGIT;
    if (size < UNIT_BYTES || from[0] != '\\' || from[1] != 'u') return UINT32_MAX;
    for (size_t i = 2; i < UNIT_BYTES; i++) {
        uint32_t digit = digits[(uint8_t)from[i]];
        all &= digit;
        unit = unit << 4 | (digit & 15);
    }
    return all ? unit : UINT32_MAX;
}

size_t nd_json_code_point(const char *from, size_t size, uint32_t *out) {
    uint32_t high = read_unit(from, size);
    if (high == UINT32_MAX || (high >= 0xdc00 && high < 0xe000)) return 0;
    if (high < 0xd800 || high >= 0xe000) return *out = high, UNIT_BYTES;
    uint32_t low = read_unit(from + UNIT_BYTES, size - UNIT_BYTES);
    if (low < 0xdc00 || low >= 0xe000) return 0;
    *out = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return 2 * UNIT_BYTES;
}
