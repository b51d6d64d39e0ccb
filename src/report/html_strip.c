/*
 * html_strip.c - an article as a line from its first byte to its last, filled where a passage lies in the
 * article it is compared with. At most 16 passages are told, the longest.
 */
#include "report/html.h"

#define STRIP_WIDTH 1000

static void put_part(nd_html *html, const uint64_t at[2], size_t size) {
    uint64_t begin = at[0] * STRIP_WIDTH / size, end = at[1] * STRIP_WIDTH / size;
    if (end == begin) end++;
    nd_html_put_count(html, "<rect x=\"", begin, "\"");
    nd_html_put_count(html, " width=\"", end - begin, "\" height=\"12\" fill=\"currentColor\"/>");
}

int nd_html_put_strip(nd_html *html, const nd_document *document) {
    nd_string  text;
    nd_passage passage;
    if (nd_html_other(document) == ND_NONE || !nd_html_text(html, 0, document, &text) || !text.size) return 0;
    nd_put_text(html->out, "<svg class=\"strip\" viewBox=\"0 0 1000 12\" width=\"160\" height=\"12\" "
                           "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
    nd_put_counted(html->out, document->passage_count, "passage");
    nd_put_text(html->out, "\"><rect width=\"1000\" height=\"12\" fill=\"none\" stroke=\"currentColor\"/>");
    for (uint64_t at = 0; nd_result_next_passage(html->result, document->index, &at, &passage);)
        if (passage.at[1] <= text.size) put_part(html, passage.at, text.size);
    nd_put_text(html->out, "</svg>");
    return 1;
}
