/*
 * stretch.c - finds the words in 64 bytes at once. Two masks say what is part of a word and what is a separator
 * other than a space; words are the runs of ones in the first. A letter of two or three bytes that folds to as
 * many joins the mask with all its bytes, an apostrophe inside a word and a point between digits as well. A block
 * ends before the word that its end cuts, so that no word lies in two; the next one begins there.
 *
 * Positions are written out four at a time, needed or not: the processor guesses wrong once a block, not once a
 * word. With AVX-512 they are all written at once. Cost: 3.7 ns a word of English in portable code.
 */
#include "text/stretch.h"

#include <string.h>

#include "base/mask.h"
#include "text/fold.h"

#define BLOCK ND_MASK_BYTES
#define NOT_ASCII 0xff /* behind the end of the text: nothing is taken from there on */

/* A block of text. Bit i of a mask is byte i. */
struct block {
    nd_text_masks  masks;
    uint64_t       joints;    /* one bit for each joint inside a word */
    uint64_t       combining; /* last byte of a mark whose order counts */
    const uint8_t *text;
    uint8_t       *folded;
    size_t         limit; /* how many bytes are understood */
};

static inline uint64_t bits_below(size_t count) {
    return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

static inline uint64_t bit_at(uint64_t mask, size_t at) {
    return mask >> at & 1;
}

/* Where the run of ones begins that ends before `end`. */
static inline size_t run_begin(uint64_t mask, size_t end) {
    uint64_t zeros = ~mask & bits_below(end);
    return zeros ? 64 - (size_t)__builtin_clzll(zeros) : 0;
}

static inline unsigned count_bits(uint64_t x) {
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

static inline int is_digit(uint8_t c) {
    return (uint8_t)(c - '0') < 10;
}

static inline int is_apostrophe(uint8_t c) {
    return c == '\'' || c == '`';
}

/* Between two digits these are part of a number. */
static inline int may_join_digits(uint8_t c) {
    return c == '.' || c == ',' || c == ':' || c == '/' || c == '-';
}

/* May the word that ends with `last` go on behind the separator `next`? */
static inline int may_go_on(uint8_t last, uint8_t next) {
    return is_apostrophe(next) || (is_digit(last) && may_join_digits(next));
}

/* ---- characters that are not ASCII -------------------------------------------------------------- */

/* A byte that means for the position in the text what this separator does; 0 if it may be part of a number. */
static uint8_t stand_in(uint32_t separator) {
    switch (separator) {
    case 0x85: case 0x2028: return '\n';
    case 0x2029: return ND_STRETCH_PARAGRAPH;
    case 0xa0: case 0x3000: return ' ';
    case 0x2026: case 0x3002: case 0xff01: case 0xff1f: return '.';
    case 0x201c: case 0x201e: case 0xab: case 0x300c: case 0x300e: return '"';
    case 0x201d: case 0xbb: case 0x300d: case 0x300f: return ND_STRETCH_CLOSING;
    default: break;
    }
    if (separator >= 0x80) return ';';
    return may_join_digits((uint8_t)separator) ? 0 : (uint8_t)separator;
}

static int take_separator(struct block *b, size_t at, unsigned length, uint32_t separator) {
    uint8_t means = stand_in(separator);
    b->masks.marks &= ~(bits_below(length) << at) | UINT64_C(1) << at;
    b->folded[at] = means;
    return means != 0;
}

/* One that folds to as many bytes. */
static int take_letter(struct block *b, size_t at, unsigned length, uint32_t entry) {
    uint32_t to = ND_FOLD_TO(entry);
    uint64_t bits = bits_below(length) << at;
    uint8_t *out = b->folded + at;
    if (length == 2 ? to < 0x80 || to >= 0x800 : to < 0x800 || to >= 0x10000) return 0;
    if (length == 3) *out++ = (uint8_t)(0xe0 | to >> 12);
    out[0] = (uint8_t)((length == 2 ? 0xc0 : 0x80) | (to >> 6 & (length == 2 ? 31 : 63)));
    out[1] = (uint8_t)(0x80 | (to & 63));
    b->masks.words |= bits;
    b->masks.marks &= ~bits;
    b->masks.capitals |= (uint64_t)(entry / ND_FOLD_UPPER & 1) << at;
    return 1;
}

/* A mark belongs to the letter before it. Of two whose order counts the second is not taken. */
static int take_mark(struct block *b, size_t at, unsigned length, uint32_t entry) {
    int is_combining = (entry & ND_FOLD_COMBINING) != 0;
    if (at == 0 || !bit_at(b->masks.words, at - 1) || (is_combining && bit_at(b->combining, at - 1))) return 0;
    b->combining |= (uint64_t)is_combining << (at + length - 1);
    return take_letter(b, at, length, entry);
}

static uint32_t decode(const uint8_t *text, unsigned length) {
    if (length == 2) return (text[0] & 31u) << 6 | (text[1] & 63u);
    return (text[0] & 15u) << 12 | (text[1] & 63u) << 6 | (text[2] & 63u);
}

/* Are there that many bytes, and UTF-8? Two or three of them. */
static int is_well_formed(const uint8_t *text, unsigned length, uint32_t c) {
    if ((text[1] & 0xc0) != 0x80) return 0;
    if (length == 2) return text[0] >= 0xc2;
    return (text[2] & 0xc0) == 0x80 && c >= 0x800 && (c < 0xd800 || c > 0xdfff);
}

/* The entry of a letter of two bytes that folds to one of two; 0 of all else. */
static inline uint32_t letter_of_two(const uint8_t *text) {
    if ((uint8_t)(text[0] - 0xc2) >= 0xe0 - 0xc2 || (text[1] & 0xc0) != 0x80) return 0;
    uint32_t entry = nd_fold_lookup((text[0] & 31u) << 6 | (text[1] & 63u)), to = ND_FOLD_TO(entry);
    return (entry & ~ND_FOLD_UPPER) >> 21 == ND_FOLD_LETTER && to >= 0x80 && to < 0x800 ? entry : 0;
}

/* How many bytes the character has that begins here; 0 if it has to be looked at by itself. */
static unsigned take_character(struct block *b, size_t at, uint64_t *apostrophes) {
    const uint8_t *text = b->text + at;
    unsigned       length = text[0] < 0xe0 ? 2 : 3;
    if (text[0] >= 0xf0 || at + length > BLOCK) return 0;
    uint32_t c = decode(text, length), entry;
    if (!is_well_formed(text, length, c)) return 0;
    entry = nd_fold_lookup(c);
    switch ((entry & ~(ND_FOLD_UPPER | ND_FOLD_COMBINING)) >> 21) {
    case ND_FOLD_LETTER: return take_letter(b, at, length, entry) ? length : 0;
    case ND_FOLD_MARK: return take_mark(b, at, length, entry) ? length : 0;
    case ND_FOLD_SEPARATOR: return take_separator(b, at, length, ND_FOLD_TO(entry)) ? length : 0;
    case ND_FOLD_APOSTROPHE: break;
    default: return 0;
    }
    memset(b->folded + at, '\'', length);
    b->masks.marks &= ~(bits_below(length) << at);
    *apostrophes |= UINT64_C(1) << at;
    return length;
}

/* An apostrophe of several bytes is inside a word if there is a letter on both sides. */
static void join_apostrophes(struct block *b, uint64_t apostrophes) {
    for (; apostrophes; apostrophes &= apostrophes - 1) {
        size_t at = (size_t)__builtin_ctzll(apostrophes), end = at + (b->text[at] < 0xe0 ? 2 : 3);
        if (at == 0 || !bit_at(b->masks.words, at - 1)) continue;
        if (end >= b->limit) b->limit = at;
        else if (bit_at(b->masks.words, end)) {
            b->masks.words |= bits_below(end - at) << at;
            b->joints |= UINT64_C(1) << at;
        }
    }
}

/* Letters of two bytes, one after the other; all else by take_character. */
static void take_characters(struct block *b) {
    uint64_t apostrophes = 0, words = b->masks.words, capitals = b->masks.capitals;
    for (uint64_t left = b->masks.high; left;) {
        size_t         at = (size_t)__builtin_ctzll(left);
        const uint8_t *text = b->text + at;
        uint32_t       entry = at + 1 < BLOCK ? letter_of_two(text) : 0, to = ND_FOLD_TO(entry);
        unsigned       length = 2;
        if (entry) {
            b->folded[at] = (uint8_t)(0xc0 | to >> 6);
            b->folded[at + 1] = (uint8_t)(0x80 | (to & 63));
            words |= UINT64_C(3) << at;
            capitals |= (uint64_t)(entry / ND_FOLD_UPPER & 1) << at;
        } else {
            b->masks.words |= words;
            length = take_character(b, at, &apostrophes);
            words |= b->masks.words;
        }
        if (length == 0) {
            b->limit = at;
            break;
        }
        left &= ~(bits_below(length) << at);
    }
    b->masks.words = words;
    b->masks.capitals |= capitals;
    b->masks.marks &= ~words;
    if (apostrophes) join_apostrophes(b, apostrophes);
}

/* ---- words -------------------------------------------------------------------------------------- */

/* Apostrophes of ASCII and separators inside numbers join what is on both sides. */
static void join(struct block *b, uint64_t between) {
    for (; between; between &= between - 1) {
        size_t  at = (size_t)__builtin_ctzll(between);
        uint8_t c = b->text[at];
        int     in_number = may_join_digits(c) && is_digit(b->text[at - 1]) && is_digit(b->text[at + 1]);
        if (!in_number && !is_apostrophe(c)) continue;
        b->masks.words |= UINT64_C(1) << at;
        b->masks.marks &= ~(UINT64_C(1) << at);
        b->joints |= UINT64_C(1) << at;
    }
}

/* How much of the block is taken: all up to a word, or the word and what may join it, that meets the limit. */
static size_t find_edge(const struct block *b) {
    size_t   edge = b->limit;
    uint64_t words = b->masks.words;
    if (edge >= 2 && !bit_at(words, edge - 1) && bit_at(words, edge - 2) &&
        may_go_on(b->text[edge - 2], b->text[edge - 1]))
        edge--;
    return edge ? run_begin(words, edge) : 0;
}

static void list_words(nd_stretch *s, uint64_t words, uint64_t capitals, size_t count) {
    const uint64_t last = UINT64_C(1) << 63;
    uint64_t       starts = words & ~(words << 1), ends = ~words & words << 1;
    uint16_t      *begin_at = s->begins + s->words, *end_at = s->ends + s->words;
    for (size_t i = 0; i < count; i += 4)
        for (size_t k = i; k < i + 4; k++) {
            unsigned begin = (unsigned)__builtin_ctzll(starts | last), end = (unsigned)__builtin_ctzll(ends | last);
            unsigned capital = capitals >> begin & 1 ? ND_STRETCH_CAPITAL : 0;
            begin_at[k] = (uint16_t)((s->size + begin) | capital);
            end_at[k] = (uint16_t)(s->size + end);
            starts &= starts - 1;
            ends &= ends - 1;
        }
}

static void list_marks(nd_stretch *s, uint64_t marks, uint64_t starts) {
    for (; marks; marks &= marks - 1) {
        size_t at = (size_t)__builtin_ctzll(marks);
        s->mark_places[s->marks] = (uint16_t)(s->size + at);
        s->mark_words[s->marks++] = (uint16_t)(s->words + count_bits(starts & bits_below(at)));
    }
}

static void list_joined(nd_stretch *s, uint64_t joints, uint64_t starts) {
    for (; joints; joints &= joints - 1) {
        size_t at = (size_t)__builtin_ctzll(joints), word = s->words + count_bits(starts & bits_below(at)) - 1;
        if (!s->joined || s->joined_words[s->joined - 1] != word) s->joined_words[s->joined++] = (uint16_t)word;
    }
}

/* What is done in another way where the processor can do it at once. */
struct kernel {
    void (*mask_text)(const uint8_t *text, uint8_t *folded, nd_text_masks *masks);
    void (*list_words)(nd_stretch *s, uint64_t words, uint64_t capitals, size_t count);
};

/* Takes from the block of which `limit` bytes are text, and returns how many it took. */
static size_t take_block(nd_stretch *s, const struct kernel *kernel, const uint8_t *text, size_t limit) {
    struct block b = {.text = text, .folded = s->folded + s->size, .limit = limit};
    kernel->mask_text(text, b.folded, &b.masks);
    if (b.masks.high) take_characters(&b);
    uint64_t words = b.masks.words, between = b.masks.marks & words << 1 & words >> 1;
    if (between) join(&b, between);
    size_t edge = find_edge(&b);
    words = b.masks.words & bits_below(edge);
    uint64_t starts = words & ~(words << 1), marks = b.masks.marks & bits_below(edge);
    size_t   count = count_bits(starts);
    kernel->list_words(s, words, b.masks.capitals, count);
    if (marks) list_marks(s, marks, starts);
    if (b.joints & words) list_joined(s, b.joints & words, starts);
    s->words += count;
    s->size += edge;
    return edge;
}

static void take(nd_stretch *s, const struct kernel *kernel, const uint8_t *text, size_t size) {
    s->words = s->marks = s->joined = s->size = 0;
    while (s->size + BLOCK <= ND_STRETCH_BYTES && s->size < size) {
        uint8_t        padded[BLOCK];
        size_t         left = size - s->size, limit = left < BLOCK ? left : BLOCK;
        const uint8_t *block = text + s->size;
        if (left < BLOCK) {
            memset(padded, NOT_ASCII, sizeof padded);
            block = memcpy(padded, block, left);
        }
        if (!take_block(s, kernel, block, limit)) return;
    }
}

static const struct kernel portable = {nd_mask_text, list_words};

void nd_stretch_take_portable(nd_stretch *s, const uint8_t *text, size_t size) {
    take(s, &portable, text, size);
}

/* ---- AVX-512 ------------------------------------------------------------------------------------ */

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2")))

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
    *masks = (nd_text_masks){words, ~words & ~spaces, _mm512_movepi8_mask(bytes), capitals};
}

/* The places of the ones of a mask, of up to 32 words, are the numbers 0 to 63 without those of the zeros. */
AVX512 static void list_words_avx512(nd_stretch *s, uint64_t words, uint64_t capitals, size_t count) {
    static const uint8_t numbers[BLOCK] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                           16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                           32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                           48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i places = _mm512_loadu_si512(numbers), base = _mm512_set1_epi16((short)s->size);
    __m512i begin = _mm512_mask_add_epi8(places, capitals, places, _mm512_set1_epi8((char)0x80));
    __m512i end = _mm512_maskz_compress_epi8(~words & words << 1, places);
    (void)count;
    begin = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(_mm512_maskz_compress_epi8(words & ~(words << 1), begin)));
    end = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(end));
    __m512i is_capital = _mm512_slli_epi16(_mm512_srli_epi16(begin, 7), 15);
    begin = _mm512_add_epi16(base, _mm512_and_si512(begin, _mm512_set1_epi16(0x7f)));
    _mm512_storeu_si512(s->begins + s->words, _mm512_or_si512(begin, is_capital));
    _mm512_storeu_si512(s->ends + s->words, _mm512_add_epi16(base, end));
}

void nd_stretch_take(nd_stretch *s, const uint8_t *text, size_t size) {
    static const struct kernel avx512 = {mask_text_avx512, list_words_avx512};
    int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512vbmi2");
    take(s, has_avx512 ? &avx512 : &portable, text, size);
}
#else
void nd_stretch_take(nd_stretch *s, const uint8_t *text, size_t size) {
    take(s, &portable, text, size);
}
#endif
