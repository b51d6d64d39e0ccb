/*
 * write_html.c - one page that needs nothing else: no network, which a policy in its head forbids besides, no
 * library, and neither its style nor its script to be read. Figures, the list of groups, charts, and a section
 * for each group.
 *
 * The page holds nothing that depends on time, threads or machine. Of the texts it has what differs and what is
 * around it, so that its size goes with the differences and not with the corpus.
 */
#include <string.h>

#include "html_assets.inc"
#include "base/introsort.h"
#include "report/copy_row.h"
#include "report/html.h"

/* ---- the index of pairs ------------------------------------------------------------------------ */

static int by_articles(const void *left, const void *right) {
    const nd_pair *x = left, *y = right;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

static int index_pairs(nd_html *html, nd_error *error) {
    nd_pair pair;
    int     status = ND_OK;
    for (uint64_t at = 0; !status && nd_result_next_pair(html->result, &at, &pair);) {
        nd_pair turned = pair;
        if (pair.a > pair.b) {
            turned.a = pair.b, turned.b = pair.a;
            turned.coverage_a = pair.coverage_b, turned.coverage_b = pair.coverage_a;
        }
        status = nd_buf_append(&html->pairs, &turned, sizeof turned, error);
    }
    if (html->pairs.size) nd_sort(html->pairs.data, html->pairs.size / sizeof pair, sizeof pair, by_articles);
    return status;
}

/* ---- the head ---------------------------------------------------------------------------------- */

static void put_head(nd_html *html) {
    nd_put_text(html->out,
                "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<title>Copies and stories - newsdup</title>\n<style>\n");
    nd_put_text(html->out, html_style);
    nd_put_text(html->out, "</style>\n</head>\n<body>\n<header>\n<h1>Copies and stories</h1>\n");
}

static void put_figure(nd_html *html, uint64_t count, const char *noun) {
    nd_put_text(html->out, "<div><dt>");
    nd_put_text(html->out, noun);
    nd_html_put_count(html, "</dt><dd>", count, "</dd></div>\n");
}

static void put_figures(nd_html *html) {
    const nd_summary *summary = &html->summary;
    nd_put_text(html->out, "<dl class=\"figures\">\n");
    put_figure(html, summary->articles, "articles");
    put_figure(html, summary->stories, "stories");
    put_figure(html, summary->clusters, "clusters of copies");
    put_figure(html, summary->copies, "copies");
    nd_put_text(html->out, "<div><dt>of all are copies</dt><dd>");
    nd_put_percent(html->out, summary->articles ? (double)summary->copies / (double)summary->articles : 0);
    nd_put_text(html->out, "</dd></div>\n");
    if (summary->stubs) put_figure(html, summary->stubs, "too short to compare");
    if (summary->invalid_utf8) put_figure(html, summary->invalid_utf8, "not well-formed UTF-8");
    if (summary->repeated_ids) put_figure(html, summary->repeated_ids, "with a repeated id");
    nd_put_text(html->out, "</dl>\n");
}

/* A word tells whether it passed; colour is no sign by itself. */
static void put_gates(nd_html *html, const nd_audit *audit) {
    nd_gate gate;
    nd_put_text(html->out, "<table class=\"gates\">\n<tbody>\n");
    for (uint64_t at = 0; nd_audit_next_gate(audit, &at, &gate);) {
        nd_put_text(html->out, gate.is_passed ? "<tr><td>pass</td><td><code>"
                                              : "<tr class=\"failed\"><td>FAIL</td><td><code>");
        nd_put_gate_name(html->out, &gate);
        nd_put_text(html->out, "</code></td><td>");
        nd_put_gate_count(html->out, &gate);
        nd_put_text(html->out, "</td></tr>\n");
    }
    nd_put_text(html->out, "</tbody>\n</table>\n");
}

static void put_method(nd_html *html) {
    const char *line = html->options->options_line;
    nd_put_text(html->out, "<p class=\"method\">newsdup " ND_VERSION);
    if (line) {
        nd_put_text(html->out, " <code>");
        nd_put_html(html->out, (nd_string){line, strlen(line)});
        nd_put_text(html->out, "</code>");
    }
    nd_put_text(html->out, "</p>\n<nav><a href=\"#groups\">Groups</a> <a href=\"#sections\">Side by side</a> "
                           "<a href=\"#charts\">Scores and sizes</a></nav>\n</header>\n<main>\n");
}

/* ---- the page ---------------------------------------------------------------------------------- */

static void put_page(nd_html *html) {
    put_head(html);
    put_figures(html);
    if (html->options->audit) put_gates(html, html->options->audit);
    put_method(html);
    nd_html_put_list(html);
    nd_put_text(html->out, "<section id=\"sections\">\n<h2>Side by side</h2>\n");
    for (size_t i = 0; i < html->list.shown_count && !html->out->status; i++) nd_html_put_group(html, i);
    nd_put_text(html->out, "</section>\n");
    nd_html_put_charts(html);
    nd_put_text(html->out, "</main>\n<script>\n");
    nd_put_text(html->out, html_script);
    nd_put_text(html->out, "</script>\n</body>\n</html>");
    nd_put_newline(html->out);
}

static void free_html(nd_html *html) {
    nd_buf *bufs[] = {&html->pairs,    &html->members, &html->texts[0],
                      &html->texts[1], &html->pieces,  &html->ranges};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nd_buf_free(bufs[i]);
    nd_group_list_free(&html->list);
}

void nd_write_html(const nd_result *result, const nd_write_options *options, nd_out *out) {
    nd_html html = {.result = result, .options = options, .out = out, .text_of = {ND_NONE, ND_NONE}};
    nd_result_summary(result, &html.summary);
    out->status = nd_group_list_make(result, options->copies_only, &html.list, out->error);
    if (!out->status) out->status = index_pairs(&html, out->error);
    if (!out->status) put_page(&html);
    free_html(&html);
}
