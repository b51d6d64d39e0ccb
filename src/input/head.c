/*
 * head.c - RFC 9112 and the WARC standard share this syntax, and so do their writers' mistakes: LF alone, blanks
 * before the colon, lines that are folded. Everything is borrowed from the bytes; each is looked at once.
 */
#include "input/head.h"

#include <string.h>
#include <strings.h>

size_t nd_head_size(nd_string bytes, size_t from) {
    size_t at = from > 3 ? from - 3 : 0;
    while (at < bytes.size) {
        const char *newline = memchr(bytes.data + at, '\n', bytes.size - at);
        if (!newline) return 0;
        at = (size_t)(newline - bytes.data) + 1;
        if (at < bytes.size && bytes.data[at] == '\n') return at + 1;
        if (at + 1 < bytes.size && bytes.data[at] == '\r' && bytes.data[at + 1] == '\n') return at + 2;
    }
    return 0;
}

static int is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static nd_string trim(nd_string text) {
    while (text.size && is_blank(text.data[text.size - 1])) text.size--;
    while (text.size && is_blank(*text.data)) text.data++, text.size--;
    return text;
}

int nd_head_next(nd_string *left, nd_string *name, nd_string *value) {
    for (;;) {
        const char *newline = left->size ? memchr(left->data, '\n', left->size) : NULL;
        size_t      size = newline ? (size_t)(newline - left->data) + 1 : left->size;
        nd_string   line = {left->data, size};
        if (!trim(line).size) return 0;
        left->data += size;
        left->size -= size;
        if (*line.data == ' ' || *line.data == '\t') continue;
        const char *colon = memchr(line.data, ':', line.size);
        if (!colon) return -1;
        size_t before = (size_t)(colon - line.data);
        *name = trim((nd_string){line.data, before});
        *value = trim((nd_string){colon + 1, line.size - before - 1});
        return 1;
    }
}

nd_string nd_head_word(nd_string *value) {
    while (value->size && (is_blank(*value->data) || *value->data == ',' || *value->data == ';'))
        value->data++, value->size--;
    nd_string word = {value->data, 0};
    while (word.size < value->size && !is_blank(word.data[word.size]) && word.data[word.size] != ',' &&
           word.data[word.size] != ';')
        word.size++;
    value->data += word.size;
    value->size -= word.size;
    return word;
}

int nd_head_begins(nd_string text, const char *word) {
    size_t size = strlen(word);
    return text.size >= size && !strncasecmp(text.data, word, size);
}

int nd_head_is(nd_string text, const char *word) {
    return text.size == strlen(word) && nd_head_begins(text, word);
}

int nd_head_number(nd_string text, uint64_t *out) {
    uint64_t number = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return 0;
        number = 10 * number + (uint64_t)(text.data[i] - '0');
        if (number > (uint64_t)INT64_MAX / 16) return 0; /* and so there is room for one digit more */
    }
    *out = number;
    return text.size > 0;
}

nd_string nd_head_parameter(nd_string value, const char *name) {
    nd_string word = nd_head_word(&value);
    size_t    size = strlen(name);
    while ((word = nd_head_word(&value)).size) {
        if (!nd_head_begins(word, name) || word.size <= size || word.data[size] != '=') continue;
        nd_string text = {word.data + size + 1, word.size - size - 1};
        while (text.size && strchr("\"'", text.data[text.size - 1])) text.size--;
        while (text.size && strchr("\"'", *text.data)) text.data++, text.size--;
        if (text.size) return text;
    }
    return (nd_string){NULL, 0};
}
