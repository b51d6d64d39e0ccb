/*
 * log.c - names from the corpus end up in messages, so every line is made one line here. What makes the
 * program end with 2 is an error and is told under -q too: an unreadable path, and under --strict a
 * record that was skipped or a file that changed.
 */
#include "cli/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/progress.h"

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
    [ND_PROBLEM_CHANGED] = {"file that changed", "files that changed"},
};

/* How many bytes at `at` are a control of the terminal, or turn the direction of writing. */
static size_t control_size(const unsigned char *at) {
    if (at[0] < 0x20 || at[0] == 0x7f) return 1;
    if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0) return 2; /* U+0080 to U+009F */
    if (at[0] != 0xe2) return 0;
    if (at[1] == 0x80 && ((at[2] >= 0xa8 && at[2] <= 0xae) || at[2] == 0x8e || at[2] == 0x8f)) return 3;
    return at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9 ? 3 : 0;
}

static void put_line(const char *before, const char *format, va_list arguments) {
    char line[2600];
    vsnprintf(line, sizeof line, format, arguments);
    for (char *at = line; *at;) {
        size_t size = control_size((const unsigned char *)at);
        memset(at, '?', size);
        at += size ? size : 1;
    }
    progress_clear();
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
    return log->strict &&
           (kind == ND_PROBLEM_BAD_RECORD || kind == ND_PROBLEM_NO_TEXT || kind == ND_PROBLEM_CHANGED);
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
