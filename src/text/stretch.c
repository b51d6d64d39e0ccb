/*
 * stretch.c - finds the words in 64 bytes at once: in a mask of the bytes that are parts of words (block.c),
 * words are the runs of ones. A word may begin in one block and end in the next; only what cannot be told from
 * one block, a character or a joint at its very end, is left to the next. So where a block begins mostly does
 * not depend on what was found in the one before, and the processor works on several at once.
 *
 * Positions are written out four at a time, needed or not: the processor guesses wrong once a block, not once a
 * word. With AVX-512 they are all written at once. Cost: 2.2 ns a word of English, 4 in portable code.
 */
#include "text/stretch.h"

#include <string.h>

#include "text/block.h"

#define BLOCK ND_MASK_BYTES
#define NOT_ASCII 0xff /* behind the end of the text: nothing is taken from there on */

static inline unsigned count_bits(uint64_t x) {
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* ---- words -------------------------------------------------------------------------------------- */

/* Writes base + i for each one of the mask, and that it is a capital. */
static inline void list_ones(uint16_t *out, uint64_t ones, uint64_t capitals, size_t base) {
    const uint64_t last = UINT64_C(1) << 63;
    for (size_t count = count_bits(ones), i = 0; i < count; i += 4)
        for (size_t k = i; k < i + 4; k++, ones &= ones - 1) {
            unsigned at = (unsigned)__builtin_ctzll(ones | last);
            out[k] = (uint16_t)((base + at) | (capitals >> at & 1 ? ND_STRETCH_CAPITAL : 0));
        }
}

/* Two at once, and two at least, as few blocks have more: the processor need not guess how many. */
static inline void list_marks(nd_stretch *s, uint64_t marks, uint64_t begins) {
    const uint64_t last = UINT64_C(1) << 63;
    uint16_t      *places = s->mark_places + s->marks, *words = s->mark_words + s->marks;
    s->marks += count_bits(marks);
    do
        for (unsigned k = 0; k < ND_STRETCH_MARKS; k++, marks &= marks - 1) {
            uint64_t lowest = marks & (0 - marks);
            *places++ = (uint16_t)(s->size + (unsigned)__builtin_ctzll(marks | last));
            *words++ = (uint16_t)(s->begun + count_bits(begins & (lowest - 1)));
        }
    while (marks);
}

static void list_joined(nd_stretch *s, uint64_t joints, uint64_t begins) {
    for (; joints; joints &= joints - 1) {
        size_t at = (size_t)__builtin_ctzll(joints), word = s->begun + count_bits(begins & nd_bits_below(at)) - 1;
        if (!s->joined || s->joined_words[s->joined - 1] != word) s->joined_words[s->joined++] = (uint16_t)word;
    }
}

/* ---- blocks ------------------------------------------------------------------------------------- */

/* What is done in another way where the processor can do it at once. */
struct kernel {
    void (*mask_text)(const uint8_t *text, uint8_t *folded, nd_text_masks *masks);
    void (*list_ones)(uint16_t *out, uint64_t ones, uint64_t capitals, size_t base);
};

/* Compiled once for each kernel. */
#define FOR_KERNEL static inline __attribute__((always_inline))

/* Lists what is in the bytes taken. A mark directly behind a word that ends neither line, sentence nor quotation
 * changes nothing: a new line was not just passed there. */
FOR_KERNEL void list_block(nd_stretch *s, const struct kernel *kernel, const nd_block *b, uint64_t taken) {
    uint64_t words = b->masks.words & taken, after_word = words << 1 | b->word_before;
    uint64_t begins = words & ~after_word, ends = ~words & after_word & taken;
    kernel->list_ones(s->begins + s->begun, begins, b->masks.capitals, s->size);
    kernel->list_ones(s->ends + s->words, ends, 0, s->size);
    list_marks(s, b->masks.marks & taken & (b->masks.telling | b->masks.high | ~after_word), begins);
    if (b->joints & taken) list_joined(s, b->joints & taken, begins);
    s->begun += count_bits(begins);
    s->words += count_bits(ends);
}

/* Takes from a block, and returns how many bytes it took. */
FOR_KERNEL size_t take_block(nd_stretch *s, const struct kernel *kernel, nd_block *b) {
    b->joints = b->combining = 0;
    kernel->mask_text(b->text, b->folded, &b->masks);
    if (b->masks.high) nd_block_take_characters(b);
    nd_block_leave_joint(b);
    if (b->limit == 0) return 0;
    uint64_t taken = nd_bits_below(b->limit), words = b->masks.words;
    uint64_t between = b->masks.marks & taken & (words << 1 | b->word_before) & words >> 1;
    if (between) nd_block_join(b, between);
    if (b->word_before && (b->masks.words & taken) == taken) return 0; /* longer than any word */
    list_block(s, kernel, b, taken);
    b->word_before = nd_bit_at(b->masks.words, b->limit - 1);
    b->combining_before = nd_bit_at(b->combining, b->limit - 1);
    return b->limit;
}

/* The last bytes of a text, and the one before them, where as many may be read as a block has. */
static void pad(nd_block *b, uint8_t padded[1 + BLOCK], int has_before) {
    const uint8_t *from = b->text - has_before;
    memset(padded, NOT_ASCII, 1 + BLOCK);
    memcpy(padded + 1 - has_before, from, b->limit + (size_t)has_before);
    b->text = padded + 1;
}

static void leave_open_word(nd_stretch *s) {
    if (s->begun == s->words) return;
    s->size = s->begins[s->words] & ND_STRETCH_PLACE;
    if (s->joined && s->joined_words[s->joined - 1] == s->words) s->joined--;
}

FOR_KERNEL void take(nd_stretch *s, const struct kernel *kernel, const uint8_t *text, size_t size) {
    nd_block b = {.word_before = 0};
    uint8_t  padded[1 + BLOCK];
    s->begun = s->words = s->marks = s->joined = s->size = 0;
    for (size_t took = 1; took && s->size + BLOCK <= ND_STRETCH_BYTES && s->size < size; s->size += took) {
        size_t left = size - s->size;
        b.limit = left < BLOCK ? left : BLOCK;
        b.text = text + s->size;
        b.folded = s->folded + s->size;
        if (left < BLOCK) pad(&b, padded, s->size > 0);
        took = take_block(s, kernel, &b);
    }
    leave_open_word(s);
}

static const struct kernel portable = {nd_mask_text, list_ones};

void nd_stretch_take_portable(nd_stretch *s, const uint8_t *text, size_t size) {
    take(s, &portable, text, size);
}

/* ---- AVX-512 ------------------------------------------------------------------------------------ */

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt,bmi,bmi2,lzcnt")))

AVX512 static __mmask64 within64(__m512i bytes, char first, char count) {
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(first)), _mm512_set1_epi8(count));
}

