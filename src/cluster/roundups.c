/*
 * roundups.c - for each text, what it holds: excerpts of it, and what it has a good piece of. If they fall
 * apart into groups with nothing in common, it is a roundup.
 *
 * Two cuts of one long article may have nothing in common either, but other cuts have something of both:
 * what is held is connected by whatever it shares. So it takes three groups, or two texts that are held
 * whole. Only a text that holds two such texts whole connects nothing: it may be a roundup itself, inside a
 * longer one.
 *
 * Only so many held texts are looked at, those first that were compared with most: in a large block, where
 * not all pairs are looked at, they are the ones that all others were compared with.
 */
#include "cluster/roundups.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/introsort.h"
#include "match/groups.h"

#define HELD_MAX 16

/* Stock phrases and chance cover less: unrelated prose .03 at most. */
#define NEXT_TO_NOTHING (ND_WHOLE / 8)

/* Two cuts of one long article may have nothing in common, and nothing to connect them. Two articles that
 * are held whole are no cuts, and three pieces hardly are. */
#define PIECES_LEAST 3

struct holding {
    uint32_t holder, held;
    uint32_t compared; /* pairs of the held one that were looked at */
    uint32_t is_whole;
};

struct search {
    const nd_verified *pairs;
    size_t             count;
    const uint8_t     *mixed; /* [text]: 1 if it holds two texts whole that have nothing in common */
};

static int by_holder(const void *left, const void *right) {
    const struct holding *x = left, *y = right;
    if (x->holder != y->holder) return x->holder < y->holder ? -1 : 1;
    if (x->compared != y->compared) return x->compared > y->compared ? -1 : 1;
    return x->held < y->held ? -1 : x->held > y->held;
}

int nd_have_nothing_in_common(const nd_verified *pair) {
    return pair->relation == ND_UNRELATED && nd_verified_score(pair) < NEXT_TO_NOTHING;
}

static const nd_verified *find(const struct search *search, uint32_t a, uint32_t b) {
    return nd_pairs_find(search->pairs, search->count, a, b);
}

/* `pair` is NULL if the two were not compared. */
static int are_apart(const nd_verified *pair) {
    return pair && nd_have_nothing_in_common(pair);
}

static int holds_two_apart(const struct search *search, const struct holding *held, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count; j++)
            if (held[i].is_whole && held[j].is_whole && are_apart(find(search, held[i].held, held[j].held)))
                return 1;
    return 0;
}

/* Groups that have nothing in common with some other group. */
static uint32_t count_pieces(const uint32_t *groups, uint8_t (*apart)[HELD_MAX], uint32_t count) {
    uint32_t pieces = 0;
    uint8_t  is_piece[HELD_MAX] = {0};
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < count; j++)
            if (groups[i] != groups[j] && (apart[i][j] || apart[j][i])) is_piece[groups[i]] = 1;
    for (uint32_t i = 0; i < count; i++) pieces += is_piece[i];
    return pieces;
}

/* Whether what has nothing in common is not connected by the others. */
static int falls_apart(const struct search *search, const struct holding *held, uint32_t count) {
    uint8_t  apart[HELD_MAX][HELD_MAX] = {{0}};
    uint32_t groups[HELD_MAX];
    for (uint32_t i = 0; i < count; i++) groups[i] = i;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count; j++) {
            const nd_verified *pair = find(search, held[i].held, held[j].held);
            apart[i][j] = (uint8_t)are_apart(pair);
            if (pair && !apart[i][j] && !search->mixed[held[i].held] && !search->mixed[held[j].held])
                nd_groups_join(groups, i, j);
        }
    nd_groups_flatten(groups, count);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count; j++)
            if (apart[i][j] && groups[i] != groups[j] && held[i].is_whole && held[j].is_whole) return 1;
    return count_pieces(groups, apart, count) >= PIECES_LEAST;
}

