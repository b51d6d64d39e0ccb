/*
 * sniff.c - content first, because names lie; but only content that leaves no doubt. "{" or "[" alone
 * may begin an article ("[London] ..."), a brace and a quotation mark hardly. Whether the first line is
 * a complete object is asked of the cutter, not of the parser: a bad first line of a good JSON Lines
 * file should cost that line only.
 */
#include "input/sniff.h"

#include <string.h>

#include "input/fields.h"
#include "input/table.h"
#include "input/warc.h"

#define HTML_WITHIN 2048 /* a comment may stand in front */

/* Do the first `size` bytes of the path end so? `ending` is in small letters. */
static int ends_with(const char *path, size_t size, const char *ending) {
    size_t length = strlen(ending);
    if (size < length) return 0;
    const char *at = path + size - length;
    for (size_t i = 0; i < length; i++)
        if ((at[i] >= 'A' && at[i] <= 'Z' ? at[i] + 32 : at[i]) != ending[i]) return 0;
    return 1;
}

size_t nd_unpacked_name_size(const char *path) {
    static const char *const endings[] = {".gz", ".zst", ".xz", ".bz2"};
    size_t                   size = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(path, size, endings[i])) return size - strlen(endings[i]);
    return size;
}

int nd_is_archive_name(const char *path) {
    static const char *const endings[] = {".tar", ".tgz", ".tzst", ".txz", ".tbz2", ".tbz", ".zip"};
    size_t                   size = nd_unpacked_name_size(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(path, size, endings[i])) return 1;
    return 0;
}

nd_extension nd_extension_of(const char *path) {
    static const struct {
        const char  *name;
        nd_extension extension;
    } known[] = {{".txt", ND_EXTENSION_TEXT},
                 {".md", ND_EXTENSION_TEXT},
                 {".html", ND_EXTENSION_HTML},
                 {".htm", ND_EXTENSION_HTML},
                 {".xhtml", ND_EXTENSION_HTML},
                 {".json", ND_EXTENSION_JSON},
                 {".jsonl", ND_EXTENSION_LINES},
                 {".ndjson", ND_EXTENSION_LINES},
                 {".csv", ND_EXTENSION_TABLE},
                 {".tsv", ND_EXTENSION_TABLE},
                 {".warc", ND_EXTENSION_WARC},
                 {".wet", ND_EXTENSION_WARC}};
    size_t size = nd_unpacked_name_size(path);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (ends_with(path, size, known[i].name)) return known[i].extension;
    return ND_EXTENSION_OTHER;
}

static size_t first_filled(const uint8_t *data, size_t size, size_t from) {
    while (from < size && memchr(" \t\r\n", data[from], 4)) from++;
    return from;
}

/* Does it begin with `opening`, blanks, and then one of the two bytes of `then`? */
static int begins(const uint8_t *data, size_t size, char opening, const char *then) {
    size_t at = first_filled(data, size, 0);
    if (at == size || data[at] != (uint8_t)opening) return 0;
    at = first_filled(data, size, at + 1);
    return at < size && memchr(then, data[at], 2) != NULL;
}

/* Is it an object whose first name stands on a line of its own? In lines of objects none begins with a name. */
static int is_printed_object(const uint8_t *data, size_t size) {
    size_t at = first_filled(data, size, 0), name = first_filled(data, size, at < size ? at + 1 : size);
    return begins(data, size, '{', "\"\"") && memchr(data + at, '\n', name - at) != NULL;
}

/* Is the line that begins at `from` a complete object, with something after it? A line that goes on beyond
 * what is looked at tells nothing: `unknown`. */
static int is_first_of_lines(const uint8_t *data, size_t size, size_t from, int ended,
                             int unknown) {
    const uint8_t *newline = memchr(data + from, '\n', size - from);
    if (!newline) return !ended && unknown; /* pretty-printed objects have short lines */
    nd_cut cut = {.shape = ND_SHAPE_ARRAY};
    size_t line = (size_t)(newline - data) - from;
    for (size_t at = 0; at < line;) {
        int stopped;
        at += nd_cut_next(&cut, data + from + at, line - at, &stopped);
    }
    if (cut.depth || cut.in_string) return 0;
    return !ended || first_filled(data, size, from + line) < size;
}

static nd_layout layout_of_table(const uint8_t *data, size_t size, int ended) {
    nd_layout layout = {.shape = ND_SHAPE_ROWS};
    nd_header header;
    int       is_found = nd_header_find(data, size, ended, &header);
    layout.separator = header.separator;
    layout.line_end = header.line_end;
    if (!is_found) return layout;
    layout.header = header.at;
    layout.header_size = header.size;
    layout.skip = header.end;
    return layout;
}

