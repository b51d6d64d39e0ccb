/* release.h - the memory of a corpus, given back while something else is done. */
#ifndef RELEASE_H
#define RELEASE_H

#include <pthread.h>

#include "newsdup.h"

/* Zero it first. */
struct release {
    pthread_t thread;
    int       is_running;
};

/* Takes *corpus, and leaves NULL there, where it has several threads: one of its own frees it. Else, and where there
 * is no thread to be had, it stays. */
void release_start(struct release *release, nd_corpus **corpus);

/* Waits for the end of what was started, if anything was. */
void release_end(struct release *release);

#endif
