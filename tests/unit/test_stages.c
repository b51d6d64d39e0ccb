/*
 * test_stages.c - the steps of a run give what the single run gives, and refuse every file that is damaged,
 * of another run, or does not fit; files that are forged with a right checksum never lead outside them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <xxhash.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "failing.h"
#include "newsdup_io.h"
#include "options.h"
#include "scratch.h"

enum { ARTICLES = 14, ROUNDS = 3, STEPS = 2 * ROUNDS, TEXT_BYTES = 4000, FLIPS = 40, FORGERIES = 60 };

/* In a stage file. */
enum { CHECKSUM_AT = 8, CHECKED_FROM = 16, PARAMETERS_AT = 24, SECTIONS_FROM = 448 };

/* ---- chance ----------------------------------------------------------------------------------- */

static uint32_t draw(uint64_t *state, uint32_t limit) {
    return (uint32_t)(nd_mix64(++*state) >> 33) % limit;
}

/* ---- a small run ------------------------------------------------------------------------------ */

static size_t say(char *text, size_t size, unsigned name, unsigned first, unsigned last) {
    for (unsigned i = first; i < last; i++) {
        int added = snprintf(text + size, TEXT_BYTES - size, "w%ux%u ", name, i);
        size += (size_t)added;
    }
    return size;
}

/* Articles 3 by 3: a text, a copy with a word changed, and one that quotes it; every seventh is short, and
 * all have a footer. Other `name`s have other words. */
static void write_article(char *text, unsigned name, unsigned article) {
    unsigned of = 100 * name + article / 3;
    size_t   size = 0;
    if (article % 7 == 6) size = say(text, size, of, 0, 20);
    else if (article % 3 == 2) {
        size = say(text, size, 7000 + of, 0, 60);
        size = say(text, size, of, 5, 43);
        size = say(text, size, 9000 + of, 0, 30);
    } else {
        size = say(text, size, of, 0, 45);
        size = say(text, size, 8000 + of, article % 3, article % 3 + 1);
        size = say(text, size, of, 45, 90);
    }
    say(text, size, 6000, 0, 10);
}

static nd_options options_of(uint32_t min_words) {
    nd_options options;
    nd_options_init(&options);
    options.jobs = 1;
    options.min_words = min_words;
    return options;
}

static int add_article(nd_corpus *corpus, unsigned name, uint32_t i, nd_error *error) {
    char text[TEXT_BYTES], id[16];
    write_article(text, name, i);
    snprintf(id, sizeof id, "article-%u", i);
    nd_article article = {.id = {id, strlen(id)}, .text = {text, strlen(text)}, .time = ND_NO_TIME, .source = i};
    return nd_corpus_add(corpus, &article, error);
}

static nd_corpus *new_corpus(uint32_t min_words) {
    nd_options options = options_of(min_words);
    nd_corpus *corpus = nd_corpus_new(&options, NULL);
    assert_non_null(corpus);
    return corpus;
}

static nd_corpus *fill_corpus(unsigned name, uint32_t shard, uint32_t shards, uint32_t min_words) {
    nd_corpus *corpus = new_corpus(min_words);
    for (uint32_t i = shard; i < ARTICLES; i += shards)
        assert_int_equal(add_article(corpus, name, i, NULL), ND_OK);
    return corpus;
}

static void sketch(const char *folder, unsigned name, uint32_t shards, uint32_t min_words) {
    for (uint32_t shard = 0; shard < shards; shard++) {
        nd_corpus *corpus = fill_corpus(name, shard, shards, min_words);
        assert_int_equal(nd_stage_sketch(corpus, shard, shards, folder, NULL), ND_OK);
        nd_corpus_free(corpus);
    }
}

/* Step 0 is pairs of round 0, 1 cluster of round 0, and so on. */
static int take_step(const char *folder, unsigned step, uint32_t shards, nd_result **result, nd_error *error) {
    nd_options options = options_of(8);
    int        status = ND_OK;
    *result = NULL;
    if (step % 2) return nd_stage_cluster(&options, step / 2, folder, folder, result, error);
    for (uint32_t shard = 0; shard < shards && !status; shard++)
        status = nd_stage_pairs(&options, step / 2, shard, shards, folder, folder, error);
    return status;
}

