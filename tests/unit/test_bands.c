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
    for (size_t i = 0; i < ND_MINHASH_MOST; i++) signature[i] = (uint32_t)roll(dice);
}

static void the_bands_use_every_row_once(void **state) {
    (void)state;
    uint32_t signature[ND_MINHASH_MOST] = {0};
    uint64_t keys[ND_BANDS_MOST];
    assert_int_equal(nd_bands(signature, ND_MINHASH_MOST, keys), 32);
    assert_int_equal(nd_bands(signature, ND_MINHASH_MOST / 2, keys), 16);
    assert_int_equal(ND_BAND_ROWS, 4);
}

static void a_row_changes_the_key_of_its_band_alone(void **state) {
    (void)state;
    struct dice dice = {1};
    uint32_t    signature[ND_MINHASH_MOST];
    uint64_t    before[ND_BANDS_MOST], after[ND_BANDS_MOST];
    make_signature(&dice, signature);
    nd_bands(signature, ND_MINHASH_MOST, before);
    for (size_t row = 0; row < ND_MINHASH_MOST; row++) {
        signature[row] ^= 1;
        nd_bands(signature, ND_MINHASH_MOST, after);
        signature[row] ^= 1;
        for (size_t band = 0; band < ND_BANDS_MOST; band++)
            assert_int_equal(before[band] != after[band], band == row / ND_BAND_ROWS);
    }
}

static void equal_rows_in_different_bands_have_different_keys(void **state) {
    (void)state;
    uint32_t signature[ND_MINHASH_MOST] = {0};
    uint64_t keys[ND_BANDS_MOST];
    nd_bands(signature, ND_MINHASH_MOST, keys);
    for (size_t i = 0; i < ND_BANDS_MOST; i++)
        for (size_t j = 0; j < i; j++) assert_true(keys[i] != keys[j]);
}

static void the_order_of_rows_matters(void **state) {
    (void)state;
    uint32_t one[ND_MINHASH_MOST] = {1, 2, 3, 4}, other[ND_MINHASH_MOST] = {3, 4, 1, 2};
    uint64_t left[ND_BANDS_MOST], right[ND_BANDS_MOST];
    nd_bands(one, ND_MINHASH_MOST, left);
    nd_bands(other, ND_MINHASH_MOST, right);
    assert_true(left[0] != right[0]);
}

static size_t sign(const nd_minhash *minhash, const uint64_t *shingles, size_t count, uint32_t *signature) {
    uint64_t bins[ND_MINHASH_BINS];
    nd_minhash_bins(shingles, count, bins);
    return nd_minhash_sign(minhash, shingles, count, bins, signature);
}

/* Do two sets of `size` shingles, `common` of them in both, share a key? */
static int share_a_key(const nd_minhash *minhash, struct dice *dice, size_t size, size_t common) {
    uint64_t all[200], a[ND_BANDS_MOST], b[ND_BANDS_MOST];
    uint32_t signature[ND_MINHASH_MOST];
    for (size_t i = 0; i < 2 * size; i++) all[i] = roll(dice);
    nd_bands(signature, sign(minhash, all, size, signature), a);
    size_t count = nd_bands(signature, sign(minhash, all + size - common, size, signature), b);
    for (size_t i = 0; i < count; i++)
        if (a[i] == b[i]) return 1;
    return 0;
}

static unsigned sharing_of_4000(size_t size, size_t common) {
    struct dice dice = {2};
    nd_minhash  minhash;
    unsigned    sharing = 0;
    nd_minhash_init(&minhash);
    for (unsigned round = 0; round < 4000; round++) sharing += (unsigned)share_a_key(&minhash, &dice, size, common);
    return sharing;
}

/* Four standard errors about 1 - (1 - s^4)^n, n being 32 up to 63 shingles and 16 from there on. Permutations that
 * depend on each other would show here: four rows have to agree. */
static void similar_texts_share_a_key_as_often_as_promised(void **state) {
    (void)state;
    assert_in_range(sharing_of_4000(60, 40), 3407, 3579);  /* s = .5 */
    assert_in_range(sharing_of_4000(80, 60), 3487, 3645);  /* .6 */
    assert_in_range(sharing_of_4000(90, 60), 2455, 2697);  /* .5 */
    assert_in_range(sharing_of_4000(65, 30), 405, 571);    /* .3 */
    assert_in_range(sharing_of_4000(60, 20), 145, 255);    /* .2 */
    assert_in_range(sharing_of_4000(12, 8), 3407, 3579);   /* .5, of a text of 16 words */
    assert_in_range(sharing_of_4000(80, 0), 0, 0);
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
