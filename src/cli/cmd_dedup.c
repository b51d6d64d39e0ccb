/*
 * cmd_dedup.c - the corpus without its copies. Whatever was read is one of two things: lines, which are
 * written as they stand, or files, whose names are. Every record of the input is gone through in its order
 * beside the articles that came of them; what came to be no article is kept. Nothing is written before all
 * is decided, and nothing at all where a line could not be written back.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/run.h"

/* Which records an output gets. */
enum { KEPT, REMOVED };

struct dedup {
    uint64_t       records, articles;
    nd_origin_kind kind; /* of all records */
};

/* ---- what was read ----------------------------------------------------------------------------- */

static int refuse(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int refuse(struct run *run, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(run->error.message, sizeof run->error.message, format, arguments);
    va_end(arguments);
    run->error.code = ND_ERROR_USAGE;
    return ND_ERROR_USAGE;
}

static int refuse_mixture(struct run *run, const nd_origin *one, const nd_origin *two) {
    const nd_origin *lines = one->kind == ND_ORIGIN_LINE ? one : two, *file = lines == one ? two : one;
    return refuse(run, "%s has an article on each line, %s is one article: dedup writes lines or names, not "
                  "both", lines->path, file->path);
}

/* Whether the record can be written, and beside the first one. */
static int check(struct run *run, uint64_t record, const nd_origin *first, const nd_origin *origin) {
    nd_string unused;
    if (origin->kind == ND_ORIGIN_PART)
        return refuse(run, "%s is no JSON Lines: dedup writes lines, or names of files; 'newsdup read' makes "
                      "lines of its articles", origin->path);
    if (origin->kind == ND_ORIGIN_FILE && !strcmp(origin->path, "-"))
        return refuse(run, "standard input is one article: dedup writes lines, or names of files");
    if (origin->is_lost) return nd_reader_record(run->reader, record, &unused, &run->error);
    return origin->kind == first->kind ? ND_OK : refuse_mixture(run, first, origin);
}

static int check_options(struct run *run, nd_origin_kind kind) {
    if (kind == ND_ORIGIN_FILE && run->settings->annotate)
        return refuse(run, "--annotate is for JSON Lines; --removed FILE tells about files");
    if (kind == ND_ORIGIN_LINE && run->settings->removable)
        return refuse(run, "--removable is for files; --removed FILE gets the lines that are removed");
    return ND_OK;
}

static int look_at_records(struct run *run, struct dedup *dedup) {
    nd_origin      first = {.path = NULL}, origin;
    nd_read_counts counts;
    int            status = ND_OK;
    nd_reader_counts(run->reader, &counts);
    dedup->records = counts.records;
    dedup->articles = counts.articles;
    for (uint64_t i = 0; i < dedup->records && !status; i++) {
        status = nd_reader_origin(run->reader, i, &origin, &run->error);
        if (!status && i == 0) first = origin;
        if (!status) status = check(run, i, &first, &origin);
    }
    if (status || !dedup->records) return status;
    dedup->kind = first.kind;
    return check_options(run, first.kind);
}

/* ---- writing ----------------------------------------------------------------------------------- */

/* A record and what became of it. */
struct fate {
    uint64_t record, article; /* article: index of its document, or ND_NONE */
    int      is_removed;
};

/* The next record in the order of the input; `position` is that of the documents. */
static void decide(const nd_result *result, uint64_t record, uint64_t *position, struct fate *fate) {
    nd_document document;
    nd_group    cluster;
    uint64_t    next = *position;
    *fate = (struct fate){record, ND_NONE, 0};
    if (!nd_result_next_document(result, &next, &document) || document.source != record) return;
    *position = next;
    fate->article = document.index;
    if (document.cluster == ND_NONE) return;
    nd_result_group(result, document.cluster, &cluster);
    fate->is_removed = cluster.canonical != document.index;
}

/* The last line of a file may have no newline: it gets one when another follows. */
static int write_line(struct run *run, struct output *output, const struct fate *fate, int *is_open) {
    nd_string line;
    int       is_told = fate->is_removed || (run->settings->annotate && fate->article != ND_NONE);
    int       status = nd_reader_record(run->reader, fate->record, &line, &run->error);
    if (!status && *is_open) status = output_write(output, "\n", 1, &run->error);
    if (status) return status;
    *is_open = line.data[line.size - 1] != '\n';
    if (!is_told) return output_write(output, line.data, line.size, &run->error);
    return nd_result_annotate(run->result, fate->article, line, output_write, output, &run->error);
}

/* What is removed is told as a row. */
static int write_file(struct run *run, struct output *output, const struct fate *fate, int which) {
    const nd_string no_line = {NULL, 0};
    nd_origin       origin;
    if (which == REMOVED)
        return nd_result_annotate(run->result, fate->article, no_line, output_write, output, &run->error);
    int status = nd_reader_origin(run->reader, fate->record, &origin, &run->error);
    if (status) return status;
    return nd_path_write(origin.path, run->settings->null, output_write, output, &run->error);
}

static int write_records(struct run *run, struct output *output, int which, void *context) {
    const struct dedup *dedup = context;
    int                 status = ND_OK, is_open = 0;
    uint64_t            position = 0;
    struct fate         fate;
    for (uint64_t i = 0; i < dedup->records && !status; i++) {
        decide(run->result, i, &position, &fate);
        int is_wanted = fate.is_removed == (which == REMOVED || run->settings->removable);
        if (!is_wanted) continue;
        if (dedup->kind == ND_ORIGIN_LINE) status = write_line(run, output, &fate, &is_open);
        else status = write_file(run, output, &fate, which);
    }
    return status;
}

/* ---- the command ------------------------------------------------------------------------------- */

static void tell_of_others(const struct run *run, const struct dedup *dedup) {
    uint64_t others = dedup->records - dedup->articles;
    if (others)
        log_warning(&run->log, "%llu record%s: kept", (unsigned long long)others,
                    others == 1 ? " is no article" : "s are no articles");
}

/* The kept ones go to the first output, the removed ones to the second. */
static void add_targets(struct settings *settings) {
    struct target *targets = settings->targets.items;
    targets[0] = (struct target){KEPT, NULL, NULL};
    if (!settings->removed) return;
    targets[settings->targets.count++] = (struct target){REMOVED, "--removed", settings->removed};
}

int cmd_dedup(const struct settings *settings) {
    struct settings own = *settings;
    struct dedup    dedup = {.records = 0};
    struct run      run;
    add_targets(&own);
    int status = run_open(&run, &own, RUN_CORPUS | RUN_TEXTS);
    if (!status) status = run_read(&run);
    if (!status) status = run_check_outputs(&run);
    if (!status) status = look_at_records(&run, &dedup);
    if (!status) status = nd_corpus_run(run.corpus, &run.result, &run.error);
    if (!status) release_start(&run.release, &run.corpus);
    if (!status) run_write(&run, write_records, &dedup);
    if (!status) tell_of_others(&run, &dedup);
    return run_close(&run, status);
}
