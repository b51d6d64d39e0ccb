/*
 * whole.c - readers tell of bytes that are not UTF-8, and only records of which they told something are looked at
 * again; all others cost nothing here. Rows and objects are taken for UTF-8 until that fails: spreadsheets save in
 * Windows-1252 and the like, and the marks that divide a row or an object are ASCII in all of them.
 *
 * In a text each longest start of a sequence that breaks off becomes one U+FFFD, which is what writers make of it
 * (report/escape.c), so that a text that was repaired is written as it stands. To the tokenizer both are the same.
 */
#include "input/whole.h"

#include "base/utf8.h"
#include "input/charset.h"

static int is_well_formed(nd_string text) {
    return nd_utf8_well_formed(text.data, text.size) == text.size;
}

enum { IS_UTF8 = 2 }; /* beside what an nd_parse_fn returns */

/* Parses the record once more, if it is in another encoding; what was found in its bytes is forgotten then. */
static int parse_converted(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *found, nd_error *error) {
    nd_finding other = {.reason = NULL};
    nd_string  label = {NULL, 0}, converted;
    int        status = nd_charset_to_utf8(bytes, label, &parser->utf8, &converted, &other, error);
    if (status || converted.data == bytes.data) {
        nd_finding_free(&other);
        return status ? status : IS_UTF8;
    }
    nd_finding_free(found);
    *found = (nd_finding){.reason = NULL};
    status = parser->parse(parser, converted, out, found, error);
    if (status && found->reason) { /* why it is no article, and not in which encoding */
        nd_finding_free(&other);
        return status;
    }
    nd_finding_free(found);
    *found = other;
    return status;
}

static int replace_all(nd_string text, nd_buf *into, nd_error *error) {
    into->size = 0;
    for (size_t at = 0; at < text.size;) {
        uint32_t code_point = 0;
        size_t   size = nd_utf8_well_formed(text.data + at, text.size - at);
        int      status = nd_buf_append(into, text.data + at, size, error);
        at += size;
        if (!status && at < text.size) {
            at += nd_utf8_step(text.data + at, text.size - at, &code_point);
            status = nd_buf_append(into, "\xef\xbf\xbd", 3, error);
        }
        if (status) return status;
    }
    return ND_OK;
}

static int repair(nd_parser *parser, nd_article *article, const nd_finding *finding, nd_error *error) {
    article->is_repaired = finding->reason && finding->kind == ND_PROBLEM_INVALID_UTF8;
    if (!finding->reason || is_well_formed(article->text)) return ND_OK;
    int status = replace_all(article->text, &parser->repaired, error);
    article->is_repaired = 1;
    article->text = (nd_string){(const char *)parser->repaired.data, parser->repaired.size};
    return status;
}

int nd_whole_article(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error) {
    nd_finding found = {.reason = NULL};
    int        status = parser->parse(parser, bytes, out, &found, error);
    if (status >= 0 && found.reason && parser->wants_utf8 && !is_well_formed(bytes)) {
        int again = parse_converted(parser, bytes, out, &found, error);
        if (again != IS_UTF8) status = again;
    }
    if (!status) status = repair(parser, out, &found, error);
    if (finding->reason) nd_finding_free(&found); /* the first thing that is told stays */
    else *finding = found;
    return status;
}
