/*
 * corpus.c - nd_corpus: articles are sketched by the threads, a batch at a time, each into a buffer of its
 * own, and appended to the shard in the order they came; then the rounds run over it.
 */
#include "corpus.h"

#include <stdatomic.h>

#include "base/error.h"
#include "options.h"
#include "result.h"

/* What one thread has made of its articles of the batch; each entry refers into the buffer by offsets
 * until all are done. */
struct worker {
    nd_sketch sketch;
    nd_buf    bytes;
};

/* An article of the batch. */
struct slot {
    nd_shard_entry entry;
    unsigned       worker;
    int            status; /* 1: left out */
    size_t         fields, tokens, places, bands, passages; /* offsets in the worker's bytes */
    nd_error       error;
};

#define SLOTS 256 /* articles sketched between two appends: what they leave stays in the cache of a core */

struct nd_corpus {
    nd_options     options;
    nd_pool       *pool;
    nd_minhash     minhash;
    nd_shard       shard;
    uint64_t       others;       /* articles before the references, if there are any */
    int            has_references;
    struct worker *workers; /* [job] */
    struct slot   *slots;   /* [SLOTS] */
};

nd_corpus *nd_corpus_new(const nd_options *options, nd_error *error) {
    nd_corpus *corpus = nd_allocate_zeroed(1, sizeof *corpus);
    if (!corpus) {
        nd_fail_memory(error);
        return NULL;
    }
    nd_minhash_init(&corpus->minhash);
    if (nd_options_take(&corpus->options, options, error)) {
        corpus->options.keep = NULL;
        nd_corpus_free(corpus);
        return NULL;
    }
    corpus->pool = nd_pool_new(corpus->options.jobs, error);
    corpus->workers = nd_allocate_zeroed(corpus->options.jobs, sizeof *corpus->workers);
    corpus->slots = nd_allocate(SLOTS * sizeof *corpus->slots);
    if (corpus->pool && corpus->workers && corpus->slots) return corpus;
    if (corpus->pool) nd_fail_memory(error);
    nd_corpus_free(corpus);
    return NULL;
}

void nd_corpus_free(nd_corpus *corpus) {
    if (!corpus) return;
    for (unsigned i = 0; corpus->workers && i < corpus->options.jobs; i++) {
        nd_sketch_free(&corpus->workers[i].sketch);
        nd_buf_free(&corpus->workers[i].bytes);
    }
    nd_pool_free(corpus->pool);
    nd_shard_free(&corpus->shard);
    nd_options_drop(&corpus->options);
    nd_release(corpus->workers);
    nd_release(corpus->slots);
    nd_release(corpus);
}

unsigned nd_corpus_jobs(const nd_corpus *corpus) {
    return corpus->options.jobs;
}

uint64_t nd_corpus_size(const nd_corpus *corpus) {
    return nd_shard_size(&corpus->shard);
}

/* ---- sketching a batch ------------------------------------------------------------------------ */

struct batch {
    nd_corpus   *corpus;
    nd_fetch_fn *fetch;
    void        *context;
    size_t       first;
    struct slot *slots;
};

/* Room for so many bytes where they are aligned for any number. */
static int align(nd_buf *bytes, size_t size, size_t *offset, nd_error *error) {
    int status = nd_buf_reserve(bytes, size + 8, error);
    if (status) return status;
    *offset = bytes->size = (bytes->size + 7) / 8 * 8;
    return ND_OK;
}

static int put(nd_buf *bytes, const void *data, size_t size, size_t *offset, nd_error *error) {
    int status = align(bytes, size, offset, error);
    return status ? status : nd_buf_append(bytes, data, size, error);
}

static int put_passages(struct worker *worker, struct slot *slot) {
    const nd_buf *keys = &worker->sketch.passage_keys;
    nd_buf       *bytes = &worker->bytes;
    int           status = align(bytes, keys->size, &slot->passages, &slot->error);
    if (status) return status;
    uint64_t *out = (uint64_t *)(bytes->data + bytes->size);
    slot->entry.passage_count = nd_shard_posted((const uint64_t *)keys->data, keys->size / sizeof *out, out);
    bytes->size += slot->entry.passage_count * sizeof *out;
    return ND_OK;
}

static int keep_sketch(struct worker *worker, struct slot *slot, const nd_article *article) {
    const nd_sketch *sketch = &worker->sketch;
    nd_shard_entry  *entry = &slot->entry;
    nd_buf          *bytes = &worker->bytes;
    *entry = (nd_shard_entry){.source = article->source, .time = article->time, .halves = sketch->halves};
    entry->first_invalid = article->is_repaired ? 0 : sketch->first_invalid;
    entry->digest[0] = sketch->digest[0];
    entry->digest[1] = sketch->digest[1];
    entry->tokens.size = sketch->text.tokens.size;
    entry->places.size = sketch->text.places.size;
    int status = put(bytes, sketch->text.tokens.data, entry->tokens.size, &slot->tokens, &slot->error);
    if (!status) status = put(bytes, sketch->text.places.data, entry->places.size, &slot->places, &slot->error);
    if (!status) status = put(bytes, sketch->band_keys, sizeof sketch->band_keys, &slot->bands, &slot->error);
    if (!status) status = put_passages(worker, slot);
    slot->fields = bytes->size;
    if (!status) status = nd_fields_encode(article, bytes, &slot->error);
    entry->fields.size = bytes->size - slot->fields;
    return status;
}

