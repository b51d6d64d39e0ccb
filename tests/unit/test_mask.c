/* test_mask.c - the masks of 64 bytes against a look at each byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mask.h"
#include "random.h"

static int is_word(uint8_t c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static int is_capital(uint8_t c) {
    return c >= 'A' && c <= 'Z';
}

static int is_end(uint8_t c) {
    return c == '.' || c == '!' || c == '?';
}

static int is_blank(uint8_t c) {
    return c == '\t' || c == '\r' || c == '\'' || c == '`';
}

static int is_json(uint8_t c) {
    return c == '"' || c == '\\' || c < 0x20;
}

static int is_joining(uint8_t c) {
    return (c >= '0' && c <= '9') || (c && strchr("'`,-./:", c));
}

typedef void mask_fn(const uint8_t *at, uint8_t *lower, nd_text_masks *out);

static void check_text(mask_fn *mask_text, const uint8_t *bytes) {
    nd_text_masks expected = {0}, masks;
    uint8_t       lower[ND_MASK_BYTES];
    mask_text(bytes, lower, &masks);
    for (unsigned i = 0; i < ND_MASK_BYTES; i++) {
        uint8_t c = bytes[i];
        expected.words |= (uint64_t)is_word(c) << i;
        expected.marks |= (uint64_t)(!is_word(c) && c != ' ') << i;
        expected.high |= (uint64_t)(c >= 0x80) << i;
        expected.lines |= (uint64_t)(c == '\n') << i;
        expected.ends |= (uint64_t)is_end(c) << i;
        expected.quotes |= (uint64_t)(c == '"') << i;
        expected.blanks |= (uint64_t)is_blank(c) << i;
        expected.joining |= (uint64_t)is_joining(c) << i;
        expected.capitals |= (uint64_t)is_capital(c) << i;
        assert_int_equal(lower[i], is_capital(c) ? c + 32 : c);
    }
    assert_true(masks.words == expected.words);
    assert_true(masks.marks == expected.marks);
    assert_true(masks.high == expected.high);
    assert_true(masks.capitals == expected.capitals);
    assert_true(masks.lines == expected.lines);
    assert_true(masks.ends == expected.ends);
    assert_true(masks.quotes == expected.quotes);
    assert_true(masks.blanks == expected.blanks);
    assert_true(masks.joining == expected.joining);
}

static void check(const uint8_t *bytes) {
    uint64_t spaces = 0, json = 0, low = 0, high = 0;
    for (unsigned i = 0; i < ND_MASK_BYTES; i++) {
        spaces |= (uint64_t)(bytes[i] == ' ') << i;
        json |= (uint64_t)is_json(bytes[i]) << i;
        low |= (uint64_t)(bytes[i] < '\t') << i;
        high |= (uint64_t)(bytes[i] > 127) << i;
    }
    assert_true(nd_mask_byte(bytes, ' ') == spaces);
    assert_true(nd_mask_json(bytes) == json);
    assert_true(nd_mask_low(bytes) == low);
    assert_true(nd_mask_high(bytes) == high);
    check_text(nd_mask_text, bytes);
#if defined(ND_AVX2) && defined(__SSE2__)
    if (nd_has_avx2()) check_text(nd_mask_text_avx2, bytes);
#endif
}

static void every_byte_at_every_place(void **state) {
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        uint8_t bytes[ND_MASK_BYTES + 1];
        for (unsigned i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(i % 2 ? c : c ^ 0x80);
        check(bytes);
        check(bytes + 1);
    }
}

static void random_bytes_at_any_address(void **state) {
    (void)state;
    struct dice dice = {1};
    for (unsigned round = 0; round < 20000; round++) {
        uint8_t bytes[ND_MASK_BYTES + 16];
        for (unsigned i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)roll(&dice);
        check(bytes + round % 16);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_at_every_place),
        cmocka_unit_test(random_bytes_at_any_address),
    };
    return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
