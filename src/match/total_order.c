/*
 * total_order.c - digests are hashes, so half of one puts nearly all articles in order, as a number; only what agrees
 * in it, the articles of one text, is sorted by comparing. O(n), and O(n log n) in the articles of one text.
 */
#include "match/total_order.h"

#include <string.h>

#include "base/error.h"
#include "base/introsort.h"
#include "sketch/radix.h"

struct tied {
    const nd_collection *collection;
    uint32_t             article;
};

static int compare_fields(const struct tied *a, const struct tied *b) {
    nd_string      fields[2][ND_FIELDS], all[2];
    const uint8_t *left = nd_collection_fields(a->collection, a->article, &all[0].size);
    const uint8_t *right = nd_collection_fields(b->collection, b->article, &all[1].size);
    nd_fields_decode(left, fields[0]);
    nd_fields_decode(right, fields[1]);
    int order = nd_string_compare(fields[0][ND_FIELD_ID], fields[1][ND_FIELD_ID]);
    if (order) return order;
    all[0].data = (const char *)left;
    all[1].data = (const char *)right;
    return nd_string_compare(all[0], all[1]);
}

/* Of articles whose digests have the first half in common. */
static int by_total_order(const void *left, const void *right) {
    const struct tied *a = left, *b = right;
    uint64_t           x = nd_collection_article_digest(a->collection, a->article)[1];
    uint64_t           y = nd_collection_article_digest(b->collection, b->article)[1];
    if (x != y) return x < y ? -1 : 1;
    int order = compare_fields(a, b);
    if (order) return order;
    return a->article < b->article ? -1 : a->article > b->article;
}

static int sort_tied(const nd_collection *collection, nd_posting *list, size_t count, nd_buf *work, nd_error *error) {
    int status = nd_buf_reserve(work, count * sizeof(struct tied), error);
    if (status) return status;
    struct tied *tied = (struct tied *)work->data;
    for (size_t i = 0; i < count; i++) tied[i] = (struct tied){collection, list[i].article};
    nd_sort(tied, count, sizeof *tied, by_total_order);
    for (size_t i = 0; i < count; i++) list[i].article = tied[i].article;
    return ND_OK;
}

/* Sorts those whose digests begin alike. */
static int settle_ties(const nd_collection *collection, nd_posting *list, nd_error *error) {
    const size_t count = collection->article_count;
    nd_buf       work = {0};
    int          status = ND_OK;
    for (size_t begin = 0, end; begin < count && !status; begin = end) {
        uint64_t key = nd_posting_key(&list[begin]);
        for (end = begin + 1; end < count && nd_posting_key(&list[end]) == key;) end++;
        if (end - begin > 1) status = sort_tied(collection, list + begin, end - begin, &work, error);
    }
    nd_buf_free(&work);
    return status;
}

int nd_total_order_list(const nd_collection *collection, nd_posting **out, nd_error *error) {
    const uint32_t count = collection->article_count;
    nd_posting    *list = nd_allocate((count + UINT64_C(1)) * sizeof *list);
    nd_posting    *spare = nd_allocate((count + UINT64_C(1)) * sizeof *spare);
    int            status = list && spare ? ND_OK : nd_fail_memory(error);
    *out = list;
    for (uint32_t i = 0; i < count && !status; i++) {
        uint64_t key = nd_collection_article_digest(collection, i)[0];
        list[i] = (nd_posting){(uint32_t)key, (uint32_t)(key >> 32), i};
    }
    if (!status) nd_radix_sort(list, spare, count, 64);
    nd_release(spare);
    return status ? status : settle_ties(collection, list, error);
}
