/*
 * furniture.c - furniture (navigation, newsletter boxes, agency footers) is the minor part of the pages that hold
 * it, or it frames them: a block of their own, which is related to nothing else, and the rest of the page before
 * and behind it. A story printed by many is the major part of its holders and stands within their own furniture;
 * and where each version begins with news of its own, as in a chain of updates, that is related to the version
 * before. So three pages are enough to tell a frame, where eight are asked for what is only the minor part. What is
 * before the block and behind it is held by as many: a story that three print over a footer of all is no frame.
 *
 * The shared part is what lies between shared keys that are near each other: in copies with many small changes keys
 * are shared here and there all over the text, and all of it counts; furniture stands in blocks. No word lists and
 * no sites are needed.
 */
#include "match/furniture.h"

#include "sketch/passages.h"

#define NEAR_TOKENS 32 /* between two keys of one block, at most */

/* Furniture takes less than this share of its median holder, in percent. A block that a thousand groups
 * hold is no story, however much of them it is: none is printed in so many versions that differ. */
#define MINOR_PERCENT 50
#define MANY_GROUPS 1000
#define MANY_PERCENT 90

/* What is framed is at least a quarter of the page: a headline and a byline over a wire story are no article. */
#define OWN_SHARE 4

/* Keys that others hold too, in as many words of the block as have eight keys: stock phrases. */
#define STRAY_WORDS 36

/* Of eight pages with a key in many groups, one may be without an article of its own. */
#define FRAMED_OF_EIGHT 7

/* ---- a page ----------------------------------------------------------------------------------- */

/* What the keys in [least, most] groups cover of a text. */
struct extent {
    uint64_t keys;
    uint32_t tokens;    /* in blocks of such keys */
    uint32_t own, rest; /* the longest stretch before one of them, and all others together */
};

static struct extent measure(const nd_statistic *rows, const nd_common_key *keys, uint64_t count, uint32_t tokens,
                             uint32_t least, uint32_t most) {
    struct extent extent = {0};
    uint32_t      end = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint32_t groups = rows[keys[i].row].groups_and_mask >> 2, begin = keys[i].token;
        if (groups < least || groups > most) continue;
        uint32_t gap = begin > end ? begin - end : 0, before = extent.own;
        if (gap > before) extent.own = gap;
        extent.rest += gap > before ? before : gap;
        if (end && begin <= end + NEAR_TOKENS) begin = end;
        end = keys[i].token + ND_PASSAGE_SHINGLE;
        extent.tokens += end - begin;
        extent.keys++;
    }
    extent.rest += tokens > end ? tokens - end : 0;
    return extent;
}

static uint8_t percent_of(const struct extent *extent, uint32_t tokens) {
    return (uint8_t)(UINT64_C(100) * extent->tokens / tokens);
}

static int is_framed(const struct extent *extent, uint32_t tokens, uint32_t related) {
    uint64_t stray = related > extent->keys ? related - extent->keys : 0;
    return extent->keys && extent->rest <= NEAR_TOKENS && UINT64_C(1) * OWN_SHARE * extent->own >= tokens &&
           stray * STRAY_WORDS <= extent->own;
}

nd_page nd_page_measure(const nd_statistic *rows, const nd_common_key *keys, uint64_t count, uint32_t tokens,
                        uint32_t related) {
    struct extent common = measure(rows, keys, count, tokens, ND_COMMON_GROUPS, UINT32_MAX);
    struct extent seldom = measure(rows, keys, count, tokens, ND_FURNITURE_GROUPS, ND_COMMON_GROUPS - 1);
    return (nd_page){.common_percent = percent_of(&common, tokens),
                     .seldom_percent = percent_of(&seldom, tokens),
                     .framed_by = (uint8_t)((is_framed(&common, tokens, related) ? ND_BY_COMMON : 0) |
                                            (is_framed(&seldom, tokens, related) ? ND_BY_SELDOM : 0))};
}

/* ---- a key ------------------------------------------------------------------------------------ */

static uint32_t median_percent(const nd_page *pages, const uint32_t *holders, size_t count) {
    size_t at[101] = {0}, below = 0;
    for (size_t i = 0; i < count; i++) at[pages[holders[i]].common_percent]++;
    for (uint32_t percent = 0; percent <= 100; percent++) {
        below += at[percent];
        if (2 * below > count) return percent;
    }
    return 100;
}

static size_t count_framed(const nd_page *pages, const uint32_t *holders, size_t count, uint8_t by) {
    size_t framed = 0;
    for (size_t i = 0; i < count; i++) framed += (pages[holders[i]].framed_by & by) != 0;
    return framed;
}

/* Half of the pages are framed, and it is a minor part of the others. */
static int is_seldom_furniture(const nd_page *pages, const uint32_t *holders, size_t count) {
    size_t framed = count_framed(pages, holders, count, ND_BY_SELDOM);
    for (size_t i = 0; i < count; i++) {
        const nd_page *page = &pages[holders[i]];
        if (!(page->framed_by & ND_BY_SELDOM) && page->seldom_percent >= MINOR_PERCENT) return 0;
    }
    return framed >= 2 && 2 * framed >= count;
}

int nd_furniture_judge(uint32_t groups, const nd_page *pages, const uint32_t *holders, size_t count) {
    if (groups < ND_COMMON_GROUPS) return is_seldom_furniture(pages, holders, count);
    uint32_t percent = median_percent(pages, holders, count);
    if (percent < (groups >= MANY_GROUPS ? MANY_PERCENT : MINOR_PERCENT)) return 1;
    return 8 * count_framed(pages, holders, count, ND_BY_COMMON) >= FRAMED_OF_EIGHT * count;
}
