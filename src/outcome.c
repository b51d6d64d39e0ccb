/*
 * outcome.c - hands the verified pairs to the clustering as plain links, and the links between clusters
 * to the stories as plain ties.
 */
#include "outcome.h"

#include "base/error.h"
#include "base/introsort.h"
#include "cluster/copies.h"
#include "cluster/held.h"
#include "cluster/roundups.h"
#include "cluster/stories.h"
#include "match/complete.h"
#include "match/groups.h"

/* ---- clusters --------------------------------------------------------------------------------- */

/* What a pair counts for when groups are made: 0 if it was refused. What shares passages counts for what it
 * shares, unless that would be an excerpt and excerpts are off. */
static uint32_t link_score(const nd_verified *pair, const uint8_t *roundups) {
    uint32_t score = nd_verified_score(pair);
    if (pair->relation == ND_SHARES_PASSAGES) return score < ND_WHOLE / 2 ? score : 0;
    return nd_relation_is_copy(pair->relation) && !nd_is_roundup_pair(pair, roundups) ? score : 0;
}

/* What the mean score of a group must reach: what makes a pair a copy. */
static uint32_t least_score(const nd_rules *rules) {
    return rules->excerpt < rules->near_duplicate ? rules->excerpt : rules->near_duplicate;
}

static int list_links(const nd_engine *engine, const uint32_t *items, const uint8_t *roundups, nd_buf *out,
                      nd_error *error) {
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    int                status = ND_OK;
    for (size_t i = 0; i < engine->pairs.size / sizeof *pairs && !status; i++) {
        uint32_t a = items[pairs[i].a], b = items[pairs[i].b];
        if (pairs[i].relation == ND_REFUSED) continue; /* counts neither way */
        if (a == b || engine->blocks[pairs[i].a] != engine->blocks[pairs[i].b]) continue;
        nd_link link = {a < b ? a : b, a < b ? b : a, link_score(&pairs[i], roundups)};
        status = nd_buf_append(out, &link, sizeof link, error);
    }
    return status;
}

/* A mean may keep a text in a group after the texts it was a copy of have moved elsewhere: it leaves too. */
static int leave_strangers(nd_outcome *out, const nd_verified *pairs, size_t count, uint32_t texts, nd_error *error) {
    uint8_t  *is_copy = nd_allocate_zeroed(texts + UINT64_C(1), 1);
    uint32_t *name = nd_groups_new(texts, error); /* [old cluster]: the smallest text that stays in it */
    int       status = is_copy && name ? ND_OK : nd_fail_memory(error);
    for (size_t i = 0; !status && i < count; i++) {
        if (!nd_relation_is_copy(pairs[i].relation) || nd_is_roundup_pair(&pairs[i], out->roundups)) continue;
        if (out->clusters[pairs[i].a] == out->clusters[pairs[i].b]) is_copy[pairs[i].a] = is_copy[pairs[i].b] = 1;
    }
    for (uint32_t i = texts; !status && i-- > 0;)
        if (is_copy[i]) name[out->clusters[i]] = i;
    for (uint32_t i = 0; !status && i < texts; i++) out->clusters[i] = is_copy[i] ? name[out->clusters[i]] : i;
    nd_release(is_copy);
    nd_release(name);
    return status;
}

static int find_clusters(nd_outcome *out, const nd_engine *engine, nd_error *error) {
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    size_t             count = engine->pairs.size / sizeof *pairs;
    uint32_t           texts = engine->collection.text_count, least = least_score(&engine->rules);
    uint32_t          *items = nd_groups_new(texts, error);
    nd_known           known = {engine->blocks, engine->copies, texts, pairs, count};
    nd_buf             links = {0};
    int                status = items ? ND_OK : ND_ERROR_MEMORY;
    if (!status) status = nd_complete_items(&known, items, error);
    if (!status) status = list_links(engine, items, out->roundups, &links, error);
    if (!status)
        status = nd_cluster_average((const nd_link *)links.data, links.size / sizeof(nd_link), texts, least,
                                    out->clusters, error);
    for (uint32_t i = 0; !status && i < texts; i++) out->clusters[i] = out->clusters[items[i]];
    if (!status) status = nd_held_join(pairs, count, items, out->roundups, texts, out->clusters, error);
    if (!status) status = leave_strangers(out, pairs, count, texts, error);
    nd_buf_free(&links);
    nd_release(items);
    return status;
}

