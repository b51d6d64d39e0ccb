/*
 * tuning.c - the pairs near each threshold, and how many of them would be something else if it moved.
 *
 * What a pair has against a coverage or a number of words stands in its verdict. Facts that changed do not, so
 * pairs that were asked for them are aligned once more; and so are those in a band, to be judged with the threshold
 * at both ends of it: all that follows from it is then in the count. Pairs are in the order of digests, so nothing
 * here depends on the order of arrival.
 */
#include "tuning.h"


#include "base/error.h"
#include "base/introsort.h"
#include "explainer.h"
#include "result.h"

#define SHARE_WIDTH    .05
#define WORDS_WIDTH    8
#define TEMPLATE_WIDTH .005
#define LEAST_SHARE    .01

static const nd_band bands[ND_THRESHOLDS] = {
    [ND_THRESHOLD_COVERAGE] = {.name = "threshold", .measure = "coverage both ways", .unit = ND_UNIT_SHARE,
                               .width = SHARE_WIDTH},
    [ND_THRESHOLD_EXCERPT] = {.name = "excerpt", .measure = "coverage one way", .unit = ND_UNIT_SHARE,
                              .width = SHARE_WIDTH},
    [ND_THRESHOLD_PASSAGES] = {.name = "passages", .measure = "words in passages", .unit = ND_UNIT_WORDS,
                               .width = WORDS_WIDTH},
    [ND_THRESHOLD_TEMPLATE] = {.name = "template", .measure = "facts changed, share of words", .unit = ND_UNIT_SHARE,
                               .width = TEMPLATE_WIDTH},
};

static const nd_verified *pairs_of(const nd_tuning *tuning) {
    return (const nd_verified *)tuning->engine->pairs.data;
}

static size_t count_of(const nd_tuning *tuning) {
    return tuning->engine->pairs.size / sizeof(nd_verified);
}

/* ---- values and rules ------------------------------------------------------------------------- */

static uint32_t shorter_of(const nd_tuning *tuning, const nd_verified *pair) {
    uint32_t a = nd_collection_halves(&tuning->engine->collection, pair->a);
    uint32_t b = nd_collection_halves(&tuning->engine->collection, pair->b);
    return a < b ? a : b;
}

/* What is identical, or refused for its scopes, depends on no threshold. */
int nd_tuning_value(const nd_tuning *tuning, nd_threshold threshold, size_t i, uint32_t *value) {
    const nd_verified *pair = &pairs_of(tuning)[i];
    if (pair->relation == ND_IDENTICAL || pair->relation == ND_REFUSED) return 0;
    if (threshold == ND_THRESHOLD_TEMPLATE) {
        *value = tuning->facts[i].share;
        return tuning->facts[i].is_asked;
    }
    return nd_rules_value(&tuning->engine->rules, threshold, pair, shorter_of(tuning, pair), value);
}

nd_rules nd_tuning_rules(const nd_tuning *tuning, nd_threshold threshold, double setting) {
    nd_options options = *tuning->engine->options;
    nd_rules   rules;
    if (threshold == ND_THRESHOLD_COVERAGE) options.near_duplicate_coverage = setting;
    if (threshold == ND_THRESHOLD_EXCERPT) options.excerpt_coverage = setting;
    if (threshold == ND_THRESHOLD_PASSAGES) options.passage_words = (uint32_t)setting;
    nd_rules_init(&rules, &options);
    if (threshold == ND_THRESHOLD_TEMPLATE) {
        uint32_t share = (uint32_t)(1000 * setting + .5);
        rules.template_share_later = share * rules.template_share_later / rules.template_share;
        rules.template_share = share;
    }
    return rules;
}

uint32_t nd_tuning_bound(const nd_rules *rules, nd_threshold threshold) {
    switch (threshold) {
    case ND_THRESHOLD_COVERAGE: return rules->near_duplicate;
    case ND_THRESHOLD_EXCERPT: return rules->excerpt;
    case ND_THRESHOLD_PASSAGES: return rules->story_halves;
    case ND_THRESHOLD_TEMPLATE: break;
    }
    return (uint32_t)((uint64_t)rules->template_share * ND_WHOLE / 1000);
}

/* ---- bands ------------------------------------------------------------------------------------ */

