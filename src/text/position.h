/*
 * position.h - where the text stands between two tokens: what the separators passed so far say of the next.
 */
#ifndef ND_POSITION_H
#define ND_POSITION_H

#include "text/token.h"

typedef struct nd_position {
    uint8_t newlines;       /* since the last character that is not white space; 2: or more */
    uint8_t pending;        /* flags of the next token: LINE, PARAGRAPH */
    uint8_t sentence_start; /* the next word begins a sentence */
    uint8_t quote;          /* within quotation marks */
} nd_position;

static inline void nd_position_note_newline(nd_position *position) {
    if (position->newlines < 2) position->newlines++;
    position->pending |= ND_TOKEN_LINE;
    if (position->newlines < 2) return;
    position->pending |= ND_TOKEN_PARAGRAPH;
    position->quote = 0;
}

/* A separator was passed. A quotation mark that has one form for both ends opens and closes in turn. */
static inline void nd_position_note(nd_position *position, uint32_t separator) {
    switch (separator) {
    case '\n': case 0x85: case 0x2028: nd_position_note_newline(position); return;
    case 0x2029:
        nd_position_note_newline(position);
        nd_position_note_newline(position);
        return;
    case ' ': case '\t': case '\r': case 0xa0: case 0x3000: return;
    case '.': case '!': case '?': case 0x2026: case 0x3002: case 0xff01: case 0xff1f:
        position->sentence_start = 1; break;
    case '"': case 0x201c: case 0x201e: case 0xab: case 0x300c: case 0x300e:
        position->quote = !position->quote; break;
    case 0x201d: case 0xbb: case 0x300d: case 0x300f: position->quote = 0; break;
    default: break;
    }
    position->newlines = 0;
}

/* The flags of a token that stands here; the next one stands behind it. */
static inline uint32_t nd_position_take(nd_position *position) {
    uint32_t flags = position->pending | (position->quote ? ND_TOKEN_QUOTED : 0);
    position->newlines = position->pending = position->sentence_start = 0;
    return flags;
}

#endif
