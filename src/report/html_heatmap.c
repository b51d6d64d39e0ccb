/*
 * html_heatmap.c - each member with each: the larger coverage of the pair, as a number on a ground of ten
 * shades. A group that is a chain shows as a diagonal band, one that is a bundle as a square.
 */
#include "report/html.h"

#define LEAST_MEMBERS 3
#define MOST_MEMBERS  40

static void put_cell(nd_html *html, const nd_document *one, const nd_document *other) {
    const nd_pair *pair = nd_html_pair(html, one->index, other->index);
    if (one == other || !pair) {
        nd_put_text(html->out, one == other ? "<td class=\"self\">&middot;</td>" : "<td>&ndash;</td>");
        return;
    }
    unsigned percent = (nd_html_larger(pair) + 50) / 100;
    nd_html_put_count(html, "<td class=\"h", percent / 10, "\">");
    nd_put_count(html->out, percent);
    nd_put_text(html->out, "</td>");
}

static void put_row(nd_html *html, const nd_document *members, size_t count, size_t row) {
    nd_html_put_count(html, "<tr><th scope=\"row\">", row + 1, "</th>");
    for (size_t i = 0; i < count; i++) put_cell(html, &members[row], &members[i]);
    nd_put_text(html->out, "</tr>");
    nd_put_newline(html->out);
}

void nd_html_put_heatmap(nd_html *html) {
    size_t             count;
    const nd_document *members = nd_html_members(html, &count);
    if (count < LEAST_MEMBERS || count > MOST_MEMBERS || !html->pairs.size) return;
    nd_put_text(html->out, "<figure>\n<figcaption>How alike the members are: percent of the one that lies most in "
                           "the other</figcaption>\n<table class=\"heat\">\n<tr><td></td>");
    for (size_t i = 0; i < count; i++) nd_html_put_count(html, "<th scope=\"col\">", i + 1, "</th>");
    nd_put_text(html->out, "</tr>\n");
    for (size_t i = 0; i < count && !html->out->status; i++) put_row(html, members, count, i);
    nd_put_text(html->out, "</table>\n</figure>\n");
}
