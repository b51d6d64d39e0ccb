/*
 * chain.c - a run of three or four words means nothing by itself: runs count as links of a chain whose
 * score, four for an equal word less the words passed over in its gaps, reaches that of eight words in a
 * row. So many words in a hundred may differ (bad OCR, light edits), and unrelated prose shares next to
 * nothing. The best chain is taken first; what it leaves of others is all they have. Cost: linear in the
 * runs, but for sorting them; what overlaps again and again is given up when it has cost more than its
 * share, so no pair takes long.
 */
#include "match/chain.h"

#include <string.h>

#include "base/error.h"
#include "base/introsort.h"

/* Words of runs that are looked at for what is free: so many for nothing, and for each word of the texts. */
#define LOOKS_FREE (UINT64_C(1) << 20)
#define LOOKS_A_WORD 64

#define FEW_RANKED 32 /* sorted by insertion */

void nd_chainer_free(nd_chainer *chainer) {
    nd_finder_free(&chainer->finder);
    nd_buf_free(&chainer->order);
    nd_buf_free(&chainer->chain);
    nd_buf_free(&chainer->used_a);
    nd_buf_free(&chainer->used_b);
}

/* ---- chains one to one ------------------------------------------------------------------------ */

struct ranked {
    int32_t  score;
    uint32_t run;
};

static int by_score(const void *left, const void *right) {
    const struct ranked *x = left, *y = right;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return x->run < y->run ? -1 : x->run > y->run;
}

/* Mostly there are few. */
static void sort_ranked(struct ranked *order, uint32_t count) {
    if (count > FEW_RANKED) nd_sort(order, count, sizeof *order, by_score);
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t at = i; at > 0 && by_score(&order[at - 1], &order[at]) > 0; at--) {
            struct ranked later = order[at - 1];
            order[at - 1] = order[at];
            order[at] = later;
        }
}

/* The part of a run that is free in both texts: the longest stretch. */
static nd_run free_part(nd_chainer *chainer, const nd_run *run) {
    const uint8_t *used_a = chainer->used_a.data + run->a, *used_b = chainer->used_b.data + run->b;
    uint32_t       best = 0, best_at = 0, length = 0;
    chainer->looked_at += run->length;
    if (nd_chainer_is_unused(chainer)) return (nd_run){.a = run->a, .b = run->b, .length = run->length};
    while (length + 8 <= run->length && !(nd_load64(used_a + length) | nd_load64(used_b + length))) length += 8;
    best = length;
    for (uint32_t i = length; i < run->length; i++) {
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
        int32_t gain = kept ? nd_link_score(&chain[kept - 1], &chain[i]) : (int32_t)(4 * chain[i].length);
        if (gain < 0) continue;
        score += gain;
        chain[kept++] = chain[i];
    }
    *count = kept;
    return score;
}

/* Only runs that end a chain worth having are ranked. */
static int rank_runs(nd_chainer *chainer, nd_error *error) {
    const nd_run *runs = (const nd_run *)chainer->finder.runs.data;
    uint32_t      count = (uint32_t)(chainer->finder.runs.size / sizeof *runs), ranked = 0;
    chainer->order.size = chainer->chain.size = 0;
    int status = nd_buf_reserve(&chainer->order, count * sizeof(struct ranked) + 1, error);
    if (!status) status = nd_buf_reserve(&chainer->chain, count * sizeof(nd_run) + 1, error);
    if (status) return status;
    struct ranked *order = (struct ranked *)chainer->order.data;
    for (uint32_t i = 0; i < count; i++)
        if (runs[i].score >= ND_CHAIN_SCORE_LEAST) order[ranked++] = (struct ranked){runs[i].score, i};
    chainer->order.size = ranked * sizeof *order;
    sort_ranked(order, ranked);
    return ND_OK;
}

int nd_chainer_set(nd_chainer *chainer, nd_text a, nd_error *error) {
    return nd_finder_set(&chainer->finder, a, error);
}

int nd_chainer_start(nd_chainer *chainer, nd_text b, nd_error *error) {
    chainer->next = 0;
    chainer->looked_at = 0;
    chainer->free_a = chainer->finder.a.count;
    chainer->free_b = b.count;
    int status = nd_finder_find(&chainer->finder, b, error);
    if (!status) status = nd_zeros(&chainer->used_a, chainer->free_a, 1, error);
    if (!status) status = nd_zeros(&chainer->used_b, chainer->free_b, 1, error);
    return status ? status : rank_runs(chainer, error);
}

/* Whether enough is free for one more chain, and what was looked at is in proportion to the texts. */
static int may_go_on(const nd_chainer *chainer) {
    uint64_t words = (uint64_t)chainer->finder.a.count + chainer->finder.b.count;
    if (4 * (uint64_t)chainer->free_a < ND_CHAIN_SCORE_LEAST) return 0;
    if (4 * (uint64_t)chainer->free_b < ND_CHAIN_SCORE_LEAST) return 0;
    return chainer->looked_at <= LOOKS_FREE + LOOKS_A_WORD * words;
}

/* Runs that a chain leaves out may end chains of their own. */
uint32_t nd_chainer_next(nd_chainer *chainer, const nd_run **chain) {
    nd_run              *runs = (nd_run *)chainer->finder.runs.data;
    const struct ranked *order = (const struct ranked *)chainer->order.data;
    nd_run              *collected = (nd_run *)chainer->chain.data;
    uint32_t             count = (uint32_t)(chainer->order.size / sizeof *order);
    *chain = collected;
    while (chainer->next < count && may_go_on(chainer)) {
        uint32_t last = order[chainer->next++].run;
        if (runs[last].taken) continue;
        uint32_t links = collect_chain(chainer, runs, last);
        runs[last].taken = 1;
        if (tighten_chain(collected, &links) < ND_CHAIN_SCORE_LEAST) continue;
        for (uint32_t i = 0; i < links; i++) runs[collected[i].before].taken = 1;
        return links;
    }
    return 0;
}

/* Returns how many bytes were not set before. */
static uint32_t mark(uint8_t *used, uint32_t begin, uint32_t end) {
    uint32_t marked = 0;
    for (; begin + 8 <= end && !nd_load64(used + begin); begin += 8) {
        memset(used + begin, 1, 8);
        marked += 8;
    }
    for (; begin < end; begin++) {
        marked += !used[begin];
        used[begin] = 1;
    }
    return marked;
}

void nd_chainer_use(nd_chainer *chainer, const nd_span *span) {
    chainer->free_a -= mark(chainer->used_a.data, span->a_begin, span->a_end);
    chainer->free_b -= mark(chainer->used_b.data, span->b_begin, span->b_end);
}
