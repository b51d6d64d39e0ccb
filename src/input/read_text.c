/*
 * read_text.c - nothing is changed: offsets that are reported later count the bytes of the file (behind
 * a byte order mark, which whoever read the file has taken off).
 */
#include "input/read_text.h"

#include <string.h>

#define LOOKED_AT 8192

static int is_blank(nd_string text) {
    size_t at = 0;
    while (at < text.size && memchr(" \t\r\n\f\v", text.data[at], 6)) at++;
    return at == text.size;
}

/* Text may have lost a byte to a NUL; programs, pictures and text in UTF-16 are full of them. */
static int is_binary(nd_string text) {
    size_t looked_at = text.size < LOOKED_AT ? text.size : LOOKED_AT, nuls = 0;
    for (size_t i = 0; i < looked_at; i++) nuls += text.data[i] == '\0';
    return nuls > 1 && nuls * 100 > looked_at;
}

static int is_gzip(nd_string text) {
    return text.size >= 2 && memcmp(text.data, "\x1f\x8b", 2) == 0;
}

int nd_read_text(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding,
                 nd_error *error) {
    (void)parser;
    *out = (nd_article){.text = bytes, .time = ND_NO_TIME};
    if (!bytes.data) out->text.data = ""; /* empty, not missing */
    if (is_gzip(bytes) || is_binary(bytes)) {
        int status = nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "a binary file, not text");
        return status ? status : 1;
    }
    if (is_blank(out->text)) return nd_find(finding, error, ND_PROBLEM_EMPTY, "no words in it");
    return nd_find_invalid_utf8(finding, error, out->text);
}
