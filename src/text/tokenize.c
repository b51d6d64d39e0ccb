/*
 * tokenize.c - one pass over the bytes, with all state in the tokenizer.
 *
 * A character is a separator, part of a word, a character of a script without spaces, or not there.
 * What a separator means may depend on the character after it (1.5, don't), so it is held back as the
 * `joint` until that is seen. Plain stretches (plain.c) are most of most texts; in other words ASCII is
 * taken eight bytes at a time and letters of two bytes one after the other. Everything else goes through
 * nd_fold_lookup, and the few words that fold to something of another length through utf8proc when they
 * are complete. Cost: 1 ns a byte of English, 2.5 of Cyrillic, 1.7 of Chinese.
 */
#include "text/tokenize.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/plain.h"
#include "text/word.h"

/* ---- tokens out ------------------------------------------------------------------------------- */

static void emit(nd_tokenizer *t, uint64_t hash, uint32_t flags, uint64_t begin, uint64_t end) {
    if (nd_tokens_reserve(t->out, 1)) t->status = ND_ERROR_MEMORY;
    else nd_tokens_put(t->out, hash, flags, (int64_t)(begin - t->last_end), end - begin);
    t->last_end = end;
}

static void end_word(nd_tokenizer *t) {
    t->joint = 0;
    if (!t->word_open) return;
    t->word_open = 0;
    if (t->complex) t->word_size = (uint32_t)nd_fold_complex(t->word, t->word_size, ND_WORD_BYTES);
    if (t->word_flags & ND_TOKEN_NUMBER) t->word_size = nd_word_drop_thousands(t->word, t->word_size);
    emit(t, nd_word_hash(t->word, t->word_size), t->word_flags, t->word_begin, t->word_end);
}

/* ---- scripts without spaces ------------------------------------------------------------------- */

static void emit_characters(nd_tokenizer *t, unsigned first, unsigned last) {
    uint8_t  both[2 * ND_CHARACTER_BYTES + 8] = {0};
    uint32_t size = 0;
    for (unsigned i = first; i <= last; i++) {
        const nd_character *character = &t->pair[i];
        uint32_t            length = character->size;
        memcpy(both + size, character->bytes, length);
        if (character->complex) length = (uint32_t)nd_fold_complex(both + size, length, ND_CHARACTER_BYTES);
        size += length;
    }
    uint32_t flags = nd_position_take(&t->position) | ND_TOKEN_HALF;
    t->out->pairs++;
    emit(t, nd_word_hash(both, size), flags, t->pair[first].begin, t->pair[last].end);
}

/* The current character is complete: pair it with the one before. */
static void end_character(nd_tokenizer *t) {
    if (t->pair_count < 2) return;
    emit_characters(t, 0, 1);
    t->pair[0] = t->pair[1];
    t->pair_used = 1;
    t->pair_count = 1;
}

static void end_run(nd_tokenizer *t) {
    if (!t->pair_count) return;
    end_character(t);
    if (!t->pair_used) emit_characters(t, 0, 0);
    t->pair_count = t->pair_used = 0;
}

static void extend_character(nd_tokenizer *t, uint32_t entry, uint64_t end) {
    nd_character *character = &t->pair[t->pair_count - 1];
    if (character->size + 4 <= ND_CHARACTER_BYTES)
        character->size += nd_utf8_encode(character->bytes + character->size, ND_FOLD_TO(entry));
    if (entry & (ND_FOLD_COMPLEX | ND_FOLD_COMBINING)) character->complex = 1;
    character->end = end;
}

static void start_character(nd_tokenizer *t, uint32_t entry, uint64_t begin, uint64_t end) {
    end_word(t);
    end_character(t);
    nd_character *character = &t->pair[t->pair_count++];
    character->size = 0;
    character->complex = 0;
    character->begin = begin;
    extend_character(t, entry, end);
    t->position.newlines = 0;
}

