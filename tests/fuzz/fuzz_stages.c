/*
 * fuzz_stages.c - PROPERTY: a stage file with any byte changed or cut off is refused; one that was changed
 * and given a checksum that fits is refused too, or else read without a step outside of it, and what
 * comes of it is a result that can be walked from end to end.
 *
 * The files of a run of six articles in two shards are made once. The input damages some of them, by a
 * list of changes, and every step that reads a damaged file is run.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "fuzz.h"
#include "newsdup_io.h"

#define FILES 15
#define FILE_BYTES 32768
#define CHANGES 16
#define CHECKED_FROM 16

static const char *const names[FILES] = {
    "articles-0-of-2", "articles-1-of-2", "keys-0-of-2",     "keys-1-of-2", "pairs-0-0-of-2",
    "pairs-0-1-of-2",  "pairs-1-0-of-2",  "pairs-1-1-of-2",  "pairs-2-0-of-2", "pairs-2-1-of-2",
    "pairs-0",         "pairs-1",         "copies",          "blocks",
    "statistics"};

struct file {
    char    path[96];
    uint8_t bytes[FILE_BYTES];
    size_t  size;
};

struct run {
    char        folder[64];
    nd_options  options;
    struct file files[FILES];
};

/* ---- the files of a run ----------------------------------------------------------------------- */

static const char *const pieces[] = {
    "The lighthouse at Brannock Point goes dark on Sunday after one hundred and forty years, and nobody "
    "in the village below is quite ready for it. ",
    "Its last keeper, who is 81, will switch off the lamp himself, as his father and his grandfather "
    "would have wished, he told the parish meeting. ",
    "Ships have steered by satellite for a generation, the authority says, and the repairs of 2019 cost "
    "more than eleven small lights on poles. ",
    "A buyer has been found for the tower: a retired pilot from inland who means to paint there, and to "
    "let the stairs to nobody but the swallows. "};

static void add_articles(nd_corpus *corpus, unsigned shard) {
    static const char *const plans[6] = {"012", "012", "0123", "23", "3", "01x"};
    for (unsigned i = shard; i < 6; i += 2) {
        char text[1200] = "", id[8];
        for (const char *at = plans[i]; *at; at++) strcat(text, *at == 'x' ? "And so it ended. " : pieces[*at - '0']);
        snprintf(id, sizeof id, "n%u", i);
        nd_article article = {.id = {id, strlen(id)}, .text = {text, strlen(text)}, .title = {"T", 1}, .source = i};
        REQUIRE(!nd_corpus_add(corpus, &article, NULL));
    }
}

static void make_files(struct run *run) {
    nd_result *result = NULL;
    for (unsigned shard = 0; shard < 2; shard++) {
        nd_corpus *corpus = nd_corpus_new(&run->options, NULL);
        add_articles(corpus, shard);
        REQUIRE(!nd_stage_sketch(corpus, shard, 2, run->folder, NULL));
        nd_corpus_free(corpus);
    }
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned shard = 0; shard < 2; shard++)
            REQUIRE(!nd_stage_pairs(&run->options, round, shard, 2, run->folder, run->folder, NULL));
        REQUIRE(!nd_stage_cluster(&run->options, round, run->folder, run->folder, &result, NULL));
    }
    nd_result_free(result);
}

static void load(struct file *file) {
    FILE *handle = fopen(file->path, "rb");
    REQUIRE(handle);
    file->size = fread(file->bytes, 1, FILE_BYTES, handle);
    REQUIRE(file->size > 0 && file->size < FILE_BYTES);
    fclose(handle);
}

/* As the library does: what is mapped stays another file. */
static void save(const struct file *file, const uint8_t *bytes, size_t size) {
    unlink(file->path);
    FILE *handle = fopen(file->path, "wb");
    REQUIRE(handle && fwrite(bytes, 1, size, handle) == size);
    REQUIRE(!fclose(handle));
}

static struct run *the_run;

static void remove_files(void) {
    for (unsigned i = 0; i < FILES; i++) unlink(the_run->files[i].path);
    rmdir(the_run->folder);
}

