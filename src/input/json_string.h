/* json_string.h - what the bytes of a JSON string stand for. */
#ifndef ND_JSON_STRING_H
#define ND_JSON_STRING_H

#include <stddef.h>
#include <stdint.h>

/* Bytes behind the last written that may be written over: room for them is needed. */
#define ND_JSON_SLACK 64

typedef struct nd_json_copied {
    size_t passed, written; /* bytes */
} nd_json_copied;

/* Writes what the `size` bytes at `from` stand for to `to`, up to the first quote, control character or backslash that
 * begins no escape of two bytes, or to the end. Never writes more than it passes, but for the slack. */
nd_json_copied nd_json_copy(const uint8_t *from, size_t size, uint8_t *to);

/* The portable way, which others must equal. */
nd_json_copied nd_json_copy_portable(const uint8_t *from, size_t size, uint8_t *to);

/* The character that begins here as its number, "\u0041", or as a pair of halves, "\ud83d\ude00". Returns how many
 * bytes that takes, 6 or 12; 0 if there is none, or only a half. */
size_t nd_json_code_point(const char *from, size_t size, uint32_t *out);

#endif
