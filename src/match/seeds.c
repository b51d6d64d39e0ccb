/*
 * seeds.c - lists of places by a hash of three words. Looking up a list costs a branch that cannot be
 * guessed, so a filter of 64 bits or more a seed stands before the lists, small enough for the nearest cache, and is
 * asked about 64 seeds at once without a branch, 16 in a step with AVX-512. Where two seeds of the text meet in the
 * filter, both are marked as repeated; between marks, a run of equal words can be followed in one step. Cost: linear.
 */
#include "match/seeds.h"

#define FILTER_BITS 6 /* more than a list is found by */
#define PLACE_BITS 32 /* a place in the filter has no more */

/* Odd; the upper bits of a product depend on all bits of a word. */
#define FIRST UINT32_C(0x9e3779b1)
#define SECOND UINT32_C(0x85ebca6b)
#define THIRD UINT32_C(0xc2b2ae35)

void nd_seeds_free(nd_seeds *seeds) {
    nd_buf *bufs[] = {&seeds->heads, &seeds->nexts, &seeds->filter, &seeds->repeats, &seeds->hashes};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nd_buf_free(bufs[i]);
}

static inline uint32_t seed_hash(const uint32_t *tokens) {
    return nd_token_word(tokens[0]) * FIRST + nd_token_word(tokens[1]) * SECOND + nd_token_word(tokens[2]) * THIRD;
}

/* Where the seed is in the filter; the upper bits of that are its list. */
static inline uint32_t filter_place(const nd_seeds *seeds, uint32_t hash) {
    return hash >> (32 - seeds->filter_bits);
}

static inline uint32_t list_of(const nd_seeds *seeds, uint32_t hash) {
    return hash >> (32 - seeds->head_bits);
}

uint32_t nd_seeds_list(const nd_seeds *seeds, const uint32_t *tokens) {
    return list_of(seeds, seed_hash(tokens));
}

static void hash_portable(const uint32_t *tokens, uint32_t count, uint32_t *hashes) {
    for (uint32_t i = 0; i < count; i++) hashes[i] = seed_hash(tokens + i);
}

uint64_t nd_seeds_among_portable(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count) {
    const uint32_t *filter = (const uint32_t *)seeds->filter.data;
    uint64_t        among = 0;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t place = filter_place(seeds, seed_hash(tokens + k));
        among |= (uint64_t)(filter[place / 32] >> place % 32 & 1) << k;
    }
    return among;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f")))

AVX512 static inline __m512i word_product(__mmask16 live, const uint32_t *tokens, uint32_t factor) {
    __m512i words = _mm512_srli_epi32(_mm512_maskz_loadu_epi32(live, tokens), ND_TOKEN_FLAG_BITS);
    return _mm512_mullo_epi32(words, _mm512_set1_epi32((int)factor));
}

/* Hashes of the seeds at tokens[0..16), of which those that live are read. */
AVX512 static inline __m512i hash_some(__mmask16 live, const uint32_t *tokens) {
    __m512i both = _mm512_add_epi32(word_product(live, tokens, FIRST), word_product(live, tokens + 1, SECOND));
    return _mm512_add_epi32(both, word_product(live, tokens + 2, THIRD));
}

AVX512 static inline __mmask16 first_lanes(uint32_t count) {
    return (__mmask16)(count < 16 ? (1u << count) - 1 : UINT16_MAX);
}

AVX512 static void hash_avx512(const uint32_t *tokens, uint32_t count, uint32_t *hashes) {
    for (uint32_t i = 0; i < count; i += 16) {
        __mmask16 live = first_lanes(count - i);
        _mm512_mask_storeu_epi32(hashes + i, live, hash_some(live, tokens + i));
    }
}

AVX512 static uint64_t among_avx512(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count) {
    __m128i  shift = _mm_cvtsi32_si128(32 - (int)seeds->filter_bits);
    uint64_t among = 0;
    for (uint32_t k = 0; k < count; k += 16) {
        __mmask16 live = first_lanes(count - k);
        __m512i   place = _mm512_srl_epi32(hash_some(live, tokens + k), shift);
        __m512i   bit = _mm512_sllv_epi32(_mm512_set1_epi32(1), _mm512_and_si512(place, _mm512_set1_epi32(31)));
        __m512i   bits = _mm512_i32gather_epi32(_mm512_srli_epi32(place, 5), seeds->filter.data, 4);
        among |= (uint64_t)_mm512_mask_test_epi32_mask(live, bits, bit) << k;
    }
    return among;
}

