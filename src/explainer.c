/*
 * explainer.c - any two articles of a corpus that was run, side by side, and the rules that were asked of
 * them.
 *
 * The engine of the run is kept with its frozen statistics, so a pair that the run has judged is judged
 * again by the same code on the same tables and comes out the same; one that too little pointed to is judged
 * as the run would have done. Texts are aligned in the order of their numbers, as in the run, and turned
 * round afterwards. Cost: the memory of a run as long as the explainer lives, and one alignment a
 * comparison.
 */

#include "base/error.h"
#include "base/introsort.h"
#include "corpus.h"
#include "explainer.h"
#include "match/verify.h"
#include "match/walls.h"
#include "result.h"
#include "text/place.h"

/* A text that was aligned with another, and the larger coverage of the two. */
struct aligned {
    uint32_t coverage, text;
};

struct nd_explainer {
    nd_gathered gathered;
    nd_outcome  outcome;
    nd_result  *result;
    nd_examiner examiner;
    nd_trace    trace;
    nd_details  details;
    int         is_turned;                      /* A of the comparison is the second text of the alignment */
    nd_buf      places[2];                      /* nd_place: of A, of B */
    nd_buf      passages, differences;          /* what a comparison refers to */
    nd_buf      figures, figures_for_words, names;
    nd_buf      aligned;                        /* struct aligned: with the text below */
    uint64_t    aligned_with;                   /* the text, plus one; 0: none */
};

int nd_explainer_new(nd_corpus *corpus, nd_explainer **out, nd_error *error) {
    nd_explainer *explainer = nd_allocate_zeroed(1, sizeof *explainer);
    *out = NULL;
    if (!explainer) return nd_fail_memory(error);
    explainer->examiner.trace = &explainer->trace;
    explainer->examiner.aligner.details = &explainer->details;
    nd_engine *engine = &explainer->gathered.engine;
    int        status = nd_corpus_gather(corpus, &explainer->gathered, error);
    if (!status) status = nd_outcome_find(&explainer->outcome, engine, error);
    if (!status) status = nd_result_make_of(&explainer->result, engine, &explainer->outcome, error);
    if (status) nd_explainer_free(explainer);
    else *out = explainer;
    return status;
}

void nd_explainer_free(nd_explainer *explainer) {
    if (!explainer) return;
    nd_buf *bufs[] = {&explainer->places[0],   &explainer->places[1], &explainer->passages,
                      &explainer->differences, &explainer->figures,   &explainer->names,
                      &explainer->aligned,     &explainer->figures_for_words};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nd_buf_free(bufs[i]);
    nd_details_free(&explainer->details);
    nd_examiner_free(&explainer->examiner);
    nd_result_free(explainer->result);
    nd_outcome_free(&explainer->outcome);
    nd_gathered_close(&explainer->gathered);
    nd_release(explainer);
}

const nd_result *nd_explainer_result(const nd_explainer *explainer) {
    return explainer->result;
}

const nd_engine *nd_explainer_engine(const nd_explainer *explainer) {
    return &explainer->gathered.engine;
}

/* ---- bytes ------------------------------------------------------------------------------------ */

static int decode_places(nd_explainer *x, nd_buf *out, uint32_t article, nd_error *error) {
    const nd_collection *collection = &x->gathered.engine.collection;
    uint32_t             count = nd_collection_tokens(collection, collection->text_of[article]).count;
    out->size = 0;
    int status = nd_buf_reserve(out, count * sizeof(nd_place), error);
    if (!status) nd_places_decode(nd_collection_places(collection, article), count, (nd_place *)out->data);
    return status;
}

/* The bytes of tokens [begin, end), or of what stands between their neighbours. */
typedef nd_place range_fn(const nd_place *places, uint32_t begin, uint32_t end);

static nd_place words_range(const nd_place *places, uint32_t begin, uint32_t end) {
    return nd_places_span(places, begin, end);
}

static nd_span turn_span(const nd_explainer *x, const nd_span *span) {
    if (!x->is_turned) return *span;
    return (nd_span){span->b_begin, span->b_end, span->a_begin, span->a_end, span->halves};
}

static int by_place(const void *left, const void *right) {
    const nd_difference *x = left, *y = right;
    if (x->at[0] != y->at[0]) return x->at[0] < y->at[0] ? -1 : 1;
    return x->in[0] < y->in[0] ? -1 : x->in[0] > y->in[0];
}

