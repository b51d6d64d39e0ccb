/*
 * write_check.c - a check for people: each cluster with a new copy, with all that is in it but references that
 * do not stand for it; then a line for each gate. The copies come cluster by cluster.
 */
#include <string.h>

#include "report/copy_row.h"
#include "report/escape.h"
#include "report/number.h"

#define LABEL_COLUMNS 12 /* "accepted" and a gap */
#define WIDEST_ID     60 /* that is aligned */

static const char bold[] = "\x1b[1m", plain[] = "\x1b[0m";

struct page {
    const nd_result        *result;
    const nd_write_options *options;
    nd_out                 *out;
    nd_audit_summary        sum;
    uint64_t                hidden; /* accepted copies that are not shown */
    size_t                  shown;  /* clusters */
};

static void put_colour(struct page *page, const char *colour) {
    if (page->options->colour) nd_put_text(page->out, colour);
}

/* The copies of one cluster, from `*at` on. */
struct block {
    uint64_t copies, fresh;
    size_t   id_columns;
    nd_group cluster;
};

static struct block take_block(struct page *page, uint64_t *at) {
    struct block block = {.copies = 0};
    nd_copy_row  row;
    uint64_t     cluster = ND_NONE;
    for (uint64_t next = *at; nd_copy_row_next(page->result, page->options, &next, &row); *at = next) {
        if (block.copies && row.article.cluster != cluster) break;
        cluster = row.article.cluster;
        size_t columns = nd_shown_columns(row.article.id);
        if (columns <= WIDEST_ID && columns > block.id_columns) block.id_columns = columns;
        block.copies++;
        block.fresh += (uint64_t)row.copy.is_new;
    }
    if (block.copies) nd_result_group(page->result, cluster, &block.cluster);
    return block;
}

static void put_block_line(struct page *page, const struct block *block) {
    if (page->shown++) nd_put_newline(page->out);
    put_colour(page, bold);
    nd_put_text(page->out, "cluster ");
    nd_put_text(page->out, block->cluster.id);
    put_colour(page, plain);
    nd_put_text(page->out, "  ");
    nd_put_counted(page->out, block->cluster.size, "article");
    nd_put_text(page->out, ", ");
    nd_put_count(page->out, block->copies);
    nd_put_text(page->out, block->copies == 1 ? " copy" : " copies");
    if (page->sum.has_baseline) {
        nd_put_text(page->out, ", ");
        nd_put_count(page->out, block->fresh);
        nd_put_text(page->out, " new");
    }
    nd_put_newline(page->out);
}

static void put_label(struct page *page, const char *label) {
    nd_put_text(page->out, "  ");
    nd_put_text(page->out, label);
    nd_put_spaces(page->out, LABEL_COLUMNS - strlen(label));
}

static void put_copy(struct page *page, const nd_copy_row *row, size_t id_columns) {
    size_t columns = nd_shown_columns(row->article.id);
    put_label(page, !page->sum.has_baseline ? "copy" : row->copy.is_new ? "new" : "accepted");
    nd_put_shown(page->out, row->article.id);
    nd_put_spaces(page->out, (columns < id_columns ? id_columns - columns : 0) + 3);
    nd_put_copy_message(page->out, row, nd_put_shown);
    nd_put_newline(page->out);
}

static void put_block(struct page *page, uint64_t from, const struct block *block) {
    nd_copy_row row;
    uint64_t    left = block->copies;
    put_block_line(page, block);
    while (left && !page->out->status && nd_copy_row_next(page->result, page->options, &from, &row)) {
        if (left-- == block->copies) {
            put_label(page, row.stands.is_reference ? "reference" : "canonical");
            nd_put_shown(page->out, row.stands.id);
            nd_put_newline(page->out);
        }
        put_copy(page, &row, block->id_columns);
    }
}

static void put_end(struct page *page) {
    if (page->shown) nd_put_newline(page->out);
    if (page->hidden) {
        nd_put_count(page->out, page->hidden);
        nd_put_text(page->out, page->hidden == 1 ? " accepted copy in a cluster" : " accepted copies in clusters");
        nd_put_text(page->out, " without a new one\n");
    }
    nd_put_gates(page->out, page->options->audit, page->options->colour);
}

void nd_write_check(const nd_result *result, const nd_write_options *options, nd_out *out) {
    struct page page = {.result = result, .options = options, .out = out};
    uint64_t    at = 0;
    nd_audit_summarize(options->audit, &page.sum);
    while (!out->status) {
        uint64_t     from = at;
        struct block block = take_block(&page, &at);
        if (!block.copies) break;
        if (block.fresh) put_block(&page, from, &block);
        else page.hidden += block.copies;
    }
    put_end(&page);
}
