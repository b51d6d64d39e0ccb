/*
 * rest.c - the words of each text that no passage covers, where they stand, and the names among them; these and the
 * names of the passages are in one table that tells of each word where it is a name. Only pairs that have something in
 * common get here. Cost: linear in the texts.
 */
#include "match/rest.h"

/* Where a word is a name: flags beside the word, as in a token. */
enum { REST_A = 1, REST_B = 2, PASSAGES = 4 };

void nd_remainder_free(nd_remainder *remainder) {
    nd_buf_free(&remainder->names);
    nd_buf_free(&remainder->slots);
}

/* Adds up the words of a text that are in no passage, and lists names, in passages and beside them. */
static int read_side(nd_remainder *remainder, const nd_side *side, const uint8_t *in_passage, uint32_t rest,
                     uint32_t *halves, nd_error *error) {
    int status = nd_buf_reserve(&remainder->names, side->text.count * sizeof(uint32_t) + 1, error);
    if (status) return status;
    uint32_t *next = (uint32_t *)(remainder->names.data + remainder->names.size);
    for (uint32_t i = 0; i < side->text.count; i++) {
        uint32_t token = side->text.tokens[i];
        if (nd_is_furniture(side->masks, i)) continue;
        if (!in_passage[i]) *halves += nd_token_halves(token);
        *next = nd_token_word(token) << ND_TOKEN_FLAG_BITS | (in_passage[i] ? PASSAGES : rest);
        next += (token & ND_TOKEN_CAPITAL) != 0; /* no one can guess which word is a name */
    }
    remainder->names.size = (size_t)((uint8_t *)next - remainder->names.data);
    return ND_OK;
}

/* Puts the names into a table of twice as many slots or more, of which 0 is free; each word has one. */
static int settle(nd_remainder *remainder, nd_error *error) {
    const uint32_t *names = (const uint32_t *)remainder->names.data;
    size_t          count = remainder->names.size / sizeof *names, slots = 16;
    while (slots < 2 * count) slots *= 2;
    int status = nd_zeros(&remainder->slots, slots, sizeof(uint32_t), error);
    if (status) return status;
    uint32_t *slot = (uint32_t *)remainder->slots.data;
    for (size_t i = 0; i < count; i++) {
        size_t at = nd_token_word(names[i]) & (slots - 1);
        while (slot[at] && !nd_same_word(slot[at], names[i])) at = (at + 1) & (slots - 1);
        slot[at] |= names[i];
    }
    return ND_OK;
}

static void count_names(const nd_remainder *remainder, nd_rest *rest) {
    const uint32_t *slot = (const uint32_t *)remainder->slots.data;
    for (size_t i = 0; i < remainder->slots.size / sizeof *slot; i++) {
        uint32_t in_a = slot[i] & REST_A ? 1 : 0, in_b = slot[i] & REST_B ? 1 : 0;
        uint32_t is_known = slot[i] & PASSAGES ? 1 : 0;
        rest->names_a += in_a;
        rest->names_b += in_b;
        rest->both += in_a & in_b;
        rest->known_a += in_a & is_known;
        rest->known_b += in_b & is_known;
    }
}

static void count_quoted(const nd_aligner *aligner, nd_rest *rest) {
    for (uint32_t i = 0; i < aligner->a.text.count; i++) {
        if (!aligner->chainer.used_a.data[i]) continue;
        rest->covered++;
        rest->quoted += (aligner->a.text.tokens[i] & ND_TOKEN_QUOTED) != 0;
    }
}

/* What stands before a word, back to the passage before it. */
static uint32_t count_before(const nd_side *side, const uint8_t *in_passage, uint32_t word) {
    uint32_t halves = 0;
    for (; word > 0 && !in_passage[word - 1]; word--)
        if (!nd_is_furniture(side->masks, word - 1)) halves += nd_token_halves(side->text.tokens[word - 1]);
    return halves;
}

static uint32_t lesser_before(const nd_aligner *aligner, uint32_t in_a, uint32_t in_b) {
    uint32_t a = count_before(&aligner->a, aligner->chainer.used_a.data, in_a);
    uint32_t b = count_before(&aligner->b, aligner->chainer.used_b.data, in_b);
    return a < b ? a : b;
}

/* What stands before the same passage, or behind all of them, stands in one place; in whatever order the passages come,
 * that is the same from both sides. */
static uint32_t count_facing(const nd_aligner *aligner) {
    const nd_span *spans = (const nd_span *)aligner->spans.data;
    uint32_t       facing = lesser_before(aligner, aligner->a.text.count, aligner->b.text.count);
    for (size_t i = 0; i < aligner->spans.size / sizeof *spans; i++)
        facing += lesser_before(aligner, spans[i].a_begin, spans[i].b_begin);
    return facing;
}

int nd_remainder_find(nd_remainder *remainder, const nd_aligner *aligner, nd_rest *out, nd_error *error) {
    const nd_chainer *chainer = &aligner->chainer;
    nd_rest           rest = {.damage = aligner->damage};
    remainder->names.size = 0;
    int status = read_side(remainder, &aligner->a, chainer->used_a.data, REST_A, &rest.halves_a, error);
    if (!status) status = read_side(remainder, &aligner->b, chainer->used_b.data, REST_B, &rest.halves_b, error);
    if (!status) status = settle(remainder, error);
    if (status) return status;
    count_names(remainder, &rest);
    count_quoted(aligner, &rest);
    rest.facing = count_facing(aligner);
    *out = rest;
    return ND_OK;
}
