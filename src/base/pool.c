/*
 * pool.c - fork and join. The threads sleep between loops; within one they take the next piece from a
 * shared counter, so a slow piece does not hold up the rest. No lock is taken per piece.
 */
#include "base/pool.h"

#include <stdatomic.h>

#include "base/error.h"
#include "base/thread.h"

struct worker {
    nd_pool  *pool;
    unsigned  number;
    pthread_t thread;
};

struct nd_pool {
    unsigned        jobs, started;
    pthread_mutex_t lock;
    pthread_cond_t  wake, idle;
    uint64_t        loop; /* counts the loops, so that a thread sees each once */
    unsigned        busy;
    int             closing;
    nd_task_fn     *task;
    void           *context;
    size_t          count, grain;
    atomic_size_t   next;
    struct worker   workers[];
};

static void take_pieces(nd_pool *pool, unsigned worker) {
    for (;;) {
        size_t begin = atomic_fetch_add(&pool->next, pool->grain);
        if (begin >= pool->count) return;
        size_t left = pool->count - begin;
        pool->task(pool->context, worker, begin, begin + (left < pool->grain ? left : pool->grain));
    }
}

static void *work(void *argument) {
    struct worker *self = argument;
    nd_pool       *pool = self->pool;
    uint64_t       seen = 0;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (pool->loop == seen && !pool->closing) pthread_cond_wait(&pool->wake, &pool->lock);
        if (pool->closing) break;
        seen = pool->loop;
        pthread_mutex_unlock(&pool->lock);
        take_pieces(pool, self->number);
        pthread_mutex_lock(&pool->lock);
        if (--pool->busy == 0) pthread_cond_signal(&pool->idle);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

nd_pool *nd_pool_new(unsigned jobs, nd_error *error) {
    nd_pool *pool = nd_allocate_zeroed(1, sizeof *pool + jobs * sizeof *pool->workers);
    if (!pool) {
        nd_fail_memory(error);
        return NULL;
    }
    pool->jobs = jobs;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->idle, NULL);
    for (unsigned i = 1; i < jobs; i++) {
        struct worker *worker = &pool->workers[i];
        worker->pool = pool;
        worker->number = i;
        if (nd_thread_start(&worker->thread, 0, work, worker)) {
            nd_fail(error, ND_ERROR_LIMIT, "cannot start thread %u of %u", i + 1, jobs);
            nd_pool_free(pool);
            return NULL;
        }
        pool->started = i;
    }
    return pool;
}

void nd_pool_free(nd_pool *pool) {
    if (!pool) return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = 1;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 1; i <= pool->started; i++) pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->idle);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    nd_release(pool);
}

unsigned nd_pool_jobs(const nd_pool *pool) {
    return pool->jobs;
}

void nd_pool_run(nd_pool *pool, size_t count, size_t grain, nd_task_fn *task, void *context) {
    if (count == 0) return;
    if (pool->jobs == 1 || count <= grain) {
        task(context, 0, 0, count);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->task = task;
    pool->context = context;
    pool->count = count;
    pool->grain = grain;
    atomic_store(&pool->next, 0);
    pool->busy = pool->jobs - 1;
    pool->loop++;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    take_pieces(pool, 0);
    pthread_mutex_lock(&pool->lock);
    while (pool->busy) pthread_cond_wait(&pool->idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}
