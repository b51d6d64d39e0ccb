/*
 * run.c - the order of things: every operand is looked at before anything is read, and the output is
 * opened before an hour of work rather than after it. What cannot be read on the way is told and passed
 * over; the exit status remembers it.
 */
#include "cli/run.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

typedef unsigned long long count; /* for printf */

/* ---- opening ----------------------------------------------------------------------------------- */

static int tell(struct run *run) {
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
    options.shard = settings->shard.number;
    options.shards = settings->shard.count;
    options.problem = log_problem;
    options.problem_context = &run->log;
    if (needs & RUN_CORPUS) {
        run->corpus = nd_corpus_new(&settings->run, &run->error);
        if (!run->corpus) return tell(run);
        options.jobs = nd_corpus_jobs(run->corpus);
    }
    run->reader = nd_reader_new(&options, &run->error);
    return run->reader ? ND_OK : tell(run);
}

/* Goes on after a bad operand, so that all of them are told. */
static int add_operands(struct run *run) {
    const struct settings *settings = run->settings;
    int                    status = ND_OK, stdins = 0;
    for (int i = 0; i < settings->operand_count; i++) {
        const char *operand = settings->operands[i];
        if (!strcmp(operand, "-") && stdins++) {
            log_error("standard input ('-') is given twice");
            run->is_told = 1;
            status = ND_ERROR_USAGE;
        } else if (nd_reader_add(run->reader, operand, &run->error)) {
            status = tell(run);
        }
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

/* Nothing that is read is ever changed: an operand cannot be the file to replace. */
static int refuse_operand_as_output(struct run *run) {
    const struct settings *settings = run->settings;
    struct stat            output, operand;
    if (!settings->output || stat(settings->output, &output) || !S_ISREG(output.st_mode)) return ND_OK;
    for (int i = 0; i < settings->operand_count; i++) {
        if (stat(settings->operands[i], &operand)) continue;
        if (operand.st_dev != output.st_dev || operand.st_ino != output.st_ino) continue;
        log_error("--output '%s': would replace what is read", settings->output);
        run->is_told = 1;
        return ND_ERROR_USAGE;
    }
    return ND_OK;
}

int run_open(struct run *run, const struct settings *settings, unsigned needs) {
    memset(run, 0, sizeof *run);
    run->settings = settings;
    run->output.file = -1;
    run->log.quiet = settings->quiet;
    run->log.verbose = settings->verbose;
    run->log.strict = settings->strict;
    clock_gettime(CLOCK_MONOTONIC, &run->started);
    int status = open_reader(run, needs);
    if (!status) status = settings->operand_count ? add_operands(run) : add_stdin(run);
    if (!status) status = refuse_operand_as_output(run);
    if (!status && output_open(&run->output, settings->output, &run->error)) status = tell(run);
    return status;
}

/* ---- closing ----------------------------------------------------------------------------------- */

static double seconds_since(const struct timespec *started) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - started->tv_sec) + (double)(now.tv_nsec - started->tv_nsec) / 1e9;
}

static count skipped(const nd_read_counts *counts) {
    return counts->problems[ND_PROBLEM_UNREADABLE] + counts->problems[ND_PROBLEM_BAD_RECORD] +
           counts->problems[ND_PROBLEM_NO_TEXT];
}

