/*
 * read_text.c - nothing is changed where the file is UTF-8: offsets that are reported later count its bytes (behind
 * a byte order mark, which whoever read the file has taken off), or those behind its front matter. All else is made
 * UTF-8, and the offsets are those of what `newsdup read` prints.
 */
#include "input/read_text.h"

#include <string.h>

#include "input/charset.h"
#include "input/front_matter.h"

static int is_blank(nd_string text) {
    size_t at = 0;
    while (at < text.size && memchr(" \t\r\n\f\v", text.data[at], 6)) at++;
    return at == text.size;
}

int nd_read_text(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding,
                 nd_error *error) {
    nd_string text = {"", 0}; /* empty, not missing */
    int       status = ND_OK;
    if (bytes.size) status = nd_charset_to_utf8(bytes, parser->label, &parser->utf8, &text, finding, error);
    if (status) return status;
    nd_fields_begin(&parser->fields);
    size_t before = nd_front_matter_read(&parser->fields, text);
    nd_fields_end(&parser->fields, out);
    out->text = (nd_string){text.data + before, text.size - before};
    if (is_blank(out->text)) return nd_find(finding, error, ND_PROBLEM_EMPTY, "no words in it");
    return nd_find_invalid_utf8(finding, error, out->text);
}
