/*
 * intake.c - a batch is dealt out in pieces of a few articles. Only worker 0, the calling thread, appends, so that what
 * the shard writes to, several hundred places at a time, stays in the cache of one processor. It appends an article of
 * its own from where the sketch lies if it is the turn of that piece. What comes before its turn, and all that others
 * sketch, is held back in buffers of who sketched it; worker 0 appends, after each article of its own, the pieces
 * whose turn has come and which are held back whole. So nobody waits, no lock is taken, and only the end of a batch
 * brings the threads together.
 */
#include "intake.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"

#define PIECE 8     /* articles */
#define PIECES 1024 /* in one go */

#define ALIGNMENT sizeof(uint64_t)
#define ARRAYS 5 /* of an entry */

/* An article that is held back: the arrays of the entry are at these places in the bytes. */
struct slot {
    nd_shard_entry entry;
    size_t         fields, tokens, places, bands, passages;
};

/* What is held back of a piece. */
struct backlog {
    struct backlog *next; /* of the same thread */
    nd_buf          bytes;
    struct slot     slots[PIECE];
    size_t          count;
    int             status; /* of the article behind these, if it failed */
    nd_error        error;
    atomic_int      in_use; /* set by its thread, cleared by whoever appends it */
};

struct worker {
    nd_sketch       sketch;
    nd_buf          fields;
    struct backlog *backlogs; /* all that it has */
    char            apart[ND_APART];
};

struct nd_intake {
    nd_pool      *pool;
    nd_minhash    minhash;
    struct worker workers[]; /* [job] */
};

nd_intake *nd_intake_new(nd_pool *pool, nd_error *error) {
    nd_intake *intake = nd_allocate_zeroed(1, sizeof *intake + nd_pool_jobs(pool) * sizeof *intake->workers);
    if (!intake) {
        nd_fail_memory(error);
        return NULL;
    }
    intake->pool = pool;
    nd_minhash_init(&intake->minhash);
    return intake;
}

void nd_intake_rest(nd_intake *intake) {
    for (unsigned i = 0; i < nd_pool_jobs(intake->pool); i++) {
        struct worker *worker = &intake->workers[i];
        nd_sketch_free(&worker->sketch);
        nd_buf_free(&worker->fields);
        for (struct backlog *backlog = worker->backlogs, *next; backlog; backlog = next) {
            next = backlog->next;
            nd_buf_free(&backlog->bytes);
            nd_release(backlog);
        }
        *worker = (struct worker){.backlogs = NULL};
    }
}

void nd_intake_free(nd_intake *intake) {
    if (!intake) return;
    nd_intake_rest(intake);
    nd_release(intake);
}

/* ---- a batch ---------------------------------------------------------------------------------- */

struct batch {
    nd_intake   *intake;
    nd_shard    *shard;
    nd_fetch_fn *fetch;
    void        *context;
    size_t       first; /* index of the article that is number 0 here */
    nd_error    *error;
    struct backlog       nothing, out_of_memory; /* stand for pieces of which nothing is, or could be, held back */
    atomic_int           status; /* what has ended it; set by worker 0 */
    char                 apart[ND_APART];
    size_t               turn; /* piece; worker 0 alone asks */
    _Atomic(struct backlog *) done[PIECES + 1]; /* [piece]: held back whole; behind the last is none */
};

static void fail(struct batch *batch, int status, const nd_error *error) {
    nd_fail(batch->error, (nd_status)status, "%s", error->message);
    atomic_store(&batch->status, status);
}

/* In turn only, by worker 0. */
static void append(struct batch *batch, const nd_shard_entry *entry) {
    nd_error error;
    int      status = nd_shard_append(batch->shard, entry, &error);
    if (status) fail(batch, status, &error);
}

