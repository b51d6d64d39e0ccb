/*
 * write_github.c - annotations on the files of a pull request. Failed gates come first, and what is accepted is
 * not told: the site shows the first ten of a level and drops the others silently, so no more than that are
 * written, and what they leave out is counted.
 */
#include <string.h>

#include "report/copy_row.h"
#include "report/escape.h"
#include "report/number.h"

#define MOST_OF_A_LEVEL 10

static const char *const levels[ND_RULES] = {"error", "warning", "notice"};

/* Returns how many errors that are. */
static uint64_t put_gates(const nd_audit *audit, nd_out *out) {
    nd_gate  gate;
    uint64_t failed = 0;
    for (uint64_t at = 0; nd_audit_next_gate(audit, &at, &gate);) {
        if (gate.is_passed) continue;
        nd_put_text(out, "::error title=newsdup check failed::--");
        nd_put_gate_name(out, &gate);
        if (gate.kind == ND_GATE_RATIO) nd_put_text(out, "25"); /* behind its percent sign */
        nd_put_text(out, ", but ");
        nd_put_gate_count(out, &gate);
        nd_put_newline(out);
        failed++;
    }
    return failed;
}

static void put_copy(const nd_copy_row *row, nd_out *out) {
    nd_copy_rule rule = nd_copy_rule_of(row->copy.relation);
    nd_put_text(out, "::");
    nd_put_text(out, levels[rule]);
    nd_put_text(out, " file=");
    nd_put_command_property(out, row->path);
    nd_put_text(out, ",title=");
    nd_put_text(out, nd_copy_rule_id(rule));
    nd_put_text(out, " ");
    nd_put_text(out, nd_copy_rule_name(rule));
    nd_put_text(out, "::");
    nd_put_command_data(out, row->article.id);
    nd_put_text(out, ": ");
    nd_put_copy_message(out, row, nd_put_command_data);
    nd_put_newline(out);
}

void nd_write_github(const nd_result *result, const nd_write_options *options, nd_out *out) {
    nd_copy_row row;
    uint64_t    told[ND_RULES] = {0}, left = 0;
    told[ND_RULE_IDENTICAL] = put_gates(options->audit, out);
    for (uint64_t at = 0; !out->status && nd_copy_row_next(result, options, &at, &row);) {
        if (!row.copy.is_new) continue;
        if (told[nd_copy_rule_of(row.copy.relation)]++ < MOST_OF_A_LEVEL) put_copy(&row, out);
        else left++;
    }
    if (!left) return;
    nd_put_count(out, left);
    nd_put_text(out, left == 1 ? " more new copy has" : " more new copies have");
    nd_put_text(out, " no annotation: of each level the site shows ten");
    nd_put_newline(out);
}
