/*
 * stage_files.c - names, saving, loading. What is loaded is checked as far as the engine relies on it:
 * numbers of texts are below their count, pairs are sorted, groups are named by their smallest text.
 */
#include "stage_files.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "options.h"
#include "text/fold.h"

#define PATH_BYTES 4096
#define NAME_BYTES 64
#define ROUND_BYTES 24
/* Changes with everything that decides tokens and keys. */
#define SKETCH_PARAMETERS UINT64_C(0x0005000500080008)

enum { SECTION_ROWS, SECTION_HOLDS, SECTION_LINKED, STATISTICS_SECTIONS };
#define STATISTIC_WORDS 3
_Static_assert(sizeof(nd_statistic) == STATISTIC_WORDS * sizeof(uint32_t), "rows are words of 32 bits on disk");

/* ---- names ------------------------------------------------------------------------------------ */

static int name_file(char path[PATH_BYTES], const char *folder, const char *name, nd_error *error) {
    int length = snprintf(path, PATH_BYTES, "%s/%s.nd", folder, name);
    return length < PATH_BYTES ? ND_OK : nd_fail(error, ND_ERROR_LIMIT, "path too long: %s", folder);
}

static int name_shard(char path[PATH_BYTES], const char *folder, const char *what, nd_share share,
                      nd_error *error) {
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "%s-%u-of-%u", what, share.shard, share.shards);
    return name_file(path, folder, name, error);
}

static void name_round(char name[ROUND_BYTES], uint32_t round) {
    snprintf(name, ROUND_BYTES, "pairs-%u", round);
}

/* How many shards there are if this is the name of the first of `what`; or else 0. */
static uint32_t read_name(const char *name, const char *what) {
    char         first[NAME_BYTES];
    unsigned     shards = 0;
    const size_t size = strlen(what);
    if (strncmp(name, what, size) || sscanf(name + size, "-0-of-%4u", &shards) != 1) return 0;
    snprintf(first, sizeof first, "%s-0-of-%u.nd", what, shards);
    return strcmp(name, first) || shards > ND_SHARES_MAX ? 0 : shards;
}

/* How many shards of `what` the folder holds, told by the name of the first. */
static int count_shards(const char *folder, const char *what, uint32_t *shards, nd_error *error) {
    DIR *directory = opendir(folder);
    int  status = directory ? ND_OK : nd_fail_errno(error, "cannot open", folder);
    *shards = 0;
    for (struct dirent *entry; !status && (entry = readdir(directory));) {
        uint32_t found = read_name(entry->d_name, what);
        if (found && *shards)
            status = nd_fail(error, ND_ERROR_FORMAT, "%s: %s of %u and of %u shards: which are meant?", folder, what,
                             found < *shards ? found : *shards, found < *shards ? *shards : found);
        if (found) *shards = found;
    }
    if (directory) closedir(directory);
    if (!status && !*shards) status = nd_fail(error, ND_ERROR_IO, "%s: no %s-0-of-N.nd here", folder, what);
    return status;
}

/* ---- sketches --------------------------------------------------------------------------------- */

static int save(nd_stagefile *file, uint64_t parameters, const char *path, nd_error *error) {
    file->parameters = parameters;
    file->unicode = nd_fold_unicode();
    return nd_stagefile_save(file, path, error);
}

static uint64_t parameters_of_keys(const nd_stagefile *articles) {
    return nd_mix64_pair(SKETCH_PARAMETERS, nd_shard_fingerprint(articles));
}

int nd_stage_save_sketch(const nd_shard *sketch, const char *folder, nd_share share, nd_error *error) {
    nd_stagefile articles, keys;
    char         path[PATH_BYTES];
    nd_shard_articles(sketch, &articles);
    nd_shard_keys(sketch, &keys);
    int status = name_shard(path, folder, "articles", share, error);
    if (!status) status = save(&articles, SKETCH_PARAMETERS, path, error);
    if (!status) status = name_shard(path, folder, "keys", share, error);
    return status ? status : save(&keys, parameters_of_keys(&articles), path, error);
}

int nd_stage_count_sketches(const char *folder, uint32_t *shards, nd_error *error) {
    return count_shards(folder, "articles", shards, error);
}

int nd_stage_open_sketch(nd_stagefile files[2], nd_shard_view *view, const char *folder, nd_share share,
                         nd_error *error) {
    nd_stagefile *articles = &files[0], *keys = &files[1];
    char          path[PATH_BYTES];
    int           status = name_shard(path, folder, "articles", share, error);
    if (!status) status = nd_stagefile_open(articles, path, ND_STAGE_ARTICLES, SKETCH_PARAMETERS, error);
    if (!status && articles->unicode != nd_fold_unicode())
        status = nd_fail(error, ND_ERROR_FORMAT, "%s: made with another version of Unicode", path);
    if (!status) status = name_shard(path, folder, "keys", share, error);
    if (!status) status = nd_stagefile_open(keys, path, ND_STAGE_KEYS, parameters_of_keys(articles), error);
    return status ? status : nd_shard_view_open(view, articles, keys, error);
}

