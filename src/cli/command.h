/*
 * command.h - the table of commands. A new one is a file cmd_<name>.c and a row in main.c.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdio.h>

#include "cli/flags.h"

struct command {
    const char *name;
    int (*run)(const struct settings *settings); /* returns the exit status */
    const char *line;     /* what it does; NULL: not in the list of commands */
    const char *operands; /* what follows the options */
    const char *about;    /* a paragraph for the long help, lines ended; or NULL */
};

/* Ends with a NULL name. The first is the default. */
extern const struct command commands[];

/* NULL if there is none. */
const struct command *command_by_name(const char *name);

int cmd_cluster(const struct settings *settings);
int cmd_dedup(const struct settings *settings);
int cmd_check(const struct settings *settings);
int cmd_explain(const struct settings *settings);
int cmd_pairs(const struct settings *settings);
int cmd_read(const struct settings *settings);
int cmd_report(const struct settings *settings);
int cmd_stage(const struct settings *settings);
int cmd_tune(const struct settings *settings);
int cmd_help(const struct settings *settings);
int cmd_manual(const struct settings *settings);
int cmd_completions(const struct settings *settings);

/* Exit statuses. */
enum { EXIT_DONE = 0, EXIT_NOT = 1 /* what was asked is not so */, EXIT_TROUBLE = 2 };

/* How to call it, in a few lines. */
void help_put_usage(FILE *file);
/* The help of one command, or of the program for the default one not named. */
int help_show(const struct settings *settings, int is_named);

#endif