/* Lao writes ho with no or mo after it as two code points or as one, which folds to the two. */
static int is_second_half(const nd_tokenizer *t, uint32_t entry) {
    uint32_t c = ND_FOLD_TO(entry);
    if ((c != 0xe99 && c != 0xea1) || !t->pair_count) return 0;
    const nd_character *before = &t->pair[t->pair_count - 1];
    return before->size == 3 && memcmp(before->bytes, "\u0eab", 3) == 0;
}

/* ---- words ------------------------------------------------------------------------------------ */

static void start_word(nd_tokenizer *t, uint32_t entry, uint64_t begin) {
    end_run(t);
    uint32_t starts = t->position.sentence_start || t->position.pending;
    t->word_flags = nd_position_take(&t->position);
    if (entry & ND_FOLD_UPPER && !starts) t->word_flags |= ND_TOKEN_CAPITAL;
    if (ND_FOLD_CLASS(entry) == ND_FOLD_DIGIT) t->word_flags |= ND_TOKEN_NUMBER;
    t->word_open = 1;
    t->word_size = 0;
    t->complex = t->combining = 0;
    t->word_begin = begin;
}

/* What was held back turns out to be inside the word, or to end it. */
static void settle_joint(nd_tokenizer *t, unsigned class) {
    int inside_number = t->last_is_digit && class == ND_FOLD_DIGIT;
    if (t->joint == '\'' || inside_number) {
        if (t->joint != '\'') t->word[t->word_size++] = t->joint;
        if (t->joint == '.') t->position.sentence_start = 0;
        t->joint = 0;
        return;
    }
    end_word(t);
}

static void add_to_word(nd_tokenizer *t, uint32_t entry, uint64_t begin, uint64_t end) {
    unsigned class = ND_FOLD_CLASS(entry);
    if (t->joint) settle_joint(t, class);
    if (t->word_open && t->word_size + 8 > ND_WORD_BYTES) end_word(t);
    if (!t->word_open) start_word(t, entry, begin);
    t->word_size += nd_utf8_encode(t->word + t->word_size, ND_FOLD_TO(entry));
    if (entry & ND_FOLD_COMPLEX || (entry & ND_FOLD_COMBINING && t->combining)) t->complex = 1;
    t->combining = (entry & ND_FOLD_COMBINING) != 0;
    t->last_is_digit = class == ND_FOLD_DIGIT;
    t->word_end = end;
}

/* ---- separators ------------------------------------------------------------------------------- */

static int may_join_digits(uint32_t c) {
    return c == '.' || c == ',' || c == ':' || c == '/' || c == '-';
}

static void separate(nd_tokenizer *t, uint32_t c) {
    end_run(t);
    if (t->word_open && !t->joint && t->last_is_digit && may_join_digits(c)) {
        t->joint = (uint8_t)c;
        /* Should the number end here after all, this was a separator; note it now: only a full stop
         * matters, and a digit after it takes that back. */
        if (c == '.') t->position.sentence_start = 1;
        return;
    }
    end_word(t);
    nd_position_note(&t->position, c);
}

static void apostrophe(nd_tokenizer *t) {
    end_run(t);
    if (t->word_open && !t->joint) t->joint = '\'';
    else end_word(t);
}

/* ---- characters in ---------------------------------------------------------------------------- */

static void take_entry(nd_tokenizer *t, uint32_t entry, uint64_t begin, uint64_t end) {
    switch (ND_FOLD_CLASS(entry)) {
    case ND_FOLD_IGNORED: return;
    case ND_FOLD_UNSPACED:
        if (is_second_half(t, entry)) extend_character(t, entry, end);
        else start_character(t, entry, begin, end);
        return;
    case ND_FOLD_APOSTROPHE: apostrophe(t); return;
    case ND_FOLD_SEPARATOR: separate(t, ND_FOLD_TO(entry)); return;
    case ND_FOLD_MARK:
        if (t->pair_count) {
            extend_character(t, entry, end);
            return;
        }
        if (!t->word_open || t->joint) return; /* of a separator, as in NFD of a crossed-out equals sign */
        break;
    default: break;
    }
    add_to_word(t, entry, begin, end);
}

static void take_invalid(nd_tokenizer *t, uint64_t at) {
    if (at < t->first_invalid) t->first_invalid = at;
    separate(t, 0xfffd);
}

