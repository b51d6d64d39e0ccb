/*
 * statistics.c - which keys are common, and which of these are page furniture.
 *
 * Furniture (navigation, newsletter boxes, agency footers) is the minor part of the pages that hold it,
 * and what else is on them is their own; a story printed by many is the major part of its holders. So a
 * common key is furniture if for the median of its holders the common part is less than half of the text.
 * The common part is what lies between common keys that are near each other: in copies with many small
 * changes keys are common here and there all over the text, and all of it counts as common; furniture
 * stands in blocks. No word lists and no sites are needed. Cost: one pass over the postings, and one over
 * the texts that hold a common key.
 */
#include "match/statistics.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "match/postings.h"

#define NEAR_TOKENS 32 /* between two common keys of one block, at most */

/* Furniture takes less than this share of its median holder, in percent. A block that a thousand groups
 * hold is no story, however much of them it is: none is printed in so many versions that differ. */
#define MINOR_PERCENT 50
#define MANY_GROUPS 1000
#define MANY_PERCENT 90

struct counting {
    const nd_collection *collection;
    const uint32_t      *groups;
    nd_buf              *rows;    /* nd_statistic */
    nd_buf               holders; /* uint32_t: texts that hold a common key, row by row */
    nd_buf               ends;    /* uint64_t: [row] where its holders end */
    nd_buf               numbers; /* uint32_t: working space */
    uint8_t             *holds;
    uint8_t             *percent; /* [text]: share of its common part */
};

