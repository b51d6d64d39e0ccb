/*
 * fake_result.h - a result written down by hand, for tests of writers: stories that a small corpus does
 * not give, exact figures, hostile names. Include it before anything else of newsdup, then the sources
 * under test: what they call is renamed here, so nothing meets the engine of the library.
 */
#ifndef FAKE_RESULT_H
#define FAKE_RESULT_H

#define nd_result_summary       fake_result_summary
#define nd_result_document      fake_result_document
#define nd_result_group         fake_result_group
#define nd_result_next_document fake_result_next_document
#define nd_result_next_story    fake_result_next_story
#define nd_result_next_cluster  fake_result_next_cluster
#define nd_result_next_member   fake_result_next_member
#define nd_result_next_passage  fake_result_next_passage
#define nd_result_next_pair     fake_result_next_pair
#define nd_result_next_difference fake_result_next_difference
#define nd_put_json_pair        fake_put_json_pair
#define nd_reader_text          fake_reader_text
#define nd_role_name            fake_role_name
#define nd_relation_name        fake_relation_name
#define nd_write_text           fake_write_text
#define nd_write_jsonl          fake_write_jsonl
#define nd_write_pairs_tsv      fake_write_pairs_tsv
#define nd_write_pairs_jsonl    fake_write_pairs_jsonl
#define nd_write_tsv            fake_write_tsv
#define nd_write_csv            fake_write_csv
#define nd_write_paths          fake_write_paths
#define nd_row_next             fake_row_next
#define nd_row_text             fake_row_text
#define nd_put_rows             fake_put_rows
#define nd_group_list_make      fake_group_list_make
#define nd_group_list_free      fake_group_list_free
#define nd_group_list_digits    fake_group_list_digits

#include <string.h>

#include "newsdup_io.h"

#define STRING(literal) {literal, sizeof(literal) - 1}

/* Documents by index, groups by index; members, stories and pairs in the order given. */
struct nd_result {
    const nd_document *documents;
    const nd_group    *groups;
    const nd_passage  *passages; /* of the document `passages_of` */
    const nd_pair     *pairs;
    const nd_difference *differences; /* of the same document */
    uint64_t           document_count, group_count, passages_of, pair_count, difference_count;
    nd_summary         summary;
};

/* The text of every article; NULL: it cannot be read, because of `failure`, or else of ND_ERROR_IO. */
struct nd_reader {
    const char *text;
    int         failure;
};

void nd_result_summary(const nd_result *result, nd_summary *out) {
    *out = result->summary;
}

void nd_result_document(const nd_result *result, uint64_t index, nd_document *out) {
    *out = result->documents[index];
}

void nd_result_group(const nd_result *result, uint64_t index, nd_group *out) {
    *out = result->groups[index];
}

int nd_result_next_document(const nd_result *result, uint64_t *position, nd_document *out) {
    if (*position == result->document_count) return 0;
    *out = result->documents[(*position)++];
    return 1;
}

int nd_result_next_story(const nd_result *result, uint64_t *position, nd_group *out) {
    while (*position < result->group_count) {
        *out = result->groups[(*position)++];
        if (out->kind == ND_STORY) return 1;
    }
    return 0;
}

static int is_head(const nd_result *result, const nd_document *document) {
    return document->cluster == ND_NONE || result->groups[document->cluster].canonical == document->index;
}

int nd_result_next_cluster(const nd_result *result, uint64_t story, uint64_t *position,
                           nd_document *canonical) {
    while (*position < result->document_count) {
        *canonical = result->documents[(*position)++];
        if (canonical->story == story && is_head(result, canonical)) return 1;
    }
    return 0;
}

int nd_result_next_member(const nd_result *result, uint64_t canonical, uint64_t *position,
                          nd_document *out) {
    uint64_t cluster = result->documents[canonical].cluster;
    while (*position < result->document_count) {
        *out = result->documents[(*position)++];
        if (out->index == canonical || (cluster != ND_NONE && out->cluster == cluster)) return 1;
    }
    return 0;
}

int nd_result_next_passage(const nd_result *result, uint64_t document, uint64_t *position,
                           nd_passage *out) {
    if (document != result->passages_of || *position == result->documents[document].passage_count) return 0;
    *out = result->passages[(*position)++];
    return 1;
}

int nd_result_next_difference(const nd_result *result, uint64_t document, uint64_t *position,
                              nd_difference *out) {
    if (document != result->passages_of || *position == result->difference_count) return 0;
    *out = result->differences[(*position)++];
    return 1;
}

int nd_result_next_pair(const nd_result *result, uint64_t *position, nd_pair *out) {
    if (*position == result->pair_count) return 0;
    *out = result->pairs[(*position)++];
    return 1;
}

int nd_reader_text(nd_reader *reader, uint64_t source, nd_string *out, nd_error *error) {
    (void)source;
    if (!reader->text && error) strcpy(error->message, "it is gone");
    if (!reader->text) return reader->failure ? reader->failure : ND_ERROR_IO;
    *out = (nd_string){reader->text, strlen(reader->text)};
    return ND_OK;
}

const char *nd_role_name(nd_role role) {
    static const char *const names[] = {"unique",  "canonical", "identical",      "near-duplicate",
                                        "excerpt", "extended",  "shares-passages"};
    return names[role];
}

const char *nd_relation_name(nd_relation relation) {
    static const char *const names[] = {"unrelated", "identical",       "near-duplicate", "excerpt",
                                        "extended",  "shares-passages", "template"};
    return names[relation];
}

#endif
