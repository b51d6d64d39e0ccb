/*
 * worst.c - corpora made to take long, each at two sizes, as rows of a table: what one costs must grow with
 * its size, and the result must be what it should be. `worst [NAME]...` runs those, or all; ends with 1 if a result
 * is wrong.
 *
 * Each run is a process of its own, so that time and the peak of memory are its own. Time decides nothing: the
 * unit tests count pairs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "made_articles.h"
#include "stage_clock.h"

/* Writes text `index` of `count` at `at`, and returns its size. */
typedef size_t text_fn(size_t index, size_t count, char *at);

struct worst {
    const char *name, *what;
    size_t      count;     /* texts; the first run has a quarter of them */
    size_t      text_size; /* at most; 0: MADE_BYTES_MAX */
    text_fn    *text;
    int         one_cluster; /* 1: all are copies of one; 0: all are single; -1: a matter of chance */
    double      pairs;       /* verified an article, at most */
};

/* ---- words ------------------------------------------------------------------------------------ */

/* `count` words, of the numbers that `seed` draws below `vocabulary`; another seed has none of them in a row. */
static size_t put_words(uint64_t seed, size_t count, uint32_t vocabulary, char *at) {
    char *begin = at;
    for (size_t i = 0; i < count; i++) {
        at += made_word(&scripts[0], made_random(&seed, vocabulary), 0, at);
        *at++ = ' ';
    }
    return (size_t)(at - begin);
}

