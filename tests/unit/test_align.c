/* test_align.c - coverage, passages, figures and furniture of two texts, on one letter a word. */
#include "made.h"
#include "match/align.h"
#include "match/pair.h"

enum { MOST = 120 };

static nd_aligner aligner; /* one for all tests: nothing of one pair may show in the next */

static nd_alignment align_sides(nd_side a, nd_side b) {
    nd_alignment alignment;
    assert_int_equal(nd_aligner_set(&aligner, a, NULL), ND_OK);
    assert_int_equal(nd_aligner_align(&aligner, b, &alignment, NULL), ND_OK);
    return alignment;
}

static nd_alignment align(const char *a, const char *b) {
    static uint32_t tokens[2][4 * MOST];
    return align_sides((nd_side){spell(tokens[0], a), NULL, 0}, (nd_side){spell(tokens[1], b), NULL, 0});
}

/* ---- against a search ------------------------------------------------------------------------- */

/* The words two texts have in common, each as often as in the one that has it less often. */
static uint32_t common_words(nd_text a, nd_text b) {
    uint32_t common = 0;
    uint8_t  used[MOST] = {0};
    for (uint32_t i = 0; i < a.count; i++)
        for (uint32_t j = 0; j < b.count; j++)
            if (!used[j] && nd_same_word(a.tokens[i], b.tokens[j])) {
                used[j] = 1;
                common++;
                break;
            }
    return common;
}

static void check_spans(const nd_alignment *x, nd_text a, nd_text b) {
    uint8_t  used[MOST] = {0};
    uint32_t halves = 0, covered[2] = {0, 0};
    for (uint32_t i = 0; i < x->span_count; i++) {
        const nd_span *span = &x->spans[i];
        assert_true(span->a_begin < span->a_end && span->a_end <= a.count);
        assert_true(span->b_begin < span->b_end && span->b_end <= b.count);
        assert_true(i == 0 || span->a_begin >= x->spans[i - 1].a_end);
        for (uint32_t j = span->b_begin; j < span->b_end; j++) assert_false(used[j]++);
        assert_true(span->halves >= 16);
        assert_true(nd_same_word(a.tokens[span->a_begin], b.tokens[span->b_begin]));
        assert_true(nd_same_word(a.tokens[span->a_end - 1], b.tokens[span->b_end - 1]));
        halves += span->halves;
        covered[0] += 2 * (span->a_end - span->a_begin);
        covered[1] += 2 * (span->b_end - span->b_begin);
    }
    assert_int_equal(covered[0], x->covered_a);
    assert_int_equal(covered[1], x->covered_b);
    assert_true(halves <= 2 * common_words(a, b));
}

/* Pieces of a long text in a random order, with random words between them. */
static nd_text shuffled(uint32_t *tokens, uint64_t *chance) {
    uint32_t count = 0;
    while (count < MOST - 40) {
        uint32_t from = draw(chance, 200), length = 1 + draw(chance, 20);
        for (uint32_t i = 0; i < length; i++)
            tokens[count++] = (draw(chance, 12) ? from + i : draw(chance, 220)) << ND_TOKEN_FLAG_BITS;
        for (uint32_t i = draw(chance, 6); i > 0; i--) tokens[count++] = (300 + draw(chance, 3)) << ND_TOKEN_FLAG_BITS;
    }
    return (nd_text){tokens, count};
}

static void passages_are_one_to_one_and_coverage_is_what_they_cover(void **state) {
    (void)state;
    uint64_t chance = 21;
    unsigned found = 0;
    for (unsigned trial = 0; trial < 3000; trial++) {
        uint32_t     tokens[2][MOST];
        nd_text      a = shuffled(tokens[0], &chance), b = shuffled(tokens[1], &chance);
        nd_alignment x = align_sides((nd_side){a, NULL, 0}, (nd_side){b, NULL, 0});
        check_spans(&x, a, b);
        assert_int_equal(x.halves_a, 2 * a.count);
        assert_int_equal(x.halves_b, 2 * b.count);
        found += x.span_count;
    }
    assert_true(found > 1000);
}

