/*
 * seeds.c - lists of places by a hash of three words. Looking up a list costs a branch that cannot be
 * guessed, so a filter, a word of 64 bits for each list, stands before them, small enough for the nearest cache, and is
 * asked about 64 seeds at once without a branch, 16 in a step with AVX-512. Where two seeds of the text meet in the
 * filter, both are marked as repeated; between marks, a run of equal words can be followed in one step. Cost: linear.
 */
#include "match/seeds.h"

#include "base/cpu.h"

#define FILTER_BITS 6 /* of the filter for each list: the bits of a word */
#define LIST_BITS 26  /* at most: a seed has 32 bits to be told by */

/* Odd; the upper bits of a product depend on all bits of a word. */
#define FIRST UINT32_C(0x9e3779b1)
#define SECOND UINT32_C(0x85ebca6b)
#define THIRD UINT32_C(0xc2b2ae35)

void nd_seeds_free(nd_seeds *seeds) {
    nd_buf *bufs[] = {&seeds->heads, &seeds->nexts, &seeds->filter, &seeds->repeats, &seeds->marks};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nd_buf_free(bufs[i]);
}

static inline uint32_t seed_hash(const uint32_t *tokens) {
    return nd_token_word(tokens[0]) * FIRST + nd_token_word(tokens[1]) * SECOND + nd_token_word(tokens[2]) * THIRD;
}

/* The bit of the filter that tells of the seed; all bits of a word of it are for one list. */
static inline uint32_t seed_mark(const nd_seeds *seeds, const uint32_t *tokens) {
    return seed_hash(tokens) >> seeds->mark_shift;
}

static inline uint32_t list_of(uint32_t mark) {
    return mark >> FILTER_BITS;
}

uint32_t nd_seeds_list(const nd_seeds *seeds, const uint32_t *tokens) {
    return list_of(seed_mark(seeds, tokens));
}

static void mark_portable(const nd_seeds *seeds, uint32_t count, uint32_t *marks) {
    for (uint32_t i = 0; i < count; i++) marks[i] = seed_mark(seeds, seeds->text.tokens + i);
}

uint64_t nd_seeds_among_portable(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count) {
    const uint64_t *filter = (const uint64_t *)seeds->filter.data;
    uint64_t        among = 0;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t mark = seed_mark(seeds, tokens + k);
        among |= (filter[list_of(mark)] >> mark % 64 & 1) << k;
    }
    return among;
}

#ifdef ND_AVX512
ND_AVX512 static inline __m512i word_product(__mmask16 live, const uint32_t *tokens, uint32_t factor) {
    __m512i words = _mm512_srli_epi32(_mm512_maskz_loadu_epi32(live, tokens), ND_TOKEN_FLAG_BITS);
    return _mm512_mullo_epi32(words, _mm512_set1_epi32((int)factor));
}

/* Marks of the seeds at tokens[0..16), of which those that live are read. */
ND_AVX512 static inline __m512i mark_some(__mmask16 live, const uint32_t *tokens, __m128i shift) {
    __m512i both = _mm512_add_epi32(word_product(live, tokens, FIRST), word_product(live, tokens + 1, SECOND));
    return _mm512_srl_epi32(_mm512_add_epi32(both, word_product(live, tokens + 2, THIRD)), shift);
}

ND_AVX512 static inline __mmask16 first_lanes(uint32_t count) {
    return (__mmask16)(count < 16 ? (1u << count) - 1 : UINT16_MAX);
}

ND_AVX512 static void mark_avx512(const nd_seeds *seeds, uint32_t count, uint32_t *marks) {
    __m128i shift = _mm_cvtsi32_si128((int)seeds->mark_shift);
    for (uint32_t i = 0; i < count; i += 16) {
        __mmask16 live = first_lanes(count - i);
        _mm512_mask_storeu_epi32(marks + i, live, mark_some(live, seeds->text.tokens + i, shift));
    }
}