static uint64_t seed_of(size_t index) {
    return ((uint64_t)index + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

/* ---- texts ------------------------------------------------------------------------------------ */

/* One in five as it was, the others with four other words. */
static size_t write_copy(size_t index, size_t count, char *at) {
    uint64_t seed = 1, own = seed_of(index);
    size_t   size = 0, places[4];
    (void)count;
    for (size_t i = 0; i < 4; i++) places[i] = index % 5 ? made_random(&own, 400) : 400;
    for (size_t i = 0; i < 400; i++) {
        uint32_t word = made_random(&seed, 30000);
        for (size_t k = 0; k < 4; k++)
            if (places[k] == i) word = made_random(&own, 30000);
        size += made_word(&scripts[0], word, 0, at + size);
        at[size++] = ' ';
    }
    return size;
}

static size_t write_with_footer(size_t index, size_t count, char *at) {
    size_t size = put_words(seed_of(index), 400, 30000, at);
    (void)count;
    return size + put_words(7, 300, 30000, at + size);
}

static size_t write_mostly_footer(size_t index, size_t count, char *at) {
    size_t size = put_words(seed_of(index), 100, 30000, at);
    (void)count;
    return size + put_words(7, 300, 30000, at + size);
}

static size_t write_stub(size_t index, size_t count, char *at) {
    (void)count;
    return put_words(index % 3 ? seed_of(index) : 5, index % 7, 30000, at);
}

static size_t write_short(size_t index, size_t count, char *at) {
    (void)count;
    return put_words(seed_of(index), 10, 30000, at);
}

/* One sentence of 20 words in all. */
static size_t write_with_one_key(size_t index, size_t count, char *at) {
    size_t size = put_words(seed_of(index), 60, 30000, at);
    (void)count;
    size += put_words(7, 20, 30000, at + size);
    return size + put_words(seed_of(index) + 1, 60, 30000, at + size);
}

static size_t write_one_word(size_t index, size_t count, char *at) {
    size_t size = 0;
    for (size_t i = 0; i < 20 + index * 400 / count; i++) size += made_put(at + size, "again ");
    return size;
}

static size_t write_of_three_words(size_t index, size_t count, char *at) {
    (void)count;
    return put_words(seed_of(index), 12, 3, at);
}

static size_t write_of_two_words(size_t index, size_t count, char *at) {
    (void)count;
    return put_words(seed_of(index), 40, 2, at);
}

#define LONG_BYTES ((size_t)500 << 20)

/* One text; `count` is a quarter of a bigger count, or that. */
static size_t write_long(size_t index, size_t count, char *at) {
    size_t   want = LONG_BYTES / 4 * count, size = 0;
    uint64_t seed = seed_of(index);
    while (size + 64 < want) size += put_words(made_random(&seed, UINT32_MAX / 2), 1, 30000, at + size);
    return size;
}

/* Two texts, the second with every fiftieth word another. */
static size_t write_long_copy(size_t index, size_t count, char *at) {
    size_t   want = LONG_BYTES / 40 * count, size = 0;
    uint64_t seed = 1;
    for (size_t i = 0; size + 64 < want; i++) {
        uint32_t word = made_random(&seed, 30000);
        size += made_word(&scripts[0], index && i % 50 == 49 ? word + 1 : word, 0, at + size);
        at[size++] = ' ';
    }
    return size;
}

static const struct worst cases[] = {
    {"copies", "copies of one article of 400 words, small edits", 50000, 0, write_copy, 1, 48},
    {"footer", "400 words of their own, one footer of 300", 50000, 0, write_with_footer, 0, 48},
    {"mostly-footer", "100 words of their own, one footer of 300", 50000, 0, write_mostly_footer, 0, 48},
    {"stubs", "stubs of up to 6 words", 100000, 0, write_stub, 0, 0},
    {"short", "texts of 10 words", 1000000, 0, write_short, 0, 1},
    {"one-key", "one sentence of 20 words in all", 50000, 0, write_with_one_key, 0, 48},
    {"one-word", "one word, 20 to 420 times", 400, 0, write_one_word, -1, 64},
    {"three-words", "12 words, of three different", 16000, 0, write_of_three_words, -1, 64},
    {"two-words", "40 words, of two different", 1000, 0, write_of_two_words, -1, 128},
    {"long", "one text of 500 MiB", 4, LONG_BYTES + 64, write_long, 0, 0},
    {"long-copy", "two copies of 50 MiB, edited", 4, LONG_BYTES / 10 + 64, write_long_copy, 1, 1},
};

/* ---- a run ------------------------------------------------------------------------------------ */

struct making {
    const struct worst *worst;
    size_t              count;
    char               *text, id[24];
};

/* Sizes of the long ones are in their count. */
static size_t texts_of(const struct worst *worst, size_t count) {
    return worst->text == write_long ? 1 : worst->text == write_long_copy ? 2 : count;
}

static int fetch(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    struct making *making = context;
    size_t         size = making->worst->text(index, making->count, making->text);
    int            length = snprintf(making->id, sizeof making->id, "%zu", index);
    (void)worker, (void)error;
    *out = (nd_article){.text = {making->text, size}, .id = {making->id, (size_t)length}, .time = ND_NO_TIME,
                        .source = index};
    return ND_OK;
}

static int add(void *context, nd_corpus *corpus, nd_error *error) {
    struct making *making = context;
    return nd_corpus_add_batch(corpus, texts_of(making->worst, making->count), fetch, making, error);
}

static void run_in_child(const struct worst *worst, size_t count, int out) {
    struct making making = {.worst = worst, .count = count};
    struct staged staged;
    making.text = malloc(worst->text_size ? worst->text_size : MADE_BYTES_MAX);
    if (!making.text) exit(2);
    run_staged(add, &making, 1, &staged);
    free(making.text);
    exit(write(out, &staged, sizeof staged) == sizeof staged ? 0 : 2);
}

static struct staged run(const struct worst *worst, size_t count) {
    struct staged staged;
    int           ends[2], status;
    if (pipe(ends)) exit(2);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) run_in_child(worst, count, ends[1]);
    close(ends[1]);
    if (child < 0 || read(ends[0], &staged, sizeof staged) != sizeof staged) exit(2);
    close(ends[0]);
    if (waitpid(child, &status, 0) != child || status) exit(2);
    return staged;
}

static int is_right(const struct worst *worst, const nd_summary *summary) {
    double pairs = (double)summary->verifications / (double)summary->articles;
    if (pairs > worst->pairs) return 0;
    if (worst->one_cluster > 0) return summary->clusters == 1 && summary->copies == summary->articles - 1;
    return worst->one_cluster < 0 || (summary->clusters == 0 && summary->stories == 0);
}

/* Returns whether both results are right. */
static int measure(const struct worst *worst) {
    struct staged small = run(worst, worst->count / 4), large = run(worst, worst->count);
    int           right = is_right(worst, &small.summary) && is_right(worst, &large.summary);
    printf("| %s: %s | %llu | %.2f | %.2f | %.2f | %.0f | %.0f | %.2f | %llu in %llu%s |\n", worst->name, worst->what,
           (unsigned long long)large.summary.articles, total_cpu(&small), total_cpu(&large),
           total_cpu(&large) / total_cpu(&small) / 4, small.peak_mib, large.peak_mib,
           (double)large.summary.verifications / (double)large.summary.articles,
           (unsigned long long)large.summary.copies, (unsigned long long)large.summary.clusters,
           right ? "" : " **WRONG**");
    return right;
}

static int is_wanted(const char *name, int count, char **names) {
    for (int i = 0; i < count; i++)
        if (!strcmp(names[i], name)) return 1;
    return count == 0;
}

int main(int argc, char **argv) {
    int wrong = 0;
    printf("| texts | how many | CPU s of a quarter | CPU s | ratio, of 4 | MiB of a quarter | MiB |"
           " pairs an article | copies, in clusters |\n|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (is_wanted(cases[i].name, argc - 1, argv + 1)) wrong |= !measure(&cases[i]);
    return wrong;
}