static void append_backlog(struct batch *batch, struct backlog *backlog) {
    const uint8_t *bytes = backlog->bytes.data;
    for (size_t i = 0; i < backlog->count && !atomic_load(&batch->status); i++) {
        struct slot    *slot = &backlog->slots[i];
        nd_shard_entry *entry = &slot->entry;
        entry->fields.data = (const char *)bytes + slot->fields;
        entry->tokens.data = (const char *)bytes + slot->tokens;
        entry->places.data = (const char *)bytes + slot->places;
        entry->passage_keys = (const uint64_t *)(bytes + slot->passages);
        entry->band_keys = (const uint64_t *)(bytes + slot->bands);
        append(batch, entry);
    }
    if (backlog->status && !atomic_load(&batch->status)) fail(batch, backlog->status, &backlog->error);
    backlog->count = backlog->bytes.size = 0;
    backlog->status = ND_OK;
    atomic_store(&backlog->in_use, 0);
}

/* Appends the pieces whose turn has come and which are held back whole. */
static void append_done(struct batch *batch) {
    for (struct backlog *backlog; (backlog = atomic_load(&batch->done[batch->turn])); batch->turn++)
        append_backlog(batch, backlog);
}

/* ---- an article ------------------------------------------------------------------------------- */

/* The entry refers into the worker's buffers. Returns as nd_fetch_fn does. */
static int sketch_article(struct batch *batch, unsigned number, size_t index, nd_shard_entry *out, nd_error *error) {
    struct worker *worker = &batch->intake->workers[number];
    nd_sketch     *sketch = &worker->sketch;
    nd_article     article = {.time = ND_NO_TIME};
    error->message[0] = '\0';
    int status = batch->fetch(batch->context, index, number, &article, error);
    if (status < 0 && !error->message[0])
        nd_fail(error, (nd_status)status, "article %zu of the batch could not be fetched", index);
    if (!status) status = nd_sketch_make(sketch, &batch->intake->minhash, article.text, article.title, error);
    worker->fields.size = 0;
    if (!status) status = nd_fields_encode(&article, &worker->fields, error);
    if (status) return status;
    *out = (nd_shard_entry){.source = article.source, .time = article.time,
                            .fields = {(const char *)worker->fields.data, worker->fields.size},
                            .digest = {sketch->digest[0], sketch->digest[1]},
                            .first_invalid = article.is_repaired ? 0 : sketch->first_invalid,
                            .halves = sketch->halves,
                            .tokens = {(const char *)sketch->text.tokens.data, sketch->text.tokens.size},
                            .places = {(const char *)sketch->text.places.data, sketch->text.places.size},
                            .band_keys = sketch->band_keys, .band_count = sketch->band_count,
                            .passage_keys = (const uint64_t *)sketch->passage_keys.data,
                            .passage_count = sketch->passage_keys.size / sizeof(uint64_t)};
    return ND_OK;
}