ND_AVX512 static uint64_t among_avx512(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count) {
    __m128i  shift = _mm_cvtsi32_si128((int)seeds->mark_shift);
    uint64_t among = 0;
    for (uint32_t k = 0; k < count; k += 16) {
        __mmask16 live = first_lanes(count - k);
        __m512i   mark = mark_some(live, tokens + k, shift);
        __m512i   bit = _mm512_sllv_epi32(_mm512_set1_epi32(1), _mm512_and_si512(mark, _mm512_set1_epi32(31)));
        __m512i   bits = _mm512_i32gather_epi32(_mm512_srli_epi32(mark, 5), seeds->filter.data, 4);
        among |= (uint64_t)_mm512_mask_test_epi32_mask(live, bits, bit) << k;
    }
    return among;
}
#endif

static void mark_seeds(const nd_seeds *seeds, uint32_t count, uint32_t *marks) {
#ifdef ND_AVX512
    if (nd_has_avx512()) {
        mark_avx512(seeds, count, marks);
        return;
    }
#endif
    mark_portable(seeds, count, marks);
}

uint64_t nd_seeds_among(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count) {
#ifdef ND_AVX512
    if (nd_has_avx512()) return among_avx512(seeds, tokens, count);
#endif
    return nd_seeds_among_portable(seeds, tokens, count);
}

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

static inline void note_repeat(uint64_t *repeats, uint32_t place) {
    repeats[place / 64] |= UINT64_C(1) << place % 64;
}

/* The next place whose seed has the mark of the one at `place`; there is one. Those beyond were noted when it came. */
static uint32_t next_alike(const uint32_t *marks, const uint32_t *nexts, uint32_t head, uint32_t place) {
    while (marks[head - 1] != marks[place]) head = nexts[head - 1];
    return head - 1;
}

/* From the last to the first, so that lists are in rising order. */
static void add_all(nd_seeds *seeds, uint32_t count) {
    uint32_t       *heads = (uint32_t *)seeds->heads.data, *nexts = (uint32_t *)seeds->nexts.data;
    uint64_t       *filter = (uint64_t *)seeds->filter.data, *repeats = (uint64_t *)seeds->repeats.data;
    const uint32_t *marks = (const uint32_t *)seeds->marks.data;
    for (uint32_t i = count; i-- > 0;) {
        uint32_t mark = marks[i], list = list_of(mark), head = heads[list];
        uint64_t bit = UINT64_C(1) << mark % 64, bits = filter[list];
        if (bits & bit) {
            seeds->repeated++;
            note_repeat(repeats, i);
            note_repeat(repeats, next_alike(marks, nexts, head, i));
        }
        filter[list] = bits | bit;
        nexts[i] = head;
        heads[list] = i + 1;
    }
}

int nd_seeds_set(nd_seeds *seeds, nd_text text, nd_error *error) {
    unsigned bits = 6;
    uint32_t count = text.count < ND_SEED ? 0 : text.count - ND_SEED + 1;
    while (bits < LIST_BITS && UINT64_C(1) << bits < text.count) bits++;
    seeds->text = text;
    seeds->mark_shift = 32 - bits - FILTER_BITS;
    seeds->nexts.size = seeds->marks.size = seeds->repeated = 0;
    int status = nd_zeros(&seeds->heads, (size_t)1 << bits, sizeof(uint32_t), error);
    if (!status) status = nd_zeros(&seeds->filter, (size_t)1 << bits, sizeof(uint64_t), error);
    if (!status) status = nd_zeros(&seeds->repeats, text.count / 64 + UINT64_C(1), sizeof(uint64_t), error);
    if (!status) status = nd_buf_reserve(&seeds->nexts, count * sizeof(uint32_t) + 1, error);
    if (!status) status = nd_buf_reserve(&seeds->marks, count * sizeof(uint32_t) + 1, error);
    if (status) return status;
    mark_seeds(seeds, count, (uint32_t *)seeds->marks.data);
    add_all(seeds, count);
    return ND_OK;
}
