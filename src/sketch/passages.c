/*
 * passages.c - the minimum of a window that begins in one block of 8 and ends in the next is that of the
 * rest of the one and the beginning of the other (van Herk 1992; Gil and Werman 1993): three comparisons
 * a window whatever the hashes, and none of them a branch to be guessed. Of equal hashes the rightmost
 * counts ("robust winnowing"), which keeps long repetitions from giving a key at every place.
 */
#include "sketch/passages.h"

#define WINDOW ND_PASSAGE_WINDOW

/* The last minimum of hashes[begin..end]. */
static nd_passage_key least_in(const uint64_t *shingles, size_t begin, size_t end) {
    nd_passage_key least = {shingles[begin], (uint32_t)begin};
    for (size_t i = begin + 1; i <= end; i++)
        if (shingles[i] <= least.key) least = (nd_passage_key){shingles[i], (uint32_t)i};
    return least;
}

/* rest[i] is the minimum of the block from its i-th hash on. */
static void find_rests(const uint64_t *shingles, size_t begin, nd_passage_key rest[WINDOW]) {
    nd_passage_key least = {shingles[begin + WINDOW - 1], (uint32_t)(begin + WINDOW - 1)};
    rest[WINDOW - 1] = least;
    for (size_t i = WINDOW - 1; i-- > 0;) {
        uint64_t here = shingles[begin + i];
        least.token = here < least.key ? (uint32_t)(begin + i) : least.token;
        least.key = here < least.key ? here : least.key;
        rest[i] = least;
    }
}

size_t nd_passage_keys(const uint64_t *shingles, size_t count, nd_passage_key *out) {
    if (count == 0) return 0;
    out[0] = least_in(shingles, 0, (count < WINDOW ? count : WINDOW) - 1);
    size_t found = 0, last = WINDOW; /* of the window */
    for (size_t block = 0; last < count; block += WINDOW) {
        nd_passage_key rest[WINDOW], begun = {UINT64_MAX, 0};
        find_rests(shingles, block, rest);
        for (size_t i = 1; i <= WINDOW && last < count; i++, last++) {
            begun.token = shingles[last] <= begun.key ? (uint32_t)last : begun.token;
            begun.key = shingles[last] <= begun.key ? shingles[last] : begun.key;
            nd_passage_key least = i == WINDOW || begun.key <= rest[i].key ? begun : rest[i];
            found += least.key != out[found].key;
            out[found] = least;
        }
    }
    return found + 1;
}
