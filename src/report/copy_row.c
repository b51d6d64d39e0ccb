/*
 * copy_row.c - said once, so that an annotation, a table and a log have the same words for the same copy.
 */
#include "report/copy_row.h"

#include <string.h>

#include "base/bytes.h"
#include "report/number.h"

/* ---- where it is ------------------------------------------------------------------------------- */

/* As somebody at the root of a checkout would write it. */
static nd_string path_of(const nd_write_options *options, const nd_document *document) {
    nd_origin origin;
    if (!options->texts || nd_reader_origin(options->texts, document->source, &origin, NULL)) return document->id;
    if (!strcmp(origin.path, "-")) return document->id;
    const char *path = origin.path;
    while (path[0] == '.' && path[1] == '/') path += 2;
    return (nd_string){path, strlen(path)};
}

int nd_copy_row_next(const nd_result *result, const nd_write_options *options, uint64_t *position, nd_copy_row *out) {
    if (!nd_audit_next_copy(options->audit, position, &out->copy)) return 0;
    nd_result_document(result, out->copy.article, &out->article);
    nd_result_document(result, out->copy.stands, &out->stands);
    nd_result_document(result, out->copy.other, &out->other);
    out->path = path_of(options, &out->article);
    out->stands_path = path_of(options, &out->stands);
    return 1;
}

/* ---- what it is -------------------------------------------------------------------------------- */

static void put_text(nd_out *out, const char *text, nd_put_string_fn *put) {
    put(out, (nd_string){text, strlen(text)});
}

/* Digits need no escape anywhere, percent signs do. */
static void put_share(nd_out *out, double share, nd_put_string_fn *put) {
    nd_out digits = {.error = out->error};
    nd_put_percent(&digits, share);
    if (digits.status && !out->status) out->status = digits.status;
    put(out, (nd_string){(const char *)digits.buf.data, digits.buf.size});
    nd_buf_free(&digits.buf);
}

void nd_put_copy_message(nd_out *out, const nd_copy_row *row, nd_put_string_fn *put) {
    put_text(out, nd_relation_name(row->copy.relation), put);
    put_text(out, row->copy.relation == ND_IDENTICAL ? " to " : row->copy.relation == ND_EXTENDED ? " from " : " of ",
             put);
    put(out, row->other.id);
    if (row->copy.relation != ND_IDENTICAL) {
        put_text(out, " (", put);
        put_share(out, row->copy.coverage, put);
        put_text(out, " of it is there, ", put);
        put_share(out, row->copy.other_coverage, put);
        put_text(out, " of that is here)", put);
    }
    if (row->copy.other == row->copy.stands) return;
    put_text(out, ", in the cluster of ", put);
    put(out, row->stands.id);
}

nd_copy_rule nd_copy_rule_of(nd_relation relation) {
    if (relation == ND_IDENTICAL) return ND_RULE_IDENTICAL;
    return relation == ND_EXCERPT || relation == ND_EXTENDED ? ND_RULE_EXCERPT : ND_RULE_NEAR_DUPLICATE;
}

const char *nd_copy_rule_id(nd_copy_rule rule) {
    static const char *const ids[ND_RULES] = {"ND001", "ND002", "ND003"};
    return ids[rule];
}

const char *nd_copy_rule_name(nd_copy_rule rule) {
    static const char *const names[ND_RULES] = {"identical", "near-duplicate", "excerpt"};
    return names[rule];
}

/* ---- fingerprints ------------------------------------------------------------------------------ */

static void put_hex(nd_out *out, const uint8_t *bytes, size_t count) {
    static const char digits[] = "0123456789abcdef";
    char              text[2 * sizeof((nd_document *)0)->digest];
    for (size_t i = 0; i < count; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    nd_put(out, text, 2 * count);
}

void nd_put_digest(nd_out *out, const nd_document *document) {
    put_hex(out, document->digest, sizeof document->digest);
}

void nd_put_fingerprint(nd_out *out, const nd_document *document) {
    uint64_t hash = document->id.size;
    for (size_t i = 0; i < document->id.size; i++) hash = nd_mix64_pair(hash, (unsigned char)document->id.data[i]);
    uint8_t bytes[8];
    for (unsigned i = 0; i < 8; i++) bytes[i] = (uint8_t)(hash >> (56 - 8 * i));
    nd_put_digest(out, document);
    put_hex(out, bytes, sizeof bytes);
}

/* ---- gates ------------------------------------------------------------------------------------- */

void nd_put_gate_name(nd_out *out, const nd_gate *gate) {
    nd_put_text(out, gate->name);
    nd_put_text(out, " ");
    if (gate->kind == ND_GATE_RATIO) nd_put_hundredths(out, gate->most);
    else nd_put_count(out, gate->most);
    if (gate->kind == ND_GATE_RATIO) nd_put_text(out, "%");
}

static void put_copies(nd_out *out, uint64_t count, const char *kind) {
    nd_put_count(out, count);
    nd_put_text(out, kind);
    nd_put_text(out, count == 1 ? "copy" : "copies");
}

void nd_put_gate_count(nd_out *out, const nd_gate *gate) {
    switch (gate->kind) {
    case ND_GATE_COPIES: put_copies(out, gate->count, " "); break;
    case ND_GATE_NEW: put_copies(out, gate->count, " new "); break;
    case ND_GATE_IDENTICAL: put_copies(out, gate->count, " identical "); break;
    case ND_GATE_RATIO:
        put_copies(out, gate->count, " ");
        nd_put_text(out, " in ");
        nd_put_counted(out, gate->of, "article");
        break;
    case ND_GATE_CLUSTER:
        nd_put_counted(out, gate->count, "article");
        nd_put_text(out, " in the largest cluster");
        break;
    }
}

void nd_put_gates(nd_out *out, const nd_audit *audit, int colour) {
    static const char red[] = "\x1b[31m", green[] = "\x1b[32m", plain[] = "\x1b[0m";
    nd_gate           gate;
    for (uint64_t at = 0; nd_audit_next_gate(audit, &at, &gate);) {
        if (colour) nd_put_text(out, gate.is_passed ? green : red);
        nd_put_text(out, gate.is_passed ? "pass" : "FAIL");
        if (colour) nd_put_text(out, plain);
        nd_put_text(out, "  --");
        nd_put_gate_name(out, &gate);
        nd_put_text(out, ": ");
        nd_put_gate_count(out, &gate);
        nd_put_newline(out);
    }
}
