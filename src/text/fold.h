/*
 * fold.h - what a code point is to the tokenizer, and what it folds to.
 *
 * Folding is NFKC_Casefold (Unicode 3.13, UAX 31) with the exceptions listed in make_fold_table.c;
 * utf8proc is the authority. The table answers for one code point; where the answer depends on its
 * neighbours or is several code points, the entry is COMPLEX and nd_fold_complex asks utf8proc.
 */
#ifndef ND_FOLD_H
#define ND_FOLD_H

#include <stddef.h>
#include <stdint.h>

/* An entry: the code point it folds to in the low 21 bits, its class in 3, flags above. */
enum {
    ND_FOLD_SEPARATOR = 0,
    ND_FOLD_LETTER,
    ND_FOLD_DIGIT,
    ND_FOLD_MARK,     /* belongs to the letter before it */
    ND_FOLD_UNSPACED, /* letter of a script written without spaces between words */
    ND_FOLD_IGNORED,  /* not there: joiners, soft hyphens, optional vowel marks */
    ND_FOLD_APOSTROPHE
};
#define ND_FOLD_ENTRY(to, class) ((uint32_t)(to) | (uint32_t)(class) << 21)
#define ND_FOLD_TO(entry) ((entry)&0x1fffffu)
#define ND_FOLD_CLASS(entry) ((entry) >> 21 & 7u)
#define ND_FOLD_UPPER (1u << 24)
#define ND_FOLD_COMBINING (1u << 25) /* canonical combining class is not 0 */
#define ND_FOLD_COMPLEX (1u << 26)

/* The generated table: pages of 256 entries that hold the distance to the folded code point. */
extern const uint16_t nd_fold_page[];
extern const uint32_t nd_fold_entry[];

/* `code_point` < 0x110000. */
static inline uint32_t nd_fold_lookup(uint32_t code_point) {
    uint32_t entry = nd_fold_entry[(size_t)nd_fold_page[code_point >> 8] << 8 | (code_point & 0xff)];
    return (entry & ~0x1fffffu) | ((code_point + entry) & 0x1fffffu);
}

#define ND_FOLD_BYTES_MAX 240 /* of a word */
#define ND_FOLD_GROWTH 6      /* code points a byte: U+FDFA, three bytes, folds to 18 */

/* Folds a whole word of `size` <= ND_FOLD_BYTES_MAX bytes at `word`, UTF-8 whose simple code points are
 * folded already, in place. It needs `room` bytes; a result that does not fit is cut. Returns the new
 * size; a word that is not UTF-8 is left as it is. */
size_t nd_fold_complex(uint8_t *word, size_t size, size_t room);

/* Version of Unicode the table was made from, major << 16 | minor << 8 | patch. */
uint32_t nd_fold_unicode(void);

#endif
