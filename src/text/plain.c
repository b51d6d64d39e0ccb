/*
 * plain.c - the fast path of the tokenizer. 64 bytes at a time become two masks, of letters and digits and of
 * what is neither these nor a space; words are the runs of ones in the first. A word is taken from the
 * text as it stands, small letters being one OR away, and only where a mark stands between two words is
 * any character looked at by itself. Nearly twice as fast as the general way.
 *
 * Whatever is not taken here is left to tokenize.c, which gives the same tokens for everything: the tests
 * feed texts a byte at a time, which never comes here, and expect the same.
 */
#include "text/plain.h"

#include "base/mask.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/word.h"

#define SMALL_LETTERS UINT64_C(0x2020202020202020) /* digits have the bit already */
#define STRETCH_BYTES 4096                          /* for which room is asked at once */

/* ---- words ------------------------------------------------------------------------------------ */

/* May the word that ends with `last` go on behind the character `next`? */
static int may_go_on(uint8_t last, uint8_t next) {
    if (next >= 0x80 || next == '\'' || next == '`') return 1;
    if (last > '9') return 0;
    return next == '.' || next == ',' || next == ':' || next == '/' || next == '-';
}

/* What the loop below needs of the tokenizer, in registers: tokens are written behind each other, and what
 * the separators say of the next word is looked up only where there was one that is no space. */
struct writing {
    uint64_t   *hashes;
    uint32_t   *tokens;
    size_t      count; /* of both */
    uint8_t    *places;
    uint64_t    last_end;
    nd_position position; /* as of the last mark */
    uint32_t    flags, capital; /* of the next word; of one that begins with a capital */
};

static inline void look_at_position(struct writing *w) {
    w->flags = w->position.pending | (w->position.quote ? ND_TOKEN_QUOTED : 0);
    w->capital = w->position.pending | w->position.sentence_start ? 0 : ND_TOKEN_CAPITAL;
}

static inline void put_word(struct writing *w, const uint8_t *word, size_t size, uint64_t begin) {
    uint64_t hash = nd_word_hash_folding(word, size, SMALL_LETTERS);
    uint32_t flags = w->flags | ((uint8_t)(word[0] - 'A') < 26 ? w->capital : 0);
    w->hashes[w->count] = hash;
    w->tokens[w->count++] = nd_token_make(hash, flags | (word[0] <= '9' ? ND_TOKEN_NUMBER : 0));
    w->places += nd_place_encode(w->places, (int64_t)(begin - w->last_end), size);
    w->last_end = begin + size;
    w->flags &= ND_TOKEN_QUOTED;
    w->capital = ND_TOKEN_CAPITAL;
}

/* Passes the separators that `marks` has ones for. Returns the place of one that is not ASCII, or 64. */
static size_t pass_marks(struct writing *w, const uint8_t *block, uint64_t marks) {
    size_t stop = ND_MASK_BYTES;
    for (; marks && stop == ND_MASK_BYTES; marks &= marks - 1) {
        size_t at = (size_t)__builtin_ctzll(marks);
        if (block[at] >= 0x80) stop = at;
        else if (block[at] != '\'' && block[at] != '`') nd_position_note(&w->position, block[at]);
    }
    look_at_position(w);
    return stop;
}

/*
 * Takes what it can of 64 bytes, and returns how many that are. Adding its lowest bit to `words` clears the
 * first run of ones and sets the bit behind it; that is lost where the run reaches the end of the block.
 */
static inline size_t take_block(struct writing *w, const uint8_t *block, uint64_t place) {
    uint64_t words = nd_mask_words(block), marks = ~words & ~nd_mask_byte(block, ' ');
    uint64_t first = words & -words, before = marks & (first - 1);
    size_t   stop = before ? pass_marks(w, block, before) : ND_MASK_BYTES;
    while (words && stop == ND_MASK_BYTES) {
        uint64_t sum = words + first, behind = sum & -sum;
        size_t   begin = (size_t)__builtin_ctzll(first), end;
        if (!sum) return begin; /* it may go on in the next block */
        end = (size_t)__builtin_ctzll(behind);
        words &= sum;
        first = words & -words;
        uint64_t between = marks & (first - behind);
        if (between & behind && may_go_on(block[end - 1], block[end])) return begin;
        put_word(w, block + begin, end - begin, place + begin);
        if (!between) continue;
        nd_position_take(&w->position);
        stop = pass_marks(w, block, between);
    }
    return stop;
}

