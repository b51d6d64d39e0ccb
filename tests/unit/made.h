/*
 * made.h - small collections made in memory from text, for tests of matching and clustering; and texts
 * spelt with one letter a word, for tests that need tokens only.
 */
#ifndef MADE_H
#define MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "failing.h"
#include "match/collection.h"
#include "match/postings.h"

/* ---- chance ----------------------------------------------------------------------------------- */

/* The next of a row of numbers below `limit`; the same row for the same first *state. */
static inline uint32_t draw(uint64_t *state, uint32_t limit) {
    return (uint32_t)(nd_mix64(++*state) >> 33) % limit;
}

/* ---- tokens ----------------------------------------------------------------------------------- */

/* One word for each letter; a digit is a number, a space no word. `tokens` has room for them all. */
static inline nd_text spell(uint32_t *tokens, const char *letters) {
    uint32_t count = 0;
    for (const char *at = letters; *at; at++) {
        if (*at == ' ') continue;
        int is_digit = *at >= '0' && *at <= '9';
        tokens[count++] = (uint32_t)*at << ND_TOKEN_FLAG_BITS | (is_digit ? ND_TOKEN_NUMBER : 0);
    }
    return (nd_text){tokens, count};
}

/* ---- texts ------------------------------------------------------------------------------------ */

struct writing {
    char   text[20000]; /* ends with NUL */
    size_t size;
};

static inline void say(struct writing *writing, const char *words) {
    size_t size = strlen(words);
    assert_true(writing->size + size < sizeof writing->text);
    memcpy(writing->text + writing->size, words, size + 1);
    writing->size += size;
}

/* The words <name><first> to <name><last - 1>; other names have other words. */
static inline void say_words(struct writing *writing, const char *name, unsigned first, unsigned last) {
    for (unsigned i = first; i < last; i++) {
        char word[40];
        snprintf(word, sizeof word, "%s%u ", name, i);
        say(writing, word);
    }
}

/* `count` words that no text of another number has. */
static inline void say_own(struct writing *writing, unsigned number, unsigned count) {
    char name[20];
    snprintf(name, sizeof name, "own%ux", number);
    say_words(writing, name, 0, count);
}

/* ---- collections ------------------------------------------------------------------------------ */

enum { MADE_SHARDS = 3 };

struct made {
    nd_minhash    minhash;
    nd_sketch     sketch;
    nd_pool      *pool;
    nd_shard      shards[MADE_SHARDS];
    nd_shard_view views[MADE_SHARDS];
    nd_stagefile  articles[MADE_SHARDS], keys[MADE_SHARDS];
    uint32_t      shard_count, article_count;
    nd_collection collection;
};

/* Articles will be dealt out to `shards` of them in turn. */
static inline struct made *made_new(uint32_t shards) {
    struct made *made = calloc(1, sizeof *made);
    assert_non_null(made);
    nd_minhash_init(&made->minhash);
    made->pool = nd_pool_new(1, NULL);
    made->shard_count = shards;
    return made;
}

/* Adds an article to a shard; `source` is its place in the order of arrival. */
static inline void made_put_article(struct made *made, uint32_t shard, uint64_t source, const nd_article *article) {
    nd_sketch *sketch = &made->sketch;
    nd_buf     fields = {0};
    assert_int_equal(nd_sketch_make(sketch, &made->minhash, article->text, article->title, NULL), ND_OK);
    assert_int_equal(nd_fields_encode(article, &fields, NULL), ND_OK);
    nd_shard_entry entry = {.source = source,
                            .time = article->time,
                            .fields = {(const char *)fields.data, fields.size},
                            .digest = {sketch->digest[0], sketch->digest[1]},
                            .first_invalid = sketch->first_invalid,
                            .halves = sketch->halves,
                            .tokens = {(const char *)sketch->text.tokens.data, sketch->text.tokens.size},
                            .places = {(const char *)sketch->text.places.data, sketch->text.places.size},
                            .band_keys = sketch->band_keys,
                            .band_count = sketch->band_count,
                            .passage_keys = (const uint64_t *)sketch->passage_keys.data,
                            .passage_count = sketch->passage_keys.size / sizeof(uint64_t)};
    assert_int_equal(nd_shard_append(&made->shards[shard], &entry, NULL), ND_OK);
    nd_buf_free(&fields);
    made->article_count++;
}

static inline void made_put(struct made *made, uint32_t shard, uint64_t source, const char *id, const char *text) {
    nd_article article = {.id = {id, strlen(id)}, .text = {text, strlen(text)}, .time = ND_NO_TIME};
    made_put_article(made, shard, source, &article);
}

static inline void made_add(struct made *made, const char *text) {
    char id[20];
    snprintf(id, sizeof id, "%04u", made->article_count);
    made_put(made, made->article_count % made->shard_count, made->article_count, id, text);
}

/* Seals the shards and leaves them open in made->views. */
static inline void made_seal(struct made *made) {
    for (uint32_t s = 0; s < made->shard_count; s++) {
        assert_int_equal(nd_shard_seal(&made->shards[s], made->pool, NULL), ND_OK);
        nd_shard_articles(&made->shards[s], &made->articles[s]);
        nd_shard_keys(&made->shards[s], &made->keys[s]);
        assert_int_equal(nd_shard_view_open(&made->views[s], &made->articles[s], &made->keys[s], NULL), ND_OK);
    }
}

/* No more articles: made->collection is ready, with what the options say of stubs and scopes. */
static inline const nd_collection *made_ready_for(struct made *made, const nd_options *options) {
    made_seal(made);
    assert_int_equal(nd_collection_open(&made->collection, made->views, made->shard_count, options, NULL), ND_OK);
    return &made->collection;
}

static inline const nd_collection *made_ready(struct made *made, uint32_t min_words) {
    const nd_options options = {.min_words = min_words};
    return made_ready_for(made, &options);
}

/* Visits all buckets of a family, in the order of their keys. */
static inline void made_walk(const nd_collection *collection, int family, nd_bucket_fn *visit, void *context) {
    nd_postings *postings = nd_postings_new(collection, family, 1, NULL);
    assert_non_null(postings);
    for (uint32_t p = 0; p < ND_PARTITIONS; p++)
        assert_int_equal(nd_postings_group(postings, 0, p, visit, context, NULL), ND_OK);
    nd_postings_free(postings);
}

static inline void made_free(struct made *made) {
    nd_collection_close(&made->collection);
    for (uint32_t s = 0; s < made->shard_count; s++) nd_shard_free(&made->shards[s]);
    nd_sketch_free(&made->sketch);
    nd_pool_free(made->pool);
    free(made);
}

#endif
