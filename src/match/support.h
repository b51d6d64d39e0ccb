/*
 * support.h - what the members of a cluster agree on, and what each has beyond it.
 *
 * The support of a 5-word shingle is the number of member texts that hold it; the consensus is what at
 * least two hold. What only one holds is judged by its place and shape: a continuation after the shared
 * part is more of the article; short lines, page furniture and a block set into the middle that is out
 * of proportion (a gallery) are not.
 */
#ifndef ND_SUPPORT_H
#define ND_SUPPORT_H

#include "match/statistics.h"

/* Words of one member, times two. */
typedef struct nd_profile {
    uint32_t consensus;    /* that others hold too */
    uint32_t continuation; /* its own, after the shared part */
    uint32_t surplus;      /* its own, and not more of the article */
} nd_profile;

/* The member texts of a cluster. */
typedef struct nd_cluster_texts {
    const nd_collection *collection;
    const nd_statistics *statistics; /* may be NULL */
    const uint32_t      *texts;
    uint32_t             count;
} nd_cluster_texts;

/* Working space of one thread. Zero it before its first use. */
typedef struct nd_supporter {
    nd_buf    texts;    /* nd_text: the members; the tokens of all of them, text by text, have a place each */
    nd_buf    slots;    /* uint32_t: the table of the shingles, by their hashes */
    size_t    slot_mask;
    uint32_t  used;     /* slots */
    nd_buf    hashes;   /* uint64_t: [place] of the shingle that ends there */
    nd_buf    firsts;   /* uint32_t: [place] where its shingle was met first */
    nd_buf    lasts;    /* uint32_t: [place where a shingle was met first] where it was met last */
    nd_buf    shared;   /* a byte for each place: whether another member holds its shingle */
    nd_buf    distinct; /* uint32_t: how many different shingles each text has */
    nd_buf    runs;     /* of the text at hand: runs of words in the consensus */
    nd_masker masker;
} nd_supporter;

void nd_supporter_free(nd_supporter *supporter);

/* Fills profiles[0..count) for the member texts. Time and memory are proportional to their length.
 * ND_ERROR_LIMIT if they have 2^31 words or more. */
int nd_support_profile(nd_supporter *supporter, const nd_cluster_texts *of, nd_profile *profiles, nd_error *error);

/* Fills jaccard[0..count) with the similarity, times 65536, of the texts that were profiled last with number `one` of
 * them: that of jaccard.c, which the table gives nearly for nothing. To be asked once. */
void nd_support_jaccard(nd_supporter *supporter, const nd_cluster_texts *of, uint32_t one, uint32_t *jaccard);

#endif
