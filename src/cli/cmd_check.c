/*
 * cmd_check.c - whether there are copies, or new ones. The articles to check are read first, so that what is also
 * among those of --against counts as theirs: a gate must not pass because a file was met twice.
 *
 * The new baseline is one more output: it is replaced as a whole, and never what was read.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/run.h"
#include "cli/wholefile.h"

#define NEW_BASELINE (-1) /* in place of a format */

struct check {
    char               *text; /* of the baseline; NULL: none */
    size_t              size;
    nd_write_options    write;
    nd_baseline_change  change;
};

typedef unsigned long long count; /* for printf */

/* ---- what is asked ----------------------------------------------------------------------------- */

static int refuse(const char *what) {
    log_error("check: %s (newsdup help check)", what);
    return EXIT_TROUBLE;
}

static int refuse_paths(const struct settings *settings) {
    for (int i = 0; settings->root && i < settings->operand_count; i++) {
        const char *path = settings->operands[i];
        if (!strcmp(path, "-") || nd_path_is_below(path, settings->root)) continue;
        log_error("--root '%s': '%s' is not below it, as both are written", settings->root, path);
        return EXIT_TROUBLE;
    }
    for (int i = 0; i < settings->against.count; i++) {
        const char *path = settings->against.items[i];
        if (!strcmp(path, "-") || !access(path, R_OK)) continue;
        log_error("cannot open --against %s: %s", path, strerror(errno));
        return EXIT_TROUBLE;
    }
    return EXIT_DONE;
}

static int understand(struct settings *settings) {
    struct targets *targets = &settings->targets;
    if (settings->update_baseline && !settings->baseline) return refuse("--update-baseline needs --baseline FILE");
    if (settings->baseline && !strcmp(settings->baseline, "-")) return refuse("--baseline is a file, and - is none");
    if (refuse_paths(settings)) return EXIT_TROUBLE;
    int are_several = settings->operand_count > 1 || settings->files_from || settings->against.count;
    if (!settings->root && are_several) settings->root = "";
    if (!settings->update_baseline) return EXIT_DONE;
    if (targets->count == OUTPUTS_MAX) return refuse("too many formats beside --update-baseline");
    targets->items[targets->count++] = (struct target){NEW_BASELINE, "--baseline", settings->baseline};
    return EXIT_DONE;
}

/* ---- the baseline ------------------------------------------------------------------------------ */

/* For a shell. */
static void put_word(char *line, size_t size, const char *word) {
    size_t used = strlen(line);
    int    is_plain = word[0] && !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                                   "-_./,:=+@%")];
    if (used) used += (size_t)snprintf(line + used, size - used, " ");
    if (is_plain) {
        snprintf(line + used, size - used, "%s", word);
        return;
    }
    used += (size_t)snprintf(line + used, size - used, "'");
    for (; *word && used + 6 < size; word++)
        used += (size_t)snprintf(line + used, size - used, *word == '\'' ? "'\\''" : "%c", *word);
    snprintf(line + used, size - used, "'");
}

static void tell_how_to_make_it(const struct settings *settings) {
    char line[768] = "newsdup check";
    for (int i = 0; i < settings->operand_count && strlen(line) < sizeof line / 2; i++)
        put_word(line, sizeof line, settings->operands[i]);
    for (int i = 0; i < settings->against.count && strlen(line) < sizeof line / 2; i++) {
        put_word(line, sizeof line, "--against");
        put_word(line, sizeof line, settings->against.items[i]);
    }
    if (settings->root && settings->root[0]) {
        put_word(line, sizeof line, "--root");
        put_word(line, sizeof line, settings->root);
    }
    put_word(line, sizeof line, "--baseline");
    put_word(line, sizeof line, settings->baseline);
    log_error("there is no baseline %s; to accept the copies that there are now: %s --update-baseline",
              settings->baseline, line);
}

static int fail_to_read(const char *path) {
    log_error("cannot read --baseline %s: %s", path, strerror(errno));
    return EXIT_TROUBLE;
}

static int read_baseline(const struct settings *settings, struct check *check) {
    if (!settings->baseline) return EXIT_DONE;
    FILE *file = fopen(settings->baseline, "rb");
    if (!file && errno == ENOENT && settings->update_baseline) {
        check->text = calloc(1, 1);
        return check->text ? EXIT_DONE : fail_to_read(settings->baseline);
    }
    if (!file && errno == ENOENT) {
        tell_how_to_make_it(settings);
        return EXIT_TROUBLE;
    }
    if (!file) return fail_to_read(settings->baseline);
    int status = wholefile_read(file, &check->text, &check->size) ? fail_to_read(settings->baseline) : EXIT_DONE;
    fclose(file);
    return status;
}

/* ---- running ----------------------------------------------------------------------------------- */

static int feed(struct run *run) {
    const struct list *against = &run->settings->against;
    int                status = run_read(run);
    if (!status && against->count) nd_corpus_begin_references(run->corpus);
    for (int i = 0; i < against->count && !status; i++)
        status = nd_reader_add(run->reader, against->items[i], &run->error);
    if (!status && against->count) status = run_read(run);
    return status;
}

static int check_baseline_is_no_input(struct run *run) {
    const char *baseline = run->settings->baseline;
    if (!baseline || !nd_reader_has_read(run->reader, baseline)) return ND_OK;
    snprintf(run->error.message, sizeof run->error.message, "--baseline %.400s was read as an article: keep it "
             "elsewhere, or under a name that begins with a dot", baseline);
    run->error.code = ND_ERROR_USAGE;
    return ND_ERROR_USAGE;
}

