/*
 * bands.h - locality-sensitive hashing of a signature: 32 bands of 4 rows.
 *
 * Two texts of Jaccard similarity s share at least one key with probability 1 - (1 - s^4)^32: .87 at
 * .5, .99 at .6 (Indyk and Motwani, 1998; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4).
 * Keys are 64 bits wide: with 32, collisions outnumber copies from some millions of texts on.
 */
#ifndef ND_BANDS_H
#define ND_BANDS_H

#include "base/bytes.h"
#include "sketch/minhash.h"

#define ND_BANDS 32
#define ND_BAND_ROWS (ND_MINHASH_SIZE / ND_BANDS)

static inline void nd_bands(const uint32_t *signature, uint64_t keys[ND_BANDS]) {
    for (uint64_t band = 0; band < ND_BANDS; band++) {
        const uint32_t *row = signature + band * ND_BAND_ROWS;
        keys[band] = nd_mix64_pair(nd_mix64_pair(band, (uint64_t)row[0] << 32 | row[1]),
                                   (uint64_t)row[2] << 32 | row[3]);
    }
}

#endif
