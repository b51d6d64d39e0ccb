/*
 * explanation_json.c - the facts of an explanation as one JSON object on one line. Passages are byte
 * ranges of the texts as `newsdup read` prints them; figures come with their text.
 */
#include "report/escape.h"
#include "report/explanation.h"
#include "report/number.h"

static void put_named_count(nd_out *out, const char *name, uint64_t count) {
    nd_put_text(out, name);
    nd_put_count(out, count);
}

static void put_named_share(nd_out *out, const char *name, double share) {
    nd_put_text(out, name);
    nd_put_share(out, share);
}

static void put_named_text(nd_out *out, const char *name, const char *text) {
    nd_put_text(out, name);
    nd_put_json_text(out, text);
}

static void put_named_range(nd_out *out, const char *name, const uint64_t range[2]) {
    put_named_count(out, name, range[0]);
    put_named_count(out, ",", range[1]);
    nd_put_text(out, "]");
}

/* ---- articles --------------------------------------------------------------------------------- */

static void put_group(const nd_explanation *e, const char *name, uint64_t index, nd_out *out) {
    nd_group group = {.id = ""};
    if (index != ND_NONE) nd_result_group(e->result, index, &group);
    put_named_text(out, name, index == ND_NONE ? NULL : group.id);
}

static void put_id_at(const nd_explanation *e, const char *name, uint64_t index, nd_out *out) {
    nd_string id = {NULL, 0};
    if (index != ND_NONE) id = nd_document_at(e->result, index).id;
    nd_put_text(out, name);
    nd_put_json(out, id);
}

/* An article that is compared with none has no figures, as in the rows of a result. */
static void put_tie(const nd_document *document, nd_out *out) {
    if (document->canonical == ND_NONE) {
        nd_put_text(out, ",\"coverage\":null,\"canonical_coverage\":null");
        return;
    }
    put_named_share(out, ",\"coverage\":", document->coverage);
    put_named_share(out, ",\"canonical_coverage\":", document->canonical_coverage);
}

static void put_article(const nd_explanation *e, const nd_document *document, nd_out *out) {
    nd_put_text(out, "{");
    nd_put_json_id(out, document->id);
    put_named_count(out, ",\"words\":", document->words);
    if (!e->options->alone) {
        put_named_text(out, ",\"role\":", nd_role_name(document->role));
        put_named_text(out, ",\"rule\":", document->rule);
        put_group(e, ",\"cluster\":", document->cluster, out);
        put_group(e, ",\"story\":", document->story, out);
        put_id_at(e, ",\"canonical\":", document->canonical, out);
        put_id_at(e, ",\"via\":", document->via, out);
        put_tie(document, out);
    }
    nd_put_text(out, "}");
}

/* ---- a pair ----------------------------------------------------------------------------------- */

static void put_value(nd_out *out, const char *name, nd_unit unit, double value) {
    if (unit == ND_UNIT_SHARE) put_named_share(out, name, value);
    else put_named_count(out, name, (uint64_t)value);
}

static void put_check(nd_out *out, const nd_check *check) {
    const char *bound = check->is_most ? ",\"at_most\":" : ",\"at_least\":";
    put_named_text(out, "{\"rule\":", check->rule);
    put_value(out, ",\"value\":", check->unit, check->value);
    put_value(out, ",\"measured\":", check->unit, check->measured);
    if (check->unit == ND_UNIT_SHARE && check->threshold > 1) put_named_text(out, bound, NULL);
    else put_value(out, bound, check->unit, check->threshold);
    nd_put_text(out, check->is_met ? ",\"met\":true" : ",\"met\":false");
    nd_put_text(out, check->decides ? ",\"decides\":true}" : ",\"decides\":false}");
}

static void put_scores(const nd_pair *pair, nd_out *out) {
    put_named_text(out, "\"relation\":", nd_relation_name(pair->relation));
    put_named_share(out, ",\"coverage_a\":", pair->coverage_a);
    put_named_share(out, ",\"coverage_b\":", pair->coverage_b);
    put_named_share(out, ",\"jaccard\":", pair->jaccard);
    put_named_count(out, ",\"passages\":", pair->passages);
    put_named_count(out, ",\"longest_passage_words\":", pair->longest_passage_words);
    put_named_count(out, ",\"figures_changed\":", pair->figures_changed);
    put_named_text(out, ",\"note\":", pair->note);
}

