/*
 * result_evidence.c - every grouped article beside the one that stands for its group: role, coverage and
 * passages.
 *
 * What verification has kept of a pair is taken from there, and how alike an article and its canonical are from
 * the choice of the latter. Other texts are compared once, in the order of their numbers as in verification, so
 * that the figures here are those of the pairs; each article then has the passages at its own places. The work is
 * shared out by pieces of entries, each with its own list of passages; the lists are joined in the order of the
 * entries.
 */
#include <stdatomic.h>

#include "base/error.h"
#include "match/neighbours.h"
#include "result_passages.h"

#define ENTRIES_A_PIECE 64
#define ARTICLES_AHEAD 4 /* are fetched, with so many bytes of their places */
#define PLACES_AHEAD 512
#define CACHE_LINE 64

/* Working space of one thread. */
struct evidence {
    nd_result        *result;
    const nd_engine  *engine;
    const nd_outcome *outcome;
    nd_judge          judge;
    nd_examiner       examiner;
    const nd_neighbours *neighbours;
    nd_details        details; /* of the last alignment; empty unless differences are told */
    nd_telling        telling;
    nd_error         *error;
};

/* ---- the verdict ------------------------------------------------------------------------------ */

/* What the last round that judged the pair has kept; without details, nobody needs more. Returns 0 if it has not. */
static int recall(const struct evidence *e, uint32_t a, uint32_t b, nd_alignment *alignment, nd_verified *out) {
    const nd_buf      *all = &e->engine->pairs;
    const nd_verified *pairs = (const nd_verified *)all->data, *pair;
    if (!e->engine->proofs || e->examiner.aligner.details) return 0;
    pair = nd_pairs_find(pairs, all->size / sizeof *pairs, a, b);
    if (!pair) return 0;
    *out = *pair;
    alignment->spans = nd_proofs_find(&e->engine->proofs[pair->round], nd_verified_key(pair), &alignment->span_count);
    return alignment->spans != NULL;
}

/* Finds what text and other share, and takes it. How alike they are is counted unless it is known. */
static int compare(struct evidence *e, uint32_t text, uint32_t other, const uint32_t *jaccard, nd_verified *seen) {
    nd_alignment alignment;
    nd_verified  pair;
    uint32_t     a = text < other ? text : other, b = text < other ? other : text;
    int          status = ND_OK;
    nd_details_clear(&e->details);
    if (!recall(e, a, b, &alignment, &pair))
        status = nd_examine(&e->examiner, &e->judge, a, b, &alignment, &pair, e->error);
    else if (jaccard)
        pair.jaccard = *jaccard;
    else if (e->engine->options->without_pairs)
        status = nd_examine_jaccard(&e->examiner, &e->judge, other, text, &pair.jaccard, e->error);
    if (status) return status;
    *seen = a == text ? pair : nd_verified_turned(&pair);
    return nd_telling_take(&e->telling, &alignment, &e->details.differences, a != text, e->error);
}

static nd_role role_of(const nd_verified *seen) {
    switch (seen->relation) {
    case ND_IDENTICAL: return ND_ROLE_IDENTICAL;
    case ND_NEAR_DUPLICATE: return ND_ROLE_NEAR_DUPLICATE;
    case ND_EXCERPT: return ND_ROLE_EXCERPT;
    case ND_EXTENDED: return ND_ROLE_EXTENDED;
    default: return seen->coverage_a >= seen->coverage_b ? ND_ROLE_EXCERPT : ND_ROLE_EXTENDED;
    }
}

static const char *reason_of(nd_role role) {
    switch (role) {
    case ND_ROLE_IDENTICAL: return "the same words";
    case ND_ROLE_NEAR_DUPLICATE: return "each mostly found in the other";
    case ND_ROLE_EXCERPT: return "most of it is in the other, which holds more";
    case ND_ROLE_EXTENDED: return "holds most of the other, and more";
    default: return "shares passages";
    }
}

/* ---- one text --------------------------------------------------------------------------------- */

/* All articles of the text but the one that stands for the group. */
static int fill_articles(struct evidence *e, uint32_t text, uint32_t canonical, uint32_t via, const nd_verified *seen,
                         nd_role role) {
    const nd_collection *collection = &e->engine->collection;
    int                  status = ND_OK;
    for (uint32_t at = collection->first[text]; at < collection->first[text + 1] && !status; at++) {
        uint32_t   article = collection->ordered[at];
        nd_standing *standing = &e->result->standings[article];
        if (article == canonical || standing->role == ND_ROLE_CANONICAL) continue;
        standing->role = role;
        standing->rule = reason_of(role);
        standing->canonical = canonical;
        standing->via = via;
        standing->coverage = seen->coverage_a;
        standing->canonical_coverage = seen->coverage_b;
        standing->jaccard = seen->jaccard;
        standing->figures_changed = seen->figures_changed;
        standing->shared_passages = seen->passages;
        standing->shared_halves = seen->passage_halves;
        status = nd_telling_add(&e->telling, collection, standing,
                                (uint32_t[]){article, via == ND_NO_INDEX ? canonical : via}, e->error);
    }
    return status;
}