static int list_differences(nd_explainer *x, const nd_buf *spans, range_fn *range, nd_buf *out,
                            nd_error *error) {
    const nd_place *a = (const nd_place *)x->places[0].data, *b = (const nd_place *)x->places[1].data;
    int             status = ND_OK;
    out->size = 0;
    for (size_t i = 0; i < spans->size / sizeof(nd_span) && !status; i++) {
        nd_span       span = turn_span(x, (const nd_span *)spans->data + i);
        nd_place      at = range(a, span.a_begin, span.a_end), in = range(b, span.b_begin, span.b_end);
        nd_difference difference = {{at.begin, at.end}, {in.begin, in.end}};
        status = nd_buf_append(out, &difference, sizeof difference, error);
    }
    if (out->size) nd_sort(out->data, out->size / sizeof(nd_difference), sizeof(nd_difference), by_place);
    return status;
}

static int by_start(const void *left, const void *right) {
    const nd_passage *x = left, *y = right;
    return x->at[0] < y->at[0] ? -1 : x->at[0] > y->at[0];
}

static int list_passages(nd_explainer *x, const nd_alignment *alignment, nd_text text, nd_error *error) {
    const nd_place *a = (const nd_place *)x->places[0].data, *b = (const nd_place *)x->places[1].data;
    int             status = ND_OK;
    x->passages.size = 0;
    for (uint32_t i = 0; i < alignment->span_count && !status; i++) {
        nd_span    span = turn_span(x, &alignment->spans[i]);
        nd_passage passage = {.story_words = (span.halves + 1) / 2};
        uint32_t   halves = 0;
        for (uint32_t at = span.a_begin; at < span.a_end; at++) halves += nd_token_halves(text.tokens[at]);
        passage.words = (halves + 1) / 2;
        nd_place at = nd_places_span(a, span.a_begin, span.a_end), in = nd_places_span(b, span.b_begin, span.b_end);
        passage.at[0] = at.begin, passage.at[1] = at.end;
        passage.in[0] = in.begin, passage.in[1] = in.end;
        status = nd_buf_append(&x->passages, &passage, sizeof passage, error);
    }
    size_t count = x->passages.size / sizeof(nd_passage);
    if (count) nd_sort(x->passages.data, count, sizeof(nd_passage), by_start);
    return status;
}

/* ---- verdicts --------------------------------------------------------------------------------- */

/* Adds a rule that was asked elsewhere, and on which the relation rests. */
static void add_rule(nd_trace *trace, nd_asked asked) {
    asked.measured = asked.value;
    asked.is_met = asked.is_most ? asked.value <= asked.bound : asked.value >= asked.bound;
    trace->decided = trace->count;
    trace->asked[trace->count++] = asked;
}

/* What the pair has in common does not count: its scopes forbid it. */
static void add_refusal(nd_explainer *x, const nd_verified *pair) {
    const nd_engine *engine = &x->gathered.engine;
    const nd_scopes *scopes = &engine->collection.scopes;
    nd_asked         asked = {.unit = ND_UNIT_COUNT, .value = 1, .bound = 2};
    nd_refusal       refusal = nd_scopes_refusal(scopes, pair->a, pair->b);
    asked.rule = engine->options->across == ND_ACROSS_LANG ? "different languages" : "different outlets";
    if (refusal == ND_BOTH_REFERENCES) {
        asked = (nd_asked){.rule = "references of the two", .unit = ND_UNIT_COUNT, .is_most = 1};
        asked.value = 2;
        asked.bound = 1;
    }
    if (refusal == ND_TOO_FAR_APART) {
        int64_t days = nd_scopes_days_apart(scopes, pair->a, pair->b);
        asked = (nd_asked){.rule = "days apart", .unit = ND_UNIT_COUNT, .is_most = 1};
        asked.value = days < UINT32_MAX ? (uint32_t)days : UINT32_MAX;
        asked.bound = (uint32_t)scopes->days;
    }
    add_rule(&x->trace, asked);
}

/* Texts of the same words are one passage, and nothing is asked of them but how long they are. A stub is
 * compared with nothing, also where it is printed twice. */
