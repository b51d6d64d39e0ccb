/*
 * fuzz_align.c - PROPERTY: what an alignment says of two texts holds. Passages lie within both texts, in
 * order, no word in two of them; each begins and ends with equal words; coverage is at least their equal
 * words, and at most all that they hold; what is masked only takes away. The similarity of the sets of
 * shingles does not depend on which text is the first, and a text is wholly covered by itself, states the same
 * facts and leaves no rest. A fact that changed is one figure or name in each text, and not the same. Passages
 * and rest are all of a text. The work is bounded in proportion to the texts, however they repeat themselves.
 *
 * The input is a program that writes two texts: words, copies of pieces of the first, repetitions. Its
 * first byte says whether they may be long.
 */
#include <string.h>

#include "fuzz.h"
#include "match/align.h"
#include "match/pair.h"
#include "match/rest.h"

#define TOKENS 6000
#define SHORT_TOKENS 400 /* mostly; long texts take their time */
#define PASSAGE_HALVES 16
#define WORK_FREE (UINT64_C(1) << 20)
#define WORK_A_WORD 96

struct writing {
    uint32_t tokens[TOKENS];
    uint8_t  masks[TOKENS], packed[TOKENS / 4 + 1 + ND_MASK_SLACK]; /* a byte a word; as a text has them */
    uint32_t count, room;
};

static void put(struct writing *out, uint32_t token, uint8_t mask) {
    if (out->count == out->room) return;
    out->masks[out->count] = mask;
    out->tokens[out->count++] = token;
}

/* A letter is a word, some are numbers, some names, some half a word. */
static void put_word(struct writing *out, uint32_t byte, uint8_t mask) {
    uint32_t flags = byte % 8 == 7 ? ND_TOKEN_NUMBER : byte % 8 == 3 ? ND_TOKEN_CAPITAL : 0;
    if (byte % 16 == 5) flags = ND_TOKEN_HALF;
    put(out, (byte * 2654435761u >> 6) << ND_TOKEN_FLAG_BITS | flags, mask);
}

static void put_copy(struct writing *out, const struct writing *from, uint32_t at, uint32_t count) {
    at = from->count ? at % from->count : 0;
    for (uint32_t i = at; i < at + count && i < from->count; i++) put(out, from->tokens[i], from->masks[i]);
}

static void repeat(struct writing *out, uint32_t period, uint32_t times) {
    uint32_t begin = out->count - (period < out->count ? period : out->count);
    for (uint32_t end = out->count; times > 0; times--)
        for (uint32_t i = begin; i < end; i++) put(out, out->tokens[i], out->masks[i]);
}

/* Writes what the program says up to its end or a byte of 255. */
static void write_text(struct writing *out, const struct writing *from, uint32_t room, struct choices *choices) {
    uint8_t mask = 0;
    out->count = 0;
    out->room = room;
    while (choices->at < choices->end) {
        uint32_t byte = choose(choices, 256);
        if (byte == 255) return;
        if (byte < 200) put_word(out, byte, mask);
        else if (byte < 230) put_copy(out, from, choose(choices, 256) * 7, 3 * (byte - 199));
        else if (byte < 240) repeat(out, byte - 229, choose(choices, 256));
        else if (byte < 250) repeat(out, 4 * (byte - 239), choose(choices, 256));
        else mask = (uint8_t)((byte - 250) & (ND_MASK_COMMON | ND_MASK_FURNITURE));
    }
}

static const uint8_t *pack_masks(struct writing *text) {
    memset(text->packed, 0, sizeof text->packed);
    for (uint32_t i = 0; i < text->count; i++)
        text->packed[i / 4] |= (uint8_t)(text->masks[i] << ND_MASK_BITS * (i % 4));
    return text->packed;
}

