/* test_bytes.c - loads are little-endian anywhere, and the mixers mix. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/bytes.h"

static void loads_are_little_endian_at_any_address(void **state) {
    (void)state;
    uint8_t bytes[16] = {0};
    for (unsigned at = 0; at < 8; at++) {
        for (unsigned i = 0; i < 8; i++) bytes[at + i] = (uint8_t)(0x11 * (i + 1));
        assert_true(nd_load64(bytes + at) == UINT64_C(0x8877665544332211));
    }
}

/* The value of the golden ratio is the first number of splitmix64 from the seed 0; the others are from
 * an independent program. The keys in stage files depend on them. */
static void the_mixer_is_the_published_one(void **state) {
    (void)state;
    assert_true(nd_mix64(0) == 0);
    assert_true(nd_mix64(1) == UINT64_C(0x5692161d100b05e5));
    assert_true(nd_mix64(UINT64_C(0x9e3779b97f4a7c15)) == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(nd_mix64(UINT64_MAX) == UINT64_C(0xb4d055fcf2cbbd7b));
    assert_true(nd_mix64_pair(1, 2) == UINT64_C(0x5f552ce482f2aa47));
}

/* From an independent program. */
static void the_cheaper_mixer_is_the_known_one(void **state) {
    (void)state;
    assert_true(nd_spread64(1) == UINT64_C(0x93649591bb8d8c9c));
    assert_true(nd_spread64(UINT64_MAX) == UINT64_C(0x89ba3143cebe9e87));
    assert_true(nd_spread64(UINT64_C(0x9e3779b97f4a7c15)) == UINT64_C(0xc1b2082a81e105e3));
}

static unsigned ones(uint64_t x) {
    unsigned count = 0;
    for (; x; x &= x - 1) count++;
    return count;
}

static void each_bit_in_moves_about_half_of_the_bits_out(void **state) {
    (void)state;
    for (unsigned bit = 0; bit < 64; bit++) {
        unsigned moved = 0;
        for (uint64_t x = 1; x <= 256; x++) moved += ones(nd_mix64(x) ^ nd_mix64(x ^ UINT64_C(1) << bit));
        assert_in_range(moved, 256 * 24, 256 * 40);
    }
}

static void each_bit_in_moves_about_half_of_the_upper_bits_of_the_cheaper_one(void **state) {
    (void)state;
    for (unsigned bit = 0; bit < 64; bit++) {
        unsigned moved = 0;
        for (uint64_t x = 1; x <= 256; x++)
            moved += ones((nd_spread64(x) ^ nd_spread64(x ^ UINT64_C(1) << bit)) >> 32);
        assert_in_range(moved, 256 * 8, 256 * 24);
    }
}

static void a_turn_by_any_number_of_bits_loses_none(void **state) {
    (void)state;
    const uint64_t x = UINT64_C(0x9e3779b97f4a7c15);
    assert_true(nd_rotate64(x, 0) == x && nd_rotate64(x, 64) == x);
    assert_true(nd_rotate64(x, 8) == UINT64_C(0x3779b97f4a7c159e));
    for (unsigned bits = 0; bits <= 64; bits++) assert_true(nd_rotate64(nd_rotate64(x, bits), 64 - bits) == x);
}

static void ones_are_counted_wherever_they_stand(void **state) {
    (void)state;
    for (unsigned count = 0; count <= 64; count++) {
        uint64_t ones = count ? UINT64_MAX >> (64 - count) : 0;
        for (unsigned turn = 0; turn < 64; turn++) assert_int_equal(nd_count_bits(nd_rotate64(ones, turn)), count);
        assert_int_equal(nd_count_bits(ones & UINT64_C(0x9249249249249249)), (count + 2) / 3);
    }
}

static void a_pair_is_not_symmetric(void **state) {
    (void)state;
    for (uint64_t a = 0; a < 50; a++)
        for (uint64_t b = a + 1; b < 50; b++) assert_true(nd_mix64_pair(a, b) != nd_mix64_pair(b, a));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_are_little_endian_at_any_address),
        cmocka_unit_test(the_mixer_is_the_published_one),
        cmocka_unit_test(each_bit_in_moves_about_half_of_the_bits_out),
        cmocka_unit_test(the_cheaper_mixer_is_the_known_one),
        cmocka_unit_test(each_bit_in_moves_about_half_of_the_upper_bits_of_the_cheaper_one),
        cmocka_unit_test(a_turn_by_any_number_of_bits_loses_none),
        cmocka_unit_test(ones_are_counted_wherever_they_stand),
        cmocka_unit_test(a_pair_is_not_symmetric),
    };
    return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
