/*
 * run.c - the order of things: every operand is looked at before anything is read, and the outputs are
 * opened before an hour of work rather than after it. What cannot be read on the way is told and passed
 * over; the exit status remembers it.
 */
#include "cli/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/accounts.h"
#include "cli/budget.h"
#include "cli/command.h"

/* ---- opening ----------------------------------------------------------------------------------- */

/* Memory that a full disk did not give is no lack of memory. */
static int tell(struct run *run) {
    if (run->error.code == ND_ERROR_MEMORY) budget_failure(&run->error);
    log_error("%s", run->error.message);
    run->is_told = 1;
    return run->error.code;
}

static int open_reader(struct run *run, unsigned needs) {
    const struct settings *settings = run->settings;
    nd_read_options        options;
    nd_read_options_init(&options);
    options.format = (nd_input_format)settings->input_format;
    options.keep_text = (needs & RUN_TEXTS) != 0;
    options.tmpdir = settings->tmpdir;
    options.include = settings->include.items;
    options.exclude = settings->exclude.items;
    options.map = settings->map;
    options.root = settings->root;
    options.max_article_bytes = settings->max_size;
    options.shard = settings->shard.number;
    options.shards = settings->shard.count;
    options.problem = log_problem;
    options.problem_context = &run->log;
    options.progress = run->progress.mode == PROGRESS_NONE ? NULL : progress_step;
    options.progress_context = &run->progress;
    if (settings->memory) budget_open(settings->memory, settings->tmpdir);
    if (needs & RUN_CORPUS) {
        nd_options how = settings->run;
        how.progress = options.progress;
        how.progress_context = options.progress_context;
        run->corpus = nd_corpus_new(&how, &run->error);
        if (!run->corpus) return tell(run);
        options.jobs = nd_corpus_jobs(run->corpus);
    }
    run->reader = nd_reader_new(&options, &run->error);
    run->progress.reader = run->reader;
    return run->reader ? ND_OK : tell(run);
}

static int tell_stdin_twice(struct run *run) {
    log_error("standard input ('-') is given twice");
    run->is_told = 1;
    return ND_ERROR_USAGE;
}

/* Goes on after a bad operand, so that all of them are told. */
static int add_operands(struct run *run) {
    const struct settings *settings = run->settings;
    int                    status = ND_OK;
    int                    stdins = settings->files_from && !strcmp(settings->files_from, "-");
    for (int i = 0; i < settings->operand_count; i++) {
        const char *operand = settings->operands[i];
        if (!strcmp(operand, "-") && stdins++) status = tell_stdin_twice(run);
        else if (nd_reader_add(run->reader, operand, &run->error)) status = tell(run);
        if (status == ND_ERROR_MEMORY) break;
    }
    return status;
}

/* In a list '-' is a name like any other. */
static const char *path_of(const struct listed *listed) {
    return strcmp(listed->path, "-") ? listed->path : "./-";
}

/* The same for what is listed, each with its line. */
static int add_listed(struct run *run) {
    const char *list = run->settings->files_from;
    int         status = list ? pathlist_read(&run->listed, list, run->settings->null, &run->error) : ND_OK;
    if (status) return tell(run);
    for (size_t i = 0; i < run->listed.count && status != ND_ERROR_MEMORY; i++) {
        const struct listed *listed = &run->listed.paths[i];
        if (!nd_reader_add(run->reader, path_of(listed), &run->error)) continue;
        log_error("%s:%zu: %s", list, listed->line, run->error.message);
        run->is_told = 1;
        status = run->error.code;
    }
    return status;
}

static int add_stdin(struct run *run) {
    if (isatty(STDIN_FILENO)) {
        help_put_usage(stderr);
        run->is_told = 1;
        return ND_ERROR_USAGE;
    }
    return nd_reader_add(run->reader, "-", &run->error) ? tell(run) : ND_OK;
}

/* Nothing that is read is ever changed, under whatever name. */
static int refuse_to_replace(struct run *run, const struct output *output) {
    log_error("cannot write %s: it is an input", output_name(output));
    run->is_told = 1;
    return ND_ERROR_USAGE;
}

/* "-" is standard input. */
static int refuse_if_output(struct run *run, const char *path) {
    struct stat file;
    if (strcmp(path, "-") ? stat(path, &file) : fstat(STDIN_FILENO, &file)) return ND_OK;
    for (int i = 0; i < run->outputs.count; i++)
        if (output_is_file(&run->outputs.items[i], &file))
            return refuse_to_replace(run, &run->outputs.items[i]);
    return ND_OK;
}

