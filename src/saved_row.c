/*
 * saved_row.c - members of a row, each taken for what it is said to be and for nothing where it is not. What
 * would mislead, as a range that ends before it begins, is told; what is only missing is missing.
 */
#include "saved_row.h"

#include <json-c/json.h>
#include <string.h>

#include "base/error.h"

#define DEEPEST 16

static struct json_object *member(struct json_object *object, const char *name) {
    struct json_object *value = NULL;
    return json_object_object_get_ex(object, name, &value) ? value : NULL;
}

static nd_saved_kind kind_of(struct json_object *object) {
    static const char *const names[] = {[ND_SAVED_HEADER] = "header", [ND_SAVED_DOC] = "doc",
                                        [ND_SAVED_PAIR] = "pair", [ND_SAVED_SUMMARY] = "summary"};
    struct json_object *type = member(object, "type");
    for (int i = ND_SAVED_HEADER; type && i <= ND_SAVED_SUMMARY; i++)
        if (!strcmp(json_object_get_string(type), names[i])) return (nd_saved_kind)i;
    return ND_SAVED_OTHER;
}

int nd_saved_row_parse(nd_saved_row *row, nd_string line, nd_error *error) {
    struct json_tokener *tokener = json_tokener_new_ex(DEEPEST);
    *row = (nd_saved_row){NULL, ND_SAVED_OTHER};
    if (!tokener) return nd_fail_memory(error);
    if (line.size <= INT32_MAX) row->object = json_tokener_parse_ex(tokener, line.data, (int)line.size);
    json_tokener_free(tokener);
    if (json_object_is_type(row->object, json_type_object)) row->kind = kind_of(row->object);
    return ND_OK;
}

void nd_saved_row_free(nd_saved_row *row) {
    json_object_put(row->object);
    row->object = NULL;
}

nd_string nd_saved_string(const nd_saved_row *row, const char *name) {
    struct json_object *value = member(row->object, name);
    if (!json_object_is_type(value, json_type_string)) return (nd_string){NULL, 0};
    return (nd_string){json_object_get_string(value), (size_t)json_object_get_string_len(value)};
}

static int64_t whole(struct json_object *value) {
    return json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : -1;
}

uint32_t nd_saved_count(const nd_saved_row *row, const char *name) {
    int64_t count = whole(member(row->object, name));
    return count > 0 && count < UINT32_MAX ? (uint32_t)count : 0;
}

int nd_saved_is(const nd_saved_row *row, const char *name) {
    struct json_object *value = member(row->object, name);
    return json_object_is_type(value, json_type_boolean) && json_object_get_boolean(value);
}

double nd_saved_share(const nd_saved_row *row, const char *name) {
    double share = json_object_get_double(member(row->object, name));
    return share > 0 ? (share < 1 ? share : 1) : 0;
}

/* ---- ids --------------------------------------------------------------------------------------- */

static int digit_of(char letter) {
    if (letter >= 'A' && letter <= 'Z') return letter - 'A';
    if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9') return letter - '0' + 52;
    return letter == '+' ? 62 : letter == '/' ? 63 : -1;
}

/* RFC 4648, up to the first byte that is none of it. */
static int append_base64(nd_buf *out, nd_string text, nd_error *error) {
    uint32_t bits = 0;
    unsigned held = 0;
    int      status = ND_OK, digit;
    for (size_t i = 0; i < text.size && !status && (digit = digit_of(text.data[i])) >= 0; i++) {
        bits = bits << 6 | (uint32_t)digit;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        uint8_t byte = (uint8_t)(bits >> held);
        status = nd_buf_append(out, &byte, 1, error);
    }
    return status;
}

int nd_saved_id(const nd_saved_row *row, nd_buf *bytes, nd_string *out, nd_error *error) {
    nd_string encoded = nd_saved_string(row, "path_b64");
    *out = nd_saved_string(row, "id");
    if (!encoded.size) return ND_OK;
    bytes->size = 0;
    int status = append_base64(bytes, encoded, error);
    if (!status && bytes->size) *out = (nd_string){(const char *)bytes->data, bytes->size};
    return status;
}

/* ---- lists ------------------------------------------------------------------------------------- */

static struct json_object *element(struct json_object *list, size_t index) {
    if (!json_object_is_type(list, json_type_array) || index >= json_object_array_length(list)) return NULL;
    return json_object_array_get_idx(list, index);
}

/* Two numbers of a list from `first` on: 1, or 0 if they are no range. */
static int range_of(struct json_object *list, size_t first, uint64_t out[2]) {
    int64_t begin = whole(element(list, first)), end = whole(element(list, first + 1));
    if (begin < 0 || end < begin) return 0;
    out[0] = (uint64_t)begin;
    out[1] = (uint64_t)end;
    return 1;
}

int nd_saved_passage(const nd_saved_row *row, size_t index, nd_passage *out) {
    struct json_object *passage = element(member(row->object, "passages"), index);
    if (!passage) return 0;
    *out = (nd_passage){.words = 0};
    if (!range_of(member(passage, "at"), 0, out->at) || !range_of(member(passage, "in"), 0, out->in)) return -1;
    int64_t words = whole(member(passage, "words"));
    if (words > 0 && words < UINT32_MAX) out->words = (uint32_t)words;
    return 1;
}

int nd_saved_difference(const nd_saved_row *row, size_t index, nd_difference *out) {
    struct json_object *difference = element(member(row->object, "differences"), index);
    if (!difference) return 0;
    return range_of(difference, 0, out->at) && range_of(difference, 2, out->in) ? 1 : -1;
}
