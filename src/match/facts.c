/*
 * facts.c - in a gap that is as long in both texts, words at the same place are compared. Where the gaps
 * differ in length, the first figure stands against the first, and so on, if there are as many; names
 * likewise, a name of several words being one. Linear in the gap.
 */
#include "match/facts.h"

#define FEW_WORDS 8 /* in the place of others; more are a passage put in */

static int is_flagged(const nd_text *text, uint32_t token, uint32_t flag) {
    return (text->tokens[token] & flag) != 0;
}

/* Counts the words i of A and j of B if they differ. */
static int compare(const nd_between *between, uint32_t i, uint32_t j, nd_buf *list, uint32_t *count,
                   nd_error *error) {
    nd_span words = {i, i + 1, j, j + 1, 0};
    if (nd_same_word(between->a->tokens[i], between->b->tokens[j])) return ND_OK;
    ++*count;
    return list ? nd_buf_append(list, &words, sizeof words, error) : ND_OK;
}

static int compare_in_step(const nd_between *between, uint32_t flag, nd_buf *list, uint32_t *count,
                           nd_error *error) {
    const nd_span *gap = &between->gap;
    int            status = ND_OK;
    for (uint32_t i = gap->a_begin, j = gap->b_begin; i < gap->a_end && !status; i++, j++)
        if (is_flagged(between->a, i, flag) && is_flagged(between->b, j, flag))
            status = compare(between, i, j, list, count, error);
    return status;
}

static uint32_t count_flagged(const nd_text *text, uint32_t begin, uint32_t end, uint32_t flag) {
    uint32_t count = 0;
    for (uint32_t i = begin; i < end; i++) count += is_flagged(text, i, flag);
    return count;
}

/* The next fact from *at on, of one word or several in a row; 0 at the end. */
static int next_fact(const nd_text *text, uint32_t flag, uint32_t *at, uint32_t end, uint32_t *begin) {
    while (*at < end && !is_flagged(text, *at, flag)) ++*at;
    *begin = *at;
    while (*at < end && is_flagged(text, *at, flag)) ++*at;
    return *at > *begin;
}

static uint32_t count_facts(const nd_text *text, uint32_t begin, uint32_t end, uint32_t flag) {
    uint32_t count = 0;
    while (next_fact(text, flag, &begin, end, &(uint32_t){0})) count++;
    return count;
}

static int is_same(const nd_between *between, const nd_span *fact) {
    uint32_t words = fact->a_end - fact->a_begin;
    if (words != fact->b_end - fact->b_begin) return 0;
    for (uint32_t i = 0; i < words; i++)
        if (!nd_same_word(between->a->tokens[fact->a_begin + i], between->b->tokens[fact->b_begin + i])) return 0;
    return 1;
}

static int compare_in_turn(const nd_between *between, uint32_t flag, nd_buf *list, uint32_t *count,
                           nd_error *error) {
    const nd_span *gap = &between->gap;
    nd_span        fact = {.a_end = gap->a_begin, .b_end = gap->b_begin};
    int            status = ND_OK;
    if (count_facts(between->a, gap->a_begin, gap->a_end, flag) !=
        count_facts(between->b, gap->b_begin, gap->b_end, flag))
        return ND_OK;
    while (!status && next_fact(between->a, flag, &fact.a_end, gap->a_end, &fact.a_begin)) {
        next_fact(between->b, flag, &fact.b_end, gap->b_end, &fact.b_begin);
        if (is_same(between, &fact)) continue;
        ++*count;
        if (list) status = nd_buf_append(list, &fact, sizeof fact, error);
    }
    return status;
}

int nd_facts_changed(const nd_between *between, uint32_t flag, nd_buf *list, uint32_t *count, nd_error *error) {
    const nd_span *gap = &between->gap;
    if (gap->a_end - gap->a_begin == gap->b_end - gap->b_begin)
        return compare_in_step(between, flag, list, count, error);
    return compare_in_turn(between, flag, list, count, error);
}

int nd_figures_replace_words(const nd_between *between) {
    const nd_span *gap = &between->gap;
    uint32_t       a_words = gap->a_end - gap->a_begin, b_words = gap->b_end - gap->b_begin;
    if (!a_words || !b_words || a_words > FEW_WORDS || b_words > FEW_WORDS) return 0;
    return !count_flagged(between->a, gap->a_begin, gap->a_end, ND_TOKEN_NUMBER) !=
           !count_flagged(between->b, gap->b_begin, gap->b_end, ND_TOKEN_NUMBER);
}

/* Two words are looked at at once: either flag is one bit in each. */
uint32_t nd_facts_in(const nd_text *text, uint32_t begin, uint32_t end) {
    const uint64_t ones = UINT64_C(0x100000001);
    uint64_t       facts = 0;
    for (; begin + 2 <= end; begin += 2) {
        uint64_t two = nd_load64(text->tokens + begin);
        facts += (two / ND_TOKEN_NUMBER | two / ND_TOKEN_CAPITAL) & ones;
    }
    if (begin < end) facts += is_flagged(text, begin, ND_TOKEN_NUMBER | ND_TOKEN_CAPITAL);
    return (uint32_t)facts + (uint32_t)(facts >> 32);
}
