/* test_bands.c - a key depends on the four rows of its band and on which band it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "sketch/bands.h"

static void make_signature(struct dice *dice, uint32_t *signature) {
    for (size_t i = 0; i < ND_MINHASH_SIZE; i++) signature[i] = (uint32_t)roll(dice);
}

static void the_bands_use_every_row_once(void **state) {
    (void)state;
    assert_int_equal(ND_BANDS * ND_BAND_ROWS, ND_MINHASH_SIZE);
    assert_int_equal(ND_BAND_ROWS, 4);
}

static void a_row_changes_the_key_of_its_band_alone(void **state) {
    (void)state;
    struct dice dice = {1};
    uint32_t    signature[ND_MINHASH_SIZE];
    uint64_t    before[ND_BANDS], after[ND_BANDS];
    make_signature(&dice, signature);
    nd_bands(signature, before);
    for (size_t row = 0; row < ND_MINHASH_SIZE; row++) {
        signature[row] ^= 1;
        nd_bands(signature, after);
        signature[row] ^= 1;
        for (size_t band = 0; band < ND_BANDS; band++)
            assert_int_equal(before[band] != after[band], band == row / ND_BAND_ROWS);
    }
}

static void equal_rows_in_different_bands_have_different_keys(void **state) {
    (void)state;
    uint32_t signature[ND_MINHASH_SIZE] = {0};
    uint64_t keys[ND_BANDS];
    nd_bands(signature, keys);
    for (size_t i = 0; i < ND_BANDS; i++)
        for (size_t j = 0; j < i; j++) assert_true(keys[i] != keys[j]);
}

static void the_order_of_rows_matters(void **state) {
    (void)state;
    uint32_t one[ND_MINHASH_SIZE] = {1, 2, 3, 4}, other[ND_MINHASH_SIZE] = {3, 4, 1, 2};
    uint64_t left[ND_BANDS], right[ND_BANDS];
    nd_bands(one, left);
    nd_bands(other, right);
    assert_true(left[0] != right[0]);
}

static int share_a_key(struct dice *dice, unsigned percent) {
    uint32_t left[ND_MINHASH_SIZE], right[ND_MINHASH_SIZE];
    uint64_t a[ND_BANDS], b[ND_BANDS];
    make_signature(dice, left);
    make_signature(dice, right);
    for (size_t i = 0; i < ND_MINHASH_SIZE; i++)
        if (roll_below(dice, 100) < percent) right[i] = left[i];
    nd_bands(left, a);
    nd_bands(right, b);
    for (size_t i = 0; i < ND_BANDS; i++)
        if (a[i] == b[i]) return 1;
    return 0;
}

static unsigned sharing_of_1000(unsigned percent) {
    struct dice dice = {2};
    unsigned    sharing = 0;
    for (unsigned round = 0; round < 1000; round++) sharing += (unsigned)share_a_key(&dice, percent);
    return sharing;
}

static void similar_texts_share_a_key_as_often_as_promised(void **state) {
    (void)state;
    assert_in_range(sharing_of_1000(50), 840, 900); /* .87 */
    assert_in_range(sharing_of_1000(60), 975, 1000); /* .99 */
    assert_in_range(sharing_of_1000(20), 25, 80); /* .05 */
    assert_int_equal(sharing_of_1000(0), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bands_use_every_row_once),
        cmocka_unit_test(a_row_changes_the_key_of_its_band_alone),
        cmocka_unit_test(equal_rows_in_different_bands_have_different_keys),
        cmocka_unit_test(the_order_of_rows_matters),
        cmocka_unit_test(similar_texts_share_a_key_as_often_as_promised),
    };
    return cmocka_run_group_tests_name("bands", tests, NULL, NULL);
}