static int take_steps(const char *folder, unsigned from, nd_result **result, nd_error *error) {
    int status = ND_OK;
    for (unsigned step = from; step < STEPS && !status; step++) status = take_step(folder, step, 1, result, error);
    return status;
}

static int keep_bytes(void *context, const void *data, size_t size, nd_error *error) {
    return nd_buf_append(context, data, size, error);
}

/* The result as JSON Lines; frees it. */
static nd_buf describe(nd_result *result) {
    nd_buf           out = {0};
    nd_write_options options;
    nd_write_options_init(&options);
    options.format = ND_FORMAT_JSONL;
    assert_non_null(result);
    assert_int_equal(nd_result_write(result, &options, keep_bytes, &out, NULL), ND_OK);
    nd_result_free(result);
    return out;
}

static nd_buf describe_single_run(void) {
    nd_result *result = NULL;
    nd_corpus *corpus = fill_corpus(0, 0, 1, 8);
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    nd_corpus_free(corpus);
    return describe(result);
}

static void check_like_single_run(nd_result *result) {
    nd_buf expected = describe_single_run(), got = describe(result);
    assert_int_equal(got.size, expected.size);
    assert_memory_equal(got.data, expected.data, got.size);
    nd_buf_free(&expected);
    nd_buf_free(&got);
}

static void check_refused(int status, const nd_error *error, const char *name) {
    assert_int_equal(status, ND_ERROR_FORMAT);
    assert_int_equal(error->code, ND_ERROR_FORMAT);
    assert_non_null(strstr(error->message, name));
    assert_null(strchr(error->message, '\n'));
}

/* ---- what the steps give ---------------------------------------------------------------------- */

/* Both files, byte for byte. */
static void check_same_file(struct scratch *one, struct scratch *other, const char *name) {
    FILE *files[2] = {fopen(scratch_path(one, name), "rb"), fopen(scratch_path(other, name), "rb")};
    int   first, second;
    assert_non_null(files[0]);
    assert_non_null(files[1]);
    do {
        first = fgetc(files[0]);
        second = fgetc(files[1]);
        assert_int_equal(first, second);
    } while (first != EOF);
    fclose(files[0]);
    fclose(files[1]);
}

/* A run keeps only those keys that it needs. */
static void a_corpus_grows_after_a_run(void **state) {
    (void)state;
    nd_corpus *corpus = new_corpus(8);
    nd_result *result = NULL;
    for (uint32_t i = 0; i < ARTICLES; i++) {
        assert_int_equal(add_article(corpus, 0, i, NULL), ND_OK);
        if (i % 5 != 4) continue;
        assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
        nd_result_free(result);
    }
    for (unsigned again = 0; again < 2; again++) {
        assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
        check_like_single_run(result);
    }
    nd_corpus_free(corpus);
}

static void a_corpus_is_saved_after_a_run(void **state) {
    (void)state;
    struct scratch scratch, other;
    scratch_make(&scratch);
    scratch_make(&other);
    nd_corpus *corpus = fill_corpus(0, 0, 1, 8);
    nd_result *result = NULL;
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    nd_result_free(result);
    assert_int_equal(nd_stage_sketch(corpus, 0, 1, scratch.folder, NULL), ND_OK);
    sketch(other.folder, 0, 1, 8);
    check_same_file(&scratch, &other, "keys-0-of-1.nd");
    nd_corpus_free(corpus);
    scratch_remove(&scratch);
    scratch_remove(&other);
}

/* Whatever allocation fails, the article that did not come in can be added again. */
static void growing_after_a_run_fails_without_memory(void **state) {
    (void)state;
    for (unsigned calls = 0, done = 0; !done; calls++) {
        nd_corpus *corpus = new_corpus(8);
        nd_result *result = NULL;
        nd_error   error = {0};
        for (uint32_t i = 0; i < ARTICLES - 1; i++) assert_int_equal(add_article(corpus, 0, i, NULL), ND_OK);
        assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
        nd_result_free(result);
        fail_allocation_after(calls);
        int status = add_article(corpus, 0, ARTICLES - 1, &error);
        done = (unsigned)fail_nothing();
        assert_int_equal(status, done ? ND_OK : ND_ERROR_MEMORY);
        if (status) assert_int_equal(add_article(corpus, 0, ARTICLES - 1, NULL), ND_OK);
        assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
        check_like_single_run(result);
        nd_corpus_free(corpus);
    }
}