static int judge(nd_explainer *x, uint32_t a, uint32_t b, nd_alignment *alignment, nd_verified *out,
                 nd_error *error) {
    const nd_engine     *engine = &x->gathered.engine;
    const nd_collection *collection = &engine->collection;
    nd_judge             judge = nd_engine_judge(engine, ND_ROUNDS);
    uint32_t             one = nd_collection_halves(collection, a), other = nd_collection_halves(collection, b);
    int                  is_stub = nd_collection_is_stub(collection, a) || nd_collection_is_stub(collection, b);
    int                  is_same = a == b || nd_collection_are_identical(collection, a, b);
    x->trace.count = 0;
    nd_details_clear(&x->details);
    *alignment = (nd_alignment){0};
    *out = (nd_verified){.a = a, .b = b};
    if (is_stub || is_same)
        add_rule(&x->trace, (nd_asked){.rule = is_same ? "the same words" : "words of the shorter",
                                       .unit = ND_UNIT_WORDS, .value = one < other ? one : other,
                                       .bound = collection->least_halves});
    if (collection->walls[a] || collection->walls[b])
        add_rule(&x->trace, (nd_asked){.rule = "titles of one outlet", .unit = ND_UNIT_COUNT, .is_most = 1,
                                       .value = ND_WALL_TITLES, .bound = ND_WALL_TITLES - 1});
    if (is_stub) return ND_OK;
    int status = nd_examine(&x->examiner, &judge, a, b, alignment, out, error);
    if (!status && out->relation == ND_REFUSED) add_refusal(x, out);
    return status;
}

/* ---- the comparison --------------------------------------------------------------------------- */

static double in_unit(nd_unit unit, uint32_t value) {
    if (unit == ND_UNIT_SHARE) return (double)value / ND_WHOLE;
    return unit == ND_UNIT_WORDS ? (double)((value + 1) / 2) : value;
}

static void tell_checks(const nd_trace *trace, nd_comparison *out) {
    out->check_count = trace->count;
    for (uint32_t i = 0; i < trace->count; i++) {
        const nd_asked *asked = &trace->asked[i];
        out->checks[i] = (nd_check){.rule = asked->rule,
                                    .unit = asked->unit,
                                    .value = in_unit(asked->unit, asked->value),
                                    .measured = in_unit(asked->unit, asked->measured),
                                    .threshold = in_unit(asked->unit, asked->bound),
                                    .is_most = asked->is_most,
                                    .is_met = asked->is_met,
                                    .decides = i == trace->decided};
    }
}

static nd_pair pair_of(const nd_verified *seen, uint64_t a, uint64_t b) {
    return (nd_pair){.a = a,
                     .b = b,
                     .relation = (nd_relation)seen->relation,
                     .coverage_a = (double)seen->coverage_a / ND_WHOLE,
                     .coverage_b = (double)seen->coverage_b / ND_WHOLE,
                     .jaccard = (double)seen->jaccard / ND_WHOLE,
                     .passages = seen->passages,
                     .longest_passage_words = (seen->longest_halves + 1) / 2,
                     .figures_changed = seen->figures_changed};
}

static void tell_words(const nd_alignment *alignment, int is_turned, nd_comparison *out) {
    uint32_t all[2] = {(alignment->halves_a + 1) / 2, (alignment->halves_b + 1) / 2};
    uint32_t covered[2] = {(alignment->covered_a + 1) / 2, (alignment->covered_b + 1) / 2};
    out->words_a = all[is_turned];
    out->words_b = all[!is_turned];
    out->covered_a = covered[is_turned];
    out->covered_b = covered[!is_turned];
}

static int list_evidence(nd_explainer *x, const nd_alignment *alignment, nd_comparison *out,
                         nd_error *error) {
    const nd_collection *collection = &x->gathered.engine.collection;
    uint32_t             a = (uint32_t)out->pair.a, b = (uint32_t)out->pair.b;
    nd_text              text = nd_collection_tokens(collection, collection->text_of[a]);
    int                  status = decode_places(x, &x->places[0], a, error);
    if (!status) status = decode_places(x, &x->places[1], b, error);
    if (!status) status = list_passages(x, alignment, text, error);
    if (!status) status = list_differences(x, &x->details.differences, nd_places_gap, &x->differences, error);
    if (!status) status = list_differences(x, &x->details.figures, words_range, &x->figures, error);
    if (!status)
        status = list_differences(x, &x->details.figures_for_words, words_range, &x->figures_for_words, error);
    if (!status) status = list_differences(x, &x->details.names, words_range, &x->names, error);
    out->passages = (const nd_passage *)x->passages.data;
    out->passage_count = x->passages.size / sizeof *out->passages;
    out->differences = (const nd_difference *)x->differences.data;
    out->difference_count = x->differences.size / sizeof *out->differences;
    out->figures = (const nd_difference *)x->figures.data;
    out->figure_count = x->figures.size / sizeof *out->figures;
    out->figures_for_words = (const nd_difference *)x->figures_for_words.data;
    out->figure_for_words_count = x->figures_for_words.size / sizeof *out->figures_for_words;
    out->names = (const nd_difference *)x->names.data;
    out->name_count = x->names.size / sizeof *out->names;
    return status;
}