/* Reads one code point, or what is not one, from the bytes at hand. Returns how many it took; 0 if the
 * sequence may go on in the next chunk. */
static unsigned take_one(nd_tokenizer *t, const uint8_t *at, size_t size, uint64_t place) {
    if (at[0] == ' ') { /* the most frequent separator means nothing but the end */
        end_run(t);
        end_word(t);
        return 1;
    }
    if (at[0] < 0x80) {
        take_entry(t, nd_fold_lookup(at[0]), place, place + 1);
        return 1;
    }
    unsigned length = nd_utf8_length(at[0]);
    if (length == 0) {
        take_invalid(t, place);
        return 1;
    }
    unsigned valid = nd_utf8_valid_prefix(at, size < 4 ? (unsigned)size : 4, length);
    if (valid == length) {
        take_entry(t, nd_fold_lookup(nd_utf8_decode(at, length)), place, place + length);
        return length;
    }
    if (valid == size) return 0;
    take_invalid(t, place);
    return valid;
}

/* How many of 8 bytes, from the lowest, are ASCII letters and digits. A sum of 7 bits and a constant has
 * its high bit set from some value on; no sum reaches the next byte. */
static unsigned count_word_bytes(uint64_t bytes) {
    const uint64_t each = UINT64_C(0x0101010101010101), high = 0x80 * each;
    uint64_t       digit = bytes & ~high, letter = digit | 0x20 * each;
    digit = (digit + (0x80 - '0') * each) & ~(digit + (0x7f - '9') * each);
    letter = (letter + (0x80 - 'a') * each) & ~(letter + (0x7f - 'z') * each);
    uint64_t other = high & ~((digit | letter) & ~bytes);
    return other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
}

static uint32_t ascii_entry(uint8_t c) {
    if (c <= '9') return ND_FOLD_ENTRY(c, ND_FOLD_DIGIT);
    return ND_FOLD_ENTRY(c | 0x20, ND_FOLD_LETTER) | (c <= 'Z' ? ND_FOLD_UPPER : 0);
}

/* Takes up to 8 ASCII letters and digits into the word, most of most texts, and returns how many. */
static unsigned take_ascii(nd_tokenizer *t, const uint8_t *at, size_t size, uint64_t place) {
    uint64_t bytes = 0;
    if (size >= 8) memcpy(&bytes, at, 8);
    else memcpy(&bytes, at, size);
    unsigned count = count_word_bytes(nd_load64(&bytes));
    if (count == 0) return 0;
    if (t->word_open && t->word_size + 8 > ND_WORD_BYTES) end_word(t);
    if (!t->word_open) start_word(t, ascii_entry(*at), place);
    if (count > ND_WORD_BYTES - 7 - t->word_size) count = ND_WORD_BYTES - 7 - t->word_size;
    bytes |= UINT64_C(0x2020202020202020); /* small letters; digits have the bit */
    memcpy(t->word + t->word_size, &bytes, 8);
    t->word_size += count;
    t->word_end = place + count;
    t->last_is_digit = at[count - 1] <= '9';
    t->combining = 0;
    return count;
}

/* The entry of a letter of two bytes that folds to one of two, as in Greek, Cyrillic, most of Latin beyond
 * ASCII, or of an ASCII letter or digit; 0 of all else. */
static uint32_t simple_letter(const uint8_t *at) {
    if (at[0] < 0x80) {
        int is_word = (uint8_t)((at[0] | 0x20) - 'a') < 26 || (uint8_t)(at[0] - '0') < 10;
        return is_word ? ascii_entry(at[0]) : 0;
    }
    if (at[0] < 0xc2 || at[0] >= 0xe0 || (at[1] & 0xc0) != 0x80) return 0;
    uint32_t entry = nd_fold_lookup(nd_utf8_decode(at, 2)), to = ND_FOLD_TO(entry);
    int      is_simple = (entry & ~ND_FOLD_UPPER) >> 21 == ND_FOLD_LETTER && to >= 0x80 && to < 0x800;
    return is_simple ? entry : 0;
}

