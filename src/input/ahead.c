/*
 * ahead.c - a ring of blocks between two threads. Those that are filled lie from `first` on and are the taker's; the
 * others are the thread's, which fills one without the lock and then counts it. The lock is taken once for each block
 * on either side, some 4,000 times a gigabyte. Who has filled the ring sleeps until half of it has been taken, or the
 * two would wake each other for every block. Memory: 16 blocks of up to 256 KB, as much as a batch of records.
 */
#include "input/ahead.h"

#include <errno.h>

#include "base/buf.h"
#include "base/thread.h"

#define BLOCKS 16
#define STACK_BYTES ((size_t)1 << 20) /* what is unpacked lies elsewhere */

struct block {
    nd_buf    bytes;
    ptrdiff_t got;
    int       number; /* errno, if it has failed */
    uint64_t  mark;
};

struct nd_ahead {
    nd_ahead_fn    *next;
    void           *context;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  filled, taken;
    size_t          first, count; /* of the blocks that are filled */
    int             is_held;      /* the first has been given out */
    int             is_closing;
    struct block    blocks[BLOCKS];
};

/* The block to fill, when there is room for it; NULL when nothing more is wanted. */
static struct block *get_empty(nd_ahead *ahead) {
    struct block *block = NULL;
    pthread_mutex_lock(&ahead->lock);
    while (ahead->count == BLOCKS && !ahead->is_closing) pthread_cond_wait(&ahead->taken, &ahead->lock);
    if (!ahead->is_closing) block = &ahead->blocks[(ahead->first + ahead->count) % BLOCKS];
    pthread_mutex_unlock(&ahead->lock);
    return block;
}

/* Is there more to come? */
static int fill(nd_ahead *ahead, struct block *block) {
    const uint8_t *data = NULL;
    block->bytes.size = 0;
    block->got = ahead->next(ahead->context, &data, &block->mark);
    block->number = errno;
    if (block->got > 0 && nd_buf_append(&block->bytes, data, (size_t)block->got, NULL)) {
        block->got = -1;
        block->number = ENOMEM;
    }
    return block->got > 0;
}

static void *work(void *argument) {
    nd_ahead     *ahead = argument;
    struct block *block;
    for (int goes_on = 1; goes_on && (block = get_empty(ahead));) {
        goes_on = fill(ahead, block);
        pthread_mutex_lock(&ahead->lock);
        ahead->count++;
        pthread_cond_signal(&ahead->filled);
        pthread_mutex_unlock(&ahead->lock);
    }
    return NULL;
}

static void destroy(nd_ahead *ahead) {
    for (size_t i = 0; i < BLOCKS; i++) nd_buf_free(&ahead->blocks[i].bytes);
    pthread_cond_destroy(&ahead->taken);
    pthread_cond_destroy(&ahead->filled);
    pthread_mutex_destroy(&ahead->lock);
    nd_release(ahead);
}

nd_ahead *nd_ahead_new(nd_ahead_fn *next, void *context) {
    nd_ahead *ahead = nd_allocate_zeroed(1, sizeof *ahead);
    if (!ahead) return NULL;
    ahead->next = next;
    ahead->context = context;
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->filled, NULL);
    pthread_cond_init(&ahead->taken, NULL);
    if (!nd_thread_start(&ahead->thread, STACK_BYTES, work, ahead)) return ahead;
    destroy(ahead);
    return NULL;
}

void nd_ahead_free(nd_ahead *ahead) {
    if (!ahead) return;
    pthread_mutex_lock(&ahead->lock);
    ahead->is_closing = 1;
    pthread_cond_signal(&ahead->taken);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    destroy(ahead);
}

/* The block that was given out is the thread's again. */
static void give_back(nd_ahead *ahead) {
    ahead->first = (ahead->first + 1) % BLOCKS;
    ahead->is_held = 0;
    if (--ahead->count == BLOCKS / 2) pthread_cond_signal(&ahead->taken);
}

ptrdiff_t nd_ahead_next(nd_ahead *ahead, const uint8_t **out, uint64_t *mark) {
    pthread_mutex_lock(&ahead->lock);
    if (ahead->is_held) give_back(ahead);
    while (!ahead->count) pthread_cond_wait(&ahead->filled, &ahead->lock);
    const struct block *block = &ahead->blocks[ahead->first];
    ahead->is_held = block->got > 0; /* the last one stays */
    pthread_mutex_unlock(&ahead->lock);
    *out = block->bytes.data;
    *mark = block->mark;
    if (block->got < 0) errno = block->number;
    return block->got;
}
