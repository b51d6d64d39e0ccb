/*
 * scan_json.c - one pass over the top level of an object; strings are copied (json_string.c), which most texts need
 * anyway, as line ends are escapes in JSON: .04 s for 254 MB, .07 in portable code, where json-c takes .38.
 *
 * It reads strict JSON only and gives up on everything else, and on what is rare: json-c is lenient, and
 * what is an error, and which, stays its business. It gives up on control characters in strings, halves of
 * surrogate pairs, escapes in keys, a known key that comes twice, and known keys with values of other
 * types than those they should have.
 */
#include "input/scan_json.h"

#include <string.h>

#include "base/utf8.h"
#include "input/json_string.h"

#define MAX_NESTED 32    /* json-c takes 64 */
#define NUMBER_BYTES 24  /* of a longer number json-c knows best what it is */
#define INTEGER_BYTES 18 /* fits 64 bits */

struct scan {
    const char *data;
    size_t      size, at;
    nd_buf     *unescaped; /* has room for all of the record, and the slack of copies */
};

static int is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void pass_blanks(struct scan *s) {
    while (s->at < s->size && is_blank(s->data[s->at])) s->at++;
}

/* The next character that is not blank, without passing it; 0 at the end. */
static char peek(struct scan *s) {
    pass_blanks(s);
    return s->at < s->size ? s->data[s->at] : '\0';
}

static int pass(struct scan *s, char expected) {
    if (peek(s) != expected || expected == '\0') return 0;
    s->at++;
    return 1;
}

/* ---- strings ---------------------------------------------------------------------------------- */

/* A character by its number. Returns 0 if it is none. */
static int unescape(struct scan *s) {
    nd_buf  *out = s->unescaped;
    uint32_t c;
    size_t   passed = nd_json_code_point(s->data + s->at, s->size - s->at, &c);
    if (!passed) return 0;
    s->at += passed;
    out->size += nd_utf8_encode(out->data + out->size, c);
    return 1;
}

/* The string whose quote has been passed. Returns 0 if it is not understood. */
static int read_string(struct scan *s, nd_string *out) {
    nd_buf *to = s->unescaped;
    size_t  begin = to->size;
    for (;;) {
        const uint8_t *from = (const uint8_t *)s->data + s->at;
        nd_json_copied copied = nd_json_copy(from, s->size - s->at, to->data + to->size);
        s->at += copied.passed;
        to->size += copied.written;
        if (s->at == s->size) return 0;
        if (s->data[s->at] == '"') break;
        if (!unescape(s)) return 0;
    }
    s->at++;
    *out = (nd_string){(const char *)to->data + begin, to->size - begin};
    return 1;
}

/* ---- other values ----------------------------------------------------------------------------- */

static size_t pass_digits(struct scan *s) {
    size_t begin = s->at;
    while (s->at < s->size && s->data[s->at] >= '0' && s->data[s->at] <= '9') s->at++;
    return s->at - begin;
}

static int is_at(const struct scan *s, const char *either) {
    return s->at < s->size && strchr(either, s->data[s->at]) && s->data[s->at];
}

/* A number as JSON has it, without exponent; with a fraction, and as -0, it is no integer. */
static int read_number(struct scan *s, nd_string *out, int *is_integer) {
    size_t begin = s->at;
    int    is_negative = is_at(s, "-");
    s->at += (size_t)is_negative;
    int    is_zero = is_at(s, "0");
    size_t digits = pass_digits(s);
    *is_integer = !is_negative || !is_zero;
    if (digits == 0 || (is_zero && digits > 1) || digits > INTEGER_BYTES) return 0;
    if (is_at(s, ".")) {
        *is_integer = 0;
        s->at++;
        if (pass_digits(s) == 0) return 0;
    }
    if (is_at(s, "eE")) return 0;
    *out = (nd_string){s->data + begin, s->at - begin};
    return out->size <= NUMBER_BYTES && is_at(s, ",}] \t\r\n");
}

static int pass_word(struct scan *s, const char *word) {
    size_t size = strlen(word);
    if (s->size - s->at < size || memcmp(s->data + s->at, word, size) != 0) return 0;
    s->at += size;
    return is_at(s, ",}] \t\r\n");
}

static int pass_value(struct scan *s, unsigned depth);

/* An array or an object, whose bracket has been passed. */
static int pass_members(struct scan *s, char closing, unsigned depth) {
    size_t    kept = s->unescaped->size;
    nd_string key;
    if (depth > MAX_NESTED) return 0;
    if (pass(s, closing)) return 1;
    do {
        if (closing == '}' && (!pass(s, '"') || !read_string(s, &key) || !pass(s, ':'))) return 0;
        if (!pass_value(s, depth)) return 0;
        s->unescaped->size = kept;
    } while (pass(s, ','));
    return pass(s, closing);
}

static int pass_value(struct scan *s, unsigned depth) {
    nd_string ignored;
    int       is_integer;
    switch (peek(s)) {
    case '"': s->at++; return read_string(s, &ignored);
    case '{': s->at++; return pass_members(s, '}', depth + 1);
    case '[': s->at++; return pass_members(s, ']', depth + 1);
    case 't': return pass_word(s, "true");
    case 'f': return pass_word(s, "false");
    case 'n': return pass_word(s, "null");
    default: return read_number(s, &ignored, &is_integer);
    }
}

/* ---- the record ------------------------------------------------------------------------------- */

static int read_member(struct scan *s, nd_fields *fields) {
    nd_string key, value;
    int       is_integer;
    if (!pass(s, '"')) return 0;
    size_t begin = s->at;
    if (!read_string(s, &key) || s->at - begin > key.size + 1 || !pass(s, ':')) return 0; /* no escapes in keys */
    int is_known = nd_fields_know(fields, key);
    if (is_known == ND_FIELDS_AGAIN) return 0;
    char first = peek(s);
    if (!is_known || first == 'n') return pass_value(s, 0);
    if (first == '"') {
        s->at++;
        if (!read_string(s, &value)) return 0;
        nd_fields_offer(fields, key, value);
        return 1;
    }
    if (is_known != ND_FIELDS_NUMBER || !read_number(s, &value, &is_integer) || !is_integer) return 0;
    nd_fields_offer(fields, key, value);
    return 1;
}

int nd_scan_json(nd_fields *fields, nd_buf *unescaped, nd_string bytes, nd_article *out, nd_error *error) {
    struct scan s = {.data = bytes.data, .size = bytes.size, .unescaped = unescaped};
    unescaped->size = 0;
    if (!pass(&s, '{')) return 0;
    int status = nd_buf_reserve(unescaped, bytes.size + ND_JSON_SLACK, error);
    if (status) return status;
    nd_fields_begin(fields);
    if (!pass(&s, '}')) {
        do
            if (!read_member(&s, fields)) return 0;
        while (pass(&s, ','));
        if (!pass(&s, '}')) return 0;
    }
    pass_blanks(&s);
    if (s.at < s.size) return 0;
    nd_fields_end(fields, out);
    return 1;
}
