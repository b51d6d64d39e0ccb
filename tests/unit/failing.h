/*
 * failing.h - make an allocation or the start of a thread fail on purpose.
 *
 * Every unit test is linked so that malloc, calloc, realloc and pthread_create of the library and of
 * the test pass through failing.c. They behave as ever until one of these is called. One thread only.
 */
#ifndef FAILING_H
#define FAILING_H

/* Lets `calls` more allocations through and fails the one after them, once. */
void fail_allocation_after(unsigned calls);

/* Lets `calls` more threads start and fails the one after them, once. */
void fail_thread_after(unsigned calls);

/* Lets everything through again. Returns nonzero if the failure asked for had not happened yet. */
int fail_nothing(void);

/* Whether the thread sanitizer watches, as gcc and as clang tell. */
#if defined(__SANITIZE_THREAD__)
#define IS_THREAD_SANITIZED 1
#elif defined(__has_feature)
#define IS_THREAD_SANITIZED __has_feature(thread_sanitizer)
#else
#define IS_THREAD_SANITIZED 0
#endif

#endif
