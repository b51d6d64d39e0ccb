/*
 * outputs.h - the outputs of one run, opened before its work.
 */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include "cli/flags.h"
#include "cli/output.h"

struct outputs {
    struct output items[OUTPUTS_MAX]; /* in the order of the targets */
    int           count;              /* of those that were opened, or tried */
};

/* Opens one for each target: its file; for the first without one --output; else standard output. Every
 * item is to be closed afterwards, also on failure: ND_ERROR_IO, or ND_ERROR_USAGE when two are one place,
 * or none is left for --output. */
int outputs_open(struct outputs *outputs, const struct settings *settings, nd_error *error);

#endif
