/*
 * http.c - RFC 9112: a body comes in chunks, each behind its size in hexadecimal digits, and what the chunks hold is
 * compressed. Archives keep it as it was sent, or undo one of the two or both and leave the head as it was, so that
 * the bytes decide and the head only says what to look for. Chunks that end early give what came, as a browser
 * shows it; a compressed body that does is damaged, unless the archive says that it was cut.
 */
#include "input/http.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/error.h"
#include "input/head.h"

#define CODINGS 4
#define ROOM_BYTES ((size_t)1 << 16)

static const char too_long[] = "its body is longer than a record may be";
static const char damaged[] = "its body is compressed and damaged";
static const char cut[] = "its body is compressed and cut";

void nd_http_room_free(nd_http_room *room) {
    nd_buf_free(&room->one);
    nd_buf_free(&room->other);
}

/* ---- the head --------------------------------------------------------------------------------- */

int nd_http_head_read(nd_string head, nd_http_head *out) {
    nd_string name, value;
    uint64_t  status;
    *out = (nd_http_head){0};
    if (!nd_head_begins(head, "http/")) return 0;
    const char *newline = memchr(head.data, '\n', head.size);
    nd_string   line = {head.data, newline ? (size_t)(newline - head.data) : head.size};
    nd_head_word(&line);
    if (!nd_head_number(nd_head_word(&line), &status) || status > 999) return 0;
    out->status = (unsigned)status;
    size_t at = newline ? (size_t)(newline - head.data) + 1 : head.size;
    head = (nd_string){head.data + at, head.size - at};
    for (int found; (found = nd_head_next(&head, &name, &value));) {
        if (found < 0) continue; /* servers write all sorts of things there */
        if (nd_head_is(name, "content-type") && !out->type.size) out->type = value;
        if (nd_head_is(name, "content-encoding")) out->coding = value;
        if (!nd_head_is(name, "transfer-encoding")) continue;
        for (nd_string word; (word = nd_head_word(&value)).size;) out->is_chunked |= nd_head_is(word, "chunked");
    }
    return 1;
}

/* ---- chunks ----------------------------------------------------------------------------------- */

static int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The line with the size of a chunk, taken off: 1; 0: the body ends within it; -1: there is none. */
static int take_size(nd_string *left, size_t *size) {
    size_t at = 0, number = 0;
    for (; at < left->size && digit_of(left->data[at]) >= 0; at++) {
        if (number > SIZE_MAX >> 8) return -1;
        number = number * 16 + (size_t)digit_of(left->data[at]);
    }
    if (at < left->size && (at == 0 || !memchr(" \t\r\n;", left->data[at], 5))) return -1;
    const char *newline = left->size ? memchr(left->data, '\n', left->size) : NULL;
    if (!newline) return 0;
    at = (size_t)(newline - left->data) + 1;
    *left = (nd_string){left->data + at, left->size - at};
    *size = number;
    return 1;
}

static void pass_newline(nd_string *left) {
    if (left->size && *left->data == '\r') left->data++, left->size--;
    if (left->size && *left->data == '\n') left->data++, left->size--;
}

static int append(nd_buf *into, const void *data, size_t size, const char **reason) {
    int status = nd_buf_append(into, data, size, NULL);
    if (status == ND_ERROR_LIMIT) return *reason = too_long, 1;
    return status;
}

static int join_chunks(nd_string left, nd_buf *into, nd_string *out, const char **reason) {
    nd_string whole = left;
    into->size = 0;
    for (size_t size;;) {
        int found = take_size(&left, &size);
        if (found < 0 && left.data == whole.data) return *out = whole, ND_OK; /* it has been undone */
        if (found < 0) return *reason = "a chunk of its body has no size", 1;
        if (!found || !size) break;
        size_t here = size < left.size ? size : left.size;
        int    status = append(into, left.data, here, reason);
        if (status) return status;
        left = (nd_string){left.data + here, left.size - here};
        pass_newline(&left);
    }
    *out = (nd_string){(const char *)into->data, into->size};
    return ND_OK;
}

/* ---- compression ------------------------------------------------------------------------------ */

static int inflate_into(z_stream *stream, nd_string body, int is_cut, nd_buf *into, const char **reason) {
    stream->next_in = (Bytef *)(uintptr_t)body.data;
    stream->avail_in = (uInt)body.size;
    for (;;) {
        int status = nd_buf_reserve(into, ROOM_BYTES, NULL);
        if (status == ND_ERROR_LIMIT) return *reason = too_long, 1;
        if (status) return status;
        stream->next_out = into->data + into->size;
        stream->avail_out = ROOM_BYTES;
        int done = inflate(stream, Z_NO_FLUSH);
        into->size += ROOM_BYTES - stream->avail_out;
        if (done == Z_STREAM_END) return ND_OK;
        if (done == Z_MEM_ERROR) return ND_ERROR_MEMORY;
        if (done != Z_OK && done != Z_BUF_ERROR) return *reason = damaged, 1;
        if (stream->avail_in || !stream->avail_out) continue;
        if (is_cut) return ND_OK;
        return *reason = cut, 1;
    }
}