/* Chains are chosen greedily, from the second text's side, so single pairs may differ a little. */
static void both_ways_round_the_coverage_is_about_the_same(void **state) {
    (void)state;
    uint64_t chance = 22, covered = 0, difference = 0;
    for (unsigned trial = 0; trial < 3000; trial++) {
        uint32_t     tokens[2][MOST];
        nd_side      a = {shuffled(tokens[0], &chance), NULL, 0}, b = {shuffled(tokens[1], &chance), NULL, 0};
        nd_alignment x = align_sides(a, b), y = align_sides(b, a);
        covered += x.covered_a;
        difference += (uint64_t)llabs((long long)x.covered_a - y.covered_b);
    }
    assert_true(100 * difference < covered);
}

static void a_text_is_wholly_covered_by_itself(void **state) {
    (void)state;
    uint64_t chance = 23;
    for (unsigned trial = 0; trial < 500; trial++) {
        uint32_t     tokens[MOST];
        nd_side      a = {shuffled(tokens, &chance), NULL, 0};
        nd_alignment x = align_sides(a, a);
        assert_int_equal(x.covered_a, x.halves_a);
        assert_int_equal(x.covered_b, x.halves_b);
        assert_int_equal(x.span_count, 1);
        assert_int_equal(x.figures_changed, 0);
    }
}

/* ---- passages --------------------------------------------------------------------------------- */

static void a_sentence_that_stands_twice_is_counted_once(void **state) {
    (void)state;
    nd_alignment x = align("abcdefghijkl MNOPQ abcdefghijkl", "abcdefghijkl");
    assert_int_equal(x.covered_a, 2 * 12);
    assert_int_equal(x.covered_b, 2 * 12);
    assert_int_equal(x.span_count, 1);
    x = align("abcdefghijkl", "abcdefghijkl MNOPQ abcdefghijkl");
    assert_int_equal(x.covered_b, 2 * 12);
    assert_int_equal(x.span_count, 1);
}

static void a_sentence_that_stands_twice_in_both_is_counted_twice(void **state) {
    (void)state;
    nd_alignment x = align("abcdefghijkl MNO abcdefghijkl", "abcdefghijkl RSTUV abcdefghijkl");
    assert_true(x.covered_a >= 2 * 24);
    assert_true(x.covered_b >= 2 * 24);
}

static void a_replaced_word_inside_a_passage_is_covered_but_not_equal(void **state) {
    (void)state;
    nd_alignment x = align("abcdef R ghijkl", "abcdef S ghijkl");
    assert_int_equal(x.span_count, 1);
    assert_int_equal(x.covered_a, 2 * 13);
    assert_int_equal(x.spans[0].halves, 2 * 12);
}

static void a_short_passage_is_uninterrupted(void **state) {
    (void)state;
    const char *own[2] = {"abcdefghij Q klmnopqrst ABCDEFGH", "abcdefghij R klmnopqrst IJKLMNOP"};
    nd_alignment x = align(own[0], own[1]);
    assert_int_equal(x.span_count, 2);
    assert_int_equal(x.covered_a, 2 * 20);
    x = align("abcdef Q ghijkl R mnopqr ABCDEFGH", "abcdef S ghijkl T mnopqr IJKLMNOP");
    assert_int_equal(x.span_count, 0);
}

static void one_that_is_nearly_all_of_a_text_may_have_gaps(void **state) {
    (void)state;
    nd_alignment x = align("abcdef Q ghijkl R mnopqr", "abcdef S ghijkl T mnopqr");
    assert_int_equal(x.span_count, 1);
    assert_int_equal(x.covered_a, x.halves_a);
    assert_int_equal(x.equal, 2 * 18);
}

/* `count` words, the same for both texts but for each `step`-th. */
static nd_alignment align_edited(uint32_t count, uint32_t step) {
    static uint32_t a[400], b[400];
    assert_true(count <= 400);
    for (uint32_t i = 0; i < count; i++) {
        a[i] = (i + 1) << ND_TOKEN_FLAG_BITS;
        b[i] = i % step == step - 1 ? (i + 1000) << ND_TOKEN_FLAG_BITS : a[i];
    }
    return align_sides((nd_side){{a, count}, NULL, 0}, (nd_side){{b, count}, NULL, 0});
}

