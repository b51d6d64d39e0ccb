/*
 * words.c - hash, record and place of each word. All are hashed as if they had up to eight bytes, without a branch to
 * be guessed; those that are longer, one in twelve of English, are listed and hashed again. Places go 32 at a time,
 * one byte each, which they mostly take. With AVX-512 eight words are gathered and hashed at a time, and places go up
 * to the next that does not fit. Cost: 1 ns a word of English, 2.4 in portable code.
 */
#include "text/words.h"

#include "base/cpu.h"
#include "text/place.h"
#include "text/token.h"
#include "text/word.h"

/* ---- hashes and tokens ------------------------------------------------------------------------ */

static inline void put_word(nd_words *w, const nd_stretch *s, size_t i, uint64_t hash) {
    w->hashes[i] = hash;
    w->tokens[i] = nd_token_make(hash, s->begins[i] >> ND_STRETCH_FLAGS_SHIFT);
}

/* Right only of words of up to eight bytes. The others are listed: how many there are is given out. */
static size_t put_short_words(nd_words *words, const nd_stretch *s, uint16_t *longer) {
    static const uint64_t bytes[8] = {UINT64_MAX, 0xff,         0xffff,         0xffffff, /* of sizes 8, 1, 2 ... 7 */
                                      0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff};
    nd_words w = *words;
    size_t   listed = 0;
    for (size_t i = 0; i < s->words; i++) {
        size_t begin = s->begins[i] & ND_STRETCH_PLACE, size = s->ends[i] - begin;
        put_word(&w, s, i, nd_word_hash8(nd_load64(s->folded + begin) & bytes[size % 8], size));
        longer[listed] = (uint16_t)i;
        listed += size > 8;
    }
    return listed;
}

static void put_longer_words(nd_words *w, const nd_stretch *s, const uint16_t *longer, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t begin = s->begins[longer[i]] & ND_STRETCH_PLACE;
        put_word(w, s, longer[i], nd_word_hash(s->folded + begin, s->ends[longer[i]] - begin));
    }
}

/* ---- places ----------------------------------------------------------------------------------- */

#define MANY ND_STRETCH_LISTED
#define LONGER 0xff /* a place that begins with it takes more than one byte (place.h) */

static inline void put_place(nd_words *w, const nd_stretch *s, size_t i, uint64_t before) {
    size_t begin = s->begins[i] & ND_STRETCH_PLACE;
    w->places += nd_place_encode(w->places, (int64_t)(begin - before), s->ends[i] - begin);
}

/* The places of many words, all as if they took one byte each. Returns whether they do. */
static inline int make_places(uint8_t places[MANY], const uint16_t *begins, const uint16_t *ends) {
    uint16_t wrong = 0;
    for (size_t k = 0; k < MANY; k++) {
        uint16_t begin = begins[k] & ND_STRETCH_PLACE, low = (uint16_t)(ends[k] - begin - 1);
        uint16_t high = (uint16_t)(begin - ends[(ptrdiff_t)k - 1] + 4), place = (uint16_t)(high << 4 | low);
        places[k] = (uint8_t)place;
        wrong |= (uint16_t)((high | low) & 0xfff0) | (uint16_t)(place == LONGER);
    }
    return !wrong;
}

/* Of all words but the first, each from the end of the one before. */
static void put_other_places(nd_words *w, const nd_stretch *s) {
    for (size_t i = 1, next; i < s->words; i = next) {
        uint8_t places[MANY];
        int     are_many = s->words - i >= MANY;
        next = are_many ? i + MANY : s->words;
        if (are_many && make_places(places, s->begins + i, s->ends + i)) {
            memcpy(w->places, places, MANY);
            w->places += MANY;
        } else for (size_t k = i; k < next; k++) put_place(w, s, k, s->ends[k - 1]);
    }
}

void nd_words_put_portable(nd_words *w, const nd_stretch *s, uint64_t gap) {
    uint16_t longer[ND_STRETCH_WORDS + 1];
    size_t   listed = put_short_words(w, s, longer);
    put_longer_words(w, s, longer, listed);
    if (s->words) put_place(w, s, 0, 0 - gap);
    put_other_places(w, s);
}

#ifdef ND_VBMI2
#define EIGHT 8
#define ALL16(x) _mm512_set1_epi16((short)(x))
#define ALL64(x) _mm512_set1_epi64((long long)(x))

/* Writes the places, all as if they took one byte each, and gives out which do. */
ND_VBMI2 static inline __mmask32 put_places(uint8_t *places, __m512i gap, __m512i size) {
    __m512i   high = _mm512_add_epi16(gap, ALL16(4)), low = _mm512_sub_epi16(size, ALL16(1));
    __m512i   place = _mm512_or_si512(_mm512_slli_epi16(high, 4), low);
    __mmask32 fits = _mm512_cmplt_epu16_mask(_mm512_or_si512(high, low), ALL16(16));
    _mm256_storeu_si256((__m256i *)(void *)places, _mm512_cvtepi16_epi8(place));
    return fits & _mm512_cmpneq_epu16_mask(place, ALL16(LONGER));
}

