/*
 * test_result_saved.c - a result that is saved and loaded again is written as it was before, in every format; a
 * file that is cut, damaged or something else is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collect.h"
#include "failing.h"
#include "newsdup_io.h"
#include "scratch.h"

#define LINE "--threshold 0.7"

static struct collected collected;
static struct scratch   scratch;
static char             saved[sizeof collected.text], expected[sizeof collected.text];

static size_t put_words(char *text, const char *word, unsigned first, unsigned last) {
    size_t size = 0;
    for (unsigned i = first; i < last; i++) size += (size_t)sprintf(text + size, "%s%u ", word, i);
    return size;
}

/* Two clusters in one story, an article that shares a passage with it, one alone, and names that are none. */
static const char *corpus(void) {
    static char lines[60000];
    char        texts[8][4000];
    static const char *const ids[] = {"a", "b\\\"<", "c", "d", "e", "c", "alone", "short"};
    size_t size = 0;
    put_words(texts[0], "ferry", 0, 200);
    put_words(texts[1] + put_words(texts[1], "ferry", 0, 190), "storm", 0, 12);
    put_words(texts[2] + put_words(texts[2], "ferry", 20, 90), "harbour", 0, 300);
    put_words(texts[3] + put_words(texts[3], "ferry", 20, 90), "harbour", 0, 290);
    put_words(texts[4] + put_words(texts[4], "ferry", 100, 160), "council", 0, 150);
    put_words(texts[5], "ferry", 0, 200);
    put_words(texts[6], "garden", 0, 60);
    put_words(texts[7], "few", 0, 3);
    memcpy(strstr(texts[1], "ferry50 "), "FERRY5x ", 8);
    memcpy(strstr(texts[1], "ferry70 "), "2070000 ", 8); /* a figure in the place of a word */
    for (int i = 0; i < 8; i++)
        size += (size_t)sprintf(lines + size,
                                "{\"id\":\"%s\",\"text\":\"%s\",\"date\":\"2024-03-0%d\",\"title\":\"Title %d\","
                                "\"outlet\":\"outlet%d\"}\n", ids[i], texts[i], i + 1, i, i % 3);
    return scratch_text(&scratch, "corpus.jsonl", lines);
}

static nd_reader *open_reader(const char *path) {
    nd_read_options options;
    nd_read_options_init(&options);
    options.keep_text = 1;
    options.format = ND_INPUT_JSONL;
    nd_reader *reader = nd_reader_new(&options, NULL);
    assert_non_null(reader);
    assert_int_equal(nd_reader_add(reader, path, NULL), ND_OK);
    return reader;
}

static const char *write_as(const nd_result *result, nd_format format, nd_reader *texts, int with_text) {
    nd_write_options options;
    nd_write_options_init(&options);
    options.format = format;
    options.texts = texts;
    options.with_text = with_text;
    options.options_line = LINE;
    collected.size = collected.calls = collected.fail_at = 0;
    assert_int_equal(nd_result_write(result, &options, collect, &collected, NULL), ND_OK);
    return collected.text;
}

static nd_result *run(nd_reader *reader) {
    nd_options options;
    nd_result *result;
    nd_options_init(&options);
    options.jobs = 1;
    options.with_differences = 1;
    nd_corpus *made = nd_corpus_new(&options, NULL);
    assert_int_equal(nd_reader_feed(reader, made, NULL), ND_OK);
    assert_int_equal(nd_corpus_run(made, &result, NULL), ND_OK);
    nd_corpus_free(made);
    return result;
}

static int load(const char *text, nd_result **out, nd_error *error) {
    nd_reader *reader = open_reader(scratch_text(&scratch, "damaged.jsonl", text));
    int        status = nd_result_load(reader, out, error);
    nd_reader_free(reader);
    return status;
}

static nd_reader *articles;
static nd_result *result;

static int set_up(void **state) {
    (void)state;
    scratch_make(&scratch);
    articles = open_reader(corpus());
    result = run(articles);
    nd_summary summary;
    nd_result_summary(result, &summary);
    assert_int_equal(summary.stories, 1);
    assert_int_equal(summary.clusters, 2);
    assert_int_equal(summary.repeated_ids, 1);
    strcpy(saved, write_as(result, ND_FORMAT_JSONL, articles, 1));
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    nd_result_free(result);
    nd_reader_free(articles);
    scratch_remove(&scratch);
    return 0;
}

/* Of a saved result it is not known which file an article came from. */
static int tells_files(nd_format format) {
    return format == ND_FORMAT_GITHUB || format == ND_FORMAT_SARIF || format == ND_FORMAT_JUNIT ||
           format == ND_FORMAT_GITLAB;
}

static void every_format_is_written_as_before(void **state) {
    (void)state;
    nd_result *loaded;
    nd_reader *reader = open_reader(scratch_text(&scratch, "saved.jsonl", saved));
    assert_int_equal(nd_result_load(reader, &loaded, NULL), ND_OK);
    assert_string_equal(nd_result_options_line(loaded), LINE);
    assert_null(nd_result_options_line(result));
    for (int format = 0; format < ND_FORMATS; format++) {
        int without = tells_files((nd_format)format);
        strcpy(expected, write_as(result, (nd_format)format, without ? NULL : articles, !without));
        assert_true(strlen(expected) > 100 || format == ND_FORMAT_PATHS);
        assert_string_equal(write_as(loaded, (nd_format)format, without ? NULL : reader, !without), expected);
    }
    nd_result_free(loaded);
    nd_reader_free(reader);
}

