/*
 * chain.c - seeds are runs of three equal words. Each is extended both ways; a diagonal that was followed
 * is not followed again. A run of three or four words means nothing by itself: runs count as links of a
 * chain whose score, four for an equal word less the words passed over in its gaps, reaches that of eight
 * words in a row. So many words in a hundred may differ (bad OCR, light edits), and unrelated prose shares
 * next to nothing. Cost: linear in the texts but for repetition, which is bounded.
 */
#include "match/chain.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "text/shingle.h"

#define SEED 3               /* words in a seed */
#define SEED_REPEATS 32      /* places of one seed in A that are tried */
#define RUNS_MAX 16384       /* found runs; a text of pure repetition has more */
#define CHAIN_LOOKBACK 64    /* runs before this one that may precede it in a chain */
#define CHAIN_GAP 24         /* words that may be passed over within a chain, in each text */
#define CHAIN_SCORE_LEAST 32 /* four times eight words */

void nd_chainer_free(nd_chainer *chainer) {
    nd_buf *bufs[] = {&chainer->heads, &chainer->nexts,  &chainer->diagonals, &chainer->runs,
                      &chainer->order, &chainer->used_a, &chainer->used_b,    &chainer->chain};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nd_buf_free(bufs[i]);
}

/* Room for `count` elements, zeroed. */
static int clear(nd_buf *buf, size_t count, size_t width, nd_error *error) {
    buf->size = 0;
    int status = nd_buf_reserve(buf, count * width + 1, error);
    if (status) return status;
    memset(buf->data, 0, count * width);
    buf->size = count * width;
    return ND_OK;
}

/* ---- seeds ------------------------------------------------------------------------------------ */

static uint32_t seed_hash(const uint32_t *tokens, uint32_t bits) {
    uint64_t hash = nd_token_word(tokens[0]);
    hash = hash * ND_SHINGLE_BASE + nd_token_word(tokens[1]);
    hash = hash * ND_SHINGLE_BASE + nd_token_word(tokens[2]);
    return (uint32_t)((hash * ND_SHINGLE_BASE) >> (64 - bits));
}

int nd_chainer_set(nd_chainer *chainer, nd_text a, nd_error *error) {
    uint32_t count = a.count, bits = 6;
    while (bits < 31 && (1u << bits) < count) bits++;
    chainer->a = a;
    chainer->head_bits = bits;
    int status = clear(&chainer->heads, (size_t)1 << bits, sizeof(uint32_t), error);
    if (!status) status = clear(&chainer->nexts, count, sizeof(uint32_t), error);
    if (status) return status;
    uint32_t *heads = (uint32_t *)chainer->heads.data, *nexts = (uint32_t *)chainer->nexts.data;
    for (uint32_t i = count < SEED ? 0 : count - SEED + 1; i-- > 0;) {
        uint32_t *head = &heads[seed_hash(a.tokens + i, bits)];
        nexts[i] = *head;
        *head = i + 1;
    }
    return ND_OK;
}

/* Extends the seed at (i, j) to the longest equal run. */
static nd_run extend(const nd_text *a, const nd_text *b, uint32_t i, uint32_t j) {
    uint32_t begin_a = i, begin_b = j;
    while (begin_a > 0 && begin_b > 0 && nd_same_word(a->tokens[begin_a - 1], b->tokens[begin_b - 1])) {
        begin_a--;
        begin_b--;
    }
    i += SEED;
    j += SEED;
    while (i < a->count && j < b->count && nd_same_word(a->tokens[i], b->tokens[j])) {
        i++;
        j++;
    }
    return (nd_run){.a = begin_a, .b = begin_b, .length = i - begin_a};
}

static int is_seed(const uint32_t *a, const uint32_t *b) {
    return nd_same_word(a[0], b[0]) && nd_same_word(a[1], b[1]) && nd_same_word(a[2], b[2]);
}

