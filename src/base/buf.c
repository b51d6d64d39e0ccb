/*
 * buf.c - growth by half again, from LARGE on by an eighth. Large blocks are moved by the page table, not
 * copied, but each move stops the other threads; and pages not written to are not resident, but where blocks lie in
 * files, the slack takes its room on disk. Where a large buffer is filled from its beginning to its end, its pages are
 * asked for some 32 at a time.
 */
#include "base/buf.h"

#include <string.h>

#include "base/error.h"
#include "base/pages.h"

#define LARGE ((size_t)256 << 20)
#define MANY_PAGES ((size_t)1 << 20)
#define ASKED ((size_t)128 << 10) /* bytes at once */

int nd_buf_grow(nd_buf *buf, size_t extra, nd_error *error) {
    size_t most = buf->ceiling ? buf->ceiling : SIZE_MAX / 2;
    if (buf->size > most || extra > most - buf->size)
        return nd_fail(error, ND_ERROR_LIMIT, "more than %zu bytes in one buffer", most);
    size_t need = buf->size + extra, grown = buf->capacity + buf->capacity / (buf->capacity < LARGE ? 2 : 8);
    if (grown < need) grown = need;
    if (grown < 64) grown = 64;
    if (grown > most) grown = most;
    uint8_t *data = nd_reallocate(buf->data, grown);
    if (!data) return nd_fail_memory(error);
    buf->data = data;
    buf->capacity = grown;
    return ND_OK;
}

/* Asks for pages once the end comes to where those that were asked for end, before `size` more bytes are written:
 * for those that these take up, and some behind them. */
static void ask_for_pages(const nd_buf *buf, size_t size) {
    size_t begin = (buf->size / ASKED + 1) * ASKED, end = (buf->size + size) / ASKED * ASKED;
    if (begin > end || buf->capacity < MANY_PAGES) return;
    end = end + ASKED < buf->capacity ? end + ASKED : buf->capacity;
    nd_pages_ask(buf->data + begin, end - begin);
}

int nd_buf_append(nd_buf *buf, const void *data, size_t size, nd_error *error) {
    int status = nd_buf_reserve(buf, size, error);
    if (status) return status;
    ask_for_pages(buf, size);
    if (size) memcpy(buf->data + buf->size, data, size);
    buf->size += size;
    return ND_OK;
}

int nd_zeros(nd_buf *buf, size_t count, size_t width, nd_error *error) {
    buf->size = 0;
    int status = nd_buf_reserve(buf, count * width + 1, error);
    if (status) return status;
    memset(buf->data, 0, count * width);
    buf->size = count * width;
    return ND_OK;
}

int nd_buf_trim(nd_buf *buf, nd_error *error) {
    if (buf->size == buf->capacity) return ND_OK;
    if (!buf->size) {
        nd_buf_free(buf);
        return ND_OK;
    }
    uint8_t *data = nd_reallocate(buf->data, buf->size);
    if (!data) return nd_fail_memory(error);
    buf->data = data;
    buf->capacity = buf->size;
    return ND_OK;
}

void nd_buf_free(nd_buf *buf) {
    nd_release(buf->data);
    buf->data = NULL;
    buf->size = buf->capacity = 0;
}