static int sketch_article(struct batch *batch, unsigned number, size_t index) {
    nd_corpus     *corpus = batch->corpus;
    struct worker *worker = &corpus->workers[number];
    struct slot   *slot = &batch->slots[index];
    nd_article     article = {.time = ND_NO_TIME};
    slot->worker = number;
    slot->error.message[0] = '\0';
    int status = batch->fetch(batch->context, batch->first + index, number, &article, &slot->error);
    if (status < 0 && !slot->error.message[0])
        nd_fail(&slot->error, (nd_status)status, "article %zu of the batch could not be fetched", batch->first + index);
    if (status) return status;
    status = nd_sketch_make(&worker->sketch, &corpus->minhash, article.text, article.title, &slot->error);
    return status ? status : keep_sketch(worker, slot, &article);
}

static void sketch_piece(void *context, unsigned worker, size_t begin, size_t end) {
    struct batch *batch = context;
    for (size_t i = begin; i < end; i++) batch->slots[i].status = sketch_article(batch, worker, i);
}

static int append_slot(nd_corpus *corpus, struct slot *slot, nd_error *error) {
    const uint8_t  *bytes = corpus->workers[slot->worker].bytes.data;
    nd_shard_entry *entry = &slot->entry;
    if (slot->status > 0) return ND_OK;
    if (slot->status < 0) return nd_fail(error, (nd_status)slot->status, "%s", slot->error.message);
    entry->fields.data = (const char *)bytes + slot->fields;
    entry->tokens.data = (const char *)bytes + slot->tokens;
    entry->places.data = (const char *)bytes + slot->places;
    entry->passage_keys = (const uint64_t *)(bytes + slot->passages);
    entry->band_keys = (const uint64_t *)(bytes + slot->bands);
    return nd_shard_append(&corpus->shard, entry, error);
}

int nd_corpus_add_batch(nd_corpus *corpus, size_t count, nd_fetch_fn *fetch, void *context, nd_error *error) {
    struct slot *slots = corpus->slots;
    int          status = ND_OK;
    for (size_t done = 0, now; done < count && !status; done += now) {
        now = count - done < SLOTS ? count - done : SLOTS;
        struct batch batch = {corpus, fetch, context, done, slots};
        nd_pool_run(corpus->pool, now, 8, sketch_piece, &batch);
        for (size_t i = 0; i < now && !status; i++) status = append_slot(corpus, &slots[i], error);
        for (unsigned i = 0; i < corpus->options.jobs; i++) corpus->workers[i].bytes.size = 0;
    }
    return status;
}

static int fetch_one(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    (void)index, (void)worker, (void)error;
    *out = *(const nd_article *)context;
    return ND_OK;
}

int nd_corpus_add(nd_corpus *corpus, const nd_article *article, nd_error *error) {
    return nd_corpus_add_batch(corpus, 1, fetch_one, (void *)article, error);
}

void nd_corpus_begin_references(nd_corpus *corpus) {
    if (corpus->has_references) return;
    corpus->has_references = 1;
    corpus->others = nd_corpus_size(corpus);
}

/* ---- running ---------------------------------------------------------------------------------- */

int nd_corpus_seal(nd_corpus *corpus, nd_error *error) {
    return nd_shard_seal(&corpus->shard, ND_KEEP_ALL, corpus->pool, error);
}

const nd_shard *nd_corpus_shard(const nd_corpus *corpus) {
    return &corpus->shard;
}

static int run_round(nd_engine *engine, uint32_t round, nd_error *error) {
    nd_buf pairs = {0};
    int    status = nd_engine_pairs(engine, round, 0, 1, &pairs, error);
    if (!status) status = nd_engine_gather(engine, round, &pairs, error);
    nd_buf_free(&pairs);
    return status;
}

int nd_corpus_gather(nd_corpus *corpus, nd_gathered *out, nd_error *error) {
    int status = nd_shard_seal(&corpus->shard, ND_KEEP_SHARED, corpus->pool, error);
    if (status) return status;
    nd_shard_articles(&corpus->shard, &out->articles);
    nd_shard_keys(&corpus->shard, &out->keys);
    nd_shard_view_make(&out->view, &out->articles, &out->keys);
    if (corpus->has_references) out->view.others = (uint32_t)corpus->others;
    status = nd_engine_open(&out->engine, &corpus->options, corpus->pool, &out->view, 1, error);
    out->engine.proofs = out->proofs;
    for (uint32_t round = 0; round < ND_ROUNDS && !status; round++) status = run_round(&out->engine, round, error);
    nd_shard_drop_keys(&corpus->shard); /* they lead to candidates, and these have been found */
    for (int family = 0; family < ND_KEY_FAMILIES; family++) out->view.postings[family] = NULL;
    return status;
}

void nd_gathered_close(nd_gathered *gathered) {
    nd_engine_close(&gathered->engine);
    for (uint32_t round = 0; round < ND_ROUNDS; round++) nd_proofs_free(&gathered->proofs[round]);
}

int nd_corpus_run(nd_corpus *corpus, nd_result **out, nd_error *error) {
    nd_gathered gathered = {0};
    *out = NULL;
    int status = nd_corpus_gather(corpus, &gathered, error);
    if (!status) status = nd_result_make(out, &gathered.engine, error);
    nd_gathered_close(&gathered);
    return status;
}
