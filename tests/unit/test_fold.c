/* test_fold.c - the table and nd_fold_complex against utf8proc, and the exceptions by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "random.h"
#include "text/fold.h"
#include "base/utf8.h"

#define MOST_POINTS 6

/* ---- the oracle: utf8proc on the whole word, then the exceptions --------------------------------- */

static int is_optional_mark(uint32_t c) {
    if (c >= 0x591 && c <= 0x5c7) return c != 0x5be && c != 0x5c0 && c != 0x5c3 && c != 0x5c6;
    if (c >= 0x610 && c <= 0x670)
        return c <= 0x61a || c == 0x640 || (c >= 0x64b && c <= 0x652) || (c >= 0x656 && c <= 0x65f) || c == 0x670;
    if (c >= 0x6d6 && c <= 0x6e4) return c != 0x6dd && c != 0x6de;
    return (c >= 0xfc5e && c <= 0xfc63) || (c >= 0xfcf2 && c <= 0xfcf4) ||
           (c >= 0xfe70 && c <= 0xfe7f && c != 0xfe73 && c != 0xfe75);
}

static int is_dotless_i(uint32_t c) {
    return c == 0x131 || c == 0x1d6a4; /* the other is mathematical */
}

static uint32_t after_exceptions(uint32_t c) {
    if (utf8proc_category((utf8proc_int32_t)c) != UTF8PROC_CATEGORY_ND) return c;
    return ND_FOLD_TO(nd_fold_lookup(c)); /* digits have a test of their own */
}

static size_t put_points(const uint32_t *points, size_t count, uint8_t *out) {
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        if (!is_optional_mark(points[i]))
            size += nd_utf8_encode(out + size, is_dotless_i(points[i]) ? 'i' : points[i]);
    return size;
}

static size_t expect_folded(const uint32_t *points, size_t count, uint8_t *out) {
    uint8_t plain[4 * MOST_POINTS], *folded = NULL;
    size_t  written = 0;
    size_t  size = put_points(points, count, plain);
    utf8proc_ssize_t left = utf8proc_map(plain, (utf8proc_ssize_t)size, &folded,
                                         UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                             UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    assert_true(left >= 0);
    for (const uint8_t *at = folded; left > 0;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t took = utf8proc_iterate(at, left, &c);
        at += took;
        left -= took;
        if (is_optional_mark((uint32_t)c)) continue;
        if (c == 0x307 && written && out[written - 1] == 'i') continue;
        written += nd_utf8_encode(out + written, after_exceptions((uint32_t)c));
    }
    free(folded);
    return written;
}

/* ---- the subject: as the tokenizer uses it -------------------------------------------------------- */

static size_t fold_points(const uint32_t *points, size_t count, uint8_t *word) {
    size_t size = 0;
    int    complex = 0, combining = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t entry = nd_fold_lookup(points[i]);
        if (ND_FOLD_CLASS(entry) == ND_FOLD_IGNORED) continue;
        size += nd_utf8_encode(word + size, ND_FOLD_TO(entry));
        if (entry & ND_FOLD_COMPLEX || (entry & ND_FOLD_COMBINING && combining)) complex = 1;
        combining = (entry & ND_FOLD_COMBINING) != 0;
    }
    return complex ? nd_fold_complex(word, size, ND_FOLD_BYTES_MAX) : size;
}

static void check_points(const uint32_t *points, size_t count) {
    uint8_t word[ND_FOLD_BYTES_MAX], expected[1024];
    size_t  size = fold_points(points, count, word), right = expect_folded(points, count, expected);
    if (size != right || memcmp(word, expected, size)) {
        for (size_t i = 0; i < count; i++) print_error("U+%04X ", points[i]);
        fail_msg("folds to \"%.*s\", not \"%.*s\"", (int)size, word, (int)right, expected);
    }
}