static int audit(struct run *run, struct check *check) {
    nd_audit_options options;
    nd_audit_options_init(&options);
    memcpy(options.most, run->settings->most, sizeof options.most);
    options.baseline = (nd_string){check->text, check->size};
    options.baseline_name = run->settings->baseline;
    return nd_audit_new(run->result, &options, &run->audit, &run->error);
}

static int append_text(void *context, const void *data, size_t size, nd_error *error) {
    struct check *check = context;
    char         *more = realloc(check->text, check->size + size + 1);
    if (!more) {
        snprintf(error->message, sizeof error->message, "out of memory");
        error->code = ND_ERROR_MEMORY;
        return ND_ERROR_MEMORY;
    }
    memcpy(more + check->size, data, size);
    check->text = more;
    check->size += size;
    return ND_OK;
}

/* Makes the baseline anew, and judges by it: the reports show what is accepted now. */
static int accept_all(struct run *run, struct check *check) {
    nd_audit *before = run->audit;
    check->size = 0;
    run->audit = NULL;
    int status = nd_baseline_write(before, append_text, check, &check->change, &run->error);
    if (!status) status = audit(run, check);
    nd_audit_free(before);
    return status;
}

/* Whether a format tells where an article comes from. */
static int needs_origins(const struct settings *settings) {
    static const nd_format formats[] = {ND_FORMAT_HTML, ND_FORMAT_GITHUB, ND_FORMAT_SARIF, ND_FORMAT_JUNIT,
                                        ND_FORMAT_GITLAB};
    for (int i = 0; i < settings->targets.count; i++)
        for (size_t k = 0; k < sizeof formats / sizeof *formats; k++)
            if (settings->targets.items[i].format == (int)formats[k]) return 1;
    return 0;
}

static int write_one(struct run *run, struct output *output, int format, void *context) {
    struct check *check = context;
    if (format == NEW_BASELINE) return output_write(output, check->text, check->size, &run->error);
    check->write.format = (nd_format)format;
    check->write.colour = run_wants_colour(run->settings, output);
    return nd_result_write(run->result, &check->write, output_write, output, &run->error);
}

static void write_reports(struct run *run, struct check *check) {
    char line[METHOD_LINE];
    flags_method_line(run->settings, line, sizeof line);
    run_write_options(run, line, &check->write);
    check->write.copies_only = 1;
    check->write.audit = run->audit;
    if (needs_origins(run->settings)) check->write.texts = run->reader;
    run_write(run, write_one, check);
}

/* ---- telling ----------------------------------------------------------------------------------- */

static int shows_text(const struct run *run) {
    for (int i = 0; i < run->outputs.count; i++)
        if (run->settings->targets.items[i].format == ND_FORMAT_CHECK && !run->outputs.items[i].name) return 1;
    return 0;
}

/* A line at a time. */
static int tell_lines(void *context, const void *data, size_t size, nd_error *error) {
    (void)error;
    for (const char *line = data, *end = line + size, *next; line < end; line = next + 1) {
        next = memchr(line, '\n', (size_t)(end - line));
        if (!next) break;
        log_summary(context, "%.*s", (int)(next - line), line);
    }
    return ND_OK;
}

static void tell(struct run *run, const struct check *check) {
    nd_audit_summary sum;
    nd_audit_summarize(run->audit, &sum);
    if (!shows_text(run)) nd_gates_write(run->audit, tell_lines, &run->log, NULL);
    if (run->settings->update_baseline)
        log_summary(&run->log, "%s: %llu article%s accepted, %llu added, %llu removed", run->settings->baseline,
                    (count)check->change.lines, log_plural(check->change.lines), (count)check->change.added,
                    (count)check->change.removed);
    else if (sum.stale_lines)
        log_summary(&run->log, "%s: %llu line%s of no copy any more; --update-baseline removes %s",
                    run->settings->baseline, (count)sum.stale_lines, sum.stale_lines == 1 ? " is" : "s are",
                    sum.stale_lines == 1 ? "it" : "them");
}

/* ---- the command ------------------------------------------------------------------------------- */

static int run_check(struct run *run, struct check *check) {
    int status = feed(run);
    if (!status) status = run_check_outputs(run);
    if (!status) status = check_baseline_is_no_input(run);
    if (!status) status = nd_corpus_run(run->corpus, &run->result, &run->error);
    if (!status) status = audit(run, check);
    if (!status && run->settings->update_baseline) status = accept_all(run, check);
    if (status) return status;
    write_reports(run, check);
    tell(run, check);
    return ND_OK;
}

int cmd_check(const struct settings *settings) {
    struct settings  own = *settings;
    struct check     check = {.text = NULL};
    struct run       run;
    nd_audit_summary sum = {.is_passed = 1};
    int              exit_status = understand(&own);
    if (!exit_status) exit_status = read_baseline(&own, &check);
    if (!exit_status) {
        run_keep_evidence(&own);
        int status = run_open(&run, &own, RUN_CORPUS | (needs_origins(&own) ? RUN_TEXTS : 0));
        if (!status) status = run_check(&run, &check);
        if (run.audit) nd_audit_summarize(run.audit, &sum);
        exit_status = run_close(&run, status);
    }
    free(check.text);
    if (exit_status || settings->update_baseline) return exit_status;
    return sum.is_passed ? EXIT_DONE : EXIT_NOT;
}
