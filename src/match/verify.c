/*
 * verify.c - candidates are sorted by their first text, so that its index is built once for all of them. Texts lie
 * anywhere in memory, so those that are paired with each other are gone through together, while they are in the cache;
 * those of some pairs are looked up at once, where no load waits for another, and the words of the next pair are asked
 * for while one is aligned. Each pair's verdict depends on the pair and the frozen statistics only, which is what
 * makes the result the same for any order, and any number of threads.
 */
#include "match/verify.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "match/dates.h"
#include "match/groups.h"
#include "match/sort.h"

#define PAIRS_AT_A_TIME 16384 /* between two calls of progress */
#define PIECE 32              /* pairs that a thread takes at once */
#define WORDS_FETCHED 1024    /* of a text that is next; what follows comes by itself */
#define LINE_WORDS 16         /* in a line of the cache */
#define NO_BUNDLE UINT32_MAX

/* ---- one pair --------------------------------------------------------------------------------- */

/* The words of a text; its masks are made when it is aligned. */
static nd_side look_up(const nd_judge *judge, uint32_t text) {
    const nd_collection *collection = judge->collection;
    nd_masks_fetch(judge->statistics, text);
    return (nd_side){.text = nd_collection_tokens(collection, text), .halves = nd_collection_halves(collection, text)};
}

static int set_first(nd_examiner *examiner, const nd_judge *judge, uint32_t a, nd_error *error) {
    if (examiner->text_a == a + 1) return ND_OK;
    nd_side side = examiner->sides[0];
    examiner->text_a = 0;
    int status = nd_masker_mask(&examiner->masker_a, judge->statistics, judge->collection, a, &side.masks, error);
    if (!status) status = nd_aligner_set(&examiner->aligner, side, error);
    if (!status) examiner->text_a = a + 1;
    return status;
}

/* Nothing has to be aligned. */
static void examine_identical(nd_examiner *examiner, const nd_judge *judge, nd_alignment *alignment,
                              nd_verified *out) {
    uint32_t count = examiner->sides[0].text.count, halves = examiner->sides[0].halves;
    examiner->whole = (nd_span){0, count, 0, count, halves};
    *alignment = (nd_alignment){.covered_a = halves, .covered_b = halves, .halves_a = halves, .halves_b = halves,
                                .equal = halves, .span_count = 1, .spans = &examiner->whole};
    *out = (nd_verified){.a = out->a, .b = out->b, .relation = ND_IDENTICAL, .coverage_a = ND_WHOLE,
                         .coverage_b = ND_WHOLE, .equal_share = ND_WHOLE,
                         .jaccard = judge->with_jaccard ? ND_WHOLE : 0, .passages = 1,
                         .passage_halves = halves, .longest_halves = halves, .round = judge->round};
}

static void refuse_by_scope(const nd_collection *collection, nd_verified *pair) {
    if (pair->relation == ND_UNRELATED || pair->relation == ND_TEMPLATE) return;
    if (nd_scopes_refuse(&collection->scopes, pair->a, pair->b)) pair->relation = ND_REFUSED;
}

static int relate_rest(nd_examiner *examiner, nd_verified *out, nd_error *error) {
    nd_rest rest;
    int     status = nd_remainder_find(&examiner->remainder, &examiner->aligner, &rest, error);
    if (!status) nd_relate_rest(&rest, out, examiner->trace);
    return status;
}

static int align_and_relate(nd_examiner *examiner, const nd_judge *judge, nd_alignment *alignment,
                            nd_verified *out, nd_error *error) {
    const nd_collection *collection = judge->collection;
    nd_side              side = examiner->sides[1];
    const nd_measures    measures = {.lengths = {examiner->sides[0].halves, side.halves},
                                     .days_apart = nd_days_apart(collection, out->a, out->b)};
    int                  status = set_first(examiner, judge, out->a, error);
    if (!status)
        status = nd_masker_mask(&examiner->masker_b, judge->statistics, collection, out->b, &side.masks, error);
    if (!status) status = nd_aligner_align(&examiner->aligner, side, alignment, error);
    if (status) return status;
    if (examiner->trace) *examiner->trace = (nd_trace){.count = 0};
    nd_relate_traced(judge->rules, alignment, &measures, out, examiner->trace);
    if (nd_depends_on_rest(out)) status = relate_rest(examiner, out, error);
    if (status || !judge->with_jaccard) return status;
    return nd_aligner_jaccard(&examiner->aligner, &out->jaccard, error);
}

/* Judges the texts out->a and out->b, which have been looked up. */
static int examine(nd_examiner *examiner, const nd_judge *judge, nd_alignment *alignment, nd_verified *out,
                   nd_error *error) {
    int status = ND_OK;
    if (out->a == out->b || nd_collection_are_identical(judge->collection, out->a, out->b))
        examine_identical(examiner, judge, alignment, out);
    else
        status = align_and_relate(examiner, judge, alignment, out, error);
    if (!status) refuse_by_scope(judge->collection, out);
    return status;
}

