/* furniture.h - which of the keys that several groups hold are page furniture. */
#ifndef ND_FURNITURE_H
#define ND_FURNITURE_H

#include "match/statistics.h"
#include "sketch/passages.h"

/* A key may be furniture from so many groups on: of two pages that share a block, none is the third that tells
 * whose it is. */
#define ND_FURNITURE_GROUPS 3

/* Keys by how many groups hold them: 3, 4, 5, 6, 7, or ND_COMMON_GROUPS and more. */
#define ND_LEVELS (ND_COMMON_GROUPS - ND_FURNITURE_GROUPS + 1)

/* A text as its shared keys divide it, by level: those of the level and above, but common keys apart from all
 * others. Only the levels of its own keys are measured. */
typedef struct nd_page {
    uint8_t percent[ND_LEVELS]; /* of its words lie between them */
    uint8_t story[ND_LEVELS];   /* if it has common keys: between these, and what other keys of the level and above
                                   stand for */
    uint8_t shaped;             /* a bit a level: they stand around one block of its own, as on a page */
    uint8_t framed;             /* and the block is related to nothing else */
} nd_page;

/* Measures a text by its shared keys, in order; `rows` are those of all keys from ND_FURNITURE_GROUPS on, and
 * `related` is how many of its keys any other group holds. */
nd_page nd_page_measure(const nd_statistic *rows, const nd_common_key *keys, uint64_t count, uint32_t tokens,
                        uint32_t related);

/* How many shared keys of a text are common, and how many less common. */
typedef struct nd_shared {
    uint32_t common, other;
} nd_shared;

/* What a page could be if each of its keys stands in it once. If neither, it is like an empty page: less than half of
 * it is shared, and nothing is framed. */
#define ND_PAGE_FRAMED 1u
#define ND_PAGE_MOSTLY 2u
uint8_t nd_page_could_be(nd_shared shared, uint32_t tokens, uint32_t related);

/* So many words are between two keys of one block, at most; and so many of a framed page are in no key, beside the
 * longest stretch before one, which is its own. */
#define ND_PAGE_NEAR 32

/* So it has a shared key among its last words: behind it are these, and around it those that make it a key. */
#define ND_PAGE_TAIL (ND_PAGE_NEAR + ND_PASSAGE_SHINGLE + ND_PASSAGE_WINDOW - 1)

/* Whether a key in so many groups could be furniture or not, by what the pages that hold it could be ([text]). Where it
 * can be but one, empty pages tell which. */
int nd_furniture_is_open(uint32_t groups, const uint8_t *could_be, const uint32_t *holders, size_t count);

/* Whether a key in so many groups is furniture, by the pages that hold it. */
int nd_furniture_judge(uint32_t groups, const nd_page *pages, const uint32_t *holders, size_t count);

#endif
