/*
 * zip.c - the list of members stands at the end of a zip, and behind it how many they are. libarchive (3.6.2) reads the
 * list as far as it can and says nothing where it breaks off, so that damage to one entry would lose all others without
 * a word: the number tells. The record at the end may be followed by a comment; the last one that reaches to the end
 * of the file with it, or to zero bytes there, is taken (PKWARE's APPNOTE, 4.3.16).
 */
#include "input/zip.h"

#include <string.h>

#define END_BYTES 22
#define MANY 0xffff /* the number stands somewhere else: zip64 */

int nd_zip_begins(const uint8_t *data, size_t size) {
    return size >= 4 && (!memcmp(data, "PK\x03\x04", 4) || !memcmp(data, "PK\x05\x06", 4));
}

static unsigned load(const uint8_t *at) {
    return at[0] | (unsigned)at[1] << 8;
}

int nd_zip_members(const uint8_t *tail, size_t size, uint64_t *out) {
    size_t zeros = 0; /* behind all else */
    while (zeros < size && !tail[size - zeros - 1]) zeros++;
    if (zeros == size) return 0;
    for (size_t behind = END_BYTES; behind <= size; behind++) {
        const uint8_t *end = tail + size - behind;
        if (memcmp(end, "PK\x05\x06", 4)) continue;
        size_t whole = END_BYTES + load(end + 20);
        if (whole > behind || behind - whole > zeros) continue;
        *out = load(end + 10);
        return *out != MANY;
    }
    return -1;
}
