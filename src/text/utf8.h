/* utf8.h - well-formed UTF-8, a sequence at a time (Table 3-7 of the Unicode standard). */
#ifndef ND_UTF8_H
#define ND_UTF8_H

#include <stdint.h>

/* Length of the sequence that `lead` begins, 1..4; 0 if none does. */
unsigned nd_utf8_length(uint8_t lead);

/* How many of the `size` >= 1 bytes can begin a sequence of `length` bytes; equal to `length` if the
 * sequence is complete and well-formed. */
unsigned nd_utf8_valid_prefix(const uint8_t *at, unsigned size, unsigned length);

/* The code point of a well-formed sequence. */
uint32_t nd_utf8_decode(const uint8_t *at, unsigned length);

/* Writes 1..4 bytes, and returns how many. */
unsigned nd_utf8_encode(uint8_t *at, uint32_t code_point);

#endif
