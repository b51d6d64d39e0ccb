/*
 * fill.c - the longest common subsequence of each gap, by the table of Wagner and Fischer (The
 * string-to-string correction problem, JACM 1974). Among equally long ones it keeps step: a word is set
 * against the word at the same place, so that a replaced figure meets the one that replaced it. A chain
 * has gaps of at most ND_CHAIN_GAP words, so a gap costs at most the square of that, and a chain of n
 * words O(n).
 */
#include "match/fill.h"

#include <string.h>

struct gap {
    const uint32_t *a, *b; /* the tokens in it */
    uint32_t        count_a, count_b;
    uint32_t        at_a, at_b; /* where it begins */
};

/* common[i][j]: the most words that a[i..] and b[j..] have in common, in order. */
struct table {
    uint8_t common[ND_CHAIN_GAP + 1][ND_CHAIN_GAP + 1];
};

static int add_run(nd_buf *out, uint32_t a, uint32_t b, uint32_t length, nd_error *error) {
    nd_run *last = out->size ? (nd_run *)(out->data + out->size) - 1 : NULL;
    if (last && last->a + last->length == a && last->b + last->length == b) {
        last->length += length;
        return ND_OK;
    }
    nd_run run = {.a = a, .b = b, .length = length};
    return nd_buf_append(out, &run, sizeof run, error);
}

static uint64_t bit_of(uint32_t token) {
    return UINT64_C(1) << nd_token_word(token) % 64;
}

/* A word of A that is not in B changes nothing, and most are not. */
static void count_common(const struct gap *gap, struct table *table) {
    uint64_t in_b = 0;
    for (uint32_t j = 0; j < gap->count_b; j++) in_b |= bit_of(gap->b[j]);
    memset(table->common[gap->count_a], 0, sizeof table->common[0]);
    for (uint32_t i = gap->count_a; i-- > 0;) {
        uint8_t *row = table->common[i], *below = table->common[i + 1];
        memcpy(row, below, sizeof table->common[0]);
        for (uint32_t j = gap->count_b; bit_of(gap->a[i]) & in_b && j-- > 0;) {
            if (nd_same_word(gap->a[i], gap->b[j])) row[j] = (uint8_t)(below[j + 1] + 1);
            else row[j] = below[j] > row[j + 1] ? below[j] : row[j + 1];
        }
    }
}

/* Where no word is lost by it, both texts go on by a word; where one is, the one that has more left. */
static int trace(const struct gap *gap, const struct table *table, nd_buf *out, nd_error *error) {
    int status = ND_OK;
    for (uint32_t i = 0, j = 0; i < gap->count_a && j < gap->count_b && !status;) {
        uint8_t here = table->common[i][j], without_a = table->common[i + 1][j], without_b = table->common[i][j + 1];
        int     is_same = nd_same_word(gap->a[i], gap->b[j]);
        int     a_is_longer = gap->count_a - i >= gap->count_b - j;
        if (!here) break;
        if (is_same) status = add_run(out, gap->at_a + i, gap->at_b + j, 1, error);
        if (is_same || table->common[i + 1][j + 1] == here) {
            i++;
            j++;
        } else if (without_a > without_b || (without_a == without_b && a_is_longer)) i++;
        else j++;
    }
    return status;
}

static int fill_gap(const struct gap *gap, nd_buf *out, nd_error *error) {
    struct table table;
    if (!gap->count_a || !gap->count_b || gap->count_a > ND_CHAIN_GAP || gap->count_b > ND_CHAIN_GAP) return ND_OK;
    count_common(gap, &table);
    return trace(gap, &table, out, error);
}

int nd_fill_gaps(const nd_finder *texts, const nd_run *chain, uint32_t count, nd_buf *out, nd_error *error) {
    int status = ND_OK;
    out->size = 0;
    for (uint32_t i = 0; i < count && !status; i++) {
        const nd_run *run = &chain[i];
        if (i > 0) {
            uint32_t   a = chain[i - 1].a + chain[i - 1].length, b = chain[i - 1].b + chain[i - 1].length;
            struct gap gap = {texts->a.tokens + a, texts->b.tokens + b, run->a - a, run->b - b, a, b};
            status = fill_gap(&gap, out, error);
        }
        if (!status) status = add_run(out, run->a, run->b, run->length, error);
    }
    return status;
}
