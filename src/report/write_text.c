/*
 * write_text.c - groups for people: a line for the group, a line for each article with its role, id,
 * length and the evidence, columns aligned within the group. Each group is walked twice: once to see
 * how wide its columns are, once to write it, so nothing is kept of it.
 *
 * Ids are never cut, as scripts read them; one that is too wide stands out of its column instead.
 */
#include <string.h>

#include "report/escape.h"
#include "report/group_list.h"
#include "report/number.h"
#include "report/quote.h"
#include "report/row.h"

#define ROLE_COLUMNS 15 /* "shares-passages" */
#define WIDEST_ID    60
#define GAP          3

static const char bold[] = "\x1b[1m", green[] = "\x1b[32m", yellow[] = "\x1b[33m", cyan[] = "\x1b[36m",
                  plain[] = "\x1b[0m";

struct page {
    const nd_result        *result;
    const nd_write_options *options;
    nd_out                 *out;
    nd_group_list           list;
    int                     is_measuring;
    int                     has_blocks; /* clusters of the story have lines of their own */
    size_t                  indent;     /* of the row */
    size_t                  id_columns; /* of the group */
    unsigned                word_digits;
};

static void put_colour(struct page *page, const char *colour) {
    if (page->options->colour) nd_put_text(page->out, colour);
}

/* ---- why an article is where it is ------------------------------------------------------------- */

static nd_string id_of(struct page *page, uint64_t index) {
    nd_document document;
    nd_result_document(page->result, index, &document);
    return document.id;
}

static int has_detour(const nd_document *document) {
    return document->via != ND_NONE && document->via != document->canonical;
}

static void put_quote(struct page *page, const nd_document *document, const nd_passage *passage) {
    nd_string text;
    if (!nd_row_text(document, page->options, page->out, &text)) return;
    if (passage->at[0] >= passage->at[1] || passage->at[1] > text.size) return;
    nd_put_text(page->out, ": ");
    nd_put_quote(page->out, (nd_string){text.data + passage->at[0], passage->at[1] - passage->at[0]});
}

static void put_passages(struct page *page, const nd_document *document) {
    nd_passage passage, longest = {.words = 0};
    for (uint64_t at = 0; nd_result_next_passage(page->result, document->index, &at, &passage);)
        if (passage.words > longest.words) longest = passage;
    nd_put_counted(page->out, document->passages, "passage");
    nd_put_text(page->out, ", ");
    nd_put_counted(page->out, document->passage_words, "word");
    if (has_detour(document)) {
        nd_put_text(page->out, " of ");
        nd_put_shown(page->out, id_of(page, document->via));
    }
    if (longest.words) put_quote(page, document, &longest);
}

/* "95% of it in the canonical, which it covers to 78%" */
static void put_coverage(struct page *page, const nd_document *document) {
    nd_put_percent(page->out, document->coverage);
    nd_put_text(page->out, " of it in ");
    if (has_detour(document))
        nd_put_shown(page->out, id_of(page, document->via));
    else
        nd_put_text(page->out, "the canonical");
    nd_put_text(page->out, ", which it covers to ");
    nd_put_percent(page->out, document->canonical_coverage);
}

static void put_coverage_in_short(struct page *page, const nd_document *document) {
    nd_put_percent(page->out, document->coverage);
    nd_put_text(page->out, ", ");
    nd_put_percent(page->out, document->canonical_coverage);
}

static void put_explanation(struct page *page, const nd_document *document) {
    switch (document->role) {
    case ND_ROLE_IDENTICAL: nd_put_text(page->out, "the same words"); break;
    case ND_ROLE_NEAR_DUPLICATE: put_coverage(page, document); break;
    case ND_ROLE_EXCERPT:
    case ND_ROLE_EXTENDED:
        if (has_detour(document))
            put_coverage(page, document);
        else
            put_coverage_in_short(page, document);
        break;
    case ND_ROLE_SHARES_PASSAGES: put_passages(page, document); break;
    case ND_ROLE_UNIQUE:
    case ND_ROLE_CANONICAL: nd_put_text(page->out, document->rule); break;
    }
}

/* ---- rows -------------------------------------------------------------------------------------- */

static void measure_row(struct page *page, const nd_document *document) {
    size_t   columns = nd_shown_columns(document->id);
    unsigned digits = nd_count_digits(document->words);
    if (columns <= WIDEST_ID && columns > page->id_columns) page->id_columns = columns;
    if (digits > page->word_digits) page->word_digits = digits;
}

