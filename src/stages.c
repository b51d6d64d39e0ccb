/*
 * stages.c - the rounds of the engine as separate processes, on stage files in a folder.
 *
 *     sketch i/N          articles-i-N.nd, keys-i-N.nd
 *     pairs r i/N         pairs-r-i-N.nd      the share of round r
 *     cluster 0           pairs-0.nd, copies.nd, statistics.nd
 *     cluster 1           pairs-1.nd, blocks.nd
 *     cluster 2           the result
 *
 * A file is written beside and renamed, and what a step reads is checked whole, so a step that was killed
 * is simply run again. Pairs files of a round hold all pairs gathered so far.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "corpus.h"
#include "engine.h"
#include "newsdup_io.h"
#include "options.h"
#include "result.h"
#include "text/fold.h"

#define PATH_BYTES 4096
#define SHARDS_MAX 4096
/* Changes with everything that decides tokens and keys. */
#define SKETCH_PARAMETERS UINT64_C(0x0001000500080008)

/* ---- names ------------------------------------------------------------------------------------ */

static int name_file(char path[PATH_BYTES], const char *folder, const char *name, nd_error *error) {
    int length = snprintf(path, PATH_BYTES, "%s/%s.nd", folder, name);
    return length < PATH_BYTES ? ND_OK : nd_fail(error, ND_ERROR_LIMIT, "path too long: %s", folder);
}

static int name_shard(char path[PATH_BYTES], const char *folder, const char *what, uint32_t shard, uint32_t shards,
                      nd_error *error) {
    char name[64];
    snprintf(name, sizeof name, "%s-%u-of-%u", what, shard, shards);
    return name_file(path, folder, name, error);
}

static int check_shard(uint32_t shard, uint32_t shards, nd_error *error) {
    if (shards >= 1 && shards <= SHARDS_MAX && shard < shards) return ND_OK;
    return nd_fail(error, ND_ERROR_USAGE, "shard %u of %u: there must be 1 to %d, numbered from 0", shard, shards,
                   SHARDS_MAX);
}

/* ---- sketch ----------------------------------------------------------------------------------- */

static int save(nd_stagefile *file, uint64_t parameters, const char *path, nd_error *error) {
    file->parameters = parameters;
    file->unicode = nd_fold_unicode();
    return nd_stagefile_save(file, path, error);
}

int nd_stage_sketch(nd_corpus *corpus, uint32_t shard, uint32_t shards, const char *folder, nd_error *error) {
    nd_stagefile file;
    char         path[PATH_BYTES];
    int          status = check_shard(shard, shards, error);
    if (!status) status = nd_corpus_seal(corpus, error);
    if (!status) status = name_shard(path, folder, "articles", shard, shards, error);
    if (status) return status;
    nd_shard_articles(nd_corpus_shard(corpus), &file);
    status = save(&file, SKETCH_PARAMETERS, path, error);
    if (!status) status = name_shard(path, folder, "keys", shard, shards, error);
    if (status) return status;
    nd_shard_keys(nd_corpus_shard(corpus), &file);
    return save(&file, SKETCH_PARAMETERS, path, error);
}

/* ---- what the later steps read ---------------------------------------------------------------- */

/* All shards of a folder, and an engine over them that has gathered the rounds before. */
struct stage {
    nd_options     options;
    nd_pool       *pool;
    uint32_t       shards;
    nd_stagefile  *files; /* articles and keys of each shard */
    nd_shard_view *views;
    nd_engine      engine;
    int            is_open;
};

/* How many shards the folder was sketched in, told by the names of its files. */
static int count_shards(struct stage *stage, const char *folder, nd_error *error) {
    char path[PATH_BYTES];
    for (uint32_t shards = 1; shards <= SHARDS_MAX; shards++) {
        int status = name_shard(path, folder, "articles", 0, shards, error);
        if (status) return status;
        if (access(path, F_OK)) continue;
        if (stage->shards) return nd_fail(error, ND_ERROR_FORMAT, "%s: sketched twice, in %u shards and in %u", folder,
                                          stage->shards, shards);
        stage->shards = shards;
    }
    return stage->shards ? ND_OK : nd_fail(error, ND_ERROR_IO, "%s: no sketches in this folder", folder);
}

