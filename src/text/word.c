/*
 * word.c - most words have at most eight bytes: one load, one multiplication; XXH3 beyond.
 */
#include "text/word.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/bytes.h"

uint64_t nd_word_hash(const uint8_t *word, uint32_t size) {
    if (size > 8) return nd_mix64(XXH3_64bits(word, size));
    uint64_t bytes = nd_load64(word);
    if (size < 8) bytes &= (UINT64_C(1) << size * 8) - 1;
    return nd_mix64(bytes + size * UINT64_C(0x9e3779b97f4a7c15));
}

static uint32_t count_digits(const uint8_t *word, uint32_t size, uint32_t from) {
    uint32_t at = from;
    while (at < size && word[at] >= '0' && word[at] <= '9') at++;
    return at - from;
}

uint32_t nd_word_drop_thousands(uint8_t *word, uint32_t size) {
    uint32_t at = count_digits(word, size, 0), end = at;
    if (at == 0 || at > 3) return size;
    for (; end < size && word[end] == ','; end += 4)
        if (count_digits(word, size, end + 1) != 3) return size;
    uint32_t kept = at;
    for (uint32_t i = at; i < size; i++)
        if (i >= end || word[i] != ',') word[kept++] = word[i];
    return kept;
}
