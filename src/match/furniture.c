/*
 * furniture.c - furniture (navigation, newsletter boxes, agency footers) is the minor part of the pages that hold
 * it, or it frames them: a block of their own, and the rest of the page before and behind it. On some pages that block
 * is related to nothing else; on others it is a copy of what others print, and has the same frame. A story printed by
 * many is the major part of its holders and stands within their own furniture; and where each version begins with
 * news of its own, as in a chain of updates, that is related to the version before. So three pages are enough to tell
 * a frame, where eight are asked for what is only the minor part.
 *
 * What is before the block and behind it is held by as many: a story that three print over a footer of all is no
 * frame, and neither is the footer of six framed by an article that three print. So a page is measured by the keys
 * of each number of groups, its level, and above.
 *
 * Where a story was cut in many ways, most of its holders have only its beginning in common, and each goes on with what
 * fewer of them have. So of a common key it is not asked how much of its pages is as common, but how much a third as
 * many hold: of a page that is its furniture, of a version of a story nearly all.
 *
 * The shared part is what lies between shared keys that are near each other: in copies with many small changes keys
 * are shared here and there all over the text, and all of it counts; furniture stands in blocks. No word lists and
 * no sites are needed. Cost: a pass over the keys of a text for each of its levels.
 */
#include "match/furniture.h"

#include "sketch/passages.h"

/* Furniture takes less than this share of its median holder, in percent. A block that a thousand groups
 * hold is no story, however much of them it is: none is printed in so many versions that differ. */
#define MINOR_PERCENT 50
#define MANY_GROUPS 1000
#define MANY_PERCENT 90

/* What is framed is at least a quarter of the page: a headline and a byline over a wire story are no article. */
#define OWN_SHARE 4

/* Words that have two keys, on average. */
#define WORDS_OF_TWO_KEYS (ND_PASSAGE_WINDOW + 1)

/* One key of a block in so many words, one in eight, may be held by others, too: a stock phrase. With more of them the
 * block is related to what others print. */
#define STRAY_WORDS (4 * WORDS_OF_TWO_KEYS)

/* Keys that one in so many of the holders have may be what the story goes on with. */
#define STORY_OF 3

/* One page in so many is framed at least; what stands on the others may be printed elsewhere, too. */
#define FRAMED_OF 3

/* One page in so many may be nothing but what is shared. */
#define WHOLE_OF 8

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
        uint32_t groups = nd_statistic_groups(&rows[keys[i].row]), begin = keys[i].token;
        if (groups < least || groups > most) continue;
        uint32_t gap = begin > end ? begin - end : 0, before = extent.own;
        if (gap > before) extent.own = gap;
        extent.rest += gap > before ? before : gap;
        if (end && begin <= end + ND_PAGE_NEAR) begin = end;
        end = keys[i].token + ND_PASSAGE_SHINGLE;
        extent.tokens += end - begin;
        extent.keys++;
    }
    extent.rest += tokens > end ? tokens - end : 0;
    return extent;
}

static uint8_t percent_of(uint64_t part, uint32_t tokens) {
    return (uint8_t)(part < tokens ? 100 * part / tokens : 100);
}

static int is_shaped(const struct extent *extent, uint32_t tokens) {
    return extent->keys && extent->rest <= ND_PAGE_NEAR && UINT64_C(1) * OWN_SHARE * extent->own >= tokens;
}

static int is_related(const struct extent *extent, uint32_t related) {
    uint64_t stray = related > extent->keys ? related - extent->keys : 0;
    return stray * STRAY_WORDS > extent->own;
}

static uint32_t level_of(uint32_t groups) {
    return (groups < ND_COMMON_GROUPS ? groups : ND_COMMON_GROUPS) - ND_FURNITURE_GROUPS;
}

static uint32_t levels_among(const nd_statistic *rows, const nd_common_key *keys, uint64_t count) {
    uint32_t levels = 0;
    for (uint64_t i = 0; i < count; i++) levels |= 1u << level_of(nd_statistic_groups(&rows[keys[i].row]));
    return levels;
}

/* Keys stand for the words they are found in: a single one, a stock phrase, for hardly more than itself. */
static void add_less_common(nd_page *page, const struct extent *common, const nd_statistic *rows,
                            const nd_common_key *keys, uint64_t count, uint32_t tokens) {
    uint64_t of_level[ND_LEVELS] = {0}, less_common = 0;
    for (uint64_t i = 0; i < count; i++) of_level[level_of(nd_statistic_groups(&rows[keys[i].row]))]++;
    of_level[ND_LEVELS - 1] = 0; /* these are in the extent */
    for (uint32_t least = ND_LEVELS; least-- > 0;) {
        less_common += of_level[least];
        page->story[least] = percent_of(common->tokens + less_common * WORDS_OF_TWO_KEYS / 2, tokens);
    }
}

