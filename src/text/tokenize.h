/*
 * tokenize.h - text in chunks to tokens.
 *
 * Words are runs of letters, marks and digits, folded (fold.h); apostrophes inside a word are dropped.
 * A number with its inner separators is one token (1.5, 10-3, 2014-11-08), without separators of
 * thousands (1,168 is 1168). Scripts written without spaces become overlapping pairs of characters.
 * Bytes that are not UTF-8 separate words. However the text is cut into chunks, the tokens are the same.
 */
#ifndef ND_TOKENIZE_H
#define ND_TOKENIZE_H

#include "base/buf.h"
#include "text/fold.h"
#include "text/position.h"
#include "text/tokens.h"

/* Longer words are cut; no script has them, but base64 does. */
#define ND_WORD_BYTES ND_FOLD_BYTES_MAX
/* A character of a script without spaces, with its marks. */
#define ND_CHARACTER_BYTES 40

/* What is paired in scripts without spaces. */
typedef struct nd_character {
    uint8_t  bytes[ND_CHARACTER_BYTES];
    uint32_t size;
    uint8_t  complex; /* nd_fold_complex must see it */
    uint64_t begin, end;
} nd_character;

typedef struct nd_tokenizer {
    nd_tokens   *out;
    uint64_t     offset;   /* bytes before the current chunk */
    uint64_t     last_end; /* of the last token */
    uint64_t     word_begin, word_end;
    uint8_t      word[ND_WORD_BYTES + 16]; /* the word being read, folded as far as the table goes */
    uint32_t     word_size, word_flags;
    uint8_t      complex, combining, word_open;
    uint8_t      last_is_digit;
    uint8_t      joint;   /* a separator that may be inside a number or word; 0: none */
    nd_character pair[2]; /* the character before, then the current one */
    uint8_t      pair_count, pair_used;
    nd_position  position;
    uint8_t      partial[4], partial_size; /* a code point cut by the end of a chunk */
    uint64_t     first_invalid;            /* byte that is not UTF-8; UINT64_MAX: none */
    int          status;
} nd_tokenizer;

/* `first_byte` is the place in the text where the first chunk begins. Tokens are added to *out. */
void nd_tokenizer_init(nd_tokenizer *tokenizer, nd_tokens *out, uint64_t first_byte);
void nd_tokenizer_feed(nd_tokenizer *tokenizer, const char *chunk, size_t size);
/* Ends the text: ND_OK or ND_ERROR_MEMORY for all that was fed. */
int nd_tokenizer_finish(nd_tokenizer *tokenizer, nd_error *error);

#endif