static int open_shard(struct stage *stage, uint32_t shard, const char *folder, nd_error *error) {
    nd_stagefile *articles = &stage->files[2 * shard], *keys = articles + 1;
    char          path[PATH_BYTES];
    int           status = name_shard(path, folder, "articles", shard, stage->shards, error);
    if (!status) status = nd_stagefile_open(articles, path, ND_STAGE_ARTICLES, SKETCH_PARAMETERS, error);
    if (!status && articles->unicode != nd_fold_unicode())
        status = nd_fail(error, ND_ERROR_FORMAT, "%s: made with another version of Unicode", path);
    if (!status) status = name_shard(path, folder, "keys", shard, stage->shards, error);
    if (!status) status = nd_stagefile_open(keys, path, ND_STAGE_KEYS, SKETCH_PARAMETERS, error);
    return status ? status : nd_shard_view_open(&stage->views[shard], articles, keys, error);
}

static void close_stage(struct stage *stage) {
    if (stage->is_open) nd_engine_close(&stage->engine);
    for (uint32_t i = 0; stage->files && i < 2 * stage->shards; i++) nd_stagefile_close(&stage->files[i]);
    free(stage->files);
    free(stage->views);
    nd_pool_free(stage->pool);
    nd_options_drop(&stage->options);
}

static int open_shards(struct stage *stage, const char *folder, nd_error *error) {
    int status = count_shards(stage, folder, error);
    if (status) return status;
    stage->files = calloc(2 * stage->shards, sizeof *stage->files);
    stage->views = calloc(stage->shards, sizeof *stage->views);
    if (!stage->files || !stage->views) return nd_fail_memory(error);
    for (uint32_t i = 0; i < stage->shards && !status; i++) status = open_shard(stage, i, folder, error);
    return status;
}

static int open_stage(struct stage *stage, const nd_options *options, const char *folder, nd_error *error) {
    *stage = (struct stage){0};
    int status = nd_options_take(&stage->options, options, error);
    if (status) {
        stage->options.keep = NULL;
        return status;
    }
    stage->pool = nd_pool_new(stage->options.jobs, error);
    status = stage->pool ? open_shards(stage, folder, error) : ND_ERROR_MEMORY;
    if (status) return status;
    status = nd_engine_open(&stage->engine, &stage->options, stage->pool, stage->views, stage->shards, error);
    stage->is_open = !status;
    return status;
}

/* ---- files of the rounds ---------------------------------------------------------------------- */

static uint64_t parameters_of(const struct stage *stage) {
    return nd_options_fingerprint(&stage->options);
}

static int save_pairs(const struct stage *stage, const nd_buf *pairs, const char *path, nd_error *error) {
    nd_stagefile file = {.kind = ND_STAGE_PAIRS};
    nd_stagefile_add(&file, pairs->data, pairs->size / sizeof(uint32_t), sizeof(uint32_t));
    return save(&file, parameters_of(stage), path, error);
}

/* Appends the pairs of a file to *out. */
static int load_pairs(const struct stage *stage, nd_buf *out, const char *path, nd_error *error) {
    nd_stagefile file;
    int          status = nd_stagefile_open(&file, path, ND_STAGE_PAIRS, parameters_of(stage), error);
    if (status) return status;
    const nd_section  *words = &file.sections[0];
    const nd_verified *pairs = words->data;
    uint32_t           texts = stage->engine.collection.text_count;
    int fits = file.section_count == 1 && words->width == 4 && words->count % ND_VERIFIED_WORDS == 0;
    for (uint64_t i = 0; fits && i < words->count / ND_VERIFIED_WORDS; i++)
        fits = pairs[i].a < pairs[i].b && pairs[i].b < texts;
    status = fits ? nd_buf_append(out, pairs, words->count * sizeof(uint32_t), error)
                  : nd_fail(error, ND_ERROR_FORMAT, "%s: not the pairs of these articles", path);
    nd_stagefile_close(&file);
    return status;
}

