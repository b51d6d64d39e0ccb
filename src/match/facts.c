/*
 * facts.c - in a gap that is as long in both texts, words at the same place are compared. Where the gaps
 * differ in length, the first figure stands against the first, and so on, if there are as many; names
 * likewise. Linear in the gap.
 */
#include "match/facts.h"

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

static int compare_in_turn(const nd_between *between, uint32_t flag, nd_buf *list, uint32_t *count,
                           nd_error *error) {
    const nd_span *gap = &between->gap;
    uint32_t       left = count_flagged(between->a, gap->a_begin, gap->a_end, flag);
    int            status = ND_OK;
    if (left != count_flagged(between->b, gap->b_begin, gap->b_end, flag)) return ND_OK;
    for (uint32_t i = gap->a_begin, j = gap->b_begin; left && !status; left--, i++, j++) {
        while (!is_flagged(between->a, i, flag)) i++;
        while (!is_flagged(between->b, j, flag)) j++;
        status = compare(between, i, j, list, count, error);
    }
    return status;
}

int nd_facts_changed(const nd_between *between, uint32_t flag, nd_buf *list, uint32_t *count, nd_error *error) {
    const nd_span *gap = &between->gap;
    if (gap->a_end - gap->a_begin == gap->b_end - gap->b_begin)
        return compare_in_step(between, flag, list, count, error);
    return compare_in_turn(between, flag, list, count, error);
}

uint32_t nd_facts_in(const nd_text *text, uint32_t begin, uint32_t end) {
    return count_flagged(text, begin, end, ND_TOKEN_NUMBER | ND_TOKEN_CAPITAL);
}