static double percent(uint64_t part, uint64_t whole) {
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void warn_of_no_articles(const struct run *run) {
    const struct settings *settings = run->settings;
    int                    more = settings->operand_count - 1;
    const char            *first = more < 0 ? "-" : settings->operands[0];
    const char            *mark = strcmp(first, "-") ? "'" : "";
    if (!*mark) first = "standard input";
    if (more > 0)
        log_warning(&run->log, "no articles in %s%s%s and %d more", mark, first, mark, more);
    else
        log_warning(&run->log, "no articles in %s%s%s", mark, first, mark);
}

static int reads_stdin_as_lines(const struct settings *settings) {
    int is_stdin = !settings->operand_count || !strcmp(settings->operands[0], "-");
    return is_stdin && (settings->input_format == ND_INPUT_AUTO || settings->input_format == ND_INPUT_JSONL);
}

/* Silently empty texts are how giant clusters, or empty results, come about. */
static void warn_of_input(const struct run *run, const nd_read_counts *counts) {
    uint64_t without_text = counts->problems[ND_PROBLEM_NO_TEXT];
    if (counts->articles == 0 && run->settings->shard.count == 1) warn_of_no_articles(run);
    if (counts->articles == 0 && counts->problems[ND_PROBLEM_BAD_RECORD] && reads_stdin_as_lines(run->settings))
        log_warning(&run->log, "standard input is read as JSON Lines; -F json reads one object or array, "
                               "-F text a text");
    if (counts->repeated_files)
        log_warning(&run->log, "%llu file%s reached by a second path: read once", (count)counts->repeated_files,
                    counts->repeated_files == 1 ? " was" : "s were");
    if (without_text * 100 > counts->records)
        log_warning(&run->log, "%llu of %llu records without text (%.1f%%)", (count)without_text,
                    (count)counts->records, percent(without_text, counts->records));
}

static void sum_up_groups(const struct run *run, const nd_read_counts *counts) {
    nd_summary sum;
    nd_result_summary(run->result, &sum);
    if (sum.repeated_ids)
        log_warning(&run->log, "%llu article%s had the id of another: told apart as ID#2 and so on",
                    (count)sum.repeated_ids, log_plural(sum.repeated_ids));
    if (run->log.verbose)
        log_summary(&run->log, "%llu record%s, %llu byte%s, %llu stub%s, %llu pair%s aligned",
                    (count)counts->records, log_plural(counts->records), (count)counts->bytes,
                    log_plural(counts->bytes), (count)sum.stubs, log_plural(sum.stubs),
                    (count)sum.verifications, log_plural(sum.verifications));
    log_summary(&run->log,
                "%llu article%s, %llu stor%s, %llu cluster%s, %llu cop%s (%.1f%%), %llu skipped, %.2f s",
                (count)sum.articles, log_plural(sum.articles), (count)sum.stories,
                sum.stories == 1 ? "y" : "ies", (count)sum.clusters, log_plural(sum.clusters),
                (count)sum.copies, sum.copies == 1 ? "y" : "ies", percent(sum.copies, sum.articles),
                skipped(counts), seconds_since(&run->started));
}

static void sum_up_reading(const struct run *run, const nd_read_counts *counts) {
    if (run->log.verbose)
        log_summary(&run->log, "%llu record%s, %llu byte%s", (count)counts->records,
                    log_plural(counts->records), (count)counts->bytes, log_plural(counts->bytes));
    log_summary(&run->log, "%llu article%s, %llu skipped, %.2f s", (count)counts->articles,
                log_plural(counts->articles), skipped(counts), seconds_since(&run->started));
}

/* A stage, which has a corpus and no result, is not summed up: it is one part of a run. */
static void sum_up(struct run *run, const nd_read_counts *counts) {
    warn_of_input(run, counts);
    if (run->log.verbose && counts->other_files)
        log_summary(&run->log, "%llu file%s of other kinds passed over", (count)counts->other_files,
                    log_plural(counts->other_files));
    if (run->result)
        sum_up_groups(run, counts);
    else if (!run->corpus)
        sum_up_reading(run, counts);
}

static int exit_status(const struct run *run, int status, const nd_read_counts *counts) {
    if (status && status != ND_ERROR_CLOSED) return EXIT_TROUBLE;
    if (counts->problems[ND_PROBLEM_UNREADABLE]) return EXIT_TROUBLE;
    return run->log.strict && skipped(counts) ? EXIT_TROUBLE : EXIT_DONE;
}

int run_close(struct run *run, int status) {
    nd_read_counts counts = {0};
    nd_error       unused;
    int            closing = output_close(&run->output, !status, status ? &unused : &run->error);
    if (!status) status = closing;
    if (run->reader) nd_reader_counts(run->reader, &counts);
    log_held_back(&run->log);
    if (!status)
        sum_up(run, &counts);
    else if (status != ND_ERROR_CLOSED && !run->is_told)
        tell(run);
    nd_result_free(run->result);
    nd_corpus_free(run->corpus);
    nd_reader_free(run->reader);
    return exit_status(run, status, &counts);
}

/* ---- groups ------------------------------------------------------------------------------------ */

static int write_result(struct run *run, nd_write_options *write) {
    char line[2048];
    flags_method_line(run->settings, line, sizeof line);
    write->options_line = line;
    if (write->format == ND_FORMAT_TEXT && run->settings->run.passage_words) write->texts = run->reader;
    return nd_result_write(run->result, write, output_write, &run->output, &run->error);
}

int run_groups(const struct settings *settings, nd_write_options *write) {
    struct run run;
    int        quotes = settings->format == ND_FORMAT_TEXT && settings->run.passage_words;
    int        status = run_open(&run, settings, RUN_CORPUS | (quotes ? RUN_TEXTS : 0));
    write->format = (nd_format)settings->format;
    if (!status) status = nd_reader_feed(run.reader, run.corpus, &run.error);
    if (!status) status = nd_corpus_run(run.corpus, &run.result, &run.error);
    if (!status) status = write_result(&run, write);
    return run_close(&run, status);
}
