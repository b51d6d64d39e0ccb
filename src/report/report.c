/*
 * report.c - the only place that names the writers. A new format is a file write_<format>.c, a line in
 * writer.h, a value in nd_format and a row here. tests/unit/test_report.c goes through all of them.
 */
#include <string.h>

#include "base/error.h"
#include "report/escape.h"
#include "report/explanation.h"

static nd_write_fn *const writers[] = {
    [ND_FORMAT_TEXT] = nd_write_text,
    [ND_FORMAT_JSONL] = nd_write_jsonl,
    [ND_FORMAT_PAIRS_TSV] = nd_write_pairs_tsv,
    [ND_FORMAT_PAIRS_JSONL] = nd_write_pairs_jsonl,
    [ND_FORMAT_TSV] = nd_write_tsv,
    [ND_FORMAT_CSV] = nd_write_csv,
    [ND_FORMAT_PATHS] = nd_write_paths,
    [ND_FORMAT_HTML] = nd_write_html,
};
_Static_assert(sizeof writers / sizeof *writers == ND_FORMATS, "a writer for every format");

void nd_write_options_init(nd_write_options *options) {
    memset(options, 0, sizeof *options);
    options->format = ND_FORMAT_TEXT;
}

int nd_result_write(const nd_result *result, const nd_write_options *options, nd_sink_fn *sink,
                    void *context, nd_error *error) {
    nd_write_options defaults;
    if (!options) {
        nd_write_options_init(&defaults);
        options = &defaults;
    }
    size_t format = (size_t)options->format;
    if (format >= ND_FORMATS)
        return nd_fail(error, ND_ERROR_USAGE, "there is no output format number %zu", format);
    nd_out out;
    nd_out_start(&out, sink, context, error);
    writers[format](result, options, &out);
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
    if (!out.status && options->json) nd_write_explanation_json(&explanation, &out);
    else if (!out.status) nd_write_explanation(&explanation, &out);
    nd_explanation_free(&explanation);
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
