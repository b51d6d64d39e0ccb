/*
 * tokens.h - the tokens of one text as they come out of the tokenizer, in three columns.
 */
#ifndef ND_TOKENS_H
#define ND_TOKENS_H

#include "base/buf.h"

typedef struct nd_tokens {
    nd_buf hashes; /* uint64_t each: full hash of the word */
    nd_buf tokens; /* uint32_t each: record of token.h */
    nd_buf places; /* encoded as in place.h */
} nd_tokens;

void nd_tokens_clear(nd_tokens *tokens);
void nd_tokens_free(nd_tokens *tokens);

/* A word that stands at bytes [begin, end) of the text, the token before it having ended at `last_end`.
 * ND_OK or ND_ERROR_MEMORY. */
int nd_tokens_append(nd_tokens *tokens, uint64_t hash, uint32_t flags, const uint64_t range[2], uint64_t last_end);

#endif
