/*
 * masks.c - which words of a text its common keys mask. A text is aligned many times, and finding its keys again takes
 * about as long as aligning it with a stranger, so the ranges of texts that will be aligned are made once, and only
 * written out for each pair. Cost: a search of these texts for common keys.
 */
#include "base/error.h"
#include "match/statistics.h"

#define LIST_SHIFT 48

/* ---- one text --------------------------------------------------------------------------------- */

/* Adds a mask to the words of a range that are in one byte. */
static void add_within(uint8_t *masks, uint32_t begin, uint32_t end, uint32_t mask) {
    uint32_t words = (1u << ND_MASK_BITS * (end - begin)) - 1;
    masks[begin / 4] |= (uint8_t)((words & mask * ND_MASK_EACH_WORD) << ND_MASK_BITS * (begin % 4));
}

/* Adds a mask to the words of a range: to those of its first byte and of its last, and to all between. */
static void add_mask(uint8_t *masks, uint32_t begin, uint32_t end, uint32_t mask) {
    uint32_t first = begin - begin % 4 + 4, last = end - end % 4;
    if (end < first) {
        add_within(masks, begin, end, mask);
        return;
    }
    add_within(masks, begin, first, mask);
    for (uint32_t at = first; at < last; at += 4) masks[at / 4] |= (uint8_t)(mask * ND_MASK_EACH_WORD);
    add_within(masks, last, end, mask);
}

/* Marks the words of the keys' shingles. Keys of one passage are at most 8 words apart, so that nothing between them
 * is left out. */
static int find_masks(nd_masker *masker, const nd_statistics *statistics, nd_text text, nd_error *error) {
    masker->keys.size = 0;
    int status = nd_common_keys(statistics, text, &masker->shingles, &masker->keys, error);
    if (status) return status;
    const nd_common_key *keys = (const nd_common_key *)masker->keys.data;
    for (size_t i = 0; i < masker->keys.size / sizeof *keys; i++) {
        uint32_t begin = keys[i].token, mask = nd_statistic_mask(&statistics->keys[keys[i].row]);
        add_mask(masker->masks.data, begin, begin + ND_PASSAGE_SHINGLE, mask);
    }
    return ND_OK;
}

static void write_ranges(uint8_t *masks, const nd_mask_range *range) {
    for (; range->end_and_mask; range++)
        add_mask(masks, range->begin, range->end_and_mask >> ND_MASK_BITS, range->end_and_mask & ND_MASK_ALL);
}

static const nd_mask_range *ranges_of(const nd_masks *masks, uint32_t number) {
    uint64_t at = masks ? masks->at[number] : 0;
    if (!at) return NULL;
    return (const nd_mask_range *)masks->lists[at >> LIST_SHIFT].data + (at & ((UINT64_C(1) << LIST_SHIFT) - 1)) - 1;
}

void nd_masks_fetch(const nd_statistics *statistics, uint32_t number) {
    if (!statistics) return;
    __builtin_prefetch(statistics->holds + number);
    __builtin_prefetch(ranges_of(statistics->masks, number));
}

int nd_masker_mask(nd_masker *masker, const nd_statistics *statistics, const nd_collection *collection,
                   uint32_t number, const uint8_t **out, nd_error *error) {
    *out = NULL;
    if (!statistics || !statistics->holds[number]) return ND_OK;
    nd_text text = nd_collection_tokens(collection, number);
    int status = nd_zeros(&masker->masks, text.count / 4 + ND_MASK_SLACK + UINT64_C(1), 1, error);
    if (status) return status;
    const nd_mask_range *ranges = ranges_of(statistics->masks, number);
    if (ranges) write_ranges(masker->masks.data, ranges);
    else status = find_masks(masker, statistics, text, error);
    if (!status) *out = masker->masks.data;
    return status;
}

void nd_masker_free(nd_masker *masker) {
    nd_buf_free(&masker->shingles);
    nd_buf_free(&masker->keys);
    nd_buf_free(&masker->masks);
}

/* ---- many texts ------------------------------------------------------------------------------- */

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
        nd_mask_range range = {sweep->at, end << ND_MASK_BITS | mask};
        if (mask) status = nd_buf_append(sweep->ranges, &range, sizeof range, error);
        sweep->at = end;
    }
    return status;
}

/* A making of masks by many threads. */
struct making {
    const nd_statistics *statistics;
    nd_masks            *masks;
};

/* Adds the ranges of a text. Keys are in order, and as long as each other. */
static int add_ranges(void *context, const nd_found *found) {
    const struct making *making = context;
    const nd_statistic  *rows = making->statistics->keys;
    nd_buf              *list = &making->masks->lists[found->worker];
    struct sweep         sweep = {.ranges = list};
    uint64_t             place = list->size / sizeof(nd_mask_range);
    int                  status = ND_OK;
    for (size_t i = 0; i < found->count && !status; i++) {
        uint32_t token = found->keys[i].token, mask = nd_statistic_mask(&rows[found->keys[i].row]);
        status = walk_to(&sweep, token, NULL);
        if (mask & ND_MASK_FURNITURE) sweep.furniture_end = token + ND_PASSAGE_SHINGLE;
        if (mask & ND_MASK_COMMON) sweep.common_end = token + ND_PASSAGE_SHINGLE;
    }
    if (!status)
        status = walk_to(&sweep, sweep.furniture_end > sweep.common_end ? sweep.furniture_end : sweep.common_end, NULL);
    if (!status) status = nd_buf_append(list, &(nd_mask_range){0, 0}, sizeof(nd_mask_range), NULL);
    if (!status) making->masks->at[found->number] = (uint64_t)found->worker << LIST_SHIFT | (place + 1);
    return status;
}

int nd_masks_make(nd_masks *out, const nd_population *population, const nd_statistics *statistics,
                  const uint8_t *wanted, nd_error *error) {
    struct making   making = {statistics, out};
    const nd_search search = {.population = population, .statistics = statistics, .wanted = wanted,
                              .visit = add_ranges, .context = &making};
    out->list_count = nd_pool_jobs(population->pool);
    out->lists = nd_allocate_zeroed(out->list_count, sizeof *out->lists);
    out->at = nd_allocate_zeroed(population->collection->text_count + UINT64_C(1), sizeof *out->at);
    return out->lists && out->at ? nd_common_search(&search, error) : nd_fail_memory(error);
}

void nd_masks_free(nd_masks *masks) {
    for (unsigned i = 0; masks->lists && i < masks->list_count; i++) nd_buf_free(&masks->lists[i]);
    nd_release(masks->lists);
    nd_release(masks->at);
    *masks = (nd_masks){0};
}
