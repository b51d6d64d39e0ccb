/*
 * cmd_tune.c - the pairs near each threshold with their passages, for somebody to read and choose by; with labels,
 * what each setting would find of them. The labels are read before the articles.
 */
#include "cli/command.h"
#include "cli/labels.h"
#include "cli/run.h"

/* What is written: the same to every output. */
struct tuning {
    nd_explainer   *explainer;
    nd_tune_options options;
};

static int write_tuning(struct run *run, struct output *output, int format, void *context) {
    struct tuning   *tuning = context;
    nd_tune_options *options = &tuning->options;
    options->json = format == REPLY_JSON;
    options->colour = run_wants_colour(run->settings, output);
    options->columns = run_columns(output);
    return nd_tune_write(tuning->explainer, options, output_write, output, &run->error);
}

static int tune(struct run *run, struct labels *labels) {
    struct tuning tuning = {.explainer = NULL};
    nd_tune_options_init(&tuning.options);
    tuning.options.samples = run->settings->samples;
    tuning.options.texts = run->reader;
    int status = nd_explainer_new(run->corpus, &tuning.explainer, &run->error);
    if (!status && labels->file)
        status = labels_find(labels, nd_explainer_result(tuning.explainer), &run->log, &run->error);
    tuning.options.labels = labels->labels;
    tuning.options.label_count = labels->count;
    if (!status) run_write(run, write_tuning, &tuning);
    nd_explainer_free(tuning.explainer);
    return status;
}

int cmd_tune(const struct settings *settings) {
    struct labels labels = {0};
    struct run    run;
    int           status = run_open(&run, settings, RUN_CORPUS | RUN_TEXTS);
    if (!status && settings->labels) status = labels_read(&labels, settings->labels, &run.log, &run.error);
    if (!status) status = run_read(&run);
    if (!status) status = run_check_outputs(&run);
    if (!status) status = tune(&run, &labels);
    int code = run_close(&run, status);
    if (code == EXIT_DONE && settings->strict && labels.bad) code = EXIT_TROUBLE;
    labels_free(&labels);
    return code;
}