static int is_part_of_words(uint32_t c) {
    unsigned class = ND_FOLD_CLASS(nd_fold_lookup(c));
    if (c >= 0xd800 && c < 0xe000) return 0;
    return class != ND_FOLD_SEPARATOR && class != ND_FOLD_APOSTROPHE;
}

/* ---- tests ---------------------------------------------------------------------------------------- */

static void every_code_point_folds_as_by_utf8proc(void **state) {
    (void)state;
    for (uint32_t c = 1; c < 0x110000; c++)
        if (is_part_of_words(c)) check_points(&c, 1);
}

static void random_words_fold_as_by_utf8proc(void **state) {
    (void)state;
    static const uint32_t blocks[][2] = {
        {0x41, 0x5a},     {0xc0, 0x24f},    {0x300, 0x36f},   {0x370, 0x4ff},   {0x5b0, 0x5ea},
        {0x610, 0x6d5},   {0x900, 0xdff},   {0xe01, 0xe4e},   {0xfb0, 0xfbc},   {0x1100, 0x11ff},
        {0x1e00, 0x1fff}, {0x200b, 0x200d}, {0x3041, 0x30ff}, {0x3131, 0x318e}, {0xac00, 0xac40},
        {0xfb1d, 0xfdff}, {0xfe70, 0xfefc}, {0xff10, 0xffdc}, {0x1d400, 0x1d7ff}, {1, 0x10ffff}};
    const uint32_t count = sizeof blocks / sizeof *blocks;
    struct dice    dice = {1};
    for (unsigned round = 0; round < 400000; round++) {
        uint32_t points[MOST_POINTS], block = roll_below(&dice, count), size = 1 + roll_below(&dice, MOST_POINTS);
        for (uint32_t i = 0; i < size;) {
            uint32_t from = roll_below(&dice, 4) ? block : roll_below(&dice, count);
            points[i] = blocks[from][0] + roll_below(&dice, blocks[from][1] - blocks[from][0] + 1);
            i += is_part_of_words(points[i]);
        }
        check_points(points, size);
    }
}

static void digits_of_every_script_are_ascii_digits(void **state) {
    (void)state;
    static const uint32_t zeros[] = {'0',    0x660,  0x6f0,  0x966,  0x9e6,   0xe50,   0xed0,   0x1040,
                                     0x1090, 0x17e0, 0x19d0, 0xff10, 0x104a0, 0x1d7ce, 0x1d7d8, 0x1d7f6};
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
        for (uint32_t value = 0; value < 10; value++)
            assert_int_equal(nd_fold_lookup(zeros[i] + value), ND_FOLD_ENTRY('0' + value, ND_FOLD_DIGIT));
}

static unsigned class_of(uint32_t c) {
    return ND_FOLD_CLASS(nd_fold_lookup(c));
}

static void ascii_is_letters_digits_apostrophes_and_separators(void **state) {
    (void)state;
    for (uint32_t c = 0; c < 0x80; c++) {
        unsigned expected = ND_FOLD_SEPARATOR;
        if (c >= '0' && c <= '9') expected = ND_FOLD_DIGIT;
        if ((c | 32) >= 'a' && (c | 32) <= 'z' && c >= 'A') expected = ND_FOLD_LETTER;
        if (c == '\'' || c == '`') expected = ND_FOLD_APOSTROPHE;
        assert_int_equal(class_of(c), expected);
        assert_int_equal((nd_fold_lookup(c) & ND_FOLD_UPPER) != 0, c >= 'A' && c <= 'Z');
    }
}

static void apostrophes_of_all_shapes_are_apostrophes(void **state) {
    (void)state;
    static const uint32_t shapes[] = {0x2018, 0x2019, 0x201b, 0x2bb, 0x2bc, 0xb4, 0x1ffd, 0xff07};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        assert_int_equal(class_of(shapes[i]), ND_FOLD_APOSTROPHE);
}

