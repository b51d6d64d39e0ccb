/*
 * outcome.c - hands the verified pairs to the clustering as plain links, and the links between clusters
 * to the stories as plain ties.
 */
#include "outcome.h"

#include <stdlib.h>

#include "base/error.h"
#include "cluster/copies.h"
#include "cluster/roundups.h"
#include "cluster/stories.h"
#include "match/complete.h"
#include "match/groups.h"

/* ---- clusters --------------------------------------------------------------------------------- */

/* What a pair counts for when groups are made: 0 if it was refused. */
static uint32_t link_score(const nd_verified *pair, const uint8_t *roundups) {
    if (pair->relation == ND_UNRELATED || pair->relation == ND_TEMPLATE) return 0;
    return nd_is_roundup_pair(pair, roundups) ? 0 : nd_verified_score(pair);
}

/* What the mean score of a group must reach: what makes a pair a copy. */
static uint32_t least_score(const nd_rules *rules) {
    return rules->excerpt < rules->near_duplicate ? rules->excerpt : rules->near_duplicate;
}

/* items[text]: what is clustered. In a block too large for all its pairs to be looked at, whole copies
 * are one item; elsewhere each text is. */
static int choose_items(const nd_engine *engine, uint32_t *items, nd_error *error) {
    uint32_t   texts = engine->collection.text_count, at = 0, first, count;
    nd_members members;
    int        status = nd_members_list(&members, engine->blocks, texts, error);
    while (!status && (count = nd_members_next(&members, engine->blocks, &at, &first))) {
        for (uint32_t i = first; i < first + count; i++) {
            uint32_t text = members.items[i], copy = engine->copies[text];
            items[text] = count > ND_COMPLETE_BLOCK && engine->blocks[copy] == engine->blocks[text] ? copy : text;
        }
    }
    nd_members_free(&members);
    return status;
}

static int list_links(const nd_engine *engine, const uint32_t *items, const uint8_t *roundups, nd_buf *out,
                      nd_error *error) {
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    int                status = ND_OK;
    for (size_t i = 0; i < engine->pairs.size / sizeof *pairs && !status; i++) {
        uint32_t a = items[pairs[i].a], b = items[pairs[i].b];
        if (a == b || engine->blocks[pairs[i].a] != engine->blocks[pairs[i].b]) continue;
        nd_link link = {a < b ? a : b, a < b ? b : a, link_score(&pairs[i], roundups)};
        status = nd_buf_append(out, &link, sizeof link, error);
    }
    return status;
}

static int find_clusters(nd_outcome *out, const nd_engine *engine, nd_error *error) {
    uint32_t  texts = engine->collection.text_count, least = least_score(&engine->rules);
    uint32_t *items = nd_groups_new(texts, error);
    nd_buf    links = {0};
    int       status = items ? choose_items(engine, items, error) : ND_ERROR_MEMORY;
    if (!status) status = list_links(engine, items, out->roundups, &links, error);
    if (!status)
        status = nd_cluster_average((const nd_link *)links.data, links.size / sizeof(nd_link), texts, least,
                                    out->clusters, error);
    for (uint32_t i = 0; !status && i < texts; i++) out->clusters[i] = out->clusters[items[i]];
    nd_buf_free(&links);
    free(items);
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
    if (count) qsort(ties, count, sizeof *ties, by_clusters);
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

static int is_weightier(const nd_cluster_weight *a, const nd_cluster_weight *b) {
    if (!a->roundup != !b->roundup) return !a->roundup;
    if (a->articles != b->articles) return a->articles > b->articles;
    return a->halves > b->halves;
}

static int find_stories(nd_outcome *out, const nd_engine *engine, nd_error *error) {
    uint32_t           texts = engine->collection.text_count;
    nd_cluster_weight *weights = calloc(texts + UINT64_C(1), sizeof *weights);
    nd_buf             ties = {0};
    int                status = weights ? list_ties(out, engine, &ties, error) : nd_fail_memory(error);
    if (!status) {
        weigh_clusters(out, engine, weights);
        status = nd_stories_find((nd_tie *)ties.data, ties.size / sizeof(nd_tie), weights, texts, out->stories, error);
    }
    for (uint32_t i = 0; !status && i < texts; i++) {
        uint32_t cluster = out->clusters[i], story = out->stories[cluster];
        if (cluster == i && is_weightier(&weights[i], &weights[out->mains[story]])) out->mains[story] = i;
    }
    nd_buf_free(&ties);
    free(weights);
    return status;
}

int nd_outcome_find(nd_outcome *out, const nd_engine *engine, nd_error *error) {
    uint32_t           texts = engine->collection.text_count;
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    size_t             count = engine->pairs.size / sizeof *pairs;
    *out = (nd_outcome){.clusters = nd_groups_new(texts, error), .stories = nd_groups_new(texts, error),
                        .mains = nd_groups_new(texts, error), .roundups = calloc(texts + UINT64_C(1), 1)};
    int status = out->clusters && out->stories && out->mains && out->roundups ? ND_OK : nd_fail_memory(error);
    if (!status) status = nd_roundups_find(pairs, count, texts, out->roundups, error);
    if (!status) status = find_clusters(out, engine, error);
    if (!status) status = find_stories(out, engine, error);
    for (uint32_t i = 0; !status && i < texts; i++) out->stories[i] = out->stories[out->clusters[i]];
    if (status) nd_outcome_free(out);
    return status;
}

void nd_outcome_free(nd_outcome *outcome) {
    free(outcome->clusters);
    free(outcome->stories);
    free(outcome->mains);
    free(outcome->roundups);
    *outcome = (nd_outcome){0};
}
