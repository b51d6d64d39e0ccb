/*
 * linking.h - the links of round 1 by the plain way: a walk over all passage keys, when it is known which of them are
 * furniture.
 */
#ifndef LINKING_H
#define LINKING_H

#include "made.h"
#include "match/links.h"
#include "match/statistics.h"
#include "match/verify.h"

/* `count` texts of 100 words, of which all share the first `shared`. */
static inline struct made *make_sharing(unsigned count, unsigned shared) {
    struct made *made = made_new(2);
    for (unsigned i = 0; i < count; i++) {
        struct writing *text = calloc(1, sizeof *text);
        say_words(text, "shared", 0, shared);
        say_own(text, i, 100 - shared);
        made_add(made, text->text);
        free(text);
    }
    return made;
}

struct linking {
    nd_links            *links;
    const nd_statistics *statistics;
};

static inline int link_bucket(void *context, const nd_bucket *bucket, nd_error *error) {
    const struct linking *linking = context;
    if (nd_statistics_mask(linking->statistics, bucket->key) & ND_MASK_FURNITURE) return ND_OK;
    return nd_links_add(linking->links, 0, bucket, error);
}

/* Leaves what is linked (nd_candidate) in *out; returns how many. */
static inline size_t link_passages(const nd_population *population, const nd_statistics *statistics, nd_buf *out) {
    struct linking linking = {.statistics = statistics};
    assert_int_equal(nd_links_open(&linking.links, population, NULL), ND_OK);
    made_walk(population->collection, ND_KEYS_PASSAGES, link_bucket, &linking);
    assert_int_equal(nd_links_collect(linking.links, NULL), ND_OK);
    assert_int_equal(nd_links_take(linking.links, out, NULL), ND_OK);
    nd_links_free(linking.links);
    return out->size / sizeof(nd_candidate);
}

#endif
