/*
 * shingles.c - hashes that roll on word by word. As a run's hash is the sum without carry of its words, each turned by
 * its distance from the end, eight runs can be summed at a time where the processor turns eight numbers at once.
 *
 * What keys are made of is found in the same pass: bins take one hash after the other, and while they do so a
 * processor has room to sum and compare the next eight. Cost: of one length 1.6 ns a token in portable code, .6 with
 * AVX-512; of both, with bins and windows, 5.4 and 2.2, and 3.1 where windows are found with AVX2.
 */
#include "sketch/shingles.h"

#include <string.h>

#include "base/cpu.h"
#include "sketch/passages.h"
#include "text/shingle.h"

#define FIVE ND_MINHASH_SHINGLE
#define SEVEN ND_PASSAGE_SHINGLE
#define RING 8 /* words that are remembered */

void nd_shingles_ending_portable(const uint32_t *tokens, size_t count, size_t length, uint64_t *out) {
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t leaving = i < length ? 0 : nd_shingle_word(tokens[i - length]);
        out[i] = hash = nd_shingle_roll(hash, nd_shingle_word(tokens[i]), leaving, length);
    }
}

/* Both in one pass; the words that leave them stand in a ring. */
static void find_both(const uint32_t *tokens, size_t count, uint64_t *five, uint64_t *seven) {
    uint64_t ring[RING] = {0}, in_five = 0, in_seven = 0; /* nothing leaves the first runs */
    for (size_t i = 0; i < count; i++) {
        uint64_t word = nd_shingle_word(tokens[i]);
        five[i] = in_five = nd_shingle_roll(in_five, word, ring[(i - FIVE) % RING], FIVE);
        seven[i] = in_seven = nd_shingle_roll(in_seven, word, ring[(i - SEVEN) % RING], SEVEN);
        ring[i % RING] = word;
    }
}

typedef size_t windows_fn(const uint64_t *shingles, size_t count, uint64_t *out);

/* The 7-word shingles lie in `passages` first, and give way to their minima. */
static void find(const uint32_t *tokens, size_t count, windows_fn *find_windows, nd_least *out) {
    size_t shingles = nd_shingle_count(count, FIVE), windows = count < SEVEN ? 0 : count - SEVEN + 1;
    find_both(tokens, count, out->five, out->passages);
    nd_minhash_bins(out->five + count - shingles, shingles, out->bins);
    out->passage_count = find_windows(out->passages + count - windows, windows, out->passages);
}

void nd_least_find_portable(const uint32_t *tokens, size_t count, nd_least *out) {
    find(tokens, count, nd_passage_hashes_portable, out);
}

#ifdef ND_AVX512
_Static_assert(FIVE == 5 && SEVEN == 7, "as many words are summed");

#define XOR3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)

/* nd_shingle_word of eight tokens. */
ND_AVX512 static inline __m512i words_of(__m256i tokens) {
    __m512i word = _mm512_add_epi64(_mm512_cvtepu32_epi64(_mm256_srli_epi32(tokens, ND_TOKEN_FLAG_BITS)),
                                    _mm512_set1_epi64(1));
    word = _mm512_mullo_epi64(word, _mm512_set1_epi64((long long)UINT64_C(0xbf58476d1ce4e5b9)));
    word = _mm512_xor_si512(word, _mm512_srli_epi64(word, 32));
    word = _mm512_mullo_epi64(word, _mm512_set1_epi64((long long)UINT64_C(0x94d049bb133111eb)));
    return _mm512_xor_si512(word, _mm512_srli_epi64(word, 32));
}

/* The runs that end with eight tokens, and their words. */
struct runs {
    __m512i five, seven, words;
};

/* The words that stand so many tokens before these eight, turned as often. */
#define BACK(tokens) _mm512_rol_epi64(_mm512_alignr_epi64(words, before, 8 - (tokens)), tokens)

/* A text's tokens are gone through in order, eight at a time but for the last; nothing is before the first. */
ND_AVX512 static inline struct runs runs_of(const uint32_t *tokens, __mmask8 live, __m512i before) {
    __m512i words = words_of(_mm512_castsi512_si256(_mm512_maskz_loadu_epi32(live, tokens)));
    __m512i five = XOR3(XOR3(words, BACK(1), BACK(2)), BACK(3), BACK(4));
    return (struct runs){.five = five, .seven = XOR3(five, BACK(5), BACK(6)), .words = words};
}

