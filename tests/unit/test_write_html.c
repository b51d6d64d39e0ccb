/*
 * test_write_html.c - what stands in the panels of the page: the words that differ, what is folded, who is like
 * whom, who printed it first. How it looks and behaves is seen in a browser (tests/report.sh).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collect.h"
#include "newsdup_io.h"
#include "scratch.h"

enum { TEXT_BYTES = 8000 };

static struct collected collected;
static struct scratch   scratch;
static char             lines[100000];
static size_t           size;

static size_t put_words(char *text, const char *word, unsigned first, unsigned last) {
    size_t used = 0;
    for (unsigned i = first; i < last; i++) used += (size_t)sprintf(text + used, "%s%u ", word, i);
    return used;
}

static void replace(char *text, const char *word, const char *by) {
    char  after[TEXT_BYTES];
    char *at = strstr(text, word);
    assert_non_null(at);
    strcpy(after, at + strlen(word));
    sprintf(at, "%s%s", by, after);
}

static void add(const char *id, const char *outlet, const char *date, const char *text) {
    size += (size_t)sprintf(lines + size, "{\"id\":\"%s\",\"outlet\":\"%s\",\"date\":\"%s\",\"text\":\"%s\"}\n", id,
                            outlet, date, text);
}

/* Writes the page of the articles that were added; without texts if `is_bare`. */
static const char *page(nd_options *options, int copies_only, int is_bare) {
    nd_read_options  read;
    nd_write_options write;
    nd_result       *result;
    nd_read_options_init(&read);
    nd_write_options_init(&write);
    read.keep_text = 1;
    nd_reader *reader = nd_reader_new(&read, NULL);
    assert_int_equal(nd_reader_add(reader, scratch_text(&scratch, "in.jsonl", lines), NULL), ND_OK);
    nd_corpus *corpus = nd_corpus_new(options, NULL);
    assert_int_equal(nd_reader_feed(reader, corpus, NULL), ND_OK);
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    write.format = ND_FORMAT_HTML;
    write.copies_only = copies_only;
    write.texts = is_bare ? NULL : reader;
    collected.size = collected.calls = collected.fail_at = 0;
    assert_int_equal(nd_result_write(result, &write, collect, &collected, NULL), ND_OK);
    nd_result_free(result);
    nd_corpus_free(corpus);
    nd_reader_free(reader);
    return collected.text;
}

static void assert_has(const char *text, const char *wanted) {
    if (!strstr(text, wanted)) fail_msg("missing: %s", wanted);
}

static unsigned count_of(const char *text, const char *wanted) {
    unsigned count = 0;
    for (; (text = strstr(text, wanted)); text++) count++;
    return count;
}

static nd_options options;

static int set_up(void **state) {
    (void)state;
    char text[TEXT_BYTES];
    scratch_make(&scratch);
    nd_options_init(&options);
    options.jobs = 1;
    options.with_differences = 1;
    size = 0;
    put_words(text, "ferry", 0, 200);
    add("first", "courier.example", "2024-03-01", text);
    replace(text, "ferry100 ", "boat ");
    replace(text, "ferry120 ", "");
    replace(text, "ferry130 ", "ferry130 very late ");
    add("edited", "post.example", "2024-03-03", text);
    put_words(text + put_words(text, "extra", 0, 150), "ferry", 0, 200);
    add("longer", "courier.example", "2024-03-02", text);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

static void the_words_that_differ_are_marked(void **state) {
    (void)state;
    const char *text = page(&options, 0, 0);
    int         turned = strstr(text, "edited</bdi> beside <bdi>first") == NULL;
    assert_has(text, turned ? "<ins>boat</ins>" : "<del>boat</del>");
    assert_has(text, turned ? "<del>ferry100</del>" : "<ins>ferry100</ins>");
    assert_has(text, turned ? "<del>ferry120</del>" : "<ins>ferry120</ins>");
    assert_has(text, turned ? "<ins>very late</ins>" : "<del>very late</del>");
    assert_null(strstr(text, "<del>ferry101</del>"));
}

static void long_stretches_are_folded(void **state) {
    (void)state;
    const char *text = page(&options, 0, 0);
    assert_has(text, "&hellip; 76 words the same &hellip;"); /* of the first hundred, with 12 at both ends */
    assert_null(strstr(text, " ferry50 "));
    assert_has(text, " words more &hellip;"); /* what is in one alone */
}

static void without_texts_the_figures_are_left(void **state) {
    (void)state;
    const char *text = page(&options, 0, 1);
    assert_null(strstr(text, "class=\"compare\""));
    assert_null(strstr(text, "class=\"strip\""));
    assert_int_equal(count_of(text, "<td>no text</td>"), 2);
    assert_has(text, "class=\"heat\"");
}

static void outlets_stand_by_their_first_print(void **state) {
    (void)state;
    const char *text = strstr(page(&options, 0, 0), "class=\"timeline\"");
    assert_non_null(text);
    const char *courier = strstr(text, ">courier.example</text>"), *post = strstr(text, ">post.example</text>");
    assert_true(courier && post && courier < post);
    assert_has(collected.text, ": from 2024-03-01 to 2024-03-03;");
    assert_int_equal(count_of(text, "<circle") + count_of(text, "<rect class=\"main\""), 3);
    assert_has(text, "<circle cx=\"430\""); /* the second of three days is in the middle */
}

static void a_chain_shows_in_the_heatmap(void **state) {
    (void)state;
    const char *text = strstr(page(&options, 0, 0), "class=\"heat\"");
    assert_non_null(text);
    assert_int_equal(count_of(text, "<td class=\"self\">"), 3);
    assert_has(text, "<td class=\"h10\">100</td>");
    assert_int_equal(count_of(text, "<td>&ndash;</td>"), 0);
}

static void what_is_lowest_is_told_in_the_list(void **state) {
    (void)state;
    const char *text = page(&options, 0, 0);
    assert_has(text, "<a href=\"#g1\">s-");
    assert_has(text, "<td class=\"n\">3</td><td class=\"n\">2</td><th scope=\"row\"><bdi>");
    assert_has(text, "<td>several</td>");
    assert_has(page(&options, 1, 0), "<a href=\"#g1\">c-");
}

static void an_off_threshold_is_not_measured(void **state) {
    (void)state;
    nd_options off = options;
    assert_has(page(&off, 0, 0), "larger: excerpt 0.5");
    assert_has(collected.text, "smaller: near-duplicate 0.7");
    off.excerpt_coverage = 0;
    assert_null(strstr(page(&off, 0, 0), "excerpt 0"));
}

static void pairs_are_needed_for_scores_only(void **state) {
    (void)state;
    nd_options without = options;
    without.without_pairs = 1;
    const char *text = page(&without, 0, 0);
    assert_null(strstr(text, "Scores of the verified pairs"));
    assert_null(strstr(text, "class=\"heat\""));
    assert_has(text, "no verified pairs");
    assert_has(text, "Sizes of the groups");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_that_differ_are_marked),
        cmocka_unit_test(long_stretches_are_folded),
        cmocka_unit_test(without_texts_the_figures_are_left),
        cmocka_unit_test(outlets_stand_by_their_first_print),
        cmocka_unit_test(a_chain_shows_in_the_heatmap),
        cmocka_unit_test(what_is_lowest_is_told_in_the_list),
        cmocka_unit_test(an_off_threshold_is_not_measured),
        cmocka_unit_test(pairs_are_needed_for_scores_only),
    };
    return cmocka_run_group_tests_name("write_html", tests, set_up, tear_down);
}
