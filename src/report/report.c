/*
 * report.c - the only place that names the writers. A new format is a file write_<format>.c, a line in
 * writer.h, a value in nd_format and a row here. tests/unit/test_report.c goes through all of them.
 */
#include <string.h>

#include "base/error.h"
#include "report/copy_row.h"
#include "report/escape.h"
#include "report/explanation.h"
#include "report/tuned.h"

static nd_write_fn *const writers[] = {
    [ND_FORMAT_TEXT] = nd_write_text,
    [ND_FORMAT_JSONL] = nd_write_jsonl,
    [ND_FORMAT_PAIRS_TSV] = nd_write_pairs_tsv,
    [ND_FORMAT_PAIRS_JSONL] = nd_write_pairs_jsonl,
    [ND_FORMAT_TSV] = nd_write_tsv,
    [ND_FORMAT_CSV] = nd_write_csv,
    [ND_FORMAT_PATHS] = nd_write_paths,
    [ND_FORMAT_HTML] = nd_write_html,
    [ND_FORMAT_CHECK] = nd_write_check,
    [ND_FORMAT_GITHUB] = nd_write_github,
    [ND_FORMAT_MARKDOWN] = nd_write_markdown,
    [ND_FORMAT_SARIF] = nd_write_sarif,
    [ND_FORMAT_JUNIT] = nd_write_junit,
    [ND_FORMAT_GITLAB] = nd_write_gitlab,
};
_Static_assert(sizeof writers / sizeof *writers == ND_FORMATS, "a writer for every format");

void nd_write_options_init(nd_write_options *options) {
    memset(options, 0, sizeof *options);
    options->format = ND_FORMAT_TEXT;
}

/* Reports of an audit have one in any case. */
static int is_report_of_audit(nd_format format) {
    return format >= ND_FORMAT_CHECK && format <= ND_FORMAT_GITLAB;
}

int nd_result_write(const nd_result *result, const nd_write_options *options, nd_sink_fn *sink,
                    void *context, nd_error *error) {
    nd_write_options how;
    nd_audit        *audit = NULL;
    nd_out           out;
    if (options) how = *options;
    else nd_write_options_init(&how);
    if ((size_t)how.format >= ND_FORMATS)
        return nd_fail(error, ND_ERROR_USAGE, "there is no output format number %zu", (size_t)how.format);
    nd_out_start(&out, sink, context, error);
    if (!how.audit && is_report_of_audit(how.format)) {
        out.status = nd_audit_new(result, NULL, &audit, error);
        how.audit = audit;
    }
    if (!out.status) writers[how.format](result, &how, &out);
    nd_audit_free(audit);
    return nd_out_finish(&out);
}

void nd_explain_options_init(nd_explain_options *options) {
    memset(options, 0, sizeof *options);
    options->a = options->b = ND_NONE;
}

int nd_explain_write(nd_explainer *explainer, const nd_explain_options *options, nd_sink_fn *sink,
                     void *context, nd_error *error) {
    nd_explanation explanation;
    nd_out         out;
    nd_out_start(&out, sink, context, error);
    out.status = nd_explanation_make(&explanation, explainer, options, error);
    if (!out.status && options->json) {
        nd_put_explanation_json(&explanation, &out);
        nd_put_newline(&out);
    }
    if (!out.status && !options->json) nd_write_explanation(&explanation, &out);
    nd_explanation_free(&explanation);
    return nd_out_finish(&out);
}

void nd_tune_options_init(nd_tune_options *options) {
    memset(options, 0, sizeof *options);
    options->samples = 5;
}

int nd_tune_write(nd_explainer *explainer, const nd_tune_options *options, nd_sink_fn *sink, void *context,
                  nd_error *error) {
    nd_tuned tuned = {.explainer = explainer, .options = options};
    nd_out   out;
    nd_out_start(&out, sink, context, error);
    out.status = nd_tuning_new(explainer, &tuned.tuning, error);
    if (!out.status && options->json) nd_write_tuning_json(&tuned, &out);
    else if (!out.status) nd_write_tuning(&tuned, &out);
    nd_tuning_free(tuned.tuning);
    return nd_out_finish(&out);
}

int nd_gates_write(const nd_audit *audit, nd_sink_fn *sink, void *context, nd_error *error) {
    nd_out out;
    nd_out_start(&out, sink, context, error);
    nd_put_gates(&out, audit, 0);
    return nd_out_finish(&out);
}

int nd_article_write(const nd_article *article, nd_sink_fn *sink, void *context, nd_error *error) {
    nd_out out;
    nd_out_start(&out, sink, context, error);
    nd_write_article(article, &out);
    return nd_out_finish(&out);
}

int nd_result_annotate(const nd_result *result, uint64_t document, nd_string line, nd_sink_fn *sink,
                       void *context, nd_error *error) {
    nd_out out;
    nd_out_start(&out, sink, context, error);
    nd_write_annotated(result, document, line, &out);
    return nd_out_finish(&out);
}

int nd_path_write(const char *path, int null_ended, nd_sink_fn *sink, void *context, nd_error *error) {
    nd_out out;
    nd_out_start(&out, sink, context, error);
    if (null_ended) nd_put_text(&out, path);
    else nd_put_path(&out, (nd_string){path, strlen(path)});
    nd_put_end(&out, null_ended ? '\0' : '\n');
    return nd_out_finish(&out);
}
