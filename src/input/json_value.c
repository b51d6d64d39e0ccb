/*
 * json_value.c - json-c up to version 0.16 cuts strings and follows null pointers where memory ends. So an upper
 * bound of what it will need is asked for and given back before it is called. And a tokener that gave up within a
 * surrogate pair takes the first half of it on into the next value, resetting or not: such a one is not used again.
 */
#include "input/json_value.h"

#include <json-c/json.h>
#include <limits.h>

#include "base/error.h"

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
    parser->object = json_tokener_parse_ex(parser->tokener, bytes.data, (int)bytes.size);
    return parser->object ? ND_OK : 1;
}
