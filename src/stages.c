/*
 * stages.c - the rounds of the engine as separate processes, on stage files in a folder.
 *
 *     sketch i/N          articles-i-of-N.nd, keys-i-of-N.nd
 *     pairs r i/N         pairs-r-i-of-N.nd      the share of round r
 *     cluster 0           pairs-0.nd, copies.nd, statistics.nd
 *     cluster 1           pairs-1.nd, blocks.nd
 *     cluster 2           the result
 *
 * A file is written beside and renamed, and what a step reads is checked whole, so a step that was killed
 * is simply run again. Pairs files of a round hold all pairs gathered so far.
 */

#include "base/error.h"
#include "corpus.h"
#include "newsdup_io.h"
#include "options.h"
#include "result.h"
#include "stage_files.h"

/* ---- arguments -------------------------------------------------------------------------------- */

static int check_share(nd_share share, nd_error *error) {
    if (share.shards <= ND_SHARES_MAX && share.shard < share.shards) return ND_OK;
    return nd_fail(error, ND_ERROR_USAGE, "shard %u of %u: there must be 1 to %d, numbered from 0", share.shard,
                   share.shards, ND_SHARES_MAX);
}

static int check_round(uint32_t round, nd_error *error) {
    return round < ND_ROUNDS ? ND_OK : nd_fail(error, ND_ERROR_USAGE, "round: from 0 to %d", ND_ROUNDS - 1);
}

/* Several shards are put back into the order of arrival by their sources. */
static int check_sources(const nd_shard *shard, nd_error *error) {
    const uint64_t *sources = (const uint64_t *)shard->columns[ND_COLUMN_SOURCES].data;
    for (uint64_t i = 1; i < nd_shard_size(shard); i++)
        if (sources[i] <= sources[i - 1])
            return nd_fail(error, ND_ERROR_USAGE, "source %llu after %llu: sources of a shard must rise",
                           (unsigned long long)sources[i], (unsigned long long)sources[i - 1]);
    return ND_OK;
}

/* ---- all sketches of a folder, and an engine over them ---------------------------------------- */

struct stage {
    nd_options     options;
    nd_pool       *pool;
    uint32_t       shards;
    nd_stagefile  *files; /* articles and keys of each shard */
    nd_shard_view *views;
    nd_engine      engine;
    int            is_open;
};

static void close_stage(struct stage *stage) {
    if (stage->is_open) nd_engine_close(&stage->engine);
    for (uint32_t i = 0; stage->files && i < 2 * stage->shards; i++) nd_stagefile_close(&stage->files[i]);
    nd_release(stage->files);
    nd_release(stage->views);
    nd_pool_free(stage->pool);
    nd_options_drop(&stage->options);
}

/* The pool returns no status; its error has it. */
static int start_pool(struct stage *stage, nd_error *error) {
    nd_error failure;
    stage->pool = nd_pool_new(stage->options.jobs, &failure);
    return stage->pool ? ND_OK : nd_fail(error, (nd_status)failure.code, "%s", failure.message);
}

static int open_sketches(struct stage *stage, const char *folder, nd_error *error) {
    int status = nd_stage_count_sketches(folder, &stage->shards, error);
    if (status) return status;
    stage->files = nd_allocate_zeroed(2 * stage->shards, sizeof *stage->files);
    stage->views = nd_allocate_zeroed(stage->shards, sizeof *stage->views);
    if (!stage->files || !stage->views) return nd_fail_memory(error);
    for (nd_share share = {0, stage->shards}; share.shard < share.shards && !status; share.shard++)
        status = nd_stage_open_sketch(&stage->files[2 * share.shard], &stage->views[share.shard], folder, share,
                                      error);
    return status;
}

/* The engine has gathered the rounds before `round`. To be closed on failure, too. */
static int open_stage(struct stage *stage, const nd_options *options, uint32_t round, const char *folder,
                      nd_error *error) {
    *stage = (struct stage){0};
    int status = nd_options_take(&stage->options, options, error);
    if (status) {
        stage->options.keep = NULL;
        return status;
    }
    status = start_pool(stage, error);
    if (!status) status = open_sketches(stage, folder, error);
    if (status) return status;
    status = nd_engine_open(&stage->engine, &stage->options, stage->pool, stage->views, stage->shards, error);
    stage->is_open = !status;
    return status ? status : nd_stage_load_gathered(&stage->engine, round, folder, error);
}

/* ---- the steps -------------------------------------------------------------------------------- */

int nd_stage_sketch(nd_corpus *corpus, uint32_t shard, uint32_t shards, const char *folder, nd_error *error) {
    const nd_share share = {shard, shards};
    int            status = check_share(share, error);
    if (!status && shards > 1) status = check_sources(nd_corpus_shard(corpus), error);
    if (!status) status = nd_corpus_seal(corpus, error);
    return status ? status : nd_stage_save_sketch(nd_corpus_shard(corpus), folder, share, error);
}

int nd_stage_pairs(const nd_options *options, uint32_t round, uint32_t shard, uint32_t shards, const char *in,
                   const char *out, nd_error *error) {
    const nd_share share = {shard, shards};
    struct stage   stage;
    nd_buf         pairs = {0};
    int            status = check_share(share, error);
    if (!status) status = check_round(round, error);
    if (status) return status;
    status = open_stage(&stage, options, round, in, error);
    if (!status) status = nd_engine_pairs(&stage.engine, round, shard, shards, &pairs, error);
    if (!status) status = nd_stage_save_share(&stage.engine, &pairs, round, share, out, error);
    nd_buf_free(&pairs);
    close_stage(&stage);
    return status;
}

int nd_stage_cluster(const nd_options *options, uint32_t round, const char *in, const char *out, nd_result **result,
                     nd_error *error) {
    struct stage stage;
    nd_buf       pairs = {0};
    *result = NULL;
    int status = check_round(round, error);
    if (status) return status;
    status = open_stage(&stage, options, round, in, error);
    if (!status) status = nd_stage_load_shares(&stage.engine, &pairs, round, in, error);
    if (!status) status = nd_engine_gather(&stage.engine, round, &pairs, error);
    if (!status)
        status = round + 1 < ND_ROUNDS ? nd_stage_save_gathered(&stage.engine, round, out, error)
                                       : nd_result_make(result, &stage.engine, error);
    nd_buf_free(&pairs);
    close_stage(&stage);
    return status;
}