/* `count` words, of which B lacks each eighth, and behind them 30 of its own in each. */
static nd_alignment align_shortened(uint32_t count) {
    static uint32_t a[400], b[400];
    uint32_t        kept = 0;
    assert_true(count + 30 <= 400);
    for (uint32_t i = 0; i < count + 30; i++) {
        a[i] = (i + 1) << ND_TOKEN_FLAG_BITS;
        if (i % 8 != 7) b[kept++] = i < count ? a[i] : (i + 1000) << ND_TOKEN_FLAG_BITS;
    }
    return align_sides((nd_side){{a, count + 30}, NULL, 0}, (nd_side){{b, kept}, NULL, 0});
}

static void a_long_passage_may_have_gaps_all_over(void **state) {
    (void)state;
    nd_alignment x = align_edited(200, 4); /* 150 equal words, in runs of three */
    assert_int_equal(x.span_count, 1);
    assert_int_equal(x.covered_a, 2 * 199);
    assert_int_equal(x.equal, 2 * 150);
    assert_int_equal(align_shortened(72).covered_a, 0); /* 63 */
    assert_int_equal(align_shortened(75).covered_a, 2 * 75);
}

/* 30 words of its own, 12 that both have, in runs of four with so many of its own `between`, 36 of its own. */
static uint32_t put_short(uint32_t *tokens, uint32_t own, uint32_t between) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < 30; i++) tokens[count++] = (own + i) << ND_TOKEN_FLAG_BITS;
    for (uint32_t i = 0; i < 12; i++) {
        for (uint32_t j = 0; i % 4 == 0 && i > 0 && j < between; j++)
            tokens[count++] = (own + 40 + 4 * i + j) << ND_TOKEN_FLAG_BITS;
        tokens[count++] = (5000 + i) << ND_TOKEN_FLAG_BITS;
    }
    for (uint32_t i = 0; i < 36; i++) tokens[count++] = (own + 200 + i) << ND_TOKEN_FLAG_BITS;
    return count;
}

/* Words in passages of A. Both begin with equal words in runs of so many, "44" being four twice, and another word
 * after each run but the last; then comes what put_short puts. */
static uint32_t cover_damaged(const char *runs, uint32_t between, nd_alignment *out) {
    static uint32_t a[200], b[200];
    uint32_t        count = 0;
    for (const char *run = runs; *run; run++) {
        for (int i = 0; i < *run - '0'; i++, count++) a[count] = b[count] = (count + 1) << ND_TOKEN_FLAG_BITS;
        if (!run[1]) break;
        a[count] = (count + 1) << ND_TOKEN_FLAG_BITS;
        b[count] = (count + 1000) << ND_TOKEN_FLAG_BITS;
        count++;
    }
    nd_side sides[] = {{{a, count + put_short(a + count, 2000, 1)}, NULL, 0},
                       {{b, count + put_short(b + count, 3000, between)}, NULL, 0}};
    *out = align_sides(sides[0], sides[1]);
    return out->covered_a / 2;
}

static void damage_interrupts_no_passage(void **state) {
    (void)state;
    nd_alignment x;
    assert_int_equal(cover_damaged("4444444444", 1, &x), 49 + 14);
    assert_int_equal(x.damage, ND_WHOLE * 9 / 49);
    assert_int_equal(x.equal, 2 * (40 + 12));
    assert_int_equal(x.span_count, 2);
    assert_int_equal(cover_damaged("4444444444", 2, &x), 49 + 14); /* a blank was put in */
    assert_int_equal(cover_damaged("4444444444", 3, &x), 49);
    assert_int_equal(cover_damaged("4444444444", 0, &x), 49);
}

static void damage_is_seen_in_16_equal_words(void **state) {
    (void)state;
    nd_alignment x;
    assert_int_equal(cover_damaged("323233", 1, &x), 21 + 14);
    assert_int_equal(x.damage, ND_WHOLE * 5 / 21);
    assert_int_equal(cover_damaged("323232", 1, &x), 0);
    assert_int_equal(x.damage, 0);
}

