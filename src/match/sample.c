/*
 * sample.c - which holders of a key are asked what it is. Of a key that many hold, those of the least digests are: the
 * same for all keys of a block of furniture, so that few texts are read for it, and others for another block. Cost:
 * two passes over the holders.
 */
#include "match/sample.h"

#include "match/statistics.h"

/* Of so many holders of a common key, about, the pages are measured: half of them are within .06 of half of all. */
#define SAMPLE 128

/* Whether a text has the words of one before it that is counted like it. */
static int is_repeated(const nd_collection *collection, uint32_t text) {
    uint32_t other = text;
    while (nd_collection_repeats(collection, other))
        if (nd_collection_is_counted(collection, --other) == nd_collection_is_counted(collection, text)) return 1;
    return 0;
}

/* Identical texts, which scopes tell apart, are asked once. */
static int is_asked(const nd_collection *collection, uint32_t text) {
    return !collection->scopes.of || (nd_collection_is_counted(collection, text) && !is_repeated(collection, text));
}

static size_t count_asked(const nd_collection *collection, const uint32_t *holders, size_t count) {
    size_t asked = 0;
    for (size_t i = 0; i < count; i++) asked += (size_t)is_asked(collection, holders[i]);
    return asked;
}

/* Marks are parts of digests, so those below a bound are a sample, and the same for every key that as many hold. */
static int is_in_sample(const nd_collection *collection, uint32_t text, size_t asked) {
    return asked <= SAMPLE || collection->marks[text] < UINT64_MAX / asked * SAMPLE;
}

size_t nd_sample_put_first(const nd_collection *collection, uint32_t groups, uint32_t *holders, size_t count) {
    size_t judged = 0, asked = groups < ND_COMMON_GROUPS ? 0 : count_asked(collection, holders, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t text = holders[i];
        if (!is_asked(collection, text) || !is_in_sample(collection, text, asked)) continue;
        holders[i] = holders[judged];
        holders[judged++] = text;
    }
    return judged;
}
