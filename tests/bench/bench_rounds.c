/*
 * bench_rounds.c - megabytes of text a second for the stages that compare articles, and for the whole run from
 * texts in memory to JSON Lines, on one thread, CPU time; then the share of each that threads divide, in
 * percent. `order` puts articles in their total order, `statistics` is what is gathered between the rounds,
 * `evidence` everything from clusters to a result.
 */
#include "made_corpus.h"
#include "stage_clock.h"

static int fetch(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    (void)worker, (void)error;
    *out = (nd_article){.text = article_text(context, index), .id = article_id(context, index), .time = ND_NO_TIME};
    return ND_OK;
}

static int add(void *context, nd_corpus *corpus, nd_error *error) {
    return nd_corpus_add_batch(corpus, ARTICLES, fetch, context, error);
}

static void measure(const struct script *script) {
    struct corpus *corpus = make_corpus(script);
    struct staged  staged;
    double         megabytes = (double)corpus->size / 1e6, shared = 0;
    run_staged(add, corpus, 1, &staged);
    printf("%-14s %6.1f", script->name, megabytes);
    for (int step = 0; step < STEPS; step++) printf(" %10.0f", megabytes / (staged.laps[step].cpu + 1e-9));
    printf(" %10.0f   %llu copies, %.2f pairs an article\n%-21s", megabytes / total_cpu(&staged),
           (unsigned long long)staged.summary.copies, (double)staged.summary.verifications / ARTICLES, "  shared %");
    for (int step = 0; step < STEPS; step++) {
        printf(" %10.0f", 100 * staged.laps[step].shared / (staged.laps[step].cpu + 1e-9));
        shared += staged.laps[step].shared;
    }
    printf(" %10.0f\n", 100 * shared / total_cpu(&staged));
    free_corpus(corpus);
}

int main(void) {
    printf("MB/s of CPU        MB");
    for (int step = 0; step < STEPS; step++) printf(" %10s", step_names[step]);
    printf(" %10s\n", "whole");
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) measure(&scripts[i]);
    return 0;
}