static void a_gap_covers_as_much_as_the_other_side_can_stand_for(void **state) {
    (void)state;
    static uint32_t a[200], b[200];
    uint32_t        count = 0;
    for (uint32_t i = 0; i < 100; i++) b[i] = (i + 1) << ND_TOKEN_FLAG_BITS;
    for (uint32_t i = 0; i < 100; i++) {
        for (uint32_t extra = 0; i == 50 && extra < 10; extra++) a[count++] = (extra + 1000) << ND_TOKEN_FLAG_BITS;
        a[count++] = b[i];
    }
    nd_alignment x = align_sides((nd_side){{a, count}, NULL, 0}, (nd_side){{b, 100}, NULL, 0});
    assert_int_equal(x.span_count, 1);
    assert_int_equal(x.covered_a, 2 * 101); /* one of the ten may be half of a word that was broken in two */
    assert_int_equal(x.covered_b, 2 * 100);
}

static void words_between_two_passages_are_not_covered(void **state) {
    (void)state;
    nd_alignment x = align("abcdefghij QRSTP klmnopqrst", "abcdefghij UVWXY klmnopqrst");
    assert_int_equal(x.covered_a, 2 * 20);
    assert_int_equal(x.spans[0].a_end, 10);
    assert_int_equal(x.spans[1].a_begin, 15);
}

static void passages_in_another_order_are_all_found(void **state) {
    (void)state;
    nd_alignment x = align("abcdefghij klmnopqrst ABCDEFGHIJ", "ABCDEFGHIJ klmnopqrst abcdefghij");
    assert_int_equal(x.span_count, 3);
    assert_int_equal(x.covered_a, x.halves_a);
    assert_int_equal(x.covered_b, x.halves_b);
}

static void texts_with_nothing_in_common_share_nothing(void **state) {
    (void)state;
    nd_aligner_free(&aligner); /* as in the first pair of a thread */
    aligner = (nd_aligner){0};
    nd_alignment x = align("abcdefghijklm", "ABCDEFGHIJKLM");
    assert_int_equal(x.covered_a + x.covered_b + x.span_count, 0);
    assert_int_equal(x.halves_a, 26);
    x = align("", "");
    assert_int_equal(x.halves_a + x.halves_b + x.span_count, 0);
}

static void words_scattered_alike_are_no_passage(void **state) {
    (void)state;
    nd_alignment x = align("abc QRSTU def VWXYZ ghi ABCDE jkl", "abc FGHIJ def KLMNO ghi qrstu jkl");
    assert_int_equal(x.covered_a, 0);
    assert_int_equal(x.span_count, 0);
}

static void bigrams_count_one_half(void **state) {
    (void)state;
    uint32_t tokens[40];
    nd_text  text = spell(tokens, "abcdefghijklmnopqrst");
    for (uint32_t i = 0; i < text.count; i++) tokens[i] |= ND_TOKEN_HALF;
    nd_alignment x = align_sides((nd_side){text, NULL, 0}, (nd_side){text, NULL, 0});
    assert_int_equal(x.covered_a, 20);
    assert_int_equal(x.halves_b, 20);
    assert_int_equal(x.spans[0].halves, 20);
    text.count = 15; /* seven words and a half */
    assert_int_equal(align_sides((nd_side){text, NULL, 0}, (nd_side){text, NULL, 0}).span_count, 0);
}

/* ---- figures ---------------------------------------------------------------------------------- */

static void a_number_replaced_at_the_same_place_is_counted(void **state) {
    (void)state;
    assert_int_equal(align("abcdefgh 1 ijklmnop", "abcdefgh 2 ijklmnop").figures_changed, 1);
    assert_int_equal(align("abcdefgh 1x2 ijklmnop", "abcdefgh 3x4 ijklmnop").figures_changed, 2);
    assert_int_equal(align("abcdefgh 1 ijklmnop 5 qrstuvwx", "abcdefgh 2 ijklmnop 6 qrstuvwx").figures_changed, 2);
}

