/*
 * corpus.c - nd_corpus: articles are sketched by the threads and appended to the shard in the order they came
 * (intake.c); then the rounds run over it. They use up its keys, by which they find their candidates; a corpus that is
 * run again makes them again.
 */
#include "corpus.h"

#include "base/error.h"
#include "intake.h"
#include "options.h"
#include "result.h"

struct nd_corpus {
    nd_options     options;
    nd_pool       *pool;
    nd_intake     *intake;
    nd_shard       shard;
    uint64_t       others;       /* articles before the references, if there are any */
    int            has_references;
};

nd_corpus *nd_corpus_new(const nd_options *options, nd_error *error) {
    nd_corpus *corpus = nd_allocate_zeroed(1, sizeof *corpus);
    if (!corpus) {
        nd_fail_memory(error);
        return NULL;
    }
    if (nd_options_take(&corpus->options, options, error)) {
        corpus->options.keep = NULL;
        nd_corpus_free(corpus);
        return NULL;
    }
    corpus->pool = nd_pool_new(corpus->options.jobs, error);
    if (corpus->pool) corpus->intake = nd_intake_new(corpus->pool, error);
    if (corpus->intake) return corpus;
    nd_corpus_free(corpus);
    return NULL;
}

void nd_corpus_free(nd_corpus *corpus) {
    if (!corpus) return;
    nd_intake_free(corpus->intake);
    nd_pool_free(corpus->pool);
    nd_shard_free(&corpus->shard);
    nd_options_drop(&corpus->options);
    nd_release(corpus);
}

unsigned nd_corpus_jobs(const nd_corpus *corpus) {
    return corpus->options.jobs;
}

uint64_t nd_corpus_size(const nd_corpus *corpus) {
    return nd_shard_size(&corpus->shard);
}

/* ---- adding ----------------------------------------------------------------------------------- */

int nd_corpus_add_batch(nd_corpus *corpus, size_t count, nd_fetch_fn *fetch, void *context, nd_error *error) {
    return nd_intake_add(corpus->intake, &corpus->shard, count, fetch, context, error);
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
    return nd_shard_seal(&corpus->shard, corpus->pool, error);
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
    nd_intake_rest(corpus->intake);
    int status = nd_shard_lend(&corpus->shard, &out->view, error);
    if (status) return status;
    if (corpus->has_references) out->view.others = (uint32_t)corpus->others;
    status = nd_engine_open(&out->engine, &corpus->options, corpus->pool, &out->view, 1, error);
    out->engine.proofs = out->proofs;
    for (uint32_t round = 0; round < ND_ROUNDS && !status; round++) status = run_round(&out->engine, round, error);
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