int nd_examine(nd_examiner *examiner, const nd_judge *judge, uint32_t a, uint32_t b, nd_alignment *alignment,
               nd_verified *out, nd_error *error) {
    examiner->sides[0] = look_up(judge, a);
    examiner->sides[1] = look_up(judge, b);
    *out = (nd_verified){.a = a, .b = b, .round = judge->round};
    return examine(examiner, judge, alignment, out, error);
}

int nd_examine_jaccard(nd_examiner *examiner, const nd_judge *judge, uint32_t a, uint32_t b, uint32_t *out,
                       nd_error *error) {
    examiner->text_a = 0;
    return nd_aligner_compare(&examiner->aligner, nd_collection_tokens(judge->collection, a),
                              nd_collection_tokens(judge->collection, b), out, error);
}

void nd_examiner_free(nd_examiner *examiner) {
    nd_aligner_free(&examiner->aligner);
    nd_remainder_free(&examiner->remainder);
    nd_masker_free(&examiner->masker_a);
    nd_masker_free(&examiner->masker_b);
    examiner->text_a = 0;
}

/* ---- many ------------------------------------------------------------------------------------- */

/* Where the passages of a pair are, until those of all are kept in the order of the pairs. */
struct seen {
    unsigned worker;
    uint32_t count; /* 0: not related */
    size_t   first;
};

/* What one thread works with. */
struct desk {
    nd_examiner examiner;
    nd_buf      spans; /* nd_span: passages of its pairs */
};

struct verification {
    const nd_judge     *judge;
    const nd_candidate *candidates;
    nd_verified        *out;
    nd_members          order; /* the numbers of all pairs as they are gone through */
    size_t              first; /* in that order, of the pairs at hand */
    struct desk        *desks; /* [worker] */
    struct seen        *seen;  /* [pair]; NULL: passages are not kept */
    atomic_int          status;
};

static int note_passages(struct desk *desk, const nd_verified *pair, const nd_alignment *alignment,
                         struct seen *seen) {
    int is_related = nd_relation_is_copy(pair->relation) || pair->relation == ND_SHARES_PASSAGES;
    seen->first = desk->spans.size / sizeof(nd_span);
    seen->count = is_related ? alignment->span_count : 0;
    return nd_buf_append(&desk->spans, alignment->spans, seen->count * sizeof(nd_span), NULL);
}

/* Asks for the words of a text, to be there when its turn comes. */
static void fetch(const nd_text *text) {
    uint32_t end = text->count < WORDS_FETCHED ? text->count : WORDS_FETCHED;
    for (uint32_t i = 0; i < end; i += LINE_WORDS) __builtin_prefetch(text->tokens + i);
}

static int verify_pair(const struct verification *v, struct desk *desk, size_t i) {
    nd_alignment alignment;
    int          status = examine(&desk->examiner, v->judge, &alignment, &v->out[i], NULL);
    return status || !v->seen ? status : note_passages(desk, &v->out[i], &alignment, &v->seen[i]);
}

static int is_put_off(const nd_judge *judge, const nd_side sides[2]) {
    return judge->for_whole_copies && !nd_may_be_whole_copy(sides[0].halves, sides[1].halves);
}

/* Looks up the texts of `count` pairs, at most PIECE, and lists those to be aligned. Returns how many. */
static uint32_t look_up_some(const struct verification *v, const uint32_t *pairs, size_t count, nd_side sides[][2],
                             uint32_t *due) {
    uint32_t found = 0;
    nd_side  first = {.masks = NULL};
    for (size_t i = 0; i < count; i++) {
        nd_candidate candidate = v->candidates[pairs[i]];
        uint32_t     a = nd_candidate_a(candidate), b = nd_candidate_b(candidate);
        v->out[pairs[i]] = (nd_verified){.a = a, .b = b, .relation = ND_PUT_OFF, .round = v->judge->round};
        if (i == 0 || v->out[pairs[i - 1]].a != a) first = look_up(v->judge, a);
        sides[found][0] = first;
        sides[found][1] = look_up(v->judge, b);
        if (!is_put_off(v->judge, sides[found])) due[found++] = pairs[i];
    }
    return found;
}

/* Has the words of `next` fetched while `now` is aligned. */
static void fetch_ahead(const nd_side now[2], const nd_side next[2]) {
    if (next[0].text.tokens != now[0].text.tokens) fetch(&next[0].text);
    fetch(&next[1].text);
}

/* Judges at most PIECE pairs. */
static int verify_some(const struct verification *v, unsigned worker, const uint32_t *pairs, size_t pair_count) {
    struct desk *desk = &v->desks[worker];
    nd_side      sides[PIECE][2];
    uint32_t     due[PIECE], count = look_up_some(v, pairs, pair_count, sides, due);
    int          status = ND_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        if (v->seen) v->seen[due[i]].worker = worker;
        if (i + 1 < count) fetch_ahead(sides[i], sides[i + 1]);
        memcpy(desk->examiner.sides, sides[i], sizeof sides[0]);
        status = verify_pair(v, desk, due[i]);
    }
    return status;
}