static struct writing start_writing(const nd_tokenizer *t) {
    nd_tokens     *out = t->out;
    struct writing w = {.hashes = (uint64_t *)(void *)(out->hashes.data + out->hashes.size),
                        .tokens = (uint32_t *)(void *)(out->tokens.data + out->tokens.size),
                        .places = out->places.data + out->places.size,
                        .last_end = t->last_end, .position = t->position};
    look_at_position(&w);
    return w;
}

static void end_writing(nd_tokenizer *t, const struct writing *w) {
    nd_tokens *out = t->out;
    out->hashes.size += w->count * sizeof *w->hashes;
    out->tokens.size += w->count * sizeof *w->tokens;
    out->places.size = (size_t)(w->places - out->places.data);
    t->last_end = w->last_end;
    t->position = w->position;
    /* A word behind the last mark has taken what that said. */
    if (w->capital) nd_position_take(&t->position);
}

size_t nd_plain_words(nd_tokenizer *t, const uint8_t *chunk, size_t size, uint64_t place) {
    size_t at = 0, took = ND_MASK_BYTES;
    if (size > STRETCH_BYTES) size = STRETCH_BYTES;
    if (nd_tokens_reserve(t->out, size)) {
        t->status = ND_ERROR_MEMORY;
        return 0;
    }
    struct writing w = start_writing(t);
    while (size - at >= ND_PLAIN_BYTES && took && chunk[at] < 0x80) {
        took = take_block(&w, chunk + at, place + at);
        at += took;
    }
    end_writing(t, &w);
    return at;
}

/* ---- characters ------------------------------------------------------------------------------- */

/* The three bytes of the folded character, or 0 if there is more to it. U+3000 to U+9FFF: no surrogate, and
 * every sequence of these leads is well-formed. */
static inline uint32_t plain_character(const uint8_t *at) {
    if (at[0] < 0xe3 || at[0] > 0xe9 || (at[1] & 0xc0) != 0x80 || (at[2] & 0xc0) != 0x80) return 0;
    uint32_t entry = nd_fold_lookup(nd_utf8_decode(at, 3)), to = ND_FOLD_TO(entry);
    if (entry >> 21 != ND_FOLD_UNSPACED || to < 0x800 || to > 0xffff) return 0;
    return (0xe0 | to >> 12) | (0x80 | (to >> 6 & 63)) << 8 | (0x80 | (to & 63)) << 16;
}

static int is_plain(const nd_character *character) {
    return character->size == 3 && !character->complex;
}

static uint32_t bytes_of(const nd_character *character) {
    return character->bytes[0] | (uint32_t)character->bytes[1] << 8 | (uint32_t)character->bytes[2] << 16;
}

static void set_character(nd_character *character, uint32_t bytes, uint64_t begin, uint64_t end) {
    *character = (nd_character){.bytes = {(uint8_t)bytes, (uint8_t)(bytes >> 8), (uint8_t)(bytes >> 16)},
                                .size = 3, .begin = begin, .end = end};
}

size_t nd_plain_characters(nd_tokenizer *t, const uint8_t *chunk, size_t size, uint64_t place) {
    nd_character *before = &t->pair[0], *current = &t->pair[1];
    uint64_t      begin[2] = {before->begin, current->begin}, end = current->end;
    uint32_t      first = bytes_of(before), second = bytes_of(current), third;
    size_t        at = 0;
    if (!is_plain(before) || !is_plain(current)) return 0;
    for (; size - at >= 3 && (third = plain_character(chunk + at)); at += 3) {
        if (nd_tokens_reserve(t->out, 1)) {
            t->status = ND_ERROR_MEMORY;
            break;
        }
        uint64_t hash = nd_word_hash8(first | (uint64_t)second << 24, 6);
        uint32_t flags = nd_position_take(&t->position) | ND_TOKEN_HALF;
        nd_tokens_put(t->out, hash, flags, (int64_t)(begin[0] - t->last_end), end - begin[0]);
        t->last_end = end;
        begin[0] = begin[1];
        begin[1] = place + at;
        end = begin[1] + 3;
        first = second;
        second = third;
    }
    if (at == 0) return 0;
    set_character(before, first, begin[0], begin[0] + 3);
    set_character(current, second, begin[1], end);
    t->pair_used = 1;
    return at;
}