static void a_run_that_fails_without_memory_is_run_again(void **state) {
    (void)state;
    for (unsigned calls = 0, done = 0; !done; calls++) {
        nd_corpus *corpus = fill_corpus(0, 0, 1, 8);
        nd_result *result = NULL;
        fail_allocation_after(calls);
        int status = nd_corpus_run(corpus, &result, NULL);
        done = (unsigned)fail_nothing();
        assert_int_equal(status, done ? ND_OK : ND_ERROR_MEMORY);
        if (status) assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
        check_like_single_run(result);
        nd_corpus_free(corpus);
    }
}

static void the_steps_give_the_bytes_of_the_single_run(void **state) {
    (void)state;
    for (uint32_t shards = 1; shards <= 3; shards++) {
        struct scratch scratch;
        nd_result     *result = NULL;
        scratch_make(&scratch);
        sketch(scratch.folder, 0, shards, 8);
        for (unsigned step = 0; step < STEPS; step++)
            assert_int_equal(take_step(scratch.folder, step, 1 + step % 3, &result, NULL), ND_OK);
        check_like_single_run(result);
        scratch_remove(&scratch);
    }
}

static void the_small_run_has_copies_stories_and_stubs(void **state) {
    (void)state;
    nd_buf text = describe_single_run();
    assert_int_equal(nd_buf_append(&text, "", 1, NULL), ND_OK);
    assert_non_null(strstr((char *)text.data, "near-duplicate"));
    assert_non_null(strstr((char *)text.data, "shares-passages"));
    assert_null(strstr((char *)text.data, "\"clusters\":0"));
    nd_buf_free(&text);
}

/* A sketch with a limit over the length of all articles once had no keys. */
static void the_least_words_of_a_sketch_do_not_matter(void **state) {
    (void)state;
    struct scratch scratch;
    nd_result     *result = NULL;
    scratch_make(&scratch);
    sketch(scratch.folder, 0, 2, 1000);
    assert_int_equal(take_steps(scratch.folder, 0, &result, NULL), ND_OK);
    check_like_single_run(result);
    scratch_remove(&scratch);
}

static void articles_without_words_are_sketched_too(void **state) {
    (void)state;
    struct scratch scratch;
    nd_options     options = options_of(8);
    nd_result     *result = NULL;
    nd_summary     summary;
    scratch_make(&scratch);
    nd_corpus *corpus = nd_corpus_new(&options, NULL);
    for (uint64_t i = 0; i < 3; i++) {
        nd_article article = {.text = {"...", 3}, .source = i};
        assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
    }
    assert_int_equal(nd_stage_sketch(corpus, 0, 1, scratch.folder, NULL), ND_OK);
    assert_int_equal(take_steps(scratch.folder, 0, &result, NULL), ND_OK);
    nd_result_summary(result, &summary);
    assert_int_equal(summary.stubs, 3);
    assert_int_equal(summary.clusters, 0);
    nd_result_free(result);
    nd_corpus_free(corpus);
    scratch_remove(&scratch);
}

static void sources_of_several_shards_must_rise(void **state) {
    (void)state;
    struct scratch scratch;
    nd_error       error = {0};
    nd_options     options = options_of(8);
    scratch_make(&scratch);
    nd_corpus *corpus = nd_corpus_new(&options, NULL);
    for (int i = 0; i < 2; i++) {
        nd_article article = {.text = {"some words", 10}, .source = 5};
        assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
    }
    assert_int_equal(nd_stage_sketch(corpus, 0, 2, scratch.folder, &error), ND_ERROR_USAGE);
    assert_int_equal(error.code, ND_ERROR_USAGE);
    assert_string_equal(error.message, "source 5 after 5: sources of a shard must rise");
    assert_int_equal(nd_stage_sketch(corpus, 0, 1, scratch.folder, NULL), ND_OK);
    nd_corpus_free(corpus);
    scratch_remove(&scratch);
}