/* What is identical needs no alignment. */
static int was_aligned(const nd_engine *engine, uint32_t a, uint32_t b) {
    const nd_verified *pairs = (const nd_verified *)engine->pairs.data;
    if (a == b) return !nd_collection_is_stub(&engine->collection, a);
    return nd_pairs_find(pairs, engine->pairs.size / sizeof *pairs, a, b) != NULL;
}

int nd_explainer_compare(nd_explainer *explainer, uint64_t a, uint64_t b, nd_comparison *out,
                         nd_error *error) {
    const nd_collection *collection = &explainer->gathered.engine.collection;
    const nd_standing   *standings = explainer->result->standings;
    if (a >= collection->article_count || b >= collection->article_count || a == b)
        return nd_fail(error, ND_ERROR_USAGE, "two different articles of the corpus are compared");
    uint32_t     texts[2] = {collection->text_of[a], collection->text_of[b]};
    int          is_turned = explainer->is_turned = texts[0] > texts[1];
    nd_alignment alignment;
    nd_verified  seen;
    int          status = judge(explainer, texts[is_turned], texts[!is_turned], &alignment, &seen, error);
    if (status) return status;
    int         aligned = was_aligned(&explainer->gathered.engine, texts[0], texts[1]);
    const char *note = aligned ? nd_result_note(&explainer->gathered.engine, &explainer->outcome, &seen) : "";
    if (seen.relation == ND_REFUSED) seen.relation = ND_UNRELATED;
    if (is_turned) seen = nd_verified_turned(&seen);
    *out = (nd_comparison){.pair = pair_of(&seen, a, b)};
    out->pair.note = note;
    out->one_cluster = standings[a].cluster != ND_NO_INDEX && standings[a].cluster == standings[b].cluster;
    out->was_aligned = aligned;
    tell_words(&alignment, is_turned, out);
    tell_checks(&explainer->trace, out);
    return list_evidence(explainer, &alignment, out, error);
}

/* ---- what else was looked at ------------------------------------------------------------------ */

static int by_coverage(const void *left, const void *right) {
    const struct aligned *x = left, *y = right;
    if (x->coverage != y->coverage) return x->coverage > y->coverage ? -1 : 1;
    return x->text < y->text ? -1 : x->text > y->text;
}

static int list_aligned(nd_explainer *x, uint32_t text, nd_error *error) {
    const nd_buf      *list = &x->gathered.engine.pairs;
    const nd_verified *pairs = (const nd_verified *)list->data;
    int                status = ND_OK;
    x->aligned.size = 0;
    x->aligned_with = 0;
    for (size_t i = 0; i < list->size / sizeof *pairs && !status; i++) {
        if (pairs[i].a != text && pairs[i].b != text) continue;
        uint32_t       a = pairs[i].coverage_a, b = pairs[i].coverage_b;
        struct aligned aligned = {a > b ? a : b, pairs[i].a == text ? pairs[i].b : pairs[i].a};
        status = nd_buf_append(&x->aligned, &aligned, sizeof aligned, error);
    }
    if (status) return status;
    size_t count = x->aligned.size / sizeof(struct aligned);
    if (count) nd_sort(x->aligned.data, count, sizeof(struct aligned), by_coverage);
    x->aligned_with = text + UINT64_C(1);
    return ND_OK;
}

int nd_explainer_next_aligned(nd_explainer *explainer, uint64_t article, uint64_t *position, uint64_t *other,
                              nd_error *error) {
    const nd_collection *collection = &explainer->gathered.engine.collection;
    if (article >= collection->article_count)
        return nd_fail(error, ND_ERROR_USAGE, "there is no such article");
    uint32_t text = collection->text_of[article];
    int      is_listed = explainer->aligned_with == text + UINT64_C(1);
    int      status = is_listed ? ND_OK : list_aligned(explainer, text, error);
    if (status) return status;
    const struct aligned *aligned = (const struct aligned *)explainer->aligned.data;
    if (*position >= explainer->aligned.size / sizeof *aligned) return 0;
    *other = nd_collection_article(collection, aligned[(*position)++].text);
    return 1;
}
