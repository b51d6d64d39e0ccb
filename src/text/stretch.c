/*
 * stretch.c - finds the words in 64 bytes at once: in a mask of the bytes that are parts of words (block.c),
 * words are the runs of ones. A word may begin in one block and end in the next; only what cannot be told from
 * one block, a character or a joint at its very end, is left to the next. So where a block begins mostly does
 * not depend on what was found in the one before, and the processor works on several at once.
 *
 * What marks say of the words behind them is told by sums and shifts of masks, for all words of a block at once; what
 * goes on in the next block is a position (position.h). Places are written out twelve at a time, needed or not, and
 * with AVX-512 all at once: the processor guesses wrong once a block, not once a word. Cost: 2.4 ns a word of English
 * with AVX-512, 4.6 with AVX2, 6 in portable code.
 */
#include "text/stretch.h"

#include <string.h>

#include "base/cpu.h"
#include "text/block.h"

#define BLOCK ND_MASK_BYTES
#define LISTED 12      /* words at once, needed or not: few blocks have more */
#define NOT_ASCII 0xff /* behind the end of the text: nothing is taken from there on */

/* Compiled once for each kernel. */
#define FOR_KERNEL static inline __attribute__((always_inline))

/* ---- words -------------------------------------------------------------------------------------- */

/* A stretch that is being taken: what changes from block to block. */
struct taking {
    nd_stretch *s;
    size_t      words, joined, size;
    size_t      begun; /* words, with the one that is left, if one is */
    nd_position position;
    uint64_t    last_starts; /* 1 if the last word that was begun begins a line or a sentence */
};

/* Of words that begin in a block: masks of their first bytes. */
struct begins {
    uint64_t all, numbers, capitals, lines, paragraphs, quoted;
};

/* Writes base + i for each one of the mask, and the flag of those that are in another. */
FOR_KERNEL void list_flagged(uint16_t *out, uint64_t ones, size_t base, uint64_t flagged, unsigned flag) {
    const uint64_t last = UINT64_C(1) << 63;
    for (size_t count = nd_count_bits(ones), i = 0; i < count; i += LISTED)
#pragma GCC unroll 12
        for (size_t k = 0; k < LISTED; k++, ones &= ones - 1) {
            unsigned at = (unsigned)__builtin_ctzll(ones | last);
            out[i + k] = (uint16_t)((base + at) | (flagged >> at & 1) * flag << ND_STRETCH_FLAGS_SHIFT);
        }
}

FOR_KERNEL void list_ones(uint16_t *out, uint64_t ones, size_t base) {
    list_flagged(out, ones, base, 0, 0);
}

/* One word in seven has a capital, and few have another flag. */
FOR_KERNEL void list_begins(uint16_t *out, const struct begins *begins, size_t base) {
    list_flagged(out, begins->all, base, begins->capitals, ND_TOKEN_CAPITAL);
    for (uint64_t left = begins->numbers | begins->lines | begins->quoted; left; left &= left - 1) {
        uint64_t lowest = left & (0 - left);
        unsigned flags = begins->numbers & lowest ? ND_TOKEN_NUMBER : 0;
        if (begins->lines & lowest) flags |= ND_TOKEN_LINE;
        if (begins->paragraphs & lowest) flags |= ND_TOKEN_PARAGRAPH;
        if (begins->quoted & lowest) flags |= ND_TOKEN_QUOTED;
        out[nd_count_bits(begins->all & (lowest - 1))] |= (uint16_t)(flags << ND_STRETCH_FLAGS_SHIFT);
    }
}

/* Words with joints. One is listed in any case, and few blocks have more: the processor need not guess. */
FOR_KERNEL void list_joined(struct taking *t, uint64_t joints, uint64_t begins) {
    uint16_t *words = t->s->joined_words;
    do {
        uint64_t lowest = joints & (0 - joints);
        uint16_t word = (uint16_t)(t->begun + nd_count_bits(begins & (lowest - 1)) - 1);
        int      is_new = joints && (!t->joined || words[t->joined - 1] != word);
        words[t->joined] = word;
        t->joined += (size_t)is_new;
        joints &= joints - 1;
    } while (joints);
}

/* ---- marks -------------------------------------------------------------------------------------- */

/* In these drawings the first byte, the lowest bit, is at the left, so that sums carry to the right; | ends a line. */

/* The first words behind each of the marks, and behind the block before if *is_open, which then tells of this one: a
 * sum carries from a mark through all bytes with which no word begins.
 *
 *     text     ab. cd ef! g
 *     marks    ..1......1..
 *     ~begins  .111.11.111.
 *     sum      .1..111.1..1
 *     result   ....1......1   the sum where words begin
 */