/* Puts bytes, for which there is room, where they are aligned for any number; returns where. */
static size_t put(nd_buf *bytes, const void *data, size_t size) {
    size_t at = (bytes->size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (size) memcpy(bytes->data + at, data, size);
    bytes->size = at + size;
    return at;
}

static int set_aside(struct backlog *backlog, const nd_shard_entry *entry, nd_error *error) {
    const size_t bands = entry->band_count * sizeof(uint64_t), passages = entry->passage_count * sizeof(uint64_t);
    struct slot *slot = &backlog->slots[backlog->count];
    nd_buf      *bytes = &backlog->bytes;
    size_t       size = entry->tokens.size + entry->places.size + entry->fields.size + bands + passages;
    int          status = nd_buf_reserve(bytes, size + ARRAYS * ALIGNMENT, error);
    if (status) return status;
    slot->entry = *entry;
    slot->tokens = put(bytes, entry->tokens.data, entry->tokens.size);
    slot->places = put(bytes, entry->places.data, entry->places.size);
    slot->fields = put(bytes, entry->fields.data, entry->fields.size);
    slot->bands = put(bytes, entry->band_keys, bands);
    slot->passages = put(bytes, entry->passage_keys, passages);
    backlog->count++;
    return ND_OK;
}

/* One that is not in use. */
static struct backlog *find_backlog(struct worker *worker, nd_error *error) {
    struct backlog *backlog = worker->backlogs;
    while (backlog && atomic_load(&backlog->in_use)) backlog = backlog->next;
    if (!backlog) {
        backlog = nd_allocate_zeroed(1, sizeof *backlog);
        if (!backlog) {
            nd_fail_memory(error);
            return NULL;
        }
        backlog->next = worker->backlogs;
        worker->backlogs = backlog;
    }
    atomic_store(&backlog->in_use, 1);
    return backlog;
}

/* ---- a piece ---------------------------------------------------------------------------------- */

/* A piece at work. Who is alone has all articles in one. */
struct piece {
    struct batch   *batch;
    unsigned        worker;
    size_t          number, next; /* next: of the piece behind it */
    struct backlog *backlog; /* NULL: nothing of it is held back */
};

/* If this worker appends, and it is the turn of this piece: appends what of it was held back. */
static int takes_turn(struct piece *piece) {
    if (piece->worker != 0) return 0;
    append_done(piece->batch);
    if (piece->batch->turn != piece->number) return 0;
    if (piece->backlog) append_backlog(piece->batch, piece->backlog);
    piece->backlog = NULL;
    return 1;
}

/* Appends the article, or what went wrong with it, or holds it back. */
static int pass_on(struct piece *piece, const nd_shard_entry *entry, int status, nd_error *error) {
    struct batch *batch = piece->batch;
    if (takes_turn(piece)) {
        if (atomic_load(&batch->status)) return 0;
        if (status) fail(batch, status, error);
        else append(batch, entry);
        return !atomic_load(&batch->status);
    }
    if (!piece->backlog) piece->backlog = find_backlog(&batch->intake->workers[piece->worker], error);
    if (!piece->backlog) {
        piece->backlog = &batch->out_of_memory;
        return 0;
    }
    if (!status) status = set_aside(piece->backlog, entry, error);
    if (!status) return 1;
    piece->backlog->status = status;
    piece->backlog->error = *error;
    return 0;
}

static void end_piece(struct piece *piece) {
    struct batch *batch = piece->batch;
    if (takes_turn(piece)) batch->turn = piece->next;
    else atomic_store(&batch->done[piece->number], piece->backlog ? piece->backlog : &batch->nothing);
}

static void take_piece(void *context, unsigned worker, size_t begin, size_t end) {
    struct batch *batch = context;
    struct piece  piece = {batch, worker, begin / PIECE, (end + PIECE - 1) / PIECE, NULL};
    for (size_t i = begin; i < end && !atomic_load(&batch->status); i++) {
        nd_shard_entry entry;
        nd_error       error;
        int            status = sketch_article(batch, worker, batch->first + i, &entry, &error);
        if (status <= 0 && !pass_on(&piece, &entry, status, &error)) break;
    }
    end_piece(&piece);
}

/* So that none is lost in silence, whatever this file does wrong. */
static int require_all(const struct batch *batch, size_t count) {
    if (batch->turn == (count + PIECE - 1) / PIECE) return ND_OK;
    return nd_fail(batch->error, ND_ERROR_LIMIT, "a fault of newsdup: articles of the batch are lost from %zu on",
                   batch->first + batch->turn * PIECE);
}

/* After a failure some were not appended. */
static void forget_backlogs(nd_intake *intake) {
    for (unsigned i = 0; i < nd_pool_jobs(intake->pool); i++)
        for (struct backlog *backlog = intake->workers[i].backlogs; backlog; backlog = backlog->next) {
            backlog->count = backlog->bytes.size = 0;
            backlog->status = ND_OK;
            atomic_store(&backlog->in_use, 0);
        }
}

int nd_intake_add(nd_intake *intake, nd_shard *shard, size_t count, nd_fetch_fn *fetch, void *context,
                  nd_error *error) {
    int status = ND_OK;
    for (size_t done = 0, now; done < count && !status; done += now) {
        struct batch batch = {.intake = intake, .shard = shard, .fetch = fetch, .context = context, .first = done,
                              .error = error, .out_of_memory.status = ND_ERROR_MEMORY};
        nd_fail_memory(&batch.out_of_memory.error);
        now = count - done < PIECE * PIECES ? count - done : PIECE * PIECES;
        nd_pool_run(intake->pool, now, PIECE, take_piece, &batch);
        append_done(&batch);
        status = atomic_load(&batch.status);
        if (!status) status = require_all(&batch, now);
    }
    if (status) forget_backlogs(intake);
    return status;
}
