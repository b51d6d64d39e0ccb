/*
 * html_timeline.c - who printed it when: a line for each outlet by its first print, from the first print of all
 * to the last. The canonical is a square, others are circles. What has no date or no outlet is not on it.
 */
#include <string.h>

#include "base/introsort.h"
#include "report/html.h"

#define ROWS_MAX 30
#define ROW      20 /* pixels */
#define LEFT     190
#define WIDTH    480
#define LABEL_BYTES 27 /* of an outlet, as many as LEFT has room for */

struct print {
    const nd_document *document;
    int64_t            first; /* of its outlet */
};

static int compare_outlets(const nd_document *x, const nd_document *y) {
    size_t least = x->outlet.size < y->outlet.size ? x->outlet.size : y->outlet.size;
    int    order = memcmp(x->outlet.data, y->outlet.data, least);
    return order ? order : x->outlet.size < y->outlet.size ? -1 : x->outlet.size > y->outlet.size;
}

static int by_time(const nd_document *x, const nd_document *y) {
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static int by_outlet(const void *left, const void *right) {
    const struct print *x = left, *y = right;
    int                 order = compare_outlets(x->document, y->document);
    return order ? order : by_time(x->document, y->document);
}

static int by_first(const void *left, const void *right) {
    const struct print *x = left, *y = right;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return by_outlet(left, right);
}

/* Leaves the prints in html->ranges, row by row. */
static size_t gather(nd_html *html) {
    size_t             count;
    const nd_document *members = nd_html_members(html, &count);
    html->ranges.size = 0;
    for (size_t i = 0; i < count && !html->out->status; i++) {
        struct print print = {&members[i], members[i].time};
        if (print.first == ND_NO_TIME || !members[i].outlet.size) continue;
        html->out->status = nd_buf_append(&html->ranges, &print, sizeof print, html->out->error);
    }
    struct print *prints = (struct print *)html->ranges.data;
    count = html->ranges.size / sizeof *prints;
    if (html->out->status || count < 2) return 0;
    nd_sort(prints, count, sizeof *prints, by_outlet);
    for (size_t i = 1; i < count; i++)
        if (!compare_outlets(prints[i].document, prints[i - 1].document)) prints[i].first = prints[i - 1].first;
    nd_sort(prints, count, sizeof *prints, by_first);
    return count;
}

static int begins_row(const struct print *prints, size_t i) {
    return i == 0 || compare_outlets(prints[i].document, prints[i - 1].document) != 0;
}

/* As much of a label as there is room for, cut between characters. */
static void put_label(nd_html *html, nd_string label) {
    size_t size = label.size;
    if (size > LABEL_BYTES) {
        for (size = LABEL_BYTES; size && (label.data[size] & 0xC0) == 0x80;) size--;
    }
    nd_put_html(html->out, (nd_string){label.data, size});
    if (size < label.size) nd_put_text(html->out, "&hellip;");
}

static uint64_t place_of(int64_t time, int64_t from, int64_t to) {
    return LEFT + (uint64_t)((double)(time - from) / (double)(to - from) * WIDTH + 0.5);
}

static void put_print(nd_html *html, const nd_document *document, uint64_t x, uint64_t y) {
    if (document->role == ND_ROLE_CANONICAL) {
        nd_html_put_count(html, "<rect class=\"main\" x=\"", x - 5, "\" y=\"");
        nd_html_put_count(html, "", y - 5, "\" width=\"10\" height=\"10\" fill=\"currentColor\">");
    } else {
        nd_html_put_count(html, "<circle cx=\"", x, "\" cy=\"");
        nd_html_put_count(html, "", y, "\" r=\"5\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\">");
    }
    nd_put_text(html->out, "<title>");
    nd_put_html(html->out, nd_html_name(document));
    nd_put_text(html->out, ", ");
    nd_put_html(html->out, document->date);
    nd_put_text(html->out, document->role == ND_ROLE_CANONICAL ? " (canonical)</title></rect>" : "</title></circle>");
}

static void put_row(nd_html *html, const nd_document *document, uint64_t y) {
    nd_html_put_count(html, "<line x1=\"190\" x2=\"670\" y1=\"", y, "\" y2=\"");
    nd_html_put_count(html, "", y, "\" stroke=\"currentColor\" stroke-opacity=\".25\"/>");
    nd_html_put_count(html, "<text x=\"0\" y=\"", y + 4, "\" font-size=\"12\" fill=\"currentColor\">");
    put_label(html, document->outlet);
    nd_put_text(html->out, "</text>");
}

static void put_end(nd_html *html, const nd_document *document, const char *before, const char *after) {
    nd_put_text(html->out, before);
    nd_put_html(html->out, document->date);
    nd_put_text(html->out, after);
}

void nd_html_put_timeline(nd_html *html) {
    size_t        count = gather(html), rows = 0, shown = 0;
    struct print *prints = (struct print *)html->ranges.data;
    if (!count) return;
    const nd_document *first = prints[0].document, *last = first;
    for (size_t i = 0; i < count && (rows += begins_row(prints, i)) <= ROWS_MAX; i++, shown++)
        if (prints[i].document->time > last->time) last = prints[i].document;
    if (rows > ROWS_MAX) rows = ROWS_MAX;
    if (first->time == last->time) return;
    nd_put_text(html->out, "<figure>\n<figcaption>When each outlet printed it");
    put_end(html, first, ": from ", "");
    put_end(html, last, " to ", "; the square is the canonical</figcaption>\n");
    nd_html_put_count(html, "<svg class=\"timeline\" width=\"690\" height=\"", rows * ROW + 4, "\" viewBox=\"0 0 690 ");
    nd_html_put_count(html, "", rows * ROW + 4, "\" role=\"img\" aria-label=\"prints by outlet\">");
    uint64_t y = 0;
    for (size_t i = 0; i < shown; i++) {
        const nd_document *document = prints[i].document;
        if (begins_row(prints, i)) y += ROW, put_row(html, document, y - 8);
        put_print(html, document, place_of(document->time, first->time, last->time), y - 8);
    }
    nd_put_text(html->out, "</svg>\n");
    if (shown < count) nd_html_put_count(html, "<p>Prints of other outlets, not shown: ", count - shown, "</p>\n");
    nd_put_text(html->out, "</figure>\n");
}
