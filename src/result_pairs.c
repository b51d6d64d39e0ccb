/*
 * result_pairs.c - verified pairs of texts as pairs of articles, by id, each with the reason why it did
 * not end in one cluster.
 */

#include "base/error.h"
#include "base/introsort.h"
#include "cluster/roundups.h"
#include "match/groups.h"
#include "result.h"

#define ALL_PAIRS_GROUP 64 /* in larger groups only pairs with the canonical and the nearest are kept */

struct pairing {
    nd_result        *result;
    const nd_engine  *engine;
    const nd_outcome *outcome;
    uint64_t         *nearest; /* [text]: score << 32 | UINT32_MAX less the index of its best pair */
    nd_examiner       examiner;
    nd_error         *error;
};

static const char *note_of_refusal(const nd_engine *engine, const nd_verified *pair) {
    nd_refusal refusal = nd_scopes_refusal(&engine->collection.scopes, pair->a, pair->b);
    if (refusal == ND_TOO_FAR_APART) return "too many days apart";
    if (refusal == ND_BOTH_REFERENCES) return "both are references";
    return engine->options->across == ND_ACROSS_LANG ? "the same language" : "the same outlet";
}

const char *nd_result_note(const nd_engine *engine, const nd_outcome *outcome, const nd_verified *pair) {
    if (pair->relation == ND_REFUSED) return note_of_refusal(engine, pair);
    if (pair->relation == ND_TEMPLATE) return "template: other figures in the same form";
    if (!nd_relation_is_copy(pair->relation)) return "";
    if (outcome->clusters[pair->a] == outcome->clusters[pair->b]) return "";
    if (nd_is_roundup_pair(pair, outcome->roundups)) return "roundup: the longer holds unrelated articles too";
    return "weaker than the group";
}

/* ---- articles of a pair of texts -------------------------------------------------------------- */

/* Turned so that A is before B by id. */
static int add_pair(struct pairing *p, uint32_t a, uint32_t b, const nd_verified *pair, const char *note) {
    const nd_standing *standings = p->result->standings;
    nd_pair_record     row = {a, b, *pair, note};
    if (pair->relation == ND_REFUSED) row.verdict.relation = ND_UNRELATED;
    if (nd_string_compare(standings[a].fields[ND_FIELD_ID], standings[b].fields[ND_FIELD_ID]) > 0)
        row = (nd_pair_record){b, a, nd_verified_turned(&row.verdict), note};
    return nd_buf_append(&p->result->pairs, &row, sizeof row, p->error);
}

static uint32_t story_size(const struct pairing *p, uint32_t article) {
    uint32_t story = p->result->standings[article].story;
    return story == ND_NO_INDEX ? 1 : ((const nd_group_record *)p->result->groups.data)[story].size;
}

/* Whether articles of the text are paired with all others: in small groups, or if it is asked for. */
static int is_paired_fully(const struct pairing *p, uint32_t text) {
    return p->engine->options->all_pairs ||
           story_size(p, nd_collection_article(&p->engine->collection, text)) <= ALL_PAIRS_GROUP;
}

/* The place in the total order of the text's article that is a canonical; that of its first article if
 * none is. */
static uint32_t place_of_main(const struct pairing *p, uint32_t text, int *is_canonical) {
    const nd_collection *c = &p->engine->collection;
    *is_canonical = 0;
    for (uint32_t at = c->first[text]; at < c->first[text + 1]; at++) {
        *is_canonical = p->result->standings[c->ordered[at]].role == ND_ROLE_CANONICAL;
        if (*is_canonical) return at;
    }
    return c->first[text];
}