static int fill_identical(struct evidence *e, uint32_t text, uint32_t canonical) {
    nd_verified seen = {.a = text, .b = text, .relation = ND_IDENTICAL, .coverage_a = ND_WHOLE, .coverage_b = ND_WHOLE,
                        .jaccard = ND_WHOLE, .equal_share = ND_WHOLE, .passages = 1};
    int         status = nd_telling_take_all(&e->telling, nd_collection_tokens(&e->engine->collection, text).count,
                                             e->error);
    return status ? status : fill_articles(e, text, canonical, ND_NO_INDEX, &seen, ND_ROLE_IDENTICAL);
}

static int ties_in(const nd_verified *seen, int in_cluster) {
    return nd_relation_is_copy(seen->relation) || (!in_cluster && seen->relation == ND_SHARES_PASSAGES);
}

/* The text of the same cluster, or else story, to which this one is tied best; itself if there is none. */
static uint32_t best_partner(const struct evidence *e, uint32_t text, int in_cluster) {
    uint32_t best = text, most = 0;
    for (uint32_t i = 0; i < nd_neighbours_count(e->neighbours, text); i++) {
        const nd_verified *pair = nd_neighbours_pair(e->neighbours, text, i);
        uint32_t           other = pair->a == text ? pair->b : pair->a;
        uint32_t           weight = in_cluster ? nd_verified_score(pair) : pair->passage_halves;
        const uint32_t    *groups = in_cluster ? e->outcome->clusters : e->outcome->stories;
        if (!ties_in(pair, in_cluster) || groups[other] != groups[text] || weight <= most) continue;
        best = other;
        most = weight;
    }
    return best;
}

/* Against the canonical; where that is no relation of this kind, against the text that ties it in. */
static int fill_text(struct evidence *e, uint32_t text, uint32_t canonical, int in_cluster) {
    const nd_collection *collection = &e->engine->collection;
    nd_verified          seen;
    uint32_t             via = ND_NO_INDEX;
    const uint32_t      *jaccard = &e->result->standings[nd_collection_article(collection, text)].jaccard;
    int status = compare(e, text, collection->text_of[canonical], in_cluster ? jaccard : NULL, &seen);
    if (status) return status;
    if (!ties_in(&seen, in_cluster)) {
        uint32_t partner = best_partner(e, text, in_cluster);
        if (partner != text && partner != collection->text_of[canonical]) {
            via = nd_collection_article(collection, partner);
            status = compare(e, text, partner, NULL, &seen);
            if (status) return status;
        }
    }
    return fill_articles(e, text, canonical, via, &seen, in_cluster ? role_of(&seen) : ND_ROLE_SHARES_PASSAGES);
}

static int fill_entry(struct evidence *e, uint32_t number) {
    const nd_collection *collection = &e->engine->collection;
    const nd_entry      *entry = (const nd_entry *)e->result->entries.data + number;
    const uint32_t      *members = (const uint32_t *)e->result->members.data;
    nd_standing           *first = &e->result->standings[entry->canonical];
    const nd_group_record *story = (const nd_group_record *)e->result->groups.data + first->story;
    uint32_t             canonical_text = collection->text_of[entry->canonical];
    int                  status = ND_OK;
    if (entry->end - entry->begin == 1 && entry->canonical != story->canonical) {
        first->role = ND_ROLE_SHARES_PASSAGES;
        return fill_text(e, canonical_text, story->canonical, 0);
    }
    for (uint32_t i = entry->begin; i < entry->end && !status; i++) {
        uint32_t text = collection->text_of[members[i]];
        if (i > entry->begin && text == collection->text_of[members[i - 1]]) continue;
        status = text == canonical_text ? fill_identical(e, text, entry->canonical)
                                        : fill_text(e, text, entry->canonical, 1);
    }
    return status;
}

/* ---- all entries ------------------------------------------------------------------------------ */

struct gathering {
    struct evidence *evidence; /* [worker] */
    nd_buf          *pieces;   /* nd_passage: [piece] */
    nd_buf          *differences; /* nd_difference: [piece] */
    atomic_int       status;
};

/* Has what is needed of the articles of an entry fetched, or of the first of many: they lie anywhere in memory. */
static void fetch_entry(const struct evidence *e, const nd_entry *entry) {
    const uint32_t *members = (const uint32_t *)e->result->members.data;
    for (uint32_t i = entry->begin; i < entry->end && i < entry->begin + ARTICLES_AHEAD; i++) {
        const uint8_t *places = nd_collection_places(&e->engine->collection, members[i]);
        const char    *standing = (const char *)&e->result->standings[members[i]];
        for (size_t at = 0; at < PLACES_AHEAD; at += CACHE_LINE) __builtin_prefetch(places + at);
        for (size_t at = 0; at < sizeof(nd_standing); at += CACHE_LINE) __builtin_prefetch(standing + at);
    }
}