FOR_KERNEL uint64_t first_behind(uint64_t marks, uint64_t begins, unsigned *is_open) {
    uint64_t others = ~begins + marks, sum = others + *is_open;
    *is_open = (unsigned)((others < marks) | (sum < others));
    return sum & begins;
}

/* Those of the line ends behind which a paragraph begins: nothing stands between them and the line end before. A sum
 * carries from behind a line end through all that is not filled, as line ends are.
 *
 *     text     ab| |c|d ||e
 *     lines    ..1.1.1..11.
 *     ~filled  ...1....1...
 *     behind   ...1.1.1..11
 *     sum      ....1...1...
 *     result   ....1.....1.   line ends that are behind another, or that the sum has reached
 */
FOR_KERNEL uint64_t end_paragraphs(nd_position *position, uint64_t lines, uint64_t filled) {
    uint64_t behind = lines << 1 | (position->newlines != 0), sum = ~filled + (behind & ~filled);
    if (filled) position->newlines = lines >> (63 - __builtin_clzll(filled)) & 1;
    return lines & (behind | sum);
}

/* Which bytes have an odd number of ones up to and with their own. */
FOR_KERNEL uint64_t find_odd(uint64_t ones) {
#pragma GCC unroll 6
    for (unsigned width = 1; width < 64; width *= 2) ones ^= ones << width;
    return ones;
}

/* Which bytes are within quotation marks: from an odd one to the next, or to what closes a quotation anyway, from where
 * on odd ones are even.
 *
 *     text      a"b c"d "e|f
 *     quotes    .1...1..1...
 *     odd       .1111...1111
 *     closings  ..........1.
 *     result    .1111...11..
 */
FOR_KERNEL uint64_t find_quoted(const nd_position *position, uint64_t quotes, uint64_t closings) {
    uint64_t quoted = find_odd(quotes) ^ (0 - (uint64_t)position->quote);
    for (uint64_t wrong; (wrong = quoted & closings);) quoted ^= 0 - (wrong & (0 - wrong));
    return quoted;
}

/* What the marks of a block say of the words behind them. */
FOR_KERNEL void pass_marks(struct taking *t, const nd_block *b, uint64_t taken, struct begins *out) {
    nd_position *position = &t->position;
    uint64_t marks = b->masks.marks & taken, lines = marks & (b->masks.lines | b->paragraphs), begins = out->all;
    uint64_t filled = (b->masks.words & taken) | (marks & ~b->masks.blanks);
    uint64_t paragraphs = end_paragraphs(position, lines, filled) | (marks & b->paragraphs);
    uint64_t quoted = find_quoted(position, b->masks.quotes & marks, paragraphs | (marks & b->closings));
    unsigned is_line = position->pending != 0, is_paragraph = position->pending / ND_TOKEN_PARAGRAPH & 1;
    unsigned is_start = is_line | position->sentence_start;
    uint64_t starts = first_behind(lines | (marks & b->masks.ends), begins, &is_start);
    if (begins) t->last_starts = starts >> (63 - __builtin_clzll(begins)) & 1;
    out->capitals = b->masks.capitals & begins & ~starts;
    out->lines = first_behind(lines, begins, &is_line);
    out->paragraphs = first_behind(paragraphs, begins, &is_paragraph);
    out->quoted = quoted & begins;
    position->pending = (uint8_t)(is_line * ND_TOKEN_LINE | is_paragraph * ND_TOKEN_PARAGRAPH);
    position->sentence_start = (uint8_t)is_start;
    position->quote = (uint8_t)nd_bit_at(quoted, b->limit - 1);
}

/* ---- blocks ------------------------------------------------------------------------------------- */

/* What is done in another way where the processor can do it at once. */
struct kernel {
    void (*mask_text)(const uint8_t *text, uint8_t *folded, nd_text_masks *masks);
    void (*list_begins)(uint16_t *out, const struct begins *begins, size_t base);
    void (*list_ones)(uint16_t *out, uint64_t ones, size_t base);
};

/* Lists what is in the bytes taken. */
FOR_KERNEL void list_block(struct taking *t, const struct kernel *kernel, const nd_block *b, uint64_t taken) {
    uint64_t      words = b->masks.words & taken, after_word = words << 1 | b->word_before;
    uint64_t      ends = ~words & after_word & taken;
    struct begins begins = {.all = words & ~after_word};
    begins.numbers = begins.all & b->masks.joining;
    pass_marks(t, b, taken, &begins);
    kernel->list_begins(t->s->begins + t->begun, &begins, t->size);
    kernel->list_ones(t->s->ends + t->words, ends, t->size);
    list_joined(t, b->joints & taken, begins.all);
    t->begun += nd_count_bits(begins.all);
    t->words += nd_count_bits(ends);
}

