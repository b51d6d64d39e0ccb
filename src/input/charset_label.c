/*
 * charset_label.c - labels are what people wrote, so that they are taken as browsers take them: a <meta> in the
 * first bytes of a page counts, before the declaration that XHTML begins with, and names of encodings that pages
 * use for a larger one mean that.
 */
#include "input/charset_label.h"

#include <string.h>

#include "input/html_scan.h"

#define LABEL_WITHIN 4096 /* where browsers look for it, with room */

/* What browsers take some labels for, since pages mean it. */
static const char *const meant[][2] = {
    {"iso-8859-1", "CP1252"}, {"iso8859-1", "CP1252"}, {"latin1", "CP1252"}, {"latin-1", "CP1252"},
    {"ascii", "CP1252"},      {"us-ascii", "CP1252"},  {"iso-8859-9", "CP1254"}, {"iso-8859-11", "CP874"},
    {"tis-620", "CP874"},     {"gb2312", "GB18030"},   {"gbk", "GB18030"},   {"x-gbk", "GB18030"},
    {"gb_2312-80", "GB18030"}, {"shift_jis", "CP932"}, {"shift-jis", "CP932"}, {"x-sjis", "CP932"},
    {"sjis", "CP932"},        {"windows-31j", "CP932"}, {"euc-kr", "CP949"}, {"ks_c_5601-1987", "CP949"},
    {"big5", "BIG5-HKSCS"},   {"x-euc-jp", "EUC-JP"},  {"x-windows-1251", "CP1251"}};

void nd_charset_name(nd_string label, char name[ND_CHARSET_NAME_BYTES]) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
    name[0] = 0;
    if (label.size == 0 || label.size >= ND_CHARSET_NAME_BYTES) return;
    for (size_t i = 0; i < label.size; i++)
        if (!memchr(letters, label.data[i], sizeof letters - 1)) return;
    if (nd_html_is((nd_string){label.data, label.size < 3 ? label.size : 3}, "utf")) return;
    memcpy(name, label.data, label.size);
    name[label.size] = 0;
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
        if (nd_html_is(label, meant[i][0])) strcpy(name, meant[i][1]);
}

static nd_string trim_label(nd_string value) {
    while (value.size && memchr(" \t\r\n'\"", *value.data, 6)) value.data++, value.size--;
    size_t size = 0;
    while (size < value.size && !memchr(" \t\r\n'\";,", value.data[size], 8)) size++;
    return (nd_string){value.data, size};
}

/* What stands behind `mark`, which is in small letters. */
static nd_string label_behind(nd_string text, const char *mark) {
    size_t size = strlen(mark);
    for (size_t at = 0; at + size <= text.size; at++)
        if (nd_html_is((nd_string){text.data + at, size}, mark))
            return trim_label((nd_string){text.data + at + size, text.size - at - size});
    return (nd_string){NULL, 0};
}

/* Of the XML declaration that a page of XHTML may begin with. */
static nd_string label_in_declaration(nd_string page) {
    static const char mark[] = "<?xml";
    while (page.size && memchr(" \t\r\n", *page.data, 4)) page.data++, page.size--;
    const char *end = page.size ? memchr(page.data, '>', page.size) : NULL;
    nd_string   declaration = {page.data, end ? (size_t)(end - page.data) : 0};
    if (declaration.size < sizeof mark || memcmp(declaration.data, mark, sizeof mark - 1)) return (nd_string){NULL, 0};
    return label_behind(declaration, "encoding=");
}

nd_string nd_charset_label(nd_string page) {
    nd_html_scan  scan = {.page = {page.data, page.size < LABEL_WITHIN ? page.size : LABEL_WITHIN}};
    nd_html_token token;
    while (nd_html_next(&scan, &token)) {
        nd_string name, value, label = {NULL, 0};
        if (token.kind != ND_HTML_OPEN || token.tag != ND_TAG_META) continue;
        for (size_t at = 0; nd_html_attribute(token.bytes, &at, &name, &value);) {
            if (nd_html_is(name, "charset")) label = trim_label(value);
            else if (!label.size && nd_html_is(name, "content")) label = label_behind(value, "charset=");
        }
        if (label.size) return label;
    }
    return label_in_declaration(scan.page);
}
