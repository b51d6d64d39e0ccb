/*
 * json_value.c - json-c up to version 0.16 cuts strings and follows null pointers where memory ends. So an upper
 * bound of what it will need is asked for and given back before it is called. And a tokener that gave up within a
 * surrogate pair takes the first half of it on into the next value, resetting or not: such a one is not used again.
 *
 * And it takes a whole pair for half of another where the last 16 bits of its number are those of one: for U+1D800,
 * sign writing, and U+2D800, Han, it gives U+FFFD. These it is given in UTF-8, as it takes a value in pieces.
 */
#include "input/json_value.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "input/json_string.h"

#define MAX_DEPTH 64      /* json-c frees objects by recursion, so this also bounds the stack */
#define SMALL_BYTES 65536 /* a record that cannot need much memory */
#define MOST_BYTES ((size_t)1 << 30)

/* At most this much memory does json-c need for the record: "{}" alone takes some 750 bytes. */
static size_t bytes_needed(nd_string bytes) {
    size_t needed = 4 * bytes.size + 4096;
    if (bytes.size < SMALL_BYTES) return needed;
    for (size_t i = 0; i < bytes.size; i++) {
        char byte = bytes.data[i];
        needed += byte == '{' ? 1024 : byte == '[' ? 512 : byte == ',' ? 128 : 0;
    }
    return needed;
}

static int make_sure_of_memory(size_t needed, nd_error *error) {
    void *volatile reserve = nd_allocate(needed); /* volatile: or the compiler may leave out both calls */
    if (!reserve) return nd_fail_memory(error);
    nd_release(reserve);
    return ND_OK;
}

int nd_json_value_fits(nd_string bytes) {
    return bytes.size <= INT_MAX && bytes_needed(bytes) <= MOST_BYTES;
}

void nd_json_value_free(nd_parser *parser) {
    json_object_put(parser->object);
    if (parser->tokener) json_tokener_free(parser->tokener);
    parser->object = NULL;
    parser->tokener = NULL;
}

/* Where the first pair stands, from `at` on, that would be taken for a half, and how many bytes it takes; the size if
 * there is none. Of other escapes the letter is passed too, which may be a backslash. */
static size_t find_misread(nd_string bytes, size_t at, uint32_t *c, size_t *taken) {
    const char *found;
    while (at < bytes.size && (found = memchr(bytes.data + at, '\\', bytes.size - at))) {
        at = (size_t)(found - bytes.data);
        *taken = nd_json_code_point(found, bytes.size - at, c);
        if (*taken && (*c & 0xf800) == 0xd800) return at;
        at += 2;
    }
    return bytes.size;
}

static void parse(nd_parser *parser, nd_string bytes) {
    int goes_on = 1;
    for (size_t at = 0, end; goes_on && at < bytes.size; at = end) {
        uint8_t  utf8[4];
        uint32_t c;
        size_t   taken;
        end = find_misread(bytes, at, &c, &taken);
        nd_string piece = {bytes.data + at, end - at};
        if (end == at) {
            piece = (nd_string){(const char *)utf8, nd_utf8_encode(utf8, c)};
            end += taken;
        }
        parser->object = json_tokener_parse_ex(parser->tokener, piece.data, (int)piece.size);
        goes_on = !parser->object && json_tokener_get_error(parser->tokener) == json_tokener_continue;
        parser->parsed = goes_on ? end : at + json_tokener_get_parse_end(parser->tokener);
    }
}

int nd_json_value(nd_parser *parser, nd_string bytes, nd_error *error) {
    if (!parser->object) nd_json_value_free(parser); /* the last one gave up */
    json_object_put(parser->object);
    parser->object = NULL;
    if (!parser->tokener) parser->tokener = json_tokener_new_ex(MAX_DEPTH);
    if (!parser->tokener) return nd_fail_memory(error);
    json_tokener_reset(parser->tokener);
    if (!nd_json_value_fits(bytes)) return 1;
    int status = make_sure_of_memory(bytes_needed(bytes), error);
    if (status) return status;
    parse(parser, bytes);
    return parser->object ? ND_OK : 1;
}
