/*
 * made_articles.h - articles of made words, for benchmarks: a vocabulary in which a word is the rarer the
 * higher its number, sentences, paragraphs, quotations, figures; one in five is an edited copy of the one
 * before.
 */
#ifndef ND_MADE_ARTICLES_H
#define ND_MADE_ARTICLES_H

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define MADE_WORDS 400
#define MADE_VOCABULARY 30000
#define MADE_BYTES_MAX ((size_t)MADE_WORDS * 48)

struct script {
    const char *name;
    uint32_t    first, letters; /* code points that words are made of */
    const char *space, *comma, *stop;
};

static const struct script scripts[] = {
    {"ASCII", 'a', 26, " ", ", ", ". "},
    {"accented Latin", 0xe0, 23, " ", ", ", ". "},
    {"Cyrillic", 0x430, 32, " ", ", ", ". "},
    {"Chinese", 0x4e00, 3000, "", "\xef\xbc\x8c", "\xe3\x80\x82"},
};

static inline uint32_t made_random(uint64_t *state, uint32_t below) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) * below >> 31);
}

static inline size_t made_put(char *at, const char *text) {
    memcpy(at, text, strlen(text));
    return strlen(text);
}

/* The word of that number: two to eleven letters, the frequent ones short. In accented Latin one letter in
 * four has an accent. */
static inline size_t made_word(const struct script *script, uint32_t number, int capital, char *at) {
    uint64_t state = number * UINT64_C(0x9e3779b97f4a7c15);
    size_t   size = 0;
    uint32_t letters = 2 + made_random(&state, 4) + (number > 50 ? 2 : 0);
    if (number > 1000) letters += made_random(&state, 4);
    for (; letters > 0; letters--) {
        uint32_t letter = script->first + made_random(&state, script->letters);
        if (script->first == 0xe0 && made_random(&state, 4)) letter = 'a' + made_random(&state, 26);
        if (capital && letter >= 'a' && letter <= 'z') letter -= 32;
        capital = 0;
        size += nd_utf8_encode((uint8_t *)at + size, letter);
    }
    return size;
}

/* Writes one article, MADE_BYTES_MAX at most, and returns its size. Equal seeds have equal words; an edited
 * one has another word at one place in fifty. */
static inline size_t made_article(const struct script *script, uint64_t seed, int edited, char *at) {
    char *begin = at;
    int   starts = 1;
    for (uint32_t word = 0; word < MADE_WORDS; word++) {
        uint64_t share = made_random(&seed, 1u << 20), kind = made_random(&seed, 100);
        uint32_t number = (uint32_t)((share * share >> 20) * share * MADE_VOCABULARY >> 40);
        if (edited && word % 50 == 49) number++;
        if (kind == 0) at += made_put(at, "1,250 ");
        at += made_word(script, number, starts || kind == 1, at);
        starts = kind >= 93;
        at += made_put(at, starts ? script->stop : kind >= 88 ? script->comma : script->space);
        if (kind >= 98) at += made_put(at, "\n\n");
        else if (kind >= 97) at += made_put(at, "\"");
    }
    return (size_t)(at - begin);
}

static inline size_t made_nth_article(const struct script *script, uint64_t index, char *at) {
    int edited = index % 5 == 4;
    return made_article(script, index - (uint64_t)edited, edited, at);
}

/* As a line of JSON Lines, of at most twice MADE_BYTES_MAX bytes. */
static inline size_t made_line(uint64_t index, const char *text, size_t size, char *at) {
    char  *begin = at, digits[20];
    size_t count = 0;
    at += made_put(at, "{\"id\": \"made-");
    do digits[count++] = (char)('0' + index % 10);
    while (index /= 10);
    while (count) *at++ = digits[--count];
    at += made_put(at, "\", \"text\": \"");
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n' || text[i] == '"') *at++ = '\\';
        *at++ = text[i] == '\n' ? 'n' : text[i];
    }
    at += made_put(at, "\"}\n");
    return (size_t)(at - begin);
}

#endif
