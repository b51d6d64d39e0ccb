/*
 * plain.c - the fast path of the tokenizer. In a stretch of text (stretch.c) it is known where the words are and
 * what the marks between them say of each. All its words become tokens (words.c); the few with something in them that
 * is no part of the word are then put right.
 *
 * Whatever is not taken here is left to tokenize.c, which gives the same tokens for everything: the tests
 * feed texts a byte at a time, which never comes here, and expect the same.
 */
#include "text/plain.h"

#include "base/mask.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/word.h"
#include "text/words.h"

/* ---- words ------------------------------------------------------------------------------------ */

/* Apostrophes inside a word are no part of it, nor are the separators of thousands. */
static void put_joined_words(nd_words *w, const nd_stretch *s) {
    for (size_t i = 0; i < s->joined; i++) {
        size_t   index = s->joined_words[i];
        uint8_t  word[ND_STRETCH_WORD_BYTES + 8];
        uint32_t size = 0, flags = w->tokens[index] & ((1u << ND_TOKEN_FLAG_BITS) - 1);
        for (size_t at = s->begins[index] & ND_STRETCH_PLACE; at < s->ends[index]; at++)
            if (s->folded[at] != '\'' && s->folded[at] != '`') word[size++] = s->folded[at];
        if (flags & ND_TOKEN_NUMBER) size = nd_word_drop_thousands(word, size);
        w->hashes[index] = nd_word_hash(word, size);
        w->tokens[index] = nd_token_make(w->hashes[index], flags);
    }
}

static void put_stretch(nd_tokenizer *t, const nd_stretch *s, uint64_t place) {
    nd_tokens     *out = t->out;
    nd_words       w = {.hashes = (uint64_t *)(void *)(out->hashes.data + out->hashes.size),
                        .tokens = (uint32_t *)(void *)(out->tokens.data + out->tokens.size),
                        .places = out->places.data + out->places.size};
    nd_words_put(&w, s, place - t->last_end);
    put_joined_words(&w, s);
    t->position = s->position;
    out->hashes.size += s->words * sizeof *w.hashes;
    out->tokens.size += s->words * sizeof *w.tokens;
    out->places.size = (size_t)(w.places - out->places.data);
    if (s->words) t->last_end = place + s->ends[s->words - 1];
}

size_t nd_plain_words(nd_tokenizer *t, const uint8_t *chunk, size_t size, uint64_t place) {
    nd_stretch stretch;
    size_t     at = 0;
    do {
        stretch.position = t->position;
        nd_stretch_take(&stretch, chunk + at, size - at);
        if (nd_tokens_reserve(t->out, stretch.words + ND_WORDS_SLACK)) {
            t->status = ND_ERROR_MEMORY;
            return at;
        }
        put_stretch(t, &stretch, place + at);
        at += stretch.size;
    } while (stretch.size + ND_MASK_BYTES + ND_STRETCH_WORD_BYTES > ND_STRETCH_BYTES);
    return at;
}

/* ---- characters ------------------------------------------------------------------------------- */

/* The three bytes of the folded character, or 0 if there is more to it. U+3000 to U+9FFF: no surrogate, and
 * every sequence of these leads is well-formed. */
static inline uint32_t plain_character(const uint8_t *at) {
    if (at[0] < 0xe3 || at[0] > 0xe9 || (at[1] & 0xc0) != 0x80 || (at[2] & 0xc0) != 0x80) return 0;
    uint32_t c = (at[0] & 15u) << 12 | (at[1] & 63u) << 6 | (at[2] & 63u);
    uint32_t entry = nd_fold_lookup(c), to = ND_FOLD_TO(entry);
    if (entry >> 21 != ND_FOLD_UNSPACED || to < 0x800 || to > 0xffff) return 0;
    return (0xe0 | to >> 12) | (0x80 | (to >> 6 & 63)) << 8 | (0x80 | (to & 63)) << 16;
}

static int is_plain(const nd_character *character) {
    return character->size == 3 && !character->complex;
}

static uint32_t bytes_of(const nd_character *character) {
    return character->bytes[0] | (uint32_t)character->bytes[1] << 8 | (uint32_t)character->bytes[2] << 16;
}

static void set_character(nd_character *character, uint32_t bytes, uint64_t begin) {
    *character = (nd_character){.bytes = {(uint8_t)bytes, (uint8_t)(bytes >> 8), (uint8_t)(bytes >> 16)},
                                .size = 3, .begin = begin, .end = begin + 3};
}

static inline uint64_t hash_pair(uint32_t first, uint32_t second) {
    return nd_word_hash8(first | (uint64_t)second << 24, 6);
}

