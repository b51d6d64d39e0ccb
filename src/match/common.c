/*
 * common.c - looking keys up in the statistics, and the common keys of a text.
 *
 * Few shingles of a text are common, as its hash tells one by one; so it is only there that windows are looked at, to
 * see whether the shingle is the key of one. It is if enough hashes beside it are no less (passages.h: of equal
 * ones the last counts). Passage keys would have to be found for all windows. Where it is known which keys a text
 * holds, only these few are looked for, in a table that the nearest cache has room for. Cost: linear, and about
 * that of the hashes.
 */
#include <stdatomic.h>

#include "base/error.h"
#include "match/statistics.h"
#include "sketch/passages.h"
#include "text/shingle.h"

#define FILTER_BITS_A_KEY 64 /* at least: one key in sixty-four that is not common is looked for in vain */
#define WINDOW ND_PASSAGE_WINDOW
#define TEXTS_A_PIECE 512

/* ---- the table -------------------------------------------------------------------------------- */

static uint64_t key_of(const nd_statistic *row) {
    return (uint64_t)row->key_high << 32 | row->key_low;
}

/* Keys are hashes: any bits that count choose a place. Low ones, as those on top are mostly zero in a minimum. */
static inline uint32_t low_bits(uint64_t key) {
    return (uint32_t)(key >> ND_KEY_DROPPED);
}

static void fill_index(const nd_statistics *statistics, uint64_t *filter, uint32_t *slots) {
    for (uint64_t i = 0; i < statistics->count; i++) {
        uint32_t low = low_bits(key_of(&statistics->keys[i]));
        uint64_t place = low & statistics->filter_mask, slot = low & statistics->slot_mask;
        filter[place / 64] |= UINT64_C(1) << place % 64;
        while (slots[slot]) slot = (slot + 1) & statistics->slot_mask;
        slots[slot] = (uint32_t)i + 1;
    }
}

int nd_statistics_index(nd_statistics *statistics, nd_buf *index, nd_error *error) {
    uint64_t slots = 64;
    while (slots < 2 * statistics->count) slots *= 2;
    uint64_t words = slots * FILTER_BITS_A_KEY / 2 / 64;
    int      status = nd_zeros(index, words + slots / 2, sizeof(uint64_t), error);
    if (status) return status;
    uint64_t *filter = (uint64_t *)index->data;
    uint32_t *rows = (uint32_t *)(filter + words);
    statistics->filter = filter;
    statistics->filter_mask = 64 * words - 1;
    statistics->slots = rows;
    statistics->slot_mask = slots - 1;
    fill_index(statistics, filter, rows);
    return ND_OK;
}

static inline uint64_t is_in_filter(const nd_statistics *statistics, uint64_t key) {
    uint64_t place = low_bits(key) & statistics->filter_mask;
    return statistics->filter[place / 64] >> place % 64 & 1;
}

/* The row of a hash's key plus one, or 0. */
static uint32_t find_row(const nd_statistics *statistics, uint64_t hash) {
    uint64_t key = nd_key(hash), slot = low_bits(key) & statistics->slot_mask;
    uint32_t row;
    while ((row = statistics->slots[slot]) && key_of(&statistics->keys[row - 1]) != key)
        slot = (slot + 1) & statistics->slot_mask;
    return row;
}

uint32_t nd_statistics_mask(const nd_statistics *statistics, uint64_t key) {
    uint32_t row = statistics->count && is_in_filter(statistics, key) ? find_row(statistics, key) : 0;
    return row ? statistics->keys[row - 1].groups_and_mask & 3 : 0;
}

/* ---- the common keys of a text ---------------------------------------------------------------- */

/* Windows of hashes, by where they begin. */
struct windows {
    size_t first, last;
};

/* How many hashes before the one at `at`, and how many behind it, come before one that is less, or equal and further
 * right; fewer than a window. A loop of a fixed length, as the other cannot be guessed. */