static void an_inserted_number_is_not_counted(void **state) {
    (void)state;
    assert_int_equal(align("abcdefgh 1 ijklmnop", "abcdefgh ijklmnop").figures_changed, 0);
    assert_int_equal(align("abcdefgh ijklmnop", "abcdefgh 1x2 ijklmnop").figures_changed, 0);
    assert_int_equal(align("abcdefgh 12 ijklmnop", "abcdefgh 1 ijklmnop").figures_changed, 0);
}

static void a_number_for_a_word_is_not_counted(void **state) {
    (void)state;
    assert_int_equal(align("abcdefgh 1 ijklmnop", "abcdefgh X ijklmnop").figures_changed, 0);
    assert_int_equal(align("abcdefgh 1X ijklmnop", "abcdefgh Y2 ijklmnop").figures_changed, 0);
}

static void numbers_among_other_words_are_taken_in_turn(void **state) {
    (void)state;
    assert_int_equal(align("abcdefgh 1X ijklmnop", "abcdefgh YZ2 ijklmnop").figures_changed, 1);
    assert_int_equal(align("abcdefgh X1Y2 ijklmnop", "abcdefgh 3Q4 ijklmnop").figures_changed, 2);
    assert_int_equal(align("abcdefgh X1Y2 ijklmnop", "abcdefgh 3Q ijklmnop").figures_changed, 0);
    assert_int_equal(align("abcdefgh X1 ijklmnop", "abcdefgh Q1RS ijklmnop").figures_changed, 0);
}

static void numbers_outside_what_is_shared_are_not_compared(void **state) {
    (void)state;
    assert_int_equal(align("12 abcdefghijkl 34", "56 abcdefghijkl 78").figures_changed, 0);
}

/* Those that both texts state are counted only where there is something to weigh them against. */
static void facts_are_counted_where_any_changed(void **state) {
    (void)state;
    assert_int_equal(align("abcdefgh 1 ijkl 5 mnopq 7", "abcdefgh 2 ijkl 5 mnopq 7").facts, 3);
    assert_int_equal(align("abcdefgh 1 ijkl 5 mnopq 7", "abcdefgh X ijkl 5 mnopq 7").facts, 0);
    assert_int_equal(align("abcdefgh 1 ijkl 5 mnopq 7", "abcdefgh 1 ijkl 5 mnopq 7").facts, 0);
}

/* ---- furniture -------------------------------------------------------------------------------- */

enum { MASK_BYTES = MOST / 4 + 1 + ND_MASK_SLACK };

static void mask_word(uint8_t *masks, uint32_t word, uint32_t mask) {
    masks[word / 4] |= (uint8_t)(mask << ND_MASK_BITS * (word % 4));
}

/* Masks the words that `marks` has a letter for: F furniture, C common. */
static const uint8_t *mask(uint8_t *masks, const char *marks) {
    uint32_t at = 0;
    memset(masks, 0, MASK_BYTES);
    for (; *marks; marks++) {
        if (*marks == ' ') continue;
        mask_word(masks, at++, *marks == 'F' ? ND_MASK_FURNITURE | ND_MASK_COMMON : *marks == 'C' ? ND_MASK_COMMON : 0);
    }
    return masks;
}

static nd_alignment align_masked(const char *a, const char *marks_a, const char *b, const char *marks_b) {
    static uint32_t tokens[2][MOST];
    static uint8_t  masks[2][MASK_BYTES];
    return align_sides((nd_side){spell(tokens[0], a), marks_a ? mask(masks[0], marks_a) : NULL, 0},
                       (nd_side){spell(tokens[1], b), marks_b ? mask(masks[1], marks_b) : NULL, 0});
}

static void furniture_counts_in_neither_the_part_nor_the_whole(void **state) {
    (void)state;
    nd_alignment x = align_masked("abcdefghij QRSTUVWXYZ", "FFFFFFFFFF ----------",
                                  "abcdefghij KLMNOP", "FFFFFFFFFF ------");
    assert_int_equal(x.covered_a + x.covered_b, 0);
    assert_int_equal(x.halves_a, 2 * 10);
    assert_int_equal(x.halves_b, 2 * 6);
    assert_int_equal(x.spans[0].halves, 0);
}

