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
#include "base/mask.h"
#include "base/utf8.h"
#include "input/charset_label.h"

#define EVIDENCE_BYTES 200        /* not ASCII, for a detection */
#define DETECT_BYTES (1 << 20)
#define SOME_MEMORY (1 << 20)     /* more than the detector takes, or the tables of an encoding */
#define SURE_BYTES 16             /* not ASCII, that are UTF-8 by chance in no encoding */
#define TWICE_CHARACTERS 4        /* that were encoded twice before a text is turned back */
#define SAMPLE_BYTES 8192
#define UTF16_BLOCKS 8            /* of 256 characters in a text without a mark, one more for every */
#define UTF16_UNITS_A_BLOCK 4     /* of it: in a few bytes there are few of any kind */
#define UTF16_UNITS 12            /* of a text of East Asia without a mark */
#define UTF16_UNITS_A_CONTROL 100 /* at least, of a text without a mark */

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
static const char *order_of_alphabet(nd_string start) {
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < start.size; i++) zeros[i % 2] += start.data[i] == 0;
    size_t all = zeros[0] + zeros[1];
    if (start.size < 4 || all < 2 || (zeros[0] && zeros[1]) || all * 50 < start.size) return NULL;
    size_t kinds = count_kinds(start, zeros[0] ? 0 : 1);
    if (kinds > UTF16_BLOCKS || kinds > 1 + start.size / 2 / UTF16_UNITS_A_BLOCK) return NULL;
    return zeros[0] ? "BE" : "LE";
}

/* May the unit be of a text of East Asia, its digits, blanks and Latin letters included? */
static int is_east_asian_unit(unsigned unit) {
    if (unit < 0x80) return unit >= ' ' || unit == '\n' || unit == '\r' || unit == '\t';
    return (unit >= 0x3000 && unit < 0x3400) || (unit >= 0x4e00 && unit < 0xa000) ||
           (unit >= 0xac00 && unit < 0xd7a4) || (unit >= 0xff00 && unit < 0xfff0) ||
           (unit >= 0xa0 && unit < 0x100) || (unit >= 0x2010 && unit < 0x2040);
}

/* Ideographs and syllables are in a hundred blocks, so that their low bytes are anything: also control characters,
 * which texts in no other encoding have. In the wrong order about half of the units are of other texts. */
static const char *order_of_east_asian(nd_string start) {
    size_t controls = 0, fits[2] = {0, 0}, units = start.size / 2;
    for (size_t i = 0; i < 2 * units; i++) controls += (uint8_t)start.data[i] < '\t';
    if (units < UTF16_UNITS || controls < 2 || controls * 100 < units) return NULL;
    for (size_t i = 0; i < units; i++) {
        unsigned first = (uint8_t)start.data[2 * i], second = (uint8_t)start.data[2 * i + 1];
        fits[0] += (size_t)is_east_asian_unit(first << 8 | second);
        fits[1] += (size_t)is_east_asian_unit(second << 8 | first);
    }
    int is_little = fits[1] > fits[0];
    if (fits[is_little] * 20 < units * 19 || fits[!is_little] * 4 > units * 3) return NULL;
    if (nd_utf8_well_formed(start.data, start.size) + 4 > start.size) return NULL;
    return is_little ? "LE" : "BE";
}

/* Units that stand in no text: controls but for those that divide it, and numbers of no character. */
static int is_control_unit(unsigned unit) {
    if (unit < ' ') return unit < '\t' || unit > '\r';
    return (unit >= 0x7f && unit < 0xa0) || unit >= 0xfffe;
}

/* Bytes that stand in some such order by chance, as controls do, are controls in it too. */
static int is_text(nd_string start, const char *order) {
    size_t units = start.size / 2, controls = 0, high = order[0] == 'B' ? 0 : 1;
    for (size_t i = 0; i < units; i++) {
        unsigned first = (uint8_t)start.data[2 * i + high], second = (uint8_t)start.data[2 * i + 1 - high];
        controls += (size_t)is_control_unit(first << 8 | second);
    }
    return controls * UTF16_UNITS_A_CONTROL <= units;
}

/* Control characters before the tab: zeros are such, and both orders below need two. Most texts have none. */
static int has_low_bytes(nd_string start) {
    const uint8_t *at = (const uint8_t *)start.data, *end = at + start.size;
    for (; end - at >= ND_MASK_BYTES; at += ND_MASK_BYTES)
        if (nd_mask_low(at)) return 1;
    while (at < end && *at >= '\t') at++;
    return at < end;
}

