/* gzipped.h - gzip files made in memory, member by member. */
#ifndef GZIPPED_H
#define GZIPPED_H

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

struct gzipped {
    uint8_t *bytes;
    size_t   size;
};

/* Appends a member. Free `bytes` in the end. */
static inline void gzip_member(struct gzipped *out, const void *data, size_t size) {
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&stream, (uLong)size) + 32;
    out->bytes = realloc(out->bytes, out->size + room);
    assert_non_null(out->bytes);
    stream.next_in = (Bytef *)(uintptr_t)data;
    stream.avail_in = (uInt)size;
    stream.next_out = out->bytes + out->size;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->size += room - stream.avail_out;
    deflateEnd(&stream);
}

/* Bytes that no compression makes shorter. */
static inline uint8_t *make_noise(size_t size) {
    uint8_t *noise = malloc(size);
    uint64_t state = 88172645463325252u;
    assert_non_null(noise);
    for (size_t i = 0; i < size; i++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        noise[i] = (uint8_t)(state >> 32);
    }
    return noise;
}

#endif
