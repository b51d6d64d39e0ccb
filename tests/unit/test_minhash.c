/* test_minhash.c - every kernel gives the portable signature, and signatures estimate similarity. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random.h"
#include "sketch/minhash.c" /* the kernels are known to this file only */

#define MOST 1000

static void fill(struct dice *dice, uint32_t *shingles, size_t count) {
    for (size_t i = 0; i < count; i++) shingles[i] = (uint32_t)roll(dice);
}

static void check_kernel(nd_minhash *minhash) {
    struct dice dice = {1};
    uint32_t    shingles[MOST] = {0}, expected[ND_MINHASH_SIZE], signature[ND_MINHASH_SIZE];
    for (size_t count = 0; count <= MOST; count += count < 40 ? 1 : 160) {
        fill(&dice, shingles, count);
        nd_minhash_portable(minhash, shingles, count, expected);
        nd_minhash_sign(minhash, shingles, count, signature);
        assert_memory_equal(signature, expected, sizeof expected);
    }
}

static void every_kernel_gives_the_portable_signature(void **state) {
    (void)state;
    nd_minhash minhash;
    nd_minhash_init(&minhash);
    check_kernel(&minhash);
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) {
        minhash.kernel = sign_avx2;
        check_kernel(&minhash);
    }
    if (__builtin_cpu_supports("avx512f")) {
        minhash.kernel = sign_avx512;
        check_kernel(&minhash);
    }
#endif
}

static void the_signature_is_the_minimum_of_each_permutation(void **state) {
    (void)state;
    nd_minhash  minhash;
    struct dice dice = {2};
    uint32_t    shingles[50], signature[ND_MINHASH_SIZE];
    nd_minhash_init(&minhash);
    fill(&dice, shingles, 50);
    nd_minhash_portable(&minhash, shingles, 50, signature);
    for (size_t i = 0; i < ND_MINHASH_SIZE; i++) {
        uint32_t least = UINT32_MAX;
        for (size_t j = 0; j < 50; j++) {
            uint32_t value = shingles[j] * minhash.multiply[i] + minhash.add[i];
            if (value < least) least = value;
        }
        assert_int_equal(signature[i], least);
    }
}

static void no_shingles_give_all_ones(void **state) {
    (void)state;
    nd_minhash minhash;
    uint32_t   signature[ND_MINHASH_SIZE] = {0};
    nd_minhash_init(&minhash);
    nd_minhash_sign(&minhash, NULL, 0, signature);
    for (size_t i = 0; i < ND_MINHASH_SIZE; i++) assert_int_equal(signature[i], UINT32_MAX);
}

static void order_and_repetition_do_not_matter(void **state) {
    (void)state;
    nd_minhash  minhash;
    struct dice dice = {3};
    uint32_t    shingles[200], left[ND_MINHASH_SIZE], right[ND_MINHASH_SIZE];
    nd_minhash_init(&minhash);
    fill(&dice, shingles, 100);
    for (size_t i = 0; i < 100; i++) shingles[199 - i] = shingles[i];
    nd_minhash_sign(&minhash, shingles, 100, left);
    nd_minhash_sign(&minhash, shingles + 50, 150, right);
    assert_memory_equal(left, right, sizeof left);
}

static void the_permutations_are_bijections_and_all_different(void **state) {
    (void)state;
    nd_minhash minhash;
    nd_minhash_init(&minhash);
    for (size_t i = 0; i < ND_MINHASH_SIZE; i++) {
        assert_true(minhash.multiply[i] & 1);
        for (size_t j = 0; j < i; j++) assert_true(minhash.multiply[i] != minhash.multiply[j]);
    }
}

/* Two sets of 600 of which `shared` are common; returns the mean estimate of 40 such pairs. */
static double estimate(uint32_t shared) {
    nd_minhash  minhash;
    struct dice dice = {4};
    unsigned    equal = 0;
    nd_minhash_init(&minhash);
    for (unsigned round = 0; round < 40; round++) {
        uint32_t all[1200], left[ND_MINHASH_SIZE], right[ND_MINHASH_SIZE];
        fill(&dice, all, 1200);
        nd_minhash_sign(&minhash, all, 600, left);
        nd_minhash_sign(&minhash, all + 600 - shared, 600, right);
        for (size_t i = 0; i < ND_MINHASH_SIZE; i++) equal += left[i] == right[i];
    }
    return equal / (40.0 * ND_MINHASH_SIZE);
}

/* The standard error of 40 x 128 minima is at most .007. */
static void equal_minima_estimate_the_jaccard_similarity(void **state) {
    (void)state;
    for (uint32_t shared = 0; shared <= 600; shared += 60)
        assert_true(fabs(estimate(shared) - shared / (1200.0 - shared)) < .03);
}

/* From a program of its own; keys in stage files depend on them. */
static void the_signature_of_a_known_set_is_known(void **state) {
    (void)state;
    nd_minhash minhash;
    uint32_t   shingles[100], signature[ND_MINHASH_SIZE];
    nd_minhash_init(&minhash);
    for (uint32_t i = 0; i < 100; i++) shingles[i] = i * 2654435761u;
    nd_minhash_sign(&minhash, shingles, 100, signature);
    static const uint32_t first[] = {0x08581118, 0x01d0f0ea, 0x00455508, 0x02357e81};
    uint64_t              sum = 0;
    for (size_t i = 0; i < ND_MINHASH_SIZE; i++) sum = sum * 31 + signature[i];
    assert_memory_equal(signature, first, sizeof first);
    assert_true(sum == UINT64_C(0xbcadbb8da49bfde0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_gives_the_portable_signature),
        cmocka_unit_test(the_signature_is_the_minimum_of_each_permutation),
        cmocka_unit_test(no_shingles_give_all_ones),
        cmocka_unit_test(order_and_repetition_do_not_matter),
        cmocka_unit_test(the_permutations_are_bijections_and_all_different),
        cmocka_unit_test(equal_minima_estimate_the_jaccard_similarity),
        cmocka_unit_test(the_signature_of_a_known_set_is_known),
    };
    return cmocka_run_group_tests_name("minhash", tests, NULL, NULL);
}
