/*
 * html_charts.c - charts are tables with a bar in each row: the numbers stand there for who sees no bars.
 */
#include <stdlib.h>

#include "base/introsort.h"
#include "report/html.h"

#define BINS        20
#define WHOLE       10000 /* a share of 1 */
#define NEAREST     20
#define NEAR_ENOUGH 1000 /* from a threshold, of WHOLE */
#define SIZES       9

/* A bar as long as `part` of `whole`, and the number beside it. */
static void put_bar(nd_html *html, const char *name, uint64_t part, uint64_t whole) {
    uint64_t width = whole ? part * 100 / whole : 0;
    nd_put_text(html->out, "<td class=\"bar\"><svg class=\"");
    nd_put_text(html->out, name);
    nd_html_put_count(html, "\" width=\"102\" height=\"10\" aria-hidden=\"true\"><rect width=\"",
                      part && !width ? 1 : width, "\" height=\"10\" fill=\"currentColor\"/></svg> ");
    nd_put_count(html->out, part);
    nd_put_text(html->out, "</td>");
}

/* ---- scores ------------------------------------------------------------------------------------ */

struct histogram {
    uint64_t larger[BINS], smaller[BINS], most;
};

static unsigned bin_of(unsigned share) {
    unsigned bin = share * BINS / WHOLE;
    return bin < BINS ? bin : BINS - 1;
}

static void count_scores(const nd_html *html, struct histogram *out) {
    const nd_pair *pairs = (const nd_pair *)html->pairs.data;
    *out = (struct histogram){.most = 0};
    for (size_t i = 0; i < html->pairs.size / sizeof *pairs; i++) {
        out->larger[bin_of(nd_html_larger(&pairs[i]))]++;
        out->smaller[bin_of(nd_html_smaller(&pairs[i]))]++;
    }
    for (unsigned i = 0; i < BINS; i++) {
        if (out->larger[i] > out->most) out->most = out->larger[i];
        if (out->smaller[i] > out->most) out->most = out->smaller[i];
    }
}

static void put_threshold(nd_html *html, unsigned bin, double threshold, const char *what) {
    if (threshold <= 0 || bin_of(nd_share_parts(threshold)) != bin) return;
    nd_put_text(html->out, what);
    nd_put_share(html->out, threshold);
}

static void put_scores(nd_html *html) {
    struct histogram histogram;
    count_scores(html, &histogram);
    nd_put_text(html->out, "<div>\n<h3>Scores of the verified pairs</h3>\n<table class=\"chart\">\n<thead><tr>"
                           "<th scope=\"col\">coverage</th><th scope=\"col\">the larger of the two</th>"
                           "<th scope=\"col\">the smaller</th><th scope=\"col\">from here on</th></tr></thead>\n"
                           "<tbody>\n");
    for (unsigned i = 0; i < BINS; i++) {
        nd_html_put_count(html, "<tr><th scope=\"row\">", i * 100 / BINS, "");
        nd_html_put_count(html, "&ndash;", (i + 1) * 100 / BINS, "%</th>");
        put_bar(html, "larger", histogram.larger[i], histogram.most);
        put_bar(html, "smaller", histogram.smaller[i], histogram.most);
        nd_put_text(html->out, "<td>");
        put_threshold(html, i, html->summary.excerpt_coverage, "larger: excerpt ");
        put_threshold(html, i, html->summary.near_duplicate_coverage, "smaller: near-duplicate ");
        nd_put_text(html->out, "</td></tr>\n");
    }
    nd_put_text(html->out, "</tbody>\n</table>\n</div>\n");
}

/* ---- sizes ------------------------------------------------------------------------------------- */

static const struct {
    uint64_t    most;
    const char *name;
} sizes[SIZES] = {{2, "2"},        {3, "3"},          {4, "4"},           {5, "5"},           {10, "6&ndash;10"},
                  {20, "11&ndash;20"}, {50, "21&ndash;50"}, {100, "51&ndash;100"}, {UINT64_MAX, "over 100"}};

static void put_sizes(nd_html *html) {
    uint64_t counts[SIZES] = {0}, most = 0;
    for (size_t i = 0; i < html->list.shown_count; i++) {
        unsigned row = 0;
        while (html->list.shown[i]->group.size > sizes[row].most) row++;
        if (++counts[row] > most) most = counts[row];
    }
    nd_put_text(html->out, "<div>\n<h3>Sizes of the groups</h3>\n<table class=\"chart\">\n<thead><tr>"
                           "<th scope=\"col\">articles</th><th scope=\"col\">groups</th></tr></thead>\n<tbody>\n");
    for (unsigned i = 0; i < SIZES; i++) {
        nd_put_text(html->out, "<tr><th scope=\"row\">");
        nd_put_text(html->out, sizes[i].name);
        nd_put_text(html->out, "</th>");
        put_bar(html, "larger", counts[i], most);
        nd_put_text(html->out, "</tr>\n");
    }
    nd_put_text(html->out, "</tbody>\n</table>\n</div>\n");
}