static void texts_are_found_again_by_their_ids(void **state) {
    (void)state;
    nd_result *loaded;
    nd_error   error;
    nd_reader *reader = open_reader(scratch_text(&scratch, "short.jsonl", write_as(result, ND_FORMAT_JSONL, NULL, 0)));
    nd_reader *again = open_reader(scratch_path(&scratch, "corpus.jsonl"));
    assert_int_equal(nd_result_load(reader, &loaded, NULL), ND_OK);
    assert_int_equal(nd_result_find_texts(loaded, again, &error), ND_OK);
    nd_document document;
    for (uint64_t at = 0; nd_result_next_document(loaded, &at, &document);) {
        int is_told_apart = document.id.size && document.id.data[0] == 'c'; /* c and c#2 */
        if (is_told_apart) assert_true(document.source == ND_NONE);
        else assert_int_equal(document.source, document.index);
        if (!is_told_apart) assert_true(document.time != ND_NO_TIME);
    }
    strcpy(expected, write_as(result, ND_FORMAT_TSV, NULL, 0));
    assert_string_equal(write_as(loaded, ND_FORMAT_TSV, NULL, 0), expected);
    nd_result_free(loaded);
    nd_reader_free(reader);
    nd_reader_free(again);
}

/* Loads what is saved with the first `from` in it replaced. */
static void refuse(const char *from, const char *to, const char *message) {
    static char damaged[sizeof saved + 100];
    nd_result  *loaded;
    nd_error    error = {0};
    const char *at = strstr(saved, from);
    assert_non_null(at);
    sprintf(damaged, "%.*s%s%s", (int)(at - saved), saved, to, at + strlen(from));
    assert_int_equal(load(damaged, &loaded, &error), ND_ERROR_FORMAT);
    assert_null(loaded);
    if (!strstr(error.message, message)) fail_msg("%s -> %s: %s", from, to, error.message);
}

static void what_is_damaged_is_refused(void **state) {
    (void)state;
    refuse("\"type\":\"header\"", "\"type\":\"doc\"", "line 1 of the result: there is no header");
    refuse("\"type\":\"doc\"", "\"type\":\"cod\"", "line 2 of the result: this is no row");
    refuse("{\"type\":\"doc\"", "nothing", "line 2 of the result: this is no row");
    refuse("\"type\":\"summary\"", "\"type\":\"header\"", "no summary");
    refuse("\"articles\":8", "\"articles\":9", "8 of the 9 articles");
    refuse("\"cluster\":\"c-", "\"cluster\":\"s-", "no id of a group");
    refuse("\"role\":\"canonical\"", "\"role\":\"canon\"", "no role");
    refuse("\"role\":\"canonical\"", "\"role\":\"identical\"", "has no canonical");
    refuse("\"main\":true", "\"main\":false", "has no main article");
    refuse("\"canonical\":\"", "\"canonical\":\"x", "not in it");
    refuse("\"id_a\":\"", "\"id_a\":\"x", "not in it");
    refuse("\"relation\":\"", "\"relation\":\"x", "no relation");
    refuse("\"passages\":[{\"at\":[", "\"passages\":[{\"at\":[99999999,", "no pair of ranges");
    refuse("\"differences\":[[", "\"differences\":[[99999999,", "no pair of ranges");
}

static void what_is_cut_is_refused(void **state) {
    (void)state;
    static char cut[sizeof saved];
    nd_result  *loaded;
    size_t      size = strlen(saved);
    for (size_t i = 0; i + 1 < size; i += 997) {
        memcpy(cut, saved, i);
        cut[i] = '\0';
        assert_int_equal(load(cut, &loaded, NULL), ND_ERROR_FORMAT);
        assert_null(loaded);
    }
}

static void running_out_of_memory_is_told(void **state) {
    (void)state;
    for (unsigned n = 0;; n++) {
        nd_result *loaded;
        nd_error   error = {0};
        nd_reader *reader = open_reader(scratch_text(&scratch, "saved.jsonl", saved));
        fail_allocation_after(n);
        int status = nd_result_load(reader, &loaded, &error), was_spared = fail_nothing();
        nd_reader_free(reader);
        if (was_spared) {
            assert_int_equal(status, ND_OK);
            nd_result_free(loaded);
            return;
        }
        assert_int_equal(status, ND_ERROR_MEMORY);
        assert_int_equal(error.code, ND_ERROR_MEMORY);
        assert_null(loaded);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_written_as_before),
        cmocka_unit_test(texts_are_found_again_by_their_ids),
        cmocka_unit_test(what_is_damaged_is_refused),
        cmocka_unit_test(what_is_cut_is_refused),
        cmocka_unit_test(running_out_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("result_saved", tests, set_up, tear_down);
}
