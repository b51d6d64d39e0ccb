/*
 * html_list.c - every group is a row of one table, the largest first. Cells that are sorted by something else
 * than what they show carry it in data-v; the script makes the headings into buttons and adds the filter, so
 * that there are no dead ones without it.
 */
#include "report/html.h"

/* What a row tells of a group beside its size. */
struct digest {
    uint64_t first, last; /* documents with the earliest and the latest time; ND_NONE: none has one */
    int64_t  from, to;
    unsigned lowest; /* coverage of a copy, in ten thousandths; 10001: there is none */
    nd_string outlet;    /* the only one, where outlets is 1 */
    unsigned outlets;    /* 2: several */
};

static int is_equal(nd_string a, nd_string b) {
    if (a.size != b.size) return 0;
    for (size_t i = 0; i < a.size; i++)
        if (a.data[i] != b.data[i]) return 0;
    return 1;
}

static void add_member(struct digest *digest, const nd_document *document) {
    if (document->time != ND_NO_TIME) {
        if (digest->first == ND_NONE || document->time < digest->from)
            digest->first = document->index, digest->from = document->time;
        if (digest->last == ND_NONE || document->time > digest->to)
            digest->last = document->index, digest->to = document->time;
    }
    if (document->role != ND_ROLE_SHARES_PASSAGES && nd_html_other(document) != ND_NONE) {
        nd_pair  pair = {.coverage_a = document->coverage, .coverage_b = document->canonical_coverage};
        unsigned larger = nd_html_larger(&pair);
        if (larger < digest->lowest) digest->lowest = larger;
    }
    if (!document->outlet.size || digest->outlets > 1) return;
    if (!digest->outlets) digest->outlet = document->outlet, digest->outlets = 1;
    else if (!is_equal(digest->outlet, document->outlet)) digest->outlets = 2;
}

static void walk_cluster(nd_html *html, uint64_t canonical, struct digest *digest) {
    nd_document document;
    for (uint64_t at = 0; nd_result_next_member(html->result, canonical, &at, &document);)
        add_member(digest, &document);
}

static struct digest digest_of(nd_html *html, const nd_group *group) {
    struct digest digest = {.first = ND_NONE, .last = ND_NONE, .lowest = 10001};
    nd_document   canonical;
    if (group->kind == ND_CLUSTER) walk_cluster(html, group->canonical, &digest);
    for (uint64_t at = 0;
         group->kind == ND_STORY && nd_result_next_cluster(html->result, group->index, &at, &canonical);)
        walk_cluster(html, canonical.index, &digest);
    return digest;
}

static void put_date(nd_html *html, uint64_t index, int64_t time) {
    nd_document document;
    if (index == ND_NONE) {
        nd_put_text(html->out, "<td data-v=\"\"></td>");
        return;
    }
    nd_result_document(html->result, index, &document);
    nd_put_text(html->out, "<td data-v=\"");
    if (time < 0) nd_put_text(html->out, "-");
    nd_put_count(html->out, time < 0 ? (uint64_t)-time : (uint64_t)time);
    nd_put_text(html->out, "\">");
    nd_string day = document.date;
    if (day.size > 10 && day.data[4] == '-' && day.data[7] == '-') day.size = 10;
    nd_html_put_value(html, "", day, "");
    nd_put_text(html->out, "</td>");
}

static void put_outlets(nd_html *html, const struct digest *digest) {
    nd_put_text(html->out, "<td>");
    if (digest->outlets == 1) nd_html_put_value(html, "", digest->outlet, "");
    if (digest->outlets > 1) nd_put_text(html->out, "several");
    nd_put_text(html->out, "</td>");
}

static void put_row(nd_html *html, size_t number) {
    const nd_listed_group *listed = html->list.shown[number];
    const nd_group        *group = &listed->group;
    struct digest          digest = digest_of(html, group);
    nd_document            canonical;
    nd_result_document(html->result, group->canonical, &canonical);
    nd_html_put_count(html, "<tr><td><a href=\"#g", number + 1, "\">");
    nd_put(html->out, group->id, listed->digits + 2);
    nd_html_put_count(html, "</a></td><td class=\"n\">", group->size, "</td>");
    nd_html_put_count(html, "<td class=\"n\">", group->copies, "</td><th scope=\"row\">");
    nd_html_put_value(html, "", nd_html_name(&canonical), "");
    if (canonical.title.size) nd_html_put_value(html, "<small>", canonical.id, "</small>");
    nd_put_text(html->out, "</th>");
    put_outlets(html, &digest);
    put_date(html, digest.first, digest.from);
    put_date(html, digest.last, digest.to);
    nd_put_text(html->out, "<td class=\"n\">");
    if (digest.lowest <= 10000) nd_put_percent(html->out, digest.lowest / 10000.0);
    nd_put_text(html->out, "</td></tr>");
    nd_put_newline(html->out);
}

void nd_html_put_list(nd_html *html) {
    nd_put_text(html->out, "<section id=\"groups\">\n<h2>Groups</h2>\n");
    if (!html->list.shown_count) {
        nd_put_text(html->out, "<p>No article is a copy of another or shares passages with one.</p>\n</section>\n");
        return;
    }
    nd_put_text(html->out,
                "<table class=\"list\">\n<thead><tr><th scope=\"col\">group</th><th scope=\"col\" class=\"n\">"
                "articles</th><th scope=\"col\" class=\"n\">copies</th><th scope=\"col\">canonical</th>"
                "<th scope=\"col\">outlet</th><th scope=\"col\">first</th><th scope=\"col\">last</th>"
                "<th scope=\"col\" class=\"n\" title=\"the larger coverage of the copy that has least\">"
                "weakest</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < html->list.shown_count && !html->out->status; i++) put_row(html, i);
    nd_put_text(html->out, "</tbody>\n</table>\n</section>\n");
}
