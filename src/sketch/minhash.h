/*
 * minhash.h - document signatures: 128 minima over the 5-word shingles of a text.
 *
 * The share of equal minima in two signatures estimates the Jaccard similarity of their sets of
 * shingles (Broder, On the resemblance and containment of documents, 1997). Permutations are 32-bit
 * multiply-add, of which the minimum is taken.
 */
#ifndef ND_MINHASH_H
#define ND_MINHASH_H

#include <stddef.h>
#include <stdint.h>

#define ND_MINHASH_SIZE 128
#define ND_MINHASH_SHINGLE 5

typedef struct nd_minhash nd_minhash;

struct nd_minhash {
    uint32_t multiply[ND_MINHASH_SIZE], add[ND_MINHASH_SIZE];
    /* The fastest kernel this processor has; all give the same signature. */
    void (*kernel)(const nd_minhash *permutations, const uint32_t *shingles, size_t count, uint32_t *signature);
};

/* Fills in the permutations, the same on every machine, and picks a kernel. */
void nd_minhash_init(nd_minhash *minhash);

/* The portable kernel, which the others must equal. */
void nd_minhash_portable(const nd_minhash *minhash, const uint32_t *shingles, size_t count, uint32_t *signature);

/* signature[0..128) of `count` shingles, their upper 32 bits. Without any, all ones. */
static inline void nd_minhash_sign(const nd_minhash *minhash, const uint32_t *shingles, size_t count,
                                   uint32_t *signature) {
    minhash->kernel(minhash, shingles, count, signature);
}

#endif