/* ---- what is left of another run -------------------------------------------------------------- */

/* Runs up to `step` on some articles, sketches as many others, and goes on with `step`. */
static void check_stale(unsigned step, const char *name) {
    struct scratch scratch;
    nd_result     *result;
    nd_error       error = {0};
    scratch_make(&scratch);
    sketch(scratch.folder, 0, 1, 8);
    for (unsigned before = 0; before < step; before++)
        assert_int_equal(take_step(scratch.folder, before, 1, &result, NULL), ND_OK);
    sketch(scratch.folder, 1, 1, 8);
    int status = take_step(scratch.folder, step, 1, &result, &error);
    check_refused(status, &error, name);
    assert_non_null(strstr(error.message, "other articles"));
    scratch_remove(&scratch);
}

static void rounds_of_other_articles_are_refused(void **state) {
    (void)state;
    check_stale(1, "pairs-0-0-of-1.nd");
    check_stale(2, "pairs-0.nd");
    check_stale(3, "pairs-0.nd");
    check_stale(4, "pairs-1.nd");
    check_stale(5, "pairs-1.nd");
}

static void rounds_of_other_options_are_refused(void **state) {
    (void)state;
    struct scratch scratch;
    nd_options     options = options_of(9);
    nd_result     *result;
    nd_error       error = {0};
    scratch_make(&scratch);
    sketch(scratch.folder, 0, 1, 8);
    assert_int_equal(take_step(scratch.folder, 0, 1, &result, NULL), ND_OK);
    int status = nd_stage_cluster(&options, 0, scratch.folder, scratch.folder, &result, &error);
    check_refused(status, &error, "pairs-0-0-of-1.nd");
    scratch_remove(&scratch);
}

