/*
 * html_compare.c - an article on the left, the one it is compared with on the right. A row is a shared passage,
 * or what stands between two of them and is in one text only; what no passage holds on the right stands before
 * the passage that follows it there. In a passage the words that differ are <del> on the left and <ins> on the
 * right. Long stretches are folded: their ends are left, and how many words are not shown.
 *
 * Passages and differences are those of the result: nothing is compared here.
 */

#include "base/introsort.h"
#include "report/html.h"

#define SAME_FROM   40 /* pieces of an equal stretch from which on it is folded */
#define SAME_ENDS   12 /* pieces that are left at both ends */
#define ALONE_FROM  90 /* the same for what is in one text only */
#define ALONE_ENDS  35
#define WIDEST      4096

static const char *const opening[] = {"", "<del>", "<ins>"}, *const closing[] = {"", "</del>", "</ins>"};

/* One side of a comparison. */
struct column {
    nd_string text;
    nd_mark   mark; /* of what differs in it */
};

/* ---- stretches --------------------------------------------------------------------------------- */

static nd_string bytes_of(nd_string text, uint64_t begin, uint64_t end) {
    if (begin >= end || end > text.size) return (nd_string){"", 0};
    return (nd_string){text.data + begin, end - begin};
}

static void put_pieces(nd_html *html, size_t begin, size_t end) {
    const nd_piece *pieces = (const nd_piece *)html->pieces.data;
    for (size_t i = begin; i < end; i++) {
        if (i > begin && pieces[i].after_space) nd_put_text(html->out, " ");
        nd_put_html(html->out, (nd_string){pieces[i].data, pieces[i].size});
    }
}

static void put_folded(nd_html *html, size_t begin, size_t end, int is_same) {
    const nd_piece *pieces = (const nd_piece *)html->pieces.data;
    uint64_t        halves = 0;
    for (size_t i = begin; i < end; i++) halves += pieces[i].halves;
    nd_put_text(html->out, " <i class=\"fold\">&hellip; ");
    nd_put_counted(html->out, (halves + 1) / 2, "word");
    nd_put_text(html->out, is_same ? " the same &hellip;</i> " : " more &hellip;</i> ");
}

/* A stretch with one mark; `from` and `ends` say when and how it is folded, 0: never. What is in one text only
 * begins with a word: the end of the sentence before is no news. */
static void put_stretch(nd_html *html, nd_string text, nd_mark mark, size_t from, size_t ends) {
    if (!text.size || html->out->status) return;
    html->pieces.size = 0;
    html->out->status = nd_pieces_cut(text, ND_MARK_SAME, WIDEST, &html->pieces, html->out->error);
    const nd_piece *pieces = (const nd_piece *)html->pieces.data;
    size_t          count = html->pieces.size / sizeof *pieces, first = 0;
    while (from == ALONE_FROM && first < count && !pieces[first].halves) first++;
    if (html->out->status || first == count) return;
    if (pieces[first].after_space) nd_put_text(html->out, " ");
    nd_put_text(html->out, opening[mark]);
    if (from && count - first >= from) {
        put_pieces(html, first, first + ends);
        put_folded(html, first + ends, count - ends, mark == ND_MARK_SAME && from == SAME_FROM);
        put_pieces(html, count - ends, count);
    } else {
        put_pieces(html, first, count);
    }
    nd_put_text(html->out, closing[mark]);
    if (pieces[count - 1].before_space) nd_put_text(html->out, " ");
}

/* ---- a passage --------------------------------------------------------------------------------- */

/* One side of a passage, with what differs in it marked; `side` is 0 for at, 1 for in. */
static void put_side(nd_html *html, const struct column *column, const nd_document *document,
                     const nd_passage *passage, int side) {
    const uint64_t *range = side ? passage->in : passage->at;
    uint64_t        begin = range[0], position = 0;
    nd_difference   difference;
    nd_put_text(html->out, "<td dir=\"auto\">");
    while (nd_result_next_difference(html->result, document->index, &position, &difference)) {
        const uint64_t *words = side ? difference.in : difference.at;
        if (difference.at[0] < passage->at[0] || difference.at[1] > passage->at[1]) continue;
        put_stretch(html, bytes_of(column->text, begin, words[0]), ND_MARK_SAME, SAME_FROM, SAME_ENDS);
        put_stretch(html, bytes_of(column->text, words[0], words[1]), column->mark, 0, 0);
        if (words[1] > begin) begin = words[1];
    }
    put_stretch(html, bytes_of(column->text, begin, range[1]), ND_MARK_SAME, SAME_FROM, SAME_ENDS);
    nd_put_text(html->out, "</td>");
}

