/* test_encoding.c - well-formed UTF-8 and every way not to be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/encoding.h"

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

static void nothing_is_valid(void **state) {
    (void)state;
    assert_int_equal(nd_utf8_well_formed(NULL, 0), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_of_all_lengths_are_valid),
        cmocka_unit_test(malformed_bytes_are_found_where_they_begin),
        cmocka_unit_test(nothing_is_valid),
    };
    return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}
