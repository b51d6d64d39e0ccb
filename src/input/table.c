/*
 * table.c - one pass a row, of which cut.c has found the end in the same way. The separator is sniffed, since
 * spreadsheets write what their locale says: the header has names in it, and no text in which other separators
 * could be more frequent.
 */
#include "input/table.h"

#include <string.h>

#include "input/cut.h"

/* ---- fields ------------------------------------------------------------------------------------ */

/* From behind the opening mark to behind the closing one; -1 when there is none. *doubled counts marks within. */
static ptrdiff_t quoted_size(const char *data, size_t size, size_t *doubled) {
    size_t at = 0;
    while (at < size) {
        const char *mark = memchr(data + at, '"', size - at);
        if (!mark) return -1;
        at = (size_t)(mark - data) + 1;
        if (at == size || data[at] != '"') return (ptrdiff_t)at;
        at++;
        ++*doubled;
    }
    return -1;
}

static char *copy(nd_buf *into, const char *data, size_t size) {
    char *start = (char *)into->data + into->size;
    if (size) memcpy(start, data, size);
    into->size += size;
    return start;
}

/* What stands within the marks, each doubled one once, and what stands behind them. */
static nd_string unescape(nd_buf *into, const char *data, size_t quoted, size_t size) {
    char *start = (char *)into->data + into->size;
    for (size_t at = 0; at < quoted;) {
        const char *mark = memchr(data + at, '"', quoted - at);
        size_t      end = mark ? (size_t)(mark - data) + 1 : quoted;
        copy(into, data + at, end - at);
        at = mark ? end + 1 : end;
    }
    copy(into, data + quoted + 1, size - quoted - 1);
    return (nd_string){start, (size_t)((char *)into->data + into->size - start)};
}

int nd_division_next(nd_division *row, nd_buf *unescaped, nd_string *out) {
    if (row->ended) return 0;
    const char *data = row->bytes.data + row->at;
    size_t      size = row->bytes.size - row->at, doubled = 0, quoted = 0;
    if (size && data[0] == '"') {
        ptrdiff_t found = quoted_size(data + 1, size - 1, &doubled);
        if (found < 0) return -1;
        quoted = (size_t)found + 1;
    }
    const char *separator = size > quoted ? memchr(data + quoted, row->separator, size - quoted) : NULL;
    size_t      end = separator ? (size_t)(separator - data) : size;
    row->at += end + (separator != NULL);
    row->ended = !separator;
    if (!quoted) *out = (nd_string){data, end};
    else if (!doubled && end == quoted) *out = (nd_string){data + 1, quoted - 2};
    else *out = unescape(unescaped, data + 1, quoted - 2, end - 1);
    if (!out->data) out->data = "";
    return 1;
}

/* ---- the header -------------------------------------------------------------------------------- */

/* Old spreadsheets end rows with a carriage return alone: one outside quotation marks, and no newline. */
static char choose_line_end(const uint8_t *data, size_t size) {
    int in_quotes = 0, has_return = 0;
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '"') in_quotes = !in_quotes;
        if (in_quotes) continue;
        if (data[i] == '\n') return '\n';
        has_return |= data[i] == '\r';
    }
    return has_return ? '\r' : '\n';
}

/* "sep=;" is a word of spreadsheets to spreadsheets. Returns the bytes of its line, or 0. */
static size_t pass_hint(const uint8_t *data, size_t size, char line_end, char *separator) {
    if (size < 6 || memcmp(data, "sep=", 4)) return 0;
    size_t end = line_end == '\n' && data[5] == '\r' && size > 6 ? 6 : 5;
    if (data[end] != (uint8_t)line_end) return 0;
    *separator = (char)data[4];
    return end + 1;
}

/* How often it stands outside quotation marks in the first line. */
static size_t count(const uint8_t *data, size_t size, char line_end, char separator) {
    size_t found = 0;
    int    in_quotes = 0;
    for (size_t i = 0; i < size && (in_quotes || data[i] != (uint8_t)line_end); i++) {
        if (data[i] == '"') in_quotes = !in_quotes;
        found += !in_quotes && data[i] == (uint8_t)separator;
    }
    return found;
}

static char choose_separator(const uint8_t *data, size_t size, char line_end) {
    char   best = ',';
    size_t most = 0;
    for (const char *separator = ",;\t"; *separator; separator++) {
        size_t found = count(data, size, line_end, *separator);
        if (found <= most) continue;
        most = found;
        best = *separator;
    }
    return best;
}

int nd_header_find(const uint8_t *data, size_t size, int ended, nd_header *out) {
    nd_cut cut = {.shape = ND_SHAPE_ROWS, .line_end = choose_line_end(data, size)};
    int    is_whole;
    size_t from = pass_hint(data, size, cut.line_end, &cut.separator);
    if (!from) cut.separator = choose_separator(data, size, cut.line_end);
    *out = (nd_header){.separator = cut.separator, .line_end = cut.line_end, .at = from};
    out->end = from + nd_cut_next(&cut, data + from, size - from, &is_whole);
    out->size = out->end - from - (is_whole != 0);
    while (out->size && data[from + out->size - 1] == '\r') out->size--;
    return is_whole || ended;
}
