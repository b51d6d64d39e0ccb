/* furniture.h - which of the keys that several groups hold are page furniture. */
#ifndef ND_FURNITURE_H
#define ND_FURNITURE_H

#include "match/statistics.h"

/* A key may be furniture from so many groups on: of two pages that share a block, none is the third that tells
 * whose it is. */
#define ND_FURNITURE_GROUPS 3

/* A text as its shared keys divide it. */
typedef struct nd_page {
    uint8_t common_percent; /* of its words lie between keys of ND_COMMON_GROUPS or more */
    uint8_t seldom_percent; /* between keys of ND_FURNITURE_GROUPS or more, but fewer than that */
    uint8_t framed_by;      /* ND_BY_..., or 0 */
} nd_page;

/* Which keys frame the text: one block of its own, related to nothing else, stands among them. */
#define ND_BY_COMMON 1u
#define ND_BY_SELDOM 2u /* the same by those of fewer groups */

/* Measures a text by its shared keys, in order; `rows` are those of all keys from ND_FURNITURE_GROUPS on, and
 * `related` is how many of its keys any other group holds. */
nd_page nd_page_measure(const nd_statistic *rows, const nd_common_key *keys, uint64_t count, uint32_t tokens,
                        uint32_t related);

/* Whether a key in so many groups is furniture, by the pages that hold it. */
int nd_furniture_judge(uint32_t groups, const nd_page *pages, const uint32_t *holders, size_t count);

#endif
