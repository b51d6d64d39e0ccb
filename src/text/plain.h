/* plain.h - the fast path of the tokenizer: stretches in which nothing depends on what comes later. */
#ifndef ND_PLAIN_H
#define ND_PLAIN_H

#include "base/mask.h"
#include "text/tokenize.h"

/* Least number of bytes at hand for nd_plain_words. */
#define ND_PLAIN_BYTES (ND_MASK_BYTES + 8)

/*
 * Takes ASCII words and the ASCII separators between them from the `size` >= ND_PLAIN_BYTES bytes at `chunk`,
 * which stand at `place` in the text, no word being open. Returns how many bytes it took; it stops before
 * whatever is not as simple as that: a character that is not ASCII, or a word that may go on behind an
 * apostrophe or a point.
 */
size_t nd_plain_words(nd_tokenizer *tokenizer, const uint8_t *chunk, size_t size, uint64_t place);

/* Takes characters of three bytes of scripts without spaces that fold to one of three, as most of Han and
 * kana do, two such having been read. Returns how many bytes it took. */
size_t nd_plain_characters(nd_tokenizer *tokenizer, const uint8_t *chunk, size_t size, uint64_t place);

#endif
