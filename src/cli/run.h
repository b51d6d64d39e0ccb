/*
 * run.h - what the commands that read articles have in common: operands into a reader, articles into a
 * corpus and a result, and the accounts at the end.
 */
#ifndef RUN_H
#define RUN_H

#include <time.h>

#include "cli/flags.h"
#include "cli/log.h"
#include "cli/outputs.h"
#include "cli/pathlist.h"
#include "cli/progress.h"
#include "cli/release.h"

/* What a command needs besides a reader. */
enum run_needs { RUN_READER = 0, RUN_CORPUS = 1, RUN_TEXTS = 2, RUN_NO_STDIN = 4 /* without PATHs */ };

struct run {
    const struct settings *settings;
    struct log             log;
    struct outputs         outputs;
    struct progress        progress;
    struct pathlist        listed; /* paths of --files-from */
    nd_reader             *reader;
    nd_reader             *saved; /* of a saved result; NULL: of none */
    nd_corpus             *corpus;  /* NULL when it is given back */
    struct release         release;
    nd_result             *result;
    nd_audit              *audit; /* of a check */
    struct timespec        started;
    nd_error               error;   /* of the call that failed */
    int                    is_told; /* the failure has had its line */
};

/* Checks every operand, then opens the outputs; reads nothing. run_close must follow in any case. */
int run_open(struct run *run, const struct settings *settings, unsigned needs);

/* Feeds all articles to the corpus. ND_ERROR_USAGE, told, if --memory is too little for them. */
int run_read(struct run *run);

/* When all is read: ND_ERROR_USAGE if an output would replace one of the files, as those found in a folder
 * are known only now. */
int run_check_outputs(struct run *run);

/* Puts the outputs in place if `status` is ND_OK, each that was written whole; tells what there is to tell,
 * frees everything and returns the exit status. */
int run_close(struct run *run, int status);

/* Writes something to one output in a format of this verb; returns ND_OK or a negative status, told in
 * run->error. */
typedef int run_write_fn(struct run *run, struct output *output, int format, void *context);

/* Calls it for every output. A failure is the output's own: the others are written all the same. */
void run_write(struct run *run, run_write_fn *write, void *context);

/* What any format is written with: the options that made the result, which may be NULL, and where problems go. */
#define METHOD_LINE 2048 /* of flags_method_line */
void run_write_options(struct run *run, const char *options_line, nd_write_options *out);

/* Whether what goes to the output is to be in colour, as --color, NO_COLOR, TERM and the terminal say. */
int run_wants_colour(const struct settings *settings, const struct output *output);

/* Columns of the terminal that the output goes to; 0: to none. */
unsigned run_columns(const struct output *output);

/* ND_ERROR_USAGE, told, if an option is for a format that was not asked for. */
int run_check_formats(const struct settings *settings);

/* Has the run keep pairs and differences if a format, or an option, shows them. */
void run_keep_evidence(struct settings *settings);

/* Whether a format, or an option, shows texts. */
int run_shows_texts(const struct settings *settings);

/* From operands to groups to the outputs; all that cluster and pairs do. */
int run_groups(const struct settings *settings);

#endif
