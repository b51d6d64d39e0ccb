/*
 * stage_clock.h - CPU time of a run, by stage, and how much of it threads can share.
 *
 * The benchmarks are linked so that calls of nd_pool_run and of the stages of a run come here first (-Wl,--wrap).
 * What is spent in a loop that threads can take pieces of is *shared*: any number of threads divide it. All else
 * one thread does alone, with -j 2 as with -j 1, so the shares tell the speed-up even on a machine that is busy
 * with other work.
 */
#ifndef ND_STAGE_CLOCK_H
#define ND_STAGE_CLOCK_H

#include "newsdup.h"

enum { ADD, ORDER, CANDIDATES, VERIFY, STATISTICS, CLUSTER, EVIDENCE, WRITE, STEPS };

extern const char *const step_names[STEPS];

struct lap {
    double cpu, shared; /* seconds */
};

struct staged {
    struct lap laps[STEPS];
    nd_summary summary;
    double     peak_mib; /* of the process */
};

/* Adds articles to the corpus. */
typedef int add_fn(void *context, nd_corpus *corpus, nd_error *error);

/* A whole run, from articles to JSON Lines that go nowhere. Ends the program when it fails. */
void run_staged(add_fn *add, void *context, unsigned jobs, struct staged *out);

double total_cpu(const struct staged *staged);

#endif