/* A thread that is alone gets all pairs at once. */
static void verify_piece(void *context, unsigned worker, size_t begin, size_t end) {
    struct verification *v = context;
    for (; begin < end && !atomic_load(&v->status); begin += PIECE) {
        size_t count = end - begin < PIECE ? end - begin : PIECE;
        int    status = verify_some(v, worker, v->order.items + v->first + begin, count);
        if (status) atomic_store(&v->status, status);
    }
}

static int keep_passages(const struct verification *v, size_t count, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < count && v->seen && !status; i++) {
        const struct seen *seen = &v->seen[i];
        const nd_span     *spans = (const nd_span *)v->desks[seen->worker].spans.data;
        if (seen->count)
            status = nd_proofs_add(v->judge->proofs, v->candidates[i], spans + seen->first, seen->count, error);
    }
    return status;
}

static int verify_all(struct verification *v, size_t count, nd_error *error) {
    const nd_judge *judge = v->judge;
    for (size_t now; v->first < count; v->first += now) {
        now = count - v->first < PAIRS_AT_A_TIME ? count - v->first : PAIRS_AT_A_TIME;
        nd_pool_run(judge->pool, now, PIECE, verify_piece, v);
        if (atomic_load(&v->status)) return nd_fail_memory(error);
        if (judge->progress && judge->progress(judge->progress_context, "verify", v->first + now, count))
            return nd_fail(error, ND_ERROR_CANCELLED, "cancelled");
    }
    return keep_passages(v, count, error);
}

/* A text belongs to the bundle of the first pair that named it or its partner, and a pair to that of its first text. */
static void bundle_pairs(const nd_candidate *candidates, size_t count, uint32_t *of_text, uint32_t *of_pair) {
    for (size_t i = 0; i < count; i++) {
        uint32_t a = nd_candidate_a(candidates[i]), b = nd_candidate_b(candidates[i]);
        if (of_text[a] == NO_BUNDLE) of_text[a] = (uint32_t)i;
        if (of_text[b] == NO_BUNDLE) of_text[b] = of_text[a];
        of_pair[i] = of_text[a];
    }
}

/* Pairs are verified bundle by bundle. */
static int order_pairs(struct verification *v, size_t count, nd_error *error) {
    size_t    texts = v->judge->collection->text_count + (size_t)1;
    uint32_t *of_text = nd_allocate(texts * sizeof *of_text), *of_pair = nd_allocate((count + 1) * sizeof *of_pair);
    int       status = of_text && of_pair ? ND_OK : nd_fail_memory(error);
    for (size_t i = 0; i < texts && !status; i++) of_text[i] = NO_BUNDLE;
    if (!status) {
        bundle_pairs(v->candidates, count, of_text, of_pair);
        status = nd_members_list(&v->order, of_pair, (uint32_t)count, error);
    }
    nd_release(of_text);
    nd_release(of_pair);
    return status;
}

static int open_desks(struct verification *v, size_t count, nd_error *error) {
    v->desks = nd_allocate_zeroed(nd_pool_jobs(v->judge->pool), sizeof *v->desks);
    if (v->judge->proofs) v->seen = nd_allocate_zeroed(count + 1, sizeof *v->seen);
    return v->desks && (v->seen || !v->judge->proofs) ? ND_OK : nd_fail_memory(error);
}

static void close_desks(struct verification *v) {
    for (unsigned i = 0; v->desks && i < nd_pool_jobs(v->judge->pool); i++) {
        nd_examiner_free(&v->desks[i].examiner);
        nd_buf_free(&v->desks[i].spans);
    }
    nd_members_free(&v->order);
    nd_release(v->desks);
    nd_release(v->seen);
}

int nd_verify(const nd_judge *judge, const nd_candidate *candidates, size_t count, nd_buf *out, nd_error *error) {
    struct verification v = {.judge = judge, .candidates = candidates};
    if (count >= UINT32_MAX) return nd_fail(error, ND_ERROR_LIMIT, "more than %u pairs", UINT32_MAX - 1);
    int status = nd_buf_reserve(out, count * sizeof(nd_verified), error);
    if (status) return status;
    v.out = (nd_verified *)(out->data + out->size);
    status = open_desks(&v, count, error);
    if (!status) status = order_pairs(&v, count, error);
    if (!status) status = verify_all(&v, count, error);
    if (!status) out->size += count * sizeof(nd_verified);
    close_desks(&v);
    return status;
}

size_t nd_candidates_sort(nd_candidate *candidates, size_t count) {
    size_t kept = 0;
    nd_sort64(candidates, count, NULL);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || candidates[i] != candidates[i - 1]) candidates[kept++] = candidates[i];
    return kept;
}

size_t nd_candidates_drop_known(nd_candidate *candidates, size_t count, const nd_verified *pairs, size_t pair_count) {
    size_t kept = 0, known = 0;
    for (size_t i = 0; i < count; i++) {
        while (known < pair_count && nd_verified_key(&pairs[known]) < candidates[i]) known++;
        if (known == pair_count || nd_verified_key(&pairs[known]) != candidates[i]) candidates[kept++] = candidates[i];
    }
    return kept;
}
