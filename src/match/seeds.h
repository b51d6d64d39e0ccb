/*
 * seeds.h - the seeds of a text: its runs of three words, and where each stands.
 *
 * Most words of another text begin no seed of this one, and most seeds stand at one place. Both are told
 * without looking at the places.
 */
#ifndef ND_SEEDS_H
#define ND_SEEDS_H

#include "base/buf.h"
#include "match/collection.h"

#define ND_SEED 3 /* words in a seed */

/* The index of one text. Zero it before its first use. */
typedef struct nd_seeds {
    nd_text  text;
    unsigned mark_shift;   /* of a seed's hash: what is left is its mark */
    nd_buf   heads, nexts; /* uint32_t: lists of places plus one, by mark, in rising order; 0 ends one */
    nd_buf   filter;       /* bits: [mark] seeds with this mark may be there; a word of 64 for each list */
    nd_buf   repeats;      /* bits: [place] its seed may stand elsewhere, too */
    uint32_t repeated;     /* places whose seed may stand further on, too */
    nd_buf   marks;        /* uint32_t: [place] of its seed */
} nd_seeds;

/* Indexes a text; its tokens must stay. */
int  nd_seeds_set(nd_seeds *seeds, nd_text text, nd_error *error);
void nd_seeds_free(nd_seeds *seeds);

/* Bit k is set if the seed at tokens[k] may be one of the text; k < count <= 64, and `tokens` has two more. */
uint64_t nd_seeds_among(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count);
/* The portable way, which others must equal. */
uint64_t nd_seeds_among_portable(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count);

/* Which list the seed at tokens[0] is in. */
uint32_t nd_seeds_list(const nd_seeds *seeds, const uint32_t *tokens);

/* The first place from `place` on, and before `end`, whose seed may stand elsewhere too; `end` if there is none. */
uint32_t nd_seeds_next_repeat(const nd_seeds *seeds, uint32_t place, uint32_t end);

static inline int nd_same_word(uint32_t a, uint32_t b) {
    return nd_token_word(a) == nd_token_word(b);
}

#endif
