/*
 * place.h - where a token stands in its text: one byte mostly.
 *
 * The place is the gap from the end of the token before and the length, in bytes of the text:
 *
 *     (gap + 4) << 4 | (length - 1)        gap -4..11, length 1..16; not 0xff
 *     0xff, zigzag varint gap, varint length         all else
 *
 * Gaps are negative where bigrams overlap.
 */
#ifndef ND_PLACE_H
#define ND_PLACE_H

#include <stddef.h>
#include <stdint.h>

#define ND_PLACE_BYTES_MAX 24

/* Half-open byte range of a token in its text. */
typedef struct nd_place {
    uint64_t begin, end;
} nd_place;

/* The second form, which holds any place. */
size_t nd_place_encode_long(uint8_t *at, int64_t gap, uint64_t length);

/* Writes at most ND_PLACE_BYTES_MAX bytes for a token of `length` >= 1 bytes, and returns how many. */
static inline size_t nd_place_encode(uint8_t *at, int64_t gap, uint64_t length) {
    if (gap < -4 || gap > 11 || length > 16 || (gap == 11 && length == 16))
        return nd_place_encode_long(at, gap, length);
    *at = (uint8_t)((gap + 4) << 4 | (int64_t)(length - 1));
    return 1;
}

/* Fills out[0..count) from the encoding of that many tokens at `places`. */
void nd_places_decode(const uint8_t *places, size_t count, nd_place *out);

/* A way through the places of a text, for those who want few of them. */
typedef struct nd_place_cursor {
    const uint8_t *places, *next; /* of the first token; of token `token` */
    uint32_t       token;
    uint64_t       end; /* of the token before */
} nd_place_cursor;

static inline nd_place_cursor nd_places_start(const uint8_t *places) {
    return (nd_place_cursor){places, places, 0, 0};
}

/* Where a token of the text stands. In rising order that is one pass, eight tokens at a step. */
nd_place nd_places_find(nd_place_cursor *cursor, uint32_t token);

/* Where tokens [begin, end) stand. */
static inline nd_place nd_places_span(const nd_place *places, uint32_t begin, uint32_t end) {
    return (nd_place){places[begin].begin, places[end - 1].end};
}

/* What lies between the words before and behind tokens [begin, end), which pairs of characters share their
 * ends with; empty where begin is end. There is a token before and, unless begin is end, one behind. */
nd_place nd_places_gap(const nd_place *places, uint32_t begin, uint32_t end);

/* 1 if `size` bytes at `places` encode exactly `count` tokens, so that nd_places_decode stays within them. */
int nd_places_fit(const uint8_t *places, size_t size, size_t count);

#endif
