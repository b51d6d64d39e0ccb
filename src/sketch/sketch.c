/*
 * sketch.c - one article through tokenizer, digest, signature and passage keys. The full hashes of the
 * words serve the digest only; shingles are made from the 26 bits that are stored, so that the keys of
 * an article can be had again from its tokens.
 */
#include "sketch/sketch.h"

#include <string.h>
#include <xxhash.h>
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h> /* XXH3 by the widest vectors of the processor */
#define CHOOSES_VECTORS
#endif

#include "base/error.h"
#include "sketch/shingles.h"

#ifdef CHOOSES_VECTORS
/* They are chosen for the first input that is long, and remembered without a lock: so before there are threads. */
__attribute__((constructor)) static void choose_vectors(void) {
    static const uint8_t lengthy[256]; /* over 240 */
    (void)XXH3_128bits(lengthy, sizeof lengthy);
}
#endif

static int tokenize(nd_tokens *out, nd_string text, size_t from, uint64_t *first_invalid, nd_error *error) {
    nd_tokenizer tokenizer;
    nd_tokens_clear(out);
    nd_tokenizer_init(&tokenizer, out, from);
    nd_tokenizer_feed(&tokenizer, text.data + from, text.size - from);
    int status = nd_tokenizer_finish(&tokenizer, error);
    *first_invalid = tokenizer.first_invalid;
    return status;
}

/* Where the body begins: after the first line that is not blank, if its words are those of the title. */
static int find_body(nd_sketch *sketch, nd_string text, nd_string title, size_t *body, nd_error *error) {
    uint64_t ignored, first_invalid;
    size_t   begin = 0;
    *body = 0;
    sketch->first_invalid = UINT64_MAX;
    if (!title.size || !text.size) return ND_OK;
    while (begin < text.size && strchr(" \t\r\n", text.data[begin]) && text.data[begin]) begin++;
    const char *newline = memchr(text.data + begin, '\n', text.size - begin);
    size_t      end = newline ? (size_t)(newline - text.data) : text.size;
    if (end - begin > 4 * title.size + 64) return ND_OK;
    int status = tokenize(&sketch->title, title, 0, &ignored, error);
    if (status) return status;
    status = tokenize(&sketch->text, (nd_string){text.data, end}, begin, &first_invalid, error);
    if (status) return status;
    size_t size = sketch->title.hashes.size;
    if (!size || size != sketch->text.hashes.size) return ND_OK;
    if (memcmp(sketch->title.hashes.data, sketch->text.hashes.data, size)) return ND_OK;
    *body = end;
    sketch->first_invalid = first_invalid;
    return ND_OK;
}

/* Both families, of the tokens at hand. */
static int make_keys(nd_sketch *sketch, const nd_minhash *minhash, nd_error *error) {
    const uint32_t *tokens = (const uint32_t *)(const void *)sketch->text.tokens.data;
    size_t          count = nd_sketch_token_count(sketch), shingles = nd_shingle_count(count, ND_MINHASH_SHINGLE);
    uint32_t        signature[ND_MINHASH_MOST];
    nd_least        least;
    sketch->shingles.size = sketch->passage_keys.size = 0;
    int status = nd_buf_reserve(&sketch->shingles, (count + ND_SHINGLES_SLACK) * sizeof(uint64_t), error);
    if (!status) status = nd_buf_reserve(&sketch->passage_keys, (count + ND_SHINGLES_SLACK) * sizeof(uint64_t), error);
    if (status) return status;
    least.five = (uint64_t *)(void *)sketch->shingles.data;
    least.passages = (uint64_t *)(void *)sketch->passage_keys.data;
    nd_least_find(tokens, count, &least);
    size_t size = nd_minhash_sign(minhash, least.five + count - shingles, shingles, least.bins, signature);
    sketch->band_count = nd_bands(signature, size, sketch->band_keys);
    sketch->passage_keys.size = least.passage_count * sizeof(uint64_t);
    return ND_OK;
}

int nd_sketch_passages(const uint32_t *tokens, size_t count, nd_buf *shingles, nd_buf *keys, nd_error *error) {
    shingles->size = keys->size = 0;
    if (count < ND_PASSAGE_SHINGLE) return ND_OK;
    size_t windows = nd_shingle_count(count, ND_PASSAGE_SHINGLE);
    int    status = nd_buf_reserve(shingles, windows * sizeof(uint64_t), error);
    if (status) return status;
    nd_shingles(tokens, count, ND_PASSAGE_SHINGLE, (uint64_t *)shingles->data);
    status = nd_buf_reserve(keys, windows * sizeof(nd_passage_key), error);
    if (status) return status;
    windows = nd_passage_keys((uint64_t *)shingles->data, windows, (nd_passage_key *)keys->data);
    keys->size = windows * sizeof(nd_passage_key);
    return ND_OK;
}

/* The words of the body; of the whole text if there is nothing but the title. */
static int read_body(nd_sketch *sketch, nd_string text, nd_string title, nd_error *error) {
    uint64_t first_invalid;
    size_t   body;
    int      status = find_body(sketch, text, title, &body, error);
    if (!status) status = tokenize(&sketch->text, text, body, &first_invalid, error);
    if (!status && body && !nd_sketch_token_count(sketch))
        status = tokenize(&sketch->text, text, 0, &first_invalid, error);
    if (!status && first_invalid < sketch->first_invalid) sketch->first_invalid = first_invalid;
    return status;
}

int nd_sketch_make(nd_sketch *sketch, const nd_minhash *minhash, nd_string text, nd_string title, nd_error *error) {
    if (text.size == 0) text.data = "";
    int status = read_body(sketch, text, title, error);
    if (status) return status;
    size_t count = nd_sketch_token_count(sketch);
    if (count > ND_SKETCH_TOKENS_MAX)
        return nd_fail(error, ND_ERROR_LIMIT, "an article of more than %d words", ND_SKETCH_TOKENS_MAX);
    XXH128_hash_t digest = XXH3_128bits(sketch->text.hashes.data, sketch->text.hashes.size);
    sketch->digest[0] = digest.high64;
    sketch->digest[1] = digest.low64;
    sketch->halves = (uint32_t)(2 * count - sketch->text.pairs);
    return make_keys(sketch, minhash, error);
}

int nd_sketch_keys(nd_sketch *sketch, const nd_minhash *minhash, const uint32_t *tokens, size_t count,
                   nd_error *error) {
    nd_buf *own = &sketch->text.tokens;
    own->size = 0;
    int status = nd_buf_append(own, tokens, count * sizeof *tokens, error);
    return status ? status : make_keys(sketch, minhash, error);
}

void nd_sketch_free(nd_sketch *sketch) {
    nd_tokens_free(&sketch->text);
    nd_tokens_free(&sketch->title);
    nd_buf_free(&sketch->passage_keys);
    nd_buf_free(&sketch->shingles);
}
