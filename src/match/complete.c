/*
 * complete.c - which pairs of a block are still to be looked at.
 */
#include "match/complete.h"

#include "base/error.h"
#include "base/introsort.h"
#include "match/groups.h"

#define SCAN_MAX 512 /* neighbours that scopes refuse are passed over so far, to bound the cost */

/* A text that stands for its whole copies in the block, with how many texts it stands for. */
struct stand {
    uint64_t order; /* by digest; of large blocks only */
    uint32_t text, weight;
};

struct completion {
    const nd_collection *collection;
    const uint32_t      *items;
    uint32_t            *at; /* [item]: its place among the stands */
    nd_buf              *out;
    nd_buf               stands;
};

static int add(struct completion *completion, uint32_t a, uint32_t b, nd_error *error) {
    nd_candidate candidate = a < b ? ND_CANDIDATE(a, b) : ND_CANDIDATE(b, a);
    return a == b ? ND_OK : nd_buf_append(completion->out, &candidate, sizeof candidate, error);
}

static int add_all(struct completion *completion, const struct stand *stands, size_t count, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && !status; j++)
            status = add(completion, stands[i].text, stands[j].text, error);
    return status;
}

static int by_weight(const void *left, const void *right) {
    const struct stand *a = left, *b = right;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

static int by_order(const void *left, const void *right) {
    const struct stand *a = left, *b = right;
    if (a->order != b->order) return a->order < b->order ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

/* Each with the next few that it may be a copy of, where scopes refuse its neighbours. */
static int add_allowed(struct completion *completion, const struct stand *stands, size_t count, nd_error *error) {
    const nd_scopes *scopes = &completion->collection->scopes;
    int              status = ND_OK;
    for (size_t i = 0; i < count && scopes->of; i++)
        for (size_t step = 1, found = 0; step <= SCAN_MAX && found < ND_BLOCK_NEIGHBOURS && !status; step++) {
            uint32_t next = stands[(i + step) % count].text;
            if (nd_scopes_refuse(scopes, stands[i].text, next)) continue;
            status = add(completion, stands[i].text, next, error);
            found++;
        }
    return status;
}

static int add_some(struct completion *completion, struct stand *stands, size_t count, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < count; i++)
        stands[i].order = nd_collection_digest(completion->collection, stands[i].text)[1];
    nd_sort(stands, count, sizeof *stands, by_order);
    for (size_t i = 0; i < count; i++)
        for (size_t step = 1; step <= ND_BLOCK_NEIGHBOURS && !status; step++)
            status = add(completion, stands[i].text, stands[(i + step) % count].text, error);
    if (!status) status = add_allowed(completion, stands, count, error);
    nd_sort(stands, count, sizeof *stands, by_weight);
    for (size_t i = 0; i < count; i++)
        for (size_t hub = 0; hub < ND_BLOCK_HUBS && !status; hub++)
            status = add(completion, stands[i].text, stands[hub].text, error);
    return status;
}

/* What the texts count as; a text comes before all that count as it. */
static size_t list_stands(struct completion *completion, const uint32_t *texts, uint32_t count) {
    struct stand *stands = (struct stand *)completion->stands.data;
    size_t        kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t item = completion->items[texts[i]];
        if (item == texts[i]) {
            completion->at[item] = (uint32_t)kept;
            stands[kept++] = (struct stand){0, item, 0};
        }
        stands[completion->at[item]].weight++;
    }
    return kept;
}

static int complete_block(struct completion *completion, const uint32_t *texts, uint32_t count, nd_error *error) {
    completion->stands.size = 0;
    int status = nd_buf_reserve(&completion->stands, count * sizeof(struct stand), error);
    if (status) return status;
    struct stand *stands = (struct stand *)completion->stands.data;
    size_t        left = list_stands(completion, texts, count);
    if (left <= ND_COMPLETE_BLOCK) return add_all(completion, stands, left, error);
    return add_some(completion, stands, left, error);
}

int nd_complete_find(const nd_collection *collection, const uint32_t *blocks, const uint32_t *copies,
                     const nd_verified *pairs, size_t pair_count, uint32_t shard, uint32_t shards, nd_buf *out,
                     nd_error *error) {
    nd_known          known = {blocks, copies, collection->text_count, pairs, pair_count};
    uint32_t          texts = collection->text_count, at = 0, first, count;
    uint32_t         *items = nd_groups_new(texts, error), *places = nd_groups_new(texts, error);
    struct completion completion = {.collection = collection, .items = items, .at = places, .out = out};
    nd_members        members = {0};
    int               status = items && places ? ND_OK : ND_ERROR_MEMORY;
    if (!status) status = nd_complete_items(&known, items, error);
    if (!status) status = nd_members_list(&members, blocks, texts, error);
    while (!status && (count = nd_members_next(&members, blocks, &at, &first))) {
        const uint32_t *block = members.items + first;
        if (count > 1 && block[0] % shards == shard) status = complete_block(&completion, block, count, error);
    }
    if (!status) {
        nd_candidate *candidates = (nd_candidate *)out->data;
        size_t        found = nd_candidates_sort(candidates, out->size / sizeof *candidates);
        out->size = nd_candidates_drop_known(candidates, found, pairs, pair_count) * sizeof *candidates;
    }
    nd_members_free(&members);
    nd_buf_free(&completion.stands);
    nd_release(items);
    nd_release(places);
    return status;
}

int nd_complete_items(const nd_known *known, uint32_t *items, nd_error *error) {
    const uint32_t *blocks = known->blocks;
    uint32_t        texts = known->texts, *sizes = nd_allocate_zeroed(texts + UINT64_C(1), sizeof *sizes);
    if (!sizes) return nd_fail_memory(error);
    for (uint32_t i = 0; i < texts; i++) items[i] = i;
    nd_groups_around_whole_copies(items, known->copies, known->pairs, known->pair_count, ND_COMPLETE_ROUND);
    for (uint32_t i = 0; i < texts; i++) sizes[blocks[i]]++;
    for (uint32_t i = 0; i < texts; i++)
        if (sizes[blocks[i]] <= ND_COMPLETE_BLOCK) items[i] = i;
    nd_release(sizes);
    return ND_OK;
}
