/*
 * write_junit.c - JUnit XML as the servers read it: a suite of the gates, and a suite of the copies. A copy fails
 * only where a gate does, so that the page says what the exit status says; an accepted one is skipped.
 */
#include "report/copy_row.h"
#include "report/escape.h"
#include "report/number.h"

struct counts {
    uint64_t tests, failures, skipped;
};

static void put_counts(const char *element, const char *name, const struct counts *counts, nd_out *out) {
    nd_put_text(out, element);
    nd_put_text(out, " name=\"");
    nd_put_text(out, name);
    nd_put_text(out, "\" tests=\"");
    nd_put_count(out, counts->tests);
    nd_put_text(out, "\" failures=\"");
    nd_put_count(out, counts->failures);
    nd_put_text(out, "\" errors=\"0\" skipped=\"");
    nd_put_count(out, counts->skipped);
    nd_put_text(out, "\" time=\"0\">");
    nd_put_newline(out);
}

static struct counts count_gates(const nd_audit *audit) {
    struct counts counts = {0};
    nd_gate       gate;
    for (uint64_t at = 0; nd_audit_next_gate(audit, &at, &gate); counts.tests++)
        counts.failures += (uint64_t)!gate.is_passed;
    return counts;
}

static void put_gates(const nd_audit *audit, nd_out *out) {
    nd_gate gate;
    for (uint64_t at = 0; nd_audit_next_gate(audit, &at, &gate);) {
        nd_put_text(out, "<testcase classname=\"newsdup.gates\" name=\"");
        nd_put_gate_name(out, &gate);
        nd_put_text(out, gate.is_passed ? "\" time=\"0\"/>" : "\" time=\"0\"><failure message=\"");
        if (!gate.is_passed) {
            nd_put_gate_count(out, &gate);
            nd_put_text(out, "\"/></testcase>");
        }
        nd_put_newline(out);
    }
}

static void put_copy(const nd_copy_row *row, int fails, nd_out *out) {
    nd_put_text(out, "<testcase classname=\"newsdup.copies\" name=\"");
    nd_put_xml(out, row->article.id);
    nd_put_text(out, "\" file=\"");
    nd_put_xml(out, row->path);
    nd_put_text(out, "\" time=\"0\">");
    if (!row->copy.is_new) nd_put_text(out, "<skipped message=\"accepted by the baseline\"/>");
    nd_put_text(out, fails ? "<failure type=\"" : "<system-out>");
    if (fails) {
        nd_put_text(out, nd_copy_rule_id(nd_copy_rule_of(row->copy.relation)));
        nd_put_text(out, "\" message=\"");
    }
    nd_put_copy_message(out, row, nd_put_xml);
    nd_put_text(out, fails ? "\"/></testcase>" : "</system-out></testcase>");
    nd_put_newline(out);
}

void nd_write_junit(const nd_result *result, const nd_write_options *options, nd_out *out) {
    nd_audit_summary sum;
    nd_copy_row      row;
    nd_audit_summarize(options->audit, &sum);
    struct counts gates = count_gates(options->audit);
    struct counts copies = {sum.copies, sum.is_passed ? 0 : sum.new_copies, sum.copies - sum.new_copies};
    struct counts all = {gates.tests + copies.tests, gates.failures + copies.failures, copies.skipped};
    nd_put_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    nd_put_newline(out);
    put_counts("<testsuites", "newsdup check", &all, out);
    put_counts("<testsuite", "gates", &gates, out);
    put_gates(options->audit, out);
    nd_put_text(out, "</testsuite>");
    nd_put_newline(out);
    put_counts("<testsuite", "copies", &copies, out);
    for (uint64_t at = 0; !out->status && nd_copy_row_next(result, options, &at, &row);)
        put_copy(&row, row.copy.is_new && !sum.is_passed, out);
    nd_put_text(out, "</testsuite>\n</testsuites>");
    nd_put_newline(out);
}