ND_VBMI2 static void put_other_places_avx512(nd_words *w, const nd_stretch *s) {
    for (size_t i = 1; i < s->words;) {
        size_t    count = s->words - i < MANY ? s->words - i : MANY;
        __m512i   begin = _mm512_and_si512(_mm512_loadu_si512(s->begins + i), ALL16(ND_STRETCH_PLACE));
        __m512i   end = _mm512_loadu_si512(s->ends + i), before = _mm512_loadu_si512(s->ends + i - 1);
        uint64_t  fits = put_places(w->places, _mm512_sub_epi16(begin, before), _mm512_sub_epi16(end, begin));
        size_t    fit = (size_t)__builtin_ctzll(~fits);
        w->places += fit < count ? fit : count;
        i += fit < count ? fit : count;
        if (fit >= count) continue;
        put_place(w, s, i, s->ends[i - 1]);
        i++;
    }
}

/* Of sizes 8, 1, 2 ... 7: their lowest bytes, and what of a hash is the size. */
ND_VBMI2 static inline __m512i hash_words(__m512i first, __m512i size) {
    const __m512i bytes = _mm512_set_epi64(0xffffffffffffff, 0xffffffffffff, 0xffffffffff, 0xffffffff, 0xffffff, 0xffff,
                                           0xff, -1);
    const __m512i sizes = _mm512_mullo_epi64(_mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 8),
                                             ALL64(UINT64_C(0x9e3779b97f4a7c15)));
    __m512i word = _mm512_and_si512(first, _mm512_permutexvar_epi64(size, bytes));
    __m512i x = _mm512_add_epi64(word, _mm512_permutexvar_epi64(size, sizes));
    x = _mm512_mullo_epi64(x, ALL64(UINT64_C(0xbf58476d1ce4e5b9)));
    x = _mm512_xor_si512(x, _mm512_srli_epi64(x, 32));
    return _mm512_mullo_epi64(x, ALL64(UINT64_C(0x94d049bb133111eb)));
}

ND_VBMI2 static inline __m512i load_eight(const uint16_t *numbers) {
    return _mm512_cvtepu16_epi64(_mm_loadu_si128((const __m128i *)(const void *)numbers));
}

ND_VBMI2 static size_t put_short_words_avx512(nd_words *w, const nd_stretch *s, uint16_t *longer) {
    __m128i numbers = _mm_set_epi16(7, 6, 5, 4, 3, 2, 1, 0);
    size_t  listed = 0;
    for (size_t i = 0; i < s->words; i += EIGHT, numbers = _mm_add_epi16(numbers, _mm_set1_epi16(EIGHT))) {
        size_t   count = s->words - i < EIGHT ? s->words - i : EIGHT;
        __mmask8 live = (__mmask8)((1u << count) - 1);
        __m512i  begins = load_eight(s->begins + i), begin = _mm512_and_si512(begins, ALL64(ND_STRETCH_PLACE));
        __m512i  size = _mm512_sub_epi64(load_eight(s->ends + i), begin);
        __m512i  hash = hash_words(_mm512_mask_i64gather_epi64(begin, live, begin, s->folded, 1), size);
        __m512i  token = _mm512_slli_epi64(_mm512_srli_epi64(hash, 38), ND_TOKEN_FLAG_BITS);
        token = _mm512_or_si512(token, _mm512_srli_epi64(begins, ND_STRETCH_FLAGS_SHIFT));
        _mm512_storeu_si512(w->hashes + i, hash);
        _mm256_storeu_si256((__m256i *)(void *)(w->tokens + i), _mm512_cvtepi64_epi32(token));
        __mmask8 is_longer = _mm512_mask_cmpgt_epu64_mask(live, size, ALL64(EIGHT));
        _mm_storeu_si128((__m128i *)(void *)(longer + listed), _mm_maskz_compress_epi16(is_longer, numbers));
        listed += (size_t)__builtin_popcount(is_longer);
    }
    return listed;
}

ND_VBMI2 static void put_avx512(nd_words *w, const nd_stretch *s, uint64_t gap) {
    uint16_t longer[ND_STRETCH_WORDS + EIGHT];
    size_t   listed = put_short_words_avx512(w, s, longer);
    put_longer_words(w, s, longer, listed);
    if (s->words) put_place(w, s, 0, 0 - gap);
    put_other_places_avx512(w, s);
}
#endif

void nd_words_put(nd_words *words, const nd_stretch *stretch, uint64_t gap) {
#ifdef ND_VBMI2
    if (nd_has_vbmi2()) {
        put_avx512(words, stretch, gap);
        return;
    }
#endif
    nd_words_put_portable(words, stretch, gap);
}
