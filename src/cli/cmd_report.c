/*
 * cmd_report.c - a saved result in another format. It is read like an article file, from a pipe or compressed
 * too, by a reader of its own; the PATHs behind it, if there are any, are read as cluster reads them, for the
 * texts that were not saved.
 */
#include <string.h>

#include "cli/command.h"
#include "cli/run.h"

static int tell(struct run *run, const char *before, const char *what) {
    log_error("%s%s", before, what);
    run->is_told = 1;
    return ND_ERROR_USAGE;
}

static int open_saved(struct run *run, const char *path) {
    const struct settings *settings = run->settings;
    nd_read_options        options;
    nd_read_options_init(&options);
    options.format = ND_INPUT_JSONL;
    options.keep_text = 1;
    options.tmpdir = settings->tmpdir;
    for (int i = 0; i < settings->operand_count; i++)
        if (!strcmp(path, "-") && !strcmp(settings->operands[i], "-"))
            return tell(run, "standard input ('-') is given twice", "");
    run->saved = nd_reader_new(&options, &run->error);
    if (!run->saved) return run->error.code;
    return nd_reader_add(run->saved, path, &run->error);
}

static int has_texts(const struct run *run) {
    nd_read_counts counts;
    nd_reader_counts(run->saved, &counts);
    return counts.articles > 0;
}

/* The texts that were saved, or those of the PATHs; else there are none, which a page shows. */
static int choose_texts(struct run *run, nd_reader **texts) {
    const struct settings *settings = run->settings;
    *texts = NULL;
    if (settings->operand_count || settings->files_from) {
        *texts = run->reader;
        return nd_result_find_texts(run->result, run->reader, &run->error);
    }
    if (has_texts(run)) *texts = run->saved;
    else if (run_shows_texts(settings))
        log_warning(&run->log, "the result has no texts: they are saved by --with-text, or read again from PATHs "
                               "behind it");
    return ND_OK;
}

static int is_report_of_check(int format) {
    return format > ND_FORMAT_HTML;
}

/* What is written as the reports of a check are: without a baseline, every copy is a new one. */
static int write_audited(struct run *run, struct output *output, int format, void *context) {
    nd_write_options *write = context;
    nd_reader        *texts = write->texts;
    int               is_audit = is_report_of_check(format);
    write->format = (nd_format)format;
    write->colour = run_wants_colour(run->settings, output);
    write->audit = is_audit ? run->audit : NULL;
    if (is_audit ? texts == run->saved /* no article is in the file of the result */ : !run_shows_texts(run->settings))
        write->texts = NULL;
    int status = nd_result_write(run->result, write, output_write, output, &run->error);
    write->texts = texts;
    return status;
}

/* Goes through all articles, and is of use to the reports of a check only. */
static int make_audit(struct run *run) {
    const struct targets *targets = &run->settings->targets;
    for (int i = 0; i < targets->count; i++)
        if (is_report_of_check(targets->items[i].format))
            return nd_audit_new(run->result, NULL, &run->audit, &run->error);
    return ND_OK;
}

static int write_report(struct run *run, nd_reader *texts) {
    nd_write_options write;
    int              status = make_audit(run);
    if (status) return status;
    run_write_options(run, nd_result_options_line(run->result), &write);
    write.texts = texts;
    run_write(run, write_audited, &write);
    return ND_OK;
}

int cmd_report(const struct settings *settings) {
    struct settings own = *settings;
    struct run      run;
    nd_reader      *texts;
    if (!settings->operand_count) {
        log_error("report needs a result: newsdup report [OPTION]... RESULT.jsonl [PATH]...");
        return EXIT_TROUBLE;
    }
    if (run_check_formats(settings)) return EXIT_TROUBLE;
    own.operands++;
    own.operand_count--;
    int status = run_open(&run, &own, RUN_TEXTS | RUN_NO_STDIN);
    if (!status) status = open_saved(&run, settings->operands[0]);
    if (!status) status = nd_result_load(run.saved, &run.result, &run.error);
    if (!status) status = choose_texts(&run, &texts);
    if (!status) status = run_check_outputs(&run);
    if (!status) status = write_report(&run, texts);
    return run_close(&run, status);
}
