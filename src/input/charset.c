/*
 * charset.c - what is well-formed UTF-8 is UTF-8, whatever a label says: no other encoding looks so over more than
 * a few characters, and labels are wrong more often. Only short texts of East Asia are left to their label. A
 * detector needs evidence; with less than 200 bytes to judge by it is wrong more often than Windows-1252 is
 * (docs/dependencies.md). Conversion is by iconv(3) of the C library.
 */
#include "input/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uchardet.h>

#include "base/error.h"
#include "base/utf8.h"
#include "input/html_scan.h"

#define LABEL_BYTES 40
#define LABEL_WITHIN 4096         /* where browsers look for it, with room */
#define EVIDENCE_BYTES 200        /* not ASCII, for a detection */
#define DETECT_BYTES (1 << 20)
#define DETECT_MEMORY (1 << 20)   /* more than the detector takes */
#define SURE_BYTES 16             /* not ASCII, that are UTF-8 by chance in no encoding */
#define TWICE_CHARACTERS 4        /* that were encoded twice before a text is turned back */
#define SAMPLE_BYTES 8192
#define UTF16_BLOCKS 8            /* of 256 characters in a text without a mark */

/* ---- what the bytes look like ----------------------------------------------------------------- */

struct census {
    size_t not_ascii; /* bytes */
    size_t utf8;      /* of these, in well-formed sequences */
};

static struct census count(nd_string bytes) {
    struct census census = {0, 0};
    for (size_t at = 0; (at += nd_utf8_ascii(bytes.data + at, bytes.size - at)) < bytes.size;) {
        uint32_t code_point;
        size_t   size = nd_utf8_step(bytes.data + at, bytes.size - at, &code_point);
        census.not_ascii += size;
        if (code_point != ND_NOT_UTF8) census.utf8 += size;
        at += size;
    }
    return census;
}

/* How many different bytes are in every second place. */
static size_t count_kinds(nd_string bytes, size_t from) {
    uint8_t seen[256] = {0};
    size_t  kinds = 0;
    for (size_t i = from; i < bytes.size; i += 2) {
        kinds += !seen[(uint8_t)bytes.data[i]];
        seen[(uint8_t)bytes.data[i]] = 1;
    }
    return kinds;
}

/* An alphabet is in few blocks of 256 characters, and blanks are in the first. */
const char *nd_charset_utf16_order(nd_string bytes) {
    nd_string start = {bytes.data, bytes.size < SAMPLE_BYTES ? bytes.size : SAMPLE_BYTES};
    size_t    zeros[2] = {0, 0};
    for (size_t i = 0; i < start.size; i++) zeros[i % 2] += start.data[i] == 0;
    size_t all = zeros[0] + zeros[1];
    if (start.size < 4 || all < 2 || (zeros[0] && zeros[1]) || all * 50 < start.size) return NULL;
    if (count_kinds(start, zeros[0] ? 0 : 1) > UTF16_BLOCKS) return NULL;
    return zeros[0] ? "BE" : "LE";
}

/* ---- labels ----------------------------------------------------------------------------------- */

/* What browsers take some labels for, since pages mean it. */
static const char *const meant[][2] = {
    {"iso-8859-1", "CP1252"}, {"iso8859-1", "CP1252"}, {"latin1", "CP1252"}, {"latin-1", "CP1252"},
    {"ascii", "CP1252"},      {"us-ascii", "CP1252"},  {"iso-8859-9", "CP1254"}, {"iso-8859-11", "CP874"},
    {"tis-620", "CP874"},     {"gb2312", "GB18030"},   {"gbk", "GB18030"},   {"x-gbk", "GB18030"},
    {"gb_2312-80", "GB18030"}, {"shift_jis", "CP932"}, {"shift-jis", "CP932"}, {"x-sjis", "CP932"},
    {"sjis", "CP932"},        {"windows-31j", "CP932"}, {"euc-kr", "CP949"}, {"ks_c_5601-1987", "CP949"},
    {"big5", "BIG5-HKSCS"},   {"x-euc-jp", "EUC-JP"},  {"x-windows-1251", "CP1251"}};

/* Several bytes a character, so that chance could make it UTF-8. */
static int is_east_asian(const char *encoding) {
    static const char *const names[] = {"GB18030", "CP932", "CP949", "BIG5-HKSCS", "EUC-JP"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(encoding, names[i])) return 1;
    return 0;
}

/* Puts the name for iconv into `name`; empty if the label is none, or UTF-8 or UTF-16, which this is not. */
static void name_of_label(nd_string label, char name[LABEL_BYTES]) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
    name[0] = 0;
    if (label.size == 0 || label.size >= LABEL_BYTES) return;
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

/* Of "text/html; charset=...". */
static nd_string label_in_content(nd_string content) {
    static const char mark[] = "charset=";
    for (size_t at = 0; at + sizeof mark - 1 <= content.size; at++)
        if (nd_html_is((nd_string){content.data + at, sizeof mark - 1}, mark))
            return trim_label((nd_string){content.data + at + 8, content.size - at - 8});
    return (nd_string){NULL, 0};
}

