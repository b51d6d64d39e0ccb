/*
 * tokens.c - room is asked for once for many words, so that adding one is three stores.
 */
#include "text/tokens.h"

void nd_tokens_clear(nd_tokens *tokens) {
    tokens->hashes.size = tokens->tokens.size = tokens->places.size = tokens->pairs = 0;
}

void nd_tokens_free(nd_tokens *tokens) {
    nd_buf_free(&tokens->hashes);
    nd_buf_free(&tokens->tokens);
    nd_buf_free(&tokens->places);
}

int nd_tokens_reserve(nd_tokens *tokens, size_t count) {
    int status = nd_buf_reserve(&tokens->hashes, count * sizeof(uint64_t), NULL);
    if (!status) status = nd_buf_reserve(&tokens->tokens, count * sizeof(uint32_t), NULL);
    return status ? status : nd_buf_reserve(&tokens->places, count * ND_PLACE_BYTES_MAX, NULL);
}
