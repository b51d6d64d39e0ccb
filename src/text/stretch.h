/*
 * stretch.h - up to a kilobyte of text of which it is known where its words are, and what stands between them.
 *
 * What is here depends on nothing outside: every word in it is complete, whatever comes before and behind.
 */
#ifndef ND_STRETCH_H
#define ND_STRETCH_H

#include <stddef.h>
#include <stdint.h>

#define ND_STRETCH_BYTES 1024
#define ND_STRETCH_WORDS (ND_STRETCH_BYTES / 2)
#define ND_STRETCH_WORD_BYTES 128 /* of a word, at most: longer ones are left */
#define ND_STRETCH_SLACK 16       /* a word may be read in steps of 8 bytes */
#define ND_STRETCH_LISTED 32      /* so many words may be listed, or read, at once */
#define ND_STRETCH_MARKS 2        /* so many marks are */

/* A word whose first letter is a capital: a bit of its begin. */
#define ND_STRETCH_CAPITAL 0x8000u
#define ND_STRETCH_PLACE 0x7fffu

typedef struct nd_stretch {
    /* The text, words folded. A separator that is not ASCII has the byte of one that means the same. */
    uint8_t  folded[ND_STRETCH_BYTES + ND_STRETCH_SLACK];
    size_t   words, marks, joined, size; /* how many there are; bytes taken */
    size_t   begun;                      /* words, with the one that is left, if one is */
    uint16_t begins[ND_STRETCH_WORDS + ND_STRETCH_LISTED]; /* of the words */
    uint16_t ends[ND_STRETCH_WORDS + ND_STRETCH_LISTED];
    /* Of separators that may tell where a word stands, and the word behind each. */
    uint16_t mark_places[ND_STRETCH_BYTES + ND_STRETCH_MARKS];
    uint16_t mark_words[ND_STRETCH_BYTES + ND_STRETCH_MARKS];
    uint16_t joined_words[ND_STRETCH_WORDS]; /* with an apostrophe in them, or a separator between digits */
} nd_stretch;

/* What takes the place of separators that are not ASCII. */
#define ND_STRETCH_CLOSING 0xfe   /* of a quotation */
#define ND_STRETCH_PARAGRAPH 0xff

/*
 * Takes what it can of the `size` bytes at `text`, where a word may begin. What it leaves begins with a word that
 * may go on behind the end, or with a character that has to be looked at by itself.
 */
void nd_stretch_take(nd_stretch *stretch, const uint8_t *text, size_t size);

/* The portable way, which others must equal. */
void nd_stretch_take_portable(nd_stretch *stretch, const uint8_t *text, size_t size);

#endif
