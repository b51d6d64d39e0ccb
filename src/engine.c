/*
 * engine.c - which stage comes after which; what they do is theirs.
 *
 * A pair is verified again in a later round if statistics have come in between that bear on it; the later
 * verdict counts. Everything that a decision reads is frozen before the round begins.
 */
#include "engine.h"

#include <string.h>

#include "base/error.h"
#include "base/introsort.h"
#include "match/candidates.h"
#include "match/complete.h"
#include "match/groups.h"

int nd_engine_open(nd_engine *engine, const nd_options *options, nd_pool *pool, const nd_shard_view *shards,
                   uint32_t shard_count, nd_error *error) {
    *engine = (nd_engine){.options = options, .pool = pool};
    nd_rules_init(&engine->rules, options);
    int status = nd_collection_open(&engine->collection, shards, shard_count, options, error);
    if (status) return status;
    uint32_t texts = engine->collection.text_count;
    engine->copies = nd_groups_new(texts, error);
    engine->blocks = nd_groups_new(texts, error);
    engine->holds = nd_allocate_zeroed(texts + UINT64_C(1), 1);
    if (engine->copies && engine->blocks && engine->holds) return ND_OK;
    nd_engine_close(engine);
    return nd_fail_memory(error);
}

void nd_engine_close(nd_engine *engine) {
    nd_collection_close(&engine->collection);
    nd_buf_free(&engine->pairs);
    nd_buf_free(&engine->statistic_rows);
    nd_buf_free(&engine->index);
    nd_buf_free(&engine->linked);
    nd_masks_free(&engine->masks);
    nd_release(engine->copies);
    nd_release(engine->blocks);
    nd_release(engine->holds);
    *engine = (nd_engine){0};
}

static nd_population population_of(const nd_engine *engine, uint32_t round) {
    return (nd_population){&engine->collection, round ? engine->copies : NULL, engine->pool};
}

nd_judge nd_engine_judge(const nd_engine *engine, uint32_t round) {
    return (nd_judge){.collection = &engine->collection,
                      .statistics = round ? &engine->statistics : NULL,
                      .rules = &engine->rules,
                      .round = round,
                      .for_whole_copies = round == 0,
                      .proofs = engine->proofs && round < ND_ROUNDS ? &engine->proofs[round] : NULL,
                      .with_jaccard = round == ND_ROUNDS || !engine->options->without_pairs,
                      .pool = engine->pool,
                      .progress = engine->options->progress,
                      .progress_context = engine->options->progress_context};
}

/* ---- a round ---------------------------------------------------------------------------------- */

static int is_of_shard(nd_candidate candidate, nd_share share) {
    return nd_candidate_a(candidate) % share.shards == share.shard;
}

/* What was linked by passages and not judged before. */
static int add_linked(const nd_engine *engine, nd_share share, nd_buf *out, nd_error *error) {
    const nd_verified  *pairs = (const nd_verified *)engine->pairs.data;
    const nd_candidate *linked = (const nd_candidate *)engine->linked.data;
    int                 status = ND_OK;
    for (size_t i = 0; i < engine->linked.size / sizeof *linked && !status; i++)
        if (is_of_shard(linked[i], share)) status = nd_buf_append(out, &linked[i], sizeof *linked, error);
    if (status) return status;
    nd_candidate *candidates = (nd_candidate *)out->data;
    size_t        count = out->size / sizeof *candidates;
    count = nd_candidates_drop_known(candidates, count, pairs, engine->pairs.size / sizeof *pairs);
    out->size = count * sizeof *candidates;
    return ND_OK;
}

/* Pairs of round 0 that hold a common key are judged again with the statistics, and those that were put off now. */
static int add_again(const nd_engine *engine, nd_share share, nd_buf *out, nd_error *error) {
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    int                status = ND_OK;
    for (size_t i = 0; i < engine->pairs.size / sizeof *pairs && !status; i++) {
        nd_candidate candidate = nd_verified_key(&pairs[i]);
        int is_due = pairs[i].relation == ND_PUT_OFF || engine->holds[pairs[i].a] || engine->holds[pairs[i].b];
        if (!is_due || !is_of_shard(candidate, share)) continue;
        status = nd_buf_append(out, &candidate, sizeof candidate, error);
    }
    return status;
}

