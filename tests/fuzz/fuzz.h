/*
 * fuzz.h - what the fuzz targets have in common.
 *
 * A target is fuzz_<what>.c with LLVMFuzzerTestOneInput, whose opening comment states the property that
 * it requires of every input. libFuzzer drives it (`make fuzz`), or replay.c over the files in
 * seeds/fuzz/<what>/ (`make test`). A target keeps nothing from one input to the next.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "newsdup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                                                              \
    do {                                                                                                \
        if (condition) break;                                                                           \
        fprintf(stderr, "%s:%d: required: %s\n", __FILE__, __LINE__, #condition);                       \
        abort();                                                                                        \
    } while (0)

/* The input as a row of small decisions; zeros once it is used up. */
struct choices {
    const uint8_t *at, *end;
};

static inline uint32_t choose(struct choices *choices, uint32_t limit) {
    if (choices->at == choices->end) return 0;
    return *choices->at++ % limit;
}

/* Up to `most` of the bytes to come. */
static inline nd_string choose_bytes(struct choices *choices, size_t most) {
    size_t    left = (size_t)(choices->end - choices->at);
    nd_string bytes = {(const char *)choices->at, left < most ? left : most};
    choices->at += bytes.size;
    return bytes;
}

static inline int same_string(nd_string x, nd_string y) {
    if (!x.data != !y.data || x.size != y.size) return 0;
    for (size_t i = 0; i < x.size; i++)
        if (x.data[i] != y.data[i]) return 0;
    return 1;
}

#endif
