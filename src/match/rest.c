/*
 * rest.c - the words of each text that no passage covers, where they stand, and the names among them, sorted and
 * compared. Only pairs that have something in common get here. Cost: linear in the texts, but for sorting the names.
 */
#include "match/rest.h"

#include "base/introsort.h"

enum { REST_A, REST_B, PASSAGES };

void nd_remainder_free(nd_remainder *remainder) {
    for (int i = 0; i < 3; i++) nd_buf_free(&remainder->names[i]);
}

static int by_number(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* Sorts the names and drops repeats; returns how many are left. */
static uint32_t settle(nd_buf *names) {
    uint32_t *list = (uint32_t *)names->data;
    size_t    count = names->size / sizeof *list, kept = 0;
    if (count) nd_sort(list, count, sizeof *list, by_number);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || list[i] != list[kept - 1]) list[kept++] = list[i];
    names->size = kept * sizeof *list;
    return (uint32_t)kept;
}

static uint32_t count_common(const nd_buf *left, const nd_buf *right) {
    const uint32_t *a = (const uint32_t *)left->data, *b = (const uint32_t *)right->data;
    size_t          count_a = left->size / sizeof *a, count_b = right->size / sizeof *b;
    uint32_t        common = 0;
    for (size_t i = 0, j = 0; i < count_a && j < count_b;) {
        uint32_t here = a[i], there = b[j];
        common += here == there;
        i += here <= there;
        j += there <= here;
    }
    return common;
}

/* Adds up the words of a text that are in no passage, and lists names, in passages and beside them. */
static int read_side(nd_remainder *remainder, const nd_side *side, const uint8_t *in_passage, int which,
                     uint32_t *halves, nd_error *error) {
    int status = ND_OK;
    for (uint32_t i = 0; i < side->text.count && !status; i++) {
        uint32_t token = side->text.tokens[i], word = nd_token_word(token);
        if (side->masks && side->masks[i] & ND_MASK_FURNITURE) continue;
        if (!in_passage[i]) *halves += nd_token_halves(token);
        if (!(token & ND_TOKEN_CAPITAL)) continue;
        status = nd_buf_append(&remainder->names[in_passage[i] ? PASSAGES : which], &word, sizeof word, error);
    }
    return status;
}

static void count_quoted(const nd_aligner *aligner, nd_rest *rest) {
    for (uint32_t i = 0; i < aligner->a.text.count; i++) {
        if (!aligner->chainer.used_a.data[i]) continue;
        rest->covered++;
        rest->quoted += (aligner->a.text.tokens[i] & ND_TOKEN_QUOTED) != 0;
    }
}

static uint32_t count_rest(const nd_side *side, const uint8_t *in_passage, uint32_t begin, uint32_t end) {
    uint32_t halves = 0;
    for (uint32_t i = begin; i < end; i++)
        if (!in_passage[i] && !(side->masks && side->masks[i] & ND_MASK_FURNITURE))
            halves += nd_token_halves(side->text.tokens[i]);
    return halves;
}

/* What stands between two passages, or before the first or behind the last, stands in one place. A passage that
 * comes earlier in B than the one before it is passed over. */
static uint32_t count_facing(const nd_aligner *aligner) {
    const nd_span *spans = (const nd_span *)aligner->spans.data;
    size_t         count = aligner->spans.size / sizeof *spans;
    nd_span        before = {0}, end = {.a_begin = aligner->a.text.count, .b_begin = aligner->b.text.count};
    uint32_t       facing = 0;
    for (size_t i = 0; i <= count; i++) {
        nd_span next = i < count ? spans[i] : end;
        if (next.b_begin < before.b_end) continue;
        uint32_t a = count_rest(&aligner->a, aligner->chainer.used_a.data, before.a_end, next.a_begin);
        uint32_t b = count_rest(&aligner->b, aligner->chainer.used_b.data, before.b_end, next.b_begin);
        facing += a < b ? a : b;
        before = next;
    }
    return facing;
}

int nd_remainder_find(nd_remainder *remainder, const nd_aligner *aligner, nd_rest *out, nd_error *error) {
    nd_buf *names = remainder->names;
    nd_rest rest = {0};
    for (int i = 0; i < 3; i++) names[i].size = 0;
    int status = read_side(remainder, &aligner->a, aligner->chainer.used_a.data, REST_A, &rest.halves_a, error);
    if (!status)
        status = read_side(remainder, &aligner->b, aligner->chainer.used_b.data, REST_B, &rest.halves_b, error);
    if (status) return status;
    rest.names_a = settle(&names[REST_A]);
    rest.names_b = settle(&names[REST_B]);
    settle(&names[PASSAGES]);
    rest.both = count_common(&names[REST_A], &names[REST_B]);
    rest.known_a = count_common(&names[REST_A], &names[PASSAGES]);
    rest.known_b = count_common(&names[REST_B], &names[PASSAGES]);
    count_quoted(aligner, &rest);
    rest.facing = count_facing(aligner);
    *out = rest;
    return ND_OK;
}
