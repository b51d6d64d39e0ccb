/*
 * sketch.h - everything the later stages need to know of one article: digest, tokens, keys.
 */
#ifndef ND_SKETCH_H
#define ND_SKETCH_H

#include "sketch/bands.h"
#include "sketch/passages.h"
#include "text/shingle.h"
#include "text/tokenize.h"

/* Tokens of one article, at most: what is counted in words, times four, stays in 31 bits. */
#define ND_SKETCH_TOKENS_MAX (INT32_MAX / 4)

/* The last article's sketch, in buffers that are used again for the next. */
typedef struct nd_sketch {
    uint64_t  digest[2]; /* of the words, in order: XXH3, 128 bits */
    nd_tokens text;
    uint64_t  band_keys[ND_BANDS_MOST];
    size_t    band_count;
    nd_buf    passage_keys; /* uint64_t each */
    uint32_t  halves;       /* word equivalents, times two */
    uint64_t  first_invalid; /* byte that is not UTF-8; UINT64_MAX: none */
    nd_tokens title;        /* the rest is working space */
    nd_buf    shingles;
} nd_sketch;

/* Sketches a text. A first line that has the words of the title is passed over if more words follow. */
int nd_sketch_make(nd_sketch *sketch, const nd_minhash *minhash, nd_string text, nd_string title, nd_error *error);

void nd_sketch_free(nd_sketch *sketch);

static inline size_t nd_sketch_token_count(const nd_sketch *sketch) {
    return sketch->text.tokens.size / sizeof(uint32_t);
}

/* Makes band_keys and passage_keys of stored tokens, as they were when these were sketched. */
int nd_sketch_keys(nd_sketch *sketch, const nd_minhash *minhash, const uint32_t *tokens, size_t count,
                   nd_error *error);

/* Passage keys of stored tokens, as they were when these were sketched; `shingles` is working space.
 * The keys are left in *keys. */
int nd_sketch_passages(const uint32_t *tokens, size_t count, nd_buf *shingles, nd_buf *keys, nd_error *error);

#endif