static int find_candidates(const nd_engine *engine, uint32_t round, nd_share share, nd_buf *out, nd_error *error) {
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    size_t             count = engine->pairs.size / sizeof *pairs;
    nd_population      population = population_of(engine, 0);
    int                status = ND_OK;
    switch (round) {
    case 0: return nd_candidates_find(&population, share, out, error);
    case 1:
        status = add_linked(engine, share, out, error);
        return status ? status : add_again(engine, share, out, error);
    default:
        return nd_complete_find(&engine->collection, engine->blocks, engine->copies, pairs, count, share.shard,
                                share.shards, out, error);
    }
}

/* What takes long and has no pairs to count yet. */
static int tell(const nd_engine *engine, const char *stage, nd_error *error) {
    const nd_options *options = engine->options;
    if (!options->progress || !options->progress(options->progress_context, stage, 0, 0)) return ND_OK;
    return nd_fail(error, ND_ERROR_CANCELLED, "cancelled");
}

int nd_engine_pairs(const nd_engine *engine, uint32_t round, uint32_t shard, uint32_t shards, nd_buf *out,
                    nd_error *error) {
    nd_judge judge = nd_engine_judge(engine, round);
    nd_buf   found = {0};
    int      status = tell(engine, "candidates", error);
    if (!status) status = find_candidates(engine, round, (nd_share){shard, shards}, &found, error);
    if (!status) {
        nd_candidate *candidates = (nd_candidate *)found.data;
        size_t        count = nd_candidates_sort(candidates, found.size / sizeof *candidates);
        status = nd_verify(&judge, candidates, count, out, error);
    }
    nd_buf_free(&found);
    return status;
}

/* ---- gathering -------------------------------------------------------------------------------- */

/* By texts, the latest round first. */
static int by_texts(const void *left, const void *right) {
    const nd_verified *x = left, *y = right;
    uint64_t           a = nd_verified_key(x), b = nd_verified_key(y);
    if (a != b) return a < b ? -1 : 1;
    return x->round > y->round ? -1 : x->round < y->round;
}

/* Those of one process are in order, those of several shards one after another. */
static void put_in_order(nd_verified *pairs, size_t count) {
    size_t ordered = 1;
    while (ordered < count && by_texts(&pairs[ordered - 1], &pairs[ordered]) <= 0) ordered++;
    if (ordered < count) nd_sort(pairs, count, sizeof *pairs, by_texts);
}

/* Merges the pairs of a round into those before, from the end; of those that are there twice the first is kept. */
static int merge_pairs(nd_engine *engine, nd_buf *pairs, nd_error *error) {
    nd_verified *found = (nd_verified *)pairs->data;
    size_t       count = pairs->size / sizeof *found, before = engine->pairs.size / sizeof *found;
    size_t       total = before + count, kept = 0;
    int          status = nd_buf_reserve(&engine->pairs, pairs->size, error);
    if (status) return status;
    put_in_order(found, count);
    nd_verified *all = (nd_verified *)engine->pairs.data;
    for (size_t at = total; count;) {
        int is_before = before && by_texts(&all[before - 1], &found[count - 1]) > 0;
        all[--at] = is_before ? all[--before] : found[--count];
    }
    for (size_t i = 0; i < total; i++)
        if (i == 0 || nd_verified_key(&all[i]) != nd_verified_key(&all[kept - 1])) all[kept++] = all[i];
    engine->pairs.size = kept * sizeof *all;
    return ND_OK;
}

/* Marks the texts that hold a common key and are in a pair of round 0 or linked for round 1: what completion and
 * clusters look at is among these. */
