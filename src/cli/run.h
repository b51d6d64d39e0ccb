/*
 * run.h - what the commands that read articles have in common: operands into a reader, articles into a
 * corpus and a result, and the accounts at the end.
 */
#ifndef RUN_H
#define RUN_H

#include <time.h>

#include "cli/flags.h"
#include "cli/log.h"
#include "cli/output.h"

/* What a command needs besides a reader. */
enum run_needs { RUN_READER = 0, RUN_CORPUS = 1, RUN_TEXTS = 2 };

struct run {
    const struct settings *settings;
    struct log             log;
    struct output          output;
    nd_reader             *reader;
    nd_corpus             *corpus;
    nd_result             *result;
    struct timespec        started;
    nd_error               error;   /* of the call that failed */
    int                    is_told; /* the failure has had its line */
};

/* Checks every operand, then opens the output; reads nothing. run_close must follow in any case. */
int run_open(struct run *run, const struct settings *settings, unsigned needs);

/* Puts the output in place if `status` is ND_OK, tells what there is to tell, frees everything and
 * returns the exit status. */
int run_close(struct run *run, int status);

/* From operands to groups to the output; all that cluster and pairs do. */
int run_groups(const struct settings *settings, nd_write_options *write);

#endif