static nd_alignment align(nd_aligner *aligner, nd_side a, nd_side b) {
    nd_alignment out;
    REQUIRE(!nd_aligner_set(aligner, a, NULL));
    REQUIRE(!nd_aligner_align(aligner, b, &out, NULL));
    uint64_t words = (uint64_t)a.text.count + b.text.count;
    REQUIRE(aligner->chainer.finder.work <= 2 * (WORK_FREE + WORK_A_WORD * words) + 32 * (64 + words));
    return out;
}

static uint32_t halves_of(const nd_side *side, uint32_t begin, uint32_t end) {
    uint32_t halves = 0;
    for (uint32_t i = begin; i < end; i++)
        if (!nd_is_furniture(side->masks, i)) halves += nd_token_halves(side->text.tokens[i]);
    return halves;
}

/* Returns how much of both texts they hold, in halves. */
static void require_passages(const nd_alignment *x, nd_side a, nd_side b, uint32_t covered[2]) {
    static uint8_t used[TOKENS];
    memset(used, 0, sizeof used);
    covered[0] = covered[1] = 0;
    for (uint32_t i = 0; i < x->span_count; i++) {
        const nd_span *s = &x->spans[i];
        REQUIRE(s->a_begin < s->a_end && s->a_end <= a.text.count);
        REQUIRE(s->b_begin < s->b_end && s->b_end <= b.text.count);
        REQUIRE(i == 0 || s->a_begin >= x->spans[i - 1].a_end);
        for (uint32_t j = s->b_begin; j < s->b_end; j++) REQUIRE(!used[j]++);
        REQUIRE(nd_same_word(a.text.tokens[s->a_begin], b.text.tokens[s->b_begin]));
        REQUIRE(nd_same_word(a.text.tokens[s->a_end - 1], b.text.tokens[s->b_end - 1]));
        REQUIRE(s->halves <= 2 * (s->a_end - s->a_begin) && s->halves <= 2 * (s->b_end - s->b_begin));
        covered[0] += halves_of(&a, s->a_begin, s->a_end);
        covered[1] += halves_of(&b, s->b_begin, s->b_end);
    }
}

static void require_flag(nd_text text, uint32_t begin, uint32_t end, uint32_t flag) {
    REQUIRE(begin < end && end <= text.count);
    for (uint32_t i = begin; i < end; i++) REQUIRE(text.tokens[i] & flag);
}

static int same_words(nd_text a, nd_text b, const nd_span *words) {
    uint32_t count = words->a_end - words->a_begin;
    if (count != words->b_end - words->b_begin) return 0;
    for (uint32_t i = 0; i < count; i++)
        if (!nd_same_word(a.tokens[words->a_begin + i], b.tokens[words->b_begin + i])) return 0;
    return 1;
}

/* A word of each text, or several in a row, with this flag, and not the same. */
static void require_changes(const nd_buf *list, uint32_t count, nd_side a, nd_side b, uint32_t flag) {
    const nd_span *words = (const nd_span *)list->data;
    REQUIRE(list->size == count * sizeof *words);
    for (uint32_t i = 0; i < count; i++) {
        require_flag(a.text, words[i].a_begin, words[i].a_end, flag);
        require_flag(b.text, words[i].b_begin, words[i].b_end, flag);
        REQUIRE(!same_words(a.text, b.text, &words[i]));
    }
}

static int has_number(nd_text text, uint32_t begin, uint32_t end) {
    for (uint32_t i = begin; i < end; i++)
        if (text.tokens[i] & ND_TOKEN_NUMBER) return 1;
    return 0;
}

/* Words of both texts, with a figure on one side only. */
static void require_replacements(const nd_aligner *aligner, uint32_t count) {
    const nd_buf  *list = &aligner->details->figures_for_words;
    const nd_span *words = (const nd_span *)list->data;
    REQUIRE(list->size == count * sizeof *words);
    for (uint32_t i = 0; i < count; i++) {
        REQUIRE(words[i].a_begin < words[i].a_end && words[i].b_begin < words[i].b_end);
        REQUIRE(has_number(aligner->a.text, words[i].a_begin, words[i].a_end) !=
                has_number(aligner->b.text, words[i].b_begin, words[i].b_end));
    }
}

