/*
 * stage_clock.c - the steps of nd_corpus_run one by one, with the CPU time of the process read in between.
 * What nd_verify takes is told apart from the finding of its candidates, which is in the same step of the
 * engine.
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

const char *const step_names[STEPS] = {"add",        "seal",    "order",    "candidates", "verify",
                                       "statistics", "cluster", "evidence", "write"};

static double     started, shared; /* of the lap at hand */
static struct lap verified;        /* in it */

static double cpu_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void __real_nd_pool_run(nd_pool *pool, size_t count, size_t grain, nd_task_fn *task, void *context);
void __wrap_nd_pool_run(nd_pool *pool, size_t count, size_t grain, nd_task_fn *task, void *context);

/* A loop over pieces of one is made as long as there are threads, even where there is one. */
void __wrap_nd_pool_run(nd_pool *pool, size_t count, size_t grain, nd_task_fn *task, void *context) {
    double before = cpu_now();
    __real_nd_pool_run(pool, count, grain, task, context);
    if (count > grain || grain == 1) shared += cpu_now() - before;
}

int __real_nd_verify(const nd_judge *judge, const nd_candidate *candidates, size_t count, nd_buf *out,
                     nd_error *error);
int __wrap_nd_verify(const nd_judge *judge, const nd_candidate *candidates, size_t count, nd_buf *out,
                     nd_error *error);

int __wrap_nd_verify(const nd_judge *judge, const nd_candidate *candidates, size_t count, nd_buf *out,
                     nd_error *error) {
    double before = cpu_now(), shared_before = shared;
    int    status = __real_nd_verify(judge, candidates, count, out, error);
    verified.cpu += cpu_now() - before;
    verified.shared += shared - shared_before;
    return status;
}

static void take_lap(struct staged *staged, int step) {
    double      ended = cpu_now();
    struct lap *lap = &staged->laps[step], *verify = &staged->laps[VERIFY];
    lap->cpu += ended - started - verified.cpu;
    lap->shared += shared - verified.shared;
    verify->cpu += verified.cpu;
    verify->shared += verified.shared;
    verified = (struct lap){0};
    shared = 0;
    started = cpu_now();
}

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

static void finish(const nd_engine *engine, struct staged *out) {
    nd_outcome       outcome;
    nd_result       *result;
    nd_error         error;
    nd_write_options options;
    size_t           written = 0;
    check(nd_outcome_find(&outcome, engine, &error), &error);
    take_lap(out, CLUSTER);
    check(nd_result_make_of(&result, engine, &outcome, &error), &error);
    nd_outcome_free(&outcome);
    take_lap(out, EVIDENCE);
    nd_write_options_init(&options);
    options.format = ND_FORMAT_JSONL;
    check(nd_result_write(result, &options, discard, &written, &error), &error);
    take_lap(out, WRITE);
    nd_result_summary(result, &out->summary);
    nd_result_free(result);
}

static void run_rounds(nd_engine *engine, struct staged *out) {
    nd_error error;
    for (uint32_t round = 0; round < ND_ROUNDS; round++) {
        nd_buf pairs = {0};
        check(nd_engine_pairs(engine, round, 0, 1, &pairs, &error), &error);
        take_lap(out, CANDIDATES);
        check(nd_engine_gather(engine, round, &pairs, &error), &error);
        nd_buf_free(&pairs);
        take_lap(out, STATISTICS);
    }
}

void run_staged(add_fn *add, void *context, unsigned jobs, struct staged *out) {
    nd_error      error;
    nd_options    options;
    nd_stagefile  articles, keys;
    nd_shard_view view;
    nd_engine     engine;
    struct rusage usage;
    nd_options_init(&options);
    options.jobs = jobs;
    options.without_pairs = 1;
    *out = (struct staged){.peak_mib = 0};
    nd_pool   *pool = nd_pool_new(jobs, &error);
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    check(pool && corpus ? ND_OK : ND_ERROR_MEMORY, &error);
    started = cpu_now();
    check(add(context, corpus, &error), &error);
    take_lap(out, ADD);
    check(nd_corpus_seal(corpus, &error), &error);
    take_lap(out, SEAL);
    nd_shard_articles(nd_corpus_shard(corpus), &articles);
    nd_shard_keys(nd_corpus_shard(corpus), &keys);
    nd_shard_view_make(&view, &articles, &keys);
    check(nd_engine_open(&engine, &options, pool, &view, 1, &error), &error);
    take_lap(out, ORDER);
    run_rounds(&engine, out);
    finish(&engine, out);
    nd_engine_close(&engine);
    nd_corpus_free(corpus);
    nd_pool_free(pool);
    getrusage(RUSAGE_SELF, &usage);
    out->peak_mib = (double)usage.ru_maxrss / 1024;
}

double total_cpu(const struct staged *staged) {
    double sum = 0;
    for (int step = 0; step < STEPS; step++) sum += staged->laps[step].cpu;
    return sum;
}
