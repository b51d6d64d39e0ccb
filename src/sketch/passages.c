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

/* Either, the first if they are equal; both are read, so that no branch has to be guessed. */
static inline nd_passage_key lesser(nd_passage_key first, nd_passage_key second) {
    nd_passage_key least = {second.key < first.key ? second.key : first.key,
                            second.key < first.key ? second.token : first.token};
    return least;
}

/* rest[i] is the minimum of the block from its i-th hash on; of nothing behind the last. */
static void find_rests(const uint64_t *shingles, size_t begin, nd_passage_key rest[WINDOW + 1]) {
    nd_passage_key least = {UINT64_MAX, 0};
    rest[WINDOW] = least;
    least = (nd_passage_key){shingles[begin + WINDOW - 1], (uint32_t)(begin + WINDOW - 1)};
    rest[WINDOW - 1] = least;
    for (size_t i = WINDOW - 1; i-- > 0;)
        rest[i] = least = lesser(least, (nd_passage_key){shingles[begin + i], (uint32_t)(begin + i)});
}

size_t nd_passage_keys(const uint64_t *shingles, size_t count, nd_passage_key *out) {
    if (count == 0) return 0;
    out[0] = least_in(shingles, 0, (count < WINDOW ? count : WINDOW) - 1);
    uint64_t before = out[0].key;
    size_t   found = 0, last = WINDOW; /* of the window */
    for (size_t block = 0; last < count; block += WINDOW) {
        nd_passage_key rest[WINDOW + 1], begun = {shingles[last], (uint32_t)last};
        find_rests(shingles, block, rest);
        for (size_t i = 1; i <= WINDOW && last < count; i++, last++) {
            begun = lesser((nd_passage_key){shingles[last], (uint32_t)last}, begun);
            nd_passage_key least = lesser(begun, rest[i]);
            found += least.key != before;
            before = least.key;
            out[found] = least;
        }
    }
    return found + 1;
}

static inline uint64_t lesser_hash(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* Adds the keys of the windows that end with hashes[0..count), those of the block before being `rest`. */
static inline size_t take_windows(const uint64_t *hashes, size_t count, const uint64_t rest[WINDOW + 1],
                                  uint64_t *out, size_t found) {
    uint64_t begun = hashes[0], before = out[found];
    for (size_t i = 0; i < count; i++) {
        begun = lesser_hash(begun, hashes[i]);
        uint64_t least = lesser_hash(begun, rest[i + 1]);
        found += least != before;
        before = out[found] = least;
    }
    return found;
}

size_t nd_passage_hashes(const uint64_t *shingles, size_t count, uint64_t *out) {
    size_t found = 0, block = 0;
    if (count == 0) return 0;
    out[0] = shingles[0];
    for (size_t i = 1; i < (count < WINDOW ? count : WINDOW); i++) out[0] = lesser_hash(out[0], shingles[i]);
    for (; block + WINDOW < count; block += WINDOW) {
        uint64_t rest[WINDOW + 1];
        size_t   left = count - block - WINDOW;
        rest[WINDOW] = UINT64_MAX;
        for (size_t i = WINDOW; i-- > 0;) rest[i] = lesser_hash(rest[i + 1], shingles[block + i]);
        found = take_windows(shingles + block + WINDOW, left < WINDOW ? left : WINDOW, rest, out, found);
    }
    return found + 1;
}
