/*
 * html.c - what the panels share. Texts are read again one at a time and copied, as a comparison needs two;
 * the second slot mostly holds the canonical, which is read once for all members.
 */
#include "report/html.h"

#include <stdlib.h>
#include <string.h>

#include "report/row.h"

void nd_html_put_count(nd_html *html, const char *before, uint64_t count, const char *after) {
    nd_put_text(html->out, before);
    nd_put_count(html->out, count);
    nd_put_text(html->out, after);
}

void nd_html_put_value(nd_html *html, const char *before, nd_string value, const char *after) {
    if (!value.data) return;
    nd_put_text(html->out, before);
    nd_put_text(html->out, "<bdi>");
    nd_put_html(html->out, value);
    nd_put_text(html->out, "</bdi>");
    nd_put_text(html->out, after);
}

nd_string nd_html_name(const nd_document *document) {
    return document->title.size ? document->title : document->id;
}

uint64_t nd_html_other(const nd_document *document) {
    return document->via != ND_NONE ? document->via : document->canonical;
}

const nd_document *nd_html_members(const nd_html *html, size_t *count) {
    *count = html->members.size / sizeof(nd_document);
    return (const nd_document *)html->members.data;
}

int nd_html_text(nd_html *html, int slot, const nd_document *document, nd_string *text) {
    nd_buf *kept = &html->texts[slot];
    if (html->text_of[slot] != document->index) {
        html->text_of[slot] = ND_NONE;
        kept->size = 0;
        if (!nd_row_text(document, html->options, html->out, text)) return 0;
        html->out->status = nd_buf_append(kept, text->data, text->size, html->out->error);
        if (html->out->status) return 0;
        html->text_of[slot] = document->index;
    }
    *text = (nd_string){kept->size ? (const char *)kept->data : "", kept->size};
    return 1;
}

static int by_articles(const void *left, const void *right) {
    const nd_pair *x = left, *y = right;
    if (x->a != y->a) return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

const nd_pair *nd_html_pair(const nd_html *html, uint64_t a, uint64_t b) {
    const nd_pair key = {.a = a < b ? a : b, .b = a < b ? b : a};
    if (!html->pairs.size) return NULL;
    return bsearch(&key, html->pairs.data, html->pairs.size / sizeof key, sizeof key, by_articles);
}

unsigned nd_html_larger(const nd_pair *pair) {
    return nd_share_parts(pair->coverage_a > pair->coverage_b ? pair->coverage_a : pair->coverage_b);
}

unsigned nd_html_smaller(const nd_pair *pair) {
    return nd_share_parts(pair->coverage_a < pair->coverage_b ? pair->coverage_a : pair->coverage_b);
}
