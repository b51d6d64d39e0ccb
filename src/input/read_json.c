/*
 * read_json.c - json-c parses, in its lenient mode: NaN as Python writes it and a comma too many lose
 * no article. The tokener is used again for each record, and the article borrows its strings from the
 * object, which is kept until the next record. \u0000 survives because strings come with their length;
 * half a surrogate pair becomes U+FFFD. Why json-c: docs/dependencies.md.
 */
#include "input/read_json.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "base/error.h"

#define MAX_DEPTH 64    /* json-c frees objects by recursion, so this also bounds the stack */
#define EXCERPT_BYTES 40

static size_t pass_blanks(nd_string bytes, size_t at) {
    while (at < bytes.size && memchr(" \t\r\n", bytes.data[at], 4)) at++;
    return at;
}

static int not_an_object(nd_string bytes, size_t at, nd_finding *finding, nd_error *error) {
    const char *start = bytes.data ? bytes.data + at : "";
    size_t      size = bytes.size - at, shown = size < EXCERPT_BYTES ? size : EXCERPT_BYTES;
    if (size == 0) return nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "not a JSON object: empty");
    while (shown && shown < size && (start[shown] & 0xc0) == 0x80) shown--;
    return nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "not a JSON object: %.*s%s", (int)shown, start,
                   shown < size ? " ..." : "");
}

/* The tokener has stopped without an object; byte 1 is the first. */
static int explain(nd_parser *parser, nd_finding *finding, nd_error *error) {
    enum json_tokener_error reason = json_tokener_get_error(parser->tokener);
    size_t                  column = json_tokener_get_parse_end(parser->tokener) + 1;
    if (reason == json_tokener_continue)
        return nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "JSON ends inside the object, at byte %zu",
                       column);
    return nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "%s at byte %zu", json_tokener_error_desc(reason),
                   column);
}

/* ND_OK with parser->object; 1 with a finding; or a negative status. */
static int parse(nd_parser *parser, nd_string bytes, nd_finding *finding, nd_error *error) {
    if (!parser->tokener) parser->tokener = json_tokener_new_ex(MAX_DEPTH);
    if (!parser->tokener) return nd_fail_memory(error);
    json_object_put(parser->object);
    parser->object = NULL;
    size_t start = pass_blanks(bytes, 0);
    int    status;
    if (start == bytes.size || bytes.data[start] != '{' || bytes.size > INT_MAX) {
        status = not_an_object(bytes, start, finding, error);
        return status ? status : 1;
    }
    json_tokener_reset(parser->tokener);
    parser->object = json_tokener_parse_ex(parser->tokener, bytes.data, (int)bytes.size);
    if (!parser->object) {
        status = explain(parser, finding, error);
        return status ? status : 1;
    }
    size_t end = pass_blanks(bytes, json_tokener_get_parse_end(parser->tokener));
    if (end == bytes.size) return ND_OK;
    status = nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "more than one object: the first ends before "
                     "byte %zu", end + 1);
    return status ? status : 1;
}

static int no_text(const nd_fields *fields, nd_finding *finding, nd_error *error) {
    int status = fields->refused ? nd_find(finding, error, ND_PROBLEM_NO_TEXT, "\"%s\" is %s, not a string",
                                           fields->refused, fields->refused_type)
                                 : nd_find(finding, error, ND_PROBLEM_NO_TEXT, "no text in the record");
    return status ? status : 1;
}

int nd_read_json(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding,
                 nd_error *error) {
    int status = parse(parser, bytes, finding, error);
    if (status) return status;
    nd_fields_read(&parser->fields, parser->object, out);
    if (!out->text.data) return no_text(&parser->fields, finding, error);
    return nd_find_invalid_utf8(finding, error, out->text);
}

void nd_read_json_free(nd_parser *parser) {
    json_object_put(parser->object);
    if (parser->tokener) json_tokener_free(parser->tokener);
    parser->object = NULL;
    parser->tokener = NULL;
}
