/*
 * jaccard.c - the exact Jaccard similarity of two texts, counted, not estimated, for people compare it
 * with other tools' figures. No decision rests on it: it is made for the pairs that are listed or given
 * as evidence (nd_judge.with_jaccard), related or not. The set of A is made once for all pairs with A.
 * Cost: linear in the texts.
 */
#include <string.h>

#include "base/error.h"
#include "match/align.h"
#include "sketch/minhash.h"
#include "text/shingle.h"

/* An open-addressing set of the nonzero hashes of one text. Returns how many are distinct. */
static int make_set(nd_buf *shingles, nd_buf *set, const nd_text *text, uint32_t *distinct, nd_error *error) {
    size_t count = nd_shingle_count(text->count, ND_MINHASH_SHINGLE), slots = 64;
    while (slots < 2 * count) slots *= 2;
    shingles->size = set->size = 0;
    int status = nd_buf_reserve(shingles, (count + 1) * sizeof(uint64_t), error);
    if (!status) status = nd_buf_reserve(set, slots * sizeof(uint64_t), error);
    if (status) return status;
    set->size = slots * sizeof(uint64_t);
    memset(set->data, 0, set->size);
    uint64_t *hashes = (uint64_t *)shingles->data, *slot = (uint64_t *)set->data;
    nd_shingles(text->tokens, text->count, ND_MINHASH_SHINGLE, hashes);
    *distinct = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t hash = hashes[i] ? hashes[i] : 1;
        size_t   at = hash & (slots - 1);
        while (slot[at] && slot[at] != hash) at = (at + 1) & (slots - 1);
        if (slot[at]) continue;
        slot[at] = hash;
        ++*distinct;
    }
    return ND_OK;
}

static int contains(const nd_buf *set, uint64_t hash) {
    const uint64_t *slot = (const uint64_t *)set->data;
    size_t          last = set->size / sizeof *slot - 1, at = hash & last;
    while (slot[at] && slot[at] != hash) at = (at + 1) & last;
    return slot[at] != 0;
}

int nd_aligner_jaccard(nd_aligner *aligner, uint32_t *out, nd_error *error) {
    uint32_t distinct_b, common = 0;
    int      status = ND_OK;
    if (!aligner->jaccard_ready)
        status = make_set(&aligner->shingles[0], &aligner->sets[0], &aligner->a.text, &aligner->distinct_a, error);
    if (!status) status = make_set(&aligner->shingles[1], &aligner->sets[1], &aligner->b.text, &distinct_b, error);
    if (status) return status;
    aligner->jaccard_ready = 1;
    const uint64_t *slot = (const uint64_t *)aligner->sets[1].data;
    for (size_t i = 0; i < aligner->sets[1].size / sizeof *slot; i++)
        common += slot[i] && contains(&aligner->sets[0], slot[i]);
    uint64_t either = (uint64_t)aligner->distinct_a + distinct_b - common;
    *out = either ? (uint32_t)((uint64_t)common * 65536 / either) : 0;
    return ND_OK;
}
