/*
 * warc_cut.c - a record is as long as its head says, unless that is a lie: then the next head is looked for, and
 * "WARC/1.0" on a line of its own is one. Such a line within a record is remembered and no more; only where the record
 * does not end as it should is it taken for the next record, so that archives within archives stay whole. Records that
 * cannot be articles are dropped as they come in, but for their heads.
 *
 * Invariant: the current record begins at stream->begin; `dropped` bytes behind its head are gone from the buffer.
 * Places are counted in the buffer from there, but for `end`, which is counted in the record. Memory: one record, and
 * as much again behind a line that may be the next. Cost: a search for the letter W, 1 GB/s and more.
 */
#include "input/warc_cut.h"

#include <string.h>

#include "input/head.h"
#include "input/warc.h"

#define DAMAGE_BYTES ((size_t)256) /* of it are shown */
#define MOST_NEWLINES ((size_t)64) /* between two records */

enum phase { BETWEEN, HEAD, LOOK, BLOCK, TAIL, DAMAGE, SKIP };
enum step { AGAIN, MORE, GIVEN };

static const uint8_t *start_of(const nd_stream *stream, const nd_buf *bytes) {
    return bytes->data + stream->begin;
}

static size_t size_of(const nd_stream *stream, const nd_buf *bytes) {
    return bytes->size - stream->begin;
}

/* The current record, of which so many bytes are in the buffer, is over. */
static enum step leave(nd_stream *stream, size_t size, enum phase next) {
    uint64_t others = stream->warc.others;
    stream->offset += stream->dropped + size;
    stream->begin += size;
    stream->passed = stream->begin;
    stream->dropped = 0;
    stream->warc = (nd_warc_cut){.phase = (uint8_t)next, .is_cut = stream->warc.is_cut, .others = others};
    return AGAIN;
}

/* Gives `shown` bytes of the record. */
static enum step give(nd_stream *stream, size_t shown, nd_span *out) {
    *out = (nd_span){.at = stream->begin, .size = shown, .offset = stream->offset, .place = ++stream->place};
    return GIVEN;
}

static int is_newline(uint8_t byte) {
    return byte == '\r' || byte == '\n';
}

/* Could it be the beginning of a head, of which the rest is not there yet? */
static int may_begin(const nd_stream *stream, const uint8_t *data, size_t size) {
    if (stream->ended || size >= ND_WARC_MARK_BYTES) return 0;
    return !memcmp(data, "WARC/", size < 5 ? size : 5);
}

static enum step pass_between(nd_stream *stream, const nd_buf *bytes) {
    const uint8_t *data = start_of(stream, bytes);
    size_t         size = size_of(stream, bytes), at = 0;
    while (at < size && is_newline(data[at])) at++;
    if (at) return leave(stream, at, BETWEEN);
    if (!size || may_begin(stream, data, size)) return MORE;
    stream->warc.phase = nd_warc_begins(data, size) ? HEAD : DAMAGE;
    return AGAIN;
}

/* The file ends within the record. */
static enum step end_cut(nd_stream *stream, const nd_buf *bytes) {
    stream->warc.is_cut = 1;
    stream->place++;
    return leave(stream, size_of(stream, bytes), BETWEEN);
}

static enum step read_head(nd_stream *stream, const nd_buf *bytes) {
    nd_warc_cut  *warc = &stream->warc;
    size_t        size = size_of(stream, bytes);
    nd_string     text = {(const char *)start_of(stream, bytes), size};
    nd_warc_head  head;
    size_t        head_size = nd_head_size(text, warc->scanned);
    size_t        end = head_size ? head_size : size;
    warc->scanned = size;
    if (!head_size && size <= ND_WARC_HEAD_BYTES && !stream->ended) return MORE;
    int has_other = nd_warc_find(start_of(stream, bytes), end, 1, 0) < end;
    if (!head_size && size <= ND_WARC_HEAD_BYTES && !has_other) return end_cut(stream, bytes);
    text.size = head_size;
    if (!head_size || head_size > ND_WARC_HEAD_BYTES || has_other || nd_warc_head_read(text, &head)) {
        warc->phase = DAMAGE;
        return AGAIN;
    }
    warc->head = warc->scanned = head_size;
    warc->end = head_size + head.length;
    warc->phase = LOOK;
    return AGAIN;
}

