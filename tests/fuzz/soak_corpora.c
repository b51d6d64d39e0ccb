/*
 * soak_corpora.c - PROPERTY: the groups of a corpus do not depend on the order in which its articles
 * arrive, on their names, on the number of threads, or on how the work is divided among processes.
 *
 *     soak_corpora SECONDS [SEED]
 *
 * Each seed makes a corpus of invented words: some stories, each printed in several versions that are
 * cut, extended, mixed, shuffled and misread, with furniture between. Runs seed after seed until the time
 * is up; a failure names the seed, and repeats with it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../unit/random.h"
#include "base/buf.h"
#include "newsdup_io.h"

#define ARTICLES 400
#define TEXT_BYTES 12000
#define PATH_BYTES 128

static uint64_t seed_now;

static void require(int condition, const char *what) {
    if (condition) return;
    fprintf(stderr, "seed %llu: %s\n", (unsigned long long)seed_now, what);
    abort();
}

/* ---- a corpus --------------------------------------------------------------------------------- */

struct corpus {
    char     texts[ARTICLES][TEXT_BYTES];
    char     ids[ARTICLES][24];
    int64_t  times[ARTICLES];
    uint32_t count;
};

static void put_word(char *text, uint32_t number, char end) {
    char   word[16];
    size_t size = strlen(text), length = 0;
    for (number = number * 7 + 26; number; number /= 20) word[length++] = "etaoinshrdlucmfwypvb"[number % 20];
    if (size + length + 2 > TEXT_BYTES) return;
    memcpy(text + size, word, length);
    text[size + length] = end;
    text[size + length + 1] = '\0';
}

/* A sentence is always the same; now and then a word of it was misread. */
static void put_sentence(struct dice *dice, char *text, uint32_t sentence, uint32_t errors) {
    struct dice words = {sentence};
    uint32_t    length = 5 + roll_below(&words, 25);
    for (uint32_t i = 0; i < length; i++) {
        uint32_t word = roll_below(&words, roll_below(&words, 3) ? 300 : 20000);
        if (errors && roll_below(dice, 100) < errors) word = 30000 + roll_below(dice, 9999);
        put_word(text, word, i + 1 < length ? ' ' : roll_below(&words, 4) ? '.' : '\n');
    }
    size_t size = strlen(text);
    if (size + 2 < TEXT_BYTES) memcpy(text + size, " ", 2);
}

/* Sentences `first`, `first` + 1 ... of a story, some left out, some put in. */
static void put_version(struct dice *dice, char *text, uint32_t story, uint32_t first, uint32_t count) {
    uint32_t errors = roll_below(dice, 4) ? 0 : roll_below(dice, 8), loss = roll_below(dice, 5);
    for (uint32_t i = 0; i < count; i++) {
        if (loss && roll_below(dice, 12) < loss) continue;
        put_sentence(dice, text, story * 1000 + first + i, errors);
        if (roll_below(dice, 30) == 0) put_sentence(dice, text, (uint32_t)roll(dice), 0);
    }
}

static void write_article(struct dice *dice, char *text, uint32_t stories) {
    uint32_t story = 1 + roll_below(dice, stories), length = 3 + story % 17;
    uint32_t first = roll_below(dice, 3) ? 0 : roll_below(dice, length);
    text[0] = '\0';
    if (roll_below(dice, 3) == 0) put_sentence(dice, text, 900000 + roll_below(dice, 3), 0); /* furniture */
    put_version(dice, text, story, first, roll_below(dice, 3) ? length : 1 + roll_below(dice, length));
    if (roll_below(dice, 9) == 0) put_version(dice, text, 1 + roll_below(dice, stories), 0, 4);
    if (roll_below(dice, 7) == 0) put_version(dice, text, (uint32_t)roll(dice) % 4000000, 0, 12);
    if (roll_below(dice, 4) == 0) put_sentence(dice, text, 950000 + roll_below(dice, 2), 0);
}

