/* plain.h - the fast path of the tokenizer: stretches in which nothing depends on what comes later. */
#ifndef ND_PLAIN_H
#define ND_PLAIN_H

#include "text/tokenize.h"

/* With fewer bytes at hand it is not worth the while. */
#define ND_PLAIN_BYTES 16

/*
 * Takes words and the separators between them from the `size` bytes at `chunk`, which stand at `place` in the
 * text, no word being open. Returns how many bytes it took; it stops before whatever is not as simple as that: a
 * word that may go on behind the end, a character that folds to another number of bytes or of a script without
 * spaces, and what is not UTF-8.
 */
size_t nd_plain_words(nd_tokenizer *tokenizer, const uint8_t *chunk, size_t size, uint64_t place);

/* Takes characters of three bytes of scripts without spaces that fold to one of three, as most of Han and kana
 * do, and the marks between them; no word being open, and two such having been read of the run or none. Returns
 * how many bytes it took. */
size_t nd_plain_characters(nd_tokenizer *tokenizer, const uint8_t *chunk, size_t size, uint64_t place);

#endif