static double present_of(const nd_tuning *tuning, nd_threshold threshold) {
    const nd_options *options = tuning->engine->options;
    switch (threshold) {
    case ND_THRESHOLD_COVERAGE: return options->near_duplicate_coverage;
    case ND_THRESHOLD_EXCERPT: return options->excerpt_coverage;
    case ND_THRESHOLD_PASSAGES: return options->passage_words;
    case ND_THRESHOLD_TEMPLATE: break;
    }
    return tuning->engine->rules.template_share / 1000.;
}

/* As nd_options_check has it; of a share, something is left. */
static void set_band(const nd_tuning *tuning, nd_threshold threshold, nd_band *band) {
    int    is_words = bands[threshold].unit == ND_UNIT_WORDS;
    double least = is_words ? 1 : threshold == ND_THRESHOLD_TEMPLATE ? 0 : LEAST_SHARE;
    *band = bands[threshold];
    band->threshold = present_of(tuning, threshold);
    band->is_off = !(band->threshold > 0);
    band->lower = band->threshold - band->width;
    band->higher = band->threshold + band->width;
    if (band->lower < least) band->lower = least < band->threshold ? least : band->threshold;
    if (!is_words && band->higher > 1) band->higher = 1;
}

/* Shares were rounded, bounds too: what lies at the very end is in. */
static uint32_t width_of(const nd_band *band) {
    return band->unit == ND_UNIT_WORDS ? (uint32_t)(2 * band->width) : (uint32_t)(ND_WHOLE * band->width) + 2;
}

/* A share of facts was rounded: whether there are too many was decided on the counts. */
static int lies_above(const nd_tuning *tuning, nd_threshold threshold, size_t i, uint32_t value, uint32_t bound) {
    return threshold == ND_THRESHOLD_TEMPLATE ? tuning->facts[i].is_form : value >= bound;
}

static int by_distance(const void *left, const void *right) {
    const nd_near *x = left, *y = right;
    if (x->distance != y->distance) return x->distance < y->distance ? -1 : 1;
    return x->pair < y->pair ? -1 : x->pair > y->pair;
}

static int list_near(nd_tuning *tuning, nd_threshold threshold, nd_error *error) {
    nd_band *band = &tuning->bands[threshold];
    uint32_t bound = nd_tuning_bound(&tuning->engine->rules, threshold), width = width_of(band);
    nd_buf  *out = &tuning->near[threshold];
    int      status = ND_OK;
    for (size_t i = 0; i < count_of(tuning) && !status && !band->is_off; i++) {
        nd_near near = {.pair = i};
        if (!nd_tuning_value(tuning, threshold, i, &near.value)) continue;
        near.distance = near.value < bound ? bound - near.value : near.value - bound;
        if (near.distance > width) continue;
        near.is_above = (uint32_t)lies_above(tuning, threshold, i, near.value, bound);
        *(near.is_above ? &band->above : &band->below) += 1;
        status = nd_buf_append(out, &near, sizeof near, error);
    }
    if (out->size) nd_sort(out->data, out->size / sizeof(nd_near), sizeof(nd_near), by_distance);
    return status;
}

/* Pairs of the band that would be something else by other rules. */
static int count_changed(const nd_tuning *tuning, nd_threshold threshold, double setting, uint64_t *out,
                         nd_error *error) {
    const nd_near     *near = (const nd_near *)tuning->near[threshold].data;
    size_t             count = tuning->near[threshold].size / sizeof *near;
    const nd_verified *pairs = pairs_of(tuning);
    nd_rules           rules = nd_tuning_rules(tuning, threshold, setting);
    nd_judge           judge = nd_engine_judge(tuning->engine, ND_ROUNDS);
    nd_verified       *again = nd_allocate((count + 1) * sizeof *again);
    if (!again) return nd_fail_memory(error);
    judge.rules = &rules;
    for (size_t i = 0; i < count; i++) again[i] = pairs[near[i].pair];
    int status = nd_retry(&judge, again, count, NULL, error);
    *out = 0;
    for (size_t i = 0; i < count && !status; i++) *out += again[i].relation != pairs[near[i].pair].relation;
    nd_release(again);
    return status;
}

static int make_band(nd_tuning *tuning, nd_threshold threshold, nd_error *error) {
    nd_band *band = &tuning->bands[threshold];
    set_band(tuning, threshold, band);
    int status = list_near(tuning, threshold, error);
    if (!status) status = count_changed(tuning, threshold, band->lower, &band->changed_lower, error);
    return status ? status : count_changed(tuning, threshold, band->higher, &band->changed_higher, error);
}