/* Simple letters, whatever their size, one after the other. Returns how many bytes it took; no joint may be
 * held back. */
static size_t take_letters(nd_tokenizer *t, const uint8_t *at, size_t size, uint64_t place) {
    size_t   took = 0;
    uint32_t entry;
    while (size - took >= 2 && (entry = simple_letter(at + took))) {
        uint32_t to = ND_FOLD_TO(entry);
        uint8_t *end = t->word + t->word_size;
        if (t->word_open && t->word_size + 8 > ND_WORD_BYTES) end_word(t);
        if (!t->word_open) {
            start_word(t, entry, place + took);
            end = t->word;
        }
        unsigned length = to < 0x80 ? 1 : 2;
        end[0] = (uint8_t)(length == 1 ? to : 0xc0 | to >> 6);
        end[1] = (uint8_t)(0x80 | (to & 63)); /* written over if there is no second */
        t->word_size += length;
        took += length;
        t->word_end = place + took;
        t->last_is_digit = to <= '9';
    }
    if (took) t->combining = 0;
    return took;
}

/* The fastest way that is open: most bytes of most texts go through the first. */
static size_t take_some(nd_tokenizer *t, const uint8_t *at, size_t size, uint64_t place) {
    size_t took = 0;
    int    is_open = t->word_open || t->pair_count;
    int    is_han = at[0] >= 0xe3 && at[0] <= 0xe9; /* or kana, or between them: no words here */
    if (!is_open && !is_han && size >= ND_PLAIN_BYTES) took = nd_plain_words(t, at, size, place);
    if (took) return took;
    if (at[0] < 0x80) took = t->joint ? 0 : take_ascii(t, at, size, place);
    else if (t->pair_count == 2 || (is_han && !is_open)) took = nd_plain_characters(t, at, size, place);
    else if (!t->joint) took = take_letters(t, at, size, place);
    return took ? took : take_one(t, at, size, place);
}

static void take_chunk(nd_tokenizer *t, const uint8_t *chunk, size_t size) {
    for (size_t at = 0, took; at < size; at += took) {
        took = take_some(t, chunk + at, size - at, t->offset + at);
        if (took) continue;
        t->partial_size = (uint8_t)(size - at);
        memcpy(t->partial, chunk + at, t->partial_size);
        break;
    }
    t->offset += size;
}

/* Completes a code point that the end of the last chunk cut. Returns the bytes it used of this one. */
static size_t take_partial(nd_tokenizer *t, const uint8_t *chunk, size_t size) {
    size_t used = 0;
    while (t->partial_size && used < size) {
        t->partial[t->partial_size++] = chunk[used++];
        unsigned took = take_one(t, t->partial, t->partial_size, t->offset + used - t->partial_size);
        if (took == 0) continue;
        if (took < t->partial_size) used--; /* the last byte begins something new */
        t->partial_size = 0;
    }
    t->offset += used;
    return used;
}

void nd_tokenizer_init(nd_tokenizer *tokenizer, nd_tokens *out, uint64_t first_byte) {
    memset(tokenizer, 0, sizeof *tokenizer);
    tokenizer->out = out;
    tokenizer->offset = first_byte;
    tokenizer->position = (nd_position){.pending = ND_TOKEN_LINE | ND_TOKEN_PARAGRAPH, .sentence_start = 1};
    tokenizer->first_invalid = UINT64_MAX;
}

void nd_tokenizer_feed(nd_tokenizer *tokenizer, const char *chunk, size_t size) {
    const uint8_t *bytes = (const uint8_t *)chunk;
    size_t         used = tokenizer->partial_size ? take_partial(tokenizer, bytes, size) : 0;
    if (used < size) take_chunk(tokenizer, bytes + used, size - used);
}

int nd_tokenizer_finish(nd_tokenizer *tokenizer, nd_error *error) {
    if (tokenizer->partial_size) take_invalid(tokenizer, tokenizer->offset - tokenizer->partial_size);
    tokenizer->partial_size = 0;
    end_word(tokenizer);
    end_run(tokenizer);
    return tokenizer->status ? nd_fail_memory(error) : ND_OK;
}
