/*
 * html_scan.c - the tokenizer of the HTML standard (section 13.2.5), without the states that only tell errors
 * apart. Every byte is passed once, by memchr where nothing else can happen, so the cost is linear whatever
 * the page holds: no tree is built here and none is mended. Why no library: docs/dependencies.md.
 */
#include "input/html_scan.h"

#include <string.h>

static int is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static int is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

int nd_html_is(nd_string text, const char *word) {
    size_t at = 0;
    while (at < text.size && word[at] && lower(text.data[at]) == word[at]) at++;
    return at == text.size && !word[at];
}

static size_t find(nd_string page, size_t at, char c) {
    const char *found = at < page.size ? memchr(page.data + at, c, page.size - at) : NULL;
    return found ? (size_t)(found - page.data) : page.size;
}

/* Behind the comment, declaration or the like whose '<' is at `at`. */
static size_t pass_declaration(nd_string page, size_t at) {
    if (page.size - at < 4 || memcmp(page.data + at, "<!--", 4) != 0) {
        size_t end = find(page, at, '>');
        return end < page.size ? end + 1 : end;
    }
    for (at = find(page, at + 4, '>'); at < page.size; at = find(page, at + 1, '>'))
        if (page.data[at - 1] == '-' && page.data[at - 2] == '-') return at + 1;
    return page.size;
}

/* Where the raw content ends that begins at `at`: at the end tag of its element. */
static size_t raw_end(const nd_html_scan *scan, size_t at) {
    nd_string page = scan->page, name = scan->raw_name;
    for (at = find(page, at, '<'); at < page.size; at = find(page, at + 1, '<')) {
        size_t i = 0, from = at + 2;
        if (page.size - at < name.size + 3 || page.data[at + 1] != '/') continue;
        while (i < name.size && lower(page.data[from + i]) == lower(name.data[i])) i++;
        char after = page.data[from + i];
        if (i == name.size && (is_blank(after) || after == '>' || after == '/')) return at;
    }
    return page.size;
}

/* The '>' of a tag, from within it on; one in quotes behind '=' is none. */
static size_t tag_end(nd_string page, size_t at) {
    int is_value = 0;
    for (; at < page.size && page.data[at] != '>'; at++) {
        char c = page.data[at];
        if (is_value && (c == '"' || c == '\'')) at = find(page, at + 1, c);
        if (!is_blank(c)) is_value = c == '=';
    }
    return at < page.size ? at : page.size;
}

static int is_tag(nd_string page, size_t at) {
    size_t name = at + 1 < page.size && page.data[at + 1] == '/' ? at + 2 : at + 1;
    return name < page.size && is_letter(page.data[name]);
}

static int is_declaration(nd_string page, size_t at) {
    if (at + 1 >= page.size) return 0;
    char c = page.data[at + 1];
    return c == '!' || c == '?' || (c == '/' && at + 2 < page.size);
}

/* Takes the tag whose '<' is at scan->at; 0 when the page ends within it. */
static int take_tag(nd_html_scan *scan, nd_html_token *out) {
    nd_string page = scan->page;
    int       closes = page.data[scan->at + 1] == '/';
    size_t    name = scan->at + 1 + (size_t)closes, end = name;
    while (end < page.size && !is_blank(page.data[end]) && page.data[end] != '>' && page.data[end] != '/') end++;
    size_t close = tag_end(page, end);
    scan->at = close < page.size ? close + 1 : close;
    if (close == page.size) return 0;
    out->kind = closes ? ND_HTML_CLOSE : ND_HTML_OPEN;
    out->name = (nd_string){page.data + name, end - name};
    out->tag = nd_tag_of(out->name.data, out->name.size);
    out->bytes = (nd_string){page.data + end, close - end};
    if (!closes && nd_tag_is_raw(out->tag)) {
        scan->raw = out->tag;
        scan->raw_name = out->name;
    }
    return 1;
}

/* Takes text up to `end`. */
static int take_text(nd_html_scan *scan, size_t end, nd_tag tag, nd_html_token *out) {
    *out = (nd_html_token){.kind = ND_HTML_TEXT, .tag = tag, .bytes = {scan->page.data + scan->at, end - scan->at}};
    scan->at = end;
    return 1;
}

int nd_html_next(nd_html_scan *scan, nd_html_token *out) {
    nd_string page = scan->page;
    while (scan->at < page.size) {
        if (scan->raw != ND_TAG_OTHER) {
            nd_tag raw = scan->raw;
            scan->raw = ND_TAG_OTHER;
            return take_text(scan, raw_end(scan, scan->at), raw, out);
        }
        size_t at = scan->at;
        if (page.data[at] == '<' && is_tag(page, at)) {
            if (take_tag(scan, out)) return 1;
        } else if (page.data[at] == '<' && is_declaration(page, at)) {
            scan->at = pass_declaration(page, at);
        } else {
            return take_text(scan, find(page, at + 1, '<'), ND_TAG_OTHER, out);
        }
    }
    return 0;
}

int nd_html_attribute(nd_string attributes, size_t *at, nd_string *name, nd_string *value) {
    const char *data = attributes.data;
    size_t      i = *at, size = attributes.size;
    while (i < size && (is_blank(data[i]) || data[i] == '/')) i++;
    if (i == size) return *at = i, 0;
    size_t from = i++; /* a '=' in front is part of a name */
    while (i < size && !is_blank(data[i]) && data[i] != '=' && data[i] != '/') i++;
    *name = (nd_string){data + from, i - from};
    *value = (nd_string){"", 0};
    while (i < size && is_blank(data[i])) i++;
    if (i < size && data[i] == '=') {
        for (i++; i < size && is_blank(data[i]);) i++;
        int is_quoted = i < size && (data[i] == '"' || data[i] == '\'');
        from = i + (size_t)is_quoted;
        size_t end = from;
        if (is_quoted) end = find(attributes, from, data[i]);
        else while (end < size && !is_blank(data[end])) end++;
        *value = (nd_string){data + (from < size ? from : size), end - (from < size ? from : size)};
        i = end + (size_t)(is_quoted && end < size);
    }
    *at = i;
    return 1;
}
