/*
 * release.c - to give hundreds of megabytes back takes the system nearly as long as it takes to write the result that
 * was made of them, so where there are several threads one does the first beside the other: 10 ms of 800. It takes no
 * signals, as those that take outputs away are for the thread that writes them.
 */
#include "cli/release.h"

#include <signal.h>

static void *free_corpus(void *corpus) {
    nd_corpus_free(corpus);
    return NULL;
}

void release_start(struct release *release, nd_corpus **corpus) {
    sigset_t all, before;
    if (nd_corpus_jobs(*corpus) == 1) return;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    release->is_running = !pthread_create(&release->thread, NULL, free_corpus, *corpus);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (release->is_running) *corpus = NULL;
}

void release_end(struct release *release) {
    if (release->is_running) pthread_join(release->thread, NULL);
    release->is_running = 0;
}