static void furniture_of_one_side_is_furniture_of_the_pair(void **state) {
    (void)state;
    nd_alignment x = align_masked("abcdefghij QRSTUVWXYZ", "FFFFFFFFFF ----------", "abcdefghij KLMNOP", NULL);
    assert_int_equal(x.covered_a + x.covered_b, 0);
    assert_int_equal(x.halves_a, 2 * 10);
    assert_int_equal(x.halves_b, 2 * 6);
    x = align_masked("abcdefghij QRSTUVWXYZ", NULL, "abcdefghij KLMNOP", "FFFFFFFFFF ------");
    assert_int_equal(x.covered_a + x.covered_b, 0);
    assert_int_equal(x.halves_a, 2 * 10);
    assert_int_equal(x.halves_b, 2 * 6);
}

static void a_run_that_is_half_furniture_is_furniture(void **state) {
    (void)state;
    nd_alignment x = align_masked("abcdefghij QRST", "--FFFFF--- ----", "abcdefghij", "----------");
    assert_int_equal(x.covered_a + x.covered_b, 0);
    assert_int_equal(x.halves_a, 2 * 4);
    assert_int_equal(x.halves_b, 0);
    x = align_masked("abcdefghij QRST", "--FFFF---- ----", "abcdefghij", "----------");
    assert_int_equal(x.covered_a, 2 * 6);
    assert_int_equal(x.covered_b, 2 * 10);
    assert_int_equal(x.halves_a, 2 * 10);
}

static void furniture_that_is_not_shared_is_left_out_of_the_whole(void **state) {
    (void)state;
    nd_alignment x = align_masked("abcdefghij QRST", "---------- FFFF", "abcdefghij", NULL);
    assert_int_equal(x.covered_a, 2 * 10);
    assert_int_equal(x.halves_a, 2 * 10);
}

static void common_words_are_covered_but_tie_no_story(void **state) {
    (void)state;
    nd_alignment x = align_masked("abcdefghij QRST", "CCCCC----- ----", "abcdefghij", NULL);
    assert_int_equal(x.covered_a, 2 * 10);
    assert_int_equal(x.spans[0].halves, 0);
    x = align_masked("abcdefghij QRST", "CCCC------ ----", "abcdefghij", NULL);
    assert_int_equal(x.spans[0].halves, 2 * 10);
}

/* Stretches of masked words. */
static void mask_some(uint8_t *masks, uint32_t count, uint64_t *chance) {
    memset(masks, 0, MASK_BYTES);
    for (unsigned stretches = draw(chance, 4); stretches > 0; stretches--) {
        uint32_t begin = draw(chance, count), length = draw(chance, 30), mask = 1 + draw(chance, 3);
        for (uint32_t i = begin; i < begin + length && i < count; i++) mask_word(masks, i, mask);
    }
}

/* Words that are not furniture, times two. */
static uint32_t count_unmasked(const nd_side *side) {
    uint32_t halves = 0;
    for (uint32_t i = 0; i < side->text.count; i++)
        if (!(nd_mask_at(side->masks, i) & ND_MASK_FURNITURE)) halves += nd_token_halves(side->text.tokens[i]);
    return halves;
}

