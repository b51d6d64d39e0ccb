/*
 * write_markdown.c - two tables in GitHub's Markdown, which GitLab and others read too: the gates, and the new
 * copies. A summary is to be read: of many copies the first are shown, and how many there are.
 */
#include "report/copy_row.h"
#include "report/escape.h"
#include "report/number.h"

#define MOST_ROWS 100

static void put_heading(const nd_audit_summary *sum, nd_out *out) {
    nd_put_text(out, sum->is_passed ? "## newsdup check: passed\n\n" : "## newsdup check: failed\n\n");
    nd_put_counted(out, sum->articles, "article");
    nd_put_text(out, sum->copies == 1 ? ", 1 copy" : ", ");
    if (sum->copies != 1) {
        nd_put_count(out, sum->copies);
        nd_put_text(out, " copies");
    }
    if (sum->has_baseline) {
        nd_put_text(out, ", ");
        nd_put_count(out, sum->new_copies);
        nd_put_text(out, " new");
    }
    if (sum->references) {
        nd_put_text(out, "; checked against ");
        nd_put_counted(out, sum->references, "article");
    }
    nd_put_text(out, ".\n\n");
}

static void put_gates(const nd_audit *audit, nd_out *out) {
    nd_gate gate;
    nd_put_text(out, "| gate | found | |\n|---|---|---|\n");
    for (uint64_t at = 0; nd_audit_next_gate(audit, &at, &gate);) {
        nd_put_text(out, "| \\-\\-");
        nd_put_gate_name(out, &gate);
        nd_put_text(out, " | ");
        nd_put_gate_count(out, &gate);
        nd_put_text(out, gate.is_passed ? " | pass |" : " | **FAIL** |");
        nd_put_newline(out);
    }
}

static void put_row(const nd_copy_row *row, nd_out *out) {
    nd_put_text(out, "| ");
    nd_put_markdown(out, row->article.id);
    nd_put_text(out, " | ");
    nd_put_copy_message(out, row, nd_put_markdown);
    nd_put_text(out, " |");
    nd_put_newline(out);
}

void nd_write_markdown(const nd_result *result, const nd_write_options *options, nd_out *out) {
    nd_audit_summary sum;
    nd_copy_row      row;
    uint64_t         rows = 0;
    nd_audit_summarize(options->audit, &sum);
    put_heading(&sum, out);
    put_gates(options->audit, out);
    if (!sum.new_copies) return;
    nd_put_text(out, sum.has_baseline ? "\n| new copy | |\n|---|---|\n" : "\n| copy | |\n|---|---|\n");
    for (uint64_t at = 0; rows < MOST_ROWS && !out->status && nd_copy_row_next(result, options, &at, &row);) {
        if (!row.copy.is_new) continue;
        put_row(&row, out);
        rows++;
    }
    if (rows == sum.new_copies) return;
    nd_put_text(out, "\nThe first ");
    nd_put_count(out, rows);
    nd_put_text(out, " of ");
    nd_put_count(out, sum.new_copies);
    nd_put_text(out, " are shown.");
    nd_put_newline(out);
}
