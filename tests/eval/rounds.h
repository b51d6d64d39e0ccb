/*
 * rounds.h - a run over a damaged set, round by round, so that what stands between the stages can be looked at.
 */
#ifndef ROUNDS_H
#define ROUNDS_H

#include "corpus.h"
#include "damage.h"
#include "engine.h"

/* How the articles of a set are damaged: a row of a table. */
struct row {
    const char *name;
    enum damage damage;
    uint32_t    in_a_thousand;
};

static const struct row rows[] = {
    {"none", DAMAGE_NONE, 0},
    {"5 % of words edited", DAMAGE_WORDS, 50},
    {"10 % of words edited", DAMAGE_WORDS, 100},
    {"20 % of words edited", DAMAGE_WORDS, 200},
    {"1 % of characters damaged", DAMAGE_CHARACTERS, 10},
    {"3 % of characters damaged", DAMAGE_CHARACTERS, 30},
    {"5 % of characters damaged", DAMAGE_CHARACTERS, 50},
};

struct run {
    nd_corpus    *corpus;
    nd_pool      *pool;
    nd_options    options;
    nd_stagefile  articles, keys;
    nd_shard_view view;
    nd_engine     engine; /* refers to the others */
};

static inline nd_corpus *damaged_corpus(const struct set *set, const struct row *row) {
    nd_error   error;
    nd_buf     text = {0};
    nd_corpus *corpus = need(nd_corpus_new(NULL, &error));
    for (uint32_t i = 0; i < set->count; i++) {
        nd_article article = set->articles[i];
        text.size = 0;
        damage_text(&text, set, i, row->damage, row->in_a_thousand);
        article.text = (nd_string){text.size ? (const char *)text.data : "", text.size};
        check(nd_corpus_add(corpus, &article, &error), &error);
    }
    nd_buf_free(&text);
    return corpus;
}

/* Without pairs, their Jaccard similarities are not made. */
static inline void open_run(struct run *run, const struct set *set, const struct row *row, int without_pairs) {
    nd_error error;
    nd_options_init(&run->options);
    run->options.without_pairs = without_pairs;
    run->corpus = damaged_corpus(set, row);
    run->pool = need(nd_pool_new(2, &error));
    check(nd_corpus_seal(run->corpus, &error), &error);
    nd_shard_articles(nd_corpus_shard(run->corpus), &run->articles);
    nd_shard_keys(nd_corpus_shard(run->corpus), &run->keys);
    nd_shard_view_make(&run->view, &run->articles, &run->keys);
    check(nd_engine_open(&run->engine, &run->options, run->pool, &run->view, 1, &error), &error);
}

/* A step of nd_corpus_run. */
static inline void run_round(struct run *run, uint32_t round) {
    nd_error error;
    nd_buf   pairs = {0};
    check(nd_engine_pairs(&run->engine, round, 0, 1, &pairs, &error), &error);
    check(nd_engine_gather(&run->engine, round, &pairs, &error), &error);
    nd_buf_free(&pairs);
}

static inline void close_run(struct run *run) {
    nd_engine_close(&run->engine);
    nd_pool_free(run->pool);
    nd_corpus_free(run->corpus);
}

#endif
