/*
 * block.c - characters of two or three bytes. A letter that folds to as many bytes is folded where it stands and joins
 * the mask with all its bytes; a separator joins those of what it means. Everything else ends the block. Letters of two
 * bytes, most of what is not ASCII, have a loop of their own.
 */
#include "text/block.h"

#include <string.h>

#include "text/fold.h"

#define BLOCK ND_MASK_BYTES

/* Between two digits these are part of a number. */
static inline int may_join_digits(uint32_t c) {
    return c == '.' || c == ',' || c == ':' || c == '/' || c == '-';
}

/* ---- characters that are not ASCII -------------------------------------------------------------- */

/* One character of several bytes: of a separator only the first is marked, and nothing where it is a blank. Returns
 * whether it is no part of a number, which ASCII may be. */
static int take_separator(nd_block *b, size_t at, unsigned length, uint32_t separator) {
    uint64_t bit = UINT64_C(1) << at;
    b->masks.marks = (b->masks.marks & ~(nd_bits_below(length) << at)) | bit;
    switch (separator) {
    case ' ': case 0xa0: case 0x3000: b->masks.marks &= ~bit; break;
    case 0x85: case 0x2028: b->masks.lines |= bit; break;
    case 0x2029: b->paragraphs |= bit; break;
    case '!': case '?': case 0x2026: case 0x3002: case 0xff01: case 0xff1f: b->masks.ends |= bit; break;
    case '"': case 0x201c: case 0x201e: case 0xab: case 0x300c: case 0x300e: b->masks.quotes |= bit; break;
    case 0x201d: case 0xbb: case 0x300d: case 0x300f: b->closings |= bit; break;
    default: return separator >= 0x80 || !may_join_digits(separator);
    }
    return 1;
}

/* One that folds to as many bytes. */
static int take_letter(nd_block *b, size_t at, unsigned length, uint32_t entry) {
    uint32_t to = ND_FOLD_TO(entry);
    uint64_t bits = nd_bits_below(length) << at;
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
static int take_mark(nd_block *b, size_t at, unsigned length, uint32_t entry) {
    int      is_combining = (entry & ND_FOLD_COMBINING) != 0;
    uint64_t after_combining = at ? nd_bit_at(b->combining, at - 1) : b->combining_before;
    if (!nd_block_follows_word(b, at) || (is_combining && after_combining)) return 0;
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
static unsigned take_character(nd_block *b, size_t at, uint64_t *apostrophes) {
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
    b->masks.marks &= ~(nd_bits_below(length) << at);
    *apostrophes |= UINT64_C(1) << at;
    return length;
}

/* An apostrophe of several bytes is inside a word if there is a letter on both sides. */
static void join_apostrophes(nd_block *b, uint64_t apostrophes) {
    for (; apostrophes; apostrophes &= apostrophes - 1) {
        size_t at = (size_t)__builtin_ctzll(apostrophes), end = at + (b->text[at] < 0xe0 ? 2 : 3);
        if (!nd_block_follows_word(b, at)) continue;
        if (end >= b->limit) b->limit = at;
        else if (nd_bit_at(b->masks.words, end)) {
            b->masks.words |= nd_bits_below(end - at) << at;
            b->joints |= UINT64_C(1) << at;
        }
    }
}

/* Letters of two bytes, one after the other; all else by take_character. */
void nd_block_take_characters(nd_block *b) {
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
        left &= ~(nd_bits_below(length) << at);
    }
    b->masks.words = words;
    b->masks.capitals |= capitals;
    b->masks.marks &= ~words;
    if (apostrophes) join_apostrophes(b, apostrophes);
}