static uint64_t number_at(struct scratch *scratch, const char *name, long at) {
    uint64_t number = 0;
    FILE    *file = fopen(scratch_path(scratch, name), "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fread(&number, sizeof number, 1, file), 1);
    fclose(file);
    return number;
}

/* A folder in which articles were sketched anew, by a version with other keys, keeps no round of the one before. */
static void rounds_depend_on_how_keys_are_made(void **state) {
    (void)state;
    const char    *articles = "articles-0-of-1.nd";
    nd_options     options = options_of(8);
    struct scratch scratch;
    scratch_make(&scratch);
    nd_corpus *corpus = new_corpus(8);
    assert_int_equal(add_article(corpus, 0, 0, NULL), ND_OK);
    assert_int_equal(nd_stage_sketch(corpus, 0, 1, scratch.folder, NULL), ND_OK);
    nd_corpus_free(corpus);
    assert_int_equal(nd_stage_pairs(&options, 0, 0, 1, scratch.folder, scratch.folder, NULL), ND_OK);
    uint64_t keys = number_at(&scratch, articles, PARAMETERS_AT);
    uint64_t print = nd_mix64_pair(1, number_at(&scratch, articles, SECTIONS_FROM));
    print = nd_mix64_pair(print, number_at(&scratch, articles, SECTIONS_FROM + 8));
    uint64_t expected = nd_mix64_pair(nd_mix64_pair(keys, nd_options_fingerprint(&options)), print);
    assert_true(number_at(&scratch, "pairs-0-0-of-1.nd", PARAMETERS_AT) == expected);
    scratch_remove(&scratch);
}

static void move(struct scratch *scratch, const char *from, const char *to) {
    assert_int_equal(rename(scratch_path(scratch, from), scratch_path(scratch, to)), 0);
}

static void keys_of_another_sketch_are_refused(void **state) {
    (void)state;
    struct scratch scratch;
    nd_result     *result;
    nd_error       error = {0};
    scratch_make(&scratch);
    sketch(scratch.folder, 0, 1, 8);
    move(&scratch, "keys-0-of-1.nd", "kept");
    sketch(scratch.folder, 1, 1, 8);
    move(&scratch, "kept", "keys-0-of-1.nd");
    int status = take_step(scratch.folder, 0, 1, &result, &error);
    check_refused(status, &error, "keys-0-of-1.nd");
    scratch_remove(&scratch);
}

static void keys_of_another_shard_are_refused(void **state) {
    (void)state;
    struct scratch scratch;
    nd_result     *result;
    nd_error       error = {0};
    scratch_make(&scratch);
    sketch(scratch.folder, 0, 2, 8);
    move(&scratch, "keys-0-of-2.nd", "kept");
    move(&scratch, "keys-1-of-2.nd", "keys-0-of-2.nd");
    move(&scratch, "kept", "keys-1-of-2.nd");
    int status = take_step(scratch.folder, 0, 1, &result, &error);
    check_refused(status, &error, "keys-0-of-2.nd");
    scratch_remove(&scratch);
}

static void shards_of_two_counts_are_refused(void **state) {
    (void)state;
    struct scratch scratch;
    nd_result     *result;
    nd_error       error = {0};
    scratch_make(&scratch);
    sketch(scratch.folder, 0, 1, 8);
    for (uint32_t shards = 1; shards <= 2; shards++)
        assert_int_equal(take_step(scratch.folder, 0, shards, &result, NULL), ND_OK);
    check_refused(take_step(scratch.folder, 1, 1, &result, &error), &error, "pairs-0 of 1 and of 2 shards");
    sketch(scratch.folder, 0, 3, 8);
    check_refused(take_step(scratch.folder, 0, 1, &result, &error), &error, "articles of 1 and of 3 shards");
    scratch_remove(&scratch);
}

static void what_only_looks_like_a_shard_is_none(void **state) {
    (void)state;
    static const char *const names[] = {"articles-0-of-2.nd.0.part", "articles-0-of-02.nd", "articles-0-of-5000.nd",
                                        "articles-1-of-2.nd",        "articles-0-of-0.nd",  "articles-0-of-2.ndx",
                                        "articles-0-of-99999999999999999999.nd"};
    struct scratch scratch;
    nd_result     *result;
    nd_error       error = {0};
    scratch_make(&scratch);
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) scratch_text(&scratch, names[i], "");
    assert_int_equal(take_step(scratch.folder, 0, 1, &result, &error), ND_ERROR_IO);
    assert_non_null(strstr(error.message, "no articles-0-of-N.nd here"));
    sketch(scratch.folder, 0, 1, 8);
    assert_int_equal(take_step(scratch.folder, 0, 1, &result, NULL), ND_OK);
    assert_int_equal(take_step("/nowhere/at/all", 0, 1, &result, &error), ND_ERROR_IO);
    assert_non_null(strstr(error.message, "/nowhere/at/all"));
    scratch_remove(&scratch);
}

/* ---- failures --------------------------------------------------------------------------------- */

static void the_status_is_that_of_the_error(void **state) {
    (void)state;
    struct scratch scratch;
    nd_options     options = options_of(8);
    nd_error       error = {0};
    scratch_make(&scratch);
    sketch(scratch.folder, 0, 1, 8);
    options.jobs = 2;
    fail_thread_after(0);
    int status = nd_stage_pairs(&options, 0, 0, 1, scratch.folder, scratch.folder, &error);
    assert_false(fail_nothing());
    assert_int_equal(status, ND_ERROR_LIMIT);
    assert_int_equal(error.code, ND_ERROR_LIMIT);
    fail_thread_after(0);
    assert_int_equal(nd_stage_pairs(&options, 0, 0, 1, scratch.folder, scratch.folder, NULL), ND_ERROR_LIMIT);
    assert_false(fail_nothing());
    scratch_remove(&scratch);
}

static void a_step_that_ran_out_of_memory_is_run_again(void **state) {
    (void)state;
    struct scratch scratch;
    nd_result     *result = NULL;
    scratch_make(&scratch);
    sketch(scratch.folder, 0, 2, 8);
    for (unsigned step = 0; step < STEPS; step++)
        for (unsigned calls = 0, reached = 1; reached; calls += 1 + calls / 8) {
            nd_error error = {0};
            fail_allocation_after(calls);
            int status = take_step(scratch.folder, step, 1, &result, &error);
            reached = !fail_nothing();
            if (reached) {
                assert_int_not_equal(status, ND_OK);
                assert_int_equal(error.code, status);
                assert_null(result);
            } else assert_int_equal(status, ND_OK);
        }
    check_like_single_run(result);
    scratch_remove(&scratch);
}