static void put_facts(const nd_explanation *e, const char *name, const nd_difference *facts, size_t count,
                      nd_out *out) {
    nd_put_text(out, name);
    for (size_t i = 0; i < count; i++) {
        nd_put_text(out, i ? ",{\"a\":" : "{\"a\":");
        nd_put_json(out, nd_explanation_bytes(e, 0, facts[i].at));
        nd_put_text(out, ",\"b\":");
        nd_put_json(out, nd_explanation_bytes(e, 1, facts[i].in));
        put_named_range(out, ",\"at\":[", facts[i].at);
        put_named_range(out, ",\"in\":[", facts[i].in);
        nd_put_text(out, "}");
    }
    nd_put_text(out, "]");
}

/* The differences from *next on that lie in the passage. */
static void put_differences(const nd_comparison *c, const nd_passage *passage, size_t *next, nd_out *out) {
    const char *between = "";
    nd_put_text(out, ",\"differences\":[");
    for (; *next < c->difference_count && c->differences[*next].at[0] < passage->at[1]; ++*next) {
        nd_put_text(out, between);
        put_named_range(out, "{\"at\":[", c->differences[*next].at);
        put_named_range(out, ",\"in\":[", c->differences[*next].in);
        nd_put_text(out, "}");
        between = ",";
    }
    nd_put_text(out, "]");
}

static void put_passages(const nd_comparison *c, nd_out *out) {
    size_t next = 0;
    nd_put_text(out, ",\"shared\":[");
    for (size_t i = 0; i < c->passage_count && !out->status; i++) {
        const nd_passage *passage = &c->passages[i];
        put_named_range(out, i ? ",{\"at\":[" : "{\"at\":[", passage->at);
        put_named_range(out, ",\"in\":[", passage->in);
        put_named_count(out, ",\"words\":", passage->words);
        put_named_count(out, ",\"story_words\":", passage->story_words);
        put_differences(c, passage, &next, out);
        nd_put_text(out, "}");
    }
    nd_put_text(out, "]");
}

static void put_pair(const nd_explanation *e, nd_out *out) {
    const nd_comparison *c = &e->comparison;
    nd_put_text(out, ",\"b\":");
    put_article(e, &e->b, out);
    nd_put_text(out, e->options->alone ? ",\"statistics\":false" : ",\"statistics\":true");
    nd_put_text(out, c->was_aligned ? ",\"was_aligned\":true" : ",\"was_aligned\":false");
    nd_put_text(out, c->one_cluster ? ",\"one_cluster\":true," : ",\"one_cluster\":false,");
    put_scores(&c->pair, out);
    put_named_count(out, ",\"words_a\":", c->words_a);
    put_named_count(out, ",\"words_b\":", c->words_b);
    put_named_count(out, ",\"covered_a\":", c->covered_a);
    put_named_count(out, ",\"covered_b\":", c->covered_b);
    nd_put_text(out, ",\"rules\":[");
    for (uint32_t i = 0; i < c->check_count; i++) {
        if (i) nd_put_text(out, ",");
        put_check(out, &c->checks[i]);
    }
    nd_put_text(out, "]");
    put_facts(e, ",\"figures\":[", c->figures, c->figure_count, out);
    put_facts(e, ",\"figures_for_words\":[", c->figures_for_words, c->figure_for_words_count, out);
    put_facts(e, ",\"names\":[", c->names, c->name_count, out);
    put_passages(c, out);
}

/* ---- one article ------------------------------------------------------------------------------ */

static void put_refused(const nd_explanation *e, nd_out *out) {
    nd_put_text(out, ",\"refused\":[");
    for (size_t i = 0; i < e->refused_count; i++) {
        const nd_refused *refused = &e->refused[i];
        nd_put_text(out, i ? ",{" : "{");
        nd_put_json_id(out, refused->document.id);
        nd_put_text(out, ",");
        put_scores(&refused->pair, out);
        nd_put_text(out, ",\"refused_by\":");
        put_check(out, &refused->reason);
        nd_put_text(out, "}");
    }
    nd_put_text(out, "]");
}

void nd_put_explanation_json(const nd_explanation *explanation, nd_out *out) {
    put_named_text(out, "{\"type\":\"explanation\",\"newsdup\":", ND_VERSION);
    nd_put_text(out, ",\"a\":");
    put_article(explanation, &explanation->a, out);
    if (nd_explains_pair(explanation)) put_pair(explanation, out);
    else put_refused(explanation, out);
    nd_put_text(out, "}");
}
