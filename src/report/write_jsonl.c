/*
 * write_jsonl.c - one row an article in the order of arrival, between a header and a summary. The names
 * of the members are fixed; more may be added. A missing value is null, never left out, so that every
 * row has the same members. With the texts come the pairs and all else that a report shows: it is then all in one
 * file.
 */
#include "report/copy_row.h"
#include "report/escape.h"
#include "report/frame.h"
#include "report/number.h"
#include "report/pair_row.h"
#include "report/rows.h"
#include "report/standing.h"

static void put_string(nd_out *out, const char *name, nd_string value) {
    nd_put_text(out, name);
    nd_put_json(out, value);
}

static void put_count(nd_out *out, const char *name, uint64_t count) {
    nd_put_text(out, name);
    nd_put_count(out, count);
}

static void put_range(nd_out *out, const char *name, const uint64_t range[2]) {
    put_count(out, name, range[0]);
    put_count(out, ",", range[1]);
    nd_put_text(out, "]");
}

static void put_passages(const nd_result *result, uint64_t document, nd_out *out) {
    nd_passage  passage;
    const char *before = "{\"at\":[";
    nd_put_text(out, ",\"passages\":[");
    for (uint64_t at = 0; nd_result_next_passage(result, document, &at, &passage);) {
        put_range(out, before, passage.at);
        put_range(out, ",\"in\":[", passage.in);
        put_count(out, ",\"words\":", passage.words);
        nd_put_text(out, "}");
        before = ",{\"at\":[";
    }
    nd_put_text(out, "]");
}

/* [begin, end of the words here, begin, end of those in the other] */
static void put_differences(const nd_result *result, uint64_t document, nd_out *out) {
    nd_difference difference;
    const char   *before = "[";
    nd_put_text(out, ",\"differences\":[");
    for (uint64_t at = 0; nd_result_next_difference(result, document, &at, &difference);) {
        put_count(out, before, difference.at[0]);
        put_count(out, ",", difference.at[1]);
        put_range(out, ",", difference.in);
        before = ",[";
    }
    nd_put_text(out, "]");
}

static void put_article_text(const nd_row *row, const nd_write_options *options, nd_out *out) {
    nd_string text = {NULL, 0};
    if ((row->cluster.data || row->story.data) && !nd_row_text(&row->document, options, out, &text))
        text.data = NULL;
    put_string(out, ",\"text\":", text);
}

/* What a check says of the article. */
static void put_check(const nd_document *document, const nd_audit *audit, nd_out *out) {
    nd_copy     copy;
    const char *standing = document->is_reference ? "reference" : NULL;
    if (nd_audit_copy(audit, document->index, &copy)) standing = copy.is_new ? "new" : "accepted";
    nd_put_text(out, ",\"check\":");
    nd_put_json_text(out, standing);
}

static void put_gates(const nd_audit *audit, nd_out *out) {
    nd_gate gate;
    for (uint64_t at = 0; nd_audit_next_gate(audit, &at, &gate);) {
        nd_put_text(out, "{\"type\":\"gate\",\"gate\":");
        nd_put_json_text(out, gate.name);
        nd_put_text(out, ",\"most\":");
        if (gate.kind == ND_GATE_RATIO) nd_put_hundredths(out, gate.most);
        else nd_put_count(out, gate.most);
        put_count(out, ",\"count\":", gate.count);
        if (gate.kind == ND_GATE_RATIO) put_count(out, ",\"of\":", gate.of);
        nd_put_text(out, gate.is_passed ? ",\"passed\":true}" : ",\"passed\":false}");
        nd_put_newline(out);
    }
}

static void put_row(const nd_result *result, const nd_write_options *options, const nd_row *row,
                    nd_out *out) {
    const nd_document *document = &row->document;
    nd_put_text(out, "{\"type\":\"doc\",");
    nd_put_json_standing(row, out);
    put_count(out, ",\"figures_changed\":", document->figures_changed);
    put_count(out, ",\"words\":", document->words);
    nd_put_text(out, ",\"digest\":\"");
    nd_put_digest(out, document);
    nd_put_text(out, "\"");
    put_string(out, ",\"title\":", document->title);
    put_string(out, ",\"url\":", document->url);
    put_string(out, ",\"date\":", document->date);
    put_string(out, ",\"lang\":", document->lang);
    put_string(out, ",\"outlet\":", document->outlet);
    int is_main = row->story.data && row->groups[1].canonical == document->index;
    nd_put_text(out, is_main ? ",\"main\":true" : ",\"main\":false");
    put_count(out, ",\"shared_passages\":", document->passages);
    put_count(out, ",\"shared_words\":", document->passage_words);
    put_passages(result, document->index, out);
    if (options->with_text) put_differences(result, document->index, out);
    if (options->audit) put_check(document, options->audit, out);
    if (options->with_text) put_article_text(row, options, out);
    nd_put_text(out, "}");
    nd_put_newline(out);
}

void nd_write_jsonl(const nd_result *result, const nd_write_options *options, nd_out *out) {
    nd_summary summary;
    nd_put_json_header(out, options);
    nd_put_rows(result, options, put_row, out);
    nd_pair pair;
    for (uint64_t at = 0; options->with_text && !out->status && nd_result_next_pair(result, &at, &pair);)
        nd_put_json_pair(result, &pair, out);
    if (options->audit) put_gates(options->audit, out);
    nd_result_summary(result, &summary);
    nd_put_json_summary(out, &summary);
}
