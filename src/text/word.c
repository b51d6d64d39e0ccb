/*
 * word.c - separators of thousands, looked for in numbers only.
 */
#include "text/word.h"

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
