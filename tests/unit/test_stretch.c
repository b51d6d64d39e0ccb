/* test_stretch.c - the kernels of this processor against the portable ones; what they find is test_tokenize.c's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "text/place.h"
#include "text/stretch.c" /* the kernels are known to this file only */
#include "text/words.h"

#define TEXT_BYTES 1500

static size_t make_text(struct dice *dice, uint8_t *text) {
    static const char *const pieces[] = {"a", "Zebra", "é", "Ж", "中", " ", " ", " ", "\n", ".", "'", "-", "7", "1,5",
                                         "\"", "?", "\t", "“", "”", "x",
                                         "internationalisation", "(", "\xff", "\xe2\x80\x99", "QED", "`", "\u2028",
                                         "\u2029", "\u00a0", "\u2026"};
    size_t size = 0;
    while (size + 24 < TEXT_BYTES) {
        uint32_t    some = roll_below(dice, 16) ? 20 : sizeof pieces / sizeof *pieces;
        const char *piece = pieces[roll_below(dice, some)];
        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return 1 + roll_below(dice, (uint32_t)size);
}

static nd_position make_position(struct dice *dice) {
    return (nd_position){.newlines = (uint8_t)roll_below(dice, 3), .sentence_start = (uint8_t)roll_below(dice, 2),
                         .pending = (uint8_t)(roll_below(dice, 4) * ND_TOKEN_PARAGRAPH), /* and a line */
                         .quote = (uint8_t)roll_below(dice, 2)};
}

static void check_list(const uint16_t *a, const uint16_t *b, size_t count) {
    assert_memory_equal(a, b, count * sizeof *a);
}

static void check_stretches(const nd_stretch *a, const nd_stretch *b) {
    assert_int_equal(a->size, b->size);
    assert_int_equal(a->words, b->words);
    assert_int_equal(a->joined, b->joined);
    assert_memory_equal(a->folded, b->folded, a->size);
    check_list(a->begins, b->begins, a->words);
    check_list(a->ends, b->ends, a->words);
    check_list(a->joined_words, b->joined_words, a->joined);
    for (size_t i = 0; i < a->joined; i++) assert_in_range(a->joined_words[i], 0, a->words - 1); /* has an end */
    assert_memory_equal(&a->position, &b->position, sizeof a->position);
}

typedef void take_fn(nd_stretch *stretch, const uint8_t *text, size_t size);

static void check_kernel(take_fn *take_here) {
    struct dice dice = {1};
    for (unsigned round = 0; round < 5000; round++) {
        static nd_stretch here, portable_one;
        uint8_t           text[TEXT_BYTES];
        size_t            size = make_text(&dice, text);
        here.position = portable_one.position = make_position(&dice);
        take_here(&here, text, size);
        nd_stretch_take_portable(&portable_one, text, size);
        check_stretches(&here, &portable_one);
    }
}

static void random_texts_have_the_same_stretches(void **state) {
    (void)state;
    check_kernel(nd_stretch_take);
#ifdef ND_AVX2
    if (nd_has_avx2()) check_kernel(take_avx2);
#endif
}

struct columns {
    uint64_t hashes[ND_STRETCH_WORDS + ND_WORDS_SLACK];
    uint32_t tokens[ND_STRETCH_WORDS + ND_WORDS_SLACK];
    uint8_t  places[(ND_STRETCH_WORDS + ND_WORDS_SLACK) * ND_PLACE_BYTES_MAX];
};

/* Words of every size, with gaps of every size between them. */
static void make_stretch(struct dice *dice, nd_stretch *stretch) {
    size_t at = 0;
    stretch->words = 0;
    for (size_t i = 0; i < sizeof stretch->folded; i++) stretch->folded[i] = (uint8_t)('0' + roll_below(dice, 75));
    for (;;) {
        at += roll_below(dice, roll_below(dice, 8) ? 4 : 20);
        size_t size = 1 + roll_below(dice, roll_below(dice, 8) ? 9 : 40);
        if (at + size > ND_STRETCH_BYTES || stretch->words == ND_STRETCH_WORDS || !roll_below(dice, 99)) return;
        stretch->begins[stretch->words] = (uint16_t)(at | roll_below(dice, 32) << ND_STRETCH_FLAGS_SHIFT);
        stretch->ends[stretch->words++] = (uint16_t)(at += size);
    }
}

static void words_of_all_sizes_have_the_same_tokens(void **state) {
    (void)state;
    struct dice dice = {2};
    for (unsigned round = 0; round < 5000; round++) {
        static nd_stretch     stretch;
        static struct columns one, two;
        uint64_t              gap = roll_below(&dice, 40);
        nd_words              here = {one.hashes, one.tokens, one.places};
        nd_words              portable = {two.hashes, two.tokens, two.places};
        make_stretch(&dice, &stretch);
        nd_words_put(&here, &stretch, gap);
        nd_words_put_portable(&portable, &stretch, gap);
        size_t size = (size_t)(portable.places - two.places);
        assert_int_equal(here.places - one.places, size);
        assert_memory_equal(one.places, two.places, size);
        assert_memory_equal(one.hashes, two.hashes, stretch.words * sizeof *one.hashes);
        assert_memory_equal(one.tokens, two.tokens, stretch.words * sizeof *one.tokens);
    }
}

/* Of words whose places mostly take one byte, also where that byte would be the mark of a longer one. */
static void make_near_words(struct dice *dice, nd_stretch *stretch) {
    size_t at = 0;
    stretch->words = 0;
    while (stretch->words < ND_STRETCH_WORDS && at + 27 <= ND_STRETCH_BYTES) {
        int is_far = !roll_below(dice, 40), is_long = !roll_below(dice, 40) || is_far;
        stretch->begins[stretch->words] = (uint16_t)(at += is_far ? 11 : roll_below(dice, 4));
        stretch->ends[stretch->words++] = (uint16_t)(at += is_long ? 16 : 1 + roll_below(dice, 9));
    }
}

static void places_are_those_of_word_after_word(void **state) {
    (void)state;
    struct dice dice = {3};
    for (unsigned round = 0; round < 500; round++) {
        static nd_stretch     stretch;
        static struct columns one, two, expected;
        nd_words              here = {one.hashes, one.tokens, one.places};
        nd_words              portable = {two.hashes, two.tokens, two.places};
        size_t                size = 0, before = 0;
        make_near_words(&dice, &stretch);
        nd_words_put(&here, &stretch, 0);
        nd_words_put_portable(&portable, &stretch, 0);
        for (size_t i = 0; i < stretch.words; before = stretch.ends[i++])
            size += nd_place_encode(expected.places + size, (int64_t)(stretch.begins[i] - before),
                                    (size_t)(stretch.ends[i] - stretch.begins[i]));
        assert_int_equal(here.places - one.places, size);
        assert_int_equal(portable.places - two.places, size);
        assert_memory_equal(one.places, expected.places, size);
        assert_memory_equal(two.places, expected.places, size);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_texts_have_the_same_stretches),
        cmocka_unit_test(words_of_all_sizes_have_the_same_tokens),
        cmocka_unit_test(places_are_those_of_word_after_word),
    };
    return cmocka_run_group_tests_name("stretch", tests, NULL, NULL);
}