/* Whatever place of a byte a word's masks have, and however long the run: half of it is what counts. */
static void masks_are_counted_as_if_one_by_one(void **state) {
    (void)state;
    uint64_t chance = 31;
    for (unsigned trial = 0; trial < 3000; trial++) {
        uint32_t tokens[2][MOST], count = 9 + draw(&chance, MOST - 16), before = draw(&chance, 8), masked = 0;
        uint8_t  masks[2][MASK_BYTES];
        for (uint32_t i = 0; i < MOST; i++) tokens[0][i] = tokens[1][i] = (i + 1) << ND_TOKEN_FLAG_BITS;
        for (uint32_t i = 0; i < before; i++) tokens[1][i] = (MOST + i + 1) << ND_TOKEN_FLAG_BITS;
        if (trial % 2) tokens[0][before + draw(&chance, count)] |= ND_TOKEN_HALF;
        nd_side a = {{tokens[0] + before, count}, masks[0], 0}, b = {{tokens[1], before + count}, masks[1], 0};
        mask_some(masks[0], count, &chance);
        mask_some(masks[1], before + count, &chance);
        for (uint32_t i = 0; i < count; i++)
            masked += (nd_mask_at(masks[0], i) | nd_mask_at(masks[1], before + i)) & ND_MASK_FURNITURE;
        nd_alignment x = align_sides(a, b);
        assert_int_equal(x.span_count, 1);
        assert_int_equal(x.covered_a, 2 * masked >= count ? 0 : count_unmasked(&a));
        if (2 * masked < count) assert_int_equal(x.halves_b, count_unmasked(&b));
    }
}

static void check_same(const nd_alignment *x, const nd_alignment *y, const nd_span *spans) {
    assert_int_equal(x->covered_a, y->covered_a);
    assert_int_equal(x->covered_b, y->covered_b);
    assert_int_equal(x->halves_a, y->halves_a);
    assert_int_equal(x->halves_b, y->halves_b);
    assert_int_equal(x->equal, y->equal);
    assert_int_equal(x->span_count, y->span_count);
    for (uint32_t i = 0; i < x->span_count; i++) assert_memory_equal(&x->spans[i], &spans[i], sizeof *spans);
}

/* Texts of words alone are counted without a look at them. */
static void a_length_that_is_known_changes_nothing(void **state) {
    (void)state;
    uint64_t chance = 24;
    for (unsigned trial = 0; trial < 3000; trial++) {
        uint32_t tokens[2][MOST];
        uint8_t  masks[2][MASK_BYTES];
        nd_span  spans[MOST];
        nd_side  a = {shuffled(tokens[0], &chance), masks[0], 0}, b = {shuffled(tokens[1], &chance), masks[1], 0};
        mask_some(masks[0], a.text.count, &chance);
        mask_some(masks[1], b.text.count, &chance);
        for (uint32_t i = draw(&chance, 3) ? a.text.count : 0; i-- > 0;)
            tokens[0][i] |= draw(&chance, 2) * ND_TOKEN_HALF;
        nd_alignment x = align_sides(a, b);
        memcpy(spans, x.spans, x.span_count * sizeof *spans);
        a.halves = nd_text_halves(&a.text, 0, a.text.count);
        b.halves = nd_text_halves(&b.text, 0, b.text.count);
        nd_alignment y = align_sides(a, b);
        check_same(&y, &x, spans);
    }
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    uint32_t tokens[2][20];
    nd_side  a = {spell(tokens[0], "abcdefghijklmnop"), NULL, 0}, b = {spell(tokens[1], "abcdefghijklmnop"), NULL, 0};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_aligner   fresh = {0};
        nd_alignment x;
        fail_allocation_after(calls);
        int status = nd_aligner_set(&fresh, a, NULL);
        if (!status) status = nd_aligner_align(&fresh, b, &x, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_aligner_free(&fresh);
    }
}

static int free_aligner(void **state) {
    (void)state;
    nd_aligner_free(&aligner);
    return 0;
}

/* ---- details ----------------------------------------------------------------------------------- */

/* Differences and figures as "a_begin-a_end:b_begin-b_end" each, in the order of the chains. */
static const char *details_of(const char *a, const char *b) {
    static char text[400];
    nd_details  details = {.names = {0}};
    aligner.details = &details;
    nd_alignment seen = align("nothing", "alike");
    assert_int_equal(details.differences.size + details.figures.size + seen.span_count, 0);
    seen = align(a, b);
    aligner.details = NULL;
    assert_int_equal(details.figures.size / sizeof(nd_span), seen.figures_changed);
    text[0] = '\0';
    for (int kind = 0; kind < 2; kind++) {
        const nd_buf *list = kind ? &details.figures : &details.differences;
        for (size_t i = 0; i < list->size / sizeof(nd_span); i++) {
            const nd_span *span = (const nd_span *)list->data + i;
            size_t         size = strlen(text);
            snprintf(text + size, sizeof text - size, "%s%u-%u:%u-%u ", kind ? "#" : "", span->a_begin, span->a_end,
                     span->b_begin, span->b_end);
        }
    }
    nd_details_free(&details);
    return text;
}

