/*
 * tokens.c - called for every word there is, so room is looked at before it is asked for.
 */
#include "text/tokens.h"

#include <string.h>

#include "text/place.h"
#include "text/token.h"

void nd_tokens_clear(nd_tokens *tokens) {
    tokens->hashes.size = tokens->tokens.size = tokens->places.size = 0;
}

void nd_tokens_free(nd_tokens *tokens) {
    nd_buf_free(&tokens->hashes);
    nd_buf_free(&tokens->tokens);
    nd_buf_free(&tokens->places);
}

static int make_room(nd_buf *buf, size_t extra) {
    return buf->capacity - buf->size < extra ? nd_buf_reserve(buf, extra, NULL) : ND_OK;
}

int nd_tokens_append(nd_tokens *tokens, uint64_t hash, uint32_t flags, const uint64_t range[2], uint64_t last_end) {
    if (make_room(&tokens->hashes, 8) || make_room(&tokens->tokens, 4) ||
        make_room(&tokens->places, ND_PLACE_BYTES_MAX))
        return ND_ERROR_MEMORY;
    uint32_t token = (uint32_t)(hash >> 38) << ND_TOKEN_FLAG_BITS | flags;
    memcpy(tokens->hashes.data + tokens->hashes.size, &hash, 8);
    memcpy(tokens->tokens.data + tokens->tokens.size, &token, 4);
    tokens->hashes.size += 8;
    tokens->tokens.size += 4;
    tokens->places.size += nd_place_encode(tokens->places.data + tokens->places.size,
                                           (int64_t)(range[0] - last_end), range[1] - range[0]);
    return ND_OK;
}