nd_string nd_charset_label(nd_string page) {
    nd_html_scan  scan = {.page = {page.data, page.size < LABEL_WITHIN ? page.size : LABEL_WITHIN}};
    nd_html_token token;
    while (nd_html_next(&scan, &token)) {
        nd_string name, value, label = {NULL, 0};
        if (token.kind != ND_HTML_OPEN || token.tag != ND_TAG_META) continue;
        for (size_t at = 0; nd_html_attribute(token.bytes, &at, &name, &value);) {
            if (nd_html_is(name, "charset")) label = trim_label(value);
            else if (!label.size && nd_html_is(name, "content")) label = label_in_content(value);
        }
        if (label.size) return label;
    }
    return (nd_string){NULL, 0};
}

/* ---- conversion ------------------------------------------------------------------------------- */

static int put(nd_buf *into, uint32_t code_point, nd_error *error) {
    uint8_t bytes[4];
    return nd_buf_append(into, bytes, nd_utf8_encode(bytes, code_point), error);
}

/* Passes one byte, and a second that has no meaning of its own, that iconv could not convert. */
static int replace(nd_string *rest, size_t unit, nd_buf *into, nd_error *error) {
    size_t size = rest->size < unit ? rest->size : unit;
    rest->data += size;
    rest->size -= size;
    return put(into, 0xfffd, error);
}

static int convert_all(iconv_t converter, nd_string rest, size_t unit, nd_buf *into, size_t *replaced,
                       nd_error *error) {
    while (rest.size) {
        int status = nd_buf_reserve(into, 2 * rest.size + 16, error);
        if (status) return status;
        char  *from = (char *)rest.data, *to = (char *)into->data + into->size;
        size_t room = into->capacity - into->size, left = rest.size;
        size_t done = iconv(converter, &from, &left, &to, &room);
        int    reason = errno;
        into->size = into->capacity - room;
        rest = (nd_string){from, left};
        if (done != (size_t)-1) break;
        if (reason == E2BIG) continue;
        ++*replaced;
        status = replace(&rest, unit, into, error);
        if (status) return status;
    }
    return ND_OK;
}

/* ND_OK; 1 when there is no such encoding; or a negative status. */
static int convert(nd_string bytes, const char *encoding, nd_buf *into, size_t *replaced, nd_error *error) {
    into->size = 0;
    *replaced = 0;
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) return errno == ENOMEM ? nd_fail_memory(error) : 1;
    size_t unit = strncmp(encoding, "UTF-16", 6) ? 1 : 2;
    int    status = convert_all(converter, bytes, unit, into, replaced, error);
    iconv_close(converter);
    return status;
}

uint32_t nd_charset_windows_1252(uint8_t byte) {
    static const uint16_t high[32] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                      0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                      0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                      0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};
    return byte >= 0x80 && byte < 0xa0 ? high[byte - 0x80] : byte;
}

static int convert_windows_1252(nd_string bytes, nd_buf *into, nd_error *error) {
    int status = ND_OK;
    into->size = 0;
    for (size_t i = 0; !status && i < bytes.size; i++)
        status = put(into, nd_charset_windows_1252((uint8_t)bytes.data[i]), error);
    return status;
}

/* ---- encoded twice ---------------------------------------------------------------------------- */

/* The byte of Windows-1252 that the code point is, or -1. */
static int windows_byte(uint32_t code_point) {
    if (code_point < 0x80 || (code_point >= 0xa0 && code_point < 0x100)) return (int)code_point;
    for (int byte = 0x80; byte < 0xa0; byte++)
        if (nd_charset_windows_1252((uint8_t)byte) == code_point) return byte;
    return -1;
}

/* The characters that `text` begins with stand for the bytes of one that was encoded before: these, how many, and
 * how much of the text they take; or 0. */
static size_t step_back(nd_string text, uint8_t bytes[4], unsigned *count) {
    size_t   at = 0;
    unsigned length = 1;
    for (unsigned i = 0; i < length; i++) {
        uint32_t code_point;
        if (at == text.size) return 0;
        at += nd_utf8_step(text.data + at, text.size - at, &code_point);
        int byte = code_point == ND_NOT_UTF8 ? -1 : windows_byte(code_point);
        if (byte < 0x80) return 0;
        bytes[i] = (uint8_t)byte;
        if (i == 0) length = nd_utf8_length(bytes[0]);
    }
    *count = length;
    return length > 1 && nd_utf8_valid_prefix(bytes, length, length) == length ? at : 0;
}

/* Turns the text back into `into`: 1; 0 when it was not encoded twice, which one character tells that cannot have
 * been, mostly the first; or a negative status. */
