/*
 * shard.h - the sketched articles of one process, as stage files hold them.
 *
 * A shard grows article by article (nd_shard_append). Then it is sealed (its postings sorted) for files, or lent as it
 * is, and read through nd_shard_view in either case.
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

/* The columns of a shard, which are the sections of its articles file. */
enum {
    ND_COLUMN_DIGESTS, /* uint64_t, two an article */
    ND_COLUMN_SOURCES, /* uint64_t, as are the next five */
    ND_COLUMN_TIMES,
    ND_COLUMN_FIRST_INVALID,
    ND_COLUMN_TOKEN_ENDS, /* where the article's tokens end in their column */
    ND_COLUMN_PLACE_ENDS,
    ND_COLUMN_FIELD_ENDS,
    ND_COLUMN_HALVES, /* uint32_t */
    ND_COLUMN_TOKENS, /* uint32_t */
    ND_COLUMN_PLACES, /* bytes */
    ND_COLUMN_FIELDS, /* bytes */
    ND_COLUMNS
};

/* What a shard has of its postings. */
typedef enum nd_shard_keys_state {
    ND_KEYS_GROWING, /* in `growing` */
    ND_KEYS_SEALED,  /* sorted, in `postings` */
    ND_KEYS_LOST     /* to be made again from the tokens */
} nd_shard_keys_state;

typedef struct nd_shard {
    nd_buf              columns[ND_COLUMNS];
    uint64_t            room; /* articles that have room in the columns of fixed width */
    nd_parts            growing[ND_KEY_FAMILIES];
    nd_buf              postings[ND_KEY_FAMILIES];
    uint64_t            partition_ends[ND_KEY_FAMILIES][ND_PARTITIONS];
    nd_shard_keys_state keys;
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
    const uint64_t *band_keys, *passage_keys;
    size_t         band_count, passage_count;
} nd_shard_entry;

/* Adds an article; its keys are posted unless it has no tokens. The shard is as it was on failure. If it was sealed or
 * lent, the keys of all its articles are made again, from their tokens. */
int  nd_shard_append(nd_shard *shard, const nd_shard_entry *entry, nd_error *error);

/* Sorts the postings, for files. */
int  nd_shard_seal(nd_shard *shard, nd_pool *pool, nd_error *error);
void nd_shard_free(nd_shard *shard);

static inline uint64_t nd_shard_size(const nd_shard *shard) {
    return shard->columns[ND_COLUMN_HALVES].size / sizeof(uint32_t);
}

/* The sealed shard as stage files; they borrow from it. */
void nd_shard_articles(const nd_shard *shard, nd_stagefile *out);
void nd_shard_keys(const nd_shard *shard, nd_stagefile *out);

typedef struct nd_shard_view {
    uint32_t          count;
    uint32_t          others; /* the articles after so many are references */
    const uint64_t   *digests, *sources, *times, *first_invalid, *token_ends, *place_ends, *field_ends;
    const uint32_t   *halves, *tokens;
    const uint8_t    *places, *fields;
    const nd_posting *postings[ND_KEY_FAMILIES];
    const uint64_t   *partition_ends[ND_KEY_FAMILIES];
    nd_parts         *growing; /* [ND_KEY_FAMILIES], or NULL: postings that are sorted when they are walked through */
} nd_shard_view;

/* The view of a shard that is alone in its run. Its postings can be walked through once, and are lost then: they are
 * made again if the shard is asked for them. Valid until the shard changes. */
int nd_shard_lend(nd_shard *shard, nd_shard_view *out, nd_error *error);

/* The view of what nd_shard_articles and nd_shard_keys gave: nothing is checked. The sections stay theirs. */
void nd_shard_view_make(nd_shard_view *out, const nd_stagefile *articles, const nd_stagefile *keys);

/* The same of files: checks first that whatever the view leads to lies within its section. ND_ERROR_FORMAT. */
int nd_shard_view_open(nd_shard_view *out, const nd_stagefile *articles, const nd_stagefile *keys, nd_error *error);

/* Tells the articles of a shard from those of another: of their digests, in order. `articles` may be any
 * file of that kind; one that nd_shard_view_open refuses has some fingerprint too. */
uint64_t nd_shard_fingerprint(const nd_stagefile *articles);

/* Encodes ND_FIELDS strings onto the end of *out, and reads them again. */
int  nd_fields_encode(const nd_article *article, nd_buf *out, nd_error *error);
void nd_fields_decode(const uint8_t *fields, nd_string out[ND_FIELDS]);

#endif
