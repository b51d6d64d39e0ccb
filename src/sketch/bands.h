/*
 * bands.h - locality-sensitive hashing of a signature: bands of 4 rows, 32 of a short text and 16 of others.
 *
 * Two texts of Jaccard similarity s share at least one key with probability 1 - (1 - s^4)^16: .89 at .6, .99 at .7;
 * two short ones with 1 - (1 - s^4)^32: .87 at .5, .99 at .6 (Indyk and Motwani, 1998; Leskovec, Rajaraman, Ullman,
 * Mining of Massive Datasets, 3.4).
 * ND_KEY_BITS of a key count (posting.h): with 32, collisions outnumber copies from some millions of texts on.
 */
#ifndef ND_BANDS_H
#define ND_BANDS_H

#include "base/bytes.h"
#include "sketch/minhash.h"

#define ND_BAND_ROWS 4
#define ND_BANDS_MOST (ND_MINHASH_MOST / ND_BAND_ROWS)

/* Makes the keys of a signature of `size` minima. Returns how many there are. */
static inline size_t nd_bands(const uint32_t *signature, size_t size, uint64_t keys[ND_BANDS_MOST]) {
    size_t count = size / ND_BAND_ROWS;
    for (uint64_t band = 0; band < count; band++) {
        const uint32_t *row = signature + band * ND_BAND_ROWS;
        keys[band] = nd_mix64_pair(nd_mix64_pair(band, (uint64_t)row[0] << 32 | row[1]),
                                   (uint64_t)row[2] << 32 | row[3]);
    }
    return count;
}

#endif