/* Neither an operand nor a list, nor what is in it, nor a baseline that is only read. */
static int refuse_inputs_as_outputs(struct run *run) {
    const struct settings *settings = run->settings;
    int                    status = ND_OK;
    if (settings->files_from) status = refuse_if_output(run, settings->files_from);
    else if (!settings->operand_count) status = refuse_if_output(run, "-");
    if (!status && settings->labels) status = refuse_if_output(run, settings->labels);
    for (int i = 0; i < settings->operand_count && !status; i++)
        status = refuse_if_output(run, settings->operands[i]);
    for (size_t i = 0; i < run->listed.count && !status; i++)
        status = refuse_if_output(run, path_of(&run->listed.paths[i]));
    if (!status && settings->baseline && !settings->update_baseline)
        status = refuse_if_output(run, settings->baseline);
    return status;
}

/* The least for so many articles, in units of the flag, rounded up. */
static unsigned long long megabytes_for(const struct run *run, uint64_t articles) {
    const uint64_t megabyte = UINT64_C(1) << 20;
    return (budget_least(articles, nd_corpus_jobs(run->corpus)) + megabyte - 1) / megabyte;
}

/* Before anything is read, what it takes however many articles there are; so that nobody is sent back twice. */
static int refuse_memory(struct run *run, uint64_t articles) {
    unsigned           jobs = nd_corpus_jobs(run->corpus);
    unsigned long long least = megabytes_for(run, articles), memory = run->settings->memory;
    if (articles)
        log_error("--memory %llu is too little: the least is %lluM for %llu article%s in %u thread%s", memory, least,
                  (unsigned long long)articles, log_plural(articles), jobs, log_plural(jobs));
    else
        log_error("--memory %llu is too little: the least is %lluM in %u thread%s, and %lluM more for a million "
                  "articles", memory, least, jobs, log_plural(jobs), megabytes_for(run, 1000000) - least);
    run->is_told = 1;
    return ND_ERROR_USAGE;
}

static int check_memory(struct run *run) {
    uint64_t articles = nd_corpus_size(run->corpus), least = budget_least(articles, nd_corpus_jobs(run->corpus));
    return run->settings->memory && run->settings->memory < least ? refuse_memory(run, articles) : ND_OK;
}

int run_read(struct run *run) {
    int status = check_memory(run);
    if (!status) status = nd_reader_feed(run->reader, run->corpus, &run->error);
    return status ? status : check_memory(run);
}

int run_check_outputs(struct run *run) {
    for (int i = 0; i < run->outputs.count; i++) {
        const struct output *output = &run->outputs.items[i];
        if (!output->path) continue;
        if (nd_reader_has_read(run->reader, output->path) ||
            (run->saved && nd_reader_has_read(run->saved, output->path)))
            return refuse_to_replace(run, output);
    }
    return ND_OK;
}

int run_open(struct run *run, const struct settings *settings, unsigned needs) {
    memset(run, 0, sizeof *run);
    run->settings = settings;
    run->log.quiet = settings->quiet;
    run->log.verbose = settings->verbose;
    run->log.strict = settings->strict;
    clock_gettime(CLOCK_MONOTONIC, &run->started);
    progress_open(&run->progress, settings, !(needs & RUN_CORPUS));
    int status = open_reader(run, needs);
    int has_paths = settings->operand_count || settings->files_from;
    if (!status && has_paths) status = add_operands(run);
    else if (!status && !(needs & RUN_NO_STDIN)) status = add_stdin(run);
    if (!status) status = add_listed(run);
    if (!status && outputs_open(&run->outputs, settings, &run->error)) status = tell(run);
    return status ? status : refuse_inputs_as_outputs(run);
}

/* ---- closing ----------------------------------------------------------------------------------- */

static int exit_status(const struct run *run, int status, const nd_read_counts *counts) {
    if (status && status != ND_ERROR_CLOSED) return EXIT_TROUBLE;
    if (counts->problems[ND_PROBLEM_UNREADABLE]) return EXIT_TROUBLE;
    if (!run->log.strict) return EXIT_DONE;
    return accounts_unusable(counts) || run->log.seen[ND_PROBLEM_CHANGED] ? EXIT_TROUBLE : EXIT_DONE;
}

/* Each output stands for itself: what was written whole is kept, and each failure has its line. Returns the
 * first, a reader that has gone away last. */
static int close_outputs(struct run *run, int keep) {
    int first = ND_OK;
    for (int i = 0; i < run->outputs.count; i++) {
        struct output *output = &run->outputs.items[i];
        int            status = output->status, closing = output_close(output, keep, &run->error);
        if (!status && closing && closing != ND_ERROR_CLOSED) tell(run);
        if (!status) status = closing;
        if (status && (!first || first == ND_ERROR_CLOSED)) first = status;
    }
    return first;
}