static void what_differs_within_passages_is_kept_where_it_is_asked_for(void **state) {
    (void)state;
    assert_string_equal(details_of("abcdefgh 1 ijklmnop", "abcdefgh 2 ijklmnop"), "8-9:8-9 #8-9:8-9 ");
    assert_string_equal(details_of("abcdefgh ijklmnop", "abcdefgh X ijklmnop"), "8-8:8-9 ");
    assert_string_equal(details_of("abcdefgh X ijklmnop", "abcdefgh ijklmnop"), "8-9:8-8 ");
    assert_string_equal(details_of("abcdefgh ijklmnop", "abcdefgh ijklmnop"), "");
    assert_string_equal(details_of("abcdefgh X1Y2 ijklmnop", "abcdefgh 3Q4 ijklmnop"),
                        "#9-10:8-9 #11-12:10-11 "); /* between two passages */
    assert_string_equal(details_of("abcdefghijklm X1Y2 nopqrstuvwxyz", "abcdefghijklm 3Q4 nopqrstuvwxyz"),
                        "13-17:13-16 #14-15:13-14 #16-17:15-16 ");
    assert_string_equal(details_of("abcdefgh X1Y2 ijklmnop", "abcdefgh 3Q ijklmnop"), "8-12:8-10 ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passages_are_one_to_one_and_coverage_is_what_they_cover),
        cmocka_unit_test(both_ways_round_the_coverage_is_about_the_same),
        cmocka_unit_test(a_text_is_wholly_covered_by_itself),
        cmocka_unit_test(a_sentence_that_stands_twice_is_counted_once),
        cmocka_unit_test(a_sentence_that_stands_twice_in_both_is_counted_twice),
        cmocka_unit_test(a_replaced_word_inside_a_passage_is_covered_but_not_equal),
        cmocka_unit_test(a_short_passage_is_uninterrupted),
        cmocka_unit_test(one_that_is_nearly_all_of_a_text_may_have_gaps),
        cmocka_unit_test(a_long_passage_may_have_gaps_all_over),
        cmocka_unit_test(damage_interrupts_no_passage),
        cmocka_unit_test(damage_is_seen_in_16_equal_words),
        cmocka_unit_test(a_gap_covers_as_much_as_the_other_side_can_stand_for),
        cmocka_unit_test(words_between_two_passages_are_not_covered),
        cmocka_unit_test(passages_in_another_order_are_all_found),
        cmocka_unit_test(texts_with_nothing_in_common_share_nothing),
        cmocka_unit_test(words_scattered_alike_are_no_passage),
        cmocka_unit_test(bigrams_count_one_half),
        cmocka_unit_test(a_number_replaced_at_the_same_place_is_counted),
        cmocka_unit_test(an_inserted_number_is_not_counted),
        cmocka_unit_test(a_number_for_a_word_is_not_counted),
        cmocka_unit_test(numbers_among_other_words_are_taken_in_turn),
        cmocka_unit_test(numbers_outside_what_is_shared_are_not_compared),
        cmocka_unit_test(facts_are_counted_where_any_changed),
        cmocka_unit_test(furniture_counts_in_neither_the_part_nor_the_whole),
        cmocka_unit_test(furniture_of_one_side_is_furniture_of_the_pair),
        cmocka_unit_test(a_run_that_is_half_furniture_is_furniture),
        cmocka_unit_test(furniture_that_is_not_shared_is_left_out_of_the_whole),
        cmocka_unit_test(common_words_are_covered_but_tie_no_story),
        cmocka_unit_test(masks_are_counted_as_if_one_by_one),
        cmocka_unit_test(a_length_that_is_known_changes_nothing),
        cmocka_unit_test(what_differs_within_passages_is_kept_where_it_is_asked_for),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("align", tests, NULL, free_aligner);
}
