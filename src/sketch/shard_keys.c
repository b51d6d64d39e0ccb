/*
 * shard_keys.c - half of the keys of passages, those of the odd partitions, are not posted when an article is
 * appended, but made from its tokens when the shard is sealed. By then most of the others have been dropped, as one
 * article alone holds them; so all keys of passages never lie there at once. It takes one pass over the tokens, in
 * parallel: some 1.3 nanoseconds a word, and saves a tenth of the memory of a run. Bands are posted all: signatures
 * would take several times as long.
 */
#include "sketch/shard_keys.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "sketch/shingles.h"
#include "text/shingle.h"

#define ARTICLES_A_PIECE 256

static inline int is_made_later(uint64_t key) {
    return key >> ND_PARTITION_KEY_BITS & 1;
}

size_t nd_shard_posted(const uint64_t *keys, size_t count, uint64_t *out) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        out[kept] = keys[i];
        kept += !is_made_later(keys[i]);
    }
    return kept;
}

/* Without tokens all signatures are the same, and say nothing. */
int nd_shard_post(nd_shard *shard, uint32_t article, const nd_shard_entry *entry, nd_error *error) {
    nd_partitions *bands = &shard->growing[ND_KEYS_BANDS], *passages = &shard->growing[ND_KEYS_PASSAGES];
    int            status = ND_OK;
    if (!entry->tokens.size) return ND_OK;
    for (size_t i = 0; i < entry->band_count && !status; i++)
        status = nd_partitions_put(bands, entry->band_keys[i], article, error);
    for (size_t i = 0; i < entry->passage_count && !status; i++)
        if (!is_made_later(entry->passage_keys[i]))
            status = nd_partitions_put(passages, entry->passage_keys[i], article, error);
    if (status)
        for (int i = 0; i < ND_KEY_FAMILIES; i++) nd_partitions_take_back(&shard->growing[i], article);
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
    for (int i = 0; i < ND_KEY_FAMILIES; i++) nd_partitions_free(&shard->growing[i]);
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

/* ---- the other half --------------------------------------------------------------------------- */

/* What one thread has made of its articles. */
struct maker {
    nd_partitions *out;
    nd_buf         shingles, keys;
};

struct making {
    const nd_shard *shard;
    struct maker   *makers; /* [worker] */
    atomic_int      status;
};

/* Shingles of a text, of ND_PASSAGE_SHINGLE tokens at least. The other length costs next to nothing. */
static int make_shingles(struct text text, nd_buf *work, uint64_t **out) {
    size_t room = text.count + ND_SHINGLES_SLACK;
    work->size = 0;
    int status = nd_buf_reserve(work, 2 * room * sizeof(uint64_t), NULL);
    if (status) return status;
    uint64_t *five = (uint64_t *)work->data, *seven = five + room;
    nd_shingles_both(text.tokens, text.count, five, seven);
    *out = seven + ND_PASSAGE_SHINGLE - 1;
    return ND_OK;
}

/* Posts those keys of passages that are made later. */
static int make_later(struct maker *maker, uint32_t article, struct text text) {
    uint64_t *shingles;
    if (text.count < ND_PASSAGE_SHINGLE) return ND_OK;
    size_t count = nd_shingle_count(text.count, ND_PASSAGE_SHINGLE), later = 0;
    maker->keys.size = 0;
    int status = make_shingles(text, &maker->shingles, &shingles);
    if (!status) status = nd_buf_reserve(&maker->keys, count * sizeof(uint64_t), NULL);
    if (status) return status;
    uint64_t *keys = (uint64_t *)maker->keys.data;
    count = nd_passage_hashes(shingles, count, keys);
    for (size_t i = 0; i < count; i++) {
        uint64_t key = keys[i];
        keys[later] = key;
        later += (size_t)is_made_later(key);
    }
    for (size_t i = 0; i < later && !status; i++) status = nd_partitions_put(maker->out, keys[i], article, NULL);
    return status;
}

/* The words of the next article are fetched while those of this one are at work. */
static void expect_next(struct text text) {
#ifdef __GNUC__
    const char *next = (const char *)(text.tokens + text.count);
    for (size_t i = 0; i < text.count * sizeof *text.tokens; i += 64) __builtin_prefetch(next + i);
#else
    (void)text;
#endif
}

static void make_some(void *context, unsigned worker, size_t begin, size_t end) {
    struct making *making = context;
    int            status = ND_OK;
    for (size_t i = begin; i < end && !status; i++) {
        struct text text = text_of(making->shard, i);
        if (i + 1 < end) expect_next(text);
        status = make_later(&making->makers[worker], (uint32_t)i, text);
    }
    if (status) atomic_store(&making->status, status);
}

/* One list for each thread. Pieces are dealt out in the order of the articles, so these rise in each list. */
static int make_lists(const nd_shard *shard, nd_partitions *lists, nd_pool *pool, nd_error *error) {
    unsigned      jobs = nd_pool_jobs(pool);
    struct making making = {.shard = shard, .makers = nd_allocate_zeroed(jobs, sizeof *making.makers)};
    if (!making.makers) return nd_fail_memory(error);
    for (unsigned i = 0; i < jobs; i++) making.makers[i].out = &lists[i];
    nd_pool_run(pool, nd_shard_size(shard), ARTICLES_A_PIECE, make_some, &making);
    for (unsigned i = 0; i < jobs; i++) {
        nd_buf_free(&making.makers[i].shingles);
        nd_buf_free(&making.makers[i].keys);
    }
    nd_release(making.makers);
    return atomic_load(&making.status) ? nd_fail_memory(error) : ND_OK;
}

/* An odd partition will take little less than the even one before it. Room that is not used costs nothing, and is asked
 * for before anything is given back, as the system maps large blocks by themselves only until larger ones are freed. */
static int reserve_lists(nd_partitions *lists, unsigned jobs, const nd_partitions *even, nd_error *error) {
    int status = ND_OK;
    for (unsigned i = 0; i < jobs; i++)
        for (uint32_t p = 1; p < ND_PARTITIONS && !status; p += 2) {
            size_t share = even->of[p - 1].words.size / jobs;
            status = nd_partition_reserve(&lists[i].of[p], share + share / 4, error);
        }
    return status;
}

/* Makes the odd partitions of passages, and sorts them. */
static int sort_later(nd_shard *shard, nd_partitions *lists, nd_sealing *how, nd_error *error) {
    how->first = 1;
    int status = make_lists(shard, lists, how->pool, error);
    if (!status) status = nd_partitions_sort(lists, nd_pool_jobs(how->pool), how, error);
    for (uint32_t p = 1; p < ND_PARTITIONS && !status; p += 2) {
        shard->growing[ND_KEYS_PASSAGES].of[p] = lists[0].of[p];
        lists[0].of[p] = (nd_partition){.article = 0};
    }
    return status;
}

/* ---- sealing ---------------------------------------------------------------------------------- */

static int join(nd_shard *shard, int family, nd_pool *pool, nd_error *error) {
    return nd_partitions_join(&shard->growing[family], pool, &shard->postings[family], shard->partition_ends[family],
                              error);
}

static int seal_bands(nd_shard *shard, nd_keeping keeping, nd_pool *pool, nd_error *error) {
    const nd_sealing how = {keeping, pool, 0, 1};
    int              status = nd_partitions_sort(&shard->growing[ND_KEYS_BANDS], 1, &how, error);
    return status ? status : join(shard, ND_KEYS_BANDS, pool, error);
}

static int seal_passages(nd_shard *shard, nd_partitions *lists, nd_keeping keeping, nd_pool *pool,
                         nd_error *error) {
    nd_sealing how = {keeping, pool, 0, 2};
    int        status = nd_partitions_sort(&shard->growing[ND_KEYS_PASSAGES], 1, &how, error);
    if (!status) status = sort_later(shard, lists, &how, error);
    return status ? status : join(shard, ND_KEYS_PASSAGES, pool, error);
}

static int seal_both(nd_shard *shard, nd_keeping keeping, nd_pool *pool, nd_error *error) {
    unsigned       jobs = nd_pool_jobs(pool);
    nd_partitions *lists = nd_allocate_zeroed(jobs, sizeof *lists);
    if (!lists) return nd_fail_memory(error);
    int status = reserve_lists(lists, jobs, &shard->growing[ND_KEYS_PASSAGES], error);
    if (!status) status = seal_bands(shard, keeping, pool, error);
    if (!status) status = seal_passages(shard, lists, keeping, pool, error);
    for (unsigned i = 0; i < jobs; i++) nd_partitions_free(&lists[i]);
    nd_release(lists);
    return status;
}

int nd_shard_seal(nd_shard *shard, nd_keeping keeping, nd_pool *pool, nd_error *error) {
    int status = ND_OK;
    if (shard->keys == ND_KEYS_ALL || (shard->keys == ND_KEYS_SHARED && keeping == ND_KEEP_SHARED)) return ND_OK;
    if (shard->keys != ND_KEYS_GROWING) status = nd_shard_unseal(shard, error);
    if (status) return status;
    shard->keys = ND_KEYS_LOST;
    status = seal_both(shard, keeping, pool, error);
    if (!status) shard->keys = keeping == ND_KEEP_SHARED ? ND_KEYS_SHARED : ND_KEYS_ALL;
    return status;
}

void nd_shard_free_keys(nd_shard *shard) {
    for (int i = 0; i < ND_KEY_FAMILIES; i++) nd_buf_free(&shard->postings[i]);
    free_growing(shard);
}

void nd_shard_drop_keys(nd_shard *shard) {
    nd_shard_free_keys(shard);
    memset(shard->partition_ends, 0, sizeof shard->partition_ends);
    shard->keys = ND_KEYS_LOST;
}