int run_close(struct run *run, int status) {
    nd_read_counts counts = {0};
    progress_close(&run->progress);
    log_held_back(&run->log);
    if (status && status != ND_ERROR_CLOSED && !run->is_told) tell(run);
    int closing = close_outputs(run, !status);
    if (!status) status = closing;
    if (run->reader) nd_reader_counts(run->reader, &counts);
    if (!status) accounts_tell(run, &counts);
    nd_audit_free(run->audit);
    nd_result_free(run->result);
    nd_corpus_free(run->corpus);
    release_end(&run->release);
    nd_reader_free(run->reader);
    nd_reader_free(run->saved);
    pathlist_free(&run->listed);
    return exit_status(run, status, &counts);
}

/* ---- groups ------------------------------------------------------------------------------------ */

static int has_format(const struct settings *settings, nd_format format) {
    for (int i = 0; i < settings->targets.count; i++)
        if (settings->targets.items[i].format == (int)format) return 1;
    return 0;
}

int run_shows_texts(const struct settings *settings) {
    if (settings->with_text || has_format(settings, ND_FORMAT_HTML)) return 1;
    return settings->run.passage_words && has_format(settings, ND_FORMAT_TEXT);
}

/* no-color.org: the variable counts when it is not empty. */
int run_wants_colour(const struct settings *settings, const struct output *output) {
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (settings->colour != COLOUR_AUTO) return settings->colour == COLOUR_ALWAYS;
    if (output->file != STDOUT_FILENO || !isatty(STDOUT_FILENO)) return 0;
    return (!no_color || !*no_color) && terminal && strcmp(terminal, "dumb") != 0;
}

unsigned run_columns(const struct output *output) {
    struct winsize size;
    if (!isatty(output->file) || ioctl(output->file, TIOCGWINSZ, &size)) return 0;
    return size.ws_col;
}

void run_write(struct run *run, run_write_fn *write, void *context) {
    progress_close(&run->progress);
    for (int i = 0; i < run->outputs.count; i++) {
        struct output *output = &run->outputs.items[i];
        output->status = write(run, output, run->settings->targets.items[i].format, context);
        if (output->status && output->status != ND_ERROR_CLOSED) tell(run);
    }
}

static int write_result(struct run *run, struct output *output, int format, void *context) {
    nd_write_options *write = context;
    write->format = (nd_format)format;
    write->colour = run_wants_colour(run->settings, output);
    return nd_result_write(run->result, write, output_write, output, &run->error);
}

void run_write_options(struct run *run, const char *options_line, nd_write_options *out) {
    nd_write_options_init(out);
    out->options_line = options_line;
    out->null_ended = run->settings->null;
    out->copies_only = run->settings->level == LEVEL_COPIES;
    out->with_text = run->settings->with_text;
    if (run->corpus) out->jobs = nd_corpus_jobs(run->corpus);
    out->problem = log_problem;
    out->problem_context = &run->log;
}

static void write_results(struct run *run) {
    char             line[METHOD_LINE];
    nd_write_options write;
    flags_method_line(run->settings, line, sizeof line);
    run_write_options(run, line, &write);
    if (run_shows_texts(run->settings)) write.texts = run->reader;
    release_start(&run->release, &run->corpus);
    run_write(run, write_result, &write);
}

void run_keep_evidence(struct settings *settings) {
    if (!settings->with_text && !has_format(settings, ND_FORMAT_HTML)) return;
    settings->run.without_pairs = 0;
    settings->run.with_differences = 1;
}

int run_check_formats(const struct settings *settings) {
    if (!settings->with_text || has_format(settings, ND_FORMAT_JSONL)) return ND_OK;
    log_error("--with-text is for --format jsonl");
    return ND_ERROR_USAGE;
}

int run_groups(const struct settings *settings) {
    struct settings own = *settings;
    struct run      run;
    if (run_check_formats(settings)) return EXIT_TROUBLE;
    run_keep_evidence(&own);
    if (settings->stats) own.run.without_pairs = 0; /* similarity is counted for pairs only */
    int status = run_open(&run, &own, RUN_CORPUS | (run_shows_texts(settings) ? RUN_TEXTS : 0));
    if (!status) status = run_read(&run);
    if (!status) status = run_check_outputs(&run);
    if (!status) status = nd_corpus_run(run.corpus, &run.result, &run.error);
    if (!status) write_results(&run);
    return run_close(&run, status);
}
