/*
 * stage_files.h - the files of a run in a folder: their names, what goes into each, and what is checked
 * when it comes back (docs/formats.md).
 *
 * Files of a sketch are tied to the version of tokens and keys, and keys to the articles they were made
 * from; files of the rounds to the options and to all articles of the run. Whatever is left from another
 * run is refused with ND_ERROR_FORMAT.
 */
#ifndef ND_STAGE_FILES_H
#define ND_STAGE_FILES_H

#include "engine.h"
#include "match/candidates.h"

#define ND_SHARES_MAX 4096

/* ---- sketches ---- */

int nd_stage_save_sketch(const nd_shard *sketch, const char *folder, nd_share share, nd_error *error);

/* How many shards the folder was sketched in. */
int nd_stage_count_sketches(const char *folder, uint32_t *shards, nd_error *error);

/* Opens articles and keys of a shard as files[0] and [1], whichever it could, and the view of both; the
 * caller closes the files in any case. */
int nd_stage_open_sketch(nd_stagefile files[2], nd_shard_view *view, const char *folder, nd_share share,
                         nd_error *error);

/* ---- rounds ---- */

/* The pairs that one shard of a round has verified; and those of all its shards, appended to *out. */
int nd_stage_save_share(const nd_engine *engine, const nd_buf *pairs, uint32_t round, nd_share share,
                        const char *folder, nd_error *error);
int nd_stage_load_shares(const nd_engine *engine, nd_buf *out, uint32_t round, const char *folder, nd_error *error);

/* What the engine has gathered in `round`; and all that `round` needs of the rounds before it. */
int nd_stage_save_gathered(const nd_engine *engine, uint32_t round, const char *folder, nd_error *error);
int nd_stage_load_gathered(nd_engine *engine, uint32_t round, const char *folder, nd_error *error);

#endif
