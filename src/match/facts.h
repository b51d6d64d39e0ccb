/*
 * facts.h - figures and names that stand as others at the same place of two texts.
 *
 * Notices of one form state other facts in the same words; copies state the same.
 */
#ifndef ND_FACTS_H
#define ND_FACTS_H

#include "match/chain.h"

/* What stands between two runs of a chain. */
typedef struct nd_between {
    const nd_text *a, *b;
    nd_span        gap;
} nd_between;

/* Adds to *count the words with this flag, ND_TOKEN_NUMBER or ND_TOKEN_CAPITAL, that stand as other such words
 * at the same place, several in a row being one where they are taken in turn; and to *list, if it is not NULL,
 * an nd_span each. */
int nd_facts_changed(const nd_between *between, uint32_t flag, nd_buf *list, uint32_t *count, nd_error *error);

/* Whether a few words with figures stand as a few without any: "two" as "1.5". That is often style, and now and then
 * another figure. */
int nd_figures_replace_words(const nd_between *between);

/* Figures and names among the words [begin, end) of a text. */
uint32_t nd_facts_in(const nd_text *text, uint32_t begin, uint32_t end);

#endif