/* ---- facts ------------------------------------------------------------------------------------ */

/* Others were not asked for their facts, or have since been refused for another reason. */
static int has_facts(const nd_verified *pair) {
    if (nd_relation_is_copy(pair->relation)) return pair->relation != ND_IDENTICAL;
    return pair->relation == ND_TEMPLATE || (pair->relation == ND_SHARES_PASSAGES && nd_shares_a_piece(pair));
}

static int list_facts(nd_tuning *tuning, nd_error *error) {
    const nd_verified *pairs = pairs_of(tuning);
    size_t             count = 0, next = 0;
    nd_judge           judge = nd_engine_judge(tuning->engine, ND_ROUNDS);
    for (size_t i = 0; i < count_of(tuning); i++) count += (size_t)has_facts(&pairs[i]);
    nd_verified    *again = nd_allocate((count + 1) * sizeof *again);
    nd_facts_share *facts = nd_allocate((count + 1) * sizeof *facts);
    tuning->facts = nd_allocate_zeroed(count_of(tuning) + 1, sizeof *tuning->facts);
    int status = again && facts && tuning->facts ? ND_OK : nd_fail_memory(error);
    for (size_t i = 0; !status && i < count_of(tuning); i++)
        if (has_facts(&pairs[i])) again[next++] = pairs[i];
    if (!status) status = nd_retry(&judge, again, count, facts, error);
    next = 0;
    for (size_t i = 0; !status && i < count_of(tuning); i++)
        if (has_facts(&pairs[i])) tuning->facts[i] = facts[next++];
    nd_release(again);
    nd_release(facts);
    return status;
}

/* ---- in and out ------------------------------------------------------------------------------- */

int nd_tuning_new(nd_explainer *explainer, nd_tuning **out, nd_error *error) {
    nd_tuning *tuning = nd_allocate_zeroed(1, sizeof *tuning);
    *out = NULL;
    if (!tuning) return nd_fail_memory(error);
    tuning->engine = nd_explainer_engine(explainer);
    tuning->result = nd_explainer_result(explainer);
    int status = list_facts(tuning, error);
    for (int threshold = 0; threshold < ND_THRESHOLDS && !status; threshold++)
        status = make_band(tuning, (nd_threshold)threshold, error);
    if (status) nd_tuning_free(tuning);
    else *out = tuning;
    return status;
}

void nd_tuning_free(nd_tuning *tuning) {
    if (!tuning) return;
    for (int threshold = 0; threshold < ND_THRESHOLDS; threshold++) nd_buf_free(&tuning->near[threshold]);
    nd_release(tuning->facts);
    nd_release(tuning);
}

void nd_tuning_band(const nd_tuning *tuning, nd_threshold threshold, nd_band *out) {
    *out = tuning->bands[threshold];
}

static nd_near_pair pair_of(const nd_tuning *tuning, nd_threshold threshold, const nd_near *near) {
    const nd_collection *collection = &tuning->engine->collection;
    const nd_standing   *standings = tuning->result->standings;
    const nd_verified   *pair = &pairs_of(tuning)[near->pair];
    uint32_t             a = nd_collection_article(collection, pair->a), b = nd_collection_article(collection, pair->b);
    int is_turned = nd_string_compare(standings[a].fields[ND_FIELD_ID], standings[b].fields[ND_FIELD_ID]) > 0;
    double value = near->value / (bands[threshold].unit == ND_UNIT_WORDS ? 2. : ND_WHOLE);
    return (nd_near_pair){.a = is_turned ? b : a, .b = is_turned ? a : b, .value = value};
}

int nd_tuning_next_pair(const nd_tuning *tuning, nd_threshold threshold, int above, uint64_t *position,
                        nd_near_pair *out) {
    const nd_near *near = (const nd_near *)tuning->near[threshold].data;
    size_t         count = tuning->near[threshold].size / sizeof *near;
    while (*position < count) {
        const nd_near *next = &near[(*position)++];
        if (next->is_above != (uint32_t)(above != 0)) continue;
        *out = pair_of(tuning, threshold, next);
        return 1;
    }
    return 0;
}
