/*
 * write_sarif.c - SARIF 2.1.0 (OASIS), one run. The sites that read it take 5,000 results: the new copies are
 * told first, then those that the baseline accepts, and what is left out is said in a notification of the tool.
 *
 * An article has no line: its region is the first, as some readers show nothing without one.
 */
#include "report/copy_row.h"
#include "report/escape.h"
#include "report/number.h"

#define MOST_RESULTS 5000

static const char *const levels[ND_RULES] = {"error", "warning", "note"};
static const char *const abouts[ND_RULES] = {
    "An article has the very words of another.",
    "Most of an article is in another, and most of the other in it.",
    "Most of an article is in another that holds much more, or the reverse."};

struct log {
    const nd_result        *result;
    const nd_write_options *options;
    nd_out                 *out;
    nd_audit_summary        sum;
    uint64_t                written;
};

/* ---- what the tool is -------------------------------------------------------------------------- */

static void put_rule(nd_copy_rule rule, nd_out *out) {
    nd_put_text(out, rule ? ",\n{\"id\":\"" : "\n{\"id\":\"");
    nd_put_text(out, nd_copy_rule_id(rule));
    nd_put_text(out, "\",\"name\":\"");
    nd_put_text(out, nd_copy_rule_name(rule));
    nd_put_text(out, "\",\"shortDescription\":{\"text\":\"");
    nd_put_text(out, abouts[rule]);
    nd_put_text(out, "\"},\"defaultConfiguration\":{\"level\":\"");
    nd_put_text(out, levels[rule]);
    nd_put_text(out, "\"}}");
}

static void put_driver(nd_out *out) {
    nd_put_text(out, "\"tool\":{\"driver\":{\"name\":\"newsdup\",\"version\":\"" ND_VERSION "\",\"rules\":[");
    for (int rule = 0; rule < ND_RULES; rule++) put_rule((nd_copy_rule)rule, out);
    nd_put_text(out, "]}},");
    nd_put_newline(out);
}

static void put_invocation(const struct log *log) {
    nd_out *out = log->out;
    nd_put_text(out, "\"invocations\":[{\"executionSuccessful\":true");
    if (log->sum.copies > MOST_RESULTS) {
        nd_put_text(out, ",\"toolExecutionNotifications\":[{\"level\":\"warning\",\"message\":{\"text\":\"");
        nd_put_count(out, MOST_RESULTS);
        nd_put_text(out, " of ");
        nd_put_count(out, log->sum.copies);
        nd_put_text(out, " copies are told here, the new ones first\"}}]");
    }
    nd_put_text(out, "}],");
    nd_put_newline(out);
}

/* ---- results ----------------------------------------------------------------------------------- */

static void put_place(nd_string path, nd_string id, nd_out *out) {
    nd_put_text(out, "{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"");
    if (path.size && path.data[0] == '/') nd_put_text(out, "file://");
    nd_put_uri(out, path);
    nd_put_text(out, "\"},\"region\":{\"startLine\":1}},\"logicalLocations\":[{\"name\":");
    nd_put_json(out, id);
    nd_put_text(out, "}]");
}

static void put_fingerprints(const nd_copy_row *row, nd_out *out) {
    nd_put_text(out, "\"partialFingerprints\":{\"contentDigest/v1\":\"");
    nd_put_digest(out, &row->article);
    nd_put_text(out, "\",\"contentAndId/v1\":\"");
    nd_put_fingerprint(out, &row->article);
    nd_put_text(out, "\"}");
}

static void put_result(struct log *log, const nd_copy_row *row) {
    nd_out      *out = log->out;
    nd_copy_rule rule = nd_copy_rule_of(row->copy.relation);
    nd_put_text(out, log->written ? ",\n{\"ruleId\":\"" : "\n{\"ruleId\":\"");
    nd_put_text(out, nd_copy_rule_id(rule));
    nd_put_text(out, "\",\"ruleIndex\":");
    nd_put_count(out, rule);
    nd_put_text(out, ",\"level\":\"");
    nd_put_text(out, levels[rule]);
    nd_put_text(out, "\",\"message\":{\"text\":\"");
    nd_put_json_inside(out, row->article.id);
    nd_put_text(out, ": ");
    nd_put_copy_message(out, row, nd_put_json_inside);
    nd_put_text(out, "\"},\"locations\":[");
    put_place(row->path, row->article.id, out);
    nd_put_text(out, "}],\"relatedLocations\":[");
    put_place(row->stands_path, row->stands.id, out);
    nd_put_text(out, ",\"id\":1,\"message\":{\"text\":\"");
    nd_put_text(out, row->stands.is_reference ? "reference" : "canonical");
    nd_put_text(out, "\"}}],");
    put_fingerprints(row, out);
    if (log->sum.has_baseline)
        nd_put_text(out, row->copy.is_new ? ",\"baselineState\":\"new\"" : ",\"baselineState\":\"unchanged\"");
    nd_put_end(out, '}');
    log->written++;
}

static void put_results(struct log *log, int are_new) {
    nd_copy_row row;
    for (uint64_t at = 0; !log->out->status && log->written < MOST_RESULTS &&
                          nd_copy_row_next(log->result, log->options, &at, &row);)
        if (!row.copy.is_new == !are_new) put_result(log, &row);
}

void nd_write_sarif(const nd_result *result, const nd_write_options *options, nd_out *out) {
    struct log log = {.result = result, .options = options, .out = out};
    nd_audit_summarize(options->audit, &log.sum);
    nd_put_text(out, "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                     "sarif-schema-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{");
    nd_put_newline(out);
    put_driver(out);
    put_invocation(&log);
    nd_put_text(out, "\"results\":[");
    put_results(&log, 1);
    put_results(&log, 0);
    nd_put_text(out, "]}]}");
    nd_put_newline(out);
}
