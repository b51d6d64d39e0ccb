/*
 * place.c - read only for the passages that are printed, so it is made for size: 99 tokens of 100 take
 * one byte.
 */
#include "text/place.h"

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

void nd_places_decode(const uint8_t *places, size_t count, nd_place *out) {
    uint64_t end = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t  byte = *places++;
        int64_t  gap = (byte >> 4) - 4;
        uint64_t length = (byte & 15) + 1u;
        if (byte == 0xff) {
            uint64_t zigzag = get_varint(&places);
            gap = (int64_t)(zigzag >> 1 ^ (0 - (zigzag & 1)));
            length = get_varint(&places);
        }
        out[i].begin = end + (uint64_t)gap;
        end = out[i].end = out[i].begin + length;
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