static enum step look(nd_stream *stream, const nd_buf *bytes) {
    nd_warc_cut *warc = &stream->warc;
    nd_warc_head head;
    const char  *data = (const char *)start_of(stream, bytes);
    nd_string    content = {data + warc->head, size_of(stream, bytes) - warc->head};
    if (content.size > warc->end - warc->head) content.size = (size_t)(warc->end - warc->head);
    nd_warc_head_read((nd_string){data, warc->head}, &head);
    int is_kept = nd_warc_may_be_article(&head, content);
    if (is_kept < 0 && !stream->ended) return MORE;
    warc->is_kept = is_kept > 0;
    warc->is_dropped = !warc->is_kept || warc->end > stream->max_record_bytes;
    warc->phase = BLOCK;
    return AGAIN;
}

/* The record does not end where its head says: the next one begins at the mark. */
static enum step give_as_damaged(nd_stream *stream, nd_span *out) {
    give(stream, stream->warc.is_dropped ? stream->warc.head : stream->warc.mark, out);
    leave(stream, stream->warc.mark, BETWEEN);
    return GIVEN;
}

static void drop_block(nd_stream *stream, nd_buf *bytes) {
    nd_warc_cut *warc = &stream->warc;
    size_t       size = size_of(stream, bytes), to = warc->mark;
    if (!to) to = size > ND_WARC_MARK_BYTES ? size - ND_WARC_MARK_BYTES : 0;
    if (to <= warc->head) return;
    size_t   gone = to - warc->head;
    uint8_t *data = bytes->data + stream->begin;
    memmove(data + warc->head, data + to, size - to);
    bytes->size -= gone;
    stream->dropped += gone;
    warc->scanned -= gone;
    if (warc->mark) warc->mark -= gone;
}

/* The newline before the next head may be damaged too. */
static int find_mark(nd_stream *stream, const nd_buf *bytes) {
    nd_warc_cut *warc = &stream->warc;
    size_t       found = nd_warc_find(start_of(stream, bytes), size_of(stream, bytes), warc->head, 1);
    if (!warc->mark && found < size_of(stream, bytes) && found + stream->dropped < warc->end) warc->mark = found;
    return warc->mark != 0;
}

static enum step pass_block(nd_stream *stream, nd_buf *bytes, nd_span *out) {
    nd_warc_cut *warc = &stream->warc;
    size_t       size = size_of(stream, bytes);
    if (!warc->mark) {
        size_t from = warc->scanned > warc->head + ND_WARC_MARK_BYTES ? warc->scanned - ND_WARC_MARK_BYTES : warc->head;
        size_t found = nd_warc_find(start_of(stream, bytes), size, from, warc->is_dropped); /* once: it is gone then */
        if (found < size && found + stream->dropped < warc->end) warc->mark = found;
        warc->scanned = size;
    }
    if (warc->is_broken) return give_as_damaged(stream, out);
    uint64_t there = stream->dropped + size;
    if (stream->ended ? there >= warc->end : there >= warc->end + ND_WARC_MARK_BYTES) {
        warc->phase = TAIL;
        return AGAIN;
    }
    if (warc->mark && (stream->ended || size - warc->mark > stream->max_record_bytes))
        return give_as_damaged(stream, out);
    if (stream->ended) return find_mark(stream, bytes) ? give_as_damaged(stream, out) : end_cut(stream, bytes);
    if (warc->is_dropped) drop_block(stream, bytes);
    return MORE;
}

