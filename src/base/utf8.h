/* utf8.h - well-formed UTF-8, a sequence at a time (Table 3-7 of the Unicode standard). */
#ifndef ND_UTF8_H
#define ND_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that are not UTF-8, instead of a code point. */
#define ND_NOT_UTF8 UINT32_MAX

/* Length of the sequence that `lead` begins, 1..4; 0 if none does. */
unsigned nd_utf8_length(uint8_t lead);

/* How many of the `size` >= 1 bytes can begin a sequence of `length` bytes; equal to `length` if the
 * sequence is complete and well-formed. */
unsigned nd_utf8_valid_prefix(const uint8_t *at, unsigned size, unsigned length);

/* The code point of a well-formed sequence. */
uint32_t nd_utf8_decode(const uint8_t *at, unsigned length);

/* Writes 1..4 bytes, and returns how many. */
unsigned nd_utf8_encode(uint8_t *at, uint32_t code_point);

/* The code point at the start of `size` > 0 bytes and how many it takes. Where they are not UTF-8,
 * *code_point is ND_NOT_UTF8 and the length that of the longest start of a sequence: what section 3.9 of
 * the standard replaces by one U+FFFD. */
size_t nd_utf8_step(const char *text, size_t size, uint32_t *code_point);

/* The number of bytes before the first that is not ASCII; `size` when there is none. */
size_t nd_utf8_ascii(const char *text, size_t size);

/* The number of bytes before the first that is not part of well-formed UTF-8; `size` when there is none. */
size_t nd_utf8_well_formed(const char *text, size_t size);

#endif