static struct run *make_run(void) {
    struct run *run = calloc(1, sizeof *run);
    REQUIRE(run);
    nd_options_init(&run->options);
    run->options.jobs = 1;
    strcpy(run->folder, "/tmp/newsdup-fuzz-XXXXXX");
    REQUIRE(mkdtemp(run->folder));
    make_files(run);
    for (unsigned i = 0; i < FILES; i++) {
        snprintf(run->files[i].path, sizeof run->files[i].path, "%s/%s.nd", run->folder, names[i]);
        load(&run->files[i]);
    }
    the_run = run;
    atexit(remove_files);
    return run;
}

/* ---- damage ----------------------------------------------------------------------------------- */

static void seal(uint8_t *bytes, size_t size) {
    if (size < CHECKED_FROM) return;
    uint64_t sum = XXH3_64bits(bytes + CHECKED_FROM, size - CHECKED_FROM);
    for (unsigned i = 0; i < 8; i++) bytes[8 + i] = (uint8_t)(sum >> 8 * i);
}

/* Where a change goes: the header, or anywhere. */
static size_t choose_place(struct choices *choices, size_t size) {
    size_t at = choose(choices, 256);
    if (choose(choices, 2)) at = (at << 8 | choose(choices, 256)) % size;
    return at < size ? at : size - 1;
}

/* Returns whether a byte is other than it was, or missing. */
static int damage(const struct file *file, struct choices *choices, uint8_t *bytes, size_t *size) {
    memcpy(bytes, file->bytes, *size = file->size);
    for (uint32_t left = choose(choices, CHANGES); left > 0; left--) {
        size_t at = choose_place(choices, *size);
        if (choose(choices, 16) == 15) *size = at ? at : 1;
        else bytes[at] = (uint8_t)choose(choices, 256);
    }
    return *size != file->size || memcmp(bytes, file->bytes, *size) != 0;
}

/* ---- the steps -------------------------------------------------------------------------------- */

static int count_bytes(void *context, const void *data, size_t size, nd_error *error) {
    (void)error;
    for (size_t i = 0; i < size; i++) *(uint64_t *)context += ((const uint8_t *)data)[i];
    return ND_OK;
}

static void walk(const nd_result *result) {
    nd_write_options options;
    nd_document      document;
    uint64_t         sum = 0;
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) {
        REQUIRE(document.coverage >= 0 && document.coverage <= 1);
        REQUIRE(document.canonical_coverage >= 0 && document.canonical_coverage <= 1);
    }
    nd_write_options_init(&options);
    for (nd_format format = ND_FORMAT_TEXT; format <= ND_FORMAT_PAIRS_JSONL; format++) {
        options.format = format;
        REQUIRE(!nd_result_write(result, &options, count_bytes, &sum, NULL));
    }
}

/* The steps by which file `index` is read; what they write goes nowhere. The status is that of the last. */
static int read_file(const struct run *run, unsigned index) {
    static const uint8_t rounds[FILES] = {2, 2, 2, 2, 0, 0, 1, 1, 2, 2, 1, 2, 1, 2, 1};
    nd_result           *result = NULL;
    nd_error             error = {0, ""};
    const char          *nowhere = "/nonexistent";
    for (unsigned round = 0; round < 3; round++)
        (void)nd_stage_pairs(&run->options, round, index % 2, 2, run->folder, nowhere, &error);
    int status = nd_stage_cluster(&run->options, rounds[index], run->folder, nowhere, &result, &error);
    if (result) walk(result);
    nd_result_free(result);
    REQUIRE(!status || (error.code == status && error.message[0]));
    if (status == ND_ERROR_IO && strstr(error.message, nowhere)) return ND_OK;
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct run *run;
    static uint8_t     bytes[FILE_BYTES];
    struct choices     choices = {data, data + size};
    if (!run) run = make_run();
    unsigned           index = choose(&choices, FILES);
    const struct file *file = &run->files[index];
    int                sealed = (int)choose(&choices, 2);
    size_t             length;
    int                damaged = damage(file, &choices, bytes, &length);
    if (sealed) seal(bytes, length);
    save(file, bytes, length);
    int status = read_file(run, index);
    if (!damaged) REQUIRE(!status);
    else if (!sealed) REQUIRE(status == ND_ERROR_FORMAT || status == ND_ERROR_IO);
    REQUIRE(status != ND_ERROR_MEMORY);
    save(file, file->bytes, file->size);
    return 0;
}
