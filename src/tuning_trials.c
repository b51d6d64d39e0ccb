/*
 * tuning_trials.c - labelled pairs against what would be found with a threshold elsewhere.
 *
 * A threshold decides about a pair only by being over or under the pair's value. So for another setting only pairs
 * with values between the two settings are judged again; the others keep their verdicts. All are grouped anew. What
 * the run took for candidates, blocks and statistics stays: a setting that makes more copies of pairs that were
 * never aligned would find these too.
 */

#include "base/error.h"
#include "tuning.h"

#define SETTINGS_SIDE 4 /* below the present one, and as many above */

static const double steps[ND_THRESHOLDS] = {.05, .05, 8, .005};

int nd_tuning_next_setting(const nd_tuning *tuning, nd_threshold threshold, uint64_t *position, double *out) {
    const nd_band *band = &tuning->bands[threshold];
    double         most = band->unit == ND_UNIT_WORDS ? 1000000 : 1;
    while (!band->is_off && *position <= 2 * SETTINGS_SIDE) {
        int64_t step = (int64_t)(*position)++ - SETTINGS_SIDE;
        *out = band->threshold + (double)step * steps[threshold];
        if (step == 0 || (*out >= steps[threshold] / 2 && *out <= most)) return 1;
    }
    return 0;
}

/* ---- pairs ------------------------------------------------------------------------------------ */

/* A share of facts was rounded, so both ends are taken in. */
static int is_between(const nd_tuning *tuning, nd_threshold threshold, uint32_t bound, size_t i) {
    uint32_t present = nd_tuning_bound(&tuning->engine->rules, threshold), value;
    uint32_t low = present < bound ? present : bound, high = present < bound ? bound : present;
    return nd_tuning_value(tuning, threshold, i, &value) && value + 1 >= low && value <= high + 1;
}

/* The pairs of the engine in *out, as they are by other rules. */
static int judge_again(const nd_tuning *tuning, nd_threshold threshold, const nd_rules *rules, nd_buf *out,
                       nd_error *error) {
    const nd_buf *old = &tuning->engine->pairs;
    size_t        count = old->size / sizeof(nd_verified), kept = 0;
    uint32_t      bound = nd_tuning_bound(rules, threshold);
    nd_judge      judge = nd_engine_judge(tuning->engine, ND_ROUNDS);
    nd_verified  *again = nd_allocate((count + 1) * sizeof *again);
    int           status = again ? nd_buf_append(out, old->data, old->size, error) : nd_fail_memory(error);
    nd_verified  *pairs = (nd_verified *)out->data;
    judge.rules = rules;
    for (size_t i = 0; i < count && !status; i++)
        if (is_between(tuning, threshold, bound, i)) again[kept++] = pairs[i];
    if (!status) status = nd_retry(&judge, again, kept, NULL, error);
    kept = 0;
    for (size_t i = 0; i < count && !status; i++)
        if (is_between(tuning, threshold, bound, i)) pairs[i] = again[kept++];
    nd_release(again);
    return status;
}

/* ---- scores ----------------------------------------------------------------------------------- */

struct scoring {
    const nd_engine  *engine; /* with other pairs and rules */
    const nd_outcome *outcome;
    nd_trial         *out;
};

static int are_copies(const struct scoring *scoring, uint32_t a, uint32_t b) {
    const nd_verified *pairs = (const nd_verified *)scoring->engine->pairs.data;
    if (a == b) return !nd_collection_is_stub(&scoring->engine->collection, a);
    const nd_verified *pair = nd_pairs_find(pairs, scoring->engine->pairs.size / sizeof *pairs, a, b);
    return pair && nd_relation_is_copy(pair->relation);
}

static int are_in_one_cluster(const struct scoring *scoring, uint32_t a, uint32_t b) {
    if (a == b) return !nd_collection_is_stub(&scoring->engine->collection, a);
    return scoring->outcome->clusters[a] == scoring->outcome->clusters[b];
}

static void score_label(const struct scoring *scoring, const nd_label *label) {
    const nd_collection *collection = &scoring->engine->collection;
    uint32_t             a = collection->text_of[label->a], b = collection->text_of[label->b];
    nd_trial            *out = scoring->out;
    int                  grouped = are_in_one_cluster(scoring, a, b);
    out->unlabelled -= (uint64_t)grouped;
    if (label->kind < 0) return;
    out->copies += (uint64_t)label->kind;
    *(label->kind ? &out->right_groups : &out->wrong_groups) += (uint64_t)grouped;
    *(label->kind ? &out->right_pairs : &out->wrong_pairs) += (uint64_t)are_copies(scoring, a, b);
}

/* Pairs of articles in one cluster, whatever their labels. */
static int count_grouped(const struct scoring *scoring, nd_error *error) {
    const nd_collection *collection = &scoring->engine->collection;
    uint64_t            *articles = nd_allocate_zeroed(collection->text_count + UINT64_C(1), sizeof *articles);
    if (!articles) return nd_fail_memory(error);
    for (uint32_t i = 0; i < collection->text_count; i++)
        if (!nd_collection_is_stub(collection, i))
            articles[scoring->outcome->clusters[i]] += nd_collection_weight(collection, i);
    for (uint32_t i = 0; i < collection->text_count; i++)
        if (articles[i]) scoring->out->unlabelled += articles[i] * (articles[i] - 1) / 2;
    nd_release(articles);
    return ND_OK;
}

static int check_labels(const nd_tuning *tuning, const nd_label *labels, size_t count, nd_error *error) {
    uint32_t articles = tuning->engine->collection.article_count;
    for (size_t i = 0; i < count; i++)
        if (labels[i].a >= articles || labels[i].b >= articles || labels[i].a == labels[i].b)
            return nd_fail(error, ND_ERROR_USAGE, "label %zu is not of two articles of the corpus", i);
    return ND_OK;
}

int nd_tuning_try(nd_tuning *tuning, nd_threshold threshold, double setting, const nd_label *labels, size_t count,
                  nd_trial *out, nd_error *error) {
    nd_engine      engine = *tuning->engine;
    nd_outcome     outcome = {0};
    struct scoring scoring = {&engine, &outcome, out};
    *out = (nd_trial){0};
    engine.rules = nd_tuning_rules(tuning, threshold, setting);
    engine.pairs = (nd_buf){0};
    int status = check_labels(tuning, labels, count, error);
    if (!status) status = judge_again(tuning, threshold, &engine.rules, &engine.pairs, error);
    if (!status) status = nd_outcome_find(&outcome, &engine, error);
    if (!status) status = count_grouped(&scoring, error);
    for (size_t i = 0; i < count && !status; i++) score_label(&scoring, &labels[i]);
    nd_outcome_free(&outcome);
    nd_buf_free(&engine.pairs);
    return status;
}