/* ---- stories ---------------------------------------------------------------------------------- */

static int by_clusters(const void *left, const void *right) {
    const nd_tie *x = left, *y = right;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    if (x->b != y->b) return x->b < y->b ? -1 : 1;
    return x->strength > y->strength ? -1 : x->strength < y->strength;
}

/* The strongest tie of each two clusters. */
static int list_ties(const nd_outcome *outcome, const nd_engine *engine, nd_buf *out, nd_error *error) {
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    int                status = ND_OK;
    for (size_t i = 0; i < engine->pairs.size / sizeof *pairs && !status; i++) {
        uint32_t a = outcome->clusters[pairs[i].a], b = outcome->clusters[pairs[i].b];
        int      is_tie = pairs[i].relation == ND_SHARES_PASSAGES ||
                     (nd_relation_is_copy(pairs[i].relation) && pairs[i].passage_halves >= engine->rules.story_halves);
        if (a == b || !is_tie || !engine->rules.story_halves) continue;
        nd_tie tie = {a < b ? a : b, a < b ? b : a, pairs[i].passage_halves};
        status = nd_buf_append(out, &tie, sizeof tie, error);
    }
    nd_tie *ties = (nd_tie *)out->data;
    size_t  count = out->size / sizeof *ties, kept = 0;
    if (count) nd_sort(ties, count, sizeof *ties, by_clusters);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || ties[i].a != ties[kept - 1].a || ties[i].b != ties[kept - 1].b) ties[kept++] = ties[i];
    out->size = kept * sizeof *ties;
    return status;
}

static void weigh_clusters(const nd_outcome *outcome, const nd_engine *engine, nd_cluster_weight *weights) {
    for (uint32_t i = 0; i < engine->collection.text_count; i++) {
        nd_cluster_weight *weight = &weights[outcome->clusters[i]];
        uint32_t           halves = nd_collection_halves(&engine->collection, i);
        weight->articles += nd_collection_weight(&engine->collection, i);
        weight->roundup |= outcome->roundups[i];
        if (halves > weight->halves) weight->halves = halves;
    }
}

static int find_stories(nd_outcome *out, const nd_engine *engine, nd_error *error) {
    uint32_t           texts = engine->collection.text_count;
    nd_cluster_weight *weights = nd_allocate_zeroed(texts + UINT64_C(1), sizeof *weights);
    nd_buf             ties = {0};
    int                status = weights ? list_ties(out, engine, &ties, error) : nd_fail_memory(error);
    if (!status) {
        weigh_clusters(out, engine, weights);
        status = nd_stories_find((nd_tie *)ties.data, ties.size / sizeof(nd_tie), weights, texts, out->stories,
                                 out->mains, error);
    }
    nd_buf_free(&ties);
    nd_release(weights);
    return status;
}

int nd_outcome_find(nd_outcome *out, const nd_engine *engine, nd_error *error) {
    uint32_t           texts = engine->collection.text_count;
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    size_t             count = engine->pairs.size / sizeof *pairs;
    *out = (nd_outcome){.clusters = nd_groups_new(texts, error), .stories = nd_groups_new(texts, error),
                        .mains = nd_groups_new(texts, error), .roundups = nd_allocate_zeroed(texts + UINT64_C(1), 1)};
    int status = out->clusters && out->stories && out->mains && out->roundups ? ND_OK : nd_fail_memory(error);
    if (!status) status = nd_roundups_find(pairs, count, texts, out->roundups, error);
    if (!status) status = find_clusters(out, engine, error);
    if (!status) status = find_stories(out, engine, error);
    for (uint32_t i = 0; !status && i < texts; i++) out->stories[i] = out->stories[out->clusters[i]];
    if (status) nd_outcome_free(out);
    return status;
}

void nd_outcome_free(nd_outcome *outcome) {
    nd_release(outcome->clusters);
    nd_release(outcome->stories);
    nd_release(outcome->mains);
    nd_release(outcome->roundups);
    *outcome = (nd_outcome){0};
}
