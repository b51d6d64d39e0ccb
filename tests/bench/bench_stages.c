/*
 * bench_stages.c - megabytes a second, of text, for each stage and for the whole, on one thread.
 *
 * The texts are made up of a vocabulary in each script; one in five articles is an edited copy of the one
 * before. Numbers from one machine mean little; ratios between
 * stages and scripts, and between two builds in one sitting, mean something.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/pool.h"
#include "base/utf8.h"
#include "newsdup.h"
#include "sketch/posting.h"
#include "sketch/sketch.h"

#define ARTICLES 20000
#define WORDS 400
#define VOCABULARY 5000
#define WORD_BYTES_MAX 32

struct script {
    const char *name;
    uint32_t    first, letters; /* code points that words are made of */
    const char *space;
};

static const struct script scripts[] = {
    {"ASCII", 'a', 26, " "},
    {"accented Latin", 0xe0, 23, " "},
    {"Cyrillic", 0x430, 32, " "},
    {"Chinese", 0x4e00, 3000, ""},
};

static uint32_t next_random(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- articles --------------------------------------------------------------------------------- */

struct corpus {
    char   *bytes;
    size_t  size;
    size_t  begin[ARTICLES + 1];
};

/* The word of that number in the vocabulary: four to seven letters. */
static size_t put_word(const struct script *script, uint32_t number, char *at) {
    uint64_t state = number;
    size_t   size = 0;
    for (uint32_t letters = 4 + number % 4; letters > 0; letters--)
        size += nd_utf8_encode((uint8_t *)at + size, script->first + next_random(&state) % script->letters);
    memcpy(at + size, script->space, strlen(script->space));
    return size + strlen(script->space);
}

/* Every fifth article has the words of the one before, but for one in fifty. */
static void write_article(struct corpus *corpus, const struct script *script, uint64_t seed, int is_copy) {
    char *at = corpus->bytes + corpus->size;
    for (int word = 0; word < WORDS; word++) {
        uint32_t number = next_random(&seed) % VOCABULARY;
        at += put_word(script, is_copy && word % 50 == 49 ? number + 1 : number, at);
        if (word % 60 == 59) *at++ = '\n';
    }
    corpus->size = (size_t)(at - corpus->bytes);
}

static struct corpus *write_corpus(const struct script *script) {
    struct corpus *corpus = calloc(1, sizeof *corpus);
    if (corpus) corpus->bytes = malloc((size_t)ARTICLES * (WORDS + 8) * WORD_BYTES_MAX);
    if (!corpus || !corpus->bytes) exit(2);
    for (size_t i = 0; i < ARTICLES; i++) {
        corpus->begin[i] = corpus->size;
        write_article(corpus, script, i % 5 == 4 ? i - 1 : i, i % 5 == 4);
    }
    corpus->begin[ARTICLES] = corpus->size;
    return corpus;
}

static nd_string article_text(const struct corpus *corpus, size_t i) {
    return (nd_string){corpus->bytes + corpus->begin[i], corpus->begin[i + 1] - corpus->begin[i]};
}

/* ---- stages ----------------------------------------------------------------------------------- */

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
        const nd_passage_key *keys = (const nd_passage_key *)sketch.passage_keys.data;
        for (size_t k = 0; k < sketch.passage_keys.size / sizeof *keys; k++)
            if (nd_posting_append(postings, keys[k].key, (uint32_t)i, NULL)) exit(2);
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
    struct corpus *corpus = write_corpus(script);
    nd_buf         postings = {0};
    nd_summary     summary;
    double         took[2], megabytes = (double)corpus->size / 1e6, tokenised = tokenise(corpus);
    double         sketched = sketch(corpus, &postings), sorted = sort_postings(&postings);
    run(corpus, took, &summary);
    printf("%-15s %6.1f MB  %8.0f %12.0f %8.0f %8.0f %8.0f  %llu copies, %.2f verifications an article\n",
           script->name, megabytes, megabytes / tokenised, megabytes / sketched, megabytes / sorted,
           megabytes / took[1], megabytes / (took[0] + took[1]), (unsigned long long)summary.copies,
           (double)summary.verifications / ARTICLES);
    nd_buf_free(&postings);
    free(corpus->bytes);
    free(corpus);
}

int main(void) {
    printf("MB/s, one thread             tokenise  with sketch     sort    group    whole\n");
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) measure(&scripts[i]);
    return 0;
}
