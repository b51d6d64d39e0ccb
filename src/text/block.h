/* block.h - 64 bytes of a text: which of them are parts of words, and which stand between. */
#ifndef ND_BLOCK_H
#define ND_BLOCK_H

#include "base/mask.h"

/* A block of text. Bit i of a mask is byte i. */
typedef struct nd_block {
    nd_text_masks  masks;
    uint64_t       joints;    /* one bit for each joint inside a word */
    uint64_t       combining; /* last byte of a mark whose order counts */
    uint64_t       paragraphs, closings; /* marks that end a paragraph, or a quotation, whatever came before */
    const uint8_t *text;
    uint8_t       *folded;
    size_t         limit; /* how many bytes are understood */
    uint64_t       word_before, digit_before, combining_before; /* 1 if the byte before the block is such */
} nd_block;

static inline uint64_t nd_bits_below(size_t count) {
    return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

static inline uint64_t nd_bit_at(uint64_t mask, size_t at) {
    return mask >> at & 1;
}

/* Is the byte before part of a word? */
static inline uint64_t nd_block_follows_word(const nd_block *b, size_t at) {
    return at ? nd_bit_at(b->masks.words, at - 1) : b->word_before;
}

/* Folds what is not ASCII where it stands, and adds it to the masks. The limit is moved to before the first
 * character that has to be looked at by itself, or goes on behind the block. */
void nd_block_take_characters(nd_block *block);

#endif