static int find_runs(nd_chainer *chainer, nd_error *error) {
    const nd_text  *a = &chainer->a, *b = &chainer->b;
    const uint32_t *heads = (const uint32_t *)chainer->heads.data, *nexts = (const uint32_t *)chainer->nexts.data;
    int             status = clear(&chainer->diagonals, (size_t)a->count + b->count, sizeof(uint32_t), error);
    chainer->runs.size = 0;
    if (status || a->count < SEED || b->count < SEED) return status;
    uint32_t *followed = (uint32_t *)chainer->diagonals.data;
    for (uint32_t j = 0; j + SEED <= b->count; j++) {
        uint32_t tried = 0;
        for (uint32_t at = heads[seed_hash(b->tokens + j, chainer->head_bits)]; at && tried < SEED_REPEATS;
             at = nexts[at - 1]) {
            uint32_t i = at - 1, *end = &followed[(size_t)i + b->count - j];
            if (j < *end || !is_seed(a->tokens + i, b->tokens + j)) continue;
            nd_run run = extend(a, b, i, j);
            *end = run.b + run.length;
            tried++;
            status = nd_buf_append(&chainer->runs, &run, sizeof run, error);
            if (status || chainer->runs.size >= RUNS_MAX * sizeof run) return status;
        }
    }
    return ND_OK;
}

/* ---- chains ----------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right) {
    const nd_run *x = left, *y = right;
    if (x->b != y->b) return x->b < y->b ? -1 : 1;
    return x->a < y->a ? -1 : x->a > y->a;
}

/* What a chain gains by going from `x` on to `y`; negative if it cannot. Where they overlap, `y` counts
 * from the end of `x`. */
static int32_t link_score(const nd_run *x, const nd_run *y) {
    int64_t gap_a = (int64_t)y->a - x->a - x->length, gap_b = (int64_t)y->b - x->b - x->length;
    int64_t overlap = gap_a < gap_b ? -gap_a : -gap_b;
    if (overlap < 0) overlap = 0;
    gap_a += overlap;
    gap_b += overlap;
    if (overlap >= y->length || overlap >= x->length || gap_a > CHAIN_GAP || gap_b > CHAIN_GAP) return -1;
    return (int32_t)(4 * (y->length - overlap) - (gap_a + gap_b) - labs(gap_a - gap_b));
}

/* Runs are by their place in B; what ends too far before this one, as all do before the `reach` of one
 * that does, cannot precede it. */
static void score_chains(nd_run *runs, uint32_t count) {
    for (uint32_t r = 0; r < count; r++) {
        runs[r].score = (int32_t)(4 * runs[r].length);
        runs[r].reach = runs[r].b + runs[r].length;
        if (r > 0 && runs[r - 1].reach > runs[r].reach) runs[r].reach = runs[r - 1].reach;
        uint32_t last = r > CHAIN_LOOKBACK ? r - CHAIN_LOOKBACK : 0;
        for (uint32_t l = r; l-- > last && runs[l].reach + CHAIN_GAP >= runs[r].b;) {
            int32_t gain = link_score(&runs[l], &runs[r]);
            if (gain < 0 || runs[l].score + gain <= runs[r].score) continue;
            runs[r].score = runs[l].score + gain;
            runs[r].before = l + 1;
        }
    }
}

struct ranked {
    int32_t  score;
    uint32_t run;
};

static int by_score(const void *left, const void *right) {
    const struct ranked *x = left, *y = right;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return x->run < y->run ? -1 : x->run > y->run;
}

/* The part of a run that is free in both texts: the longest stretch. */
static nd_run free_part(const nd_chainer *chainer, const nd_run *run) {
    const uint8_t *used_a = chainer->used_a.data + run->a, *used_b = chainer->used_b.data + run->b;
    uint32_t       best = 0, best_at = 0, length = 0;
    for (uint32_t i = 0; i < run->length; i++) {
        length = used_a[i] || used_b[i] ? 0 : length + 1;
        if (length > best) {
            best = length;
            best_at = i + 1 - length;
        }
    }
    return (nd_run){.a = run->a + best_at, .b = run->b + best_at, .length = best};
}

/* Cuts `y` where it overlaps `x`, the run before it. */
static void cut_overlap(const nd_run *x, nd_run *y) {
    uint32_t end_a = x->a + x->length, end_b = x->b + x->length, cut = 0;
    if (end_a > y->a) cut = end_a - y->a;
    if (end_b > y->b && end_b - y->b > cut) cut = end_b - y->b;
    if (cut > y->length) cut = y->length;
    y->a += cut;
    y->b += cut;
    y->length -= cut;
}