static void put_padding(struct page *page, size_t used, size_t columns) {
    nd_put_spaces(page->out, (used < columns ? columns - used : 0) + GAP);
}

static const char *colour_of(nd_role role) {
    if (role == ND_ROLE_CANONICAL) return green;
    return role == ND_ROLE_SHARES_PASSAGES ? cyan : yellow;
}

static void put_role(struct page *page, nd_role role) {
    const char *name = nd_role_name(role);
    /* In blocks the rows of a cluster stand further in; the ids of all rows stay in one column. */
    size_t      columns = ROLE_COLUMNS + (page->has_blocks ? 4u : 2u) - page->indent;
    nd_put_spaces(page->out, page->indent);
    put_colour(page, colour_of(role));
    nd_put_text(page->out, name);
    put_colour(page, plain);
    put_padding(page, strlen(name), columns);
}

static void put_row(struct page *page, const nd_document *document) {
    put_role(page, document->role);
    nd_put_shown(page->out, document->id);
    put_padding(page, nd_shown_columns(document->id), page->id_columns);
    nd_put_spaces(page->out, page->word_digits - nd_count_digits(document->words));
    nd_put_count(page->out, document->words);
    nd_put_text(page->out, document->words == 1 ? " word   " : " words  ");
    put_explanation(page, document);
    nd_put_newline(page->out);
}

static void walk_members(struct page *page, uint64_t canonical) {
    nd_document document;
    for (uint64_t at = 0;
         !page->out->status && nd_result_next_member(page->result, canonical, &at, &document);) {
        if (page->is_measuring)
            measure_row(page, &document);
        else
            put_row(page, &document);
    }
}

/* ---- groups ------------------------------------------------------------------------------------ */

static void put_group_line(struct page *page, const nd_group *group, unsigned digits) {
    put_colour(page, bold);
    nd_put_text(page->out, group->kind == ND_STORY ? "story " : "cluster ");
    nd_put(page->out, group->id, digits + 2);
    put_colour(page, plain);
    nd_put_text(page->out, "  ");
    nd_put_counted(page->out, group->size, "article");
    nd_put_text(page->out, group->copies == 1 ? ", 1 copy" : ", ");
    if (group->copies != 1) {
        nd_put_count(page->out, group->copies);
        nd_put_text(page->out, " copies");
    }
    nd_put_newline(page->out);
}

static void put_block_line(struct page *page, uint64_t cluster) {
    nd_group group;
    nd_result_group(page->result, cluster, &group);
    nd_put_spaces(page->out, 2);
    put_group_line(page, &group, nd_group_list_digits(&page->list, group.id));
}

/* Whether any cluster but the first has copies: one list of rows would then show two canonicals. */
static int has_several_clusters(struct page *page, uint64_t story) {
    nd_document canonical;
    uint64_t    entry = 0;
    for (uint64_t at = 0; nd_result_next_cluster(page->result, story, &at, &canonical); entry++)
        if (entry > 0 && canonical.cluster != ND_NONE) return 1;
    return 0;
}

static void walk_story(struct page *page, uint64_t story) {
    nd_document canonical;
    for (uint64_t at = 0;
         !page->out->status && nd_result_next_cluster(page->result, story, &at, &canonical);) {
        int is_block = page->has_blocks && canonical.cluster != ND_NONE;
        if (is_block && !page->is_measuring) put_block_line(page, canonical.cluster);
        page->indent = is_block ? 4 : 2;
        walk_members(page, canonical.index);
    }
}

static void walk_group(struct page *page, const nd_group *group) {
    page->indent = 2;
    if (group->kind == ND_STORY)
        walk_story(page, group->index);
    else
        walk_members(page, group->canonical);
}

static void put_group(struct page *page, const nd_listed_group *listed) {
    const nd_group *group = &listed->group;
    page->has_blocks = group->kind == ND_STORY && has_several_clusters(page, group->index);
    page->id_columns = 0;
    page->word_digits = 1;
    page->is_measuring = 1;
    walk_group(page, group);
    page->is_measuring = 0;
    put_group_line(page, group, listed->digits);
    walk_group(page, group);
}

void nd_write_text(const nd_result *result, const nd_write_options *options, nd_out *out) {
    struct page page = {.result = result, .options = options, .out = out};
    out->status = nd_group_list_make(result, options->copies_only, &page.list, out->error);
    for (size_t i = 0; !out->status && i < page.list.shown_count; i++) {
        if (i > 0) nd_put_newline(out);
        put_group(&page, page.list.shown[i]);
    }
    nd_group_list_free(&page.list);
}
