/*
 * engine.h - the rounds of the pipeline.
 *
 *     sketch | round 0: whole copies | statistics | round 1: candidates | blocks | round 2: the rest of
 *     each block | clusters, stories, canonical
 *
 * Each round finds pairs, by any number of shards, and gathers them, once. The same two functions serve
 * one process (corpus.c) and many (stages.c).
 */
#ifndef ND_ENGINE_H
#define ND_ENGINE_H

#include "match/verify.h"

#define ND_ROUNDS 3

typedef struct nd_engine {
    const nd_options *options;
    nd_pool          *pool;
    nd_rules          rules;
    nd_collection     collection;
    nd_buf            pairs;          /* nd_verified of all rounds gathered, sorted */
    uint32_t         *copies;         /* [text]: group of whole copies; after round 0 */
    nd_buf            statistic_rows; /* nd_statistic; after round 0 */
    nd_buf            index;          /* of these rows */
    uint8_t          *holds;          /* [text]: 1 if it holds the key of one */
    nd_masks          masks;          /* of texts in pairs and links; made once */
    nd_statistics     statistics;     /* refers to the four above */
    nd_buf            linked;         /* nd_candidate: those of round 1 by passages; from round 0 to round 1 */
    uint32_t         *blocks;         /* [text]: block; after round 1 */
    nd_proofs        *proofs;         /* [round]: the caller's, if all rounds are of one process; or NULL */
} nd_engine;

/* Options, pool and shards are borrowed. */
int  nd_engine_open(nd_engine *engine, const nd_options *options, nd_pool *pool, const nd_shard_view *shards,
                    uint32_t shard_count, nd_error *error);
void nd_engine_close(nd_engine *engine);

/* Verifies the share of round `round` that falls to `shard` of `shards`: appends nd_verified to *out,
 * sorted. The rounds before must have been gathered. */
int nd_engine_pairs(const nd_engine *engine, uint32_t round, uint32_t shard, uint32_t shards, nd_buf *out,
                    nd_error *error);

/* What verification in that round reads; ND_ROUNDS: for evidence, when all is gathered. */
nd_judge nd_engine_judge(const nd_engine *engine, uint32_t round);

/* Takes in the pairs of all shards of a round (nd_verified, in any order, with repeats), which it sorts, and derives
 * what the next round needs. */
int nd_engine_gather(nd_engine *engine, uint32_t round, nd_buf *pairs, nd_error *error);

/* Makes statistics of the rows and holders that were counted or loaded, with masks of the texts in pairs and links. */
int nd_engine_freeze(nd_engine *engine, nd_error *error);

#endif