/* A text among those it was compared with. */
struct regard {
    uint32_t compared;    /* how many they are */
    uint32_t is_apart;    /* 1 if it has nothing in common with one of them */
    uint32_t holds_apart; /* how many of those it holds are so */
};

/* Appends what each text holds; `regards` is zero at first. */
static int list_holdings(const struct search *search, struct regard *regards, nd_buf *out, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < search->count; i++) {
        struct regard *a = &regards[search->pairs[i].a], *b = &regards[search->pairs[i].b];
        a->compared++;
        b->compared++;
        if (nd_have_nothing_in_common(&search->pairs[i])) a->is_apart = b->is_apart = 1;
    }
    for (size_t i = 0; i < search->count && !status; i++) {
        const nd_verified *pair = &search->pairs[i];
        struct holding     holding = {pair->a, pair->b, regards[pair->b].compared, pair->coverage_b >= ND_HELD_WHOLE};
        struct holding     reverse = {pair->b, pair->a, regards[pair->a].compared, pair->coverage_a >= ND_HELD_WHOLE};
        int                shares = nd_shares_a_piece(pair);
        if (pair->relation == ND_EXTENDED || (shares && pair->coverage_b >= ND_PIECE))
            status = nd_buf_append(out, &holding, sizeof holding, error);
        if (!status && (pair->relation == ND_EXCERPT || (shares && pair->coverage_a >= ND_PIECE)))
            status = nd_buf_append(out, &reverse, sizeof reverse, error);
    }
    return status;
}

/* What falls apart has nothing in common with something: who holds fewer than two such texts is no roundup. */
static void drop_plain(nd_buf *list, struct regard *regards) {
    struct holding *held = (struct holding *)list->data;
    size_t          all = list->size / sizeof *held, kept = 0;
    for (size_t i = 0; i < all; i++) regards[held[i].holder].holds_apart += regards[held[i].held].is_apart;
    for (size_t i = 0; i < all; i++)
        if (regards[held[i].holder].holds_apart >= 2) held[kept++] = held[i];
    list->size = kept * sizeof *held;
}

/* Sets judged[holder] for each that holds anything. */
static void judge(const struct search *search, const nd_buf *list,
                  int (*test)(const struct search *, const struct holding *, uint32_t), uint8_t *judged) {
    const struct holding *held = (const struct holding *)list->data;
    size_t                all = list->size / sizeof *held;
    for (size_t begin = 0, end; begin < all; begin = end) {
        for (end = begin; end < all && held[end].holder == held[begin].holder;) end++;
        uint32_t count = end - begin < HELD_MAX ? (uint32_t)(end - begin) : HELD_MAX;
        judged[held[begin].holder] = (uint8_t)test(search, held + begin, count);
    }
}

int nd_roundups_find(const nd_verified *pairs, size_t count, uint32_t texts, uint8_t *roundup, nd_error *error) {
    uint8_t       *mixed = nd_allocate_zeroed(texts + UINT64_C(1), 1);
    struct regard *regards = nd_allocate_zeroed(texts + UINT64_C(1), sizeof *regards);
    struct search  search = {pairs, count, mixed};
    nd_buf         list = {0};
    int            status = mixed && regards ? ND_OK : nd_fail_memory(error);
    for (uint32_t i = 0; i < texts; i++) roundup[i] = 0;
    if (!status) status = list_holdings(&search, regards, &list, error);
    if (!status) drop_plain(&list, regards);
    if (!status && list.size) {
        nd_sort(list.data, list.size / sizeof(struct holding), sizeof(struct holding), by_holder);
        judge(&search, &list, holds_two_apart, mixed);
        judge(&search, &list, falls_apart, roundup);
    }
    nd_buf_free(&list);
    nd_release(regards);
    nd_release(mixed);
    return status;
}

int nd_is_roundup_pair(const nd_verified *pair, const uint8_t *roundup) {
    return (pair->relation == ND_EXTENDED && roundup[pair->a]) || (pair->relation == ND_EXCERPT && roundup[pair->b]);
}
