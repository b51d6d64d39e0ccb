/* test_minhash.c - every kernel gives the portable signature, and signatures of both kinds estimate similarity. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random.h"
#include "sketch/minhash.c" /* the kernels are known to this file only */

#define MOST 1000

static void fill(struct dice *dice, uint64_t *shingles, size_t count) {
    for (size_t i = 0; i < count; i++) shingles[i] = roll(dice);
}

static size_t sign(const nd_minhash *minhash, const uint64_t *shingles, size_t count, uint32_t *signature) {
    uint64_t bins[BINS];
    nd_minhash_bins(shingles, count, bins);
    return nd_minhash_sign(minhash, shingles, count, bins, signature);
}

static void check_kernel(nd_minhash *minhash) {
    struct dice dice = {1};
    uint64_t    shingles[MOST] = {0};
    uint32_t    expected[ND_MINHASH_MOST], signature[ND_MINHASH_MOST];
    for (size_t count = 0; count <= MOST; count += count < 40 ? 1 : 160) {
        fill(&dice, shingles, count);
        nd_minhash_portable(minhash, shingles, count, expected);
        minhash->kernel(minhash, shingles, count, signature);
        assert_memory_equal(signature, expected, sizeof expected);
    }
}

static void every_kernel_gives_the_portable_signature(void **state) {
    (void)state;
    nd_minhash minhash;
    nd_minhash_init(&minhash);
    check_kernel(&minhash);
#ifdef ND_AVX2
    if (nd_has_avx2()) {
        minhash.kernel = sign_avx2;
        check_kernel(&minhash);
    }
    if (nd_has_avx512()) {
        minhash.kernel = sign_avx512;
        check_kernel(&minhash);
    }
#endif
}

static void the_signature_is_the_minimum_of_each_permutation(void **state) {
    (void)state;
    nd_minhash  minhash;
    struct dice dice = {2};
    uint64_t    shingles[50];
    uint32_t    signature[ND_MINHASH_MOST];
    nd_minhash_init(&minhash);
    fill(&dice, shingles, 50);
    assert_int_equal(sign(&minhash, shingles, 50, signature), ND_MINHASH_MOST);
    for (size_t i = 0; i < ND_MINHASH_MOST; i++) {
        uint32_t least = UINT32_MAX;
        for (size_t j = 0; j < 50; j++) {
            uint32_t value = (uint32_t)((shingles[j] >> 32) + shingles[j] * minhash.multiply[i]);
            if (value < least) least = value;
        }
        assert_int_equal(signature[i], least);
    }
}

/* Is it the minimum of a bin that has one? */
static int is_drawn(const uint64_t least[BINS], uint32_t value) {
    for (unsigned bin = 0; bin < BINS; bin++)
        if (least[bin] != EMPTY && (uint32_t)(least[bin] >> 20) == value) return 1;
    return 0;
}

static void a_longer_text_has_the_minimum_of_each_bin(void **state) {
    (void)state;
    nd_minhash  minhash;
    struct dice dice = {6};
    uint64_t    shingles[MOST];
    uint32_t    signature[ND_MINHASH_MOST];
    nd_minhash_init(&minhash);
    fill(&dice, shingles, MOST);
    assert_int_equal(sign(&minhash, shingles, ND_MINHASH_LONG - 1, signature), ND_MINHASH_MOST);
    for (size_t count = ND_MINHASH_LONG; count <= MOST; count += 78) {
        uint64_t least[BINS];
        memset(least, 0xff, sizeof least);
        for (size_t i = 0; i < count; i++)
            if (shingles[i] < least[shingles[i] >> 58]) least[shingles[i] >> 58] = shingles[i];
        assert_int_equal(sign(&minhash, shingles, count, signature), BINS);
        for (unsigned bin = 0; bin < BINS; bin++)
            if (least[bin] == EMPTY) assert_true(is_drawn(least, signature[bin]));
            else assert_int_equal(signature[bin], (uint32_t)(least[bin] >> 20));
    }
}

static void of_one_shingle_all_bins_have_it(void **state) {
    (void)state;
    nd_minhash minhash;
    uint64_t   shingles[ND_MINHASH_LONG];
    uint32_t   signature[ND_MINHASH_MOST];
    nd_minhash_init(&minhash);
    for (size_t i = 0; i < ND_MINHASH_LONG; i++) shingles[i] = UINT64_C(0x123456789abcdef0);
    size_t size = sign(&minhash, shingles, ND_MINHASH_LONG, signature);
    for (size_t i = 0; i < size; i++) assert_int_equal(signature[i], 0x456789ab);
}

static void no_shingles_give_all_ones(void **state) {
    (void)state;
    nd_minhash minhash;
    uint32_t   signature[ND_MINHASH_MOST] = {0};
    nd_minhash_init(&minhash);
    sign(&minhash, NULL, 0, signature);
    for (size_t i = 0; i < ND_MINHASH_MOST; i++) assert_int_equal(signature[i], UINT32_MAX);
}

static void order_and_repetition_do_not_matter(void **state) {
    (void)state;
    nd_minhash  minhash;
    struct dice dice = {3};
    uint64_t    shingles[200];
    uint32_t    left[ND_MINHASH_MOST], right[ND_MINHASH_MOST];
    nd_minhash_init(&minhash);
    fill(&dice, shingles, 100);
    for (size_t i = 0; i < 100; i++) shingles[199 - i] = shingles[i];
    size_t size = sign(&minhash, shingles, 100, left);
    assert_int_equal(sign(&minhash, shingles + 50, 150, right), size);
    assert_memory_equal(left, right, size * sizeof *left);
}