static int save_groups(const struct stage *stage, const uint32_t *groups, const char *folder, const char *name,
                       nd_error *error) {
    nd_stagefile file = {.kind = ND_STAGE_GROUPS};
    char         path[PATH_BYTES];
    int          status = name_file(path, folder, name, error);
    nd_stagefile_add(&file, groups, stage->engine.collection.text_count, sizeof(uint32_t));
    return status ? status : save(&file, parameters_of(stage), path, error);
}

static int load_groups(const struct stage *stage, uint32_t *groups, const char *folder, const char *name,
                       nd_error *error) {
    nd_stagefile file;
    char         path[PATH_BYTES];
    uint32_t     texts = stage->engine.collection.text_count;
    int          status = name_file(path, folder, name, error);
    if (!status) status = nd_stagefile_open(&file, path, ND_STAGE_GROUPS, parameters_of(stage), error);
    if (status) return status;
    const nd_section *words = &file.sections[0];
    const uint32_t   *stored = words->data;
    int               fits = file.section_count == 1 && words->width == 4 && words->count == texts;
    for (uint32_t i = 0; fits && i < texts; i++) fits = stored[i] <= i && stored[stored[i]] == stored[i];
    if (fits && texts) memcpy(groups, stored, texts * sizeof *groups);
    nd_stagefile_close(&file);
    return fits ? ND_OK : nd_fail(error, ND_ERROR_FORMAT, "%s: not the groups of these articles", path);
}

static int save_statistics(const struct stage *stage, const char *folder, nd_error *error) {
    nd_stagefile     file = {.kind = ND_STAGE_STATISTICS};
    const nd_engine *engine = &stage->engine;
    char             path[PATH_BYTES];
    int              status = name_file(path, folder, "statistics", error);
    nd_stagefile_add(&file, engine->statistic_rows.data, engine->statistic_rows.size / sizeof(uint32_t), 4);
    nd_stagefile_add(&file, engine->holds, engine->collection.text_count, 1);
    return status ? status : save(&file, parameters_of(stage), path, error);
}

static int load_statistics(struct stage *stage, const char *folder, nd_error *error) {
    nd_stagefile file;
    nd_engine   *engine = &stage->engine;
    char         path[PATH_BYTES];
    int          status = name_file(path, folder, "statistics", error);
    if (!status) status = nd_stagefile_open(&file, path, ND_STAGE_STATISTICS, parameters_of(stage), error);
    if (status) return status;
    const nd_section *rows = &file.sections[0], *holds = &file.sections[1];
    if (file.section_count != 2 || rows->width != 4 || rows->count % 3 || holds->width != 1 ||
        holds->count != engine->collection.text_count)
        status = nd_fail(error, ND_ERROR_FORMAT, "%s: not the statistics of these articles", path);
    if (!status) status = nd_buf_append(&engine->statistic_rows, rows->data, rows->count * sizeof(uint32_t), error);
    if (!status && holds->count) memcpy(engine->holds, holds->data, holds->count);
    engine->statistics = (nd_statistics){(const nd_statistic *)engine->statistic_rows.data,
                                         engine->statistic_rows.size / sizeof(nd_statistic), engine->holds};
    nd_stagefile_close(&file);
    return status;
}

