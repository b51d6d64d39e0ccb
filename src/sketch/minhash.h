/*
 * minhash.h - document signatures: 128 minima over the 5-word shingles of a text.
 *
 * The share of equal minima in two signatures estimates the Jaccard similarity of their sets of
 * shingles (Broder, On the resemblance and containment of documents, 1997). Permutation i takes the two
 * halves of a shingle's hash to high + multiply[i] * low, 32 bits (double hashing: Kirsch and
 * Mitzenmacher, 2006). Any two permutations are independent, and with that the variance of the estimate
 * is that of independent ones.
 */
#ifndef ND_MINHASH_H
#define ND_MINHASH_H

#include <stddef.h>
#include <stdint.h>

#define ND_MINHASH_SIZE 128
#define ND_MINHASH_SHINGLE 5
/* multiply[i + ND_MINHASH_LANES] = multiply[i] + stride, so that the next value is one addition away. */
#define ND_MINHASH_LANES 16

typedef struct nd_minhash nd_minhash;

struct nd_minhash {
    uint32_t multiply[ND_MINHASH_SIZE], stride;
    /* The fastest kernel this processor has; all give the same signature. */
    void (*kernel)(const nd_minhash *permutations, const uint64_t *shingles, size_t count, uint32_t *signature);
};

/* Fills in the permutations, the same on every machine, and picks a kernel. */
void nd_minhash_init(nd_minhash *minhash);

/* The portable kernel, which the others must equal. */
void nd_minhash_portable(const nd_minhash *minhash, const uint64_t *shingles, size_t count, uint32_t *signature);

/* signature[0..128) of `count` shingles. Without any, all ones. */
static inline void nd_minhash_sign(const nd_minhash *minhash, const uint64_t *shingles, size_t count,
                                   uint32_t *signature) {
    minhash->kernel(minhash, shingles, count, signature);
}

#endif