static void mark_wanted(const nd_engine *engine, uint8_t *wanted) {
    const nd_verified  *pairs = (const nd_verified *)engine->pairs.data;
    const nd_candidate *linked = (const nd_candidate *)engine->linked.data;
    const uint8_t      *holds = engine->holds;
    for (size_t i = 0; i < engine->pairs.size / sizeof *pairs; i++) {
        wanted[pairs[i].a] = holds[pairs[i].a];
        wanted[pairs[i].b] = holds[pairs[i].b];
    }
    for (size_t i = 0; i < engine->linked.size / sizeof *linked; i++) {
        uint32_t a = nd_candidate_a(linked[i]), b = nd_candidate_b(linked[i]);
        wanted[a] = holds[a];
        wanted[b] = holds[b];
    }
}

int nd_engine_freeze(nd_engine *engine, nd_error *error) {
    const nd_buf *rows = &engine->statistic_rows;
    nd_population population = population_of(engine, 1);
    uint8_t      *wanted = nd_allocate_zeroed(engine->collection.text_count + UINT64_C(1), 1);
    if (!wanted) return nd_fail_memory(error);
    mark_wanted(engine, wanted);
    engine->statistics = (nd_statistics){.keys = (const nd_statistic *)rows->data,
                                         .count = rows->size / sizeof(nd_statistic), .holds = engine->holds};
    int status = nd_statistics_index(&engine->statistics, &engine->index, error);
    if (!status) status = nd_masks_make(&engine->masks, &population, &engine->statistics, wanted, error);
    if (!status) engine->statistics.masks = &engine->masks;
    nd_release(wanted);
    return status;
}

/* Groups of whole copies of references, which no other article ties. */
static uint32_t *group_references(const nd_engine *engine, nd_error *error) {
    const nd_collection *collection = &engine->collection;
    const nd_verified   *pairs = (const nd_verified *)engine->pairs.data;
    uint32_t            *groups = nd_groups_new(collection->text_count, error);
    for (size_t i = 0; groups && i < engine->pairs.size / sizeof *pairs; i++) {
        int are_counted = nd_collection_is_counted(collection, pairs[i].a) &&
                          nd_collection_is_counted(collection, pairs[i].b);
        if (are_counted && nd_is_whole_copy_by_words(&pairs[i])) nd_groups_join(groups, pairs[i].a, pairs[i].b);
    }
    if (groups) nd_groups_flatten(groups, collection->text_count);
    return groups;
}

/* Counts over `groups`, and finds the links of round 1 on the way, which are of the groups of copies. */
static int count_and_link(nd_engine *engine, const uint32_t *groups, nd_error *error) {
    nd_population population = population_of(engine, 1);
    nd_links     *links = NULL;
    int           status = nd_links_open(&links, &population, error);
    population.groups = groups;
    if (!status)
        status = nd_statistics_count(&population, &engine->statistic_rows, engine->holds, links, error);
    if (!status) status = nd_links_take(links, &engine->linked, error);
    nd_links_free(links);
    return status;
}

static int count_statistics(nd_engine *engine, nd_error *error) {
    uint32_t *references = NULL;
    engine->statistic_rows.size = 0;
    int status = tell(engine, "statistics", error);
    if (status) return status;
    if (engine->collection.has_references && !(references = group_references(engine, error))) return ND_ERROR_MEMORY;
    status = count_and_link(engine, references ? references : engine->copies, error);
    nd_release(references);
    return status ? status : nd_engine_freeze(engine, error);
}

int nd_engine_gather(nd_engine *engine, uint32_t round, nd_buf *pairs, nd_error *error) {
    uint32_t texts = engine->collection.text_count;
    int      status = merge_pairs(engine, pairs, error);
    if (status || round > 1) return status;
    const nd_verified *all = (const nd_verified *)engine->pairs.data;
    size_t             total = engine->pairs.size / sizeof *all;
    if (round == 0) {
        nd_groups_of_whole_copies(engine->copies, texts, all, total);
        return count_statistics(engine, error);
    }
    nd_buf_free(&engine->linked);
    nd_groups_of_blocks(engine->blocks, texts, all, total);
    return ND_OK;
}