/* Pairs of which the first character was read before: they stand where these stand. */
static void put_pair(nd_tokenizer *t, const nd_character *first, uint32_t second, uint64_t end) {
    uint32_t flags = nd_position_take(&t->position) | ND_TOKEN_HALF;
    int64_t  gap = (int64_t)(first->begin - t->last_end);
    nd_tokens_put(t->out, hash_pair(bytes_of(first), second), flags, gap, end - first->begin);
    t->out->pairs++;
    t->last_end = end;
}

/* The pairs of which both are among the characters: each begins three bytes before the end of the last. */
static void put_pairs(nd_tokenizer *t, const uint32_t *characters, size_t count) {
    nd_tokens *out = t->out;
    uint64_t  *hashes = (uint64_t *)(void *)(out->hashes.data + out->hashes.size);
    uint32_t  *tokens = (uint32_t *)(void *)(out->tokens.data + out->tokens.size);
    uint8_t    place[ND_PLACE_BYTES_MAX];
    uint32_t   flags = nd_position_take(&t->position) | ND_TOKEN_HALF;
    for (size_t i = 0; i + 1 < count; i++) {
        hashes[i] = hash_pair(characters[i], characters[i + 1]);
        tokens[i] = nd_token_make(hashes[i], flags);
    }
    nd_place_encode(place, -3, 6);
    memset(out->places.data + out->places.size, *place, count - 1);
    out->hashes.size += (count - 1) * sizeof *hashes;
    out->tokens.size += (count - 1) * sizeof *tokens;
    out->places.size += count - 1;
    out->pairs += count - 1;
    t->last_end += 3 * (count - 1);
}

#define CHARACTERS 128 /* read at once */

/* Takes characters behind the pair that was read, whose second they pair with. */
static size_t take_characters(nd_tokenizer *t, const uint8_t *chunk, size_t size, uint64_t place) {
    nd_character *before = &t->pair[0], *current = &t->pair[1];
    uint32_t      characters[CHARACTERS];
    size_t        count = 0;
    while (count < CHARACTERS && size - 3 * count >= 3 && (characters[count] = plain_character(chunk + 3 * count)))
        count++;
    if (count == 0) return 0;
    if (nd_tokens_reserve(t->out, count)) {
        t->status = ND_ERROR_MEMORY;
        return 0;
    }
    put_pair(t, before, bytes_of(current), current->end);
    if (count > 1) {
        put_pair(t, current, characters[0], place + 3);
        put_pairs(t, characters, count - 1);
        set_character(before, characters[count - 2], place + 3 * (count - 2));
    } else *before = *current;
    set_character(current, characters[count - 1], place + 3 * (count - 1));
    t->pair_used = 1;
    return 3 * count;
}

/* Reads the first two characters of a run. */
static size_t begin_run(nd_tokenizer *t, const uint8_t *chunk, size_t size, uint64_t place) {
    uint32_t first = size >= 6 ? plain_character(chunk) : 0, second = first ? plain_character(chunk + 3) : 0;
    if (!second) return 0;
    set_character(&t->pair[0], first, place);
    set_character(&t->pair[1], second, place + 3);
    t->pair_count = 2;
    return 6;
}

/* Takes a separator of three bytes, with which the run ends. */
static size_t end_run(nd_tokenizer *t, const uint8_t *chunk, size_t size) {
    int is_sign = size >= 3 && ((chunk[0] == 0xe3 && chunk[1] == 0x80) || (chunk[0] == 0xef && chunk[1] == 0xbc));
    if (!is_sign || (chunk[2] & 0xc0) != 0x80) return 0;
    uint32_t entry = nd_fold_lookup((chunk[0] & 15u) << 12 | (chunk[1] & 63u) << 6 | (chunk[2] & 63u));
    if (entry >> 21 != ND_FOLD_SEPARATOR || nd_tokens_reserve(t->out, 1)) return 0;
    put_pair(t, &t->pair[0], bytes_of(&t->pair[1]), t->pair[1].end);
    t->pair_count = t->pair_used = 0;
    nd_position_note(&t->position, ND_FOLD_TO(entry));
    return 3;
}

size_t nd_plain_characters(nd_tokenizer *t, const uint8_t *chunk, size_t size, uint64_t place) {
    size_t at = 0, took;
    if (t->pair_count && (!is_plain(&t->pair[0]) || !is_plain(&t->pair[1]))) return 0;
    do {
        if (!t->pair_count) took = begin_run(t, chunk + at, size - at, place + at);
        else took = take_characters(t, chunk + at, size - at, place + at);
        if (!took && t->pair_count) took = end_run(t, chunk + at, size - at);
        at += took;
    } while (took);
    return at;
}