static inline void look_around(const uint64_t *at, size_t *before, size_t *behind) {
    unsigned ends_before = 1u << (WINDOW - 1), ends_behind = ends_before;
    for (size_t i = 0; i < WINDOW - 1; i++) {
        ends_before |= (unsigned)(at[-1 - (ptrdiff_t)i] < *at) << i;
        ends_behind |= (unsigned)(at[1 + i] <= *at) << i;
    }
    *before = (size_t)__builtin_ctz(ends_before);
    *behind = (size_t)__builtin_ctz(ends_behind);
}

/* The windows, of `width` hashes, that the hash at `at` is the key of. Returns 0 if there are none. */
static int is_key(const uint64_t *hashes, size_t count, size_t at, struct windows *out) {
    size_t width = count < WINDOW ? count : WINDOW, before = 0, behind = 0;
    if (at + 1 >= WINDOW && at + WINDOW <= count) {
        look_around(hashes + at, &before, &behind);
    } else {
        while (before < width - 1 && before < at && hashes[at - before - 1] >= hashes[at]) before++;
        while (behind < width - 1 && at + behind + 1 < count && hashes[at + behind + 1] > hashes[at]) behind++;
    }
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

/* Which of up to 64 hashes may be common, a bit each. */
static uint64_t find_among(const nd_statistics *statistics, const uint64_t *hashes, size_t count) {
    uint64_t among = 0;
    for (size_t k = 0; k < count; k++) among |= is_in_filter(statistics, hashes[k]) << k;
    return among;
}

int nd_common_keys(const nd_statistics *statistics, nd_text text, nd_buf *shingles, nd_buf *keys, nd_error *error) {
    struct last last = {UINT64_MAX, 0};
    shingles->size = 0;
    if (text.count < ND_PASSAGE_SHINGLE || !statistics->count) return ND_OK;
    size_t count = nd_shingle_count(text.count, ND_PASSAGE_SHINGLE);
    int    status = nd_buf_reserve(shingles, count * sizeof(uint64_t), error);
    if (status) return status;
    uint64_t *hashes = (uint64_t *)shingles->data;
    nd_shingles(text.tokens, text.count, ND_PASSAGE_SHINGLE, hashes);
    for (size_t block = 0; block < count && !status; block += 64) {
        size_t left = count - block;
        for (uint64_t among = find_among(statistics, hashes + block, left < 64 ? left : 64); among && !status;
             among &= among - 1) {
            struct windows windows;
            size_t         i = block + (size_t)__builtin_ctzll(among);
            uint32_t       row = find_row(statistics, hashes[i]);
            if (!row || !is_key(hashes, count, i, &windows)) continue;
            status = add_key(keys, (nd_common_key){(uint32_t)i, row - 1}, windows, &last, error);
        }
    }
    return status;
}

/* ---- all texts -------------------------------------------------------------------------------- */

/* Texts are shared out by pieces, each with its own list; the lists are joined in the order of the texts. */
struct search {
    const nd_collection *collection;
    const nd_statistics *statistics;
    const nd_held       *held;   /* may be NULL */
    nd_buf              *pieces; /* nd_common_key: [piece] */
    uint64_t            *counts; /* [text]: its common keys */
    atomic_int           status;
};

/* Working space for one text. */
struct searcher {
    nd_buf rows; /* nd_statistic: those that it holds */
    nd_buf index, shingles;
};

/* The rows that a text holds, as statistics of their own. */
static int narrow(struct searcher *searcher, const nd_statistics *all, const uint32_t *held, size_t count,
                  nd_statistics *out) {
    searcher->rows.size = 0;
    int status = nd_buf_reserve(&searcher->rows, count * sizeof(nd_statistic), NULL);
    if (status) return status;
    nd_statistic *rows = (nd_statistic *)searcher->rows.data;
    for (size_t i = 0; i < count; i++) rows[i] = all->keys[held[i]];
    *out = (nd_statistics){.keys = rows, .count = count};
    return nd_statistics_index(out, &searcher->index, NULL);
}

static uint64_t rows_begin(const nd_held *held, uint32_t text) {
    return text ? held->ends[text - 1] : 0;
}

static int holds_common(const struct search *search, uint32_t text) {
    if (search->held) return rows_begin(search->held, text) < search->held->ends[text];
    return search->statistics->holds[text];
}

/* Appends the common keys of the text to *keys. */
static int search_text(struct searcher *searcher, const struct search *search, uint32_t number, nd_buf *keys) {
    const nd_held *held = search->held;
    size_t         before = keys->size;
    nd_text        text = nd_collection_tokens(search->collection, number);
    nd_statistics  own;
    if (!held) return nd_common_keys(search->statistics, text, &searcher->shingles, keys, NULL);
    const uint32_t *rows = held->rows + rows_begin(held, number);
    int status = narrow(searcher, search->statistics, rows, (size_t)(held->rows + held->ends[number] - rows), &own);
    if (!status) status = nd_common_keys(&own, text, &searcher->shingles, keys, NULL);
    nd_common_key *end = (nd_common_key *)(keys->data + keys->size);
    for (nd_common_key *key = (nd_common_key *)(keys->data + before); key < end; key++) key->row = rows[key->row];
    return status;
}

static void search_texts(void *context, unsigned worker, size_t begin, size_t end) {
    struct search  *search = context;
    struct searcher searcher = {.rows = {0}};
    int             status = ND_OK;
    (void)worker;
    for (size_t i = begin; i < end && !status; i++) {
        nd_buf *keys = &search->pieces[i / TEXTS_A_PIECE];
        size_t  before = keys->size;
        if (i + 1 < end && holds_common(search, (uint32_t)i + 1))
            nd_collection_fetch(search->collection, (uint32_t)i + 1);
        if (!holds_common(search, (uint32_t)i)) continue;
        status = search_text(&searcher, search, (uint32_t)i, keys);
        search->counts[i] = (keys->size - before) / sizeof(nd_common_key);
    }
    if (status) atomic_store(&search->status, status);
    nd_buf_free(&searcher.rows);
    nd_buf_free(&searcher.index);
    nd_buf_free(&searcher.shingles);
}

static int join_pieces(nd_common *out, const struct search *search, size_t pieces, uint32_t texts, nd_error *error) {
    uint64_t total = 0;
    for (uint32_t i = 0; i < texts; i++) search->counts[i] = total += search->counts[i];
    int status = nd_buf_reserve(&out->keys, total * sizeof(nd_common_key), error);
    for (size_t i = 0; i < pieces && !status; i++)
        status = nd_buf_append(&out->keys, search->pieces[i].data, search->pieces[i].size, error);
    return status;
}

int nd_common_find(nd_common *out, const nd_population *population, const nd_statistics *statistics,
                   const nd_held *held, nd_error *error) {
    uint32_t      texts = population->collection->text_count;
    size_t        pieces = texts / TEXTS_A_PIECE + 1;
    struct search search = {.collection = population->collection, .statistics = statistics, .held = held};
    search.pieces = nd_allocate_zeroed(pieces, sizeof *search.pieces);
    search.counts = nd_allocate_zeroed(texts + UINT64_C(1), sizeof *search.counts);
    int status = search.pieces && search.counts ? ND_OK : nd_fail_memory(error);
    if (!status) {
        nd_pool_run(population->pool, texts, TEXTS_A_PIECE, search_texts, &search);
        status = atomic_load(&search.status) ? nd_fail_memory(error) : ND_OK;
    }
    if (!status) status = join_pieces(out, &search, pieces, texts, error);
    if (status) nd_release(search.counts);
    else out->ends = search.counts;
    for (size_t i = 0; search.pieces && i < pieces; i++) nd_buf_free(&search.pieces[i]);
    nd_release(search.pieces);
    return status;
}

void nd_common_free(nd_common *common) {
    nd_buf_free(&common->keys);
    nd_release(common->ends);
    common->ends = NULL;
}
