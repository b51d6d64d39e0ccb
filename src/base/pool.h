/* pool.h - a fixed set of threads that share out the indices of a loop. */
#ifndef ND_POOL_H
#define ND_POOL_H

#include "newsdup.h"

/* Bytes between what one worker writes to all the time and what another does: two cache lines, as they are fetched in
 * twos. */
#define ND_APART 128

typedef struct nd_pool nd_pool;

/* Does [begin, end) of the loop. `worker` < jobs numbers the thread. What it computes must depend on
 * the indices only: how they are shared out differs from run to run. */
typedef void nd_task_fn(void *context, unsigned worker, size_t begin, size_t end);

/* `jobs` >= 1 threads, the caller's among them; 1 starts none. NULL on failure. */
nd_pool *nd_pool_new(unsigned jobs, nd_error *error);
void     nd_pool_free(nd_pool *pool);
unsigned nd_pool_jobs(const nd_pool *pool);

/* Runs the task over [0, count) in pieces of at most `grain` indices; returns when all are done. */
void nd_pool_run(nd_pool *pool, size_t count, size_t grain, nd_task_fn *task, void *context);

#endif
