/*
 * read_json.c - a record of plain JSON is scanned where it lies (scan_json.c). Of all others, and of what is
 * wrong with them, json-c is the authority, in its lenient mode: NaN as Python writes it and a comma too many
 * lose no article. The tokener is used again for each record, and the article borrows its strings from the
 * object, which is kept until the next record. \u0000 survives because strings come with their length;
 * half a surrogate pair becomes U+FFFD. Why json-c: docs/dependencies.md.
 */
#include "input/read_json.h"

#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "input/json_value.h"
#include "input/scan_json.h"

#define EXCERPT_BYTES 40
#define NAMES_BYTES 200 /* of field names in a message */

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

/* The tokener has stopped without an object, at a NUL in a comment even with success; byte 1 is the first. */
static int explain(nd_parser *parser, nd_finding *finding, nd_error *error) {
    enum json_tokener_error reason = json_tokener_get_error(parser->tokener);
    size_t                  column = parser->parsed + 1;
    if (reason == json_tokener_continue || reason == json_tokener_success)
        return nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "JSON ends inside the object, at byte %zu",
                       column);
    return nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "%s at byte %zu", json_tokener_error_desc(reason),
                   column);
}

/* ND_OK with parser->object; 1 with a finding; or a negative status. */
static int parse(nd_parser *parser, nd_string bytes, nd_finding *finding, nd_error *error) {
    size_t start = pass_blanks(bytes, 0), end;
    int    status;
    if (start == bytes.size || bytes.data[start] != '{' || bytes.size > INT_MAX)
        status = not_an_object(bytes, start, finding, error);
    else if (!nd_json_value_fits(bytes))
        status = nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "too many values for an article");
    else if ((status = nd_json_value(parser, bytes, error)) < 0)
        return status;
    else if (status || !json_object_is_type(parser->object, json_type_object))
        status = explain(parser, finding, error);
    else if ((end = pass_blanks(bytes, parser->parsed)) == bytes.size)
        return ND_OK;
    else
        status = nd_find(finding, error, ND_PROBLEM_BAD_RECORD,
                         "more than one object: the first ends before byte %zu", end + 1);
    return status ? status : 1;
}

/* "a, b, c": as many as there is room for. */
static void list_names(struct json_object *object, char names[NAMES_BYTES]) {
    size_t used = 0;
    names[0] = '\0';
    for (struct lh_entry *entry = json_object_get_object(object)->head; entry; entry = entry->next) {
        const char *name = lh_entry_k(entry);
        if (used + strlen(name) + sizeof ", , ..." > NAMES_BYTES) {
            snprintf(names + used, NAMES_BYTES - used, "%s...", used ? ", " : "");
            return;
        }
        used += (size_t)snprintf(names + used, NAMES_BYTES - used, "%s%s", used ? ", " : "", name);
    }
}

static int no_text(const nd_parser *parser, nd_finding *finding, nd_error *error) {
    const nd_fields *fields = &parser->fields;
    char             names[NAMES_BYTES];
    int              status;
    list_names(parser->object, names);
    if (fields->refused)
        status = nd_find(finding, error, ND_PROBLEM_NO_TEXT, "\"%s\" is %s, not a string", fields->refused,
                         fields->refused_type);
    else if (fields->empty) status = nd_find(finding, error, ND_PROBLEM_NO_TEXT, "\"%s\" is empty", fields->empty);
    else if (!names[0]) status = nd_find(finding, error, ND_PROBLEM_NO_TEXT, "no text: no fields at all");
    else status = nd_find(finding, error, ND_PROBLEM_NO_TEXT, "no text in the record; fields seen: %s", names);
    return status ? status : 1;
}

int nd_read_json(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding,
                 nd_error *error) {
    int status = 0; /* paths of a map lead into objects */
    if (!parser->fields.map) status = nd_scan_json(&parser->fields, &parser->unescaped, bytes, out, error);
    if (status < 0) return status;
    if (!status || !out->text.data) { /* why there is none is told from the object */
        status = parse(parser, bytes, finding, error);
        if (status) return status;
        parser->fields.record = bytes;
        nd_fields_read(&parser->fields, parser->object, out);
    }
    if (!out->text.data) return no_text(parser, finding, error);
    return nd_find_invalid_utf8(finding, error, out->text);
}

void nd_read_json_free(nd_parser *parser) {
    nd_json_value_free(parser);
    nd_buf_free(&parser->unescaped);
}
