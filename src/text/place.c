/*
 * place.c - read only for the passages that are printed, so it is made for size: 99 tokens of 100 take
 * one byte. What eight such tokens take in the text is the sum of their gaps and lengths, made at once.
 */
#include "text/place.h"

#include "base/bytes.h"

#define EVERY_BYTE UINT64_C(0x0101010101010101)

static size_t put_varint(uint8_t *at, uint64_t value) {
    size_t size = 0;
    for (; value >= 0x80; value >>= 7) at[size++] = (uint8_t)(value | 0x80);
    at[size++] = (uint8_t)value;
    return size;
}

size_t nd_place_encode_long(uint8_t *at, int64_t gap, uint64_t length) {
    *at = 0xff;
    size_t size = 1 + put_varint(at + 1, (uint64_t)gap << 1 ^ (uint64_t)(gap >> 63));
    return size + put_varint(at + size, length);
}

static uint64_t get_varint(const uint8_t **at) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) break;
    }
    return value;
}

/* The place of a token at *at, which goes on to the next, behind one that ends at `end`. */
static inline nd_place decode(const uint8_t **at, uint64_t end) {
    uint8_t  byte = *(*at)++;
    int64_t  gap = (byte >> 4) - 4;
    uint64_t length = (byte & 15) + 1u;
    if (byte == 0xff) {
        uint64_t zigzag = get_varint(at);
        gap = (int64_t)(zigzag >> 1 ^ (0 - (zigzag & 1)));
        length = get_varint(at);
    }
    uint64_t begin = end + (uint64_t)gap;
    return (nd_place){begin, begin + length};
}

void nd_places_decode(const uint8_t *places, size_t count, nd_place *out) {
    uint64_t end = 0;
    for (size_t i = 0; i < count; i++) {
        out[i] = decode(&places, end);
        end = out[i].end;
    }
}

/* Passes eight tokens if each takes one byte; returns 0 if not. Gaps are stored 4 more, lengths 1 less. */
static inline int pass_eight(nd_place_cursor *cursor) {
    uint64_t bytes = nd_load64(cursor->next), low = bytes & 15 * EVERY_BYTE, high = bytes >> 4 & 15 * EVERY_BYTE;
    if ((~bytes - EVERY_BYTE) & bytes & 0x80 * EVERY_BYTE) return 0;
    cursor->end += ((low + high) * EVERY_BYTE >> 56) - 8 * (4 - 1);
    cursor->next += 8;
    cursor->token += 8;
    return 1;
}

nd_place nd_places_find(nd_place_cursor *cursor, uint32_t token) {
    if (token < cursor->token) *cursor = nd_places_start(cursor->places);
    for (;;) {
        if (token - cursor->token >= 8 && pass_eight(cursor)) continue;
        const uint8_t *next = cursor->next;
        nd_place       place = decode(&next, cursor->end);
        if (cursor->token == token) return place;
        cursor->next = next;
        cursor->end = place.end;
        cursor->token++;
    }
}

/* NULL if the number does not end by `end`. */
static const uint8_t *skip_varint(const uint8_t *at, const uint8_t *end) {
    for (unsigned shift = 0; at < end && shift < 64; shift += 7)
        if (*at++ < 0x80) return at;
    return NULL;
}

int nd_places_fit(const uint8_t *places, size_t size, size_t count) {
    const uint8_t *at = places, *end = places + size;
    for (size_t i = 0; i < count; i++) {
        if (at == end) return 0;
        if (*at++ != 0xff) continue;
        at = skip_varint(at, end);
        if (at) at = skip_varint(at, end);
        if (!at) return 0;
    }
    return at == end;
}

nd_place nd_places_gap(const nd_place *places, uint32_t begin, uint32_t end) {
    nd_place gap = {places[begin - 1].end, places[begin - 1].end};
    if (begin == end) return gap;
    if (places[begin].begin > gap.begin) gap.begin = places[begin].begin;
    gap.end = places[end - 1].end < places[end].begin ? places[end - 1].end : places[end].begin;
    if (gap.end < gap.begin) gap.end = gap.begin;
    return gap;
}
