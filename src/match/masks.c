/*
 * masks.c - which words of a text its common keys mask. A text is aligned many times, and finding its
 * keys again takes longer than aligning it with a stranger, so the ranges of all texts are found once and
 * only written out for each pair. The work is shared out by pieces of texts, each with its own list; the
 * lists are joined in the order of the texts. Cost: one pass over the texts that hold a common key.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "match/statistics.h"

#define TEXTS_A_PIECE 512

/* ---- one text --------------------------------------------------------------------------------- */

/* Marks the words of the key's shingle. Keys of one passage are at most 8 words apart, so that nothing
 * between them is left out. */
static void mark(uint8_t *masks, const nd_passage_key *key, uint32_t mask, uint32_t count) {
    for (uint32_t i = 0; i < ND_PASSAGE_SHINGLE && key->token + i < count; i++) masks[key->token + i] |= (uint8_t)mask;
}

static int find_masks(nd_masker *masker, const nd_statistics *statistics, nd_text text, nd_error *error) {
    int status = nd_sketch_passages(text.tokens, text.count, &masker->shingles, &masker->keys, error);
    if (status) return status;
    const nd_passage_key *keys = (const nd_passage_key *)masker->keys.data;
    for (size_t i = 0; i < masker->keys.size / sizeof *keys; i++) {
        uint32_t mask = nd_statistics_mask(statistics, keys[i].key);
        if (mask) mark(masker->masks.data, &keys[i], mask, text.count);
    }
    return ND_OK;
}

static void write_ranges(uint8_t *masks, const nd_masks *made, uint32_t number) {
    const nd_mask_range *ranges = (const nd_mask_range *)made->ranges.data;
    for (uint64_t i = number ? made->ends[number - 1] : 0; i < made->ends[number]; i++) {
        uint32_t begin = ranges[i].begin, end = ranges[i].end_and_mask >> 2;
        memset(masks + begin, (int)(ranges[i].end_and_mask & 3), end - begin);
    }
}

int nd_masker_mask(nd_masker *masker, const nd_statistics *statistics, const nd_collection *collection,
                   uint32_t number, const uint8_t **out, nd_error *error) {
    *out = NULL;
    if (!statistics || !statistics->holds[number]) return ND_OK;
    nd_text text = nd_collection_tokens(collection, number);
    masker->masks.size = 0;
    int status = nd_buf_reserve(&masker->masks, text.count + UINT64_C(1), error);
    if (status) return status;
    memset(masker->masks.data, 0, text.count);
    if (statistics->masks) write_ranges(masker->masks.data, statistics->masks, number);
    else status = find_masks(masker, statistics, text, error);
    if (!status) *out = masker->masks.data;
    return status;
}

void nd_masker_free(nd_masker *masker) {
    nd_buf_free(&masker->shingles);
    nd_buf_free(&masker->keys);
    nd_buf_free(&masker->masks);
}

/* ---- all texts -------------------------------------------------------------------------------- */

struct making {
    const nd_collection *collection;
    const nd_statistics *statistics;
    nd_masker           *maskers; /* [worker] */
    nd_buf              *pieces;  /* nd_mask_range: [piece] */
    uint64_t            *counts;  /* [text]: its ranges */
    atomic_int           status;
};

static int add_ranges(nd_buf *out, const uint8_t *masks, uint32_t count, uint64_t *added) {
    int status = ND_OK;
    for (uint32_t begin = 0, end; begin < count && !status; begin = end) {
        for (end = begin + 1; end < count && masks[end] == masks[begin];) end++;
        if (!masks[begin]) continue;
        nd_mask_range range = {begin, end << 2 | masks[begin]};
        status = nd_buf_append(out, &range, sizeof range, NULL);
        ++*added;
    }
    return status;
}

static void make_piece(void *context, unsigned worker, size_t begin, size_t end) {
    struct making *making = context;
    nd_buf        *out = &making->pieces[begin / TEXTS_A_PIECE];
    int            status = ND_OK;
    for (size_t i = begin; i < end && !status; i++) {
        const uint8_t *masks;
        uint32_t       text = (uint32_t)i, count = nd_collection_tokens(making->collection, text).count;
        if (i % TEXTS_A_PIECE == 0) out = &making->pieces[i / TEXTS_A_PIECE];
        status = nd_masker_mask(&making->maskers[worker], making->statistics, making->collection, text, &masks, NULL);
        if (!status && masks) status = add_ranges(out, masks, count, &making->counts[i]);
    }
    if (status) atomic_store(&making->status, status);
}

static int join_pieces(nd_masks *out, const nd_buf *pieces, size_t count, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = nd_buf_append(&out->ranges, pieces[i].data, pieces[i].size, error);
    return status;
}

int nd_masks_make(nd_masks *out, const nd_population *population, const nd_statistics *statistics, nd_error *error) {
    uint32_t      texts = population->collection->text_count;
    unsigned      jobs = nd_pool_jobs(population->pool);
    size_t        pieces = texts / TEXTS_A_PIECE + 1;
    struct making making = {.collection = population->collection, .statistics = statistics};
    making.maskers = calloc(jobs, sizeof *making.maskers);
    making.pieces = calloc(pieces, sizeof *making.pieces);
    making.counts = calloc(texts + UINT64_C(1), sizeof *making.counts);
    int status = making.maskers && making.pieces && making.counts ? ND_OK : nd_fail_memory(error);
    if (!status) {
        nd_pool_run(population->pool, texts, TEXTS_A_PIECE, make_piece, &making);
        status = atomic_load(&making.status) ? nd_fail_memory(error) : ND_OK;
    }
    if (!status) status = join_pieces(out, making.pieces, pieces, error);
    for (uint32_t i = 1; i < texts && !status; i++) making.counts[i] += making.counts[i - 1];
    for (unsigned i = 0; making.maskers && i < jobs; i++) nd_masker_free(&making.maskers[i]);
    for (size_t i = 0; making.pieces && i < pieces; i++) nd_buf_free(&making.pieces[i]);
    free(making.maskers);
    free(making.pieces);
    if (!status) out->ends = making.counts;
    else free(making.counts);
    return status;
}

void nd_masks_free(nd_masks *masks) {
    nd_buf_free(&masks->ranges);
    free(masks->ends);
    masks->ends = NULL;
}