static int by_number(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* ---- common keys ------------------------------------------------------------------------------ */

static int count_groups(struct counting *counting, const nd_bucket *bucket, uint32_t *groups, nd_error *error) {
    counting->numbers.size = 0;
    *groups = 0;
    int status = nd_buf_reserve(&counting->numbers, bucket->count * sizeof(uint32_t), error);
    if (status) return status;
    uint32_t *numbers = (uint32_t *)counting->numbers.data;
    for (size_t i = 0; i < bucket->count; i++) numbers[i] = counting->groups[bucket->texts[i]];
    qsort(numbers, bucket->count, sizeof *numbers, by_number);
    for (size_t i = 0; i < bucket->count; i++) *groups += i == 0 || numbers[i] != numbers[i - 1];
    return ND_OK;
}

static int keep_common(void *context, const nd_bucket *bucket, nd_error *error) {
    struct counting *counting = context;
    uint32_t         groups;
    if (bucket->count < ND_COMMON_GROUPS) return ND_OK;
    int status = count_groups(counting, bucket, &groups, error);
    if (status || groups < ND_COMMON_GROUPS) return status;
    nd_statistic row = {(uint32_t)bucket->key, (uint32_t)(bucket->key >> 32), groups << 2 | ND_MASK_COMMON};
    status = nd_buf_append(counting->rows, &row, sizeof row, error);
    if (!status) status = nd_buf_append(&counting->holders, bucket->texts, bucket->count * sizeof(uint32_t), error);
    uint64_t end = counting->holders.size / sizeof(uint32_t);
    if (!status) status = nd_buf_append(&counting->ends, &end, sizeof end, error);
    for (size_t i = 0; i < bucket->count; i++) counting->holds[bucket->texts[i]] = 1;
    return status;
}

/* ---- the common part of a text ---------------------------------------------------------------- */

static const nd_statistic *find_row(const nd_statistics *statistics, uint64_t key) {
    uint64_t low = 0, high = statistics->count;
    while (low < high) {
        uint64_t            middle = low + (high - low) / 2;
        const nd_statistic *row = &statistics->keys[middle];
        uint64_t            here = (uint64_t)row->key_high << 32 | row->key_low;
        if (here == key) return row;
        if (here < key) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

uint32_t nd_statistics_mask(const nd_statistics *statistics, uint64_t key) {
    const nd_statistic *row = find_row(statistics, key);
    return row ? row->groups_and_mask & 3 : 0;
}

static uint8_t common_percent(const nd_statistics *statistics, const nd_buf *keys, uint32_t tokens) {
    const nd_passage_key *key = (const nd_passage_key *)keys->data;
    uint32_t              common = 0, end = 0;
    for (size_t i = 0; i < keys->size / sizeof *key; i++) {
        if (!find_row(statistics, key[i].key)) continue;
        uint32_t begin = key[i].token;
        if (end && begin <= end + NEAR_TOKENS) begin = end;
        end = key[i].token + ND_PASSAGE_SHINGLE;
        common += end - begin;
    }
    return (uint8_t)(UINT64_C(100) * common / tokens);
}

static int measure_texts(struct counting *counting, nd_error *error) {
    nd_statistics statistics = {(const nd_statistic *)counting->rows->data,
                                counting->rows->size / sizeof(nd_statistic), counting->holds};
    nd_buf        shingles = {0}, keys = {0};
    int           status = ND_OK;
    for (uint32_t i = 0; i < counting->collection->text_count && !status; i++) {
        if (!counting->holds[i]) continue;
        nd_text text = nd_collection_tokens(counting->collection, i);
        status = nd_sketch_passages(text.tokens, text.count, &shingles, &keys, error);
        if (!status) counting->percent[i] = common_percent(&statistics, &keys, text.count);
    }
    nd_buf_free(&shingles);
    nd_buf_free(&keys);
    return status;
}

static uint32_t median_percent(struct counting *counting, const uint32_t *texts, size_t count) {
    size_t at[101] = {0}, below = 0;
    for (size_t i = 0; i < count; i++) at[counting->percent[texts[i]]]++;
    for (uint32_t percent = 0; percent <= 100; percent++) {
        below += at[percent];
        if (2 * below > count) return percent;
    }
    return 100;
}

static void judge_rows(struct counting *counting) {
    nd_statistic   *rows = (nd_statistic *)counting->rows->data;
    const uint32_t *holders = (const uint32_t *)counting->holders.data;
    const uint64_t *ends = (const uint64_t *)counting->ends.data;
    for (size_t i = 0; i < counting->rows->size / sizeof *rows; i++) {
        uint64_t begin = i ? ends[i - 1] : 0;
        uint32_t percent = median_percent(counting, holders + begin, (size_t)(ends[i] - begin));
        uint32_t most = rows[i].groups_and_mask >> 2 >= MANY_GROUPS ? MANY_PERCENT : MINOR_PERCENT;
        if (percent < most) rows[i].groups_and_mask |= ND_MASK_FURNITURE;
    }
}

int nd_statistics_count(const nd_collection *collection, const uint32_t *groups, nd_buf *out, uint8_t *holds,
                        nd_error *error) {
    struct counting counting = {.collection = collection, .groups = groups, .rows = out, .holds = holds};
    int             status = ND_OK;
    counting.percent = calloc(collection->text_count + UINT64_C(1), 1);
    if (!counting.percent) return nd_fail_memory(error);
    memset(holds, 0, collection->text_count);
    for (uint32_t p = 0; p < ND_PARTITIONS && !status; p++)
        status = nd_postings_group(collection, ND_KEYS_PASSAGES, p, keep_common, &counting, error);
    if (!status) status = measure_texts(&counting, error);
    if (!status) judge_rows(&counting);
    free(counting.percent);
    nd_buf_free(&counting.holders);
    nd_buf_free(&counting.ends);
    nd_buf_free(&counting.numbers);
    return status;
}

/* ---- masks ------------------------------------------------------------------------------------ */

/* Marks the words of the key's shingle. Keys of one passage are at most 8 words apart, so that nothing
 * between them is left out. */
static void mark(uint8_t *masks, const nd_passage_key *key, uint32_t mask, uint32_t count) {
    for (uint32_t i = 0; i < ND_PASSAGE_SHINGLE && key->token + i < count; i++) masks[key->token + i] |= (uint8_t)mask;
}

int nd_masker_mask(nd_masker *masker, const nd_statistics *statistics, const nd_collection *collection,
                   uint32_t number, const uint8_t **out, nd_error *error) {
    *out = NULL;
    if (!statistics || !statistics->holds[number]) return ND_OK;
    nd_text text = nd_collection_tokens(collection, number);
    int     status = nd_sketch_passages(text.tokens, text.count, &masker->shingles, &masker->keys, error);
    masker->masks.size = 0;
    if (!status) status = nd_buf_reserve(&masker->masks, text.count, error);
    if (status) return status;
    memset(masker->masks.data, 0, text.count);
    *out = masker->masks.data;
    const nd_passage_key *keys = (const nd_passage_key *)masker->keys.data;
    for (size_t i = 0; i < masker->keys.size / sizeof *keys; i++)
        mark(masker->masks.data, &keys[i], nd_statistics_mask(statistics, keys[i].key), text.count);
    return ND_OK;
}

void nd_masker_free(nd_masker *masker) {
    nd_buf_free(&masker->shingles);
    nd_buf_free(&masker->keys);
    nd_buf_free(&masker->masks);
}