/* All articles with all; else all with the canonical; else, of the nearest text, the first with the first. */
static int add_articles(struct pairing *p, const nd_verified *pair, int nearest) {
    const nd_collection *c = &p->engine->collection;
    const char          *note = nd_result_note(p->engine, p->outcome, pair);
    uint32_t             x_begin = c->first[pair->a], x_end = c->first[pair->a + 1];
    uint32_t             y_begin = c->first[pair->b], y_end = c->first[pair->b + 1];
    int                  status = ND_OK, a_is_canonical, b_is_canonical;
    if (!is_paired_fully(p, pair->a) || !is_paired_fully(p, pair->b)) {
        uint32_t x = place_of_main(p, pair->a, &a_is_canonical), y = place_of_main(p, pair->b, &b_is_canonical);
        if (!a_is_canonical && !b_is_canonical && !nearest) return ND_OK;
        if (!b_is_canonical) x_begin = x, x_end = x + 1;
        if (!a_is_canonical) y_begin = y, y_end = y + 1;
    }
    for (uint32_t x = x_begin; x < x_end; x++)
        for (uint32_t y = y_begin; y < y_end && !status; y++)
            status = add_pair(p, c->ordered[x], c->ordered[y], pair, note);
    return status;
}

/* Articles of one text: all pairs, or each with the first. */
static int add_identical(struct pairing *p, uint32_t text) {
    const nd_collection *c = &p->engine->collection;
    nd_verified          pair = {.a = text, .b = text, .relation = ND_IDENTICAL, .coverage_a = ND_WHOLE,
                                 .coverage_b = ND_WHOLE, .jaccard = ND_WHOLE, .equal_share = ND_WHOLE,
                                 .passages = 1};
    int                  status = ND_OK;
    if (nd_collection_is_stub(c, text)) return ND_OK;
    pair.passage_halves = pair.longest_halves = nd_collection_halves(c, text);
    for (uint32_t x = c->first[text]; x < c->first[text + 1]; x++) {
        if (x > c->first[text] && !is_paired_fully(p, text)) break;
        for (uint32_t y = x + 1; y < c->first[text + 1] && !status; y++)
            status = add_pair(p, c->ordered[x], c->ordered[y], &pair, "");
    }
    return status;
}

static void find_nearest(struct pairing *p, const nd_verified *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (pairs[i].relation == ND_UNRELATED || pairs[i].relation == ND_REFUSED) continue;
        uint64_t rank = (uint64_t)nd_verified_score(&pairs[i]) << 32 | (uint32_t)(UINT32_MAX - i);
        if (rank > p->nearest[pairs[i].a]) p->nearest[pairs[i].a] = rank;
        if (rank > p->nearest[pairs[i].b]) p->nearest[pairs[i].b] = rank;
    }
}

static int is_nearest(const struct pairing *p, const nd_verified *pair, size_t i) {
    uint32_t rank = (uint32_t)(UINT32_MAX - i);
    return (uint32_t)p->nearest[pair->a] == rank || (uint32_t)p->nearest[pair->b] == rank;
}

/* ---- all pairs of a small story ---------------------------------------------------------------- */

/* A pair that no round has looked at, because too little pointed to it, is looked at now. */
static int add_story_pair(struct pairing *p, uint32_t a, uint32_t b) {
    const nd_verified *pairs = (const nd_verified *)p->engine->pairs.data;
    const nd_verified *known = nd_pairs_find(pairs, p->engine->pairs.size / sizeof *pairs, a, b);
    nd_judge           judge = nd_engine_judge(p->engine, ND_ROUNDS);
    nd_alignment       alignment;
    nd_verified        pair;
    if (known) return add_articles(p, known, 0);
    int status = nd_examine(&p->examiner, &judge, a, b, &alignment, &pair, p->error);
    return status ? status : add_articles(p, &pair, 0);
}

static int add_story(struct pairing *p, const uint32_t *texts, uint32_t count) {
    int status = ND_OK;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count && !status; j++) status = add_story_pair(p, texts[i], texts[j]);
    return status;
}

static int is_small_story(const struct pairing *p, uint32_t text) {
    uint32_t size = story_size(p, nd_collection_article(&p->engine->collection, text));
    return size > 1 && size <= ALL_PAIRS_GROUP;
}

