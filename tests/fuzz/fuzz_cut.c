/*
 * fuzz_cut.c - PROPERTY: however a file is cut into pieces, its records are the same, for lines and for
 * arrays; and they are those that a reading of the whole file a byte at a time finds.
 */
#include "fuzz.h"
#include "input/cut.h"

#define FILE_BYTES 4096

/* Where each record ends; the last end is that of the file. */
struct ends {
    size_t   at[FILE_BYTES + 1];
    unsigned count;
};

static void cut_pieces(struct ends *ends, nd_shape shape, nd_string file, size_t piece) {
    nd_cut cut = {.shape = shape};
    ends->count = 0;
    for (size_t at = 0; at < file.size;) {
        size_t left = piece - at % piece < file.size - at ? piece - at % piece : file.size - at;
        int    ended;
        size_t passed = nd_cut_next(&cut, (const uint8_t *)file.data + at, left, &ended);
        REQUIRE(passed > 0 && passed <= left && (ended || passed == left));
        at += passed;
        if (ended) ends->at[ends->count++] = at;
    }
    ends->at[ends->count++] = file.size;
}

/* A newline ends a line; a comma or the closing bracket outside of strings and brackets, an element. */
static void cut_bytewise(struct ends *ends, nd_shape shape, nd_string file) {
    uint64_t depth = 0;
    int      in_string = 0, is_over = 0;
    ends->count = 0;
    for (size_t at = 0; at < file.size && !is_over; at++) {
        char c = file.data[at];
        if (shape == ND_SHAPE_LINES && c == '\n') ends->at[ends->count++] = at + 1;
        if (shape != ND_SHAPE_ARRAY) continue;
        if (in_string && c == '\\') at++;
        else if (c == '"') in_string = !in_string;
        else if (in_string) continue;
        else if (c == '{' || c == '[') depth++;
        else if (depth && (c == '}' || c == ']')) depth--;
        else if (!depth && (c == ',' || c == ']')) {
            ends->at[ends->count++] = at + 1;
            is_over = c == ']';
        }
    }
    ends->at[ends->count++] = file.size;
}

static void require_same(const struct ends *x, const struct ends *y) {
    REQUIRE(x->count == y->count);
    for (unsigned i = 0; i < x->count; i++) REQUIRE(x->at[i] == y->at[i]);
}

static void try_shape(nd_shape shape, nd_string file) {
    static struct ends bytewise, ends;
    cut_bytewise(&bytewise, shape, file);
    for (size_t piece = 1; piece <= file.size; piece += piece < 8 ? 1 : piece / 3) {
        cut_pieces(&ends, shape, file, piece);
        require_same(&ends, &bytewise);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    nd_string file = {(const char *)data, size < FILE_BYTES ? size : FILE_BYTES};
    try_shape(ND_SHAPE_WHOLE, file);
    try_shape(ND_SHAPE_LINES, file);
    try_shape(ND_SHAPE_ARRAY, file);
    return 0;
}