static int turn_back(nd_string text, nd_buf *into, nd_error *error) {
    size_t characters = 0;
    for (size_t at = 0; at < text.size; characters++) {
        uint8_t  bytes[4];
        unsigned count;
        size_t   plain = nd_utf8_ascii(text.data + at, text.size - at), taken;
        int      status = nd_buf_append(into, text.data + at, plain, error);
        if (status) return status;
        at += plain;
        if (at == text.size) break;
        taken = step_back((nd_string){text.data + at, text.size - at}, bytes, &count);
        if (!taken) return 0;
        status = nd_buf_append(into, bytes, count, error);
        if (status) return status;
        at += taken;
    }
    return characters >= TWICE_CHARACTERS;
}

/* ---- the decision ----------------------------------------------------------------------------- */

/* The detector is C++, and would end the program where memory ends. */
static int detect(nd_string bytes, char name[LABEL_BYTES], nd_error *error) {
    void *volatile reserve = malloc(DETECT_MEMORY);
    if (!reserve) return nd_fail_memory(error);
    free(reserve);
    uchardet_t detector = uchardet_new();
    size_t     size = bytes.size < DETECT_BYTES ? bytes.size : DETECT_BYTES;
    name[0] = 0;
    if (uchardet_handle_data(detector, bytes.data, size) == 0) {
        uchardet_data_end(detector);
        const char *found = uchardet_get_charset(detector);
        name_of_label((nd_string){found, strlen(found)}, name);
    }
    uchardet_delete(detector);
    return ND_OK;
}

/* One in so many characters may be missing in an encoding that is taken for the right one. */
static int is_plausible(size_t replaced, const struct census *census) {
    return replaced * 20 <= census->not_ascii;
}

/* Tries an encoding: ND_OK with the text in `into`, 1 when it is not that, or a negative status. */
static int try(nd_string bytes, const char *encoding, const struct census *census, nd_buf *into, nd_finding *finding,
               nd_error *error) {
    size_t replaced;
    int    status = encoding[0] ? convert(bytes, encoding, into, &replaced, error) : 1;
    if (status) return status;
    if (!is_plausible(replaced, census)) return 1;
    if (!replaced) return ND_OK;
    return nd_find(finding, error, ND_PROBLEM_INVALID_UTF8, "%zu bytes that are not %s", replaced, encoding);
}

/* Of what is not UTF-8. */
static int decide(nd_string bytes, const char *label, const struct census *census, nd_buf *into, nd_finding *finding,
                  nd_error *error) {
    char detected[LABEL_BYTES];
    int  status = try(bytes, label, census, into, finding, error);
    if (status != 1) return status;
    if (census->not_ascii >= EVIDENCE_BYTES) {
        status = detect(bytes, detected, error);
        if (!status) status = try(bytes, detected, census, into, finding, error);
        if (status != 1) return status;
    }
    return convert_windows_1252(bytes, into, error);
}

static int from_utf16(nd_string bytes, const char *encoding, nd_buf *into, nd_string *out, nd_finding *finding,
                      nd_error *error) {
    size_t replaced;
    int    status = convert(bytes, encoding, into, &replaced, error);
    if (!status && replaced)
        status = nd_find(finding, error, ND_PROBLEM_INVALID_UTF8, "%zu units that are not UTF-16", replaced);
    *out = (nd_string){into->data ? (const char *)into->data : "", into->size};
    return status;
}

/* Is it UTF-8, with no more wrong bytes than damage explains, and not what the label says? Encodings of 7 bits
 * have escapes. */
static int is_utf8(nd_string bytes, const struct census *census, const char *label) {
    if (label[0] && !census->not_ascii) return !memchr(bytes.data, 27, bytes.size);
    if (label[0] && is_east_asian(label) && census->not_ascii < SURE_BYTES) return 0;
    return census->utf8 * 10 >= census->not_ascii * 9;
}

int nd_charset_to_utf8(nd_string bytes, nd_string label, nd_buf *into, nd_string *out, nd_finding *finding,
                       nd_error *error) {
    char name[LABEL_BYTES], utf16[] = "UTF-16LE";
    into->size = 0;
    *out = bytes;
    if (bytes.size >= 2 && (!memcmp(bytes.data, "\xff\xfe", 2) || !memcmp(bytes.data, "\xfe\xff", 2))) {
        if (bytes.data[0] == '\xfe') utf16[6] = 'B';
        return from_utf16((nd_string){bytes.data + 2, bytes.size - 2}, utf16, into, out, finding, error);
    }
    const char *order = nd_charset_utf16_order(bytes);
    if (order) {
        memcpy(utf16 + 6, order, 2);
        return from_utf16(bytes, utf16, into, out, finding, error);
    }
    struct census census = count(bytes);
    name_of_label(label, name);
    if (!bytes.size || is_utf8(bytes, &census, name)) {
        int is_twice = census.not_ascii >= 4 * TWICE_CHARACTERS ? turn_back(bytes, into, error) : 0;
        if (is_twice < 0) return is_twice;
        if (is_twice) *out = (nd_string){(const char *)into->data, into->size};
        return ND_OK;
    }
    int status = decide(bytes, name, &census, into, finding, error);
    *out = (nd_string){into->data ? (const char *)into->data : "", into->size};
    return status < 0 ? status : ND_OK;
}
