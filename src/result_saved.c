/*
 * result_saved.c - a result from the rows that were written of it, so that it can be shown again without the
 * corpus. Rows are taken one at a time in the order of the file; the reader of the file is also what gives the
 * texts that were saved with them. A file that is cut, or no result, is refused: half a result would be a wrong
 * one.
 */
#include "result_saved.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "newsdup_io.h"

static int keep(nd_saving *s, nd_string value, nd_kept *out) {
    *out = (nd_kept){s->strings.size, value.size, value.data != NULL};
    int status = value.data ? nd_buf_append(&s->strings, value.data, value.size, s->error) : ND_OK;
    return status || !value.data ? status : nd_buf_append(&s->strings, "", 1, s->error);
}

static int keep_member(nd_saving *s, const nd_saved_row *row, const char *name, nd_kept *out) {
    return keep(s, nd_saved_string(row, name), out);
}

static int fail_row(nd_saving *s, const char *what) {
    return nd_fail(s->error, ND_ERROR_FORMAT, "line %" PRIu64 " of the result: %s", s->line, what);
}

static uint32_t parts_of(double share) {
    return (uint32_t)(share * ND_WHOLE + 0.5);
}

/* ---- an article -------------------------------------------------------------------------------- */

/* "c-" or "s-" and 16 digits: 1 and *out; 0 where there is no group, -1 where it is no such id. */
static int group_of(const nd_saved_row *row, const char *name, char kind, uint64_t *out) {
    nd_string id = nd_saved_string(row, name);
    char     *end;
    if (!id.data) return 0;
    if (id.size != 18 || id.data[0] != kind || id.data[1] != '-' || strspn(id.data + 2, "0123456789abcdef") != 16)
        return -1;
    *out = strtoull(id.data + 2, &end, 16);
    return 1;
}

static int take_groups(nd_saving *s, const nd_saved_row *row, nd_draft *draft) {
    draft->in_cluster = group_of(row, "cluster", 'c', &draft->cluster);
    draft->in_story = group_of(row, "story", 's', &draft->story);
    if (draft->in_cluster < 0 || draft->in_story < 0) return fail_row(s, "this is no id of a group");
    if (draft->in_cluster && !draft->in_story) return fail_row(s, "a cluster is in no story");
    return ND_OK;
}

static int take_role(nd_saving *s, const nd_saved_row *row, nd_draft *draft) {
    nd_string role = nd_saved_string(row, "role");
    for (int i = ND_ROLE_UNIQUE; role.data && i <= ND_ROLE_SHARES_PASSAGES; i++) {
        if (strcmp(nd_role_name((nd_role)i), role.data) != 0) continue;
        draft->standing.role = (nd_role)i;
        return ND_OK;
    }
    return fail_row(s, "this is no role");
}

static int take_strings(nd_saving *s, const nd_saved_row *row, nd_draft *draft) {
    static const char *const names[] = {[ND_FIELD_TITLE] = "title", [ND_FIELD_URL] = "url",
                                        [ND_FIELD_DATE] = "date",   [ND_FIELD_LANG] = "lang",
                                        [ND_FIELD_OUTLET] = "outlet"};
    nd_string id;
    int       status = nd_saved_id(row, &s->scratch, &id, s->error);
    if (!status) status = keep(s, id, &draft->fields[ND_FIELD_ID]);
    for (int i = ND_FIELD_TITLE; i < ND_FIELDS && !status; i++)
        status = keep_member(s, row, names[i], &draft->fields[i]);
    if (!status) status = keep_member(s, row, "id", &draft->name);
    if (!status) status = keep_member(s, row, "rule", &draft->rule);
    if (!status) status = keep_member(s, row, "canonical", &draft->canonical);
    if (!status) status = keep_member(s, row, "via", &draft->via);
    return status;
}

