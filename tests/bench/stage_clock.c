/*
 * stage_clock.c - nd_corpus_run with the CPU time of the process read where a stage begins and ends. Each moment counts
 * for the innermost stage that has begun, and is shared if it lies in a loop of the pool.
 */
#include "stage_clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "corpus.h"
#include "newsdup_io.h"
#include "outcome.h"
#include "result.h"

const char *const step_names[STEPS] = {"add",        "order",   "candidates", "verify",
                                       "statistics", "cluster", "evidence",   "write"};

static struct lap laps[STEPS];
static int        step;  /* the innermost that has begun */
static int        loops; /* of the pool that have begun and not ended */
static double     since; /* when time was counted last */

static double cpu_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void count_time(void) {
    double now = cpu_now();
    laps[step].cpu += now - since;
    if (loops) laps[step].shared += now - since;
    since = now;
}

/* Returns the stage to which end() goes back. */
static int begin(int next) {
    int before = step;
    count_time();
    step = next;
    return before;
}

static void end(int before) {
    count_time();
    step = before;
}

/* ---- where stages begin and end --------------------------------------------------------------- */

/* A function that returns a status, all of whose time is that of a stage. */
#define STAGE(name, stage, parameters, arguments) \
    int __real_##name parameters;                 \
    int __wrap_##name parameters;                 \
    int __wrap_##name parameters {                \
        int before = begin(stage);                \
        int status = __real_##name arguments;     \
        end(before);                              \
        return status;                            \
    }

STAGE(nd_engine_open, ORDER,
      (nd_engine *engine, const nd_options *options, nd_pool *pool, const nd_shard_view *shards, uint32_t shard_count,
       nd_error *error),
      (engine, options, pool, shards, shard_count, error))
STAGE(nd_engine_pairs, CANDIDATES,
      (nd_engine *engine, uint32_t round, uint32_t shard, uint32_t shards, nd_buf *out, nd_error *error),
      (engine, round, shard, shards, out, error))
STAGE(nd_verify, VERIFY,
      (const nd_judge *judge, const nd_candidate *candidates, size_t count, nd_buf *out, nd_error *error),
      (judge, candidates, count, out, error))
STAGE(nd_engine_gather, STATISTICS, (nd_engine *engine, uint32_t round, nd_buf *pairs, nd_error *error),
      (engine, round, pairs, error))
STAGE(nd_result_make, EVIDENCE, (nd_result **out, const nd_engine *engine, nd_error *error), (out, engine, error))
STAGE(nd_outcome_find, CLUSTER, (nd_outcome *out, const nd_engine *engine, nd_error *error), (out, engine, error))

void __real_nd_pool_run(nd_pool *pool, size_t count, size_t grain, nd_task_fn *task, void *context);
void __wrap_nd_pool_run(nd_pool *pool, size_t count, size_t grain, nd_task_fn *task, void *context);

/* A loop over pieces of one is made as long as there are threads, even where there is one. */
void __wrap_nd_pool_run(nd_pool *pool, size_t count, size_t grain, nd_task_fn *task, void *context) {
    int is_loop = count > grain || grain == 1;
    count_time();
    loops += is_loop;
    __real_nd_pool_run(pool, count, grain, task, context);
    count_time();
    loops -= is_loop;
}

/* ---- a run ------------------------------------------------------------------------------------ */

static void check(int status, const nd_error *error) {
    if (!status) return;
    fprintf(stderr, "%s\n", error->message);
    exit(2);
}

static int discard(void *context, const void *data, size_t size, nd_error *error) {
    (void)data, (void)error;
    *(size_t *)context += size;
    return ND_OK;
}

/* What lies between two stages counts for the one before. */
static nd_result *run(add_fn *add, void *context, nd_corpus *corpus) {
    nd_error         error;
    nd_result       *result;
    nd_write_options options;
    size_t           written = 0;
    nd_write_options_init(&options);
    options.format = ND_FORMAT_JSONL;
    step = ADD;
    since = cpu_now();
    check(add(context, corpus, &error), &error);
    begin(ORDER);
    check(nd_corpus_run(corpus, &result, &error), &error);
    begin(WRITE);
    check(nd_result_write(result, &options, discard, &written, &error), &error);
    count_time();
    return result;
}

void run_staged(add_fn *add, void *context, unsigned jobs, struct staged *out) {
    nd_error      error;
    nd_options    options;
    struct rusage usage;
    nd_options_init(&options);
    options.jobs = jobs;
    options.without_pairs = 1;
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    check(corpus ? ND_OK : ND_ERROR_MEMORY, &error);
    nd_result *result = run(add, context, corpus);
    *out = (struct staged){.peak_mib = 0};
    for (int i = 0; i < STEPS; i++) {
        out->laps[i] = laps[i];
        laps[i] = (struct lap){0, 0};
    }
    nd_result_summary(result, &out->summary);
    nd_result_free(result);
    nd_corpus_free(corpus);
    getrusage(RUSAGE_SELF, &usage);
    out->peak_mib = (double)usage.ru_maxrss / 1024;
}

double total_cpu(const struct staged *staged) {
    double sum = 0;
    for (int i = 0; i < STEPS; i++) sum += staged->laps[i].cpu;
    return sum;
}
