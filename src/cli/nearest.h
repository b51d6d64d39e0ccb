/* nearest.h - what somebody may have meant. */
#ifndef NEAREST_H
#define NEAREST_H

#include <stddef.h>

/* Letters to insert, delete, replace, or swap with their neighbour, to get from one word to the other.
 * SIZE_MAX where a word is longer than any of ours. */
size_t nearest_distance(const char *a, const char *b);

/* Whether `word` is likely a slip for `name`. */
int nearest_is_slip(const char *word, const char *name);

#endif
