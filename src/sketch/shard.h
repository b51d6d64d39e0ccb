/*
 * shard.h - the sketched articles of one process, as stage files hold them.
 *
 * A shard grows article by article (nd_shard_append), is sealed (its postings sorted), and is then read
 * through nd_shard_view, whether it was made here or opened from a file.
 */
#ifndef ND_SHARD_H
#define ND_SHARD_H

#include "base/stagefile.h"
#include "sketch/posting.h"
#include "sketch/sketch.h"

/* The two families of keys. */
enum { ND_KEYS_BANDS, ND_KEYS_PASSAGES, ND_KEY_FAMILIES };

/* Strings of an article, in the order they are stored. */
enum { ND_FIELD_ID, ND_FIELD_TITLE, ND_FIELD_URL, ND_FIELD_DATE, ND_FIELD_LANG, ND_FIELD_OUTLET, ND_FIELDS };

typedef struct nd_shard {
    nd_buf digests;               /* uint64_t, two an article */
    nd_buf sources, times;        /* uint64_t */
    nd_buf first_invalid;         /* uint64_t */
    nd_buf halves;                /* uint32_t */
    nd_buf token_ends, place_ends, field_ends; /* uint64_t: where the article's part of the next ends */
    nd_buf tokens;                /* uint32_t */
    nd_buf places, fields;        /* bytes */
    nd_buf postings[ND_KEY_FAMILIES];
    uint64_t partition_ends[ND_KEY_FAMILIES][ND_PARTITIONS];
} nd_shard;

/* What nd_shard_append takes beside the sketch; the fields are encoded with nd_fields_encode. */
typedef struct nd_shard_entry {
    uint64_t       source;
    int64_t        time;
    nd_string      fields;
    uint64_t       digest[2];
    uint64_t       first_invalid;
    uint32_t       halves;
    nd_string      tokens, places; /* bytes of the arrays */
    const uint64_t *band_keys;     /* ND_BANDS, or NULL: the article takes no part */
    const nd_passage_key *passage_keys;
    size_t         passage_count;
} nd_shard_entry;

int  nd_shard_append(nd_shard *shard, const nd_shard_entry *entry, nd_error *error);
int  nd_shard_seal(nd_shard *shard, nd_pool *pool, nd_error *error);
void nd_shard_free(nd_shard *shard);

/* The sealed shard as stage files; they borrow from it. */
void nd_shard_articles(const nd_shard *shard, nd_stagefile *out);
void nd_shard_keys(const nd_shard *shard, nd_stagefile *out);

typedef struct nd_shard_view {
    uint32_t          count;
    const uint64_t   *digests, *sources, *times, *first_invalid, *token_ends, *place_ends, *field_ends;
    const uint32_t   *halves, *tokens;
    const uint8_t    *places, *fields;
    const nd_posting *postings[ND_KEY_FAMILIES];
    const uint64_t   *partition_ends[ND_KEY_FAMILIES];
} nd_shard_view;

/* Checks that the sections fit together. They stay those of the files. ND_ERROR_FORMAT. */
int nd_shard_view_open(nd_shard_view *out, const nd_stagefile *articles, const nd_stagefile *keys, nd_error *error);

/* Encodes ND_FIELDS strings onto the end of *out, and reads them again. */
int  nd_fields_encode(const nd_article *article, nd_buf *out, nd_error *error);
void nd_fields_decode(const uint8_t *fields, nd_string out[ND_FIELDS]);

#endif
