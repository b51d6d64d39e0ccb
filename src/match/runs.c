/*
 * runs.c - seeds are runs of three equal words. Each is extended both ways; a diagonal that was followed
 * is not followed again. A seed that stands at few places in A is tried at all of them, so that every run
 * with one such seed in it is found, wherever it is.
 *
 * Repetition would make the work grow with the product of the texts. A seed that stands at many places is
 * looked for after the *lead* first, the alignment that has come along in step, and elsewhere only where
 * there is none: in a text that repeats itself one place is as good as another, and the next leaves the
 * most for the rest. Runs, and the words in them, may not exceed what the texts read so far allow; beyond
 * that the lead is all that is followed. When the list is long, runs that are in no chain worth having are
 * dropped: in long texts most are chance. Cost: linear in the texts, with a bound that no pair exceeds.
 */
#include "match/runs.h"

#include <string.h>

#include "base/error.h"
#include "base/introsort.h"
#include "sketch/sketch.h"
#include "text/shingle.h"

#define SEED_REPEATS 32   /* places of one seed in A that are tried */
#define SEED_LOOKS 128    /* places that are looked at for them, those followed before among them */
#define LEAD_LOOKS 8      /* places after the lead that are compared */
#define LEAD_SKIP 32      /* words of A the lead may pass over at once; two more for each word of B without one */
#define LEAD_WORDS 8      /* equal words that are no chance */
#define RUNS_PRUNED 16384 /* a longer list is pruned */
#define MOVES_A_RUN 8     /* while runs are sorted by insertion, on the average; else by nd_sort */
#define CHAIN_LOOKBACK 64 /* runs before this one that may precede it in a chain */

/* What may be spent: so much for nothing, and for each word of A and each of B that was read. A run costs
 * its words and RUN_COST. */
#define WORK_FREE (UINT64_C(1) << 20)
#define WORK_A_WORD 96
#define RUN_COST 64

_Static_assert(ND_SKETCH_TOKENS_MAX <= INT32_MAX / 4, "the score of a whole text fits an nd_run");

void nd_finder_free(nd_finder *finder) {
    nd_seeds_free(&finder->seeds);
    nd_buf_free(&finder->diagonals);
    nd_buf_free(&finder->fingers);
    nd_buf_free(&finder->runs);
}

/* ---- chains ----------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right) {
    const nd_run *x = left, *y = right;
    if (x->b != y->b) return x->b < y->b ? -1 : 1;
    return x->a < y->a ? -1 : x->a > y->a;
}

static inline int32_t link_score(const nd_run *x, const nd_run *y) {
    int32_t gap_a = (int32_t)(y->a - x->a - x->length), gap_b = (int32_t)(y->b - x->b - x->length);
    int32_t overlap = gap_a < gap_b ? -gap_a : -gap_b, length = (int32_t)y->length;
    if (overlap < 0) overlap = 0;
    gap_a += overlap;
    gap_b += overlap;
    if (overlap >= length || overlap >= (int32_t)x->length || gap_a > ND_CHAIN_GAP || gap_b > ND_CHAIN_GAP) return -1;
    int32_t skew = gap_a > gap_b ? gap_a - gap_b : gap_b - gap_a;
    return 4 * (length - overlap) - (gap_a + gap_b + skew) / 4;
}

int32_t nd_link_score(const nd_run *x, const nd_run *y) {
    return link_score(x, y);
}

/* Whether y begins at most a gap behind the end of x, and ends behind it; most do not. */
static int is_next(uint32_t x_end, uint32_t y_begin, uint32_t y_length) {
    return x_end + ND_CHAIN_GAP - y_begin < y_length + ND_CHAIN_GAP;
}

static int is_near(const nd_run *x, const nd_run *y) {
    return is_next(x->a + x->length, y->a, y->length) && is_next(x->b + x->length, y->b, y->length);
}

static uint64_t place_of(const nd_run *run) {
    return (uint64_t)run->b << 32 | run->a;
}

