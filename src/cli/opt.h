/*
 * opt.h - the command line into settings, by the table of flags.
 */
#ifndef OPT_H
#define OPT_H

#include "cli/flags.h"

/* Parses the arguments behind the verb into settings that settings_init filled. -j2, -j 2, --jobs=2 and
 * --jobs 2 are the same; switches may be bundled; `--` ends the options; `-` is an operand. Operands are
 * gathered at the front of `arguments`. ND_ERROR_USAGE with one line that names the flag. */
int opt_parse(struct settings *settings, int count, char **arguments, nd_error *error);

#endif
