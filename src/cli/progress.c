/*
 * progress.c - a step looks at the clock and mostly does no more: a terminal is written to at most five times
 * a second, and not in the first third of a second, so that a short run shows nothing; a log gets a line when
 * a stage begins and every ten seconds. Rate and time left are told from the second second of a stage on, and
 * of the stage only: nobody knows the work of the next one.
 *
 * The one mutable global says whether a line stands on the terminal.
 */
#include "cli/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define FIRST_SECONDS 0.3
#define LIVE_SECONDS  0.2
#define PLAIN_SECONDS 10.0

static int is_on_terminal;

static const struct {
    const char *stage, *shown;
} stage_names[] = {{"read", "reading"},
                   {"candidates", "looking for pairs"},
                   {"statistics", "counting what is common"},
                   {"verify", "comparing"},
                   {NULL, NULL}};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int is_live_terminal(void) {
    const char *terminal = getenv("TERM");
    return isatty(STDERR_FILENO) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

void progress_open(struct progress *progress, const struct settings *settings, int writes_meanwhile) {
    memset(progress, 0, sizeof *progress);
    progress->mode = settings->progress;
    if (progress->mode == PROGRESS_AUTO &&
        (settings->quiet || !is_live_terminal() || (writes_meanwhile && isatty(STDOUT_FILENO))))
        progress->mode = PROGRESS_NONE;
    progress->shown = now() + FIRST_SECONDS - LIVE_SECONDS;
}

/* ---- the line ---------------------------------------------------------------------------------- */

static const char *stage_name(const char *stage) {
    int i = 0;
    while (stage_names[i].stage && strcmp(stage_names[i].stage, stage)) i++;
    return stage_names[i].stage ? stage_names[i].shown : stage;
}

static void append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* To a text that is cut where there is no more room. */
static void append(char *text, size_t size, const char *format, ...) {
    size_t  used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
}

static void append_bytes(uint64_t done, uint64_t total, double seconds, char *text, size_t size) {
    append(text, size, "%.1f ", (double)done / 1e6);
    if (total) append(text, size, "of %.1f ", (double)total / 1e6);
    append(text, size, "MB");
    if (seconds >= 1) append(text, size, ", %.1f MB/s", (double)done / 1e6 / seconds);
}

static void append_time_left(uint64_t done, uint64_t total, double seconds, char *text, size_t size) {
    if (!done || total <= done || seconds < 1) return;
    uint64_t left = (uint64_t)(seconds * (double)(total - done) / (double)done + 1);
    if (left < 100) append(text, size, ", %u s left", (unsigned)left);
    else if (left < 100 * 60) append(text, size, ", %u min left", (unsigned)((left + 59) / 60));
    else append(text, size, ", %llu h left", (unsigned long long)((left + 3599) / 3600));
}

const char *progress_line(const struct progress *progress, uint64_t done, uint64_t total, double seconds,
                          char *text, size_t size) {
    nd_read_counts counts = {0};
    snprintf(text, size, "%s", stage_name(progress->stage));
    if (!strcmp(progress->stage, "read")) {
        if (progress->reader) nd_reader_counts(progress->reader, &counts);
        append(text, size, ": ");
        if (counts.articles) append(text, size, "%llu articles, ", (unsigned long long)counts.articles);
        append_bytes(done, total, seconds, text, size);
    } else if (total) {
        append(text, size, ": %llu of %llu pairs", (unsigned long long)done, (unsigned long long)total);
    }
    append_time_left(done, total, seconds, text, size);
    return text;
}

/* ---- showing it -------------------------------------------------------------------------------- */

static unsigned terminal_columns(void) {
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 2 ? 80 : size.ws_col;
}

/* One column less than there are: the line must not wrap. */
static void show_live(const char *line) {
    fprintf(stderr, "\r\033[K%.*s", (int)(terminal_columns() - 1), line);
    fflush(stderr);
    is_on_terminal = 1;
}

void progress_clear(void) {
    if (!is_on_terminal) return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    is_on_terminal = 0;
}

/* A round begins anew with fewer done than before. */
static int begins(struct progress *progress, const char *stage, uint64_t done, double time) {
    int is_new = strcmp(progress->stage, stage) || done < progress->done;
    progress->done = done;
    if (!is_new) return 0;
    snprintf(progress->stage, sizeof progress->stage, "%s", stage);
    progress->started = time;
    return 1;
}

int progress_step(void *context, const char *stage, uint64_t done, uint64_t total) {
    struct progress *progress = context;
    char             line[200];
    if (progress->mode == PROGRESS_NONE) return 0;
    double time = now(), interval = progress->mode == PROGRESS_PLAIN ? PLAIN_SECONDS : LIVE_SECONDS;
    int    is_new = begins(progress, stage, done, time);
    if (time - progress->shown < interval && !(is_new && progress->mode == PROGRESS_PLAIN)) return 0;
    progress->shown = time;
    progress_line(progress, done, total, time - progress->started, line, sizeof line);
    if (progress->mode == PROGRESS_PLAIN) fprintf(stderr, "newsdup: %s\n", line);
    else show_live(line);
    return 0;
}

void progress_close(struct progress *progress) {
    progress->mode = PROGRESS_NONE;
    progress_clear();
}