/* Adds to the words what is inside them but no letter: apostrophes of ASCII, and what stands between two digits. At
 * the end of the block such a mark is left: the next will tell. Returns which bytes are digits. */
FOR_KERNEL uint64_t join_words(nd_block *b) {
    const nd_text_masks *m = &b->masks;
    uint64_t digits = m->joining & m->words & ~m->blanks, after_digit = digits << 1 | b->digit_before;
    uint64_t after_word = m->words << 1 | b->word_before, joining = m->joining & m->marks & after_word;
    uint64_t last = b->limit - 1, open = joining & (m->blanks | after_digit);
    b->limit -= nd_bit_at(open, last);
    joining &= (m->blanks & m->words >> 1) | (after_digit & digits >> 1);
    joining &= nd_bits_below(b->limit);
    b->masks.words |= joining;
    b->masks.marks &= ~joining;
    b->joints |= joining;
    return digits;
}

/* Takes from a block, and returns how many bytes it took. */
FOR_KERNEL size_t take_block(struct taking *t, const struct kernel *kernel, nd_block *b) {
    b->joints = b->combining = b->paragraphs = b->closings = 0;
    kernel->mask_text(b->text, b->folded, &b->masks);
    if (b->masks.high) nd_block_take_characters(b);
    if (b->limit == 0) return 0;
    uint64_t digits = join_words(b), taken = nd_bits_below(b->limit);
    if (b->word_before && (b->masks.words & taken) == taken) return 0; /* longer than any word, or nothing */
    list_block(t, kernel, b, taken);
    b->word_before = nd_bit_at(b->masks.words, b->limit - 1);
    b->digit_before = nd_bit_at(digits, b->limit - 1);
    b->combining_before = nd_bit_at(b->combining, b->limit - 1);
    return b->limit;
}

/* The last bytes of a text, where as many may be read as a block has. */
static const uint8_t *pad(uint8_t padded[BLOCK], const uint8_t *text, size_t size) {
    memset(padded, NOT_ASCII, BLOCK);
    return memcpy(padded, text, size);
}

FOR_KERNEL void leave_open_word(struct taking *t) {
    const nd_stretch *s = t->s;
    if (t->begun == t->words) return;
    unsigned flags = s->begins[t->words] >> ND_STRETCH_FLAGS_SHIFT;
    t->size = s->begins[t->words] & ND_STRETCH_PLACE;
    t->position = (nd_position){.pending = flags & (ND_TOKEN_LINE | ND_TOKEN_PARAGRAPH),
                                .sentence_start = (uint8_t)t->last_starts, .quote = flags / ND_TOKEN_QUOTED & 1};
    if (t->joined && s->joined_words[t->joined - 1] == t->words) t->joined--; /* where it ends is not known */
}

FOR_KERNEL void take(nd_stretch *s, const struct kernel *kernel, const uint8_t *text, size_t size) {
    struct taking t = {.s = s, .position = s->position};
    nd_block      b = {.word_before = 0};
    uint8_t       padded[BLOCK];
    for (size_t took = 1; took && t.size + BLOCK <= ND_STRETCH_BYTES && t.size < size; t.size += took) {
        size_t left = size - t.size;
        b.limit = left < BLOCK ? left : BLOCK;
        b.text = text + t.size;
        b.folded = s->folded + t.size;
        if (left < BLOCK) b.text = pad(padded, b.text, left);
        took = take_block(&t, kernel, &b);
    }
    leave_open_word(&t);
    s->words = t.words;
    s->joined = t.joined;
    s->size = t.size;
    s->position = t.position;
}

static const struct kernel portable = {nd_mask_text, list_begins, list_ones};

void nd_stretch_take_portable(nd_stretch *s, const uint8_t *text, size_t size) {
    take(s, &portable, text, size);
}

/* ---- AVX2 --------------------------------------------------------------------------------------- */

#ifdef ND_AVX2
/* As in portable code, but for the masks, by instructions for bits. */
ND_AVX2 static void take_avx2(nd_stretch *s, const uint8_t *text, size_t size) {
    static const struct kernel avx2 = {nd_mask_text_avx2, list_begins, list_ones};
    take(s, &avx2, text, size);
}

/* ---- AVX-512 ------------------------------------------------------------------------------------ */