static void require_facts(const nd_aligner *aligner, const nd_alignment *x) {
    require_changes(&aligner->details->figures, x->figures_changed, aligner->a, aligner->b, ND_TOKEN_NUMBER);
    require_changes(&aligner->details->names, x->names_changed, aligner->a, aligner->b, ND_TOKEN_CAPITAL);
    require_replacements(aligner, x->figures_for_words);
    REQUIRE(x->figures_changed + x->names_changed <= x->facts);
}

static void require_rest(const nd_aligner *aligner, const uint32_t covered[2]) {
    nd_remainder remainder = {0};
    nd_rest      rest;
    REQUIRE(!nd_remainder_find(&remainder, aligner, &rest, NULL));
    REQUIRE(rest.halves_a + covered[0] == halves_of(&aligner->a, 0, aligner->a.text.count));
    REQUIRE(rest.halves_b + covered[1] == halves_of(&aligner->b, 0, aligner->b.text.count));
    REQUIRE(rest.both <= rest.names_a && rest.both <= rest.names_b);
    REQUIRE(rest.known_a <= rest.names_a && rest.known_b <= rest.names_b);
    REQUIRE(rest.quoted <= rest.covered);
    nd_remainder_free(&remainder);
}

static void try_pair(nd_aligner *aligner, nd_side a, nd_side b, uint32_t *jaccard) {
    uint32_t     covered[2];
    nd_alignment x = align(aligner, a, b);
    require_passages(&x, a, b, covered);
    REQUIRE(x.covered_a <= x.halves_a && x.covered_b <= x.halves_b);
    REQUIRE(x.covered_a <= covered[0] && x.covered_b <= covered[1]);
    if (!a.masks && !b.masks) REQUIRE(x.covered_a >= x.equal && (x.covered_b > 0) == (x.covered_a > 0));
    require_facts(aligner, &x);
    require_rest(aligner, covered);
    REQUIRE(!nd_aligner_jaccard(aligner, jaccard, NULL) && *jaccard <= ND_WHOLE);
}

static void try_itself(nd_aligner *aligner, nd_side a) {
    nd_alignment x = align(aligner, a, a);
    if (a.text.count < ND_PASSAGE_WORDS) REQUIRE(x.span_count == 0);
    else if (x.halves_a >= 2 * ND_PASSAGE_WORDS) {
        REQUIRE(x.covered_a == x.halves_a && x.covered_b == x.halves_b);
        REQUIRE(x.figures_changed == 0 && x.names_changed == 0);
        require_rest(aligner, (uint32_t[2]){x.halves_a, x.halves_b});
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct writing texts[2];
    nd_details            details = {0};
    nd_aligner            aligner = {.details = &details};
    struct choices        choices = {data, data + size};
    uint32_t              jaccard[4];
    uint32_t              room = choose(&choices, 32) == 31 ? TOKENS : SHORT_TOKENS;
    write_text(&texts[0], &texts[0], room, &choices);
    write_text(&texts[1], &texts[0], room, &choices);
    nd_side a = {{texts[0].tokens, texts[0].count}, NULL, 0}, b = {{texts[1].tokens, texts[1].count}, NULL, 0};
    try_pair(&aligner, a, b, &jaccard[0]);
    try_pair(&aligner, b, a, &jaccard[1]);
    try_itself(&aligner, a);
    a.masks = pack_masks(&texts[0]);
    b.masks = pack_masks(&texts[1]);
    try_pair(&aligner, a, b, &jaccard[2]);
    try_pair(&aligner, b, a, &jaccard[3]);
    REQUIRE(jaccard[0] == jaccard[1] && jaccard[2] == jaccard[3]);
    nd_aligner_free(&aligner);
    nd_details_free(&details);
    return 0;
}