/* Does the next record, or the end, stand behind the newlines from `end` on? -1: more has to be seen. */
static int ends_well(const nd_stream *stream, const nd_buf *bytes, size_t end) {
    const uint8_t *data = start_of(stream, bytes);
    size_t         size = size_of(stream, bytes), at = end, newlines = 0;
    for (; at < size && is_newline(data[at]) && at - end < MOST_NEWLINES; at++) newlines += data[at] == '\n';
    if (at == size) return stream->ended ? 1 : -1;
    if (at - end == MOST_NEWLINES || nd_warc_begins(data + at, size - at)) return 1;
    if (may_begin(stream, data + at, size - at)) return -1;
    return newlines > 1 && !stream->warc.mark; /* what follows is another's damage */
}

static enum step pass_tail(nd_stream *stream, const nd_buf *bytes, nd_span *out) {
    nd_warc_cut *warc = &stream->warc;
    size_t       end = (size_t)(warc->end - stream->dropped);
    int          is_well = ends_well(stream, bytes, end);
    if (is_well < 0) return MORE;
    if (!is_well && find_mark(stream, bytes)) return give_as_damaged(stream, out);
    if (!warc->is_kept) {
        stream->place++;
        warc->others++;
        return leave(stream, end, BETWEEN);
    }
    give(stream, warc->is_dropped ? 0 : end, out);
    out->too_long = warc->is_dropped;
    leave(stream, end, BETWEEN);
    return GIVEN;
}

/* No head stands here. The bytes up to the next that begin one are damage, of which the first are given; the newline
 * before it may be damaged too. */
static enum step give_damage(nd_stream *stream, const nd_buf *bytes, nd_span *out) {
    const uint8_t *data = start_of(stream, bytes);
    size_t         size = size_of(stream, bytes);
    size_t         head = nd_head_size((nd_string){(const char *)data, size}, 0);
    size_t         shown = head && head <= ND_WARC_HEAD_BYTES && nd_warc_begins(data, size) ? head : DAMAGE_BYTES;
    size_t         mark = nd_warc_find(data, size, 1, 1);
    if (mark == size && size < shown + ND_WARC_MARK_BYTES && !stream->ended) return MORE;
    if (shown > mark) shown = mark;
    give(stream, shown, out);
    leave(stream, shown - 1, SKIP); /* the next head begins behind the byte that is left */
    return GIVEN;
}

static enum step skip(nd_stream *stream, const nd_buf *bytes) {
    size_t size = size_of(stream, bytes);
    size_t mark = size ? nd_warc_find(start_of(stream, bytes), size, 1, 1) : 0;
    if (mark < size) return leave(stream, mark, BETWEEN);
    if (stream->ended) return leave(stream, size, BETWEEN);
    if (size > ND_WARC_MARK_BYTES) leave(stream, size - ND_WARC_MARK_BYTES, SKIP);
    return MORE;
}

static enum step take_step(nd_stream *stream, nd_buf *bytes, nd_span *out) {
    switch (stream->warc.phase) {
    case BETWEEN: return pass_between(stream, bytes);
    case HEAD: return read_head(stream, bytes);
    case LOOK: return look(stream, bytes);
    case BLOCK: return pass_block(stream, bytes, out);
    case TAIL: return pass_tail(stream, bytes, out);
    case DAMAGE: return give_damage(stream, bytes, out);
    default: return skip(stream, bytes);
    }
}

int nd_warc_cut_next(nd_stream *stream, nd_buf *bytes, nd_span *out) {
    enum step step;
    do step = take_step(stream, bytes, out);
    while (step == AGAIN);
    if (step == MORE) stream->passed = bytes->size; /* all has been seen */
    return step == GIVEN;
}

void nd_warc_cut_break(nd_stream *stream, const nd_buf *bytes) {
    nd_warc_cut *warc = &stream->warc;
    size_t       size = size_of(stream, bytes);
    if ((warc->phase != LOOK && warc->phase != BLOCK) || stream->dropped + size >= warc->end) return;
    warc->phase = BLOCK;
    warc->mark = size;
    warc->is_broken = 1;
}
