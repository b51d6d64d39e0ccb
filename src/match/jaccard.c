/*
 * jaccard.c - the exact Jaccard similarity of two texts, counted, not estimated, for people compare it
 * with other tools' figures. No decision rests on it: it is made for the pairs that are listed or given
 * as evidence (nd_judge.with_jaccard), related or not. The set of A is made once for all pairs with A; what
 * B has of it is marked there, and only the rest of B makes a set of its own. Cost: linear in the texts.
 */
#include <string.h>

#include "base/error.h"
#include "match/align.h"
#include "sketch/minhash.h"
#include "text/shingle.h"

/* Leaves the shingles of a text in the buffer, none of them zero. */
static int list_shingles(nd_buf *shingles, const nd_text *text, size_t *count, nd_error *error) {
    *count = nd_shingle_count(text->count, ND_MINHASH_SHINGLE);
    shingles->size = 0;
    int status = nd_buf_reserve(shingles, (*count + 1) * sizeof(uint64_t), error);
    if (status) return status;
    uint64_t *hashes = (uint64_t *)shingles->data;
    nd_shingles(text->tokens, text->count, ND_MINHASH_SHINGLE, hashes);
    for (size_t i = 0; i < *count; i++) hashes[i] |= hashes[i] == 0;
    return ND_OK;
}

/* An open-addressing set with room for `count` hashes, empty: 0 is a free slot. */
static int make_set(nd_buf *set, size_t count, nd_error *error) {
    size_t slots = 64;
    while (slots < 2 * count) slots *= 2;
    return nd_zeros(set, slots, sizeof(uint64_t), error);
}

/* Where the hash is in the set, or would be. */
static size_t find(const nd_buf *set, uint64_t hash) {
    const uint64_t *slot = (const uint64_t *)set->data;
    size_t          last = set->size / sizeof *slot - 1, at = hash & last;
    while (slot[at] && slot[at] != hash) at = (at + 1) & last;
    return at;
}

/* Adds a hash. Returns whether it was not there. */
static int add(nd_buf *set, uint64_t hash) {
    uint64_t *slot = (uint64_t *)set->data + find(set, hash);
    int       is_new = !*slot;
    *slot = hash;
    return is_new;
}

static int set_first(nd_aligner *aligner, nd_error *error) {
    size_t count;
    int    status = list_shingles(&aligner->shingles, &aligner->a.text, &count, error);
    if (!status) status = make_set(&aligner->set_a, count, error);
    if (!status) status = nd_zeros(&aligner->met, aligner->set_a.size / sizeof(uint64_t), sizeof(uint32_t), error);
    if (status) return status;
    const uint64_t *hashes = (const uint64_t *)aligner->shingles.data;
    aligner->distinct_a = aligner->meetings = 0;
    for (size_t i = 0; i < count; i++) aligner->distinct_a += (uint32_t)add(&aligner->set_a, hashes[i]);
    aligner->jaccard_ready = 1;
    return ND_OK;
}

/* Counts the distinct shingles of B that A has, and those that it has not. */
static void count_second(nd_aligner *aligner, size_t count, uint32_t *common, uint32_t *own) {
    const uint64_t *hashes = (const uint64_t *)aligner->shingles.data, *slot = (const uint64_t *)aligner->set_a.data;
    uint32_t       *met = (uint32_t *)aligner->met.data, meeting = ++aligner->meetings;
    *common = *own = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = find(&aligner->set_a, hashes[i]);
        if (!slot[at]) {
            *own += (uint32_t)add(&aligner->set_b, hashes[i]);
            continue;
        }
        *common += met[at] != meeting;
        met[at] = meeting;
    }
}

int nd_aligner_jaccard(nd_aligner *aligner, uint32_t *out, nd_error *error) {
    size_t   count;
    uint32_t common, own;
    int      status = aligner->jaccard_ready ? ND_OK : set_first(aligner, error);
    if (!status) status = list_shingles(&aligner->shingles, &aligner->b.text, &count, error);
    if (!status) status = make_set(&aligner->set_b, count, error);
    if (status) return status;
    count_second(aligner, count, &common, &own);
    uint64_t either = (uint64_t)aligner->distinct_a + own;
    *out = either ? (uint32_t)((uint64_t)common * 65536 / either) : 0;
    return ND_OK;
}

int nd_aligner_compare(nd_aligner *aligner, nd_text a, nd_text b, uint32_t *out, nd_error *error) {
    if (aligner->a.text.tokens != a.tokens || aligner->a.text.count != a.count) aligner->jaccard_ready = 0;
    aligner->a = (nd_side){.text = a};
    aligner->b = (nd_side){.text = b};
    return nd_aligner_jaccard(aligner, out, error);
}
