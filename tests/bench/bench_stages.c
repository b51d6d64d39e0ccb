/*
 * bench_stages.c - megabytes a second for each stage that looks at one article, on one thread, CPU time. Reading
 * and parsing count the bytes of the JSON Lines, all else those of the texts. `sketch` is tokenising and both
 * sketches. The stages that compare articles are in bench_rounds.c.
 *
 * The articles are made (made_articles.h). Numbers from one machine mean little; ratios between stages and
 * scripts, and between two builds in one sitting, mean something.
 */
#include <unistd.h>

#include "base/pool.h"
#include "input/batch.h"
#include "input/read_json.h"
#include "made_corpus.h"
#include "sketch/posting.h"
#include "sketch/sketch.h"

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

/* Tokenise and sketch; posts the passage keys too, if there is where to. */
static double sketch(const struct corpus *corpus, nd_parts *postings) {
    nd_sketch   sketch = {0};
    nd_minhash  minhash;
    double      started = now();
    nd_minhash_init(&minhash);
    for (size_t i = 0; i < ARTICLES; i++) {
        if (nd_sketch_make(&sketch, &minhash, article_text(corpus, i), (nd_string){NULL, 0}, NULL)) exit(2);
        const uint64_t *keys = (const uint64_t *)sketch.passage_keys.data;
        for (size_t k = 0; postings && k < sketch.passage_keys.size / sizeof *keys; k++)
            if (nd_parts_put(postings, keys[k], (uint32_t)i, NULL)) exit(2);
    }
    nd_sketch_free(&sketch);
    return now() - started;
}

static double sort_postings(nd_parts *postings) {
    nd_sorting sorting = {0};
    double     started = now();
    for (uint32_t p = 0; p < ND_PARTITIONS; p++)
        if (nd_parts_sort(postings, p, 1, &sorting, NULL)) exit(2);
    double took = now() - started;
    nd_sorting_free(&sorting);
    return took;
}

static void measure(const struct script *script) {
    struct corpus *corpus = make_corpus(script);
    nd_parts       postings = {0};
    double         megabytes = (double)corpus->size / 1e6, lines = (double)corpus->lines_size / 1e6;
    double         reading = read_lines(corpus), parsing = parse_lines(corpus), tokenised = tokenise(corpus);
    double         sketched = sketch(corpus, NULL);
    sketch(corpus, &postings);
    double sorted = sort_postings(&postings);
    printf("%-14s %6.1f %10.0f %10.0f %10.0f %10.0f %10.0f\n", script->name, megabytes, lines / reading,
           lines / parsing, megabytes / tokenised, megabytes / sketched, megabytes / sorted);
    nd_parts_free(&postings);
    free_corpus(corpus);
}

int main(void) {
    printf("MB/s of CPU        MB       read      parse   tokenise     sketch       sort\n");
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) measure(&scripts[i]);
    return 0;
}
