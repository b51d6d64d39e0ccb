/*
 * common.c - looking keys up in the statistics, and the common keys of a text.
 *
 * Few shingles of a text are common, as its hash tells one by one; so it is only there that windows are looked at, to
 * see whether the shingle is the key of one. It is if enough hashes beside it are no less (passages.h: of equal
 * ones the last counts). Passage keys would have to be found for all windows. Cost: linear, and about that of the
 * hashes.
 */
#include <stdatomic.h>

#include "base/error.h"
#include "match/statistics.h"
#include "sketch/passages.h"
#include "text/shingle.h"

#define FILTER_BITS_A_KEY 16 /* one key in sixteen that is not common is looked for in vain */
#define WINDOW ND_PASSAGE_WINDOW
#define TEXTS_A_PIECE 512

/* ---- the table -------------------------------------------------------------------------------- */

/* Keys are hashes: any of their bits choose a place. Low ones, as those on top are mostly zero in a minimum. */
int nd_statistics_filter(nd_statistics *statistics, nd_buf *filter, nd_error *error) {
    uint64_t bits = 64;
    while (bits < FILTER_BITS_A_KEY * statistics->count) bits *= 2;
    filter->size = 0;
    int status = nd_buf_reserve(filter, bits / 8, error);
    if (status) return status;
    uint64_t *words = (uint64_t *)filter->data;
    memset(words, 0, bits / 8);
    for (uint64_t i = 0; i < statistics->count; i++) {
        uint64_t place = statistics->keys[i].key_low & (bits - 1);
        words[place / 64] |= UINT64_C(1) << place % 64;
    }
    statistics->filter = words;
    statistics->filter_mask = bits - 1;
    return ND_OK;
}

static inline int may_be_common(const nd_statistics *statistics, uint64_t key) {
    uint64_t place = (uint32_t)key & statistics->filter_mask;
    return !statistics->filter || (statistics->filter[place / 64] >> place % 64 & 1);
}

static const nd_statistic *find_row(const nd_statistics *statistics, uint64_t key) {
    if (!may_be_common(statistics, key)) return NULL;
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

/* ---- the common keys of a text ---------------------------------------------------------------- */

/* Windows of hashes, by where they begin. */
struct windows {
    size_t first, last;
};

/* The windows, of `width` hashes, that the hash at `at` is the key of. Returns 0 if there are none. */
static int is_key(const uint64_t *hashes, size_t count, size_t at, struct windows *out) {
    size_t width = count < WINDOW ? count : WINDOW, before = 0, behind = 0;
    while (before < width - 1 && before < at && hashes[at - before - 1] >= hashes[at]) before++;
    while (behind < width - 1 && at + behind + 1 < count && hashes[at + behind + 1] > hashes[at]) behind++;
    if (before + behind + 1 < width) return 0;
    *out = (struct windows){at - before, at + behind + 1 - width};
    return 1;
}

/* The key that was found last. */
struct last {
    uint64_t row;
    size_t   window; /* the last that it is the key of */
};

/* Adds the key at a place; the same as of the window before counts where it stands last. */
static int add_key(nd_buf *keys, nd_common_key key, struct windows windows, struct last *last, nd_error *error) {
    int is_same = key.row == last->row && windows.first == last->window + 1;
    *last = (struct last){key.row, windows.last};
    if (!is_same) return nd_buf_append(keys, &key, sizeof key, error);
    ((nd_common_key *)(keys->data + keys->size))[-1] = key;
    return ND_OK;
}

int nd_common_keys(const nd_statistics *statistics, nd_text text, nd_buf *shingles, nd_buf *keys, nd_error *error) {
    struct last last = {UINT64_MAX, 0};
    shingles->size = 0;
    if (text.count < ND_PASSAGE_SHINGLE) return ND_OK;
    size_t count = nd_shingle_count(text.count, ND_PASSAGE_SHINGLE);
    int    status = nd_buf_reserve(shingles, count * sizeof(uint64_t), error);
    if (status) return status;
    uint64_t *hashes = (uint64_t *)shingles->data;
    nd_shingles(text.tokens, text.count, ND_PASSAGE_SHINGLE, hashes);
    for (size_t i = 0; i < count && !status; i++) {
        struct windows windows;
        if (!may_be_common(statistics, hashes[i])) continue;
        const nd_statistic *row = find_row(statistics, hashes[i]);
        if (!row || !is_key(hashes, count, i, &windows)) continue;
        nd_common_key key = {(uint32_t)i, (uint32_t)(row - statistics->keys)};
        status = add_key(keys, key, windows, &last, error);
    }
    return status;
}

/* ---- all texts -------------------------------------------------------------------------------- */

/* Texts are shared out by pieces, each with its own list; the lists are joined in the order of the texts. */
struct search {
    const nd_collection *collection;
    const nd_statistics *statistics;
    nd_buf              *pieces; /* nd_common_key: [piece] */
    uint64_t            *counts; /* [text]: its common keys */
    atomic_int           status;
};

static void search_texts(void *context, unsigned worker, size_t begin, size_t end) {
    struct search *search = context;
    nd_buf         shingles = {0};
    int            status = ND_OK;
    (void)worker;
    for (size_t i = begin; i < end && !status; i++) {
        nd_buf *keys = &search->pieces[i / TEXTS_A_PIECE];
        size_t  before = keys->size;
        if (!search->statistics->holds[i]) continue;
        nd_text text = nd_collection_tokens(search->collection, (uint32_t)i);
        status = nd_common_keys(search->statistics, text, &shingles, keys, NULL);
        search->counts[i] = (keys->size - before) / sizeof(nd_common_key);
    }
    if (status) atomic_store(&search->status, status);
    nd_buf_free(&shingles);
}

static int join_pieces(nd_common *out, const struct search *search, size_t pieces, uint32_t texts, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < pieces && !status; i++)
        status = nd_buf_append(&out->keys, search->pieces[i].data, search->pieces[i].size, error);
    for (uint32_t i = 1; i < texts; i++) search->counts[i] += search->counts[i - 1];
    out->ends = search->counts;
    return status;
}

int nd_common_find(nd_common *out, const nd_population *population, const nd_statistics *statistics,
                   nd_error *error) {
    uint32_t      texts = population->collection->text_count;
    size_t        pieces = texts / TEXTS_A_PIECE + 1;
    struct search search = {.collection = population->collection, .statistics = statistics};
    search.pieces = nd_allocate_zeroed(pieces, sizeof *search.pieces);
    search.counts = nd_allocate_zeroed(texts + UINT64_C(1), sizeof *search.counts);
    int status = search.pieces && search.counts ? ND_OK : nd_fail_memory(error);
    if (!status) {
        nd_pool_run(population->pool, texts, TEXTS_A_PIECE, search_texts, &search);
        status = atomic_load(&search.status) ? nd_fail_memory(error) : ND_OK;
    }
    if (status) nd_release(search.counts);
    else status = join_pieces(out, &search, pieces, texts, error);
    for (size_t i = 0; search.pieces && i < pieces; i++) nd_buf_free(&search.pieces[i]);
    nd_release(search.pieces);
    return status;
}

void nd_common_free(nd_common *common) {
    nd_buf_free(&common->keys);
    nd_release(common->ends);
    common->ends = NULL;
}