/* They were found in nearly this order: one is moved past few others, mostly past none. */
static void sort_runs(nd_run *runs, uint32_t count) {
    uint64_t moves = 0, most = MOVES_A_RUN * (uint64_t)count;
    for (uint32_t r = 1; r < count && moves <= most; r++) {
        nd_run   moving = runs[r];
        uint32_t at = r;
        for (; at > 0 && place_of(&runs[at - 1]) > place_of(&moving); at--) runs[at] = runs[at - 1];
        if (at < r) runs[at] = moving;
        moves += r - at;
    }
    if (moves > most) nd_sort(runs, count, sizeof *runs, by_place);
}

/* Links run r to the one before it that makes the best chain. What ends too far before this one, as all do before
 * the `reach` of one that does, cannot precede it; and where `most` is too little to gain by, no other is enough. */
static void score_run(nd_run *runs, uint32_t r) {
    nd_run   run = runs[r];
    uint32_t last = r > CHAIN_LOOKBACK ? r - CHAIN_LOOKBACK : 0;
    int32_t  whole = (int32_t)(4 * run.length);
    run.score = whole;
    run.before = run.taken = 0;
    for (uint32_t l = r; l-- > last && runs[l].reach + ND_CHAIN_GAP >= run.b && runs[l].most + whole > run.score;) {
        if (!is_near(&runs[l], &run) || runs[l].score + whole <= run.score) continue;
        int32_t gain = link_score(&runs[l], &run);
        if (gain < 0 || runs[l].score + gain <= run.score) continue;
        run.score = runs[l].score + gain;
        run.before = l + 1;
    }
    run.reach = run.b + run.length;
    run.most = run.score;
    if (r > 0 && runs[r - 1].reach > run.reach) run.reach = runs[r - 1].reach;
    if (r > 0 && runs[r - 1].most > run.most) run.most = runs[r - 1].most;
    runs[r] = run;
}

static void score_runs(nd_run *runs, uint32_t count) {
    sort_runs(runs, count);
    for (uint32_t r = 0; r < count; r++) score_run(runs, r);
}

/* Drops the runs that are in no chain worth having, and in none that may still become one after word j. */
static void prune(nd_finder *finder, uint32_t j) {
    nd_run  *runs = (nd_run *)finder->runs.data;
    uint32_t count = (uint32_t)(finder->runs.size / sizeof *runs), kept = 0;
    score_runs(runs, count);
    for (uint32_t r = count; r-- > 0;) {
        int is_open = runs[r].b + runs[r].length + ND_CHAIN_GAP >= j;
        if (is_open || runs[r].score >= ND_CHAIN_SCORE_LEAST) runs[r].taken = 1;
        if (runs[r].taken && runs[r].before) runs[runs[r].before - 1].taken = 1;
    }
    for (uint32_t r = 0; r < count; r++)
        if (runs[r].taken) runs[kept++] = runs[r];
    finder->runs.size = kept * sizeof *runs;
    finder->prune_at = kept < RUNS_PRUNED / 2 ? RUNS_PRUNED : 2 * (size_t)kept;
}

/* ---- seeds ------------------------------------------------------------------------------------ */

int nd_finder_set(nd_finder *finder, nd_text a, nd_error *error) {
    finder->a = a;
    return nd_seeds_set(&finder->seeds, a, error);
}

static int is_seed(const uint32_t *a, const uint32_t *b) {
    return nd_same_word(a[0], b[0]) && nd_same_word(a[1], b[1]) && nd_same_word(a[2], b[2]);
}

/* Where the diagonal through (i, j) has been followed to in B. */
static uint32_t *followed_to(const nd_finder *finder, uint32_t i, uint32_t j) {
    return (uint32_t *)finder->diagonals.data + ((size_t)i + finder->b.count - j);
}

/* How many words from (i, j) on are equal. They are compared two by two; the flags of a token are no part of
 * its word. */
static uint32_t count_equal(const nd_text *a, const nd_text *b, uint32_t i, uint32_t j) {
    const uint64_t words = UINT64_MAX / UINT32_MAX * (UINT32_MAX << ND_TOKEN_FLAG_BITS);
    uint32_t       begin = i, left = a->count - i < b->count - j ? a->count - i : b->count - j;
    for (; left >= 2 && !((nd_load64(a->tokens + i) ^ nd_load64(b->tokens + j)) & words); left -= 2) {
        i += 2;
        j += 2;
    }
    while (i < a->count && j < b->count && nd_same_word(a->tokens[i], b->tokens[j])) {
        i++;
        j++;
    }
    return i - begin;
}

