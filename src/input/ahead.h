/*
 * ahead.h - what a function gives, block after block, got by a thread of its own before it is asked for.
 *
 * The blocks come in their order, none is lost, and nothing depends on how far ahead the thread is.
 */
#ifndef ND_AHEAD_H
#define ND_AHEAD_H

#include "newsdup.h"

typedef struct nd_ahead nd_ahead;

/* The next bytes, borrowed until it is called again: how many; 0 at the end, or -1 with errno set, and then it is not
 * called any more. *mark is handed on with them. */
typedef ptrdiff_t nd_ahead_fn(void *context, const uint8_t **out, uint64_t *mark);

/* Starts the thread, which calls `next` from now on; NULL when there is no memory or no thread. */
nd_ahead *nd_ahead_new(nd_ahead_fn *next, void *context);

/* Ends the thread, after the call of `next` that is under way. */
void nd_ahead_free(nd_ahead *ahead);

/* The next block, borrowed until the next call: what `next` gave for it, and for ever what it gave in the end. */
ptrdiff_t nd_ahead_next(nd_ahead *ahead, const uint8_t **out, uint64_t *mark);

#endif
