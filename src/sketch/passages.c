/*
 * passages.c - the minimum is remembered from window to window and looked for again only when it has
 * left. Of equal hashes the rightmost counts ("robust winnowing"), which keeps long repetitions from
 * giving a key at every place.
 */
#include "sketch/passages.h"

static size_t least_in(const uint64_t *shingles, size_t first, size_t last) {
    size_t least = first;
    for (size_t i = first + 1; i <= last; i++)
        if (shingles[i] <= shingles[least]) least = i;
    return least;
}

size_t nd_passage_keys(const uint64_t *shingles, size_t count, nd_passage_key *out) {
    if (count == 0) return 0;
    size_t end = count < ND_PASSAGE_WINDOW ? count : ND_PASSAGE_WINDOW;
    size_t least = least_in(shingles, 0, end - 1), found = 0;
    out[found++] = (nd_passage_key){shingles[least], (uint32_t)least};
    for (size_t last = end; last < count; last++) {
        size_t before = least;
        if (least + ND_PASSAGE_WINDOW <= last) least = least_in(shingles, last + 1 - ND_PASSAGE_WINDOW, last);
        else if (shingles[last] <= shingles[least]) least = last;
        if (least == before) continue;
        if (shingles[least] == out[found - 1].key) out[found - 1].token = (uint32_t)least;
        else out[found++] = (nd_passage_key){shingles[least], (uint32_t)least};
    }
    return found;
}
