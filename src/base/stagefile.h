/*
 * stagefile.h - what one stage hands to the next: sections of numbers under one header.
 *
 * In memory a stage's output is this struct with pointers into its buffers; on disk it is the same
 * sections behind a header (docs/formats.md), so that a stage in another process reads exactly what it
 * would have been handed here. Sections are arrays of unsigned numbers of one width, little-endian on
 * disk; a text is an array of width 1.
 */
#ifndef ND_STAGEFILE_H
#define ND_STAGEFILE_H

#include "newsdup.h"

#define ND_STAGEFILE_VERSION 1
#define ND_SECTIONS_MAX 16

typedef enum nd_stage_kind {
    ND_STAGE_ARTICLES = 1, /* digests, tokens, places, fields of a shard */
    ND_STAGE_KEYS,         /* postings of a shard, by partition */
    ND_STAGE_PAIRS,        /* verified pairs, sorted */
    ND_STAGE_GROUPS,       /* a group number for every text */
    ND_STAGE_STATISTICS    /* keys that many groups hold */
} nd_stage_kind;

typedef struct nd_section {
    const void *data; /* aligned for its width */
    uint64_t    count;
    uint32_t    width; /* bytes a number: 1, 4 or 8 */
} nd_section;

typedef struct nd_stagefile {
    nd_stage_kind kind;
    uint64_t      parameters; /* fingerprint of everything the contents depend on */
    uint32_t      unicode;    /* nd_fold_unicode of the tokenizer */
    uint32_t      section_count;
    nd_section    sections[ND_SECTIONS_MAX];
    void         *map; /* not NULL: opened from a file */
    size_t        map_size;
} nd_stagefile;

/* Adds a section, of at most ND_SECTIONS_MAX. The data stays the caller's. */
void nd_stagefile_add(nd_stagefile *file, const void *data, uint64_t count, uint32_t width);

/* Writes beside `path` and renames, so that a reader sees the whole file or none. */
int nd_stagefile_save(const nd_stagefile *file, const char *path, nd_error *error);

/* Maps a file of `kind` and checks it whole: magic, version, bounds, checksum, `parameters`.
 * ND_ERROR_FORMAT with the path and what is wrong. The sections are valid until nd_stagefile_close. */
int  nd_stagefile_open(nd_stagefile *out, const char *path, nd_stage_kind kind, uint64_t parameters,
                       nd_error *error);
void nd_stagefile_close(nd_stagefile *file);

#endif
