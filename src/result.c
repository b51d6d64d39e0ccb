/*
 * result.c - making a result, and reading it: the public accessors and iterators.
 */
#include "result.h"

#include <string.h>

#include "base/error.h"
#include "match/recall.h"

/* What has its standings becomes a result. */
static int add_the_rest(nd_result *result, const nd_engine *engine, const nd_outcome *outcome, nd_error *error) {
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    nd_summary        *summary = &result->summary;
    int                status = nd_result_add_groups(result, engine, outcome, error);
    if (!status) status = nd_result_add_evidence(result, engine, outcome, error);
    if (!status && !engine->options->without_pairs) status = nd_result_add_pairs(result, engine, outcome, error);
    if (!status) status = nd_result_sort(result, error);
    summary->near_duplicate_coverage = engine->options->near_duplicate_coverage;
    summary->excerpt_coverage = engine->options->excerpt_coverage;
    summary->verifications = engine->pairs.size / sizeof *pairs;
    summary->expected_recall =
        nd_expected_recall(&engine->collection, pairs, summary->verifications, &summary->copy_pairs);
    return status;
}

/* What a result begins with: none of it asks for the other, and none can be shared out. */
enum { STANDINGS, OUTCOME, REPEATED_IDS, BEGINNINGS };

struct beginning {
    const nd_engine  *engine;
    nd_result        *result;
    const nd_outcome *known; /* NULL: it has to be found */
    nd_outcome        outcome;
    int               repeats_ids;
    nd_error          errors[BEGINNINGS];
    int               status[BEGINNINGS];
};

static int begin(struct beginning *beginning, size_t what, nd_error *error) {
    switch (what) {
    case STANDINGS: return nd_result_add_standings(beginning->result, beginning->engine, error);
    case OUTCOME: return beginning->known ? ND_OK : nd_outcome_find(&beginning->outcome, beginning->engine, error);
    default: return nd_result_may_repeat_ids(&beginning->engine->collection, &beginning->repeats_ids, error);
    }
}

static void begin_some(void *context, unsigned worker, size_t first, size_t end) {
    struct beginning *beginning = context;
    (void)worker;
    for (size_t i = first; i < end; i++) beginning->status[i] = begin(beginning, i, &beginning->errors[i]);
}

static int make(nd_result **out, const nd_engine *engine, const nd_outcome *known, nd_error *error) {
    struct beginning beginning = {.engine = engine, .known = known, .result = nd_allocate_zeroed(1, sizeof(nd_result))};
    int              status = ND_OK;
    *out = NULL;
    if (!beginning.result) return nd_fail_memory(error);
    nd_pool_run(engine->pool, BEGINNINGS, 1, begin_some, &beginning);
    for (size_t i = 0; i < BEGINNINGS && !status; i++)
        if ((status = beginning.status[i]) && error) *error = beginning.errors[i];
    if (!status && beginning.repeats_ids)
        status = nd_result_make_ids_unique(beginning.result, &engine->collection, error);
    if (!status) status = add_the_rest(beginning.result, engine, known ? known : &beginning.outcome, error);
    nd_outcome_free(&beginning.outcome);
    if (status) nd_result_free(beginning.result);
    else *out = beginning.result;
    return status;
}

int nd_result_make(nd_result **out, const nd_engine *engine, nd_error *error) {
    return make(out, engine, NULL, error);
}

int nd_result_make_of(nd_result **out, const nd_engine *engine, const nd_outcome *outcome, nd_error *error) {
    return make(out, engine, outcome, error);
}

void nd_result_free(nd_result *result) {
    if (!result) return;
    nd_buf *bufs[] = {&result->ids,    &result->passages, &result->differences, &result->members, &result->entries,
                      &result->groups, &result->order,    &result->pairs};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nd_buf_free(bufs[i]);
    nd_release(result->standings);
    nd_release(result->strings);
    nd_release(result);
}

void nd_result_summary(const nd_result *result, nd_summary *out) {
    *out = result->summary;
}

/* ---- documents -------------------------------------------------------------------------------- */

static uint64_t widen(uint32_t number) {
    return number == ND_NO_INDEX ? ND_NONE : number;
}

static double share(uint32_t part) {
    return (double)part / ND_WHOLE;
}