static int add_small_stories(struct pairing *p) {
    nd_members members;
    uint32_t   at = 0, first, count;
    int status = nd_members_list(&members, p->outcome->stories, p->engine->collection.text_count, p->error);
    while (!status && (count = nd_members_next(&members, p->outcome->stories, &at, &first)))
        if (is_small_story(p, members.items[first])) status = add_story(p, members.items + first, count);
    nd_members_free(&members);
    return status;
}

/* ---- all pairs ---------------------------------------------------------------------------------- */

/* What the rounds found outside small stories, and related. */
static int add_found(struct pairing *p) {
    const nd_verified *pairs = (const nd_verified *)p->engine->pairs.data;
    size_t             count = p->engine->pairs.size / sizeof *pairs;
    int                status = ND_OK;
    find_nearest(p, pairs, count);
    for (size_t i = 0; i < count && !status; i++) {
        int in_small_story = p->outcome->stories[pairs[i].a] == p->outcome->stories[pairs[i].b] &&
                             is_small_story(p, pairs[i].a);
        if (pairs[i].relation != ND_UNRELATED && pairs[i].relation != ND_REFUSED && !in_small_story)
            status = add_articles(p, &pairs[i], is_nearest(p, &pairs[i], i));
    }
    return status;
}

static int add_all(struct pairing *p) {
    int status = add_found(p);
    if (!status) status = add_small_stories(p);
    for (uint32_t text = 0; text < p->engine->collection.text_count && !status; text++)
        status = add_identical(p, text);
    return status;
}

/* ---- order ------------------------------------------------------------------------------------ */

/* Ranks of articles by id, so that pairs sort by numbers. */
struct ranked {
    nd_string id;
    uint32_t  article;
};

static int by_id(const void *left, const void *right) {
    const struct ranked *x = left, *y = right;
    return nd_string_compare(x->id, y->id);
}

static int by_pair(const void *left, const void *right) {
    const nd_pair_record *x = left, *y = right;
    if (x->verdict.a != y->verdict.a) return x->verdict.a < y->verdict.a ? -1 : 1;
    return x->verdict.b < y->verdict.b ? -1 : x->verdict.b > y->verdict.b;
}

/* Sorts the rows by the ids of A and B; the verdict's numbers of texts, not needed any more, hold the
 * ranks. */
static int sort_pairs(struct pairing *p) {
    uint32_t        articles = p->engine->collection.article_count;
    nd_pair_record *rows = (nd_pair_record *)p->result->pairs.data;
    size_t          count = p->result->pairs.size / sizeof *rows;
    struct ranked  *ranked = nd_allocate((articles + UINT64_C(1)) * sizeof *ranked);
    uint32_t       *rank = nd_allocate((articles + UINT64_C(1)) * sizeof *rank);
    int             status = ranked && rank ? ND_OK : nd_fail_memory(p->error);
    for (uint32_t i = 0; !status && i < articles; i++)
        ranked[i] = (struct ranked){p->result->standings[i].fields[ND_FIELD_ID], i};
    if (!status && count) {
        nd_sort(ranked, articles, sizeof *ranked, by_id);
        for (uint32_t i = 0; i < articles; i++) rank[ranked[i].article] = i;
        for (size_t i = 0; i < count; i++) {
            rows[i].verdict.a = rank[rows[i].a];
            rows[i].verdict.b = rank[rows[i].b];
        }
        nd_sort(rows, count, sizeof *rows, by_pair);
    }
    nd_release(ranked);
    nd_release(rank);
    return status;
}

int nd_result_add_pairs(nd_result *result, const nd_engine *engine, const nd_outcome *outcome, nd_error *error) {
    struct pairing p = {.result = result, .engine = engine, .outcome = outcome, .error = error};
    p.nearest = nd_allocate_zeroed(engine->collection.text_count + UINT64_C(1), sizeof *p.nearest);
    int status = p.nearest ? add_all(&p) : nd_fail_memory(error);
    if (!status) status = sort_pairs(&p);
    nd_examiner_free(&p.examiner);
    nd_release(p.nearest);
    return status;
}
