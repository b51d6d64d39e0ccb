/*
 * seeds.c - lists of places by a hash of three words. Looking up a list costs a branch that cannot be
 * guessed, so a filter of 16 bits or more a seed stands before the lists, small enough for the nearest cache, and is
 * asked about 64 seeds at once without a branch. Where two seeds of the text meet in the filter, both are
 * marked as repeated; between marks, a run of equal words can be followed in one step. Cost: linear.
 */
#include "match/seeds.h"

#define FILTER_BITS 4 /* more than a list is found by */

/* Odd; the upper bits of a product depend on all bits of a word. */
#define FIRST UINT64_C(0x9e3779b97f4a7c15)
#define SECOND UINT64_C(0xbf58476d1ce4e5b9)
#define THIRD UINT64_C(0x94d049bb133111eb)

void nd_seeds_free(nd_seeds *seeds) {
    nd_buf *bufs[] = {&seeds->heads, &seeds->nexts, &seeds->filter, &seeds->repeats};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nd_buf_free(bufs[i]);
}

static inline uint64_t seed_hash(const uint32_t *tokens) {
    return nd_token_word(tokens[0]) * FIRST + nd_token_word(tokens[1]) * SECOND + nd_token_word(tokens[2]) * THIRD;
}

/* Where the seed is in the filter; the upper bits of that are its list. */
static inline uint64_t filter_place(const nd_seeds *seeds, const uint32_t *tokens) {
    return seed_hash(tokens) >> (64 - FILTER_BITS - seeds->head_bits);
}

uint32_t nd_seeds_list(const nd_seeds *seeds, const uint32_t *tokens) {
    return (uint32_t)(filter_place(seeds, tokens) >> FILTER_BITS);
}

uint64_t nd_seeds_among(const nd_seeds *seeds, const uint32_t *tokens, uint32_t count) {
    const uint64_t *filter = (const uint64_t *)seeds->filter.data;
    uint64_t        among = 0;
    for (uint32_t k = 0; k < count; k++) {
        uint64_t place = filter_place(seeds, tokens + k);
        among |= (filter[place / 64] >> place % 64 & 1) << k;
    }
    return among;
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

/* Marks the seed at `place`, and the next one like it; those beyond were marked when that one came. */
static void mark_repeat(nd_seeds *seeds, uint32_t place, uint64_t in_filter) {
    const uint32_t *nexts = (const uint32_t *)seeds->nexts.data;
    uint64_t       *repeats = (uint64_t *)seeds->repeats.data;
    uint32_t        at = ((const uint32_t *)seeds->heads.data)[in_filter >> FILTER_BITS];
    while (filter_place(seeds, seeds->text.tokens + at - 1) != in_filter) at = nexts[at - 1];
    repeats[place / 64] |= UINT64_C(1) << place % 64;
    repeats[(at - 1) / 64] |= UINT64_C(1) << (at - 1) % 64;
}

/* From the last to the first, so that lists are in rising order. */
static void add_all(nd_seeds *seeds) {
    uint32_t *heads = (uint32_t *)seeds->heads.data, *nexts = (uint32_t *)seeds->nexts.data;
    uint64_t *filter = (uint64_t *)seeds->filter.data;
    for (uint32_t i = seeds->text.count - ND_SEED + 1; i-- > 0;) {
        uint64_t  place = filter_place(seeds, seeds->text.tokens + i), bit = UINT64_C(1) << place % 64;
        uint32_t *head = &heads[place >> FILTER_BITS];
        if (filter[place / 64] & bit) mark_repeat(seeds, i, place);
        filter[place / 64] |= bit;
        nexts[i] = *head;
        *head = i + 1;
    }
}

int nd_seeds_set(nd_seeds *seeds, nd_text text, nd_error *error) {
    unsigned bits = 6;
    while (bits < 31 && UINT64_C(1) << bits < text.count) bits++;
    seeds->text = text;
    seeds->head_bits = bits;
    seeds->nexts.size = 0;
    int status = nd_zeros(&seeds->heads, (size_t)1 << bits, sizeof(uint32_t), error);
    if (!status) status = nd_zeros(&seeds->filter, (size_t)1 << (bits + FILTER_BITS - 6), sizeof(uint64_t), error);
    if (!status) status = nd_zeros(&seeds->repeats, text.count / 64 + UINT64_C(1), sizeof(uint64_t), error);
    if (!status) status = nd_buf_reserve(&seeds->nexts, text.count * sizeof(uint32_t) + 1, error);
    if (!status && text.count >= ND_SEED) add_all(seeds);
    return status;
}
