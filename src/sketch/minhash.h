/*
 * minhash.h - document signatures: minima over the 5-word shingles of a text, 128 of a short one and 64 of others.
 *
 * The share of equal minima in two signatures estimates the Jaccard similarity of their sets of
 * shingles (Broder, On the resemblance and containment of documents, 1997). Permutation i takes the two
 * halves of a shingle's hash to high + multiply[i] * low, 32 bits (double hashing: Kirsch and
 * Mitzenmacher, 2006). Any two permutations are independent, and with that the variance of the estimate
 * is that of independent ones.
 *
 * A text of ND_MINHASH_LONG shingles and more has one permutation, divided into 64 bins, and the minimum of each (Li,
 * Owen and Zhang, One permutation hashing, 2012); bins that are empty take that of another (Shrivastava, Optimal
 * densification for fast and accurate minwise hashing, 2017). The two kinds have no minima in common, so
 * that a text below the bound and a copy above it share no band. They are found by their passages, as nearly all copies
 * of about that length share one.
 */
#ifndef ND_MINHASH_H
#define ND_MINHASH_H

#include <stddef.h>
#include <stdint.h>

#define ND_MINHASH_MOST 128
#define ND_MINHASH_LONG 64 /* shingles: from as many on a text has 64 minima, of another kind */
#define ND_MINHASH_BIN_BITS 6
#define ND_MINHASH_BINS (1u << ND_MINHASH_BIN_BITS)
#define ND_MINHASH_SHINGLE 5
/* multiply[i + ND_MINHASH_LANES] = multiply[i] + stride, so that the next value is one addition away. */
#define ND_MINHASH_LANES 16

typedef struct nd_minhash nd_minhash;

typedef void nd_minhash_kernel(const nd_minhash *minhash, const uint64_t *shingles, size_t count, uint32_t *signature);

struct nd_minhash {
    uint32_t           multiply[ND_MINHASH_MOST], stride;
    nd_minhash_kernel *kernel; /* the fastest that this processor has; all give the same minima */
};

/* Fills in the permutations, the same on every machine, and picks a kernel. */
void nd_minhash_init(nd_minhash *minhash);

/* The portable kernel for short texts, which the others must equal. */
nd_minhash_kernel nd_minhash_portable;

/* A shingle into its bin, which keeps the least. */
static inline void nd_minhash_meet(uint64_t bins[ND_MINHASH_BINS], uint64_t shingle) {
    uint64_t *bin = &bins[shingle >> (64 - ND_MINHASH_BIN_BITS)];
    *bin = shingle < *bin ? shingle : *bin;
}

/* The least shingle of each bin; all ones where there is none. */
void nd_minhash_bins(const uint64_t *shingles, size_t count, uint64_t bins[ND_MINHASH_BINS]);

/* Writes the signature of `count` shingles, all ones if there are none. `bins` are those of the same shingles, and
 * what is empty of them is filled if there are many. Returns its size. */
size_t nd_minhash_sign(const nd_minhash *minhash, const uint64_t *shingles, size_t count,
                       uint64_t bins[ND_MINHASH_BINS], uint32_t signature[ND_MINHASH_MOST]);

#endif