/* Extends the seed at (i, j) to the longest equal run. */
static nd_run extend(const nd_text *a, const nd_text *b, uint32_t i, uint32_t j) {
    uint32_t begin_a = i, begin_b = j;
    while (begin_a > 0 && begin_b > 0 && nd_same_word(a->tokens[begin_a - 1], b->tokens[begin_b - 1])) {
        begin_a--;
        begin_b--;
    }
    i += ND_SEED + count_equal(a, b, i + ND_SEED, j + ND_SEED);
    return (nd_run){.a = begin_a, .b = begin_b, .length = i - begin_a};
}

static uint64_t work_allowed(const nd_finder *finder, uint32_t j) {
    return WORK_FREE + WORK_A_WORD * ((uint64_t)finder->a.count + j);
}

static int may_spend(const nd_finder *finder, uint32_t j) {
    return finder->work <= work_allowed(finder, j);
}

/* Whether the lead may go on from where it is to (i, j). */
static int is_in_step(const nd_finder *finder, uint32_t i, uint32_t j) {
    if (i < finder->lead_a || j < finder->lead_b) return 0;
    return i - finder->lead_a <= LEAD_SKIP + 2 * (uint64_t)(j - finder->lead_b);
}

/* Takes the run at (i, j); it moves the lead if it is in step and has `least` words. */
static int follow(nd_finder *finder, uint32_t i, uint32_t j, uint32_t least, nd_error *error) {
    nd_run run = extend(&finder->a, &finder->b, i, j);
    *followed_to(finder, i, j) = run.b + run.length;
    finder->work += RUN_COST + run.length;
    if (run.length >= least && is_in_step(finder, i, j)) {
        finder->lead_a = run.a + run.length;
        finder->lead_b = run.b + run.length;
    }
    if (run.b + run.length > finder->followed.b + finder->followed.length) finder->followed = run;
    int status = nd_buf_append(&finder->runs, &run, sizeof run, error);
    if (!status && finder->runs.size / sizeof run >= finder->prune_at) prune(finder, j);
    return status;
}

/* More places than are tried, or as many that hash alike; most texts have no such seed. */
static int is_frequent(const nd_finder *finder, uint32_t list) {
    if (finder->seeds.repeated < SEED_REPEATS) return 0;
    const uint32_t *nexts = (const uint32_t *)finder->seeds.nexts.data;
    uint32_t        at = ((const uint32_t *)finder->seeds.heads.data)[list], places = 0;
    for (; at && places <= SEED_REPEATS; at = nexts[at - 1]) places++;
    return places > SEED_REPEATS;
}

/* Tries the first places of the seed at word j of B. */
static int follow_first(nd_finder *finder, uint32_t j, uint32_t list, nd_error *error) {
    const uint32_t *nexts = (const uint32_t *)finder->seeds.nexts.data;
    uint32_t        at = ((const uint32_t *)finder->seeds.heads.data)[list];
    int             status = ND_OK;
    for (uint32_t looks = 0, tried = 0; at && !status; at = nexts[at - 1], looks++) {
        if (looks == SEED_LOOKS || tried == SEED_REPEATS || !may_spend(finder, j)) break;
        if (j < *followed_to(finder, at - 1, j)) continue;
        if (!is_seed(finder->a.tokens + at - 1, finder->b.tokens + j)) continue;
        status = follow(finder, at - 1, j, LEAD_WORDS, error);
        tried++;
    }
    return status;
}

/* The first place of the list that the lead has not passed; 0: none. Only ever moves on. */
static int move_finger(nd_finder *finder, uint32_t list, uint32_t *at, nd_error *error) {
    const uint32_t *nexts = (const uint32_t *)finder->seeds.nexts.data;
    if (!finder->fingers.size) {
        int status = nd_buf_append(&finder->fingers, finder->seeds.heads.data, finder->seeds.heads.size, error);
        if (status) return status;
    }
    uint32_t *finger = (uint32_t *)finder->fingers.data + list;
    while (*finger && *finger - 1 < finder->lead_a) *finger = nexts[*finger - 1];
    *at = *finger;
    return ND_OK;
}

