/*
 * masks.c - which words of a text its common keys mask. A text is aligned many times, and finding its
 * keys again takes longer than aligning it with a stranger, so the ranges of all texts are made once, from the
 * keys that the statistics were judged by, and only written out for each pair. Cost: linear in the common keys.
 */
#include <string.h>

#include "base/error.h"
#include "match/statistics.h"

/* ---- one text --------------------------------------------------------------------------------- */

/* Marks the words of the key's shingle. Keys of one passage are at most 8 words apart, so that nothing
 * between them is left out. */
static void mark(uint8_t *masks, uint32_t token, uint32_t mask, uint32_t count) {
    for (uint32_t i = 0; i < ND_PASSAGE_SHINGLE && token + i < count; i++) masks[token + i] |= (uint8_t)mask;
}

static int find_masks(nd_masker *masker, const nd_statistics *statistics, nd_text text, nd_error *error) {
    masker->keys.size = 0;
    int status = nd_common_keys(statistics, text, &masker->shingles, &masker->keys, error);
    if (status) return status;
    const nd_common_key *keys = (const nd_common_key *)masker->keys.data;
    for (size_t i = 0; i < masker->keys.size / sizeof *keys; i++)
        mark(masker->masks.data, keys[i].token, statistics->keys[keys[i].row].groups_and_mask & 3, text.count);
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

/* A walk along one text: each mask goes on to the end of the last key that has it. */
struct sweep {
    nd_buf  *ranges;
    uint32_t at, furniture_end, common_end;
};

/* Adds the ranges from where the walk is up to word `to`: one wherever the masks change. */
static int walk_to(struct sweep *sweep, uint32_t to, nd_error *error) {
    int status = ND_OK;
    while (sweep->at < to && !status) {
        int      furniture = sweep->at < sweep->furniture_end, common = sweep->at < sweep->common_end;
        uint32_t end = to, mask = (furniture ? ND_MASK_FURNITURE : 0) | (common ? ND_MASK_COMMON : 0);
        if (furniture && sweep->furniture_end < end) end = sweep->furniture_end;
        if (common && sweep->common_end < end) end = sweep->common_end;
        nd_mask_range range = {sweep->at, end << 2 | mask};
        if (mask) status = nd_buf_append(sweep->ranges, &range, sizeof range, error);
        sweep->at = end;
    }
    return status;
}

/* Keys are in order, and as long as each other. */
static int add_ranges(nd_buf *ranges, const nd_statistics *statistics, const nd_common_key *keys, uint64_t count,
                      nd_error *error) {
    struct sweep sweep = {.ranges = ranges};
    int          status = ND_OK;
    for (uint64_t i = 0; i < count && !status; i++) {
        uint32_t mask = statistics->keys[keys[i].row].groups_and_mask, end = keys[i].token + ND_PASSAGE_SHINGLE;
        status = walk_to(&sweep, keys[i].token, error);
        if (mask & ND_MASK_FURNITURE) sweep.furniture_end = end;
        if (mask & ND_MASK_COMMON) sweep.common_end = end;
    }
    return status ? status : walk_to(&sweep, sweep.furniture_end > sweep.common_end ? sweep.furniture_end
                                                                                   : sweep.common_end, error);
}

int nd_masks_make(nd_masks *out, const nd_collection *collection, const nd_statistics *statistics,
                  const nd_common *common, nd_error *error) {
    const nd_common_key *keys = (const nd_common_key *)common->keys.data;
    uint32_t             texts = collection->text_count;
    int                  status = ND_OK;
    out->ends = nd_allocate((texts + UINT64_C(1)) * sizeof *out->ends);
    if (!out->ends) return nd_fail_memory(error);
    for (uint32_t i = 0; i < texts && !status; i++) {
        uint64_t begin = i ? common->ends[i - 1] : 0;
        if (begin < common->ends[i])
            status = add_ranges(&out->ranges, statistics, keys + begin, common->ends[i] - begin, error);
        out->ends[i] = out->ranges.size / sizeof(nd_mask_range);
    }
    return status;
}

void nd_masks_free(nd_masks *masks) {
    nd_buf_free(&masks->ranges);
    nd_release(masks->ends);
    masks->ends = NULL;
}