/* ---- damage and forgery ----------------------------------------------------------------------- */

/* Every file of a run on one shard, and the first step that reads it. */
static const struct {
    const char *name;
    unsigned    step;
} files[] = {{"articles-0-of-1.nd", 0}, {"keys-0-of-1.nd", 0},     {"pairs-0-0-of-1.nd", 1}, {"pairs-0.nd", 2},
             {"copies.nd", 2},          {"statistics.nd", 2},      {"pairs-1-0-of-1.nd", 3}, {"pairs-1.nd", 4},
             {"blocks.nd", 4},          {"pairs-2-0-of-1.nd", 5}};

enum { FILES = sizeof files / sizeof *files };

struct run {
    struct scratch scratch;
    nd_buf         bytes[FILES]; /* of the files as they should be */
};

static nd_buf read_bytes(const char *path) {
    nd_buf  bytes = {0};
    uint8_t block[4096];
    FILE   *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;)
        assert_int_equal(nd_buf_append(&bytes, block, got, NULL), ND_OK);
    fclose(file);
    return bytes;
}

static void make_run(struct run *run) {
    nd_result *result;
    scratch_make(&run->scratch);
    sketch(run->scratch.folder, 0, 1, 8);
    assert_int_equal(take_steps(run->scratch.folder, 0, &result, NULL), ND_OK);
    nd_result_free(result);
    for (unsigned i = 0; i < FILES; i++) run->bytes[i] = read_bytes(scratch_path(&run->scratch, files[i].name));
}

static void restore_files(struct run *run) {
    for (unsigned i = 0; i < FILES; i++)
        scratch_write(&run->scratch, files[i].name, run->bytes[i].data, run->bytes[i].size);
}

static void free_run(struct run *run) {
    for (unsigned i = 0; i < FILES; i++) nd_buf_free(&run->bytes[i]);
    scratch_remove(&run->scratch);
}

static void check_flip(struct run *run, unsigned file, size_t at, unsigned bit) {
    nd_buf    *bytes = &run->bytes[file];
    nd_result *result;
    nd_error   error = {0};
    bytes->data[at] ^= (uint8_t)(1 << bit);
    scratch_write(&run->scratch, files[file].name, bytes->data, bytes->size);
    int status = take_step(run->scratch.folder, files[file].step, 1, &result, &error);
    check_refused(status, &error, files[file].name);
    assert_null(result);
    bytes->data[at] ^= (uint8_t)(1 << bit);
    scratch_write(&run->scratch, files[file].name, bytes->data, bytes->size);
}

static void a_bit_flipped_in_any_file_is_noticed(void **state) {
    (void)state;
    struct run run;
    uint64_t   chance = 1;
    make_run(&run);
    for (unsigned file = 0; file < FILES; file++)
        for (unsigned i = 0; i < FLIPS; i++) {
            uint32_t size = (uint32_t)run.bytes[file].size;
            check_flip(&run, file, draw(&chance, i % 4 ? size : SECTIONS_FROM), draw(&chance, 8));
        }
    free_run(&run);
}

static void put_number(uint8_t *at, uint64_t value, unsigned width) {
    for (unsigned i = 0; i < width; i++) at[i] = (uint8_t)(value >> 8 * i);
}

/* Another number somewhere: near what it was, anything, or the largest; in the table of sections, too. */
static void change_number(uint8_t *bytes, size_t size, uint64_t *chance) {
    static const unsigned widths[] = {1, 4, 4, 8};
    unsigned width = widths[draw(chance, 4)];
    size_t   from = draw(chance, 8) ? SECTIONS_FROM : CHECKED_FROM;
    if (from >= size) from = CHECKED_FROM;
    uint8_t *at = bytes + from + draw(chance, (uint32_t)(size - from) / 8) * 8;
    uint64_t value = 0;
    if (width == 4) at += 4 * draw(chance, 2);
    for (unsigned i = 0; i < width; i++) value |= (uint64_t)at[i] << 8 * i;
    switch (draw(chance, 5)) {
    case 0: value++; break;
    case 1: value--; break;
    case 2: value = draw(chance, 16); break;
    case 3: value = UINT64_MAX; break;
    default: value = nd_mix64(++*chance);
    }
    put_number(at, value, width);
}

