/*
 * cmd_explain.c - why two articles are copies or not, or why one is where it is. Operands are told apart by
 * what they are: two files are compared by themselves; else the first is an id, and so is the second unless
 * it is a folder, '-', or the last and no list of paths is given.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/article_id.h"
#include "cli/command.h"
#include "cli/run.h"

/* What the operands mean. The paths are the settings'. */
struct question {
    struct settings settings;
    const char     *a, *b; /* ids; NULL where files are compared, b also where only one is asked for */
    int             is_files;
};

static int is_file(const char *path) {
    struct stat about;
    return !stat(path, &about) && S_ISREG(about.st_mode);
}

static int is_path_for_sure(const char *operand) {
    struct stat about;
    return !strcmp(operand, "-") || (!stat(operand, &about) && S_ISDIR(about.st_mode));
}

static int refuse(const char *what) {
    log_error("explain %s (newsdup help explain)", what);
    return EXIT_TROUBLE;
}

static void understand(struct question *question) {
    struct settings *settings = &question->settings;
    char           **operands = settings->operands;
    int              has_list = settings->files_from != NULL;
    if (settings->operand_count == 2 && !has_list && is_file(operands[0]) && is_file(operands[1])) {
        question->is_files = 1;
        settings->operand_count = 1; /* the second is added when the first is read */
        return;
    }
    question->a = operands[0];
    int is_pair = settings->operand_count > 2 - has_list && !is_path_for_sure(operands[1]);
    if (is_pair) question->b = operands[1];
    settings->operands += 1 + is_pair;
    settings->operand_count -= 1 + is_pair;
}

/* ---- articles --------------------------------------------------------------------------------- */

/* `what` and what is wrong with it. */
static int fail(struct run *run, const char *what, const char *is) {
    snprintf(run->error.message, sizeof run->error.message, "%.400s %s", what, is);
    run->error.code = ND_ERROR_USAGE;
    return ND_ERROR_USAGE;
}

/* The file that was added last; there must be `number` articles then. */
static int feed_file(struct run *run, const char *path, uint64_t number) {
    int status = run_read(run);
    if (status) return status;
    uint64_t size = nd_corpus_size(run->corpus);
    if (size < number) return fail(run, path, "holds no article");
    if (size > number)
        return fail(run, path, "holds several articles: name two, as in newsdup explain ID ID PATH");
    return ND_OK;
}

static int feed_files(struct run *run, char **paths) {
    struct stat a, b;
    if (!stat(paths[0], &a) && !stat(paths[1], &b) && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
        return fail(run, paths[0], "and the other are one file");
    int status = feed_file(run, paths[0], 1);
    if (!status) status = nd_reader_add(run->reader, paths[1], &run->error);
    return status ? status : feed_file(run, paths[1], 2);
}

static int find_articles(struct run *run, const struct question *question, const nd_result *result,
                         nd_explain_options *options) {
    if (question->is_files) {
        options->alone = 1;
        options->a = 0;
        options->b = 1;
        return ND_OK;
    }
    int status = article_by_id(result, question->a, &options->a, &run->error);
    if (!status && question->b) status = article_by_id(result, question->b, &options->b, &run->error);
    if (!status && options->a == options->b) return fail(run, question->a, "is one article: name another");
    return status;
}

/* ---- writing ---------------------------------------------------------------------------------- */

/* 1 if the answer is that they are duplicates, or that it is one. */
static int is_duplicate(const nd_result *result, const nd_explain_options *options) {
    nd_document a, b;
    nd_result_document(result, options->a, &a);
    if (options->b == ND_NONE) return a.cluster != ND_NONE;
    nd_result_document(result, options->b, &b);
    return a.cluster != ND_NONE && a.cluster == b.cluster;
}

/* What is written: the same to every output. */
struct explanation {
    nd_explainer      *explainer;
    nd_explain_options options;
};

static int write_explanation(struct run *run, struct output *output, int format, void *context) {
    struct explanation *explanation = context;
    nd_explain_options *options = &explanation->options;
    options->json = format == REPLY_JSON;
    options->colour = run_wants_colour(run->settings, output);
    options->columns = run_columns(output);
    return nd_explain_write(explanation->explainer, options, output_write, output, &run->error);
}

static int explain(struct run *run, const struct question *question, int *answer) {
    struct explanation  explanation = {.explainer = NULL};
    nd_explain_options *options = &explanation.options;
    nd_explain_options_init(options);
    options->texts = run->reader;
    int status = nd_explainer_new(run->corpus, &explanation.explainer, &run->error);
    if (!status) status = find_articles(run, question, nd_explainer_result(explanation.explainer), options);
    if (!status) *answer = is_duplicate(nd_explainer_result(explanation.explainer), options);
    if (!status) run_write(run, write_explanation, &explanation);
    nd_explainer_free(explanation.explainer);
    return status;
}

int cmd_explain(const struct settings *settings) {
    struct question question = {.settings = *settings};
    struct run      run;
    int             answer = 0;
    if (settings->operand_count + (settings->files_from != NULL) < 2)
        return refuse("takes two files, or the ids of one or two articles and a PATH");
    understand(&question);
    int status = run_open(&run, &question.settings, RUN_CORPUS | RUN_TEXTS);
    if (!status && question.is_files) status = feed_files(&run, settings->operands);
    else if (!status) status = run_read(&run);
    if (!status) status = run_check_outputs(&run);
    if (!status) status = explain(&run, &question, &answer);
    int code = run_close(&run, status); /* the answer holds also where nobody read it to the end */
    return code == EXIT_DONE && !answer ? EXIT_NOT : code;
}
