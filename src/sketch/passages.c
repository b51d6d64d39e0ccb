/*
 * passages.c - the minimum of a window that begins in one block of 8 and ends in the next is that of the
 * rest of the one and the beginning of the other (van Herk 1992; Gil and Werman 1993): three comparisons
 * a window whatever the hashes, and none of them a branch to be guessed. Windows in succession with equal minima give
 * one key, which keeps long repetitions from giving one at every place.
 *
 * Most callers want no tokens. For them, with AVX2 four windows go at a time: the least of two neighbours, of two such
 * pairs, and of two such fours. Cost: .8 ns a hash, 2.6 in portable code.
 */
#include "sketch/passages.h"

#include <string.h>

#include "base/cpu.h"

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

size_t nd_passage_hashes_portable(const uint64_t *shingles, size_t count, uint64_t *out) {
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

#ifdef ND_AVX2
#define FOUR 4
#define SIGN _mm256_set1_epi64x(INT64_MIN) /* with it turned, numbers with a sign have the order of those without */

/* Hashes, the sign turned, and the minima of two, four and eight neighbours of which the last is one of these. */
struct windows {
    __m256i one, two, four, eight;
};

/* Each number's neighbour but one, and its neighbour. */
ND_AVX2 static inline __m256i two_before(__m256i now, __m256i before) {
    return _mm256_permute2x128_si256(before, now, 0x21);
}

ND_AVX2 static inline __m256i one_before(__m256i now, __m256i before) {
    return _mm256_alignr_epi8(now, two_before(now, before), 8);
}

ND_AVX2 static inline __m256i lesser_four(__m256i a, __m256i b) {
    return _mm256_blendv_epi8(a, b, _mm256_cmpgt_epi64(a, b));
}

ND_AVX2 static inline __m256i load_four(const void *at) {
    return _mm256_loadu_si256((const __m256i *)at);
}

/* The windows that end with the four hashes behind those of `before`. */
ND_AVX2 static inline struct windows windows_of(const uint64_t *hashes, const struct windows *before) {
    struct windows w = {.one = _mm256_xor_si256(load_four(hashes), SIGN)};
    w.two = lesser_four(w.one, one_before(w.one, before->one));
    w.four = lesser_four(w.two, two_before(w.two, before->two));
    w.eight = lesser_four(w.four, before->four);
    return w;
}

/* Writes those windows of the first `count` of four whose minimum is not that of the one before. Returns how many. */
ND_AVX2 static inline size_t put_changes(const struct windows *now, const struct windows *before, size_t count,
                                      uint64_t *out) {
    static const uint32_t halves[16][8] = { /* of the numbers that a mask chooses */
        {0}, {0, 1}, {2, 3}, {0, 1, 2, 3}, {4, 5}, {0, 1, 4, 5}, {2, 3, 4, 5}, {0, 1, 2, 3, 4, 5},
        {6, 7}, {0, 1, 6, 7}, {2, 3, 6, 7}, {0, 1, 2, 3, 6, 7}, {4, 5, 6, 7}, {0, 1, 4, 5, 6, 7},
        {2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}};
    __m256i  same = _mm256_cmpeq_epi64(now->eight, one_before(now->eight, before->eight));
    unsigned live = (1u << count) - 1, chosen = ~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(same)) & live;
    __m256i  keys = _mm256_permutevar8x32_epi32(_mm256_xor_si256(now->eight, SIGN), load_four(halves[chosen]));
    _mm256_storeu_si256((__m256i *)(void *)out, keys);
    return (size_t)__builtin_popcount(chosen);
}

/* For windows of eight, three times two neighbours. Keys are written behind what is still to be read, also where the
 * hashes are. */
ND_AVX2 static size_t hashes_avx2(const uint64_t *shingles, size_t count, uint64_t *out) {
    struct windows before = {.one = SIGN, .two = SIGN, .four = SIGN, .eight = SIGN};
    before = windows_of(shingles, &before);
    before = windows_of(shingles + FOUR, &before);
    size_t found = nd_passage_hashes_portable(shingles, WINDOW, out);
    for (size_t i = WINDOW; i < count; i += FOUR) {
        size_t   left = count - i < FOUR ? count - i : FOUR;
        uint64_t last[FOUR] = {0};
        if (left < FOUR) memcpy(last, shingles + i, left * sizeof *last);
        struct windows now = windows_of(left < FOUR ? last : shingles + i, &before);
        found += put_changes(&now, &before, left, out + found);
        before = now;
    }
    return found;
}
#endif

size_t nd_passage_hashes(const uint64_t *shingles, size_t count, uint64_t *out) {
#ifdef ND_AVX2
    if (WINDOW == 8 && count >= WINDOW && nd_has_avx2()) return hashes_avx2(shingles, count, out);
#endif
    return nd_passage_hashes_portable(shingles, count, out);
}
