/*
 * fuzz_tokenize.c - PROPERTY: however a text is cut into chunks, the tokens and their places are the
 * same; and they are those of a slow reading of the rules in docs/algorithm.md.
 *
 * The slow reading asks utf8proc for every code point (its category, and NFKC_Casefold of it alone), cuts
 * words by that, and then folds each whole word with utf8proc, where the tokenizer has a table and leaves
 * most words at that. What is told of a code point that folds to several others is its own category.
 */
#include <regex.h>
#include <string.h>
#include <utf8proc.h>

#include "base/bytes.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "text/place.h"
#include "text/tokenize.h"
#include "text/word.h"

#define TEXT_BYTES 2048
#define ROOM (TEXT_BYTES * 24)

/* ---- the tokenizer ---------------------------------------------------------------------------- */

static uint64_t read_in_chunks(nd_tokens *out, nd_string text, size_t first, size_t others) {
    nd_tokenizer tokenizer;
    nd_tokens_clear(out);
    nd_tokenizer_init(&tokenizer, out, 0);
    for (size_t at = 0, chunk = first; at < text.size; at += chunk, chunk = others) {
        if (chunk > text.size - at) chunk = text.size - at;
        char *copy = malloc(chunk + 1);
        memcpy(copy, text.data + at, chunk);
        nd_tokenizer_feed(&tokenizer, copy, chunk);
        free(copy);
    }
    REQUIRE(nd_tokenizer_finish(&tokenizer, NULL) == ND_OK);
    return tokenizer.first_invalid;
}

static int same_bytes(const nd_buf *x, const nd_buf *y) {
    return x->size == y->size && (x->size == 0 || memcmp(x->data, y->data, x->size) == 0);
}

static void require_same(const nd_tokens *whole, uint64_t invalid, nd_string text, size_t first, size_t others) {
    nd_tokens tokens = {0};
    REQUIRE(read_in_chunks(&tokens, text, first, others) == invalid);
    REQUIRE(same_bytes(&tokens.hashes, &whole->hashes));
    REQUIRE(same_bytes(&tokens.tokens, &whole->tokens));
    REQUIRE(same_bytes(&tokens.places, &whole->places));
    REQUIRE(tokens.pairs == whole->pairs);
    nd_tokens_free(&tokens);
}

/* ---- what a code point is --------------------------------------------------------------------- */

enum kind { SEPARATOR, LETTER, DIGIT, MARK, UNSPACED, IGNORED, APOSTROPHE };

struct point {
    enum kind kind;
    uint32_t  simple; /* what it folds to, if that is one code point; or itself */
};

static int is_one_of(uint32_t c, const uint32_t *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (list[i] == c) return 1;
    return 0;
}

static int is_within(uint32_t c, uint32_t (*ranges)[2], size_t count) {
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i][0] && c <= ranges[i][1]) return 1;
    return 0;
}

/* By blocks of Unicode; of these the letters only. */
static int is_of_unspaced_script(uint32_t c) {
    static uint32_t blocks[][2] = {{0x0e00, 0x0e7f},   {0x0e80, 0x0eff},   {0x1000, 0x109f}, {0x1780, 0x17df},
                                   {0x2e80, 0x2fdf},   {0x3000, 0x303f},   {0x3040, 0x30ff}, {0x31f0, 0x31ff},
                                   {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa9e0, 0xa9ff}, {0xaa60, 0xaa7f},
                                   {0xf900, 0xfaff},   {0x1b000, 0x1b16f}, {0x20000, 0x3ffff}};
    return is_within(c, blocks, sizeof blocks / sizeof *blocks);
}

/* Points of Hebrew and Arabic; signs of the Koran; tatweel. */
static int is_optional_vowel(uint32_t c) {
    static uint32_t ranges[][2] = {{0x0591, 0x05bd}, {0x05c1, 0x05c2}, {0x05c4, 0x05c5}, {0x0610, 0x061a},
                                   {0x064b, 0x0652}, {0x0656, 0x065f}, {0x06d6, 0x06dc}, {0x06df, 0x06e4}};
    static const uint32_t alone[] = {0x05bf, 0x05c7, 0x0640, 0x0670};
    return is_within(c, ranges, sizeof ranges / sizeof *ranges) || is_one_of(c, alone, sizeof alone / sizeof *alone);
}

