/*
 * make_fold_table.c - writes fold_table.inc: what every code point folds to, and what it is.
 *
 * Run once by the build, on the machine that builds, so that the table is that of the utf8proc the
 * library is linked with. The table has two levels: pages of 256 code points, equal pages stored once.
 * The meaning of an entry is in fold.h, but that it holds the distance to the folded code point. Folding
 * is Unicode's NFKC_Casefold with four exceptions, each because writers of one text differ in it and no
 * two words do:
 *   - marks for vowels that Arabic and Hebrew usually leave out, and the Arabic tatweel, are ignored;
 *   - the Turkish dotted and dotless i are i;
 *   - digits of every script are the ASCII digits;
 *   - a Thai or Lao vowel after its consonant belongs to the consonant, as those above it do.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text/fold.h"

#define CODE_POINTS 0x110000
#define PAGES (CODE_POINTS / 256)

static uint32_t entries[CODE_POINTS];
static uint8_t  composes[CODE_POINTS]; /* may join with the code point before it */

struct range {
    uint32_t first, last;
};

static int within(const struct range *ranges, size_t count, uint32_t c) {
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last) return 1;
    return 0;
}

/* Scripts written without spaces: Han, kana, Thai, Lao, Myanmar, Khmer (Scripts.txt of Unicode). */
static int is_unspaced(uint32_t c) {
    static const struct range ranges[] = {
        {0x0E01, 0x0E3A}, {0x0E40, 0x0E4E}, {0x0E81, 0x0ECD}, {0x0EDC, 0x0EDF}, {0x1000, 0x103F},
        {0x1050, 0x108F}, {0x109A, 0x109F}, {0x1780, 0x17D3}, {0x17D7, 0x17DD}, {0x2E80, 0x2FDF},
        {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3031, 0x3035}, {0x3038, 0x303C}, {0x3041, 0x3096},
        {0x3099, 0x309A}, {0x309D, 0x309F}, {0x30A1, 0x30FA}, {0x30FC, 0x30FF}, {0x31F0, 0x31FF},
        {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xA9E0, 0xA9EF}, {0xA9FA, 0xA9FE}, {0xAA60, 0xAA7F},
        {0xF900, 0xFAFF}, {0x1B000, 0x1B16F}, {0x20000, 0x3FFFD}};
    return within(ranges, sizeof ranges / sizeof *ranges, c);
}

static int is_optional_vowel(uint32_t c) {
    static const struct range ranges[] = {{0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
                                          {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A},
                                          {0x0640, 0x0640}, {0x064B, 0x0652}, {0x0656, 0x065F},
                                          {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4},
                                          {0xFC5E, 0xFC63}, {0xFE70, 0xFE72}, {0xFE74, 0xFE74},
                                          {0xFE76, 0xFE7F}}; /* the last four: shapes of such marks alone */
    return within(ranges, sizeof ranges / sizeof *ranges, c);
}

static int extends_consonant(uint32_t c) {
    return c == 0x0E32 || c == 0x0E33 || c == 0x0EB2 || c == 0x0EB3;
}

static int is_apostrophe(uint32_t c) {
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB || c == 0x201B || c == '`' ||
           c == 0x00B4 || c == 0x1FFD;
}

static uint32_t class_of(uint32_t c) {
    if (is_apostrophe(c)) return ND_FOLD_APOSTROPHE;
    if (extends_consonant(c)) return ND_FOLD_MARK;
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return ND_FOLD_MARK;
    case UTF8PROC_CATEGORY_ND: return ND_FOLD_DIGIT;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return is_unspaced(c) ? ND_FOLD_UNSPACED : ND_FOLD_LETTER;
    default: return ND_FOLD_SEPARATOR;
    }
}

/* The digits of a script are ten code points in a row, zero first (Unicode stability policy). */
static uint32_t digit_value(uint32_t c) {
    uint32_t first = c;
    while (first > 0 && utf8proc_category((utf8proc_int32_t)first - 1) == UTF8PROC_CATEGORY_ND) first--;
    return (c - first) % 10;
}

