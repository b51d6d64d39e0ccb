/*
 * front_matter.c - of YAML and TOML only what fields need: one line, one value. Whatever is nested, or a list, is
 * passed over; a line that is neither shows that the dashes were a rule, and the text stays whole. Two passes:
 * nothing is offered before the end has been seen.
 */
#include "input/front_matter.h"

#include <string.h>

struct line {
    nd_string all; /* without its end */
    size_t    next;
};

/* The line at `at`, without the newline and a carriage return before it. */
static struct line line_at(nd_string text, size_t at) {
    const char *from = text.data + at, *newline = memchr(from, '\n', text.size - at);
    size_t      size = newline ? (size_t)(newline - from) : text.size - at;
    struct line line = {.all = {from, size}, .next = at + size + (newline != NULL)};
    if (size && from[size - 1] == '\r') line.all.size--;
    return line;
}

static int equals(nd_string line, const char *word) {
    size_t size = strlen(word);
    while (line.size > size && memchr(" \t", line.data[line.size - 1], 2)) line.size--;
    return line.size == size && memcmp(line.data, word, size) == 0;
}

static nd_string trim(const char *data, size_t size) {
    while (size && memchr(" \t", data[size - 1], 2)) size--;
    while (size && memchr(" \t", data[0], 2)) data++, size--;
    return (nd_string){data, size};
}

static int is_key_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           memchr("_-.", byte, 3) != NULL;
}

/* Divides "key: value" or "key = value" and takes off quotation marks. */
static int divide(nd_string line, char separator, nd_string *key, nd_string *value) {
    size_t size = 0;
    while (size < line.size && is_key_byte(line.data[size])) size++;
    size_t at = size;
    while (at < line.size && line.data[at] == ' ') at++;
    if (!size || at == line.size || line.data[at] != separator) return 0;
    if (separator == ':' && at + 1 < line.size && !memchr(" \t", line.data[at + 1], 2)) return 0;
    *key = (nd_string){line.data, size};
    *value = trim(line.data + at + 1, line.size - at - 1);
    char mark = value->size > 1 ? value->data[0] : '\0';
    if ((mark == '"' || mark == '\'') && value->data[value->size - 1] == mark)
        *value = (nd_string){value->data + 1, value->size - 2};
    return 1;
}

static int may_be_passed(nd_string line) {
    return line.size == 0 || memchr("# \t-[]", line.data[0], 6) != NULL;
}

/* A text is what follows, not a field; lists and tables are no values. */
static void offer(nd_fields *fields, nd_string key, nd_string value) {
    if (nd_fields_is_text(key) || (value.size && memchr("[{|>", value.data[0], 4))) return;
    nd_fields_offer_column(fields, key, value);
}

size_t nd_front_matter_read(nd_fields *fields, nd_string text) {
    if (!text.size || (text.data[0] != '-' && text.data[0] != '+')) return 0;
    struct line line = line_at(text, 0);
    const char *fence = text.data[0] == '-' ? "---" : "+++";
    char        separator = text.data[0] == '-' ? ':' : '=';
    nd_string   key, value;
    size_t      begin = line.next, keys = 0, end;
    if (!equals(line.all, fence)) return 0;
    for (end = begin;; end = line.next) {
        if (end >= text.size) return 0;
        line = line_at(text, end);
        if (equals(line.all, fence) || (separator == ':' && equals(line.all, "..."))) break;
        int is_key = divide(line.all, separator, &key, &value);
        if (!is_key && !may_be_passed(line.all)) return 0;
        keys += (size_t)is_key;
    }
    if (!keys) return 0;
    size_t behind = line.next;
    for (size_t at = begin; at < end; at = line.next) {
        line = line_at(text, at);
        if (divide(line.all, separator, &key, &value)) offer(fields, key, value);
    }
    return behind;
}
