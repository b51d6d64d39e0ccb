/*
 * cmd_stage.c - one step of a run as a process of its own, for schedulers. The steps meet in a folder
 * only; each may be repeated. The last one writes the result as `newsdup cluster -f jsonl` does.
 */
#include <string.h>

#include "cli/command.h"
#include "cli/run.h"

static int refuse(const char *what) {
    log_error("stage %s (newsdup help stage)", what);
    return EXIT_TROUBLE;
}

static int stage_sketch(const struct settings *settings) {
    struct run run;
    if (!settings->out) return refuse("sketch needs --out DIR");
    int status = run_open(&run, settings, RUN_CORPUS);
    if (!status) status = nd_reader_feed(run.reader, run.corpus, &run.error);
    if (!status)
        status = nd_stage_sketch(run.corpus, settings->shard.number, settings->shard.count, settings->out,
                                 &run.error);
    return run_close(&run, status);
}

/* The stages without articles have no run, and the rest of what it does. */
static nd_options with_progress(const struct settings *settings, struct progress *progress) {
    nd_options options = settings->run;
    progress_open(progress, settings, 0);
    options.progress = progress_step;
    options.progress_context = progress;
    return options;
}

static int stage_pairs(const struct settings *settings) {
    struct progress progress;
    nd_error        error;
    if (!settings->in || !settings->out) return refuse("pairs needs --in DIR and --out DIR");
    if (settings->operand_count) return refuse("pairs takes no PATH");
    nd_options options = with_progress(settings, &progress);
    int        status = nd_stage_pairs(&options, settings->round, settings->shard.number, settings->shard.count,
                                       settings->in, settings->out, &error);
    progress_close(&progress);
    if (!status) return EXIT_DONE;
    log_error("%s", error.message);
    return EXIT_TROUBLE;
}

static int write_result(const struct settings *settings, const nd_result *result, nd_error *error) {
    char             line[2048];
    struct output    output;
    nd_write_options write;
    nd_write_options_init(&write);
    flags_method_line(settings, line, sizeof line);
    write.format = ND_FORMAT_JSONL;
    write.options_line = line;
    int status = output_open(&output, NULL, error);
    if (!status) status = nd_result_write(result, &write, output_write, &output, error);
    nd_error unused;
    int      closing = output_close(&output, !status, status ? &unused : error);
    return status ? status : closing;
}

static int stage_cluster(const struct settings *settings) {
    struct progress progress;
    nd_error        error;
    nd_result      *result = NULL;
    if (!settings->in || !settings->out) return refuse("cluster needs --in DIR and --out DIR");
    if (settings->operand_count) return refuse("cluster takes no PATH");
    nd_options options = with_progress(settings, &progress);
    int        status =
        nd_stage_cluster(&options, settings->round, settings->in, settings->out, &result, &error);
    progress_close(&progress);
    if (!status && result) status = write_result(settings, result, &error);
    nd_result_free(result);
    if (!status || status == ND_ERROR_CLOSED) return EXIT_DONE;
    log_error("%s", error.message);
    return EXIT_TROUBLE;
}

int cmd_stage(const struct settings *settings) {
    if (!settings->operand_count) return refuse("needs sketch, pairs or cluster");
    struct settings rest = *settings;
    const char     *stage = *rest.operands++;
    rest.operand_count--;
    if (!strcmp(stage, "sketch")) return stage_sketch(&rest);
    if (!strcmp(stage, "pairs")) return stage_pairs(&rest);
    if (!strcmp(stage, "cluster")) return stage_cluster(&rest);
    return refuse("is one of sketch, pairs or cluster");
}