static void make_corpus(struct corpus *corpus, uint64_t seed) {
    struct dice dice = {seed};
    corpus->count = 2 + roll_below(&dice, roll_below(&dice, 4) ? 60 : ARTICLES - 2);
    uint32_t stories = 1 + roll_below(&dice, 1 + corpus->count / 3);
    for (uint32_t i = 0; i < corpus->count; i++) {
        if (i && roll_below(&dice, 10) == 0) strcpy(corpus->texts[i], corpus->texts[roll_below(&dice, i)]);
        else write_article(&dice, corpus->texts[i], stories);
        snprintf(corpus->ids[i], sizeof corpus->ids[i], "a%05u", i);
        corpus->times[i] = roll_below(&dice, 3) ? (int64_t)roll_below(&dice, 100) * 3600 : ND_NO_TIME;
    }
}

/* ---- runs of it ------------------------------------------------------------------------------- */

/* The articles as they are to arrive: article order[i] is the i-th. */
struct arrival {
    uint32_t order[ARTICLES];
    uint64_t renaming; /* 0: ids as they are */
};

static void add(nd_corpus *corpus, const struct corpus *from, const struct arrival *arrival, uint32_t i) {
    uint32_t   n = arrival->order[i];
    char       id[32];
    nd_article article = {.text = {from->texts[n], strlen(from->texts[n])}, .time = from->times[n], .source = i};
    int size = arrival->renaming
                   ? snprintf(id, sizeof id, "%016llx", (unsigned long long)nd_mix64(arrival->renaming + n))
                   : snprintf(id, sizeof id, "%s", from->ids[n]);
    article.id = (nd_string){id, (size_t)size};
    require(!nd_corpus_add(corpus, &article, NULL), "an article is refused");
}

static nd_result *run(const struct corpus *from, const struct arrival *arrival, uint32_t jobs) {
    nd_options options;
    nd_result *result;
    nd_options_init(&options);
    options.jobs = jobs;
    nd_corpus *corpus = nd_corpus_new(&options, NULL);
    for (uint32_t i = 0; i < from->count; i++) add(corpus, from, arrival, i);
    require(!nd_corpus_run(corpus, &result, NULL), "the run fails");
    nd_corpus_free(corpus);
    return result;
}

static void sketch_shard(const struct corpus *from, const struct arrival *arrival, uint32_t shard, uint32_t shards,
                         const char *folder) {
    nd_corpus *corpus = nd_corpus_new(NULL, NULL);
    for (uint32_t i = shard; i < from->count; i += shards) add(corpus, from, arrival, i);
    require(!nd_stage_sketch(corpus, shard, shards, folder, NULL), "a sketch fails");
    nd_corpus_free(corpus);
}

static void remove_files(const char *folder, uint32_t shards) {
    static const char *const once[] = {"pairs-0", "pairs-1", "copies", "blocks", "statistics"};
    static const char *const parts[] = {"articles", "keys", "pairs-0", "pairs-1", "pairs-2"};
    char                     path[PATH_BYTES];
    for (int i = 0; i < 5; i++) {
        snprintf(path, sizeof path, "%s/%s.nd", folder, once[i]);
        unlink(path);
        for (uint32_t shard = 0; shard < shards; shard++) {
            snprintf(path, sizeof path, "%s/%s-%u-of-%u.nd", folder, parts[i], shard, shards);
            unlink(path);
        }
    }
    require(!rmdir(folder), "stages leave other files behind");
}

static nd_result *run_in_stages(const struct corpus *from, const struct arrival *arrival, uint32_t shards) {
    char       folder[] = "/tmp/newsdup-soak-XXXXXX";
    nd_options options;
    nd_result *result = NULL;
    nd_options_init(&options);
    require(mkdtemp(folder) != NULL, "no folder for the stages");
    for (uint32_t shard = 0; shard < shards; shard++) sketch_shard(from, arrival, shard, shards, folder);
    for (uint32_t round = 0; round < 3; round++) {
        for (uint32_t shard = shards; shard-- > 0;)
            require(!nd_stage_pairs(&options, round, shard, shards, folder, folder, NULL), "a stage of pairs fails");
        require(!nd_stage_cluster(&options, round, folder, folder, &result, NULL), "a stage of groups fails");
    }
    remove_files(folder, shards);
    return result;
}

/* ---- comparing -------------------------------------------------------------------------------- */

static int collect(void *context, const void *data, size_t size, nd_error *error) {
    return nd_buf_append(context, data, size, error);
}

