/* test_progress.c - what the line says, and when there is one. */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/progress.c"
#include "scratch.h"

static struct progress progress;

static void expect(const char *stage, uint64_t done, uint64_t total, double seconds, const char *line) {
    char text[200];
    snprintf(progress.stage, sizeof progress.stage, "%s", stage);
    assert_string_equal(progress_line(&progress, done, total, seconds, text, sizeof text), line);
}

static void a_line_says_how_much_how_fast_and_how_long_yet(void **state) {
    (void)state;
    progress = (struct progress){.reader = NULL};
    expect("read", 1500000, 0, 0, "reading: 1.5 MB");
    expect("read", 1500000, 0, 2, "reading: 1.5 MB, 0.8 MB/s");
    expect("read", 50000000, 150000000, 2, "reading: 50.0 of 150.0 MB, 25.0 MB/s, 5 s left");
    expect("read", 1, 0, 0, "reading: 0.0 MB");
    expect("verify", 4096, 8192, .5, "comparing: 4096 of 8192 pairs");
    expect("verify", 4096, 4096 * 61, 10, "comparing: 4096 of 249856 pairs, 11 min left");
    expect("verify", 1, 36001, 1, "comparing: 1 of 36001 pairs, 11 h left");
    expect("verify", 8192, 8192, 10, "comparing: 8192 of 8192 pairs");
    expect("candidates", 0, 0, 10, "looking for pairs");
    expect("statistics", 0, 0, 10, "counting what is common");
    expect("new", 3, 4, 0, "new: 3 of 4 pairs");
}

static void articles_are_counted_by_the_reader(void **state) {
    (void)state;
    struct scratch scratch;
    nd_article     article;
    char           text[200], little[20];
    scratch_make(&scratch);
    nd_reader *reader = nd_reader_new(NULL, NULL);
    assert_int_equal(nd_reader_add(reader, scratch_text(&scratch, "a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n"),
                                   NULL), ND_OK);
    while (nd_reader_next(reader, &article, NULL) == 1) continue;
    progress = (struct progress){.reader = reader, .stage = "read"};
    assert_string_equal(progress_line(&progress, 26, 26, 0, text, sizeof text), "reading: 2 articles, 0.0 of 0.0 MB");
    assert_string_equal(progress_line(&progress, 26, 26, 0, little, sizeof little), "reading: 2 articles");
    nd_reader_free(reader);
    scratch_remove(&scratch);
}

/* What the steps write to stderr, into a file. */
static const char *record(struct scratch *scratch, int mode, int steps) {
    static char text[4096];
    const char *path = scratch_path(scratch, "stderr");
    fflush(stderr);
    int before = dup(STDERR_FILENO);
    assert_non_null(freopen(path, "w", stderr));
    struct settings settings = {.progress = mode};
    progress_open(&progress, &settings, 0);
    for (int i = 0; i < steps; i++) {
        assert_int_equal(progress_step(&progress, "read", (uint64_t)i, 0), 0);
        assert_int_equal(progress_step(&progress, "verify", (uint64_t)i, 9), 0);
    }
    assert_int_equal(progress_step(&progress, "verify", 0, 9), 0); /* the next round */
    progress_close(&progress);
    assert_int_equal(progress_step(&progress, "read", 0, 0), 0);
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void a_log_has_a_line_for_each_stage_that_begins(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    assert_string_equal(record(&scratch, PROGRESS_PLAIN, 2),
                        "newsdup: reading: 0.0 MB\nnewsdup: comparing: 0 of 9 pairs\n"
                        "newsdup: reading: 0.0 MB\nnewsdup: comparing: 1 of 9 pairs\n"
                        "newsdup: comparing: 0 of 9 pairs\n");
    assert_string_equal(record(&scratch, PROGRESS_NONE, 2), "");
    assert_string_equal(record(&scratch, PROGRESS_AUTO, 2), ""); /* a file is no terminal */
    scratch_remove(&scratch);
}

static void a_log_has_a_line_in_ten_seconds(void **state) {
    (void)state;
    struct scratch scratch;
    struct settings settings = {.progress = PROGRESS_PLAIN};
    scratch_make(&scratch);
    progress_open(&progress, &settings, 0);
    snprintf(progress.stage, sizeof progress.stage, "verify");
    double shown = progress.shown = now() - 9;
    progress_step(&progress, "verify", 1, 9);
    assert_true(progress.shown == shown);
    progress.shown = now() - 11;
    progress_step(&progress, "verify", 2, 9);
    assert_true(progress.shown > shown);
    scratch_remove(&scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_how_much_how_fast_and_how_long_yet),
        cmocka_unit_test(articles_are_counted_by_the_reader),
        cmocka_unit_test(a_log_has_a_line_for_each_stage_that_begins),
        cmocka_unit_test(a_log_has_a_line_in_ten_seconds),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
