/*
 * read_text.c - nothing is changed: offsets that are reported later count the bytes of the file (behind
 * a byte order mark, which whoever read the file has taken off).
 */
#include "input/read_text.h"

#include <string.h>

static int is_blank(nd_string text) {
    size_t at = 0;
    while (at < text.size && memchr(" \t\r\n\f\v", text.data[at], 6)) at++;
    return at == text.size;
}

int nd_read_text(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding,
                 nd_error *error) {
    (void)parser;
    *out = (nd_article){.text = bytes, .time = ND_NO_TIME};
    if (!bytes.data) out->text.data = ""; /* empty, not missing */
    if (is_blank(out->text)) return nd_find(finding, error, ND_PROBLEM_EMPTY, "no words in it");
    return nd_find_invalid_utf8(finding, error, out->text);
}