/* What a byte of ASCII is. Their order is that of the masks; that of capitals is what makes them small letters. */
enum { WORD = 128, MARK = 64, CAPITAL = 32, LINE = 16, END = 8, QUOTE = 4, BLANK = 2, JOINING = 1 };
enum {
    W = WORD, C = WORD | CAPITAL, D = WORD | JOINING, M = MARK, L = MARK | LINE, E = MARK | END, Q = MARK | QUOTE,
    B = MARK | BLANK, J = MARK | JOINING, A = MARK | BLANK | JOINING, F = MARK | END | JOINING
};
static const uint8_t kinds[128] = {
    M, M, M, M, M, M, M, M, M, B, L, M, M, B, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
    0, E, Q, M, M, M, M, A, M, M, M, M, J, J, F, J, D, D, D, D, D, D, D, D, D, D, J, M, M, M, M, E,
    M, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, M, M, M, M, M,
    A, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, M, M, M, M, M};

/* The mask of the highest bit of each kind; the next takes its place. */
ND_VBMI2 static inline uint64_t shift_out(__m512i *kind) {
    uint64_t mask = _mm512_movepi8_mask(*kind);
    *kind = _mm512_add_epi8(*kind, *kind);
    return mask;
}

ND_VBMI2 static inline void mask_text_avx512(const uint8_t *text, uint8_t *folded, nd_text_masks *masks) {
    __m512i  bytes = _mm512_loadu_si512(text);
    uint64_t high = _mm512_movepi8_mask(bytes);
    __m512i  first = _mm512_loadu_si512(kinds), second = _mm512_loadu_si512(kinds + 64);
    __m512i  kind = _mm512_maskz_permutex2var_epi8(~high, first, bytes, second);
    __m512i  to_small = _mm512_and_si512(kind, _mm512_set1_epi8(CAPITAL));
    _mm512_storeu_si512(folded, _mm512_or_si512(bytes, to_small));
    masks->high = high;
    masks->words = shift_out(&kind);
    masks->marks = shift_out(&kind) | high;
    masks->capitals = shift_out(&kind);
    masks->lines = shift_out(&kind);
    masks->ends = shift_out(&kind);
    masks->quotes = shift_out(&kind);
    masks->blanks = shift_out(&kind);
    masks->joining = shift_out(&kind);
}

/* Of the numbers 0 to 63, or what else there are 64 of, those at the ones of a mask, up to 32. */
ND_VBMI2 static inline __m512i list_avx512(__m512i of_all, uint64_t ones) {
    return _mm512_cvtepu8_epi16(_mm512_castsi512_si256(_mm512_maskz_compress_epi8(ones, of_all)));
}

ND_VBMI2 static inline __m512i list_places_avx512(uint64_t ones, size_t base) {
    static const uint8_t numbers[BLOCK] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                           16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                           32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                           48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    return _mm512_add_epi16(list_avx512(_mm512_loadu_si512(numbers), ones), _mm512_set1_epi16((short)base));
}

ND_VBMI2 static inline void list_ones_avx512(uint16_t *out, uint64_t ones, size_t base) {
    _mm512_storeu_si512(out, list_places_avx512(ones, base));
}

ND_VBMI2 static inline void list_begins_avx512(uint16_t *out, const struct begins *begins, size_t base) {
    __m512i flags = _mm512_maskz_set1_epi8(begins->numbers, ND_TOKEN_NUMBER);
    flags = _mm512_mask_add_epi8(flags, begins->capitals, flags, _mm512_set1_epi8(ND_TOKEN_CAPITAL));
    flags = _mm512_mask_add_epi8(flags, begins->lines, flags, _mm512_set1_epi8(ND_TOKEN_LINE));
    flags = _mm512_mask_add_epi8(flags, begins->paragraphs, flags, _mm512_set1_epi8(ND_TOKEN_PARAGRAPH));
    flags = _mm512_mask_add_epi8(flags, begins->quoted, flags, _mm512_set1_epi8(ND_TOKEN_QUOTED));
    flags = _mm512_slli_epi16(list_avx512(flags, begins->all), ND_STRETCH_FLAGS_SHIFT);
    _mm512_storeu_si512(out, _mm512_or_si512(flags, list_places_avx512(begins->all, base)));
}

ND_VBMI2 static void take_avx512(nd_stretch *s, const uint8_t *text, size_t size) {
    static const struct kernel avx512 = {mask_text_avx512, list_begins_avx512, list_ones_avx512};
    take(s, &avx512, text, size);
}
#endif

void nd_stretch_take(nd_stretch *s, const uint8_t *text, size_t size) {
#ifdef ND_AVX2
    if (nd_has_vbmi2()) {
        take_avx512(s, text, size);
        return;
    }
    if (nd_has_avx2()) {
        take_avx2(s, text, size);
        return;
    }
#endif
    nd_stretch_take_portable(s, text, size);
}
