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

#include "base/cpu.h"
#include "base/error.h"
#include "match/statistics.h"
#include "sketch/passages.h"
#include "sketch/shingles.h"
#include "text/shingle.h"

#define FILTER_BITS_A_KEY 64 /* at least: one key in sixty-four that is not common is looked for in vain */
#define WINDOW ND_PASSAGE_WINDOW
#define ARTICLES_A_PIECE 512
#define FETCHED_TOKENS 512

/* ---- the table -------------------------------------------------------------------------------- */

/* Keys are hashes: any bits that count choose a place. The lowest are also those of the hash. */
static inline uint32_t low_bits(uint64_t key) {
    return (uint32_t)(key >> ND_KEY_DROPPED);
}

static void fill_index(const nd_statistics *statistics, uint64_t *filter, uint32_t *slots) {
    for (uint64_t i = 0; i < statistics->count; i++) {
        uint32_t low = low_bits(nd_statistic_key(&statistics->keys[i]));
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

/* The row of a key plus one, or 0. */
static uint32_t find_row(const nd_statistics *statistics, uint64_t key) {
    uint64_t slot = low_bits(key) & statistics->slot_mask;
    uint32_t row;
    while ((row = statistics->slots[slot]) && nd_statistic_key(&statistics->keys[row - 1]) != key)
        slot = (slot + 1) & statistics->slot_mask;
    return row;
}

uint32_t nd_statistics_mask(const nd_statistics *statistics, uint64_t key) {
    uint32_t row = statistics->count && is_in_filter(statistics, key) ? find_row(statistics, key) : 0;
    return row ? nd_statistic_mask(&statistics->keys[row - 1]) : 0;
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

uint64_t nd_common_among_portable(const nd_statistics *statistics, const uint64_t *hashes, size_t count) {
    uint64_t among = 0;
    for (size_t k = 0; k < count; k++) among |= is_in_filter(statistics, nd_key(hashes[k])) << k;
    return among;
}

#ifdef ND_AVX512
ND_AVX512 static uint64_t among_avx512(const nd_statistics *statistics, const uint64_t *hashes, size_t count) {
    const __m512i low = _mm512_set1_epi64((long long)(statistics->filter_mask & UINT32_MAX));
    const __m512i one = _mm512_set1_epi64(1), in_word = _mm512_set1_epi64(63);
    uint64_t      among = 0;
    for (size_t k = 0; k < count; k += 8) {
        __mmask8 live = (__mmask8)(count - k < 8 ? (1u << (count - k)) - 1 : 0xff);
        __m512i  hash = _mm512_maskz_loadu_epi64(live, hashes + k);
        __m512i  place = _mm512_and_si512(hash, low);
        __m512i  words = _mm512_i64gather_epi64(_mm512_srli_epi64(place, 6), (const void *)statistics->filter, 8);
        __m512i  bit = _mm512_sllv_epi64(one, _mm512_and_si512(place, in_word));
        among |= (uint64_t)_mm512_mask_test_epi64_mask(live, words, bit) << k;
    }
    return among;
}
#endif

uint64_t nd_common_among(const nd_statistics *statistics, const uint64_t *hashes, size_t count) {
#ifdef ND_AVX512
    if (nd_has_avx512()) return among_avx512(statistics, hashes, count);
#endif
    return nd_common_among_portable(statistics, hashes, count);
}

/* Leaves the shingles of a text of `count` of them in *out. */
static int make_shingles(nd_text text, nd_buf *work, const uint64_t **out, nd_error *error) {
    work->size = 0;
    int status = nd_buf_reserve(work, ((size_t)text.count + ND_SHINGLES_SLACK) * sizeof(uint64_t), error);
    if (status) return status;
    nd_shingles_ending(text.tokens, text.count, ND_PASSAGE_SHINGLE, (uint64_t *)work->data);
    *out = (const uint64_t *)work->data + ND_PASSAGE_SHINGLE - 1;
    return ND_OK;
}

int nd_common_keys(const nd_statistics *statistics, nd_text text, nd_buf *shingles, nd_buf *keys, nd_error *error) {
    struct last     last = {UINT64_MAX, 0};
    const uint64_t *hashes;
    if (text.count < ND_PASSAGE_SHINGLE || !statistics->count) return ND_OK;
    size_t count = nd_shingle_count(text.count, ND_PASSAGE_SHINGLE);
    int    status = make_shingles(text, shingles, &hashes, error);
    for (size_t block = 0; block < count && !status; block += 64) {
        size_t left = count - block;
        for (uint64_t among = nd_common_among(statistics, hashes + block, left < 64 ? left : 64); among && !status;
             among &= among - 1) {
            struct windows windows;
            size_t         i = block + (size_t)__builtin_ctzll(among);
            uint32_t       row = find_row(statistics, nd_key(hashes[i]));
            if (!row || !is_key(hashes, count, i, &windows)) continue;
            status = add_key(keys, (nd_common_key){(uint32_t)i, row - 1}, windows, &last, error);
        }
    }
    return status;
}

/* ---- many texts ------------------------------------------------------------------------------- */

/* Articles are gone through in the order in which their words lie in memory. */
struct searching {
    const nd_search *search;
    atomic_int       status;
};

/* Working space for one text. */
struct searcher {
    nd_buf rows; /* nd_statistic: those that it holds */
    nd_buf index, shingles, keys;
};

/* The rows that a text holds, as statistics of their own. */
static int narrow(struct searcher *searcher, const nd_statistics *all, const uint32_t *numbers, size_t count,
                  nd_statistics *out) {
    searcher->rows.size = 0;
    int status = nd_buf_reserve(&searcher->rows, count * sizeof(nd_statistic), NULL);
    if (status) return status;
    nd_statistic *rows = (nd_statistic *)searcher->rows.data;
    for (size_t i = 0; i < count; i++) rows[i] = all->keys[numbers[i]];
    *out = (nd_statistics){.keys = rows, .count = count};
    return nd_statistics_index(out, &searcher->index, NULL);
}

static nd_text tail_of(nd_text text, uint32_t words) {
    return text.count > words ? (nd_text){text.tokens + text.count - words, words} : text;
}

/* Finds the common keys of the text by those that it is known to hold. */
static int find_known(struct searcher *searcher, const nd_search *search, uint32_t number, nd_text text) {
    const nd_text_rows *known = search->text_rows;
    uint64_t            begin = nd_text_rows_begin(known, number);
    const uint32_t     *rows = known->rows + begin;
    nd_statistics       own;
    int status = narrow(searcher, search->statistics, rows, (size_t)(known->ends[number] - begin), &own);
    if (!status && search->wanted[number] == ND_WANTED_BY_TAIL) {
        status = nd_common_keys(&own, tail_of(text, search->tail), &searcher->shingles, &searcher->keys, NULL);
        if (status || !searcher->keys.size) return status;
        searcher->keys.size = 0;
    }
    if (!status) status = nd_common_keys(&own, text, &searcher->shingles, &searcher->keys, NULL);
    nd_common_key *keys = (nd_common_key *)searcher->keys.data;
    for (size_t i = 0; i < searcher->keys.size / sizeof *keys; i++) keys[i].row = rows[keys[i].row];
    return status;
}

static int search_text(struct searcher *searcher, const nd_search *search, uint32_t article, unsigned worker) {
    uint32_t number = nd_collection_compared(search->population->collection, article);
    nd_text  text = nd_collection_words(search->population->collection, article);
    searcher->keys.size = 0;
    int status = search->text_rows
                     ? find_known(searcher, search, number, text)
                     : nd_common_keys(search->statistics, text, &searcher->shingles, &searcher->keys, NULL);
    const nd_found found = {number, worker, text, (const nd_common_key *)searcher->keys.data,
                            searcher->keys.size / sizeof(nd_common_key)};
    return status ? status : search->visit(search->context, &found);
}

/* Lists the articles in [begin, end) that stand for a text that is wanted; returns how many. */
static size_t list_wanted(const nd_search *search, size_t begin, size_t end, uint32_t *articles) {
    size_t count = 0;
    for (size_t at = begin; at < end; at++) {
        uint32_t text = nd_collection_compared(search->population->collection, (uint32_t)at);
        articles[count] = (uint32_t)at;
        count += text != ND_NO_TEXT && search->wanted[text];
    }
    return count;
}

/* The words that are read first; the rest comes by itself, as they are read in order. */
static void expect_words(const nd_search *search, uint32_t article) {
    nd_text text = nd_collection_words(search->population->collection, article);
    if (search->wanted[nd_collection_compared(search->population->collection, article)] == ND_WANTED_BY_TAIL)
        text = tail_of(text, search->tail);
    for (uint32_t i = 0; i < text.count && i < FETCHED_TOKENS; i += 16) __builtin_prefetch(text.tokens + i);
}

/* What is known of a text has to be fetched in three steps, as each tells where the next one is. */
enum { FETCH_KEYS = 1, FETCH_ROWS, FETCH_ENDS };

static void expect_known(const nd_search *search, uint32_t article, int step) {
    const nd_text_rows *known = search->text_rows;
    uint32_t            text = nd_collection_compared(search->population->collection, article);
    if (step == FETCH_ENDS) {
        __builtin_prefetch(&known->ends[text]);
        return;
    }
    for (uint64_t i = nd_text_rows_begin(known, text); i < known->ends[text]; i += step == FETCH_ROWS ? 16 : 1)
        __builtin_prefetch(step == FETCH_ROWS ? (const void *)&known->rows[i]
                                              : &search->statistics->keys[known->rows[i]]);
}

/* Has fetched what is needed of the articles that come next. */
static void expect(const nd_search *search, const uint32_t *articles, size_t count) {
    if (count) expect_words(search, articles[0]);
    for (size_t step = FETCH_KEYS; search->text_rows && step <= FETCH_ENDS && step <= count; step++)
        expect_known(search, articles[step - 1], (int)step);
}

static int search_piece(struct searcher *searcher, const nd_search *search, unsigned worker, size_t begin,
                        size_t end) {
    uint32_t articles[ARTICLES_A_PIECE];
    size_t   count = list_wanted(search, begin, end, articles);
    int      status = ND_OK;
    for (size_t i = 0; i < count && !status; i++) {
        expect(search, articles + i + 1, count - i - 1);
        status = search_text(searcher, search, articles[i], worker);
    }
    return status;
}

/* A thread that is alone has all articles at once. */
static void search_articles(void *context, unsigned worker, size_t begin, size_t end) {
    struct searching *searching = context;
    struct searcher   searcher = {.rows = {0}};
    int               status = ND_OK;
    for (size_t at = begin, left; at < end && !status; at += left) {
        left = end - at < ARTICLES_A_PIECE ? end - at : ARTICLES_A_PIECE;
        status = search_piece(&searcher, searching->search, worker, at, at + left);
    }
    if (status) atomic_store(&searching->status, status);
    nd_buf_free(&searcher.rows);
    nd_buf_free(&searcher.index);
    nd_buf_free(&searcher.shingles);
    nd_buf_free(&searcher.keys);
}

int nd_common_search(const nd_search *search, nd_error *error) {
    const nd_population *population = search->population;
    struct searching     searching = {.search = search};
    nd_pool_run(population->pool, population->collection->article_count, ARTICLES_A_PIECE, search_articles, &searching);
    return atomic_load(&searching.status) ? nd_fail_memory(error) : ND_OK;
}
