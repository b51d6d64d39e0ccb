/*
 * complete.c - which pairs of a block are still to be looked at.
 */
#include "match/complete.h"

#include <stdlib.h>

#include "base/error.h"
#include "match/groups.h"

/* A text that stands for its whole copies in the block. */
struct stand {
    uint64_t order; /* by digest */
    uint32_t text, weight;
};

struct completion {
    const nd_collection *collection;
    const uint32_t      *copies;
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

static int by_copies(const void *left, const void *right) {
    const struct stand *a = left, *b = right;
    if (a->order != b->order) return a->order < b->order ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

static int by_weight(const void *left, const void *right) {
    const struct stand *a = left, *b = right;
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

/* Leaves the first text of each group of whole copies, with the size of the group as its weight. */
static size_t collapse(struct completion *completion, struct stand *stands, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) stands[i].order = completion->copies[stands[i].text];
    qsort(stands, count, sizeof *stands, by_copies);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && stands[i].order == stands[kept - 1].order) stands[kept - 1].weight++;
        else stands[kept++] = stands[i];
    }
    for (size_t i = 0; i < kept; i++) stands[i].order = nd_collection_digest(completion->collection, stands[i].text)[1];
    return kept;
}

static int add_some(struct completion *completion, struct stand *stands, size_t count, nd_error *error) {
    int status = ND_OK;
    qsort(stands, count, sizeof *stands, by_copies);
    for (size_t i = 0; i < count; i++)
        for (size_t step = 1; step <= ND_BLOCK_NEIGHBOURS && !status; step++)
            status = add(completion, stands[i].text, stands[(i + step) % count].text, error);
    qsort(stands, count, sizeof *stands, by_weight);
    for (size_t i = 0; i < count; i++)
        for (size_t hub = 0; hub < ND_BLOCK_HUBS && !status; hub++)
            status = add(completion, stands[i].text, stands[hub].text, error);
    return status;
}

static int complete_block(struct completion *completion, const uint32_t *texts, uint32_t count, nd_error *error) {
    completion->stands.size = 0;
    int status = nd_buf_reserve(&completion->stands, count * sizeof(struct stand), error);
    if (status) return status;
    struct stand *stands = (struct stand *)completion->stands.data;
    for (uint32_t i = 0; i < count; i++) stands[i] = (struct stand){0, texts[i], 1};
    if (count <= ND_COMPLETE_BLOCK) return add_all(completion, stands, count, error);
    size_t left = collapse(completion, stands, count);
    if (left <= ND_COMPLETE_BLOCK) return add_all(completion, stands, left, error);
    return add_some(completion, stands, left, error);
}

int nd_complete_find(const nd_collection *collection, const uint32_t *blocks, const uint32_t *copies,
                     const nd_verified *pairs, size_t pair_count, uint32_t shard, uint32_t shards, nd_buf *out,
                     nd_error *error) {
    struct completion completion = {.collection = collection, .copies = copies, .out = out};
    nd_members        members;
    uint32_t          at = 0, first, count;
    int               status = nd_members_list(&members, blocks, collection->text_count, error);
    while (!status && (count = nd_members_next(&members, blocks, &at, &first))) {
        const uint32_t *texts = members.items + first;
        if (count > 1 && texts[0] % shards == shard) status = complete_block(&completion, texts, count, error);
    }
    nd_candidate *candidates = (nd_candidate *)out->data;
    size_t        found = nd_candidates_sort(candidates, out->size / sizeof *candidates);
    out->size = nd_candidates_drop_known(candidates, found, pairs, pair_count) * sizeof *candidates;
    nd_members_free(&members);
    nd_buf_free(&completion.stands);
    return status;
}