/* gzip or zlib by its first bytes, which `window` allows; or without any. */
static int inflate_body(nd_string body, int window, int is_cut, nd_buf *into, const char **reason) {
    z_stream stream = {0};
    if (inflateInit2(&stream, window) != Z_OK) return ND_ERROR_MEMORY;
    into->size = 0;
    int status = inflate_into(&stream, body, is_cut, into, reason);
    inflateEnd(&stream);
    return status;
}

/* "deflate" is zlib's format by the standard, and what zlib wraps by many servers. */
static int undo_deflate(nd_string body, int is_cut, nd_buf *into, const char **reason) {
    int status = inflate_body(body, 15, is_cut, into, reason);
    return status == 1 && *reason == damaged && !into->size ? inflate_body(body, -15, is_cut, into, reason) : status;
}

static int undo_zstd(nd_string body, int is_cut, nd_buf *into, const char **reason) {
    ZSTD_DCtx *context = ZSTD_createDCtx();
    ZSTD_inBuffer in = {body.data, body.size, 0};
    int           status = context ? ND_OK : ND_ERROR_MEMORY;
    into->size = 0;
    for (size_t left = 1; !status && left;) {
        status = nd_buf_reserve(into, ROOM_BYTES, NULL);
        if (status) break;
        ZSTD_outBuffer room = {into->data + into->size, ROOM_BYTES, 0};
        left = ZSTD_decompressStream(context, &room, &in);
        into->size += ZSTD_isError(left) ? 0 : room.pos;
        if (ZSTD_isError(left)) *reason = damaged, status = 1;
        else if (left && in.pos == in.size && room.pos < room.size && is_cut) break;
        else if (left && in.pos == in.size && room.pos < room.size) *reason = cut, status = 1;
    }
    ZSTD_freeDCtx(context);
    if (status == ND_ERROR_LIMIT) return *reason = too_long, 1;
    return status;
}

static int has_mark(nd_string body, const char *mark, size_t size) {
    return body.size >= size && !memcmp(body.data, mark, size);
}

/* Of undo(): nothing is to be done. */
#define AS_IT_IS 2

/* Could it be text as it stands? */
static int is_plain(nd_string body) {
    size_t looked_at = body.size < 64 ? body.size : 64;
    for (size_t i = 0; i < looked_at; i++)
        if ((uint8_t)body.data[i] < ' ' && !memchr("\t\n\r\f\v", body.data[i], 5)) return 0;
    return 1;
}

static int undo(nd_string coding, nd_string body, int is_cut, nd_buf *into, const char **reason) {
    if (nd_head_is(coding, "identity") || nd_head_is(coding, "none") || !body.size) return AS_IT_IS;
    if (nd_head_is(coding, "gzip") || nd_head_is(coding, "x-gzip"))
        return has_mark(body, "\x1f\x8b", 2) ? inflate_body(body, 15 + 16, is_cut, into, reason) : AS_IT_IS;
    if (nd_head_is(coding, "zstd"))
        return has_mark(body, "\x28\xb5\x2f\xfd", 4) ? undo_zstd(body, is_cut, into, reason) : AS_IT_IS;
    if (is_plain(body)) return AS_IT_IS;
    if (nd_head_is(coding, "deflate")) return undo_deflate(body, is_cut, into, reason);
    *reason = nd_head_is(coding, "br") ? "its body is compressed with brotli, which is not read"
                                       : "its body is compressed in a way that is not read";
    return 1;
}

int nd_http_body(const nd_http_head *head, nd_string body, int is_cut, nd_http_room *room, nd_string *out,
                 const char **reason) {
    nd_string codings[CODINGS], left = head->coding, word;
    size_t    count = 0;
    nd_buf   *into = &room->one;
    int       status = head->is_chunked ? join_chunks(body, into, &body, reason) : ND_OK;
    for (; !status && (word = nd_head_word(&left)).size; codings[count++] = word)
        if (count == CODINGS) return *reason = "its body is compressed more than four times", 1;
    while (!status && count--) {
        into = (const uint8_t *)body.data == room->one.data ? &room->other : &room->one;
        status = undo(codings[count], body, is_cut, into, reason);
        if (status == ND_OK) body = (nd_string){(const char *)into->data, into->size};
        else if (status == AS_IT_IS) status = ND_OK;
    }
    *out = body;
    return status;
}
