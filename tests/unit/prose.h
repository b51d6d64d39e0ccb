/*
 * prose.h - running text of made-up words that looks random and is the same in every run, for corpora that
 * are too large to be written by hand.
 */
#ifndef PROSE_H
#define PROSE_H

#include <stdio.h>
#include <string.h>

#include "random.h"

enum { PROSE_BYTES = 60000 };

struct prose {
    char   text[PROSE_BYTES]; /* ends with NUL */
    size_t size;
};

static inline void prose_put(struct prose *prose, const char *text) {
    size_t size = strlen(text);
    if (size >= PROSE_BYTES - prose->size) size = PROSE_BYTES - 1 - prose->size;
    memcpy(prose->text + prose->size, text, size);
    prose->size += size;
    prose->text[prose->size] = '\0';
}

/* A word of two to four syllables. */
static inline void prose_word(struct prose *prose, struct dice *dice) {
    static const char *const syllables[] = {"ba", "ce", "di", "fo", "gu", "ha", "je", "ki",
                                            "lo", "mu", "na", "pe", "ri", "so", "tu", "va"};
    for (uint32_t k = 2 + roll_below(dice, 3); k > 0; k--) prose_put(prose, syllables[roll_below(dice, 16)]);
}

/* `words` words in sentences of 15, the same ones for the same `seed`; then a blank line. */
static inline void prose_paragraph(struct prose *prose, uint64_t seed, unsigned words) {
    struct dice dice = {nd_mix64(seed + 1)};
    for (unsigned i = 1; i <= words; i++) {
        prose_word(prose, &dice);
        prose_put(prose, i == words ? ".\n\n" : i % 15 == 0 ? ". " : " ");
    }
}

/* The same, with `percent` of the words replaced by others that depend on `edition`. */
static inline void prose_edited(struct prose *prose, uint64_t seed, unsigned words, unsigned percent,
                                uint64_t edition) {
    struct dice  dice = {nd_mix64(seed + 1)}, edit = {nd_mix64_pair(seed, edition + 1)};
    struct prose passed;
    for (unsigned i = 1; i <= words; i++) {
        int is_edited = roll_below(&edit, 100) < percent;
        passed.size = 0;
        prose_word(is_edited ? &passed : prose, &dice);
        if (is_edited) prose_word(prose, &edit);
        prose_put(prose, i == words ? ".\n\n" : i % 15 == 0 ? ". " : " ");
    }
}

#endif
