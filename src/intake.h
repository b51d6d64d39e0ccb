/* intake.h - articles are sketched in parallel and appended to a shard in the order they came. */
#ifndef ND_INTAKE_H
#define ND_INTAKE_H

#include "base/pool.h"
#include "sketch/shard.h"

typedef struct nd_intake nd_intake;

/* Works in the threads of the pool, which must stay. NULL on failure. */
nd_intake *nd_intake_new(nd_pool *pool, nd_error *error);
void       nd_intake_free(nd_intake *intake);

/* Gives back what the threads sketch in; they take it again when more is added. */
void nd_intake_rest(nd_intake *intake);

/* nd_corpus_add_batch, of a shard. */
int nd_intake_add(nd_intake *intake, nd_shard *shard, size_t count, nd_fetch_fn *fetch, void *context,
                  nd_error *error);

#endif
