/*
 * html_group.c - the section of a group: its members with the evidence for each, when and where they were
 * printed, which are alike, and each side by side with what it is compared with. Only the first is open, as a
 * page of a thousand open ones would be read by nobody.
 */
#include "report/html.h"

#define MEMBERS_MAX     200 /* rows of a group */
#define COMPARISONS_MAX 20

/* ---- members ----------------------------------------------------------------------------------- */

static int add_members(nd_html *html, uint64_t canonical) {
    nd_document document;
    int         status = ND_OK;
    for (uint64_t at = 0; !status && nd_result_next_member(html->result, canonical, &at, &document);)
        status = nd_buf_append(&html->members, &document, sizeof document, html->out->error);
    return status;
}

static int gather(nd_html *html, const nd_group *group) {
    nd_document canonical;
    int         status = ND_OK;
    html->members.size = 0;
    if (group->kind == ND_CLUSTER) return add_members(html, group->canonical);
    for (uint64_t at = 0;
         !status && nd_result_next_cluster(html->result, group->index, &at, &canonical);)
        status = add_members(html, canonical.index);
    return status;
}

static void put_names(nd_html *html, const nd_document *document) {
    nd_put_text(html->out, "<td>");
    nd_html_put_value(html, "<b>", nd_html_name(document), "</b>");
    nd_put_text(html->out, "<small>");
    if (document->title.size) nd_html_put_value(html, "<span>", document->id, "</span>");
    nd_html_put_value(html, "<span>", document->outlet, "</span>");
    nd_html_put_value(html, "<span>", document->date, "</span>");
    nd_put_text(html->out, "</small></td>");
}

/* "95% of it in 1, 78% of that in it" */
static void put_coverage(nd_html *html, const nd_document *document) {
    uint64_t other = nd_html_other(document);
    size_t   count, number = 0;
    nd_put_text(html->out, "<td>");
    if (other != ND_NONE) {
        const nd_document *members = nd_html_members(html, &count);
        while (number < count && members[number].index != other) number++;
        nd_put_percent(html->out, document->coverage);
        nd_put_text(html->out, " of it in ");
        if (number < count) nd_html_put_count(html, "", number + 1, "");
        else nd_put_text(html->out, "an article of another group");
        nd_put_text(html->out, ", ");
        nd_put_percent(html->out, document->canonical_coverage);
        nd_put_text(html->out, " of that in it");
        if (document->figures_changed) {
            nd_put_text(html->out, "; ");
            nd_put_counted(html->out, document->figures_changed, "figure");
            nd_put_text(html->out, " changed");
        }
    }
    nd_put_text(html->out, "</td><td>");
    if (!nd_html_put_strip(html, document)) nd_put_text(html->out, other == ND_NONE ? "" : "no text");
    nd_put_text(html->out, "</td>");
}

static void put_member(nd_html *html, const nd_document *document, size_t number) {
    const char *role = nd_role_name(document->role);
    nd_html_put_count(html, "<tr><td class=\"n\">", number + 1, "</td><td class=\"role ");
    nd_put_text(html->out, role);
    nd_put_text(html->out, "\">");
    nd_put_text(html->out, role);
    nd_put_text(html->out, "</td>");
    put_names(html, document);
    nd_html_put_count(html, "<td class=\"n\">", document->words, "</td>");
    put_coverage(html, document);
    nd_put_text(html->out, "<td>");
    nd_put_text(html->out, document->rule);
    nd_put_text(html->out, "</td></tr>");
    nd_put_newline(html->out);
}

static void put_rest(nd_html *html, const char *before, size_t shown, size_t count) {
    if (count <= shown) return;
    nd_put_text(html->out, before);
    nd_put_count(html->out, count - shown);
    nd_put_text(html->out, " more are not shown</p>\n");
}

static void put_members(nd_html *html) {
    size_t             count;
    const nd_document *members = nd_html_members(html, &count);
    nd_put_text(html->out, "<table class=\"members\">\n<thead><tr><th scope=\"col\" class=\"n\">no.</th><th "
                           "scope=\"col\">role</th><th scope=\"col\">article</th><th scope=\"col\" class=\"n\">words"
                           "</th><th scope=\"col\">how much of it</th><th scope=\"col\">which part</th>"
                           "<th scope=\"col\">why</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count && i < MEMBERS_MAX && !html->out->status; i++) {
        if (i && members[i].role == ND_ROLE_CANONICAL)
            nd_put_text(html->out, "</tbody>\n<tbody class=\"cluster\">\n");
        put_member(html, &members[i], i);
    }
    nd_put_text(html->out, "</tbody>\n</table>\n");
    put_rest(html, "<p>Members: ", MEMBERS_MAX, count);
}

static void put_comparisons(nd_html *html) {
    size_t             count, comparable = 0;
    const nd_document *members = nd_html_members(html, &count);
    for (size_t i = 0; i < count && !html->out->status; i++) {
        if (members[i].role == ND_ROLE_IDENTICAL || nd_html_other(&members[i]) == ND_NONE) continue;
        if (comparable++ < COMPARISONS_MAX) nd_html_put_comparison(html, &members[i]);
    }
    put_rest(html, "<p>Comparisons: ", COMPARISONS_MAX, comparable);
}

/* ---- the group --------------------------------------------------------------------------------- */

static void put_summary(nd_html *html, const nd_listed_group *listed, size_t number) {
    const nd_group *group = &listed->group;
    nd_document     canonical;
    nd_result_document(html->result, group->canonical, &canonical);
    nd_html_put_count(html, "<details class=\"group\" id=\"g", number + 1, number ? "\">" : "\" open>");
    nd_put_text(html->out, "\n<summary><h3>");
    nd_html_put_value(html, "", nd_html_name(&canonical), "");
    nd_put_text(html->out, "</h3> <small>");
    nd_put_text(html->out, group->kind == ND_STORY ? "story " : "cluster ");
    nd_put(html->out, group->id, listed->digits + 2);
    nd_put_text(html->out, ", ");
    nd_put_counted(html->out, group->size, "article");
    nd_html_put_count(html, ", ", group->copies, group->copies == 1 ? " copy" : " copies");
    nd_put_text(html->out, "</small></summary>\n");
}

void nd_html_put_group(nd_html *html, size_t number) {
    const nd_listed_group *listed = html->list.shown[number];
    html->out->status = gather(html, &listed->group);
    if (html->out->status) return;
    put_summary(html, listed, number);
    put_members(html);
    nd_html_put_timeline(html);
    nd_html_put_heatmap(html);
    put_comparisons(html);
    nd_put_text(html->out, "</details>");
    nd_put_newline(html->out);
}