/* ---- files of the rounds ---------------------------------------------------------------------- */

/* Statistics name keys, and pairs were found by them: those of other keys are of no use, though the articles agree. */
static uint64_t parameters_of(const nd_engine *engine) {
    uint64_t of_keys = nd_mix64_pair(SKETCH_PARAMETERS, nd_options_fingerprint(engine->options));
    return nd_mix64_pair(of_keys, nd_collection_fingerprint(&engine->collection));
}

static int save_pairs(const nd_engine *engine, const nd_buf *pairs, const char *path, nd_error *error) {
    nd_stagefile file = {.kind = ND_STAGE_PAIRS};
    nd_stagefile_add(&file, pairs->data, pairs->size / sizeof(uint32_t), sizeof(uint32_t));
    return save(&file, parameters_of(engine), path, error);
}

/* Who reads that a pair was refused asks why: its scopes must say so. What round 0 puts off, round 1 has judged. */
static int pair_fits(const nd_verified *pair, const nd_collection *collection, uint32_t round) {
    if (pair->a >= pair->b || pair->b >= collection->text_count) return 0;
    if (pair->relation == ND_REFUSED && !nd_scopes_refuse(&collection->scopes, pair->a, pair->b)) return 0;
    if (pair->relation > (round ? ND_REFUSED : ND_PUT_OFF)) return 0;
    return pair->coverage_a <= ND_WHOLE && pair->coverage_b <= ND_WHOLE && pair->equal_share <= ND_WHOLE &&
           pair->jaccard <= ND_WHOLE && pair->round < ND_ROUNDS;
}

static int pairs_fit(const nd_stagefile *file, const nd_collection *collection, uint32_t round) {
    const nd_section  *words = &file->sections[0];
    const nd_verified *pairs = words->data;
    if (file->section_count != 1 || words->width != 4 || words->count % ND_VERIFIED_WORDS) return 0;
    for (uint64_t i = 0; i < words->count / ND_VERIFIED_WORDS; i++) {
        if (!pair_fits(&pairs[i], collection, round)) return 0;
        if (i && nd_verified_key(&pairs[i - 1]) >= nd_verified_key(&pairs[i])) return 0;
    }
    return 1;
}

/* Appends the pairs of a file of `round` to *out. */
static int load_pairs(const nd_engine *engine, nd_buf *out, uint32_t round, const char *path, nd_error *error) {
    nd_stagefile file;
    int          status = nd_stagefile_open(&file, path, ND_STAGE_PAIRS, parameters_of(engine), error);
    if (status) return status;
    status = pairs_fit(&file, &engine->collection, round)
                 ? nd_buf_append(out, file.sections[0].data, file.sections[0].count * sizeof(uint32_t), error)
                 : nd_fail(error, ND_ERROR_FORMAT, "%s: not the pairs of these articles", path);
    nd_stagefile_close(&file);
    return status;
}

static int save_groups(const nd_engine *engine, const uint32_t *groups, const char *folder, const char *name,
                       nd_error *error) {
    nd_stagefile file = {.kind = ND_STAGE_GROUPS};
    char         path[PATH_BYTES];
    int          status = name_file(path, folder, name, error);
    nd_stagefile_add(&file, groups, engine->collection.text_count, sizeof(uint32_t));
    return status ? status : save(&file, parameters_of(engine), path, error);
}

static int load_groups(const nd_engine *engine, uint32_t *groups, const char *folder, const char *name,
                       nd_error *error) {
    nd_stagefile file;
    char         path[PATH_BYTES];
    uint32_t     texts = engine->collection.text_count;
    int          status = name_file(path, folder, name, error);
    if (!status) status = nd_stagefile_open(&file, path, ND_STAGE_GROUPS, parameters_of(engine), error);
    if (status) return status;
    const nd_section *words = &file.sections[0];
    const uint32_t   *stored = words->data;
    int               fits = file.section_count == 1 && words->width == 4 && words->count == texts;
    for (uint32_t i = 0; fits && i < texts; i++) fits = stored[i] <= i && stored[stored[i]] == stored[i];
    if (fits && texts) memcpy(groups, stored, texts * sizeof *groups);
    nd_stagefile_close(&file);
    return fits ? ND_OK : nd_fail(error, ND_ERROR_FORMAT, "%s: not the groups of these articles", path);
}