/* Two values of one shingle tell nothing of each other if the difference of the multipliers is odd, and
 * little if it has few factors of two. */
static void the_permutations_are_far_from_each_other(void **state) {
    (void)state;
    nd_minhash minhash;
    nd_minhash_init(&minhash);
    for (size_t i = 0; i < ND_MINHASH_MOST; i++)
        for (size_t j = 0; j < i; j++) assert_true((minhash.multiply[i] - minhash.multiply[j]) % (1u << 20) != 0);
}

static void one_addition_leads_to_the_next_permutations(void **state) {
    (void)state;
    nd_minhash minhash;
    nd_minhash_init(&minhash);
    for (size_t i = ND_MINHASH_LANES; i < ND_MINHASH_MOST; i++)
        assert_int_equal(minhash.multiply[i] - minhash.multiply[i - ND_MINHASH_LANES], minhash.stride);
}

/* Two sets of 600 of which `shared` are common; returns the mean estimate of 80 such pairs. */
static double estimate(uint32_t shared) {
    nd_minhash  minhash;
    struct dice dice = {4};
    size_t      equal = 0, size = 0;
    nd_minhash_init(&minhash);
    for (unsigned round = 0; round < 80; round++) {
        uint64_t all[1200];
        uint32_t left[ND_MINHASH_MOST], right[ND_MINHASH_MOST];
        fill(&dice, all, 1200);
        size = sign(&minhash, all, 600, left);
        sign(&minhash, all + 600 - shared, 600, right);
        for (size_t i = 0; i < size; i++) equal += left[i] == right[i];
    }
    return (double)equal / (double)(80 * size);
}

/* The standard error of 80 x 64 minima is at most .007. */
static void equal_minima_estimate_the_jaccard_similarity(void **state) {
    (void)state;
    for (uint32_t shared = 0; shared <= 600; shared += 60)
        assert_true(fabs(estimate(shared) - shared / (1200.0 - shared)) < .03);
}

/* Of small sets too, in which one shingle may be the minimum of several related permutations: the variance
 * of the share of equal minima is that of independent ones, s (1 - s) over their number. */
static void permutations_agree_as_if_they_were_independent(void **state) {
    (void)state;
    nd_minhash  minhash;
    struct dice dice = {5};
    nd_minhash_init(&minhash);
    for (size_t size = 8; size <= 512; size *= 4) {
        double sum = 0, squares = 0, rounds = 2000;
        size_t minima = 0;
        for (unsigned round = 0; round < rounds; round++) {
            uint64_t all[1024];
            uint32_t left[ND_MINHASH_MOST], right[ND_MINHASH_MOST];
            double   equal = 0;
            fill(&dice, all, 2 * size);
            minima = sign(&minhash, all, size, left);
            sign(&minhash, all + size / 2, size, right);
            for (size_t i = 0; i < minima; i++) equal += left[i] == right[i];
            sum += equal / (double)minima;
            squares += equal * equal / (double)(minima * minima);
        }
        double mean = sum / rounds, variance = squares / rounds - mean * mean;
        assert_true(fabs(mean - 1 / 3.) < .005);
        assert_true(fabs(variance * (double)minima / (mean * (1 - mean)) - 1) < .25);
    }
}

/* From a program of its own; keys in stage files depend on them. */
static void the_signature_of_a_known_set_is_known(void **state) {
    (void)state;
    nd_minhash minhash;
    uint64_t   shingles[100];
    uint32_t   signature[ND_MINHASH_MOST];
    nd_minhash_init(&minhash);
    for (uint64_t i = 0; i < 100; i++) shingles[i] = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
    minhash.kernel(&minhash, shingles, 100, signature);
    static const uint32_t first[] = {0x06992963, 0x01713978, 0x0262ad2f, 0x017c38d5};
    uint64_t              sum = 0;
    for (size_t i = 0; i < ND_MINHASH_MOST; i++) sum = sum * 31 + signature[i];
    assert_memory_equal(signature, first, sizeof first);
    assert_true(sum == UINT64_C(0x3abef69717283f22));
}

static void the_bins_of_a_known_set_are_known(void **state) {
    (void)state;
    nd_minhash minhash;
    uint64_t   shingles[100], sum = 0;
    uint32_t   signature[ND_MINHASH_MOST];
    nd_minhash_init(&minhash);
    for (uint64_t i = 0; i < 100; i++) shingles[i] = nd_mix64((i + 1) * UINT64_C(0x9e3779b97f4a7c15));
    size_t size = sign(&minhash, shingles, 100, signature);
    for (size_t i = 0; i < size; i++) sum = sum * 31 + signature[i];
    assert_true(sum == UINT64_C(0x70fe2aab09b597c7));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_gives_the_portable_signature),
        cmocka_unit_test(the_signature_is_the_minimum_of_each_permutation),
        cmocka_unit_test(a_longer_text_has_the_minimum_of_each_bin),
        cmocka_unit_test(of_one_shingle_all_bins_have_it),
        cmocka_unit_test(no_shingles_give_all_ones),
        cmocka_unit_test(order_and_repetition_do_not_matter),
        cmocka_unit_test(the_permutations_are_far_from_each_other),
        cmocka_unit_test(one_addition_leads_to_the_next_permutations),
        cmocka_unit_test(equal_minima_estimate_the_jaccard_similarity),
        cmocka_unit_test(permutations_agree_as_if_they_were_independent),
        cmocka_unit_test(the_signature_of_a_known_set_is_known),
        cmocka_unit_test(the_bins_of_a_known_set_are_known),
    };
    return cmocka_run_group_tests_name("minhash", tests, NULL, NULL);
}
