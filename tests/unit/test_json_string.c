/* test_json_string.c - what a string stands for, and that it is the same in every way of copying it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/json_string.h"
#include "random.h"

#define BYTES 300

typedef nd_json_copied copy_fn(const uint8_t *from, size_t size, uint8_t *to);

static copy_fn *const ways[] = {nd_json_copy, nd_json_copy_portable};

static void expect(const char *from, size_t passed, const char *written) {
    for (size_t way = 0; way < 2; way++) {
        uint8_t        to[BYTES + ND_JSON_SLACK];
        nd_json_copied copied = ways[way]((const uint8_t *)from, strlen(from), to);
        assert_int_equal(copied.passed, passed);
        assert_int_equal(copied.written, strlen(written));
        assert_memory_equal(to, written, copied.written);
    }
}

static void escapes_of_two_bytes_are_exchanged(void **state) {
    (void)state;
    expect("", 0, "");
    expect("plain \xc3\xa9", 8, "plain \xc3\xa9");
    expect("a\\n\\n\\\"b\\\"\\t\\r\\b\\f\\/\\\\", 22, "a\n\n\"b\"\t\r\b\f/\\");
    expect("\\\\\\\\\\\"\\\\", 8, "\\\\\"\\");
}

static void it_ends_before_what_stands_for_something_else(void **state) {
    (void)state;
    expect("ab\"c", 2, "ab");
    expect("\"", 0, "");
    expect("ab\\\\\"c", 4, "ab\\");
    expect("ab\tc", 2, "ab");
    expect("a\\nb\\u0041", 4, "a\nb");
    expect("ab\\x", 2, "ab");
    expect("ab\\", 2, "ab");
    expect("ab\\\\\\", 4, "ab\\");
    expect("ab\\\n", 2, "ab");
    expect("ab\\\xee", 2, "ab");
}

static void expect_code_point(const char *from, size_t taken, uint32_t expected) {
    size_t size = strlen(from);
    for (size_t left = 0; left < size; left++) { /* nothing is read behind the end */
        uint32_t found = 0;
        char    *exact = malloc(size - left);
        memcpy(exact, from, size - left);
        assert_int_equal(nd_json_code_point(exact, size - left, &found), size - left >= taken ? taken : 0);
        if (taken && size - left >= taken) assert_int_equal(found, expected);
        free(exact);
    }
}

static void characters_have_numbers(void **state) {
    (void)state;
    expect_code_point("\\u0041 b", 6, 'A');
    expect_code_point("\\uD7fF", 6, 0xd7ff);
    expect_code_point("\\ue000\\udc00", 6, 0xe000);
    expect_code_point("\\ud83d\\uDE00!", 12, 0x1f600);
    expect_code_point("\\ud800\\udc00", 12, 0x10000);
    expect_code_point("\\udbff\\udfff", 12, 0x10ffff);
    expect_code_point("\\ud800\\ue000", 0, 0);
    expect_code_point("\\ud800\\udbff", 0, 0);
    expect_code_point("\\ud800 \\udc00", 0, 0);
    expect_code_point("\\udc00\\udc00", 0, 0);
    expect_code_point("\\u00g0", 0, 0);
    expect_code_point("\\x0041", 0, 0);
    expect_code_point("/u0041", 0, 0);
}

/* Wherever an escape lies in the blocks that are copied at once. */
static void escapes_may_lie_anywhere(void **state) {
    (void)state;
    for (size_t before = 0; before < 200; before++) {
        char from[BYTES], written[BYTES];
        memset(from, 'x', before);
        memcpy(written, from, before);
        strcpy(from + before, "\\n\\\\\\\"yz\"");
        strcpy(written + before, "\n\\\"yz");
        expect(from, before + 8, written);
    }
}

static void random_strings_are_the_same_in_every_way(void **state) {
    (void)state;
    static const char often[] = "\\\\\\\\nnrt\"\"//bfu x\n";
    struct dice       dice = {1};
    for (unsigned round = 0; round < 30000; round++) {
        size_t         size = roll_below(&dice, BYTES), rare = 1 + roll_below(&dice, 40);
        uint8_t       *from = malloc(size ? size : 1), to[2][BYTES + ND_JSON_SLACK]; /* no byte more, for sanitizers */
        nd_json_copied copied[2];
        assert_non_null(from);
        for (size_t i = 0; i < size; i++) {
            int is_odd = roll_below(&dice, (uint32_t)rare) == 0;
            from[i] = is_odd ? (uint8_t)often[roll_below(&dice, sizeof often - 1)] : (uint8_t)(roll(&dice) | 0x40);
        }
        for (size_t way = 0; way < 2; way++) copied[way] = ways[way](from, size, to[way]);
        assert_true(copied[0].passed == copied[1].passed && copied[0].written == copied[1].written);
        assert_in_range(copied[0].passed, copied[0].written, size);
        assert_memory_equal(to[0], to[1], copied[0].written);
        free(from);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_of_two_bytes_are_exchanged),
        cmocka_unit_test(it_ends_before_what_stands_for_something_else),
        cmocka_unit_test(characters_have_numbers),
        cmocka_unit_test(escapes_may_lie_anywhere),
        cmocka_unit_test(random_strings_are_the_same_in_every_way),
    };
    return cmocka_run_group_tests_name("json_string", tests, NULL, NULL);
}
