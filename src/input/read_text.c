/*
 * read_text.c - nothing is changed: offsets that are reported later count the bytes of the file (behind
 * a byte order mark, which whoever read the file has taken off), or those behind its front matter.
 */
#include "input/read_text.h"

#include <string.h>

#include "input/front_matter.h"

static int is_blank(nd_string text) {
    size_t at = 0;
    while (at < text.size && memchr(" \t\r\n\f\v", text.data[at], 6)) at++;
    return at == text.size;
}

int nd_read_text(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding,
                 nd_error *error) {
    nd_fields_begin(&parser->fields);
    size_t before = nd_front_matter_read(&parser->fields, bytes);
    nd_fields_end(&parser->fields, out);
    if (!bytes.data) bytes.data = ""; /* empty, not missing */
    out->text = (nd_string){bytes.data + before, bytes.size - before};
    if (is_blank(out->text)) return nd_find(finding, error, ND_PROBLEM_EMPTY, "no words in it");
    return nd_find_invalid_utf8(finding, error, out->text);
}
