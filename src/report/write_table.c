/*
 * write_table.c - a row an article in the order of arrival, under a line of names, with tabs or with
 * commas. The columns are the members of a row of JSON Lines but the passages, which have no place in a
 * table; a missing value is empty.
 */
#include <string.h>

#include "report/escape.h"
#include "report/number.h"
#include "report/row.h"

typedef void put_string_fn(nd_out *out, nd_string value);

struct table {
    nd_out        *out;
    const char    *between, *end; /* of two fields; before the newline */
    put_string_fn *put_string;
};

static const char *const columns[] = {
    "id", "cluster", "story", "role", "rule", "canonical", "via", "coverage", "canonical_coverage",
    "jaccard", "figures_changed", "words", "title", "url", "date", "lang", "outlet"};

static void put_next(const struct table *table, nd_string value) {
    nd_put_text(table->out, table->between);
    table->put_string(table->out, value);
}

static void put_next_text(const struct table *table, const char *text) {
    put_next(table, (nd_string){text, strlen(text)});
}

static void put_next_share(const struct table *table, const nd_row *row, double share) {
    nd_put_text(table->out, table->between);
    if (row->is_compared) nd_put_share(table->out, share);
}

static void put_next_count(const struct table *table, uint64_t count) {
    nd_put_text(table->out, table->between);
    nd_put_count(table->out, count);
}

static void end_row(const struct table *table) {
    nd_put_text(table->out, table->end);
    nd_put_newline(table->out);
}

static void put_names(const struct table *table) {
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (i > 0) nd_put_text(table->out, table->between);
        nd_put_text(table->out, columns[i]);
    }
    end_row(table);
}

static void put_row(const struct table *table, const nd_row *row) {
    const nd_document *document = &row->document;
    table->put_string(table->out, document->id);
    put_next(table, row->cluster);
    put_next(table, row->story);
    put_next_text(table, nd_role_name(document->role));
    put_next_text(table, document->rule);
    put_next(table, row->canonical);
    put_next(table, row->via);
    put_next_share(table, row, document->coverage);
    put_next_share(table, row, document->canonical_coverage);
    put_next_share(table, row, document->jaccard);
    put_next_count(table, document->figures_changed);
    put_next_count(table, document->words);
    put_next(table, document->title);
    put_next(table, document->url);
    put_next(table, document->date);
    put_next(table, document->lang);
    put_next(table, document->outlet);
    end_row(table);
}

static void write_table(const nd_result *result, const struct table *table) {
    nd_row row;
    put_names(table);
    for (uint64_t at = 0; !table->out->status && nd_row_next(result, &at, &row);) put_row(table, &row);
}

void nd_write_tsv(const nd_result *result, const nd_write_options *options, nd_out *out) {
    (void)options;
    write_table(result, &(struct table){out, "\t", "", nd_put_tsv});
}

void nd_write_csv(const nd_result *result, const nd_write_options *options, nd_out *out) {
    (void)options;
    write_table(result, &(struct table){out, ",", "\r", nd_put_csv});
}