AVX512 static void mask_text_avx512(const uint8_t *text, uint8_t *folded, nd_text_masks *masks) {
    __m512i  bytes = _mm512_loadu_si512(text);
    uint64_t capitals = within64(bytes, 'A', 26);
    __m512i  small = _mm512_mask_add_epi8(bytes, capitals, bytes, _mm512_set1_epi8(0x20));
    uint64_t words = within64(small, 'a', 26) | within64(bytes, '0', 10);
    uint64_t spaces = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(' '));
    _mm512_storeu_si512(folded, small);
    uint64_t ends = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('.')) | within64(bytes, '!', 2) |
                    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('?')) |
                    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n'));
    *masks = (nd_text_masks){words, ~words & ~spaces, _mm512_movepi8_mask(bytes), capitals, ends};
}

/* The places of the ones of a mask, up to 32, are the numbers 0 to 63 without those of the zeros. */
AVX512 static inline void list_ones_avx512(uint16_t *out, uint64_t ones, uint64_t capitals, size_t base) {
    static const uint8_t numbers[BLOCK] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                           16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                           32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                           48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    __m512i places = _mm512_loadu_si512(numbers);
    places = _mm512_mask_add_epi8(places, capitals, places, _mm512_set1_epi8((char)0x80));
    places = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(_mm512_maskz_compress_epi8(ones, places)));
    __m512i is_capital = _mm512_slli_epi16(_mm512_srli_epi16(places, 7), 15);
    places = _mm512_add_epi16(_mm512_set1_epi16((short)base), _mm512_and_si512(places, _mm512_set1_epi16(0x7f)));
    _mm512_storeu_si512(out, _mm512_or_si512(places, is_capital));
}

AVX512 static void take_avx512(nd_stretch *s, const uint8_t *text, size_t size) {
    static const struct kernel avx512 = {mask_text_avx512, list_ones_avx512};
    take(s, &avx512, text, size);
}

void nd_stretch_take(nd_stretch *s, const uint8_t *text, size_t size) {
    int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512vbmi2");
    if (has_avx512) take_avx512(s, text, size);
    else nd_stretch_take_portable(s, text, size);
}
#else
void nd_stretch_take(nd_stretch *s, const uint8_t *text, size_t size) {
    nd_stretch_take_portable(s, text, size);
}
#endif
