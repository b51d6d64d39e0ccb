/* words.h - the words of a stretch as tokens. */
#ifndef ND_WORDS_H
#define ND_WORDS_H

#include "text/stretch.h"

/* Tokens behind the last word that may be written over: room for them is needed. */
#define ND_WORDS_SLACK 8

/* Where tokens go: columns with room for the words of a stretch and ND_WORDS_SLACK more. */
typedef struct nd_words {
    uint64_t *hashes;
    uint32_t *tokens;
    uint8_t  *places; /* moved to behind the last */
} nd_words;

/* `gap` is how far behind the end of the last word before it the stretch begins. */
void nd_words_put(nd_words *words, const nd_stretch *stretch, uint64_t gap);

/* The portable way, which others must equal. */
void nd_words_put_portable(nd_words *words, const nd_stretch *stretch, uint64_t gap);

#endif