void nd_result_document(const nd_result *result, uint64_t index, nd_document *out) {
    const nd_standing *standing = &result->standings[index];
    *out = (nd_document){.index = index,
                         .source = standing->source,
                         .id = standing->fields[ND_FIELD_ID],
                         .title = standing->fields[ND_FIELD_TITLE],
                         .url = standing->fields[ND_FIELD_URL],
                         .date = standing->fields[ND_FIELD_DATE],
                         .lang = standing->fields[ND_FIELD_LANG],
                         .outlet = standing->fields[ND_FIELD_OUTLET],
                         .time = standing->time,
                         .words = (standing->halves + 1) / 2,
                         .role = standing->role,
                         .rule = standing->rule,
                         .cluster = widen(standing->cluster),
                         .story = widen(standing->story),
                         .canonical = widen(standing->canonical),
                         .via = widen(standing->via),
                         .coverage = share(standing->coverage),
                         .canonical_coverage = share(standing->canonical_coverage),
                         .jaccard = share(standing->jaccard),
                         .passages = standing->shared_passages,
                         .passage_words = (standing->shared_halves + 1) / 2,
                         .passage_count = standing->passage_count,
                         .figures_changed = standing->figures_changed,
                         .is_reference = standing->is_reference};
    for (int i = 0; i < 16; i++) out->digest[i] = (uint8_t)(standing->digest[i / 8] >> (56 - 8 * (i % 8)));
}

int nd_result_next_document(const nd_result *result, uint64_t *position, nd_document *out) {
    if (*position >= result->summary.articles) return 0;
    nd_result_document(result, (*position)++, out);
    return 1;
}

/* ---- groups ----------------------------------------------------------------------------------- */

static const nd_group_record *group_at(const nd_result *result, uint64_t index) {
    return (const nd_group_record *)result->groups.data + index;
}

static const nd_entry *entry_at(const nd_result *result, uint64_t index) {
    return (const nd_entry *)result->entries.data + index;
}

void nd_result_group(const nd_result *result, uint64_t index, nd_group *out) {
    const nd_group_record *group = group_at(result, index);
    *out = (nd_group){.index = index, .kind = group->kind, .size = group->size, .copies = group->copies,
                      .canonical = group->canonical};
    out->id[0] = group->kind == ND_CLUSTER ? 'c' : 's';
    out->id[1] = '-';
    for (unsigned i = 0; i < 16; i++) out->id[2 + i] = "0123456789abcdef"[group->digest >> (60 - 4 * i) & 15];
    out->id[2 + 16] = '\0';
}

int nd_result_next_story(const nd_result *result, uint64_t *position, nd_group *out) {
    if (*position >= result->order.size / sizeof(uint32_t)) return 0;
    nd_result_group(result, ((const uint32_t *)result->order.data)[(*position)++], out);
    return 1;
}

int nd_result_next_cluster(const nd_result *result, uint64_t story, uint64_t *position, nd_document *canonical) {
    const nd_group_record *group = group_at(result, story);
    if (*position >= group->entry_end - group->entry_begin) return 0;
    nd_result_document(result, entry_at(result, group->entry_begin + (*position)++)->canonical, canonical);
    return 1;
}

int nd_result_next_member(const nd_result *result, uint64_t canonical, uint64_t *position, nd_document *out) {
    uint32_t number = result->standings[canonical].entry;
    if (number == ND_NO_INDEX) return 0;
    const nd_entry *entry = entry_at(result, number);
    if (*position >= entry->end - entry->begin) return 0;
    nd_result_document(result, ((const uint32_t *)result->members.data)[entry->begin + (*position)++], out);
    return 1;
}

/* ---- evidence --------------------------------------------------------------------------------- */

int nd_result_next_passage(const nd_result *result, uint64_t document, uint64_t *position, nd_passage *out) {
    const nd_standing *standing = &result->standings[document];
    if (*position >= standing->passage_count) return 0;
    *out = ((const nd_passage *)result->passages.data)[standing->passages + (*position)++];
    return 1;
}

int nd_result_next_difference(const nd_result *result, uint64_t document, uint64_t *position, nd_difference *out) {
    const nd_standing *standing = &result->standings[document];
    if (*position >= standing->difference_count) return 0;
    *out = ((const nd_difference *)result->differences.data)[standing->differences + (*position)++];
    return 1;
}

int nd_result_next_pair(const nd_result *result, uint64_t *position, nd_pair *out) {
    const nd_pair_record *pairs = (const nd_pair_record *)result->pairs.data;
    if (*position >= result->pairs.size / sizeof *pairs) return 0;
    const nd_pair_record *pair = &pairs[(*position)++];
    *out = (nd_pair){.a = pair->a,
                     .b = pair->b,
                     .relation = (nd_relation)pair->verdict.relation,
                     .coverage_a = share(pair->verdict.coverage_a),
                     .coverage_b = share(pair->verdict.coverage_b),
                     .jaccard = share(pair->verdict.jaccard),
                     .passages = pair->verdict.passages,
                     .longest_passage_words = (pair->verdict.longest_halves + 1) / 2,
                     .figures_changed = pair->verdict.figures_changed,
                     .note = pair->note};
    return 1;
}
