/*
 * bench_rounds.c - megabytes of text a second for the stages that compare articles, and for the whole run from
 * texts in memory to JSON Lines, on one thread, CPU time. `statistics` is what is gathered between the rounds,
 * `cluster` everything from pairs to a result. Verifying is timed by doing it again, candidates are the rest.
 */
#include "corpus.h"
#include "made_corpus.h"
#include "newsdup_io.h"
#include "result.h"

enum { ADD, SEAL, CANDIDATES, VERIFY, STATISTICS, CLUSTER, WRITE, STEPS };

static void take_time(double *started, double *took) {
    double ended = now();
    *took += ended - *started;
    *started = ended;
}

static int fetch(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    (void)worker, (void)error;
    *out = (nd_article){.text = article_text(context, index), .id = article_id(context, index), .time = ND_NO_TIME};
    return ND_OK;
}

static int discard(void *context, const void *data, size_t size, nd_error *error) {
    (void)data, (void)error;
    *(size_t *)context += size;
    return ND_OK;
}

/* How long it takes to verify again the pairs that a round gave. */
static double verify_again(const nd_engine *engine, uint32_t round, const nd_buf *pairs) {
    const nd_verified *all = (const nd_verified *)pairs->data;
    size_t             count = pairs->size / sizeof *all;
    nd_buf             again = {0};
    nd_candidate      *candidates = malloc((count + 1) * sizeof *candidates);
    nd_judge           judge = nd_engine_judge(engine, round);
    if (!candidates) exit(2);
    for (size_t i = 0; i < count; i++) candidates[i] = nd_verified_key(&all[i]);
    double started = now(), took = 0;
    if (nd_verify(&judge, candidates, count, &again, NULL)) exit(2);
    take_time(&started, &took);
    nd_buf_free(&again);
    free(candidates);
    return took;
}

static void run_round(nd_engine *engine, uint32_t round, double took[STEPS]) {
    nd_buf pairs = {0};
    double started = now(), finding = 0;
    if (nd_engine_pairs(engine, round, 0, 1, &pairs, NULL)) exit(2);
    take_time(&started, &finding);
    double verifying = verify_again(engine, round, &pairs);
    took[VERIFY] += verifying;
    took[CANDIDATES] += finding > verifying ? finding - verifying : 0;
    started = now();
    if (nd_engine_gather(engine, round, &pairs, NULL)) exit(2);
    take_time(&started, &took[STATISTICS]);
    nd_buf_free(&pairs);
}

static void write_result(const nd_engine *engine, double took[STEPS], nd_summary *summary) {
    nd_write_options options;
    nd_result       *result;
    size_t           written = 0;
    double           started = now();
    if (nd_result_make(&result, engine, NULL)) exit(2);
    take_time(&started, &took[CLUSTER]);
    nd_write_options_init(&options);
    options.format = ND_FORMAT_JSONL;
    if (nd_result_write(result, &options, discard, &written, NULL)) exit(2);
    take_time(&started, &took[WRITE]);
    nd_result_summary(result, summary);
    nd_result_free(result);
}

static void run(struct corpus *corpus, double took[STEPS], nd_summary *summary) {
    nd_options    options;
    nd_stagefile  articles, keys;
    nd_shard_view view;
    nd_engine     engine;
    nd_options_init(&options);
    options.jobs = 1;
    options.without_pairs = 1;
    nd_pool   *pool = nd_pool_new(1, NULL);
    nd_corpus *all = nd_corpus_new(&options, NULL);
    double     started = now();
    if (!pool || !all || nd_corpus_add_batch(all, ARTICLES, fetch, corpus, NULL)) exit(2);
    take_time(&started, &took[ADD]);
    if (nd_corpus_seal(all, NULL)) exit(2);
    take_time(&started, &took[SEAL]);
    nd_shard_articles(nd_corpus_shard(all), &articles);
    nd_shard_keys(nd_corpus_shard(all), &keys);
    nd_shard_view_make(&view, &articles, &keys);
    if (nd_engine_open(&engine, &options, pool, &view, 1, NULL)) exit(2);
    take_time(&started, &took[CLUSTER]);
    for (uint32_t round = 0; round < ND_ROUNDS; round++) run_round(&engine, round, took);
    write_result(&engine, took, summary);
    nd_engine_close(&engine);
    nd_corpus_free(all);
    nd_pool_free(pool);
}

static void measure(const struct script *script) {
    struct corpus *corpus = make_corpus(script);
    nd_summary     summary;
    double         took[STEPS] = {0}, whole = 0, megabytes = (double)corpus->size / 1e6;
    run(corpus, took, &summary);
    printf("%-14s %6.1f", script->name, megabytes);
    for (int step = 0; step < STEPS; step++) {
        printf(" %10.0f", megabytes / (took[step] + 1e-9));
        whole += took[step];
    }
    printf(" %10.0f   %llu copies, %.2f pairs an article\n", megabytes / whole, (unsigned long long)summary.copies,
           (double)summary.verifications / ARTICLES);
    free_corpus(corpus);
}

int main(void) {
    printf("MB/s of CPU        MB        add       seal candidates     verify statistics    cluster      write"
           "      whole\n");
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) measure(&scripts[i]);
    return 0;
}