static void scripts_without_spaces_are_known(void **state) {
    (void)state;
    static const uint32_t letters[] = {0x4e2d, 0x3042, 0x30ab, 0xff76, 0x30fc, 0x3007, 0xe01,
                                       0xe81,  0x1000, 0x1780, 0xf900, 0x20000, 0x2f800};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        assert_int_equal(class_of(letters[i]), ND_FOLD_UNSPACED);
    assert_int_equal(class_of(0xac00), ND_FOLD_LETTER);
    assert_int_equal(class_of(0x3001), ND_FOLD_SEPARATOR);
    assert_int_equal(class_of(0x30fb), ND_FOLD_SEPARATOR);
    assert_int_equal(class_of(0xe32), ND_FOLD_MARK);
}

static void what_is_not_there_is_ignored(void **state) {
    (void)state;
    static const uint32_t ignored[] = {0xad, 0x200b, 0x200c, 0x200d, 0xfeff, 0xfe0f, 0x64e, 0x651, 0x640, 0x5b8};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        assert_int_equal(class_of(ignored[i]), ND_FOLD_IGNORED);
}

static void capitals_are_known_in_all_scripts(void **state) {
    (void)state;
    static const uint32_t capitals[] = {0xc9, 0x130, 0x391, 0x416, 0x1c5, 0xff21, 0x10400};
    for (size_t i = 0; i < sizeof capitals / sizeof *capitals; i++)
        assert_true(nd_fold_lookup(capitals[i]) & ND_FOLD_UPPER);
    assert_false(nd_fold_lookup(0x131) & ND_FOLD_UPPER);
    assert_false(nd_fold_lookup(0xdf) & ND_FOLD_UPPER);
}

static void the_longest_folding_is_cut_at_the_room(void **state) {
    (void)state;
    uint8_t word[ND_FOLD_BYTES_MAX + 1];
    for (size_t i = 0; i < ND_FOLD_BYTES_MAX; i += 3) nd_utf8_encode(word + i, 0xfdfa);
    word[ND_FOLD_BYTES_MAX] = 'x';
    assert_int_equal(nd_fold_complex(word, ND_FOLD_BYTES_MAX, ND_FOLD_BYTES_MAX), ND_FOLD_BYTES_MAX);
    assert_int_equal(word[ND_FOLD_BYTES_MAX], 'x');
    assert_memory_equal(word, "\xd8\xb5\xd9\x84\xd9\x89 \xd8\xa7", 9);
}

static void a_word_that_is_not_utf8_is_left(void **state) {
    (void)state;
    uint8_t word[] = "a\xff" "b";
    assert_int_equal(nd_fold_complex(word, 3, sizeof word), 3);
    assert_memory_equal(word, "a\xff" "b", 3);
}

static void the_version_of_unicode_is_that_of_utf8proc(void **state) {
    (void)state;
    unsigned    part[3] = {0};
    const char *text = utf8proc_unicode_version();
    for (int i = 0; i < 3; i++, text++) part[i] = (unsigned)strtoul(text, (char **)&text, 10);
    assert_int_equal(nd_fold_unicode(), part[0] << 16 | part[1] << 8 | part[2]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_folds_as_by_utf8proc),
        cmocka_unit_test(random_words_fold_as_by_utf8proc),
        cmocka_unit_test(digits_of_every_script_are_ascii_digits),
        cmocka_unit_test(ascii_is_letters_digits_apostrophes_and_separators),
        cmocka_unit_test(apostrophes_of_all_shapes_are_apostrophes),
        cmocka_unit_test(scripts_without_spaces_are_known),
        cmocka_unit_test(what_is_not_there_is_ignored),
        cmocka_unit_test(capitals_are_known_in_all_scripts),
        cmocka_unit_test(the_longest_folding_is_cut_at_the_room),
        cmocka_unit_test(a_word_that_is_not_utf8_is_left),
        cmocka_unit_test(the_version_of_unicode_is_that_of_utf8proc),
    };
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