static nd_buf written(nd_result *result) {
    nd_write_options options;
    nd_buf           out = {0};
    nd_write_options_init(&options);
    for (nd_format format = ND_FORMAT_TEXT; format <= ND_FORMAT_PAIRS_JSONL; format++) {
        options.format = format;
        require(!nd_result_write(result, &options, collect, &out, NULL), "the result cannot be written");
    }
    nd_result_free(result);
    return out;
}

static void require_same_bytes(const nd_buf *want, nd_result *result, const char *what) {
    nd_buf bytes = written(result);
    require(bytes.size == want->size && !memcmp(bytes.data, want->data, want->size), what);
    nd_buf_free(&bytes);
}

struct place {
    char    cluster[24], story[24];
    nd_role role;
    double  coverage;
};

static struct place place_of(const nd_result *result, const nd_document *document) {
    struct place place = {.role = document->role, .coverage = document->coverage};
    nd_group     group;
    if (document->cluster != ND_NONE) {
        nd_result_group(result, document->cluster, &group);
        memcpy(place.cluster, group.id, sizeof place.cluster);
    }
    if (document->story != ND_NONE) {
        nd_result_group(result, document->story, &group);
        memcpy(place.story, group.id, sizeof place.story);
    }
    return place;
}

/* By article, in whichever order they came. With other names another of equal articles stands for them. */
static void require_same_groups(const nd_result *x, const struct arrival *of_x, nd_result *y,
                                const struct arrival *of_y) {
    static struct place places[ARTICLES];
    nd_document         document;
    int                 renamed = of_x->renaming != of_y->renaming;
    for (uint64_t at = 0; nd_result_next_document(x, &at, &document);)
        places[of_x->order[document.index]] = place_of(x, &document);
    for (uint64_t at = 0; nd_result_next_document(y, &at, &document);) {
        struct place here = place_of(y, &document), *there = &places[of_y->order[document.index]];
        require(!strcmp(here.cluster, there->cluster), "an article changes its cluster");
        require(!strcmp(here.story, there->story), "an article changes its story");
        require(renamed || here.role == there->role, "an article changes its role");
        require(renamed || here.coverage == there->coverage, "a coverage changes");
    }
    nd_result_free(y);
}

static struct arrival shuffled(struct dice *dice, uint32_t count, uint64_t renaming) {
    struct arrival arrival = {.renaming = renaming};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = roll_below(dice, i + 1);
        arrival.order[i] = arrival.order[at];
        arrival.order[at] = i;
    }
    return arrival;
}

static void try_seed(struct corpus *corpus, uint64_t seed) {
    struct arrival plain = {.renaming = 0};
    struct dice    dice = {~seed};
    make_corpus(corpus, seed);
    for (uint32_t i = 0; i < corpus->count; i++) plain.order[i] = i;
    struct arrival mixed = shuffled(&dice, corpus->count, 0), renamed = shuffled(&dice, corpus->count, seed + 1);
    nd_buf         bytes = written(run(corpus, &plain, 1));
    require_same_bytes(&bytes, run(corpus, &plain, 2), "2 threads give another result");
    require_same_bytes(&bytes, run(corpus, &plain, 7), "7 threads give another result");
    for (uint32_t shards = 1; shards < 4; shards++)
        require_same_bytes(&bytes, run_in_stages(corpus, &plain, shards), "stages give another result");
    nd_result *result = run(corpus, &plain, 1);
    require_same_groups(result, &plain, run(corpus, &mixed, 2), &mixed);
    require_same_groups(result, &plain, run(corpus, &renamed, 2), &renamed);
    nd_result_free(result);
    nd_buf_free(&bytes);
}

int main(int count, char **arguments) {
    static struct corpus corpus;
    long                 seconds = count > 1 ? strtol(arguments[1], NULL, 10) : 1;
    uint64_t             seed = count > 2 ? strtoull(arguments[2], NULL, 10) : 1, articles = 0;
    time_t               end = time(NULL) + seconds;
    unsigned             corpora = 0;
    do {
        seed_now = seed;
        try_seed(&corpus, seed++);
        articles += corpus.count;
        corpora++;
    } while (time(NULL) < end);
    printf("%u corpora, %llu articles, the last seed %llu\n", corpora, (unsigned long long)articles,
           (unsigned long long)seed - 1);
    return 0;
}
