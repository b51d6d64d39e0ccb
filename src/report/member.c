/*
 * member.c - one pass over the bytes, with a count of open brackets outside strings; nothing is built. What
 * the reader forgives, as a comma too many or a name in single quotes, ends the search: bytes that are not
 * understood are left as they are. A name that is written with escapes is another one. Cost: some 1 GB/s.
 */
#include "report/member.h"

#include <string.h>

size_t nd_member_pass_blanks(nd_string line, size_t at) {
    while (at < line.size && memchr(" \t\r\n", line.data[at], 4)) at++;
    return at;
}

/* From a quotation mark to behind the closing one; or 0. */
static size_t pass_string(nd_string line, size_t at) {
    for (at++; at < line.size && line.data[at] != '"'; at++)
        if (line.data[at] == '\\') at++;
    return at < line.size ? at + 1 : 0;
}

/* To the comma or bracket that ends the value; or 0. */
static size_t pass_value(nd_string line, size_t at) {
    size_t depth = 0;
    while (at < line.size) {
        char byte = line.data[at];
        if (!depth && (byte == ',' || byte == '}')) return at;
        if (byte == '\'' || byte == '/') return 0;
        if (byte == '{' || byte == '[') depth++;
        if (byte == '}' || byte == ']') {
            if (!depth) return 0;
            depth--;
        }
        at = byte == '"' ? pass_string(line, at) : at + 1;
        if (!at) return 0;
    }
    return 0;
}

/* From the bracket or comma in front of a member to behind its value, with what its name spans; or 0. */
static size_t pass_member(nd_string line, size_t before, size_t name[2]) {
    name[0] = nd_member_pass_blanks(line, before + 1);
    if (name[0] == line.size || line.data[name[0]] != '"') return 0;
    name[1] = pass_string(line, name[0]);
    if (!name[1]) return 0;
    size_t colon = nd_member_pass_blanks(line, name[1]);
    if (colon == line.size || line.data[colon] != ':') return 0;
    return pass_value(line, colon + 1);
}

int nd_member_find(nd_string line, const char *name, size_t range[2]) {
    size_t start = nd_member_pass_blanks(line, 0), before = start, size = strlen(name), place[2], behind;
    int    found = 0;
    if (start == line.size || line.data[start] != '{') return 0;
    while ((behind = pass_member(line, before, place)) != 0) {
        int is_it = place[1] - place[0] == size + 2 && !memcmp(line.data + place[0] + 1, name, size);
        if (is_it && before == start) range[0] = before + 1, range[1] = behind + (line.data[behind] == ',');
        else if (is_it) range[0] = before, range[1] = behind;
        found |= is_it;
        if (line.data[behind] == '}') return found;
        before = behind;
    }
    return 0;
}
