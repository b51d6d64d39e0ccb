/*
 * shard_keys.c - keys are posted when an article is appended. Once they have been sealed, or lent and lost, they are
 * made again from the tokens of all articles, as soon as more come or somebody asks for them.
 */
#include "sketch/shard_keys.h"

#include <string.h>

#include "base/error.h"

/* Without tokens all signatures are the same, and say nothing. */
int nd_shard_post(nd_shard *shard, uint32_t article, const nd_shard_entry *entry, nd_error *error) {
    nd_parts *bands = &shard->growing[ND_KEYS_BANDS], *passages = &shard->growing[ND_KEYS_PASSAGES];
    int       status = ND_OK;
    if (!entry->tokens.size) return ND_OK;
    for (size_t i = 0; i < entry->band_count && !status; i++)
        status = nd_parts_put(bands, entry->band_keys[i], article, error);
    for (size_t i = 0; i < entry->passage_count && !status; i++)
        status = nd_parts_put(passages, entry->passage_keys[i], article, error);
    if (status)
        for (int i = 0; i < ND_KEY_FAMILIES; i++) nd_parts_take_back(&shard->growing[i], article);
    return status;
}

/* ---- from tokens ------------------------------------------------------------------------------ */

/* The tokens of an article. */
struct text {
    const uint32_t *tokens;
    size_t          count;
};

static struct text text_of(const nd_shard *shard, uint64_t article) {
    const uint64_t *ends = (const uint64_t *)shard->columns[ND_COLUMN_TOKEN_ENDS].data;
    const uint32_t *tokens = (const uint32_t *)shard->columns[ND_COLUMN_TOKENS].data;
    uint64_t        begin = article ? ends[article - 1] : 0;
    return (struct text){tokens + begin, (size_t)(ends[article] - begin)};
}

/* Posts the keys of an article in the columns to `out`. */
static int post_again(const nd_shard *shard, uint32_t article, nd_sketch *sketch, const nd_minhash *minhash,
                      nd_shard *out, nd_error *error) {
    struct text    text = text_of(shard, article);
    nd_shard_entry entry = {.tokens.size = text.count * sizeof *text.tokens, .band_keys = sketch->band_keys};
    int            status = nd_sketch_keys(sketch, minhash, text.tokens, text.count, error);
    entry.band_count = sketch->band_count;
    entry.passage_keys = (const uint64_t *)sketch->passage_keys.data;
    entry.passage_count = sketch->passage_keys.size / sizeof(uint64_t);
    return status ? status : nd_shard_post(out, article, &entry, error);
}

static void free_growing(nd_shard *shard) {
    for (int i = 0; i < ND_KEY_FAMILIES; i++) nd_parts_free(&shard->growing[i]);
}

int nd_shard_unseal(nd_shard *shard, nd_error *error) {
    nd_sketch  sketch = {0};
    nd_shard   again = {0};
    nd_minhash minhash;
    int        status = ND_OK;
    nd_minhash_init(&minhash);
    for (uint64_t i = 0; i < nd_shard_size(shard) && !status; i++)
        status = post_again(shard, (uint32_t)i, &sketch, &minhash, &again, error);
    nd_sketch_free(&sketch);
    if (status) {
        free_growing(&again);
        return status;
    }
    free_growing(shard);
    memcpy(shard->growing, again.growing, sizeof shard->growing);
    for (int i = 0; i < ND_KEY_FAMILIES; i++) nd_buf_free(&shard->postings[i]);
    shard->keys = ND_KEYS_GROWING;
    return ND_OK;
}

/* ---- sealing ---------------------------------------------------------------------------------- */

int nd_shard_seal(nd_shard *shard, nd_pool *pool, nd_error *error) {
    int status = ND_OK;
    if (shard->keys == ND_KEYS_SEALED) return ND_OK;
    if (shard->keys == ND_KEYS_LOST) status = nd_shard_unseal(shard, error);
    shard->keys = ND_KEYS_LOST;
    for (int i = 0; i < ND_KEY_FAMILIES && !status; i++)
        status = nd_parts_seal(&shard->growing[i], pool, &shard->postings[i], shard->partition_ends[i], error);
    if (!status) shard->keys = ND_KEYS_SEALED;
    return status;
}

int nd_shard_lend(nd_shard *shard, nd_shard_view *out, nd_error *error) {
    nd_stagefile articles, keys;
    int          status = shard->keys == ND_KEYS_LOST ? nd_shard_unseal(shard, error) : ND_OK;
    if (status) return status;
    nd_shard_articles(shard, &articles);
    nd_shard_keys(shard, &keys);
    nd_shard_view_make(out, &articles, &keys);
    if (shard->keys == ND_KEYS_SEALED) return ND_OK;
    out->growing = shard->growing;
    shard->keys = ND_KEYS_LOST;
    return ND_OK;
}

void nd_shard_free_keys(nd_shard *shard) {
    for (int i = 0; i < ND_KEY_FAMILIES; i++) nd_buf_free(&shard->postings[i]);
    free_growing(shard);
}