/* Of eight tokens from `at` on those of [begin, end), of which some are behind `at`. */
static inline __mmask8 lanes(size_t at, size_t begin, size_t end) {
    unsigned upper = end - at < 8 ? (1u << (end - at)) - 1 : 0xff;
    return (__mmask8)(begin > at ? upper & 0xffu << (begin - at) : upper);
}

ND_AVX512 static inline void ending_avx512(const uint32_t *tokens, size_t count, size_t length, uint64_t *out) {
    struct runs runs = {.words = _mm512_setzero_si512()};
    for (size_t i = 0; i < count; i += 8) {
        runs = runs_of(tokens + i, lanes(i, 0, count), runs.words);
        _mm512_storeu_si512(out + i, length == FIVE ? runs.five : runs.seven);
    }
}

/* Hashes, and the minima of two, four and eight neighbours of which the last is one of these. */
struct windows {
    __m512i one, two, four, eight;
};

ND_AVX512 static inline struct windows windows_of(__m512i hashes, const struct windows *before) {
    struct windows w = {.one = hashes};
    w.two = _mm512_min_epu64(w.one, _mm512_alignr_epi64(w.one, before->one, 7));
    w.four = _mm512_min_epu64(w.two, _mm512_alignr_epi64(w.two, before->two, 6));
    w.eight = _mm512_min_epu64(w.four, _mm512_alignr_epi64(w.four, before->four, 4));
    return w;
}

static inline void meet_eight(uint64_t *bins, const uint64_t *shingles) {
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) nd_minhash_meet(bins, shingles[i]);
}

/* For windows of eight, three times two neighbours. What is no shingle is made the greatest there is, which changes no
 * minimum. The first window is chosen whatever it is, and others if they differ from the one before. Bins take the
 * eight before these, for which they would wait. */
ND_AVX512 static void find_avx512(const uint32_t *tokens, size_t count, nd_least *out) {
    const size_t   first_five = (count < FIVE ? count : FIVE) - 1, whole = SEVEN + ND_PASSAGE_WINDOW - 1;
    const size_t   first_window = (count < whole ? count : whole) - 1;
    const __m512i  most = _mm512_set1_epi64(-1);
    struct runs    runs = {.words = _mm512_setzero_si512()};
    struct windows windows = {most, most, most, most};
    size_t         found = 0;
    memset(out->bins, 0xff, sizeof out->bins);
    for (size_t i = 0; i < count; i += 8) {
        __mmask8 live = lanes(i, 0, count), in_five = i ? live : lanes(i, first_five, count);
        runs = runs_of(tokens + i, live, runs.words);
        _mm512_storeu_si512(out->five + i, _mm512_mask_mov_epi64(most, in_five, runs.five));
        struct windows next = windows_of(_mm512_mask_mov_epi64(most, i ? 0xff : 0xc0, runs.seven), &windows);
        __m512i        before = _mm512_alignr_epi64(next.eight, windows.eight, 7);
        __mmask8       changes = live & _mm512_cmpneq_epu64_mask(next.eight, before);
        if (i <= first_window) changes = lanes(i, first_window, count) & (changes | 1u << (first_window - i));
        _mm512_storeu_si512(out->passages + found, _mm512_maskz_compress_epi64(changes, next.eight));
        found += (size_t)__builtin_popcount(changes);
        windows = next;
        if (i) meet_eight(out->bins, out->five + i - 8);
    }
    if (count) meet_eight(out->bins, out->five + (count - 1) / 8 * 8);
    out->passage_count = count < SEVEN ? 0 : found;
}
#endif

void nd_least_find(const uint32_t *tokens, size_t count, nd_least *out) {
#ifdef ND_AVX512
    if (ND_PASSAGE_WINDOW == 8 && nd_has_avx512()) {
        find_avx512(tokens, count, out);
        return;
    }
#endif
    find(tokens, count, nd_passage_hashes, out);
}

void nd_shingles_ending(const uint32_t *tokens, size_t count, size_t length, uint64_t *out) {
#ifdef ND_AVX512
    if (nd_has_avx512()) {
        if (length == FIVE) ending_avx512(tokens, count, FIVE, out);
        else ending_avx512(tokens, count, SEVEN, out);
        return;
    }
#endif
    nd_shingles_ending_portable(tokens, count, length, out);
}
