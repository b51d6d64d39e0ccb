/*
 * write_gitlab.c - GitLab's code quality report: an array with an object for each new copy. What the baseline
 * accepts is no violation. A fingerprint is made of words and id alone, so that the site knows a copy again.
 */
#include "report/copy_row.h"
#include "report/escape.h"

static const char *const severities[ND_RULES] = {"major", "minor", "info"};

static void put_copy(const nd_copy_row *row, nd_out *out) {
    nd_copy_rule rule = nd_copy_rule_of(row->copy.relation);
    nd_put_text(out, "{\"description\":\"");
    nd_put_json_inside(out, row->article.id);
    nd_put_text(out, ": ");
    nd_put_copy_message(out, row, nd_put_json_inside);
    nd_put_text(out, "\",\"check_name\":\"");
    nd_put_text(out, nd_copy_rule_name(rule));
    nd_put_text(out, "\",\"fingerprint\":\"");
    nd_put_fingerprint(out, &row->article);
    nd_put_text(out, "\",\"severity\":\"");
    nd_put_text(out, severities[rule]);
    nd_put_text(out, "\",\"location\":{\"path\":");
    nd_put_json(out, row->path);
    nd_put_text(out, ",\"lines\":{\"begin\":1}}}");
}

void nd_write_gitlab(const nd_result *result, const nd_write_options *options, nd_out *out) {
    nd_copy_row row;
    int         is_first = 1;
    nd_put_text(out, "[");
    for (uint64_t at = 0; !out->status && nd_copy_row_next(result, options, &at, &row);) {
        if (!row.copy.is_new) continue;
        if (!is_first) nd_put_text(out, ",");
        nd_put_newline(out);
        put_copy(&row, out);
        is_first = 0;
    }
    nd_put_text(out, "]");
    nd_put_newline(out);
}
