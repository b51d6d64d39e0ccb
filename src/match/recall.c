/*
 * recall.c - bands: of n bands of 4 rows at least one is shared with 1 - (1 - J^4)^n (Indyk and Motwani). Short texts
 * have twice as many; passages shorter than those are of short texts, or of texts so unlike that no band is shared.
 * Passage keys: a random hash that two texts have is a key of both with .149, the integral of (8v^7 - 7v^8)^2 from 0
 * to 1; of s in an uninterrupted run one is with little less than s times that, of 8 surely. Where words are damaged,
 * a shingle is whole with q^7, q being the share of equal words; a key of one text is one of the other for the share
 * of shingles that both have, q^7 of 2 - q^7, and a passage has two keys in nine words. The two are taken to be
 * independent, which they are not quite: a pair found by neither way is a little likelier than told.
 */
#include "match/recall.h"

#include <math.h>

#include "sketch/bands.h"
#include "sketch/passages.h"

#define CHANCE_OF_ONE 0.14 /* by trials, s times this is within .04 for 1 to 7 shingles */
#define LEAST_CHANCE 0.01 /* or one lucky find would stand for thousands */

static double band_chance(double similarity, uint32_t words) {
    int bands = words < ND_MINHASH_LONG ? ND_BANDS_MOST : ND_BANDS_MOST / 2;
    return 1 - pow(1 - pow(similarity, ND_BAND_ROWS), bands);
}

/* Of the longest passage, whose words are all equal. */
static double run_chance(uint32_t words) {
    int shingles = (int)words - ND_PASSAGE_SHINGLE + 1;
    if (shingles <= 0) return 0;
    return shingles >= ND_PASSAGE_WINDOW ? 1 : shingles * CHANCE_OF_ONE;
}

static double damaged_chance(double equal, uint32_t words) {
    double whole = pow(equal, ND_PASSAGE_SHINGLE), keys = 2.0 * words / (ND_PASSAGE_WINDOW + 1);
    return 1 - pow(1 - whole / (2 - whole), keys);
}

double nd_candidate_chance(const nd_verified *pair) {
    double equal = (double)pair->equal_share / ND_WHOLE;
    double by_passages = pair->equal_share == ND_WHOLE ? run_chance(pair->longest_halves / 2)
                                                       : damaged_chance(equal, pair->passage_halves / 2);
    double by_bands = band_chance((double)pair->jaccard / ND_WHOLE, pair->passage_halves / 2);
    double chance = 1 - (1 - by_bands) * (1 - by_passages);
    return chance > LEAST_CHANCE ? chance : LEAST_CHANCE;
}

double nd_expected_recall(const nd_verified *pairs, size_t count, uint64_t *copies) {
    double expected = 0;
    *copies = 0;
    for (size_t i = 0; i < count; i++) {
        if (!nd_relation_is_copy(pairs[i].relation)) continue;
        expected += 1 / nd_candidate_chance(&pairs[i]);
        ++*copies;
    }
    return expected > 0 ? (double)*copies / expected : 1;
}