/* What utf8proc folds `c` to, without optional vowels. Returns how many code points that are. */
static size_t fold(uint32_t c, utf8proc_int32_t folded[32]) {
    const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                  UTF8PROC_IGNORE;
    uint8_t          bytes[8], *text = NULL;
    utf8proc_ssize_t size = utf8proc_encode_char((utf8proc_int32_t)c, bytes);
    if (utf8proc_map(bytes, size, &text, how) < 0) exit(1);
    size_t left = strlen((char *)text), count = 0;
    for (uint8_t *at = text; left > 0 && count < 32;) {
        utf8proc_ssize_t took = utf8proc_iterate(at, (utf8proc_ssize_t)left, &folded[count]);
        at += took;
        left -= (size_t)took;
        if (!is_optional_vowel((uint32_t)folded[count])) count++;
    }
    free(text);
    return count;
}

static uint32_t entry_of(uint32_t c) {
    utf8proc_int32_t folded[32];
    if (c == 0) return ND_FOLD_ENTRY(c, ND_FOLD_SEPARATOR);
    if (c >= 0xD800 && c <= 0xDFFF) return ND_FOLD_ENTRY(c, ND_FOLD_SEPARATOR);
    if (is_optional_vowel(c)) return ND_FOLD_ENTRY(c, ND_FOLD_IGNORED);
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);
    uint32_t upper = property->category == UTF8PROC_CATEGORY_LU || property->category == UTF8PROC_CATEGORY_LT;
    uint32_t flags = (upper ? ND_FOLD_UPPER : 0) | (property->combining_class ? ND_FOLD_COMBINING : 0);
    size_t   count = fold(c, folded);
    if (count == 0) return ND_FOLD_ENTRY(c, ND_FOLD_IGNORED);
    if (property->category == UTF8PROC_CATEGORY_ND) return ND_FOLD_ENTRY('0' + digit_value(c), ND_FOLD_DIGIT);
    if (count > 1) return ND_FOLD_ENTRY(c, class_of(c)) | flags | ND_FOLD_COMPLEX;
    uint32_t to = folded[0] == 0x131 ? 'i' : (uint32_t)folded[0];
    if (extends_consonant(c)) to = c;
    return ND_FOLD_ENTRY(to, class_of(to)) | flags;
}

/* A code point that some canonical composition takes as its second part, and Hangul vowels and finals,
 * may change the letter before it. */
static void find_composing(void) {
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        utf8proc_int32_t parts[4];
        int              boundary = UTF8PROC_BOUNDCLASS_START;
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        utf8proc_ssize_t count =
            utf8proc_decompose_char((utf8proc_int32_t)c, parts, 4, UTF8PROC_DECOMPOSE, &boundary);
        for (utf8proc_ssize_t i = 1; i < count && i < 4; i++) composes[parts[i]] = 1;
    }
    for (uint32_t c = 0x1161; c <= 0x11FF; c++) composes[c] = 1;
}

static void print_words(const char *type, const char *name, const uint32_t *words, size_t count) {
    printf("const %s %s[%zu] = {", type, name, count);
    for (size_t i = 0; i < count; i++) printf("%s%u,", i % 16 ? "" : "\n", words[i]);
    printf("};\n");
}

int main(void) {
    static uint32_t page_of[PAGES], unique[PAGES * 256 + 256];
    size_t          pages = 0;
    find_composing();
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        uint32_t entry = entry_of(c), to = ND_FOLD_TO(entry);
        uint32_t distance = (to - c) & 0x1fffff; /* so that most pages are equal */
        entries[c] = (entry & ~0x1fffffu) | distance | (composes[c] || composes[to] ? ND_FOLD_COMPLEX : 0);
    }
    for (size_t page = 0; page < PAGES; page++) {
        size_t same = 0;
        while (same < pages && memcmp(unique + same * 256, entries + page * 256, 1024)) same++;
        if (same == pages) memcpy(unique + pages++ * 256, entries + page * 256, 1024);
        page_of[page] = (uint32_t)same;
    }
    printf("/* Made by make_fold_table.c from utf8proc %s (Unicode %s). */\n", utf8proc_version(),
           utf8proc_unicode_version());
    printf("#define ND_FOLD_UNICODE \"%s\"\n", utf8proc_unicode_version());
    print_words("uint16_t", "nd_fold_page", page_of, PAGES);
    print_words("uint32_t", "nd_fold_entry", unique, pages * 256);
    return ferror(stdout) ? 1 : 0;
}