/* Does the first line name columns, two at least and one of them that of the texts? */
static int begins_table(const uint8_t *data, size_t size, int ended) {
    nd_header header;
    nd_string name;
    int       has_text = 0, columns = 0;
    if (!nd_header_find(data, size, ended, &header) || memchr(data + header.at, '\n', header.size)) return 0;
    nd_division row = {.bytes = {(const char *)data + header.at, header.size}, .separator = header.separator};
    if (!header.size || memchr(row.bytes.data, '"', row.bytes.size)) return 0;
    for (; nd_division_next(&row, NULL, &name) > 0; columns++) has_text |= nd_fields_is_text(name);
    return has_text && columns > 1;
}

static int is_table(nd_input_format format, nd_extension extension, const uint8_t *data, size_t size, int ended) {
    if (format != ND_INPUT_AUTO) return format == ND_INPUT_CSV;
    if (extension == ND_EXTENSION_TEXT || begins(data, size, '{', "\"}") || begins(data, size, '[', "{]")) return 0;
    return extension == ND_EXTENSION_TABLE || begins_table(data, size, ended);
}

/* Behind the next `end`, or `size`. */
static size_t pass(const uint8_t *data, size_t size, size_t at, const char *end) {
    size_t length = strlen(end);
    for (; at + length <= size; at++)
        if (!memcmp(data + at, end, length)) return at + length;
    return size;
}

/* `word` is in small letters. */
static int begins_with(const uint8_t *data, size_t size, size_t at, const char *word) {
    for (; *word; word++, at++)
        if (at >= size || (data[at] >= 'A' && data[at] <= 'Z' ? data[at] + 32 : data[at]) != (uint8_t)*word) return 0;
    return 1;
}

/* The ASCII at the beginning, also of UTF-16. */
static size_t take_ascii(const uint8_t *data, size_t size, uint8_t *out, size_t room) {
    size_t taken = 0;
    for (size_t i = 0; i < size && taken < room; i++)
        if (data[i] && data[i] < 0x80) out[taken++] = data[i];
    return taken;
}

/* Is the first of them that is not blank the beginning of a tag? Of few texts. */
static int begins_with_tag(const uint8_t *data, size_t size) {
    size_t at = 0;
    while (at < size && (!data[at] || data[at] >= 0x80 || memchr(" \t\r\n", data[at], 4))) at++;
    return at < size && data[at] == '<';
}

int nd_sniff_html(const uint8_t *data, size_t size) {
    uint8_t start[HTML_WITHIN];
    if (!begins_with_tag(data, size)) return 0;
    size_t end = take_ascii(data, size, start, sizeof start), at = first_filled(start, end, 0);
    for (;;) {
        if (begins_with(start, end, at, "<!--")) at = pass(start, end, at + 4, "-->");
        else if (begins_with(start, end, at, "<?xml")) at = pass(start, end, at, ">");
        else break;
        at = first_filled(start, end, at);
    }
    return begins_with(start, end, at, "<!doctype html") || begins_with(start, end, at, "<html");
}

static int is_warc(nd_input_format format, nd_extension extension, const uint8_t *data, size_t size) {
    if (format != ND_INPUT_AUTO) return format == ND_INPUT_WARC;
    return extension == ND_EXTENSION_WARC || nd_warc_begins(data, size);
}

/* Text and pages are one record, whatever they look like. */
static int is_html(nd_input_format format, nd_extension extension, const uint8_t *data, size_t size) {
    if (format == ND_INPUT_AUTO) return extension == ND_EXTENSION_HTML || nd_sniff_html(data, size);
    return format == ND_INPUT_HTML;
}

nd_layout nd_sniff(nd_input_format format, nd_extension extension, const uint8_t *data, size_t size,
                   int ended) {
    nd_layout layout = {.shape = ND_SHAPE_WHOLE};
    int       looks_like_json = begins(data, size, '{', "\"}") || begins(data, size, '[', "{]");
    if (format == ND_INPUT_TEXT) return layout;
    if (is_warc(format, extension, data, size)) {
        layout.shape = ND_SHAPE_WARC;
        return layout;
    }
    layout.is_html = !(format == ND_INPUT_AUTO && looks_like_json) && is_html(format, extension, data, size);
    if (layout.is_html) return layout;
    if (is_table(format, extension, data, size, ended)) return layout_of_table(data, size, ended);
    if (format == ND_INPUT_AUTO && extension <= ND_EXTENSION_TEXT && !looks_like_json) return layout;
    layout.is_json = 1;
    size_t first = first_filled(data, size, 0);
    int    named_lines = format == ND_INPUT_AUTO && extension == ND_EXTENSION_LINES;
    if (format == ND_INPUT_JSONL) {
        layout.shape = ND_SHAPE_LINES;
    } else if (named_lines ? begins(data, size, '[', "{]") : first < size && data[first] == '[') {
        layout.shape = ND_SHAPE_ARRAY;
        layout.skip = first + 1;
    } else if (named_lines) {
        layout.shape = is_printed_object(data, size) ? ND_SHAPE_WHOLE : ND_SHAPE_LINES;
    } else if (first < size && is_first_of_lines(data, size, first, ended, extension != ND_EXTENSION_JSON)) {
        layout.shape = ND_SHAPE_LINES;
    }
    return layout;
}
