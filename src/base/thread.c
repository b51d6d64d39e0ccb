/*
 * thread.c - a thread has the signal mask of the one that starts it: all signals are blocked while it is started, and
 * let through again at once, so that none is lost.
 */
#include "base/thread.h"

#include <signal.h>

int nd_thread_start(pthread_t *thread, size_t stack_bytes, void *(*work)(void *), void *argument) {
    sigset_t       all, before;
    pthread_attr_t attributes;
    int            failed = pthread_attr_init(&attributes);
    if (failed) return failed;
    if (stack_bytes) failed = pthread_attr_setstacksize(&attributes, stack_bytes);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    if (!failed) failed = pthread_create(thread, &attributes, work, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return failed;
}
