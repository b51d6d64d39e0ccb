/*
 * minhash.c - all permutations of a short text, and one of a longer one, where bins cost a tenth; of a short text most
 * bins would stay empty, and drawing for them costs more than it saves.
 *
 * The kernels for AVX2 and AVX-512 keep all minima in registers and reach the next 16 permutations by one
 * addition: 6.0 and 2.2 ns a shingle, where the portable loop takes some 40. They are written with intrinsics because
 * gcc 12 makes four times slower code of the same loops in plain C. Bins take 1.1 ns a shingle of 500.
 */
#include "sketch/minhash.h"

#include "base/bytes.h"
#include "base/cpu.h"

#define PERMUTATIONS ND_MINHASH_MOST
#define LANES ND_MINHASH_LANES
#define ROUNDS (PERMUTATIONS / LANES)

void nd_minhash_portable(const nd_minhash *minhash, const uint64_t *shingles, size_t count,
                         uint32_t *signature) {
    for (size_t first = 0; first < PERMUTATIONS; first += LANES) {
        uint32_t least[LANES], multiply[LANES];
        for (size_t lane = 0; lane < LANES; lane++) {
            least[lane] = UINT32_MAX;
            multiply[lane] = minhash->multiply[first + lane];
        }
        for (size_t i = 0; i < count; i++) {
            uint32_t low = (uint32_t)shingles[i], high = (uint32_t)(shingles[i] >> 32);
            for (size_t lane = 0; lane < LANES; lane++) {
                uint32_t value = high + low * multiply[lane];
                least[lane] = value < least[lane] ? value : least[lane];
            }
        }
        for (size_t lane = 0; lane < LANES; lane++) signature[first + lane] = least[lane];
    }
}

#ifdef ND_AVX2
ND_AVX2 static void sign_avx2(const nd_minhash *minhash, const uint64_t *shingles, size_t count,
                              uint32_t *signature) {
    const __m256i *first = (const __m256i *)minhash->multiply;
    const __m256i  multiply[2] = {_mm256_loadu_si256(first), _mm256_loadu_si256(first + 1)};
    __m256i        least[ROUNDS][2];
    for (int round = 0; round < ROUNDS; round++) least[round][0] = least[round][1] = _mm256_set1_epi32(-1);
    for (size_t i = 0; i < count; i++) {
        __m256i low = _mm256_set1_epi32((int)shingles[i]), high = _mm256_set1_epi32((int)(shingles[i] >> 32));
        __m256i stride = _mm256_set1_epi32((int)((uint32_t)shingles[i] * minhash->stride));
        __m256i left = _mm256_add_epi32(high, _mm256_mullo_epi32(low, multiply[0]));
        __m256i right = _mm256_add_epi32(high, _mm256_mullo_epi32(low, multiply[1]));
#pragma GCC unroll 8
        for (int round = 0; round < ROUNDS; round++) {
            least[round][0] = _mm256_min_epu32(least[round][0], left);
            least[round][1] = _mm256_min_epu32(least[round][1], right);
            left = _mm256_add_epi32(left, stride);
            right = _mm256_add_epi32(right, stride);
        }
    }
    memcpy(signature, least, sizeof least);
}

ND_AVX512 static void sign_avx512(const nd_minhash *minhash, const uint64_t *shingles, size_t count,
                                  uint32_t *signature) {
    const __m512i multiply = _mm512_loadu_si512(minhash->multiply);
    __m512i       least[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) least[round] = _mm512_set1_epi32(-1);
    for (size_t i = 0; i < count; i++) {
        const char *halves = (const char *)(shingles + i);
        __m512i low = _mm512_broadcastd_epi32(_mm_loadu_si32(halves));
        __m512i high = _mm512_broadcastd_epi32(_mm_loadu_si32(halves + 4));
        __m512i stride = _mm512_set1_epi32((int)((uint32_t)shingles[i] * minhash->stride));
        __m512i value = _mm512_add_epi32(high, _mm512_mullo_epi32(low, multiply));
#pragma GCC unroll 8
        for (int round = 0; round < ROUNDS; round++) {
            least[round] = _mm512_min_epu32(least[round], value);
            value = _mm512_add_epi32(value, stride);
        }
    }
    memcpy(signature, least, sizeof least);
}
#endif

void nd_minhash_init(nd_minhash *minhash) {
    minhash->stride = (uint32_t)nd_mix64(LANES) | 1;
    for (uint32_t i = 0; i < PERMUTATIONS; i++)
        minhash->multiply[i] = (uint32_t)nd_mix64(i % LANES + 1) + i / LANES * minhash->stride;
    minhash->kernel = nd_minhash_portable;
#ifdef ND_AVX2
    if (nd_has_avx2()) minhash->kernel = sign_avx2;
    if (nd_has_avx512()) minhash->kernel = sign_avx512;
#endif
}

/* ---- bins --------------------------------------------------------------------------------------- */

#define BINS ND_MINHASH_BINS
#define EMPTY UINT64_MAX

void nd_minhash_bins(const uint64_t *shingles, size_t count, uint64_t bins[BINS]) {
    for (unsigned bin = 0; bin < BINS; bin++) bins[bin] = EMPTY;
    for (size_t i = 0; i < count; i++) nd_minhash_meet(bins, shingles[i]);
}

/* Which bins have a shingle, a bit each. */
static uint64_t filled_bins(const uint64_t least[BINS]) {
    uint64_t filled = 0;
    for (unsigned bin = 0; bin < BINS; bin++) filled |= (uint64_t)(least[bin] != EMPTY) << bin;
    return filled;
}

/* Bins are drawn for the empty ones, the same in each text, until one comes that is filled. */
static void fill_bins(uint64_t least[BINS], uint64_t filled) {
    for (uint64_t empty = ~filled; filled && empty; empty &= empty - 1) {
        unsigned bin = (unsigned)__builtin_ctzll(empty), drawn;
        uint64_t draw = bin;
        do drawn = (unsigned)((draw = nd_mix64(draw + 1)) >> (64 - ND_MINHASH_BIN_BITS));
        while (!(filled >> drawn & 1));
        least[bin] = least[drawn];
    }
}

size_t nd_minhash_sign(const nd_minhash *minhash, const uint64_t *shingles, size_t count, uint64_t bins[BINS],
                       uint32_t signature[ND_MINHASH_MOST]) {
    if (count < ND_MINHASH_LONG) {
        minhash->kernel(minhash, shingles, count, signature);
        return PERMUTATIONS;
    }
    fill_bins(bins, filled_bins(bins));
    for (unsigned bin = 0; bin < BINS; bin++) signature[bin] = (uint32_t)(bins[bin] >> 20);
    return BINS;
}