static void fill_piece(void *context, unsigned worker, size_t begin, size_t end) {
    struct gathering *gathering = context;
    struct evidence  *e = &gathering->evidence[worker];
    int               status = ND_OK;
    for (size_t i = begin; i < end && !status; i++) {
        if (i + 1 < end) fetch_entry(e, (const nd_entry *)e->result->entries.data + i + 1);
        e->telling.passages = &gathering->pieces[i / ENTRIES_A_PIECE];
        e->telling.differences = &gathering->differences[i / ENTRIES_A_PIECE];
        status = fill_entry(e, (uint32_t)i);
    }
    if (status) atomic_store(&gathering->status, status);
}

/* Joins the lists; what an article has in the list of its piece stands further on in that of all. */
static int join_pieces(nd_result *result, const struct gathering *gathering, size_t entries, nd_error *error) {
    const nd_entry *entry = (const nd_entry *)result->entries.data;
    const uint32_t *members = (const uint32_t *)result->members.data;
    int             status = ND_OK;
    for (size_t i = 0, passages = 0, differences = 0; i < entries && !status; i++, entry++) {
        if (i % ENTRIES_A_PIECE == 0) {
            const nd_buf *one = &gathering->pieces[i / ENTRIES_A_PIECE];
            const nd_buf *other = &gathering->differences[i / ENTRIES_A_PIECE];
            passages = result->passages.size / sizeof(nd_passage);
            differences = result->differences.size / sizeof(nd_difference);
            status = nd_buf_append(&result->passages, one->data, one->size, error);
            if (!status) status = nd_buf_append(&result->differences, other->data, other->size, error);
        }
        for (uint32_t at = entry->begin; at < entry->end; at++) {
            nd_standing *standing = &result->standings[members[at]];
            if (standing->passage_count) standing->passages += passages;
            if (standing->difference_count) standing->differences += differences;
        }
    }
    return status;
}

static void free_gathering(struct gathering *gathering, unsigned jobs, size_t pieces) {
    for (unsigned i = 0; gathering->evidence && i < jobs; i++) {
        struct evidence *e = &gathering->evidence[i];
        nd_examiner_free(&e->examiner);
        nd_telling_free(&e->telling);
        nd_details_free(&e->details);
    }
    for (size_t i = 0; gathering->pieces && i < pieces; i++) nd_buf_free(&gathering->pieces[i]);
    for (size_t i = 0; gathering->differences && i < pieces; i++) nd_buf_free(&gathering->differences[i]);
    nd_release(gathering->evidence);
    nd_release(gathering->pieces);
    nd_release(gathering->differences);
}

static int fill_entries(const struct evidence *pattern, nd_error *error) {
    nd_pool         *pool = pattern->judge.pool;
    nd_result       *result = pattern->result;
    unsigned         jobs = nd_pool_jobs(pool);
    size_t           entries = result->entries.size / sizeof(nd_entry), pieces = entries / ENTRIES_A_PIECE + 1;
    struct gathering gathering = {.evidence = nd_allocate_zeroed(jobs, sizeof *gathering.evidence),
                                  .pieces = nd_allocate_zeroed(pieces, sizeof *gathering.pieces),
                                  .differences = nd_allocate_zeroed(pieces, sizeof *gathering.differences)};
    int status = gathering.evidence && gathering.pieces && gathering.differences ? ND_OK : nd_fail_memory(error);
    for (unsigned i = 0; i < jobs && !status; i++) {
        struct evidence *e = &gathering.evidence[i];
        *e = *pattern;
        if (e->engine->options->with_differences) e->examiner.aligner.details = &e->details;
    }
    if (!status) {
        nd_pool_run(pool, entries, ENTRIES_A_PIECE, fill_piece, &gathering);
        status = atomic_load(&gathering.status) ? nd_fail_memory(error) : ND_OK;
    }
    if (!status) status = join_pieces(result, &gathering, entries, error);
    free_gathering(&gathering, jobs, pieces);
    return status;
}

int nd_result_add_evidence(nd_result *result, const nd_engine *engine, const nd_outcome *outcome, nd_error *error) {
    nd_neighbours      neighbours = {0};
    struct evidence    pattern = {.result = result, .engine = engine, .outcome = outcome,
                                  .judge = nd_engine_judge(engine, ND_ROUNDS), .neighbours = &neighbours};
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    int status = nd_neighbours_list(&neighbours, pairs, engine->pairs.size / sizeof *pairs,
                                    engine->collection.text_count, error);
    if (!status) status = fill_entries(&pattern, error);
    if (!status) nd_result_name_roundups(result, engine, outcome);
    nd_neighbours_free(&neighbours);
    return status;
}
