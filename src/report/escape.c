/*
 * escape.c - one loop for all formats: step over a character, ask the format what stands for it, and
 * pass on runs that stand for themselves in one piece. The output is valid UTF-8 whatever came in, but
 * for names of files, which are bytes.
 *
 * ASCII that needs no escape, nearly all there is, costs a comparison or two a byte.
 */
#include "report/escape.h"

#include <string.h>

#include "base/bytes.h"

#define ESCAPE_BYTES 10 /* a control of two bytes in a list of names */

/* Writes what stands for the character into `escape` and returns its length; 0 where it stands for
 * itself. Asked for every character but letters and digits of ASCII. */
typedef size_t escape_fn(uint32_t code, char escape[ESCAPE_BYTES]);

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

static int is_alphanumeric(unsigned char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

static int is_control(uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/* Characters that reorder the text around them (Unicode Standard Annex 9), or end a line. */
static int is_layout_control(uint32_t code) {
    return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static size_t escape_as_hex(uint32_t code, char escape[ESCAPE_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    memcpy(escape, "\\u", 2);
    for (unsigned i = 0; i < 4; i++) escape[2 + i] = digits[code >> (12 - 4 * i) & 15];
    return 6;
}

/* '\' and a letter for the characters that have one in `named`; 0 for others. */
static size_t escape_by_name(uint32_t code, const char *named, const char *letters,
                             char escape[ESCAPE_BYTES]) {
    const char *found = code && code < 0x80 ? strchr(named, (int)code) : NULL;
    if (!found) return 0;
    escape[0] = '\\';
    escape[1] = letters[found - named];
    return 2;
}

static size_t escape_json(uint32_t code, char escape[ESCAPE_BYTES]) {
    size_t size = escape_by_name(code, "\"\\\n\r\t\b\f", "\"\\nrtbf", escape);
    return size || !is_control(code) ? size : escape_as_hex(code, escape);
}

static size_t escape_tsv(uint32_t code, char escape[ESCAPE_BYTES]) {
    size_t size = escape_by_name(code, "\\\t\n\r", "\\tnr", escape);
    if (size || !is_control(code)) return size;
    escape[0] = ' ';
    return 1;
}

/* Quotation marks are doubled; what stands between them may hold line ends. */
static size_t escape_csv(uint32_t code, char escape[ESCAPE_BYTES]) {
    if (code == '\t' || code == '\n' || code == '\r') return 0;
    if (code != '"' && !is_control(code)) return 0;
    escape[0] = escape[1] = code == '"' ? '"' : ' ';
    return code == '"' ? 2 : 1;
}

static size_t put_octal(unsigned byte, char *escape) {
    const char digits[] = {'\\', '0', (char)('0' + (byte >> 6)), (char)('0' + (byte >> 3 & 7)),
                           (char)('0' + (byte & 7))};
    memcpy(escape, digits, sizeof digits);
    return sizeof digits;
}

static size_t escape_path(uint32_t code, char escape[ESCAPE_BYTES]) {
    size_t size = escape_by_name(code, "\\\t\n\r", "\\tnr", escape);
    if (size || !is_control(code)) return size;
    if (code < 0x80) return put_octal(code, escape);
    size = put_octal(0xC2, escape); /* of U+0080 to U+009F in UTF-8 */
    return size + put_octal(code, escape + size);
}

static size_t escape_shown(uint32_t code, char escape[ESCAPE_BYTES]) {
    return is_control(code) || is_layout_control(code) ? escape_as_hex(code, escape) : 0;
}

static size_t put_named(const char *name, char escape[ESCAPE_BYTES]) {
    size_t size = strlen(name);
    memcpy(escape, name, size);
    return size;
}

static size_t escape_xml(uint32_t code, char escape[ESCAPE_BYTES]) {
    switch (code) {
    case '&': return put_named("&amp;", escape);
    case '<': return put_named("&lt;", escape);
    case '>': return put_named("&gt;", escape);
    case '"': return put_named("&quot;", escape);
    case 0xFFFE:
    case 0xFFFF: return put_named(replacement, escape); /* no characters of XML */
    default: return escape_shown(code, escape);
    }
}

static size_t escape_html(uint32_t code, char escape[ESCAPE_BYTES]) {
    return code == '\'' ? put_named("&#39;", escape) : escape_xml(code, escape);
}

/* Any punctuation may have a backslash before it; two that begin HTML become references. */
static size_t escape_markdown(uint32_t code, char escape[ESCAPE_BYTES]) {
    if (code == '&' || code == '<') return escape_xml(code, escape);
    size_t size = escape_shown(code, escape);
    if (size == 0 && (code >= 0x80 || !strchr("\\`*_{}[]()#+.!|~>:@\"$", (int)code))) return 0;
    memmove(escape + 1, escape, size); /* the backslash of \u is itself escaped */
    escape[0] = '\\';
    if (size == 0) escape[1] = (char)code;
    return size ? size + 1 : 2;
}

/* A line end would end the command: it is told as other controls are. */
static size_t escape_command_data(uint32_t code, char escape[ESCAPE_BYTES]) {
    return code == '%' ? put_named("%25", escape) : escape_shown(code, escape);
}

static size_t escape_command_property(uint32_t code, char escape[ESCAPE_BYTES]) {
    if (code == ':') return put_named("%3A", escape);
    return code == ',' ? put_named("%2C", escape) : escape_command_data(code, escape);
}

/* Bytes that are not UTF-8 become `instead`, at most ESCAPE_BYTES; or stay, if it is "". */
static void put_escaped(nd_out *out, nd_string value, escape_fn *escape_of, const char *instead) {
    size_t begin = 0, at = 0;
    while (at < value.size) {
        if (is_alphanumeric((unsigned char)value.data[at])) {
            at++;
            continue;
        }
        char     escape[ESCAPE_BYTES];
        uint32_t code;
        size_t   length = nd_utf8_step(value.data + at, value.size - at, &code), size;
        if (code == ND_NOT_UTF8) {
            size = strlen(instead);
            memcpy(escape, instead, size);
        } else {
            size = escape_of(code, escape);
        }
        if (size) {
            nd_put(out, value.data + begin, at - begin);
            nd_put(out, escape, size);
            begin = at + length;
        }
        at += length;
    }
    if (begin < at) nd_put(out, value.data + begin, at - begin);
}

/* The number of bytes before the first that JSON may escape, or that is not ASCII: eight at a time, of which a bit
 * tells that one is below a space, a quotation mark or a backslash. All but the first such bit may be wrong. */
static size_t pass_plain_json(nd_string value) {
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = 0x80 * ones;
    size_t         at = 0;
    for (; value.size - at >= 8; at += 8) {
        uint64_t bytes = nd_load64(value.data + at), quotes = bytes ^ '"' * ones, strokes = bytes ^ '\\' * ones;
        uint64_t deletes = bytes ^ 0x7F * ones;
        uint64_t odd = (bytes - ' ' * ones) | (quotes - ones) | (strokes - ones) | (deletes - ones) | bytes;
        if (odd & tops) break;
    }
    while (at < value.size && value.data[at] >= ' ' && value.data[at] < 0x7F && value.data[at] != '"' &&
           value.data[at] != '\\')
        at++;
    return at;
}

void nd_put_json_inside(nd_out *out, nd_string value) {
    size_t plain = pass_plain_json(value);
    if (plain) nd_put(out, value.data, plain);
    if (plain < value.size)
        put_escaped(out, (nd_string){value.data + plain, value.size - plain}, escape_json, replacement);
}

void nd_put_json(nd_out *out, nd_string value) {
    if (!value.data) {
        nd_put_text(out, "null");
        return;
    }
    nd_put_text(out, "\"");
    nd_put_json_inside(out, value);
    nd_put_text(out, "\"");
}

void nd_put_json_text(nd_out *out, const char *value) {
    nd_put_json(out, (nd_string){value, value ? strlen(value) : 0});
}

static void put_base64(nd_out *out, nd_string value) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *bytes = (const unsigned char *)value.data;
    for (size_t at = 0; at < value.size; at += 3) {
        size_t   left = value.size - at;
        uint32_t bits = (uint32_t)bytes[at] << 16;
        if (left > 1) bits |= (uint32_t)bytes[at + 1] << 8;
        if (left > 2) bits |= bytes[at + 2];
        char group[4] = {digits[bits >> 18], digits[bits >> 12 & 63], '=', '='};
        if (left > 1) group[2] = digits[bits >> 6 & 63];
        if (left > 2) group[3] = digits[bits & 63];
        nd_put(out, group, sizeof group);
    }
}

void nd_put_json_id(nd_out *out, nd_string id) {
    nd_put_text(out, "\"id\":");
    nd_put_json(out, id);
    if (nd_utf8_well_formed(id.data, id.size) == id.size) return;
    nd_put_text(out, ",\"path_b64\":\"");
    put_base64(out, id);
    nd_put_text(out, "\"");
}

void nd_put_tsv(nd_out *out, nd_string value) {
    put_escaped(out, value, escape_tsv, replacement);
}

static int needs_quotes(nd_string value) {
    for (size_t i = 0; i < value.size; i++)
        if (memchr(",\"\n\r", value.data[i], 4)) return 1;
    return 0;
}

void nd_put_csv(nd_out *out, nd_string value) {
    int quoted = needs_quotes(value);
    if (quoted) nd_put_text(out, "\"");
    put_escaped(out, value, escape_csv, replacement);
    if (quoted) nd_put_text(out, "\"");
}

void nd_put_path(nd_out *out, nd_string value) {
    put_escaped(out, value, escape_path, "");
}

void nd_put_xml(nd_out *out, nd_string value) {
    put_escaped(out, value, escape_xml, replacement);
}

void nd_put_markdown(nd_out *out, nd_string value) {
    put_escaped(out, value, escape_markdown, replacement);
}

void nd_put_command_property(nd_out *out, nd_string value) {
    put_escaped(out, value, escape_command_property, replacement);
}

void nd_put_command_data(nd_out *out, nd_string value) {
    put_escaped(out, value, escape_command_data, replacement);
}

void nd_put_uri(nd_out *out, nd_string value) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < value.size; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        char          escape[3] = {'%', digits[byte >> 4], digits[byte & 15]};
        int           is_plain = is_alphanumeric(byte) || (byte && strchr("-._~/", byte));
        nd_put(out, is_plain ? &value.data[i] : escape, is_plain ? 1 : sizeof escape);
    }
}

void nd_put_shown(nd_out *out, nd_string value) {
    put_escaped(out, value, escape_shown, replacement);
}

void nd_put_html(nd_out *out, nd_string value) {
    put_escaped(out, value, escape_html, replacement);
}

size_t nd_shown_columns(nd_string value) {
    size_t   columns = 0;
    uint32_t code;
    for (size_t at = 0; at < value.size;) {
        char escape[ESCAPE_BYTES];
        at += nd_utf8_step(value.data + at, value.size - at, &code);
        size_t size = code == ND_NOT_UTF8 ? 1 : escape_shown(code, escape);
        columns += size ? size : 1;
    }
    return columns;
}