static int save_statistics(const nd_engine *engine, const char *folder, nd_error *error) {
    nd_stagefile file = {.kind = ND_STAGE_STATISTICS};
    char         path[PATH_BYTES];
    int          status = name_file(path, folder, "statistics", error);
    nd_stagefile_add(&file, engine->statistic_rows.data, engine->statistic_rows.size / sizeof(uint32_t), 4);
    nd_stagefile_add(&file, engine->holds, engine->collection.text_count, 1);
    nd_stagefile_add(&file, engine->linked.data, engine->linked.size / sizeof(nd_candidate), sizeof(nd_candidate));
    return status ? status : save(&file, parameters_of(engine), path, error);
}

/* Links are sorted, of two texts each, the smaller first. */
static int links_fit(const nd_section *linked, uint32_t texts) {
    const nd_candidate *links = linked->data;
    if (linked->width != sizeof *links) return 0;
    for (uint64_t i = 0; i < linked->count; i++) {
        uint32_t a = nd_candidate_a(links[i]), b = nd_candidate_b(links[i]);
        if (a >= b || b >= texts || (i && links[i] <= links[i - 1])) return 0;
    }
    return 1;
}

static int statistics_fit(const nd_stagefile *file, uint32_t texts) {
    const nd_section *rows = &file->sections[SECTION_ROWS], *holds = &file->sections[SECTION_HOLDS];
    return file->section_count == STATISTICS_SECTIONS && rows->width == 4 && rows->count % STATISTIC_WORDS == 0 &&
           holds->width == 1 && holds->count == texts && links_fit(&file->sections[SECTION_LINKED], texts);
}

/* After the pairs and the copies: statistics are frozen over them. */
static int load_statistics(nd_engine *engine, const char *folder, nd_error *error) {
    nd_stagefile file;
    char         path[PATH_BYTES];
    int          status = name_file(path, folder, "statistics", error);
    if (!status) status = nd_stagefile_open(&file, path, ND_STAGE_STATISTICS, parameters_of(engine), error);
    if (status) return status;
    const nd_section *rows = &file.sections[SECTION_ROWS], *holds = &file.sections[SECTION_HOLDS];
    const nd_section *linked = &file.sections[SECTION_LINKED];
    if (!statistics_fit(&file, engine->collection.text_count))
        status = nd_fail(error, ND_ERROR_FORMAT, "%s: not the statistics of these articles", path);
    if (!status) status = nd_buf_append(&engine->statistic_rows, rows->data, rows->count * sizeof(uint32_t), error);
    if (!status) status = nd_buf_append(&engine->linked, linked->data, linked->count * sizeof(nd_candidate), error);
    if (!status && holds->count) memcpy(engine->holds, holds->data, holds->count);
    nd_stagefile_close(&file);
    return status ? status : nd_engine_freeze(engine, error);
}

/* ---- rounds ----------------------------------------------------------------------------------- */

int nd_stage_save_share(const nd_engine *engine, const nd_buf *pairs, uint32_t round, nd_share share,
                        const char *folder, nd_error *error) {
    char path[PATH_BYTES], name[ROUND_BYTES];
    name_round(name, round);
    int status = name_shard(path, folder, name, share, error);
    return status ? status : save_pairs(engine, pairs, path, error);
}

int nd_stage_load_shares(const nd_engine *engine, nd_buf *out, uint32_t round, const char *folder, nd_error *error) {
    char     path[PATH_BYTES], name[ROUND_BYTES];
    nd_share share = {0, 0};
    name_round(name, round);
    int status = count_shards(folder, name, &share.shards, error);
    for (; share.shard < share.shards && !status; share.shard++) {
        status = name_shard(path, folder, name, share, error);
        if (!status) status = load_pairs(engine, out, round, path, error);
    }
    return status;
}

int nd_stage_save_gathered(const nd_engine *engine, uint32_t round, const char *folder, nd_error *error) {
    char path[PATH_BYTES], name[ROUND_BYTES];
    name_round(name, round);
    int status = name_file(path, folder, name, error);
    if (!status) status = save_pairs(engine, &engine->pairs, path, error);
    if (status) return status;
    if (round == 1) return save_groups(engine, engine->blocks, folder, "blocks", error);
    status = save_groups(engine, engine->copies, folder, "copies", error);
    return status ? status : save_statistics(engine, folder, error);
}

int nd_stage_load_gathered(nd_engine *engine, uint32_t round, const char *folder, nd_error *error) {
    char path[PATH_BYTES], name[ROUND_BYTES];
    if (round == 0) return ND_OK;
    name_round(name, round - 1);
    int status = name_file(path, folder, name, error);
    if (!status) status = load_pairs(engine, &engine->pairs, round - 1, path, error);
    if (!status) status = load_groups(engine, engine->copies, folder, "copies", error);
    if (!status) status = load_statistics(engine, folder, error);
    if (!status && round > 1) status = load_groups(engine, engine->blocks, folder, "blocks", error);
    return status;
}