static int is_apostrophe(uint32_t c) {
    static const uint32_t list[] = {'\'', '`', 0xb4, 0x2bb, 0x2bc, 0x1ffd, 0x2018, 0x2019, 0x201b};
    return is_one_of(c, list, sizeof list / sizeof *list);
}

static int is_vowel_of_consonant(uint32_t c) {
    return c == 0x0e32 || c == 0x0e33 || c == 0x0eb2 || c == 0x0eb3;
}

static enum kind kind_of(uint32_t c) {
    if (is_apostrophe(c)) return APOSTROPHE;
    if (is_vowel_of_consonant(c)) return MARK;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME: return MARK;
    case UTF8PROC_CATEGORY_ND: return DIGIT;
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
        return is_of_unspaced_script(c) ? UNSPACED : LETTER;
    default: return SEPARATOR;
    }
}

/* NFKC_Casefold without optional vowels; one that is shown alone, on a space, is none of the text either.
 * Returns its size. */
static size_t fold(uint8_t *out, const uint8_t *text, size_t size) {
    uint8_t         *folded = NULL;
    utf8proc_ssize_t length = utf8proc_map(text, (utf8proc_ssize_t)size, &folded,
                                           UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                               UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    size_t           kept = 0;
    REQUIRE(length >= 0);
    for (size_t at = 0, step; at < (size_t)length; at += step) {
        uint32_t c;
        step = nd_utf8_step((const char *)folded + at, (size_t)length - at, &c);
        if (!is_optional_vowel(c)) kept += nd_utf8_encode(out + kept, c);
    }
    free(folded);
    return kept == 1 && out[0] == ' ' && length > 1 ? 0 : kept;
}

static uint32_t ascii_digit(uint32_t c) {
    uint32_t zero = c;
    while (zero && utf8proc_category((utf8proc_int32_t)zero - 1) == UTF8PROC_CATEGORY_ND) zero--;
    return '0' + (c - zero) % 10;
}

static struct point look_up(uint32_t c) {
    uint8_t  text[8], folded[128];
    uint32_t first = 0;
    size_t   size = fold(folded, text, nd_utf8_encode(text, c));
    size_t   step = size ? nd_utf8_step((const char *)folded, size, &first) : 0;
    if (c == 0) return (struct point){SEPARATOR, 0};
    if (size == 0) return (struct point){IGNORED, c};
    if (kind_of(c) == DIGIT) return (struct point){DIGIT, ascii_digit(c)};
    if (step < size || is_vowel_of_consonant(c)) return (struct point){kind_of(c), c};
    if (first == 0x131) first = 'i';
    return (struct point){kind_of(first), first};
}

/* ---- the slow reading ------------------------------------------------------------------------- */

/* A word, or a character of a script without spaces with its marks. */
struct piece {
    uint8_t  text[4 * ND_WORD_BYTES + 16]; /* not folded, but for digits and the i without a dot */
    size_t   size, simple_size;            /* as it is, and as its code points fold alone */
    uint64_t begin, end;
    int      is_number;
};

struct reading {
    nd_tokens   *tokens;
    uint64_t     last_end, invalid;
    struct piece word, before, current; /* `before`: the character that awaits its neighbour */
    unsigned     run;                   /* characters in a row */
    int          is_open, last_is_digit;
    uint32_t     joint;
};

static void extend(struct piece *piece, struct point point, uint32_t c, uint64_t end) {
    uint8_t bytes[4];
    if (point.kind == DIGIT || point.simple == 'i') c = point.simple;
    piece->size += nd_utf8_encode(piece->text + piece->size, c);
    piece->simple_size += nd_utf8_encode(bytes, point.simple);
    piece->end = end;
}

/* The dot that a Turkish capital leaves on its i. */
static size_t drop_dots(uint8_t *word, size_t size) {
    size_t kept = 0;
    for (size_t at = 0; at < size; at++) {
        word[kept++] = word[at];
        if (word[at] == 'i' && at + 2 < size && !memcmp(word + at + 1, "\xcc\x87", 2)) at += 2;
    }
    return kept;
}

static size_t fold_piece(uint8_t *out, const struct piece *piece, size_t room) {
    static uint8_t folded[ROOM];
    size_t         size = fold(folded, piece->text, piece->size);
    if (size > room) size = room;
    memcpy(out, folded, size);
    return drop_dots(out, size);
}

static size_t drop_thousands(uint8_t *word, size_t size) {
    regex_t    pattern;
    regmatch_t match[4];
    size_t     kept = 0;
    word[size] = '\0';
    REQUIRE(!regcomp(&pattern, "^([0-9]{1,3}(,[0-9]{3})+)([^0-9,]|$)", REG_EXTENDED));
    int is_match = !regexec(&pattern, (const char *)word, 4, match, 0);
    regfree(&pattern);
    if (!is_match) return size;
    for (size_t at = 0; at < size; at++)
        if (at >= (size_t)match[1].rm_eo || word[at] != ',') word[kept++] = word[at];
    return kept;
}

static void give(struct reading *r, const uint8_t *word, size_t size, uint32_t flags, const uint64_t range[2]) {
    REQUIRE(!nd_tokens_reserve(r->tokens, 1));
    nd_tokens_put(r->tokens, nd_word_hash(word, size), flags, (int64_t)(range[0] - r->last_end), range[1] - range[0]);
    r->last_end = range[1];
}

static void end_word(struct reading *r) {
    uint8_t        word[ND_WORD_BYTES + 16] = {0};
    const uint64_t range[2] = {r->word.begin, r->word.end};
    r->joint = 0;
    if (!r->is_open) return;
    r->is_open = 0;
    size_t size = fold_piece(word, &r->word, ND_WORD_BYTES);
    if (r->word.is_number) size = drop_thousands(word, size);
    give(r, word, size, r->word.is_number ? ND_TOKEN_NUMBER : 0, range);
}

static void give_characters(struct reading *r, const struct piece *first, const struct piece *last) {
    uint8_t        both[2 * ND_CHARACTER_BYTES + 16] = {0};
    const uint64_t range[2] = {first->begin, last->end};
    size_t         size = fold_piece(both, first, ND_CHARACTER_BYTES);
    if (last != first) size += fold_piece(both + size, last, ND_CHARACTER_BYTES);
    give(r, both, size, ND_TOKEN_HALF, range);
}

static void end_run(struct reading *r) {
    if (r->run == 1) give_characters(r, &r->current, &r->current);
    if (r->run > 1) give_characters(r, &r->before, &r->current);
    r->run = 0;
}

static void take_character(struct reading *r, struct point point, uint32_t c, const uint64_t range[2]) {
    end_word(r);
    if (r->run > 1) give_characters(r, &r->before, &r->current);
    r->before = r->current;
    r->current = (struct piece){.begin = range[0]};
    r->run++;
    extend(&r->current, point, c, range[1]);
}

static void take_mark_of_character(struct reading *r, struct point point, uint32_t c, uint64_t end) {
    if (r->current.simple_size + 4 <= ND_CHARACTER_BYTES) extend(&r->current, point, c, end);
    r->current.end = end;
}

/* Lao ho, to which no or mo belongs. */
static int is_ho(const struct piece *piece) {
    return piece->simple_size == 3 && piece->size == 3 && !memcmp(piece->text, "\u0eab", 3);
}

/* A separator between digits, or an apostrophe, is in the word if what follows goes on with it. */
static void settle_joint(struct reading *r, enum kind kind) {
    uint32_t joint = r->joint;
    r->joint = 0;
    if (joint == '\'') return;
    if (r->last_is_digit && kind == DIGIT) extend(&r->word, (struct point){SEPARATOR, joint}, joint, r->word.end);
    else end_word(r);
}

static void take_letter(struct reading *r, struct point point, uint32_t c, const uint64_t range[2]) {
    if (r->joint) settle_joint(r, point.kind);
    if (r->is_open && r->word.simple_size + 8 > ND_WORD_BYTES) end_word(r);
    if (!r->is_open) {
        end_run(r);
        r->word = (struct piece){.begin = range[0], .is_number = point.kind == DIGIT};
        r->is_open = 1;
    }
    extend(&r->word, point, c, range[1]);
    r->last_is_digit = point.kind == DIGIT;
}

static void take_separator(struct reading *r, uint32_t c) {
    int joins = c == '\'' || (r->last_is_digit && c < 0x80 && c && strchr(".,:/-", (int)c));
    end_run(r);
    if (r->is_open && !r->joint && joins) r->joint = c;
    else end_word(r);
}

static void take_point(struct reading *r, uint32_t c, const uint64_t range[2]) {
    struct point point = look_up(c);
    switch (point.kind) {
    case IGNORED: break;
    case UNSPACED:
        if (r->run && is_ho(&r->current) && (point.simple == 0xe99 || point.simple == 0xea1))
            take_mark_of_character(r, point, c, range[1]);
        else take_character(r, point, c, range);
        break;
    case APOSTROPHE: take_separator(r, '\''); break;
    case SEPARATOR: take_separator(r, point.simple); break;
    case MARK:
        if (r->run) take_mark_of_character(r, point, c, range[1]);
        else if (r->is_open && !r->joint) take_letter(r, point, c, range);
        break;
    default: take_letter(r, point, c, range);
    }
}

static uint64_t read_slowly(nd_tokens *out, nd_string text) {
    static struct reading r;
    r = (struct reading){.tokens = out, .invalid = UINT64_MAX};
    for (size_t at = 0, step; at < text.size; at += step) {
        uint32_t c;
        step = nd_utf8_step(text.data + at, text.size - at, &c);
        const uint64_t range[2] = {at, at + step};
        if (c != ND_NOT_UTF8) take_point(&r, c, range);
        else {
            take_separator(&r, c);
            if (at < r.invalid) r.invalid = at;
        }
    }
    end_word(&r);
    end_run(&r);
    return r.invalid;
}

/* ---- the property ----------------------------------------------------------------------------- */

static void require_slow_reading(const nd_tokens *whole, uint64_t invalid, nd_string text) {
    nd_tokens       slow = {0};
    const uint32_t  kinds = ND_TOKEN_NUMBER | ND_TOKEN_HALF | ~((1u << ND_TOKEN_FLAG_BITS) - 1);
    REQUIRE(read_slowly(&slow, text) == invalid);
    REQUIRE(same_bytes(&slow.places, &whole->places));
    REQUIRE(same_bytes(&slow.hashes, &whole->hashes));
    const uint32_t *x = (const uint32_t *)slow.tokens.data, *y = (const uint32_t *)whole->tokens.data;
    size_t          pairs = 0;
    for (size_t i = 0; i < slow.tokens.size / sizeof *x; i++) {
        REQUIRE(x[i] == (y[i] & kinds));
        pairs += (x[i] & ND_TOKEN_HALF) != 0;
    }
    REQUIRE(pairs == whole->pairs);
    nd_tokens_free(&slow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    nd_tokens whole = {0};
    nd_string text = {(const char *)data, size < TEXT_BYTES ? size : TEXT_BYTES};
    uint64_t  invalid = read_in_chunks(&whole, text, text.size + 1, text.size + 1);
    require_slow_reading(&whole, invalid, text);
    for (size_t chunk = 1; chunk < 10 && chunk < text.size; chunk++)
        require_same(&whole, invalid, text, chunk, chunk);
    size_t step = text.size / 32 + 1;
    for (size_t cut = step; cut < text.size; cut += step) require_same(&whole, invalid, text, cut, text.size);
    nd_tokens_free(&whole);
    return 0;
}

/* ---- what libFuzzer does to an input ---------------------------------------------------------- */

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed);

/* Every other time a code point from anywhere in Unicode, mostly from its first planes, is put in: a change
 * of bytes seldom makes another one. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
    uint64_t chance = nd_mix64(seed);
    uint8_t  bytes[4];
    if (chance & 1 || size + 4 > room) return LLVMFuzzerMutate(data, size, room);
    uint32_t c = (uint32_t)(chance >> 40) % (chance & 2 ? 0x3000 : chance & 4 ? 0x20000 : 0x110000);
    if (c >= 0xd800 && c < 0xe000) c -= 0x800;
    unsigned length = nd_utf8_encode(bytes, c);
    size_t   at = (size_t)(chance >> 8 & 0xffffff) % (size + 1);
    memmove(data + at + length, data + at, size - at);
    memcpy(data + at, bytes, length);
    return size + length;
}
