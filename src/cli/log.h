/*
 * log.h - messages on stderr. Nothing else in the program writes there but progress and the short help.
 */
#ifndef LOG_H
#define LOG_H

#include "newsdup_io.h"

struct log {
    int      quiet, verbose, strict;
    uint64_t held_back[ND_PROBLEM_KINDS]; /* problems that had no line of their own */
    uint64_t seen[ND_PROBLEM_KINDS];
};

/* "newsdup: ..." as one line, also under -q. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, but not under -q. */
void log_warning(const struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The line without the name of the program, not under -q. */
void log_summary(const struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* nd_problem_fn; the context is a struct log. The first five of a kind have a line, or all with -v. */
void log_problem(void *context, nd_problem_kind kind, const char *place, const char *reason);
/* How many more of each kind there were. */
void log_held_back(struct log *log);

/* "s" unless it is one. */
const char *log_plural(uint64_t count);

#endif
