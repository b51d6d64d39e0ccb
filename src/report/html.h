/*
 * html.h - what the panels of the HTML report have in common: the result, an index of its pairs, the group at
 * hand and its texts. A panel is a file html_<panel>.c; write_html puts them into one page.
 *
 * Whatever comes from the corpus goes through nd_put_html, in text and in attributes, which are quoted.
 */
#ifndef ND_HTML_H
#define ND_HTML_H

#include "report/escape.h"
#include "report/group_list.h"
#include "report/number.h"
#include "report/pieces.h"

/* Zero it first; nd_write_html makes and frees it. */
typedef struct nd_html {
    const nd_result        *result;
    const nd_write_options *options;
    nd_out                 *out;
    nd_summary              summary;
    nd_group_list           list;
    nd_buf                  pairs;   /* nd_pair, turned so that a < b, by these */
    nd_buf                  members; /* nd_document: of the group at hand, in the order of the text */
    nd_buf                  texts[2]; /* of an article, and of the one it is compared with */
    uint64_t                text_of[2]; /* whose they are; ND_NONE: of none */
    nd_buf                  pieces, ranges; /* working space of the comparison */
} nd_html;

/* A count between two pieces of markup. */
void nd_html_put_count(nd_html *html, const char *before, uint64_t count, const char *after);

/* Puts `before`, the value within <bdi>, where its direction of writing stays, and `after`; nothing where the
 * value is missing. */
void nd_html_put_value(nd_html *html, const char *before, nd_string value, const char *after);

/* The title of an article, or else its id. */
nd_string nd_html_name(const nd_document *document);

/* What the article is compared with: via, the canonical, or ND_NONE. */
uint64_t nd_html_other(const nd_document *document);

/* The members of the group at hand. */
const nd_document *nd_html_members(const nd_html *html, size_t *count);

/* The text of an article in slot 0 or 1, kept until another is asked for there: 1 and *text, or 0. */
int nd_html_text(nd_html *html, int slot, const nd_document *document, nd_string *text);

/* The verified pair of two articles, or NULL. Its a is the smaller index. */
const nd_pair *nd_html_pair(const nd_html *html, uint64_t a, uint64_t b);

/* The larger and the smaller coverage of a pair, in ten thousandths. */
unsigned nd_html_larger(const nd_pair *pair);
unsigned nd_html_smaller(const nd_pair *pair);

/* The panels of the page. */
void nd_html_put_list(nd_html *html);   /* html_list.c: all groups */
void nd_html_put_charts(nd_html *html); /* html_charts.c: scores, sizes, nearest pairs */
void nd_html_put_group(nd_html *html, size_t number); /* html_group.c: one group of the list, from 0 */

/* Panels of the group at hand. */
void nd_html_put_timeline(nd_html *html); /* html_timeline.c */
void nd_html_put_heatmap(nd_html *html);  /* html_heatmap.c */
/* html_strip.c: which part of the article lies in passages; 0 where its text is not there. */
int  nd_html_put_strip(nd_html *html, const nd_document *document);
/* html_compare.c: side by side with what it is compared with. */
void nd_html_put_comparison(nd_html *html, const nd_document *document);

#endif
