/*
 * copy_row.h - a copy, and a gate, as every report of an audit tells them.
 */
#ifndef ND_COPY_ROW_H
#define ND_COPY_ROW_H

#include "report/writer.h"

/* Strings are borrowed from result and reader. */
typedef struct nd_copy_row {
    nd_copy     copy;
    nd_document article, stands, other;
    nd_string   path, stands_path; /* of the files they come from; where that is not known, the ids */
} nd_copy_row;

/* The next copy: 1 and *out, or 0 at the end. */
int nd_copy_row_next(const nd_result *result, const nd_write_options *options, uint64_t *position, nd_copy_row *out);

/* What a report does with strings. */
typedef void nd_put_string_fn(nd_out *out, nd_string value);

/* "near-duplicate of a.txt (95% of it is there, 78% of that is here)"; `put` writes the pieces. */
void nd_put_copy_message(nd_out *out, const nd_copy_row *row, nd_put_string_fn *put);

/* Identical: ND001, near-duplicate: ND002, excerpt or extended: ND003. */
typedef enum nd_copy_rule { ND_RULE_IDENTICAL, ND_RULE_NEAR_DUPLICATE, ND_RULE_EXCERPT, ND_RULES } nd_copy_rule;
nd_copy_rule nd_copy_rule_of(nd_relation relation);
/* "ND001", "identical"; static. */
const char *nd_copy_rule_id(nd_copy_rule rule);
const char *nd_copy_rule_name(nd_copy_rule rule);

/* The digest of the article in hexadecimal digits, and 16 more that tell its id. */
void nd_put_digest(nd_out *out, const nd_document *document);
void nd_put_fingerprint(nd_out *out, const nd_document *document);

/* "max-ratio 2.5%", and what was counted: "3 copies in 40 articles". */
void nd_put_gate_name(nd_out *out, const nd_gate *gate);
void nd_put_gate_count(nd_out *out, const nd_gate *gate);

/* A line for each gate: "FAIL  --max-new 0: 3 new copies". */
void nd_put_gates(nd_out *out, const nd_audit *audit, int colour);

#endif