/* Follows the seed at the next place in step with the lead that is no chance; where most words are equal,
 * if all may be. */
static int follow_lead(nd_finder *finder, uint32_t j, uint32_t list, nd_error *error) {
    const uint32_t *nexts = (const uint32_t *)finder->seeds.nexts.data;
    uint32_t        at, best = 0, best_at = 0;
    int             status = move_finger(finder, list, &at, error);
    for (uint32_t looks = 0; !status && at && best < LEAD_WORDS && looks < LEAD_LOOKS; at = nexts[at - 1], looks++) {
        if (!is_in_step(finder, at - 1, j)) break;
        uint32_t equal = count_equal(&finder->a, &finder->b, at - 1, j);
        finder->work += equal;
        if (equal <= best) continue;
        best = equal;
        best_at = at - 1;
    }
    if (status || best < ND_SEED) return status;
    if (j >= *followed_to(finder, best_at, j)) return follow(finder, best_at, j, ND_SEED, error);
    finder->lead_a = best_at + best;
    finder->lead_b = j + best;
    return ND_OK;
}

static int follow_seed(nd_finder *finder, uint32_t j, nd_error *error) {
    uint32_t list = nd_seeds_list(&finder->seeds, finder->b.tokens + j);
    int      frequent = is_frequent(finder, list), status = ND_OK;
    if (j >= finder->lead_b && (frequent || !may_spend(finder, j))) status = follow_lead(finder, j, list, error);
    if (status || (frequent && j < finder->lead_b)) return status;
    return follow_first(finder, j, list, error);
}

/* The next word of B to look at from j on. Within a run that was followed, a seed that stands once in A leads
 * nowhere else. */
static uint32_t pass_run(const nd_finder *finder, uint32_t j) {
    const nd_run *run = &finder->followed;
    uint32_t      end = run->b + run->length;
    if (j < run->b || j + ND_SEED > end || !may_spend(finder, j)) return j;
    uint32_t i = run->a + (j - run->b), seeds_end = i + (end - j) - (ND_SEED - 1);
    return j + (nd_seeds_next_repeat(&finder->seeds, i, seeds_end) - i);
}

/* Follows the seeds at words j to j + count - 1 of B; returns in *next where to go on. */
static int follow_seeds(nd_finder *finder, uint32_t j, uint32_t count, uint32_t *next, nd_error *error) {
    uint64_t most = 2 * work_allowed(finder, finder->b.count);
    uint64_t among = nd_seeds_among(&finder->seeds, finder->b.tokens + j, count);
    int      status = ND_OK;
    *next = j + count;
    while (among && finder->work <= most && !status) {
        uint32_t at = j + (uint32_t)__builtin_ctzll(among);
        status = follow_seed(finder, at, error);
        uint32_t go_on = pass_run(finder, at + 1);
        if (go_on >= j + count) {
            *next = go_on;
            return status;
        }
        among &= UINT64_MAX << (go_on - j);
    }
    return status;
}

int nd_finder_find(nd_finder *finder, nd_text b, nd_error *error) {
    int status = nd_zeros(&finder->diagonals, (size_t)finder->a.count + b.count, sizeof(uint32_t), error);
    finder->b = b;
    finder->runs.size = finder->fingers.size = 0;
    finder->lead_a = finder->lead_b = 0;
    finder->followed = (nd_run){0};
    finder->work = 0;
    finder->prune_at = RUNS_PRUNED;
    uint32_t seeds = finder->a.count < ND_SEED || b.count < ND_SEED ? 0 : b.count - ND_SEED + 1;
    for (uint32_t j = 0; j < seeds && !status;)
        status = follow_seeds(finder, j, seeds - j < 64 ? seeds - j : 64, &j, error);
    score_runs((nd_run *)finder->runs.data, (uint32_t)(finder->runs.size / sizeof(nd_run)));
    return status;
}
