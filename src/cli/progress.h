/*
 * progress.h - how far a run has got, on stderr: one line of a terminal that is rewritten, or now and then a
 * line of its own. Results do not depend on it.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "cli/flags.h"

struct progress {
    int              mode;     /* PROGRESS_AUTO: a line that is rewritten */
    const nd_reader *reader;   /* counts the articles; NULL: they are not told */
    char             stage[16];
    uint64_t         done;     /* as told last, to know the stage when it begins anew */
    double           started;  /* the stage, in seconds */
    double           shown;    /* the last line */
};

/* What the settings say, but none where nobody would see it, or where lines of data on the same terminal
 * would be torn: `writes_meanwhile` says that data is written during the run. Seconds are counted from here. */
void progress_open(struct progress *progress, const struct settings *settings, int writes_meanwhile);

/* nd_progress_fn; the context is a struct progress. Never cancels. */
int progress_step(void *context, const char *stage, uint64_t done, uint64_t total);

/* No more of it: the terminal is as it was. */
void progress_close(struct progress *progress);

/* Takes the line away before something else is written to the terminal; the next step shows it again. */
void progress_clear(void);

/* What the line says, without the name of the program: `seconds` since the stage began. Returns `text`. */
const char *progress_line(const struct progress *progress, uint64_t done, uint64_t total, double seconds,
                          char *text, size_t size);

#endif
