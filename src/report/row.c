/*
 * row.c - ids are looked up once here, so that every format means the same by a missing one.
 *
 * A text that is gone or has changed is told of, and no reason to lose a result of hours; a failure of ours is
 * one, as the same input would give other output.
 */
#include "report/row.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"

#define LONGEST_PLACE 256 /* of an id that is told in a message */

static nd_string group_id(const nd_result *result, uint64_t index, nd_group *group) {
    if (index == ND_NONE) return (nd_string){NULL, 0};
    nd_result_group(result, index, group);
    return (nd_string){group->id, strlen(group->id)};
}

static nd_string article_id(const nd_result *result, uint64_t index) {
    nd_document other = {.id = {NULL, 0}};
    if (index != ND_NONE) nd_result_document(result, index, &other);
    return other.id;
}

int nd_row_next(const nd_result *result, uint64_t *position, nd_row *out) {
    nd_document *document = &out->document;
    if (!nd_result_next_document(result, position, document)) return 0;
    out->cluster = group_id(result, document->cluster, &out->groups[0]);
    out->story = group_id(result, document->story, &out->groups[1]);
    out->canonical = article_id(result, document->canonical);
    out->via = article_id(result, document->via);
    out->is_compared = document->canonical != ND_NONE || document->via != ND_NONE;
    return 1;
}

static void tell_unquoted(const nd_document *document, const nd_write_options *options, const nd_error *error) {
    char place[LONGEST_PLACE], reason[sizeof error->message + 16];
    int  shown = document->id.size < sizeof place ? (int)document->id.size : (int)sizeof place - 1;
    if (!options->problem) return;
    snprintf(place, sizeof place, "%.*s", shown, document->id.data);
    snprintf(reason, sizeof reason, "not quoted: %s", error->message);
    options->problem(options->problem_context, ND_PROBLEM_CHANGED, place, reason);
}

int nd_row_text(const nd_document *document, const nd_write_options *options, nd_out *out, nd_string *text) {
    nd_error error;
    if (!options->texts || out->status) return 0;
    int status = document->source == ND_NONE
                     ? nd_fail(&error, ND_ERROR_USAGE, "there is no such article, or more than one")
                     : nd_reader_text(options->texts, document->source, text, &error);
    if (status == ND_ERROR_MEMORY || status == ND_ERROR_LIMIT) {
        out->status = status;
        if (out->error) *out->error = error;
    } else if (status) {
        tell_unquoted(document, options, &error);
    }
    return status == ND_OK;
}