static int load_gathered(struct stage *stage, uint32_t round, const char *folder, nd_error *error) {
    char path[PATH_BYTES], name[32];
    if (round == 0) return ND_OK;
    snprintf(name, sizeof name, "pairs-%u", round - 1);
    int status = name_file(path, folder, name, error);
    if (!status) status = load_pairs(stage, &stage->engine.pairs, path, error);
    if (!status) status = load_groups(stage, stage->engine.copies, folder, "copies", error);
    if (!status) status = load_statistics(stage, folder, error);
    if (!status && round > 1) status = load_groups(stage, stage->engine.blocks, folder, "blocks", error);
    return status;
}

/* ---- the steps -------------------------------------------------------------------------------- */

static int check_round(uint32_t round, nd_error *error) {
    return round < ND_ROUNDS ? ND_OK : nd_fail(error, ND_ERROR_USAGE, "round: from 0 to %d", ND_ROUNDS - 1);
}

int nd_stage_pairs(const nd_options *options, uint32_t round, uint32_t shard, uint32_t shards, const char *in,
                   const char *out, nd_error *error) {
    struct stage stage;
    nd_buf       pairs = {0};
    char         path[PATH_BYTES], name[32];
    int          status = check_shard(shard, shards, error);
    if (!status) status = check_round(round, error);
    if (status) return status;
    snprintf(name, sizeof name, "pairs-%u", round);
    status = open_stage(&stage, options, in, error);
    if (!status) status = load_gathered(&stage, round, in, error);
    if (!status) status = nd_engine_pairs(&stage.engine, round, shard, shards, &pairs, error);
    if (!status) status = name_shard(path, out, name, shard, shards, error);
    if (!status) status = save_pairs(&stage, &pairs, path, error);
    nd_buf_free(&pairs);
    close_stage(&stage);
    return status;
}

/* The pairs of all shards of the round; how many there are is told by the first. */
static int load_round(struct stage *stage, uint32_t round, const char *folder, nd_buf *out, nd_error *error) {
    char     path[PATH_BYTES], name[32];
    uint32_t shards = 0;
    int      status = ND_OK;
    snprintf(name, sizeof name, "pairs-%u", round);
    for (uint32_t tried = 1; tried <= SHARDS_MAX && !shards && !status; tried++) {
        status = name_shard(path, folder, name, 0, tried, error);
        if (!status && access(path, F_OK) == 0) shards = tried;
    }
    if (!status && !shards) status = nd_fail(error, ND_ERROR_IO, "%s: no pairs of round %u here", folder, round);
    for (uint32_t i = 0; i < shards && !status; i++) {
        status = name_shard(path, folder, name, i, shards, error);
        if (!status) status = load_pairs(stage, out, path, error);
    }
    return status;
}

static int save_gathered(const struct stage *stage, uint32_t round, const char *folder, nd_error *error) {
    char path[PATH_BYTES], name[32];
    snprintf(name, sizeof name, "pairs-%u", round);
    int status = name_file(path, folder, name, error);
    if (!status) status = save_pairs(stage, &stage->engine.pairs, path, error);
    if (status) return status;
    if (round == 1) return save_groups(stage, stage->engine.blocks, folder, "blocks", error);
    status = save_groups(stage, stage->engine.copies, folder, "copies", error);
    return status ? status : save_statistics(stage, folder, error);
}

int nd_stage_cluster(const nd_options *options, uint32_t round, const char *in, const char *out, nd_result **result,
                     nd_error *error) {
    struct stage stage;
    nd_buf       pairs = {0};
    *result = NULL;
    int status = check_round(round, error);
    if (status) return status;
    status = open_stage(&stage, options, in, error);
    if (!status) status = load_gathered(&stage, round, in, error);
    if (!status) status = load_round(&stage, round, in, &pairs, error);
    if (!status) status = nd_engine_gather(&stage.engine, round, &pairs, error);
    if (!status)
        status = round + 1 < ND_ROUNDS ? save_gathered(&stage, round, out, error)
                                       : nd_result_make(result, &stage.engine, error);
    nd_buf_free(&pairs);
    close_stage(&stage);
    return status;
}
