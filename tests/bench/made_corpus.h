/* made_corpus.h - 20,000 made articles in memory, as texts and as JSON Lines, and the time of the process. */
#ifndef ND_MADE_CORPUS_H
#define ND_MADE_CORPUS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "made_articles.h"
#include "newsdup.h"

#define ARTICLES 20000

static inline double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- articles --------------------------------------------------------------------------------- */

struct corpus {
    char   *texts, *lines;
    size_t  size, lines_size;
    size_t  begin[ARTICLES + 1], line_begin[ARTICLES + 1];
};

static inline struct corpus *make_corpus(const struct script *script) {
    struct corpus *corpus = calloc(1, sizeof *corpus);
    if (corpus) corpus->texts = malloc(ARTICLES * MADE_BYTES_MAX);
    if (corpus) corpus->lines = malloc(2 * ARTICLES * MADE_BYTES_MAX);
    if (!corpus || !corpus->texts || !corpus->lines) exit(2);
    for (size_t i = 0; i < ARTICLES; i++) {
        char  *text = corpus->texts + corpus->size;
        size_t size = made_nth_article(script, i, text);
        corpus->lines_size += made_line(i, text, size, corpus->lines + corpus->lines_size);
        corpus->begin[i + 1] = corpus->size += size;
        corpus->line_begin[i + 1] = corpus->lines_size;
    }
    return corpus;
}

static inline void free_corpus(struct corpus *corpus) {
    free(corpus->texts);
    free(corpus->lines);
    free(corpus);
}

static inline nd_string article_text(const struct corpus *corpus, size_t i) {
    return (nd_string){corpus->texts + corpus->begin[i], corpus->begin[i + 1] - corpus->begin[i]};
}

static inline nd_string article_id(const struct corpus *corpus, size_t i) {
    const char *id = corpus->lines + corpus->line_begin[i] + strlen("{\"id\": \"");
    return (nd_string){id, strcspn(id, "\"")};
}

#endif
