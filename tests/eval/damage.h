/*
 * damage.h - texts as an editor or a bad scan leaves them, the same in every run.
 *
 * Edited: of the words hit, half are replaced by a word from somewhere in the set, a quarter are dropped, and
 * after a quarter one is put in. Scanned: of the characters hit, six in ten are taken for one that looks like
 * them where there is such a one, the others dropped or doubled, a space is lost or put in, and one in twenty
 * breaks its word at the end of a line.
 */
#ifndef DAMAGE_H
#define DAMAGE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/utf8.h"
#include "scoring.h"

enum damage { DAMAGE_NONE, DAMAGE_WORDS, DAMAGE_CHARACTERS };

/* ---- chance ----------------------------------------------------------------------------------- */

static inline uint32_t draw(uint64_t *chance, uint32_t limit) {
    return (uint32_t)((nd_mix64(*chance += UINT64_C(0x9e3779b97f4a7c15)) >> 32) * limit >> 32);
}

static inline int happens(uint64_t *chance, uint32_t in_a_thousand) {
    return draw(chance, 1000) < in_a_thousand;
}

static inline void put(nd_buf *out, const char *bytes, size_t size) {
    nd_error error;
    check(nd_buf_append(out, bytes, size, &error), &error);
}

/* ---- edited words ----------------------------------------------------------------------------- */

static inline int is_blank(char byte) {
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* The length of the word, or of the blanks, at the start of `size` > 0 bytes. */
static inline size_t stretch(const char *at, size_t size) {
    size_t length = 1;
    while (length < size && is_blank(at[length]) == is_blank(at[0])) length++;
    return length;
}

/* A word from somewhere in the set. */
static inline void put_word(nd_buf *out, const struct set *set, uint64_t *chance) {
    for (int tries = 0; tries < 100; tries++) {
        nd_string text = set->articles[draw(chance, set->count)].text;
        size_t    begin = text.size ? draw(chance, (uint32_t)text.size) : 0;
        while (begin < text.size && !is_blank(text.data[begin])) begin++;
        while (begin < text.size && is_blank(text.data[begin])) begin++;
        if (begin == text.size) continue;
        put(out, text.data + begin, stretch(text.data + begin, text.size - begin));
        return;
    }
}

static inline void edit_words(nd_buf *out, nd_string text, const struct set *set, uint32_t in_a_thousand,
                              uint64_t *chance) {
    for (size_t at = 0, size; at < text.size; at += size) {
        size = stretch(text.data + at, text.size - at);
        if (is_blank(text.data[at]) || !happens(chance, in_a_thousand)) {
            put(out, text.data + at, size);
            continue;
        }
        uint32_t what = draw(chance, 4);
        if (what == 3) put(out, text.data + at, size), put(out, " ", 1);
        if (what != 2) put_word(out, set, chance);
    }
}

/* ---- characters of a bad scan ----------------------------------------------------------------- */

/* Each character, and what it is taken for. */
static const char *const look_alikes[] = {
    "eco", "ceo", "oca0", "aos", "il1j", "li1I", "tfl", "ft", "hbn", "bh6", "nhur", "unv", "mnw", "wv",
    "s5a", "rn",  "vy",   "dcl", "gq",   "S5",   "B8",  "O0", "Il",  "0O",  "1l",   "5S",
};

static inline const char *find_look_alikes(char character) {
    for (size_t i = 0; i < sizeof look_alikes / sizeof *look_alikes; i++)
        if (look_alikes[i][0] == character) return look_alikes[i] + 1;
    return NULL;
}

static inline void put_damaged(nd_buf *out, const char *character, size_t size, uint64_t *chance) {
    uint32_t    kind = draw(chance, 100);
    const char *likes = find_look_alikes(*character);
    if (kind < 60 && likes) put(out, likes + draw(chance, (uint32_t)strlen(likes)), 1);
    else if (kind < 70) return;
    else if (kind < 80) put(out, character, size), put(out, character, size);
    else if (kind < 95 && *character == ' ') return;
    else put(out, character, size), put(out, kind < 95 ? " " : "-\n", kind < 95 ? 1 : 2);
}

static inline void scan_badly(nd_buf *out, nd_string text, uint32_t in_a_thousand, uint64_t *chance) {
    for (size_t at = 0, size; at < text.size; at += size) {
        uint32_t code;
        size = nd_utf8_step(text.data + at, text.size - at, &code);
        if (happens(chance, in_a_thousand)) put_damaged(out, text.data + at, size, chance);
        else put(out, text.data + at, size);
    }
}

/* ---- an article ------------------------------------------------------------------------------- */

/* Appends the text of an article of the set, damaged. */
static inline void damage_text(nd_buf *out, const struct set *set, uint32_t article, enum damage damage,
                               uint32_t in_a_thousand) {
    nd_string text = set->articles[article].text;
    uint64_t  chance = nd_mix64_pair(article + 1, in_a_thousand);
    if (damage == DAMAGE_WORDS) edit_words(out, text, set, in_a_thousand, &chance);
    else if (damage == DAMAGE_CHARACTERS) scan_badly(out, text, in_a_thousand, &chance);
    else put(out, text.data, text.size);
}

#endif