static void put_passage(nd_html *html, const struct column columns[2], const nd_document *document,
                        const nd_passage *passage) {
    nd_html_put_count(html, "<tr class=\"shared\" data-at=\"", passage->at[0], " ");
    nd_html_put_count(html, "", passage->at[1], "\" data-in=\"");
    nd_html_put_count(html, "", passage->in[0], " ");
    nd_html_put_count(html, "", passage->in[1], "\"><th scope=\"row\">shared<small>");
    nd_put_counted(html->out, passage->words, "word");
    nd_put_text(html->out, "</small></th>");
    put_side(html, &columns[0], document, passage, 0);
    put_side(html, &columns[1], document, passage, 1);
    nd_put_text(html->out, "</tr>");
    nd_put_newline(html->out);
}

/* Blanks and punctuation between two passages are no difference. */
static int has_words(nd_html *html, nd_string text) {
    html->pieces.size = 0;
    if (!html->out->status)
        html->out->status = nd_pieces_cut(text, ND_MARK_SAME, WIDEST, &html->pieces, html->out->error);
    const nd_piece *pieces = (const nd_piece *)html->pieces.data;
    for (size_t i = 0; i < html->pieces.size / sizeof *pieces; i++)
        if (pieces[i].halves) return 1;
    return 0;
}

/* What is in one text only, on the left and on the right. */
static void put_between(nd_html *html, nd_string left, nd_string right) {
    const nd_string sides[2] = {left, right};
    const int       has[2] = {has_words(html, left), has_words(html, right)};
    if (!has[0] && !has[1]) return;
    nd_put_text(html->out, "<tr class=\"alone\"><th scope=\"row\">differs</th>");
    for (int side = 0; side < 2; side++) {
        nd_put_text(html->out, "<td dir=\"auto\">");
        if (has[side]) put_stretch(html, sides[side], side ? ND_MARK_NEW : ND_MARK_GONE, ALONE_FROM, ALONE_ENDS);
        nd_put_text(html->out, "</td>");
    }
    nd_put_text(html->out, "</tr>");
    nd_put_newline(html->out);
}

/* ---- all passages ------------------------------------------------------------------------------ */

static int by_end(const void *left, const void *right) {
    const uint64_t *x = left, *y = right;
    return x[1] < y[1] ? -1 : x[1] > y[1];
}

/* The passages on the right, by their place there, in html->ranges. */
static size_t list_taken(nd_html *html, const nd_document *document) {
    nd_passage passage;
    html->ranges.size = 0;
    for (uint64_t at = 0; nd_result_next_passage(html->result, document->index, &at, &passage);)
        if (!html->out->status)
            html->out->status = nd_buf_append(&html->ranges, passage.in, sizeof passage.in, html->out->error);
    size_t count = html->ranges.size / sizeof passage.in;
    if (count && !html->out->status) nd_sort(html->ranges.data, count, sizeof passage.in, by_end);
    return count;
}

/* What stands on the right between `end` and the passage before it there. */
static nd_string before(const nd_html *html, nd_string text, uint64_t end) {
    const uint64_t(*taken)[2] = (const uint64_t(*)[2])html->ranges.data;
    uint64_t begin = 0;
    for (size_t i = 0; i < html->ranges.size / sizeof *taken; i++)
        if (taken[i][1] <= end) begin = taken[i][1];
    return bytes_of(text, begin, end);
}

static void put_rows(nd_html *html, const struct column columns[2], const nd_document *document) {
    nd_passage passage;
    uint64_t   begin = 0;
    list_taken(html, document);
    for (uint64_t at = 0;
         !html->out->status && nd_result_next_passage(html->result, document->index, &at, &passage);) {
        if (passage.at[1] > columns[0].text.size || passage.in[1] > columns[1].text.size) continue;
        put_between(html, bytes_of(columns[0].text, begin, passage.at[0]),
                    before(html, columns[1].text, passage.in[0]));
        put_passage(html, columns, document, &passage);
        begin = passage.at[1];
    }
    put_between(html, bytes_of(columns[0].text, begin, columns[0].text.size),
                before(html, columns[1].text, columns[1].text.size));
}

void nd_html_put_comparison(nd_html *html, const nd_document *document) {
    struct column columns[2] = {{.mark = ND_MARK_GONE}, {.mark = ND_MARK_NEW}};
    nd_document   other;
    nd_result_document(html->result, nd_html_other(document), &other);
    if (!nd_html_text(html, 0, document, &columns[0].text) || !nd_html_text(html, 1, &other, &columns[1].text))
        return;
    nd_html_put_value(html, "<details class=\"compare\" open>\n<summary>", document->id, " beside ");
    nd_html_put_value(html, "", other.id, "</summary>\n<table>\n<thead><tr><td></td>");
    nd_html_put_value(html, "<th scope=\"col\">", document->id, "");
    nd_put_text(html->out, "<small>");
    nd_put_text(html->out, nd_role_name(document->role));
    nd_html_put_value(html, "</small></th><th scope=\"col\">", other.id, "<small>");
    nd_put_text(html->out, other.role == ND_ROLE_CANONICAL ? "canonical" : "ties it in");
    nd_put_text(html->out, "</small></th></tr></thead>\n<tbody>\n");
    put_rows(html, columns, document);
    nd_put_text(html->out, "</tbody>\n</table>\n</details>");
    nd_put_newline(html->out);
}