nd_page nd_page_measure(const nd_statistic *rows, const nd_common_key *keys, uint64_t count, uint32_t tokens,
                        uint32_t related) {
    nd_page  page = {0};
    uint32_t levels = levels_among(rows, keys, count);
    for (uint32_t level = 0; level < ND_LEVELS; level++) {
        if (!(levels >> level & 1)) continue;
        int           is_common = level == ND_LEVELS - 1;
        struct extent extent = measure(rows, keys, count, tokens, ND_FURNITURE_GROUPS + level,
                                       is_common ? UINT32_MAX : ND_COMMON_GROUPS - 1);
        page.percent[level] = percent_of(extent.tokens, tokens);
        if (is_common) add_less_common(&page, &extent, rows, keys, count, tokens);
        if (!is_shaped(&extent, tokens)) continue;
        page.shaped |= (uint8_t)(1u << level);
        if (!is_related(&extent, related)) page.framed |= (uint8_t)(1u << level);
    }
    return page;
}

static int is_mostly(uint64_t part, uint32_t tokens) {
    return 100 * part >= UINT64_C(1) * MINOR_PERCENT * tokens;
}

uint8_t nd_page_could_be(nd_shared shared, uint32_t tokens, uint32_t related) {
    uint64_t      most = ND_PAGE_NEAR + ND_PASSAGE_SHINGLE, other = shared.other; /* words to a key */
    uint64_t      story = most * shared.common + other * WORDS_OF_TWO_KEYS / 2;
    struct extent all = {.keys = shared.common > other ? shared.common : other, .own = tokens};
    uint8_t       framed = is_related(&all, related) ? 0 : ND_PAGE_FRAMED;
    return framed | (is_mostly(most * other, tokens) || is_mostly(story, tokens) ? ND_PAGE_MOSTLY : 0);
}

/* ---- a key ------------------------------------------------------------------------------------ */

/* How much of a page is shared as that of a story would be, for a key in so many groups. */
static uint32_t shared_percent(const nd_page *page, uint32_t groups) {
    uint32_t least = groups / STORY_OF;
    if (groups < ND_COMMON_GROUPS) return page->percent[level_of(groups)];
    return page->story[level_of(least < ND_FURNITURE_GROUPS ? ND_FURNITURE_GROUPS : least)];
}

static uint32_t median_percent(const nd_page *pages, const uint32_t *holders, size_t count, uint32_t groups) {
    size_t at[101] = {0}, below = 0;
    for (size_t i = 0; i < count; i++) at[shared_percent(&pages[holders[i]], groups)]++;
    for (uint32_t percent = 0; percent <= 100; percent++) {
        below += at[percent];
        if (2 * below > count) return percent;
    }
    return 100;
}

/* Some pages are framed, and nearly all others have the same shape, or mostly words of their own. */
static int is_frame(const nd_page *pages, const uint32_t *holders, size_t count, uint32_t groups) {
    uint32_t level = level_of(groups);
    size_t   framed = 0, whole = 0;
    for (size_t i = 0; i < count; i++) {
        const nd_page *page = &pages[holders[i]];
        framed += page->framed >> level & 1;
        whole += !(page->shaped >> level & 1) && shared_percent(page, groups) >= MINOR_PERCENT;
    }
    return framed >= 2 && FRAMED_OF * framed >= count && WHOLE_OF * whole <= count;
}

int nd_furniture_is_open(uint32_t groups, const uint8_t *could_be, const uint32_t *holders, size_t count) {
    size_t framed = 0, mostly = 0;
    for (size_t i = 0; i < count; i++) {
        framed += could_be[holders[i]] & ND_PAGE_FRAMED ? 1 : 0;
        mostly += could_be[holders[i]] & ND_PAGE_MOSTLY ? 1 : 0;
    }
    return groups < ND_COMMON_GROUPS ? framed >= 2 && FRAMED_OF * framed >= count : 2 * mostly >= count;
}

int nd_furniture_judge(uint32_t groups, const nd_page *pages, const uint32_t *holders, size_t count) {
    if (groups >= ND_COMMON_GROUPS) {
        uint32_t percent = median_percent(pages, holders, count, groups);
        if (percent < (groups >= MANY_GROUPS ? MANY_PERCENT : MINOR_PERCENT)) return 1;
    }
    return is_frame(pages, holders, count, groups);
}
