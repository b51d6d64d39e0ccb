/* thread.h - threads that take no signals: those are for the program's own, which may hold them back for a moment in
 * which it must not end. */
#ifndef ND_THREAD_H
#define ND_THREAD_H

#include <pthread.h>
#include <stddef.h>

/* As pthread_create: 0, or an errno. The thread has to be joined. `stack_bytes` 0: as many as any thread has. */
int nd_thread_start(pthread_t *thread, size_t stack_bytes, void *(*work)(void *), void *argument);

#endif