static int take_evidence(nd_saving *s, const nd_saved_row *row, nd_standing *standing) {
    nd_result    *result = s->result;
    nd_passage    passage;
    nd_difference difference;
    int           found, status = ND_OK;
    standing->passages = result->passages.size / sizeof passage;
    standing->differences = result->differences.size / sizeof difference;
    for (; !status && (found = nd_saved_passage(row, standing->passage_count, &passage)) != 0;
         standing->passage_count++)
        status = found < 0 ? fail_row(s, "a passage is no pair of ranges")
                           : nd_buf_append(&result->passages, &passage, sizeof passage, s->error);
    for (; !status && (found = nd_saved_difference(row, standing->difference_count, &difference)) != 0;
         standing->difference_count++)
        status = found < 0 ? fail_row(s, "a difference is no pair of ranges")
                           : nd_buf_append(&result->differences, &difference, sizeof difference, s->error);
    return status;
}

/* 32 hexadecimal digits; results of older versions have none, and then no two articles are told to be identical. */
static int take_digest(nd_saving *s, const nd_saved_row *row, nd_standing *standing) {
    nd_string digits = nd_saved_string(row, "digest");
    standing->digest[0] = s->line;
    if (!digits.data) return ND_OK;
    if (digits.size != 32 || strspn(digits.data, "0123456789abcdef") != 32) return fail_row(s, "this is no digest");
    char half[17] = {0};
    for (int i = 0; i < 2; i++) standing->digest[i] = strtoull(memcpy(half, digits.data + 16 * i, 16), NULL, 16);
    return ND_OK;
}

static int take_doc(nd_saving *s, const nd_saved_row *row) {
    nd_draft     draft = {.line = s->line};
    nd_standing *standing = &draft.standing;
    if (s->drafts.size / sizeof draft >= ND_NO_INDEX) return fail_row(s, "more articles than there can be");
    *standing = (nd_standing){.source = s->line - 1, .time = ND_NO_TIME,
                              .halves = 2 * (nd_saved_count(row, "words") & INT32_MAX),
                              .coverage = parts_of(nd_saved_share(row, "coverage")),
                              .canonical_coverage = parts_of(nd_saved_share(row, "canonical_coverage")),
                              .jaccard = parts_of(nd_saved_share(row, "jaccard")),
                              .figures_changed = nd_saved_count(row, "figures_changed"),
                              .shared_passages = nd_saved_count(row, "shared_passages"),
                              .shared_halves = 2 * (nd_saved_count(row, "shared_words") & INT32_MAX)};
    draft.is_main = nd_saved_is(row, "main");
    int status = take_digest(s, row, standing);
    if (!status) status = take_groups(s, row, &draft);
    if (!status) status = take_role(s, row, &draft);
    if (!status) status = take_strings(s, row, &draft);
    if (!status) status = take_evidence(s, row, standing);
    return status ? status : nd_buf_append(&s->drafts, &draft, sizeof draft, s->error);
}

/* ---- other rows -------------------------------------------------------------------------------- */

static int take_pair(nd_saving *s, const nd_saved_row *row) {
    nd_pair_draft draft = {.line = s->line};
    nd_verified  *verdict = &draft.record.verdict;
    nd_string     relation = nd_saved_string(row, "relation");
    int           is_known = 0;
    for (int i = ND_UNRELATED; relation.data && i <= ND_TEMPLATE; i++)
        if (!strcmp(nd_relation_name((nd_relation)i), relation.data)) is_known = 1, verdict->relation = (uint8_t)i;
    if (!is_known) return fail_row(s, "this is no relation");
    verdict->coverage_a = parts_of(nd_saved_share(row, "coverage_a"));
    verdict->coverage_b = parts_of(nd_saved_share(row, "coverage_b"));
    verdict->jaccard = parts_of(nd_saved_share(row, "jaccard"));
    verdict->passages = nd_saved_count(row, "passages");
    verdict->longest_halves = 2 * (nd_saved_count(row, "longest_passage_words") & INT32_MAX);
    verdict->figures_changed = nd_saved_count(row, "figures_changed");
    int status = keep_member(s, row, "id_a", &draft.a);
    if (!status) status = keep_member(s, row, "id_b", &draft.b);
    if (!status) status = keep_member(s, row, "note", &draft.note);
    return status ? status : nd_buf_append(&s->pairs, &draft, sizeof draft, s->error);
}

static void take_summary(nd_saving *s, const nd_saved_row *row) {
    nd_summary *summary = &s->result->summary;
    s->has_summary = 1;
    s->articles = nd_saved_count(row, "articles");
    summary->stubs = nd_saved_count(row, "stubs");
    summary->invalid_utf8 = nd_saved_count(row, "invalid_utf8");
    summary->repeated_ids = nd_saved_count(row, "repeated_ids");
    summary->near_duplicate_coverage = nd_saved_share(row, "threshold");
    summary->excerpt_coverage = nd_saved_share(row, "excerpt");
}

