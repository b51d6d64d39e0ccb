/*
 * bench_stages.c - megabytes a second for each stage and for the whole, on one thread, CPU time. Reading and
 * parsing count the bytes of the JSON Lines, all else those of the texts.
 *
 * The articles are made (made_articles.h). Numbers from one machine mean little; ratios between stages and
 * scripts, and between two builds in one sitting, mean something.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/pool.h"
#include "input/batch.h"
#include "input/read_json.h"
#include "made_articles.h"
#include "newsdup_io.h"
#include "sketch/posting.h"
#include "sketch/sketch.h"

#define ARTICLES 20000

static double now(void) {
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

static struct corpus *make_corpus(const struct script *script) {
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

static void free_corpus(struct corpus *corpus) {
    free(corpus->texts);
    free(corpus->lines);
    free(corpus);
}

static nd_string article_text(const struct corpus *corpus, size_t i) {
    return (nd_string){corpus->texts + corpus->begin[i], corpus->begin[i + 1] - corpus->begin[i]};
}

/* ---- stages ----------------------------------------------------------------------------------- */

/* From a file, into batches, without parsing. */
static double read_lines(const struct corpus *corpus) {
    char            path[] = "/tmp/newsdup-bench-XXXXXX";
    nd_read_options options;
    nd_textstore    store = {.max_record_bytes = 1 << 28};
    nd_batch        batch;
    int             file = mkstemp(path);
    FILE           *out = file < 0 ? NULL : fdopen(file, "wb");
    if (!out || fwrite(corpus->lines, 1, corpus->lines_size, out) != corpus->lines_size || fclose(out)) exit(2);
    nd_read_options_init(&options);
    options.format = ND_INPUT_JSONL;
    double started = now();
    nd_batch_init(&batch, &options, &store);
    if (nd_batch_add_root(&batch, path, NULL)) exit(2);
    do
        if (nd_batch_fill(&batch, NULL)) exit(2);
    while (nd_batch_count(&batch));
    double took = now() - started;
    nd_batch_free(&batch);
    nd_textstore_free(&store);
    remove(path);
    return took;
}

static double parse_lines(const struct corpus *corpus) {
    nd_parser  parser = {0};
    nd_article article;
    nd_finding finding = {0};
    double     started = now();
    for (size_t i = 0; i < ARTICLES; i++) {
        nd_string line = {corpus->lines + corpus->line_begin[i], corpus->line_begin[i + 1] - corpus->line_begin[i]};
        if (nd_read_json(&parser, line, &article, &finding, NULL)) exit(2);
    }
    double took = now() - started;
    nd_read_json_free(&parser);
    return took;
}

static double tokenise(const struct corpus *corpus) {
    nd_tokens tokens = {0};
    double    started = now();
    for (size_t i = 0; i < ARTICLES; i++) {
        nd_tokenizer tokenizer;
        nd_string    text = article_text(corpus, i);
        nd_tokens_clear(&tokens);
        nd_tokenizer_init(&tokenizer, &tokens, 0);
        nd_tokenizer_feed(&tokenizer, text.data, text.size);
        if (nd_tokenizer_finish(&tokenizer, NULL)) exit(2);
    }
    nd_tokens_free(&tokens);
    return now() - started;
}

/* Tokenise and sketch; keeps the passage postings for sort_postings. */
static double sketch(const struct corpus *corpus, nd_buf *postings) {
    nd_sketch   sketch = {0};
    nd_minhash  minhash;
    double      started = now();
    nd_minhash_init(&minhash);
    for (size_t i = 0; i < ARTICLES; i++) {
        if (nd_sketch_make(&sketch, &minhash, article_text(corpus, i), (nd_string){NULL, 0}, NULL)) exit(2);
        const uint64_t *keys = (const uint64_t *)sketch.passage_keys.data;
        for (size_t k = 0; k < sketch.passage_keys.size / sizeof *keys; k++)
            if (nd_posting_append(postings, keys[k], (uint32_t)i, NULL)) exit(2);
    }
    nd_sketch_free(&sketch);
    return now() - started;
}

static double sort_postings(nd_buf *postings) {
    nd_pool *pool = nd_pool_new(1, NULL);
    double   started = now();
    if (!pool || nd_postings_sort(postings, pool, NULL)) exit(2);
    double took = now() - started;
    nd_pool_free(pool);
    return took;
}

/* The whole run from memory: add, then group. */
static void run(const struct corpus *corpus, double took[2], nd_summary *summary) {
    nd_options options;
    nd_result *result = NULL;
    nd_options_init(&options);
    options.jobs = 1;
    options.without_pairs = 1;
    nd_corpus *all = nd_corpus_new(&options, NULL);
    double     started = now();
    for (size_t i = 0; all && i < ARTICLES; i++) {
        nd_article article = {.text = article_text(corpus, i), .time = ND_NO_TIME};
        if (nd_corpus_add(all, &article, NULL)) exit(2);
    }
    double added = now();
    if (!all || nd_corpus_run(all, &result, NULL)) exit(2);
    took[0] = added - started;
    took[1] = now() - added;
    nd_result_summary(result, summary);
    nd_result_free(result);
    nd_corpus_free(all);
}

static void measure(const struct script *script) {
    struct corpus *corpus = make_corpus(script);
    nd_buf         postings = {0};
    nd_summary     summary;
    double         took[2], megabytes = (double)corpus->size / 1e6, lines = (double)corpus->lines_size / 1e6;
    double         reading = read_lines(corpus), parsing = parse_lines(corpus), tokenised = tokenise(corpus);
    double         sketched = sketch(corpus, &postings), sorted = sort_postings(&postings);
    run(corpus, took, &summary);
    printf("%-15s %6.1f MB %8.0f %8.0f %8.0f %8.0f %8.0f %8.0f %8.0f  %llu copies, %.2f verifications an article\n",
           script->name, megabytes, lines / reading, lines / parsing, megabytes / tokenised, megabytes / sketched,
           megabytes / sorted, megabytes / took[1], megabytes / (took[0] + took[1]),
           (unsigned long long)summary.copies, (double)summary.verifications / ARTICLES);
    nd_buf_free(&postings);
    free_corpus(corpus);
}

int main(void) {
    printf("MB/s of CPU time             read    parse tokenise + sketch     sort    group    whole\n");
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) measure(&scripts[i]);
    return 0;
}
