/*
 * recall.c - bands: of n bands of 4 rows at least one is shared with 1 - (1 - J^4)^n (Indyk and Motwani). Two
 * short texts have twice as many as two long ones; a short and a long one share none, as their minima are of two kinds.
 * Passage keys: a random hash that two texts have is a key of both with .149, the integral of (8v^7 - 7v^8)^2 from 0
 * to 1; of s in an uninterrupted run one is with little less than s times that, of 8 surely. Where words are damaged,
 * a shingle is whole with q^7, q being the share of equal words; a key of one text is one of the other for the share
 * of shingles that both have, q^7 of 2 - q^7, and a passage has two keys in nine words. Bands and passages are taken
 * to be independent, which they are not quite: a pair found by neither way is a little likelier than told.
 *
 * Whether a key that is shared leads to the pair is not asked: that depends on who else holds it (links.c), which the
 * pair does not tell. Of copies, which share many keys or none, it changes less than the rest of the model is off.
 */
#include "match/recall.h"

#include <math.h>

#include "match/complete.h"
#include "sketch/bands.h"
#include "sketch/passages.h"
#include "text/shingle.h"

#define CHANCE_OF_ONE 0.14 /* by trials, s times this is within .04 for 1 to 7 shingles */
#define LEAST_CHANCE 0.01 /* or one lucky find would stand for thousands */

static int is_long(size_t tokens) {
    return nd_shingle_count(tokens, ND_MINHASH_SHINGLE) >= ND_MINHASH_LONG;
}

static double band_chance(double similarity, size_t tokens_a, size_t tokens_b) {
    int bands = is_long(tokens_a) ? ND_BANDS_MOST / 2 : ND_BANDS_MOST;
    if (is_long(tokens_a) != is_long(tokens_b)) return 0;
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

double nd_shared_key_chance(const nd_verified *pair, size_t tokens_a, size_t tokens_b) {
    double equal = (double)pair->equal_share / ND_WHOLE;
    double by_passages = pair->equal_share == ND_WHOLE ? run_chance(pair->longest_halves / 2)
                                                       : damaged_chance(equal, pair->passage_halves / 2);
    double by_bands = band_chance((double)pair->jaccard / ND_WHOLE, tokens_a, tokens_b);
    double chance = 1 - (1 - by_bands) * (1 - by_passages);
    return chance > LEAST_CHANCE ? chance : LEAST_CHANCE;
}

double nd_expected_recall(const nd_collection *collection, const nd_verified *pairs, size_t count, uint64_t *copies) {
    double   expected = 0;
    uint64_t by_keys = 0;
    *copies = 0;
    for (size_t i = 0; i < count; i++) {
        const nd_verified *pair = &pairs[i];
        if (!nd_relation_is_copy(pair->relation)) continue;
        ++*copies;
        if (pair->round == ND_COMPLETE_ROUND) continue;
        nd_text a = nd_collection_tokens(collection, pair->a), b = nd_collection_tokens(collection, pair->b);
        expected += 1 / nd_shared_key_chance(pair, a.count, b.count);
        by_keys++;
    }
    return by_keys ? (double)by_keys / expected : 1;
}
