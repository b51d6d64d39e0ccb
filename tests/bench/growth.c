/*
 * growth.c - what an article costs in a corpus of some size: a row of docs/growth.tsv.
 *
 *     growth --head
 *     growth COUNT [JOBS]        made articles (made_articles.h), as they are sketched
 *     growth JOBS PATH...        what is in files and folders
 *
 * Times are CPU microseconds an article, by stage; then the percentage of each that threads
 * share. Each size is a process of its own, so that the peak of memory is its own.
 */
#include <stdio.h>
#include <stdlib.h>

#include "made_articles.h"
#include "newsdup_io.h"
#include "stage_clock.h"

#define JOBS_MAX 64

struct making {
    size_t count;
    char   texts[JOBS_MAX][MADE_BYTES_MAX], ids[JOBS_MAX][24];
};

static int fetch(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    struct making *making = context;
    size_t         size = made_nth_article(&scripts[0], index, making->texts[worker]);
    int            length = snprintf(making->ids[worker], sizeof making->ids[worker], "made-%zu", index);
    (void)error;
    *out = (nd_article){.text = {making->texts[worker], size}, .id = {making->ids[worker], (size_t)length},
                        .time = ND_NO_TIME, .source = index};
    return ND_OK;
}

static int add_made(void *context, nd_corpus *corpus, nd_error *error) {
    return nd_corpus_add_batch(corpus, ((struct making *)context)->count, fetch, context, error);
}

static int add_read(void *context, nd_corpus *corpus, nd_error *error) {
    nd_reader *reader = nd_reader_new(NULL, error);
    int        status = reader ? ND_OK : ND_ERROR_MEMORY;
    for (char **path = context; *path && !status; path++) status = nd_reader_add(reader, *path, error);
    if (!status) status = nd_reader_feed(reader, corpus, error);
    nd_reader_free(reader);
    return status;
}

static void print_head(void) {
    printf("articles\tjobs\tCPU s\tus an article\tshared %%\tpairs an article\tcopies\tpeak MiB");
    for (int step = 0; step < STEPS; step++) printf("\t%s", step_names[step]);
    for (int step = 0; step < STEPS; step++) printf("\t%s shared %%", step_names[step]);
    printf("\n");
}

static void print_row(const struct staged *staged, unsigned jobs) {
    const nd_summary *summary = &staged->summary;
    double            articles = (double)summary->articles, cpu = total_cpu(staged), shared = 0;
    for (int step = 0; step < STEPS; step++) shared += staged->laps[step].shared;
    printf("%.0f\t%u\t%.2f\t%.2f\t%.0f\t%.3f\t%llu\t%.0f", articles, jobs, cpu, 1e6 * cpu / articles,
           100 * shared / cpu, (double)summary->verifications / articles, (unsigned long long)summary->copies,
           staged->peak_mib);
    for (int step = 0; step < STEPS; step++) printf("\t%.3f", 1e6 * staged->laps[step].cpu / articles);
    for (int step = 0; step < STEPS; step++)
        printf("\t%.0f", 100 * staged->laps[step].shared / (staged->laps[step].cpu + 1e-9));
    printf("\n");
}

int main(int argc, char **argv) {
    static struct making making;
    struct staged        staged;
    size_t               first = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    size_t               second = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    if (argc == 2 && !strcmp(argv[1], "--head")) return print_head(), 0;
    int      is_made = argc == 2 || (argc == 3 && second);
    unsigned jobs = is_made ? (argc == 3 ? (unsigned)second : 1) : (unsigned)first;
    if (!first || jobs == 0 || jobs > JOBS_MAX)
        return fprintf(stderr, "usage: growth --head | growth COUNT [JOBS] | growth JOBS PATH...\n"), 2;
    making.count = first;
    if (is_made) run_staged(add_made, &making, jobs, &staged);
    else run_staged(add_read, argv + 2, jobs, &staged);
    print_row(&staged, jobs);
    return 0;
}
