/*
 * tokens.h - the tokens of one text as they come out of the tokenizer, in three columns.
 */
#ifndef ND_TOKENS_H
#define ND_TOKENS_H

#include <string.h>

#include "base/buf.h"
#include "text/place.h"
#include "text/token.h"

typedef struct nd_tokens {
    nd_buf hashes; /* uint64_t each: full hash of the word */
    nd_buf tokens; /* uint32_t each: record of token.h */
    nd_buf places; /* encoded as in place.h */
    size_t pairs;  /* how many are of a script without spaces */
} nd_tokens;

void nd_tokens_clear(nd_tokens *tokens);
void nd_tokens_free(nd_tokens *tokens);

/* Room for `count` more: ND_OK or ND_ERROR_MEMORY. */
int nd_tokens_reserve(nd_tokens *tokens, size_t count);

/* Adds a word of `length` bytes that begins `gap` bytes behind the end of the one before. There must be room. */
static inline void nd_tokens_put(nd_tokens *tokens, uint64_t hash, uint32_t flags, int64_t gap, uint64_t length) {
    uint32_t token = nd_token_make(hash, flags);
    memcpy(tokens->hashes.data + tokens->hashes.size, &hash, sizeof hash);
    memcpy(tokens->tokens.data + tokens->tokens.size, &token, sizeof token);
    tokens->hashes.size += sizeof hash;
    tokens->tokens.size += sizeof token;
    tokens->places.size += nd_place_encode(tokens->places.data + tokens->places.size, gap, length);
}

#endif
