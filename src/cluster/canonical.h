/*
 * canonical.h - which article of a cluster stands for it, and why.
 */
#ifndef ND_CANONICAL_H
#define ND_CANONICAL_H

#include "newsdup.h"

/* An article that may be chosen, as plain numbers and borrowed strings. */
typedef struct nd_choice {
    uint32_t  consensus, continuation, surplus; /* words times two: nd_profile */
    uint32_t  halves;                           /* all its words, times two */
    int64_t   time;                             /* or ND_NO_TIME */
    uint64_t  index;                            /* order of arrival */
    nd_string id, outlet, date, lang, title, url;
} nd_choice;

/*
 * Rules are words separated by commas, asked in turn; each leaves the articles that satisfy it best, and
 * the first article of those left by all, in the order given, is chosen:
 *   consensus      holds most of what members agree on, and least beside it; within a twentieth is equal
 *   oldest, newest by date; without one last
 *   longest, shortest by words
 *   first          came first
 *   path:GLOB, outlet:NAME, field:NAME   has such an id (* and ?), this outlet, any value in the field
 */
int nd_keep_check(const char *rules, nd_error *error);

/* Index of the chosen one of `count` >= 1, whose order breaks the last tie; *rule is why, static: the
 * first rule that set some aside. `texts` is how many different texts they have; `left` has room for
 * `count` bytes. `rules` has passed nd_keep_check. */
uint32_t nd_canonical_choose(const nd_choice *choices, uint32_t count, uint32_t texts, const char *rules,
                             uint8_t *left, const char **rule);

#endif