/* Collects the chain that ends with run `last`, as far as it is free, last run first; a run of which
 * nothing is free is not looked at again. Returns how many runs it has. */
static uint32_t collect_chain(nd_chainer *chainer, nd_run *runs, uint32_t last) {
    nd_run  *chain = (nd_run *)chainer->chain.data;
    uint32_t found = 0;
    for (uint32_t at = last + 1; at && !runs[at - 1].taken; at = runs[at - 1].before) {
        nd_run part = free_part(chainer, &runs[at - 1]);
        part.before = at - 1;
        if (part.length) chain[found++] = part;
        else runs[at - 1].taken = 1;
    }
    return found;
}

/* Puts the runs in the order of the texts, and leaves those that follow each other within a gap. Returns
 * the score, and how many are left. */
static int32_t tighten_chain(nd_run *chain, uint32_t *count) {
    uint32_t kept = 0;
    int32_t  score = 0;
    for (uint32_t i = 0; i < *count / 2; i++) {
        nd_run swapped = chain[i];
        chain[i] = chain[*count - 1 - i];
        chain[*count - 1 - i] = swapped;
    }
    for (uint32_t i = 0; i < *count; i++) {
        if (kept) cut_overlap(&chain[kept - 1], &chain[i]);
        if (chain[i].length == 0) continue;
        int32_t gain = kept ? link_score(&chain[kept - 1], &chain[i]) : (int32_t)(4 * chain[i].length);
        if (gain < 0) continue;
        score += gain;
        chain[kept++] = chain[i];
    }
    *count = kept;
    return score;
}

/* ---- chains one to one ------------------------------------------------------------------------ */

int nd_chainer_start(nd_chainer *chainer, nd_text b, nd_error *error) {
    chainer->b = b;
    chainer->next = 0;
    int status = find_runs(chainer, error);
    if (!status) status = clear(&chainer->used_a, chainer->a.count, 1, error);
    if (!status) status = clear(&chainer->used_b, b.count, 1, error);
    if (status) return status;
    nd_run  *runs = (nd_run *)chainer->runs.data;
    uint32_t count = (uint32_t)(chainer->runs.size / sizeof *runs);
    status = clear(&chainer->order, count, sizeof(struct ranked), error);
    if (!status) status = clear(&chainer->chain, count, sizeof(nd_run), error);
    if (status) return status;
    if (count) qsort(runs, count, sizeof *runs, by_place);
    score_chains(runs, count);
    struct ranked *order = (struct ranked *)chainer->order.data;
    for (uint32_t i = 0; i < count; i++) order[i] = (struct ranked){runs[i].score, i};
    qsort(order, count, sizeof *order, by_score);
    return ND_OK;
}

/* Runs that a chain leaves out may end chains of their own. */
uint32_t nd_chainer_next(nd_chainer *chainer, const nd_run **chain) {
    nd_run              *runs = (nd_run *)chainer->runs.data;
    const struct ranked *order = (const struct ranked *)chainer->order.data;
    nd_run              *collected = (nd_run *)chainer->chain.data;
    uint32_t             count = (uint32_t)(chainer->runs.size / sizeof *runs);
    *chain = collected;
    while (chainer->next < count && order[chainer->next].score >= CHAIN_SCORE_LEAST) {
        uint32_t last = order[chainer->next++].run;
        if (runs[last].taken) continue;
        uint32_t links = collect_chain(chainer, runs, last);
        runs[last].taken = 1;
        if (tighten_chain(collected, &links) < CHAIN_SCORE_LEAST) continue;
        for (uint32_t i = 0; i < links; i++) runs[collected[i].before].taken = 1;
        return links;
    }
    return 0;
}

void nd_chainer_use(nd_chainer *chainer, const nd_span *span) {
    memset(chainer->used_a.data + span->a_begin, 1, span->a_end - span->a_begin);
    memset(chainer->used_b.data + span->b_begin, 1, span->b_end - span->b_begin);
}
