/*
 * words.c - hash, record and place of each word. Words of up to 16 bytes, nearly all, take no branch. With AVX-512
 * eight words go at a time: their bytes are gathered, hashed in 64-bit lanes, and the records and places narrowed;
 * the portable loop takes 4 ns a word. Words of more than 16 bytes, and places of more than a byte, are
 * put right afterwards.
 */
#include "text/words.h"

#include "text/place.h"
#include "text/token.h"
#include "text/word.h"

#define SHORT 16 /* bytes of a word that takes no branch, and of one with a place of one byte */

static inline void put_word(nd_words *w, const nd_stretch *s, size_t i) {
    size_t         begin = s->begins[i] & ND_STRETCH_PLACE, size = s->ends[i] - begin;
    const uint8_t *word = s->folded + begin;
    uint64_t       hash = size <= SHORT ? nd_word_hash16(word, size) : nd_word_hash(word, size);
    uint32_t       flags = s->begins[i] & ND_STRETCH_CAPITAL ? ND_TOKEN_CAPITAL : 0;
    w->hashes[i] = hash;
    w->tokens[i] = nd_token_make(hash, flags | (word[0] <= '9' ? ND_TOKEN_NUMBER : 0));
}

static inline void put_place(nd_words *w, const nd_stretch *s, size_t i, uint64_t gap) {
    size_t  begin = s->begins[i] & ND_STRETCH_PLACE;
    int64_t behind = (int64_t)(begin + (i ? 0 - (uint64_t)s->ends[i - 1] : gap));
    w->places += nd_place_encode(w->places, behind, s->ends[i] - begin);
}

void nd_words_put_portable(nd_words *w, const nd_stretch *s, uint64_t gap) {
    for (size_t i = 0; i < s->words; i++) {
        put_word(w, s, i);
        put_place(w, s, i, gap);
    }
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define EIGHT 8
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define ALL64(x) _mm512_set1_epi64((long long)(x))

AVX512 static inline __m512i spread(__m512i x) {
    x = _mm512_mullo_epi64(x, ALL64(UINT64_C(0xbf58476d1ce4e5b9)));
    x = _mm512_xor_si512(x, _mm512_srli_epi64(x, 32));
    return _mm512_mullo_epi64(x, ALL64(UINT64_C(0x94d049bb133111eb)));
}

/* nd_word_hash16 of words that begin with the eight bytes of `first`. */
AVX512 static inline __m512i hash_words(const uint8_t *text, __m512i begin, __m512i size, __m512i first,
                                        __mmask8 live) {
    __m512i  hash = _mm512_mullo_epi64(size, ALL64(UINT64_C(0x9e3779b97f4a7c15)));
    __mmask8 is_long = _mm512_mask_cmpgt_epu64_mask(live, size, ALL64(8));
    __m512i  rest = _mm512_mask_sub_epi64(size, is_long, size, ALL64(8));
    __m512i  tail = _mm512_mask_i64gather_epi64(first, is_long, _mm512_add_epi64(begin, ALL64(8)), text, 1);
    hash = _mm512_mask_mov_epi64(hash, is_long, spread(_mm512_add_epi64(hash, first)));
    __m512i past = _mm512_sub_epi64(ALL64(64), _mm512_slli_epi64(rest, 3));
    tail = _mm512_srlv_epi64(_mm512_sllv_epi64(tail, past), past);
    return spread(_mm512_add_epi64(hash, tail));
}

AVX512 static inline __m256i make_tokens(__m512i hash, __m512i first, __m512i begin_flags) {
    __m512i  word = _mm512_slli_epi64(_mm512_srli_epi64(hash, 38), ND_TOKEN_FLAG_BITS);
    __m512i  is_capital = _mm512_and_si512(_mm512_srli_epi64(begin_flags, 14), ALL64(ND_TOKEN_CAPITAL));
    __m512i  letter = _mm512_and_si512(first, ALL64(0xff));
    __mmask8 is_number = _mm512_cmple_epu64_mask(letter, ALL64('9'));
    word = _mm512_or_si512(word, is_capital);
    word = _mm512_mask_or_epi64(word, is_number, word, ALL64(ND_TOKEN_NUMBER));
    return _mm512_cvtepi64_epi32(word);
}

/* Which places take one byte, all written as if they did. */
AVX512 static inline __mmask8 put_places(uint8_t *places, __m512i gap, __m512i size, __mmask8 live) {
    __m512i  high = _mm512_add_epi64(gap, ALL64(4)), low = _mm512_sub_epi64(size, ALL64(1));
    __m512i  place = _mm512_or_si512(_mm512_slli_epi64(high, 4), low);
    __mmask8 fits = _mm512_mask_cmplt_epu64_mask(live, high, ALL64(16));
    fits = _mm512_mask_cmplt_epu64_mask(fits, low, ALL64(16));
    fits = _mm512_mask_cmpneq_epu64_mask(fits, place, ALL64(0xff));
    _mm_storel_epi64((__m128i *)(void *)places, _mm512_cvtepi64_epi8(place));
    return fits;
}

AVX512 static void put_avx512(nd_words *w, const nd_stretch *s, uint64_t gap) {
    __m512i before = ALL64(0 - gap); /* ends of the words before, of which the last lane is the last */
    for (size_t i = 0; i < s->words; i += EIGHT) {
        size_t   count = s->words - i < EIGHT ? s->words - i : EIGHT;
        __mmask8 live = (__mmask8)((1u << count) - 1);
        __m512i  flags = _mm512_cvtepu16_epi64(_mm_loadu_si128((const __m128i *)(const void *)(s->begins + i)));
        __m512i  end = _mm512_cvtepu16_epi64(_mm_loadu_si128((const __m128i *)(const void *)(s->ends + i)));
        __m512i  begin = _mm512_and_si512(flags, ALL64(ND_STRETCH_PLACE)), size = _mm512_sub_epi64(end, begin);
        __m512i  first = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), live, begin, s->folded, 1);
        __m512i  hash = hash_words(s->folded, begin, size, first, live);
        _mm512_storeu_si512(w->hashes + i, hash);
        _mm256_storeu_si256((__m256i *)(void *)(w->tokens + i), make_tokens(hash, first, flags));
        __m512i  gaps = _mm512_sub_epi64(begin, _mm512_alignr_epi64(end, before, 7));
        __mmask8 fits = put_places(w->places, gaps, size, live);
        __mmask8 is_longer = _mm512_mask_cmpgt_epu64_mask(live, size, ALL64(SHORT));
        if (fits == live) w->places += count;
        else for (size_t k = i; k < i + count; k++) put_place(w, s, k, gap);
        for (unsigned left = is_longer; left; left &= left - 1) put_word(w, s, i + (size_t)__builtin_ctz(left));
        before = end;
    }
}

void nd_words_put(nd_words *words, const nd_stretch *stretch, uint64_t gap) {
    int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (has_avx512) put_avx512(words, stretch, gap);
    else nd_words_put_portable(words, stretch, gap);
}
#else
void nd_words_put(nd_words *words, const nd_stretch *stretch, uint64_t gap) {
    nd_words_put_portable(words, stretch, gap);
}
#endif