const char *nd_charset_utf16_order(nd_string bytes) {
    nd_string start = {bytes.data, bytes.size < SAMPLE_BYTES ? bytes.size : SAMPLE_BYTES};
    if (!has_low_bytes(start)) return NULL;
    const char *order = order_of_alphabet(start);
    if (!order) order = order_of_east_asian(start);
    return order && is_text(start, order) ? order : NULL;
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

/* The detector is C++, and would end the program where memory ends; iconv_open would know no encoding. */
static int make_sure_of_memory(nd_error *error) {
    void *volatile reserve = nd_allocate(SOME_MEMORY); /* volatile: or the compiler may leave out both calls */
    if (!reserve) return nd_fail_memory(error);
    nd_release(reserve);
    return ND_OK;
}

/* ND_OK; 1 when there is no such encoding; or a negative status. */
static int convert(nd_string bytes, const char *encoding, nd_buf *into, size_t *replaced, nd_error *error) {
    into->size = 0;
    *replaced = 0;
    int status = make_sure_of_memory(error);
    if (status) return status;
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1 && errno == EINVAL) return 1;
    if (converter == (iconv_t)-1) return nd_fail_errno(error, "cannot convert from", encoding);
    size_t unit = strncmp(encoding, "UTF-16", 6) ? 1 : 2;
    status = convert_all(converter, bytes, unit, into, replaced, error);
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

static int detect(nd_string bytes, char name[ND_CHARSET_NAME_BYTES], nd_error *error) {
    int status = make_sure_of_memory(error);
    if (status) return status;
    uchardet_t detector = uchardet_new();
    size_t     size = bytes.size < DETECT_BYTES ? bytes.size : DETECT_BYTES;
    name[0] = 0;
    if (uchardet_handle_data(detector, bytes.data, size) == 0) {
        uchardet_data_end(detector);
        const char *found = uchardet_get_charset(detector);
        nd_charset_name((nd_string){found, strlen(found)}, name);
    }
    uchardet_delete(detector);
    return ND_OK;
}

/* One in so many characters may be missing in an encoding that is taken for the right one. */
static int is_plausible(size_t replaced, const struct census *census) {
    return replaced * 20 <= census->not_ascii;
}

/* Tries an encoding: ND_OK with the text in `into`, 1 when it is not that, or a negative status. iconv makes what is
 * not UTF-8 of numbers that are no characters, as in UCS-4. */
static int try(nd_string bytes, const char *encoding, const struct census *census, nd_buf *into, nd_finding *finding,
               nd_error *error) {
    size_t replaced;
    int    status = encoding[0] ? convert(bytes, encoding, into, &replaced, error) : 1;
    if (status) return status;
    if (!is_plausible(replaced, census)) return 1;
    if (nd_utf8_well_formed((const char *)into->data, into->size) < into->size) return 1;
    if (!replaced) return ND_OK;
    return nd_find(finding, error, ND_PROBLEM_INVALID_UTF8, "%zu bytes that are not %s", replaced, encoding);
}

/* Of what is not UTF-8. */
static int decide(nd_string bytes, const char *label, const struct census *census, nd_buf *into, nd_finding *finding,
                  nd_error *error) {
    char detected[ND_CHARSET_NAME_BYTES];
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

/* Several bytes a character, so that chance could make it UTF-8. */
static int is_east_asian(const char *encoding) {
    static const char *const names[] = {"GB18030", "CP932", "CP949", "BIG5-HKSCS", "EUC-JP"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(encoding, names[i])) return 1;
    return 0;
}

/* Is it UTF-8, with no more wrong bytes than damage explains, and not what the label says? Encodings of 7 bits
 * have escapes. Without a label the only other guess is a worse one. */
static int is_utf8(nd_string bytes, const struct census *census, const char *label) {
    if (label[0] && !census->not_ascii) return !memchr(bytes.data, 27, bytes.size);
    if (label[0] && is_east_asian(label) && census->not_ascii < SURE_BYTES) return 0;
    return label[0] ? census->utf8 * 10 >= census->not_ascii * 9 : census->utf8 * 4 >= census->not_ascii * 3;
}

int nd_charset_to_utf8(nd_string bytes, nd_string label, nd_buf *into, nd_string *out, nd_finding *finding,
                       nd_error *error) {
    char name[ND_CHARSET_NAME_BYTES], utf16[] = "UTF-16LE";
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
    nd_charset_name(label, name);
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
