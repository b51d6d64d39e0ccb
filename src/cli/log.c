/*
 * log.c - names from the corpus end up in messages, so every line is made one line here. What makes the
 * program end with 2 is an error and is told under -q too: an unreadable path, and under --strict a
 * record that was skipped.
 */
#include "cli/log.h"

#include <stdarg.h>
#include <stdio.h>

#define LINES_OF_A_KIND 5

static const struct {
    const char *one, *many;
} kind_names[ND_PROBLEM_KINDS] = {
    [ND_PROBLEM_UNREADABLE] = {"unreadable path", "unreadable paths"},
    [ND_PROBLEM_BAD_RECORD] = {"malformed record", "malformed records"},
    [ND_PROBLEM_NO_TEXT] = {"record without text", "records without text"},
    [ND_PROBLEM_EMPTY] = {"file without words", "files without words"},
    [ND_PROBLEM_INVALID_UTF8] = {"article with invalid UTF-8", "articles with invalid UTF-8"},
    [ND_PROBLEM_OVER_SIZE] = {"article over --max-size", "articles over --max-size"},
};

static void put_line(const char *before, const char *format, va_list arguments) {
    char line[2600];
    vsnprintf(line, sizeof line, format, arguments);
    for (char *at = line; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f) *at = '?';
    fprintf(stderr, "%s%s\n", before, line);
}

void log_error(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    put_line("newsdup: ", format, arguments);
    va_end(arguments);
}

void log_warning(const struct log *log, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (!log->quiet) put_line("newsdup: ", format, arguments);
    va_end(arguments);
}

void log_summary(const struct log *log, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (!log->quiet) put_line("", format, arguments);
    va_end(arguments);
}

static int is_error(const struct log *log, nd_problem_kind kind) {
    if (kind == ND_PROBLEM_UNREADABLE) return 1;
    return log->strict && (kind == ND_PROBLEM_BAD_RECORD || kind == ND_PROBLEM_NO_TEXT);
}

void log_problem(void *context, nd_problem_kind kind, const char *place, const char *reason) {
    struct log *log = context;
    if (kind == ND_PROBLEM_OVER_SIZE && !log->verbose) return; /* as was asked: counted in the summary */
    if (log->seen[kind]++ >= LINES_OF_A_KIND && !log->verbose)
        log->held_back[kind]++;
    else if (!log->quiet || is_error(log, kind))
        log_error("%s: %s", place, reason);
}

void log_held_back(struct log *log) {
    for (int kind = 0; kind < ND_PROBLEM_KINDS; kind++) {
        uint64_t count = log->held_back[kind];
        if (!count || (log->quiet && !is_error(log, (nd_problem_kind)kind))) continue;
        log_error("%llu more %s", (unsigned long long)count,
                  count == 1 ? kind_names[kind].one : kind_names[kind].many);
        log->held_back[kind] = 0;
    }
}

const char *log_plural(uint64_t count) {
    return count == 1 ? "" : "s";
}
