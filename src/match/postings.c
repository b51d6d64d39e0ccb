/*
 * postings.c - a merge of the shards' sorted postings: at each step the least key at any shard's head
 * is taken from all of them. Nothing is copied but the texts of a few buckets, which are gathered before they are
 * visited: texts come in no order, so what is known of them has to come from memory, and of many at once it comes
 * about as soon as of one. Postings of one key are in the order of articles, of which one stands for a text, so a text
 * that holds a key twice is there twice in succession.
 */
#include "match/postings.h"

#include "base/error.h"

#define TEXTS_AT_ONCE 256                   /* buckets are gathered until they have as many */
#define BUCKETS_AT_ONCE (TEXTS_AT_ONCE / 2) /* at most, as each has two texts */

/* What is left of a shard's postings in the partition. */
struct head {
    const nd_posting *next, *end;
    const uint32_t   *local; /* [article]: its text, or ND_NO_TEXT; NULL: postings name texts already */
};

_Static_assert(ND_NO_NAME == ND_NO_TEXT, "articles without a text are left out");

/* One thread's walk. */
struct merge {
    const nd_collection *collection;
    struct head         *heads;   /* [shard] */
    nd_sorting           sorting; /* of the postings of a shard that was lent, which has no others beside it */
    nd_buf               texts;   /* uint32_t: of the buckets, one after the other */
    nd_bucket            buckets[BUCKETS_AT_ONCE];
    size_t               bucket_count;
};

struct nd_postings {
    int           family;
    unsigned      threads;
    nd_parts     *growing; /* of the shard, if that was lent; or NULL */
    struct merge *merges;  /* [thread] */
};

static int sort_partition(struct merge *merge, nd_parts *growing, uint32_t partition, nd_error *error) {
    int status = nd_parts_sort(growing, partition, 1, &merge->sorting, error);
    if (status) return status;
    const nd_buf     *sorted = &merge->sorting.sorted;
    const nd_posting *postings = (const nd_posting *)sorted->data;
    merge->heads[0] = (struct head){postings, postings + sorted->size / sizeof *postings, NULL};
    return ND_OK;
}

static void open_heads(struct merge *merge, int family, uint32_t partition) {
    const nd_collection *c = merge->collection;
    for (uint32_t s = 0; s < c->shard_count; s++) {
        const nd_shard_view *shard = &c->shards[s];
        uint64_t             begin = partition ? shard->partition_ends[family][partition - 1] : 0;
        const nd_posting    *postings = shard->postings[family];
        merge->heads[s] = (struct head){postings + begin, postings + shard->partition_ends[family][partition],
                                        c->local[s]};
    }
}

static int least_key(const struct merge *merge, uint64_t *key) {
    int found = 0;
    for (uint32_t s = 0; s < merge->collection->shard_count; s++) {
        const struct head *head = &merge->heads[s];
        if (head->next == head->end) continue;
        uint64_t here = nd_posting_key(head->next);
        if (!found || here < *key) *key = here;
        found = 1;
    }
    return found;
}

/* Takes the postings of the key from the head of a shard, each text once, for the bucket that is gathered. */
static int take_texts(struct merge *merge, uint32_t shard, uint64_t key, nd_error *error) {
    struct head      *head = &merge->heads[shard];
    const uint32_t   *local = head->local;
    const nd_posting *end = head->next;
    nd_buf           *texts = &merge->texts;
    int               is_repeated = 0;
    while (end < head->end && nd_posting_key(end) == key) end++;
    int status = nd_buf_reserve(texts, (size_t)(end - head->next) * sizeof(uint32_t), error);
    if (status) return status;
    uint32_t *next = (uint32_t *)(texts->data + texts->size), last = ND_NO_TEXT;
    for (; head->next < end; head->next++) {
        uint32_t text = local ? local[head->next->article] : head->next->article;
        *next = text;
        next += text != ND_NO_TEXT && text != last;
        is_repeated |= text != ND_NO_TEXT && text == last;
        last = text;
    }
    merge->buckets[merge->bucket_count].is_repeated |= is_repeated;
    texts->size = (size_t)((uint8_t *)next - texts->data);
    return ND_OK;
}

