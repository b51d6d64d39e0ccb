/*
 * minhash.c - the loop is written once, for 32 lanes that the compiler keeps in registers, and compiled
 * for each instruction set. 128 plain permutations are used, not one-permutation hashing: as accurate,
 * and no slower on articles of 400 words, for which densification would cost more than it saves.
 */
#include "sketch/minhash.h"

#include "base/bytes.h"

#define LANES 32

static inline __attribute__((always_inline)) void sign(const nd_minhash *minhash, const uint32_t *shingles,
                                                       size_t count, uint32_t *signature) {
    for (size_t first = 0; first < ND_MINHASH_SIZE; first += LANES) {
        uint32_t least[LANES], multiply[LANES], add[LANES];
        for (size_t lane = 0; lane < LANES; lane++) {
            least[lane] = UINT32_MAX;
            multiply[lane] = minhash->multiply[first + lane];
            add[lane] = minhash->add[first + lane];
        }
        for (size_t i = 0; i < count; i++) {
            for (size_t lane = 0; lane < LANES; lane++) {
                uint32_t value = shingles[i] * multiply[lane] + add[lane];
                least[lane] = value < least[lane] ? value : least[lane];
            }
        }
        for (size_t lane = 0; lane < LANES; lane++) signature[first + lane] = least[lane];
    }
}

void nd_minhash_portable(const nd_minhash *minhash, const uint32_t *shingles, size_t count,
                         uint32_t *signature) {
    sign(minhash, shingles, count, signature);
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx2"))) static void sign_avx2(const nd_minhash *minhash, const uint32_t *shingles,
                                                        size_t count, uint32_t *signature) {
    sign(minhash, shingles, count, signature);
}

__attribute__((target("avx512f"))) static void sign_avx512(const nd_minhash *minhash, const uint32_t *shingles,
                                                           size_t count, uint32_t *signature) {
    sign(minhash, shingles, count, signature);
}

static void pick_kernel(nd_minhash *minhash) {
    if (__builtin_cpu_supports("avx2")) minhash->kernel = sign_avx2;
    if (__builtin_cpu_supports("avx512f")) minhash->kernel = sign_avx512;
}
#else
static void pick_kernel(nd_minhash *minhash) {
    (void)minhash;
}
#endif

void nd_minhash_init(nd_minhash *minhash) {
    for (uint64_t i = 0; i < ND_MINHASH_SIZE; i++) {
        minhash->multiply[i] = (uint32_t)nd_mix64(2 * i + 1) | 1;
        minhash->add[i] = (uint32_t)nd_mix64(2 * i + 2);
    }
    minhash->kernel = nd_minhash_portable;
    pick_kernel(minhash);
}
