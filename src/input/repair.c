/*
 * repair.c - each longest start of a sequence that breaks off becomes one U+FFFD, which is what writers make of it
 * (report/escape.c), so that a text that was repaired is written as it stands. To the tokenizer both are the same.
 * Every reader looks for such bytes and tells of them; only texts of which it told something are looked at again.
 */
#include "input/repair.h"

#include "base/utf8.h"

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

int nd_repair(nd_article *article, const nd_finding *finding, nd_buf *into, nd_error *error) {
    nd_string *text = &article->text;
    article->is_repaired = finding->reason && finding->kind == ND_PROBLEM_INVALID_UTF8;
    if (!finding->reason || nd_utf8_well_formed(text->data, text->size) == text->size) return ND_OK;
    int status = replace_all(*text, into, error);
    if (status) return status;
    article->is_repaired = 1;
    *text = (nd_string){(const char *)into->data, into->size};
    return ND_OK;
}