/* Gathers the texts of a key, if there are two at least. */
static int gather(struct merge *merge, uint64_t key, nd_error *error) {
    const nd_collection *c = merge->collection;
    size_t               before = merge->texts.size;
    nd_bucket           *bucket = &merge->buckets[merge->bucket_count];
    int                  status = ND_OK;
    *bucket = (nd_bucket){.key = key};
    for (uint32_t s = 0; s < c->shard_count && !status; s++) status = take_texts(merge, s, key, error);
    bucket->count = (merge->texts.size - before) / sizeof(uint32_t);
    if (bucket->count > 1) merge->bucket_count++;
    else merge->texts.size = before;
    return status;
}

static int visit_gathered(struct merge *merge, nd_bucket_fn *visit, void *context, nd_error *error) {
    const uint32_t *texts = (const uint32_t *)merge->texts.data;
    int             status = ND_OK;
    merge->buckets[0].gathered = merge->texts.size / sizeof *texts;
    for (size_t i = 0; i < merge->bucket_count && !status; i++) {
        merge->buckets[i].texts = texts;
        texts += merge->buckets[i].count;
        status = visit(context, &merge->buckets[i], error);
    }
    merge->bucket_count = 0;
    merge->texts.size = 0;
    return status;
}

/* Most keys are held by one article. Where there is one shard, that shows in the next posting. */
static void pass_lone_keys(struct merge *merge) {
    struct head *head = &merge->heads[0];
    if (merge->collection->shard_count != 1 || head->next == head->end) return;
    const nd_posting *at = head->next, *last = head->end - 1;
    for (uint64_t key = nd_posting_key(at), next; at < last; at++, key = next)
        if ((next = nd_posting_key(at + 1)) == key) break;
    head->next = at;
}

int nd_postings_group(nd_postings *postings, unsigned thread, uint32_t partition, nd_bucket_fn *visit, void *context,
                      nd_error *error) {
    struct merge *merge = &postings->merges[thread];
    uint64_t      key = 0;
    int           status = ND_OK, is_more = 1;
    merge->bucket_count = merge->texts.size = 0;
    if (postings->growing) status = sort_partition(merge, postings->growing, partition, error);
    else open_heads(merge, postings->family, partition);
    while (is_more && !status) {
        pass_lone_keys(merge);
        is_more = least_key(merge, &key);
        if (is_more) status = gather(merge, key, error);
        if (!status && (!is_more || merge->texts.size >= TEXTS_AT_ONCE * sizeof(uint32_t)))
            status = visit_gathered(merge, visit, context, error);
    }
    return status;
}

nd_postings *nd_postings_new(const nd_collection *collection, int family, unsigned threads, nd_error *error) {
    nd_postings *postings = nd_allocate_zeroed(1, sizeof *postings);
    nd_parts    *growing = collection->shard_count ? collection->shards[0].growing : NULL;
    if (postings) postings->merges = nd_allocate_zeroed(threads, sizeof *postings->merges);
    int is_made = postings && postings->merges;
    if (is_made) *postings = (nd_postings){family, threads, growing ? &growing[family] : NULL, postings->merges};
    for (unsigned i = 0; i < threads && is_made; i++) {
        struct merge *merge = &postings->merges[i];
        merge->collection = collection;
        if (growing) merge->sorting.names = collection->local[0];
        merge->heads = nd_allocate_zeroed(collection->shard_count + UINT64_C(1), sizeof *merge->heads);
        is_made = merge->heads != NULL;
    }
    if (is_made) return postings;
    nd_postings_free(postings);
    nd_fail_memory(error);
    return NULL;
}

void nd_postings_trim(nd_postings *postings) {
    if (postings->growing) nd_parts_trim(postings->growing);
}

void nd_postings_free(nd_postings *postings) {
    if (!postings) return;
    for (unsigned i = 0; i < postings->threads; i++) {
        nd_release(postings->merges[i].heads);
        nd_sorting_free(&postings->merges[i].sorting);
        nd_buf_free(&postings->merges[i].texts);
    }
    nd_release(postings->merges);
    nd_release(postings);
}