static void hash_seeds(const uint32_t *tokens, uint32_t count, uint32_t *hashes) {
    if (__builtin_cpu_supports("avx512f")) hash_avx512(tokens, count, hashes);
    else hash_portable(tokens, count, hashes);
}

uint64_t nd_seeds_among(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count) {
    if (__builtin_cpu_supports("avx512f")) return among_avx512(seeds, tokens, count);
    return nd_seeds_among_portable(seeds, tokens, count);
}
#else
static void hash_seeds(const uint32_t *tokens, uint32_t count, uint32_t *hashes) {
    hash_portable(tokens, count, hashes);
}

uint64_t nd_seeds_among(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count) {
    return nd_seeds_among_portable(seeds, tokens, count);
}
#endif

uint32_t nd_seeds_next_repeat(const nd_seeds *seeds, uint32_t place, uint32_t end) {
    const uint64_t *repeats = (const uint64_t *)seeds->repeats.data;
    while (place < end) {
        uint64_t marks = repeats[place / 64] >> place % 64;
        if (marks) {
            place += (uint32_t)__builtin_ctzll(marks);
            return place < end ? place : end;
        }
        place += 64 - place % 64;
    }
    return end;
}

/* Marks the seed at `place`, and the next one like it; those beyond were marked when that one came. */
static void mark_repeat(nd_seeds *seeds, uint32_t place) {
    const uint32_t *nexts = (const uint32_t *)seeds->nexts.data, *hashes = (const uint32_t *)seeds->hashes.data;
    uint64_t       *repeats = (uint64_t *)seeds->repeats.data;
    uint32_t        in_filter = filter_place(seeds, hashes[place]);
    uint32_t        at = ((const uint32_t *)seeds->heads.data)[list_of(seeds, hashes[place])];
    while (filter_place(seeds, hashes[at - 1]) != in_filter) at = nexts[at - 1];
    repeats[place / 64] |= UINT64_C(1) << place % 64;
    repeats[(at - 1) / 64] |= UINT64_C(1) << (at - 1) % 64;
}

/* From the last to the first, so that lists are in rising order. */
static void add_all(nd_seeds *seeds) {
    uint32_t       *heads = (uint32_t *)seeds->heads.data, *nexts = (uint32_t *)seeds->nexts.data;
    uint32_t       *filter = (uint32_t *)seeds->filter.data;
    const uint32_t *hashes = (const uint32_t *)seeds->hashes.data;
    for (uint32_t i = seeds->text.count - ND_SEED + 1; i-- > 0;) {
        uint32_t  place = filter_place(seeds, hashes[i]), bit = UINT32_C(1) << place % 32;
        uint32_t *head = &heads[list_of(seeds, hashes[i])];
        if (filter[place / 32] & bit) mark_repeat(seeds, i);
        filter[place / 32] |= bit;
        nexts[i] = *head;
        *head = i + 1;
    }
}

int nd_seeds_set(nd_seeds *seeds, nd_text text, nd_error *error) {
    unsigned bits = 6;
    while (bits < 31 && UINT64_C(1) << bits < text.count) bits++;
    seeds->text = text;
    seeds->head_bits = bits;
    seeds->filter_bits = bits + FILTER_BITS < PLACE_BITS ? bits + FILTER_BITS : PLACE_BITS;
    seeds->nexts.size = seeds->hashes.size = 0;
    int status = nd_zeros(&seeds->heads, (size_t)1 << bits, sizeof(uint32_t), error);
    if (!status) status = nd_zeros(&seeds->filter, (size_t)1 << (seeds->filter_bits - 5), sizeof(uint32_t), error);
    if (!status) status = nd_zeros(&seeds->repeats, text.count / 64 + UINT64_C(1), sizeof(uint64_t), error);
    if (!status) status = nd_buf_reserve(&seeds->nexts, text.count * sizeof(uint32_t) + 1, error);
    if (!status) status = nd_buf_reserve(&seeds->hashes, text.count * sizeof(uint32_t) + 1, error);
    if (status || text.count < ND_SEED) return status;
    hash_seeds(text.tokens, text.count - ND_SEED + 1, (uint32_t *)seeds->hashes.data);
    add_all(seeds);
    return ND_OK;
}
