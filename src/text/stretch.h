/* stretch.h - up to a kilobyte of text: where its words are, and what the marks between them say of each. */
#ifndef ND_STRETCH_H
#define ND_STRETCH_H

#include <stddef.h>
#include <stdint.h>

#include "text/position.h"

#define ND_STRETCH_BYTES 1024
#define ND_STRETCH_WORDS (ND_STRETCH_BYTES / 2)
#define ND_STRETCH_WORD_BYTES 128 /* of a word, at most: longer ones are left */
#define ND_STRETCH_SLACK 16       /* a word may be read in steps of 8 bytes */
#define ND_STRETCH_LISTED 32      /* so many words may be listed, or read, at once */

/* Where a word begins, and the flags of its token (token.h). */
#define ND_STRETCH_PLACE 0x3ffu
#define ND_STRETCH_FLAGS_SHIFT 10

typedef struct nd_stretch {
    uint8_t  folded[ND_STRETCH_BYTES + ND_STRETCH_SLACK]; /* the text, words folded */
    size_t   words, joined, size; /* how many there are; bytes taken */
    uint16_t begins[ND_STRETCH_WORDS + ND_STRETCH_LISTED]; /* of the words, with flags */
    uint16_t ends[ND_STRETCH_WORDS + ND_STRETCH_LISTED];
    uint16_t joined_words[ND_STRETCH_WORDS + 1]; /* with an apostrophe in them, or a separator between digits */
    nd_position position; /* of the text: before the stretch, and then behind it */
} nd_stretch;

/*
 * Takes what it can of the `size` bytes at `text`, where a word may begin and the text stands at `position`. What it
 * leaves begins with a word that may go on behind the end, or with a character that has to be looked at by itself.
 */
void nd_stretch_take(nd_stretch *stretch, const uint8_t *text, size_t size);

/* The portable way, which others must equal. */
void nd_stretch_take_portable(nd_stretch *stretch, const uint8_t *text, size_t size);

#endif