int nd_saving_take(nd_saving *s, nd_string line) {
    nd_saved_row row;
    int          status = nd_saved_row_parse(&row, line, s->error);
    s->line++;
    if (!status && !s->has_header && row.kind != ND_SAVED_HEADER)
        status = fail_row(s, "there is no header; a result is what newsdup -f jsonl writes");
    if (status) {
        nd_saved_row_free(&row);
        return status;
    }
    switch (row.kind) {
    case ND_SAVED_HEADER:
        s->has_header = 1;
        status = keep_member(s, &row, "options", &s->options);
        break;
    case ND_SAVED_DOC: status = take_doc(s, &row); break;
    case ND_SAVED_PAIR: status = take_pair(s, &row); break;
    case ND_SAVED_SUMMARY: take_summary(s, &row); break;
    case ND_SAVED_OTHER: status = fail_row(s, "this is no row of a result"); break;
    }
    nd_saved_row_free(&row);
    return status;
}

/* ---- the file ---------------------------------------------------------------------------------- */

/* Where a text was saved, the reader has read the date too. */
struct dated {
    uint64_t source;
    int64_t  time;
};

static int read_dates(nd_reader *reader, nd_buf *dates, nd_error *error) {
    nd_article article;
    int        more, status = ND_OK;
    while (!status && (more = nd_reader_next(reader, &article, error)) != 0) {
        struct dated dated = {article.source, article.time};
        status = more < 0 ? more : nd_buf_append(dates, &dated, sizeof dated, error);
    }
    return status;
}

static int take_records(nd_saving *s, nd_reader *reader) {
    nd_read_counts counts;
    nd_string      line;
    int            status = ND_OK;
    nd_reader_counts(reader, &counts);
    for (uint64_t i = 0; i < counts.records && !status; i++) {
        status = nd_reader_record(reader, i, &line, s->error);
        if (!status) status = nd_saving_take(s, line);
    }
    if (!status && !s->has_summary)
        status = nd_fail(s->error, ND_ERROR_FORMAT, "the result has no summary: it is cut short, or none");
    if (!status && !s->drafts.size && s->pairs.size)
        status = nd_fail(s->error, ND_ERROR_FORMAT, "the result has pairs only; newsdup -f jsonl writes articles");
    if (!status && s->drafts.size / sizeof(nd_draft) != s->articles)
        status = nd_fail(s->error, ND_ERROR_FORMAT, "the result has %zu of the %" PRIu64 " articles of its summary",
                         s->drafts.size / sizeof(nd_draft), s->articles);
    return status;
}

static void set_dates(nd_saving *s, const nd_buf *dates) {
    const struct dated *dated = (const struct dated *)dates->data;
    nd_draft           *drafts = (nd_draft *)s->drafts.data;
    size_t              count = dates->size / sizeof *dated, next = 0;
    for (size_t i = 0; i < s->drafts.size / sizeof *drafts; i++) {
        while (next < count && dated[next].source < drafts[i].standing.source) next++;
        if (next < count && dated[next].source == drafts[i].standing.source)
            drafts[i].standing.time = dated[next].time;
    }
}

const char *nd_result_options_line(const nd_result *result) {
    return result->options_line;
}

int nd_result_load(nd_reader *reader, nd_result **out, nd_error *error) {
    nd_saving saving = {.result = nd_allocate_zeroed(1, sizeof *saving.result), .error = error};
    nd_buf    dates = {0};
    *out = NULL;
    int status = saving.result ? read_dates(reader, &dates, error) : nd_fail_memory(error);
    if (!status) status = take_records(&saving, reader);
    if (!status) set_dates(&saving, &dates);
    if (!status) status = nd_saving_finish(&saving);
    if (status) nd_result_free(saving.result);
    else *out = saving.result;
    nd_buf_free(&dates);
    nd_buf_free(&saving.strings);
    nd_buf_free(&saving.drafts);
    nd_buf_free(&saving.pairs);
    nd_buf_free(&saving.scratch);
    return status;
}