/* Makes the checksum right again, so that all the other checks are on their own. */
static void forge(struct run *run, unsigned file, uint64_t *chance) {
    nd_buf copy = {0};
    assert_int_equal(nd_buf_append(&copy, run->bytes[file].data, run->bytes[file].size, NULL), ND_OK);
    for (uint32_t changes = 1 + draw(chance, 3); changes; changes--) change_number(copy.data, copy.size, chance);
    put_number(copy.data + CHECKSUM_AT, XXH3_64bits(copy.data + CHECKED_FROM, copy.size - CHECKED_FROM), 8);
    scratch_write(&run->scratch, files[file].name, copy.data, copy.size);
    nd_buf_free(&copy);
}

/* Either is fine, as long as nothing is touched that is not ours: run it with SAN=address,undefined. */
static void a_forged_file_is_refused_or_harmless(void **state) {
    (void)state;
    struct run run;
    uint64_t   chance = 2;
    unsigned   refused = 0, used = 0;
    make_run(&run);
    for (unsigned i = 0; i < FORGERIES * FILES; i++) {
        unsigned   file = i % FILES;
        nd_result *result = NULL;
        nd_error   error = {0};
        forge(&run, file, &chance);
        int status = take_steps(run.scratch.folder, files[file].step, &result, &error);
        assert_int_equal(error.code, status);
        if (status) refused++;
        else {
            nd_buf text = describe(result);
            nd_buf_free(&text);
            used++;
        }
        restore_files(&run);
    }
    assert_true(refused > FORGERIES && used > FORGERIES);
    free_run(&run);
}

static void a_part_that_a_killed_step_left_is_never_read(void **state) {
    (void)state;
    struct run run;
    nd_result *result;
    char       part[64];
    make_run(&run);
    for (unsigned i = 0; i < FILES; i++) {
        snprintf(part, sizeof part, "%s.0.part", files[i].name);
        scratch_write(&run.scratch, part, run.bytes[i].data, run.bytes[i].size / 2);
        unlink(scratch_path(&run.scratch, files[i].name));
    }
    sketch(run.scratch.folder, 0, 1, 8);
    assert_int_equal(take_steps(run.scratch.folder, 0, &result, NULL), ND_OK);
    check_like_single_run(result);
    free_run(&run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_corpus_grows_after_a_run),
        cmocka_unit_test(a_corpus_is_saved_after_a_run),
        cmocka_unit_test(growing_after_a_run_fails_without_memory),
        cmocka_unit_test(a_run_that_fails_without_memory_is_run_again),
        cmocka_unit_test(the_steps_give_the_bytes_of_the_single_run),
        cmocka_unit_test(the_small_run_has_copies_stories_and_stubs),
        cmocka_unit_test(the_least_words_of_a_sketch_do_not_matter),
        cmocka_unit_test(articles_without_words_are_sketched_too),
        cmocka_unit_test(sources_of_several_shards_must_rise),
        cmocka_unit_test(rounds_of_other_articles_are_refused),
        cmocka_unit_test(rounds_of_other_options_are_refused),
        cmocka_unit_test(rounds_depend_on_how_keys_are_made),
        cmocka_unit_test(keys_of_another_sketch_are_refused),
        cmocka_unit_test(keys_of_another_shard_are_refused),
        cmocka_unit_test(shards_of_two_counts_are_refused),
        cmocka_unit_test(what_only_looks_like_a_shard_is_none),
        cmocka_unit_test(the_status_is_that_of_the_error),
        cmocka_unit_test(a_step_that_ran_out_of_memory_is_run_again),
        cmocka_unit_test(a_bit_flipped_in_any_file_is_noticed),
        cmocka_unit_test(a_forged_file_is_refused_or_harmless),
        cmocka_unit_test(a_part_that_a_killed_step_left_is_never_read),
    };
    return cmocka_run_group_tests_name("stages", tests, NULL, NULL);
}
