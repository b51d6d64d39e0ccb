/*
 * damage.c - edits leave gaps that keep step and gaps that do not, the former hardly more often. So a pair is taken
 * for damaged only if gaps in step outnumber the others by more than twice the standard deviation of the difference
 * between two numbers that chance divides evenly, the square root of both together (the sign test): five against
 * none, seven against one. Figures and names in the place of others are how forms differ, and tell nothing. Linear
 * in the gaps.
 */
#include "match/damage.h"

#include "match/pair.h"

static int has(const nd_text *text, uint32_t begin, uint32_t end, uint32_t flag) {
    while (begin < end && !(text->tokens[begin] & flag)) begin++;
    return begin < end;
}

static int have_both(const nd_between *between, uint32_t flag) {
    const nd_span *gap = &between->gap;
    return has(between->a, gap->a_begin, gap->a_end, flag) && has(between->b, gap->b_begin, gap->b_end, flag);
}

int nd_is_in_step(const nd_span *gap) {
    uint32_t a = gap->a_end - gap->a_begin, b = gap->b_end - gap->b_begin;
    return a && b && a <= b + 1 && b <= a + 1;
}

void nd_damage_add(nd_damage *damage, const nd_between *between) {
    const nd_span *gap = &between->gap;
    uint32_t       a = gap->a_end - gap->a_begin, b = gap->b_end - gap->b_begin;
    if (!nd_is_in_step(gap)) {
        damage->edits++;
        return;
    }
    if (have_both(between, ND_TOKEN_NUMBER) || have_both(between, ND_TOKEN_CAPITAL)) return;
    damage->gaps++;
    damage->words += a > b ? a : b;
}

/* The least number of gaps in step that so many edits do not explain. */
static uint64_t unexplained(uint64_t edits) {
    uint64_t more = 1;
    while (more * more <= 4 * (2 * edits + more)) more++;
    return edits + more;
}

uint32_t nd_damage_share(const nd_damage *damage, uint32_t *least) {
    uint64_t words = (uint64_t)damage->intact + damage->words, gaps;
    *least = 0;
    if (damage->gaps <= damage->edits || damage->gaps < (gaps = unexplained(damage->edits))) return 0;
    uint64_t share = (uint64_t)damage->words * ND_WHOLE / words;
    *least = (uint32_t)(share * gaps / damage->gaps);
    return (uint32_t)share;
}