/* ---- the nearest pairs ------------------------------------------------------------------------- */

struct near {
    const nd_pair *pair;
    int            distance; /* from the threshold, below it negative; of WHOLE */
    int            is_excerpt; /* that threshold, of the larger coverage */
};

static int by_distance(const void *left, const void *right) {
    const struct near *x = left, *y = right;
    int                one = abs(x->distance), other = abs(y->distance);
    if (one != other) return one < other ? -1 : 1;
    return x->pair < y->pair ? -1 : x->pair > y->pair;
}

static struct near measure(const nd_html *html, const nd_pair *pair) {
    const nd_summary *summary = &html->summary;
    int               smaller = (int)nd_html_smaller(pair), larger = (int)nd_html_larger(pair);
    struct near       near = {pair, smaller - (int)nd_share_parts(summary->near_duplicate_coverage), 0};
    int               other = larger - (int)nd_share_parts(summary->excerpt_coverage);
    if (summary->excerpt_coverage > 0 && abs(other) < abs(near.distance))
        near.distance = other, near.is_excerpt = 1;
    return near;
}

/* The nearest go to the front of `found`; returns how many there are. */
static size_t find_nearest(nd_html *html, struct near *found) {
    const nd_pair *pairs = (const nd_pair *)html->pairs.data;
    size_t         count = 0;
    for (size_t i = 0; i < html->pairs.size / sizeof *pairs; i++) {
        struct near near = measure(html, &pairs[i]);
        if (abs(near.distance) > NEAR_ENOUGH) continue;
        if (count < NEAREST) found[count++] = near;
        else if (by_distance(&near, &found[NEAREST - 1]) < 0) found[NEAREST - 1] = near;
        else continue;
        if (count == NEAREST) nd_sort(found, count, sizeof *found, by_distance);
    }
    nd_sort(found, count, sizeof *found, by_distance);
    return count;
}

static void put_article(nd_html *html, uint64_t index) {
    nd_document document;
    nd_result_document(html->result, index, &document);
    nd_html_put_value(html, "<td>", document.id, "</td>");
}

static void put_near(nd_html *html, const struct near *near) {
    const nd_pair *pair = near->pair;
    int            distance = abs(near->distance);
    nd_put_text(html->out, "<tr>");
    put_article(html, pair->a);
    put_article(html, pair->b);
    nd_put_text(html->out, "<td class=\"n\">");
    nd_put_percent(html->out, pair->coverage_a);
    nd_put_text(html->out, "</td><td class=\"n\">");
    nd_put_percent(html->out, pair->coverage_b);
    nd_put_text(html->out, "</td><td>");
    nd_put_text(html->out, nd_relation_name(pair->relation));
    nd_put_text(html->out, "</td><td>");
    nd_put_text(html->out, near->is_excerpt ? "excerpt " : "near-duplicate ");
    nd_put_text(html->out, near->distance < 0 ? "&minus;" : "+");
    nd_put_share(html->out, (double)distance / WHOLE);
    nd_put_text(html->out, "</td><td>");
    nd_put_text(html->out, pair->note);
    nd_put_text(html->out, "</td></tr>\n");
}

static void put_nearest(nd_html *html) {
    struct near found[NEAREST];
    size_t      count = find_nearest(html, found);
    nd_put_text(html->out, "<div class=\"wide\">\n<h3>Pairs nearest a threshold</h3>\n");
    if (!count) nd_put_text(html->out, "<p>No pair is within .1 of a threshold.</p>\n");
    if (count)
        nd_put_text(html->out, "<table>\n<thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th>"
                               "<th scope=\"col\" class=\"n\">of A in B</th><th scope=\"col\" class=\"n\">of B in A"
                               "</th><th scope=\"col\">relation</th><th scope=\"col\">from the threshold</th>"
                               "<th scope=\"col\">note</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) put_near(html, &found[i]);
    if (count) nd_put_text(html->out, "</tbody>\n</table>\n");
    nd_put_text(html->out, "</div>\n");
}

void nd_html_put_charts(nd_html *html) {
    nd_put_text(html->out, "<section id=\"charts\">\n<h2>Scores and sizes</h2>\n");
    if (html->pairs.size) put_scores(html);
    put_sizes(html);
    if (html->pairs.size) put_nearest(html);
    else nd_put_text(html->out, "<p>There are no verified pairs in this result.</p>\n");
    nd_put_text(html->out, "</section>\n");
}
