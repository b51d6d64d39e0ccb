/*
 * json_digits.c - json-c keeps integers in 64 bits, and of a longer one the largest: two ids would be the same that
 * are not. These are looked for again in the bytes, which json-c has found to be an object, so that brackets and
 * quotation marks are all that has to be understood. Cost: one pass, over records with such a number only.
 */
#include "input/json_digits.h"

#include <string.h>

static size_t pass_blanks(nd_string bytes, size_t at) {
    while (at < bytes.size && memchr(" \t\r\n,", bytes.data[at], 5)) at++;
    return at;
}

/* From a quotation mark to behind the one that closes it. */
static size_t pass_string(nd_string bytes, size_t at) {
    for (at++; at < bytes.size && bytes.data[at] != '"'; at++)
        if (bytes.data[at] == '\\') at++;
    return at < bytes.size ? at + 1 : bytes.size;
}

static size_t pass_value(nd_string bytes, size_t at) {
    size_t depth = 0;
    while (at < bytes.size) {
        char byte = bytes.data[at];
        if (!depth && memchr(",}]", byte, 3)) return at;
        depth += byte == '{' || byte == '[';
        depth -= byte == '}' || byte == ']';
        at = byte == '"' ? pass_string(bytes, at) : at + 1;
    }
    return at;
}

/* The value of the last member of that name; {NULL, 0}: there is none. `object` begins with its brace. */
static nd_string find(nd_string object, const char *name, size_t size) {
    nd_string found = {NULL, 0};
    for (size_t at = pass_blanks(object, 1); at < object.size && object.data[at] == '"';) {
        size_t begin = at + 1, end = pass_string(object, at);
        int    is_it = end - begin == size + 1 && !memcmp(object.data + begin, name, size);
        at = pass_blanks(object, end);
        if (at == object.size || object.data[at] != ':') break;
        begin = pass_blanks(object, at + 1);
        end = pass_value(object, begin);
        if (is_it) found = (nd_string){object.data + begin, end - begin};
        at = pass_blanks(object, end);
    }
    return found;
}

static nd_string digits_of(nd_string value) {
    size_t sign = value.size && value.data[0] == '-', at = sign;
    while (at < value.size && value.data[at] >= '0' && value.data[at] <= '9') at++;
    return at > sign ? (nd_string){value.data, at} : (nd_string){NULL, 0};
}

nd_string nd_json_digits(nd_string object, const char *path) {
    size_t begin = 0;
    while (begin < object.size && object.data[begin] != '{') begin++;
    object = (nd_string){object.data + begin, object.size - begin};
    for (;;) {
        nd_string   value = find(object, path, strlen(path));
        const char *dot = strchr(path, '.');
        if (value.data || !dot) return digits_of(value);
        object = find(object, path, (size_t)(dot - path));
        if (!object.size || object.data[0] != '{') return (nd_string){NULL, 0};
        path = dot + 1;
    }
}
