/* test_utf8.c - exactly the well-formed sequences pass, by utf8proc and by Table 3-7 of the standard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "random.h"

static void every_code_point_comes_back(void **state) {
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        uint8_t bytes[4], expected[4];
        if (c >= 0xd800 && c < 0xe000) continue;
        unsigned size = nd_utf8_encode(bytes, c);
        assert_int_equal(size, utf8proc_encode_char((utf8proc_int32_t)c, expected));
        assert_memory_equal(bytes, expected, size);
        assert_int_equal(nd_utf8_length(bytes[0]), size);
        assert_int_equal(nd_utf8_valid_prefix(bytes, size, size), size);
        assert_int_equal(nd_utf8_decode(bytes, size), c);
    }
}

static void check_against_utf8proc(const uint8_t bytes[4]) {
    utf8proc_int32_t code_point;
    utf8proc_ssize_t expected = utf8proc_iterate(bytes, 4, &code_point);
    unsigned         length = nd_utf8_length(bytes[0]);
    int              valid = length && nd_utf8_valid_prefix(bytes, 4, length) == length;
    assert_int_equal(valid, expected > 0);
    if (!valid) return;
    assert_int_equal(length, expected);
    assert_int_equal(nd_utf8_decode(bytes, length), code_point);
}

static void every_pair_of_first_bytes_is_judged_as_by_utf8proc(void **state) {
    (void)state;
    static const uint8_t edges[] = {0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff};
    for (unsigned two = 0; two < 0x10000; two++)
        for (unsigned i = 0; i < 36; i++)
            check_against_utf8proc((uint8_t[]){two >> 8, two & 255, edges[i / 6], edges[i % 6]});
}

static void no_sequence_begins_with_a_continuation_or_an_impossible_byte(void **state) {
    (void)state;
    for (unsigned byte = 0x80; byte < 0xc2; byte++) assert_int_equal(nd_utf8_length((uint8_t)byte), 0);
    for (unsigned byte = 0xf5; byte < 0x100; byte++) assert_int_equal(nd_utf8_length((uint8_t)byte), 0);
}

static unsigned prefix(const char *bytes) {
    return nd_utf8_valid_prefix((const uint8_t *)bytes, (unsigned)strlen(bytes), nd_utf8_length((uint8_t)*bytes));
}

static void the_bytes_that_could_begin_a_sequence_are_counted(void **state) {
    (void)state;
    assert_int_equal(prefix("\xe2"), 1);
    assert_int_equal(prefix("\xe2\x82"), 2);
    assert_int_equal(prefix("\xe2\x82("), 2);
    assert_int_equal(prefix("\xe2("), 1);
    assert_int_equal(prefix("\xf0\x9f\x98"), 3);
    assert_int_equal(prefix("\xf0\x9f\x98x"), 3);
    assert_int_equal(prefix("\xc3("), 1);
}

static void overlong_forms_surrogates_and_the_far_end_break_off_at_once(void **state) {
    (void)state;
    assert_int_equal(prefix("\xe0\x9f\xbf"), 1);
    assert_int_equal(prefix("\xed\xa0\x80"), 1);
    assert_int_equal(prefix("\xf0\x8f\xbf\xbf"), 1);
    assert_int_equal(prefix("\xf4\x90\x80\x80"), 1);
}

static void expect(const char *bytes, size_t size, size_t valid) {
    assert_int_equal(nd_utf8_well_formed(bytes, size), valid);
    /* The same behind ASCII of every length around the stride of the fast path. */
    for (size_t before = 0; before < 20; before++) {
        char text[64];
        memset(text, 'a', before);
        memcpy(text + before, bytes, size);
        assert_int_equal(nd_utf8_well_formed(text, before + size), before + valid);
    }
}

#define VALID(bytes) expect(bytes, sizeof bytes - 1, sizeof bytes - 1)
#define INVALID(bytes, at) expect(bytes, sizeof bytes - 1, at)

static void characters_of_all_lengths_are_valid(void **state) {
    (void)state;
    VALID("");
    VALID("plain");
    VALID("nul \0 too");
    VALID("\xc2\x80\xdf\xbf");
    VALID("\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf");
    VALID("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
}

static void malformed_bytes_are_found_where_they_begin(void **state) {
    (void)state;
    INVALID("a\x80", 1);
    INVALID("ab\xff" "c", 2);
    INVALID("\xc0\x80", 0);         /* overlong */
    INVALID("\xc1\xbf", 0);
    INVALID("\xe0\x9f\xbf", 0);
    INVALID("\xf0\x8f\xbf\xbf", 0);
    INVALID("\xed\xa0\x80", 0);     /* a surrogate */
    INVALID("\xf4\x90\x80\x80", 0); /* above U+10FFFF */
    INVALID("\xf5\x80\x80\x80", 0);
    INVALID("\xc3\xa9\xe2\x82", 2); /* cut short */
    INVALID("\xe2\x28\xa1", 0);
    INVALID("\xf0\x9f\x98\x28", 0);
}

/* The definition: one sequence after the other. */
static size_t well_formed(const char *text, size_t size) {
    size_t at = 0;
    while (at < size) {
        uint32_t code_point;
        size_t   length = nd_utf8_step(text + at, size - at, &code_point);
        if (code_point == ND_NOT_UTF8) break;
        at += length;
    }
    return at;
}

static void mixed_text_is_judged_as_one_sequence_after_the_other(void **state) {
    (void)state;
    static const char *const pieces[] = {
        "a", "plain words ", "\xc3\xa9", "\xd0\xb6", "\xe4\xb8\xad", "\xe2\x80\x99", "\xe0\xa4\xb9",
        "\xed\x95\x9c", "\xef\xbc\x8c", "\xf0\x9f\x98\x80"};
    static const char *const broken[] = {
        "\xc3", "\xe4\xb8", "\xed\xa0\x80", "\xe0\x80\x80", "\xc1\x80", "\x80", "\xff"};
    struct dice dice = {1};
    for (unsigned round = 0; round < 50000; round++) {
        char   text[128];
        size_t size = 0, count = roll_below(&dice, 9);
        for (size_t i = 0; i < count; i++) {
            int         is_broken = roll_below(&dice, 12) == 0;
            const char *piece = is_broken ? broken[roll_below(&dice, 7)] : pieces[roll_below(&dice, 10)];
            memcpy(text + size, piece, strlen(piece));
            size += strlen(piece);
        }
        assert_int_equal(nd_utf8_well_formed(text, size), well_formed(text, size));
    }
}

static void nothing_is_valid(void **state) {
    (void)state;
    assert_int_equal(nd_utf8_well_formed(NULL, 0), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(every_pair_of_first_bytes_is_judged_as_by_utf8proc),
        cmocka_unit_test(no_sequence_begins_with_a_continuation_or_an_impossible_byte),
        cmocka_unit_test(the_bytes_that_could_begin_a_sequence_are_counted),
        cmocka_unit_test(overlong_forms_surrogates_and_the_far_end_break_off_at_once),
        cmocka_unit_test(characters_of_all_lengths_are_valid),
        cmocka_unit_test(malformed_bytes_are_found_where_they_begin),
        cmocka_unit_test(mixed_text_is_judged_as_one_sequence_after_the_other),
        cmocka_unit_test(nothing_is_valid),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
