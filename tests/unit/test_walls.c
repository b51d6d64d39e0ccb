/* test_walls.c - under how many titles one outlet has the same words. */
#include "made.h"
#include "match/walls.h"
#include "newsdup.h"

/* Adds an article with these words. */
static void add(nd_corpus *corpus, const char *outlet, const char *title) {
    const char *text = "to go on reading please accept our cookies or sign in with your account";
    nd_article  article = {.id = {title, strlen(title)},
                           .text = {text, strlen(text)},
                           .title = {title, strlen(title)},
                           .outlet = {outlet, strlen(outlet)},
                           .time = ND_NO_TIME};
    assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
}

/* How many of the articles of a corpus are in a cluster; frees it. */
static uint64_t count_grouped(nd_corpus *corpus, uint64_t *stubs) {
    nd_result  *result;
    nd_document document;
    nd_summary  summary;
    uint64_t    grouped = 0;
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) grouped += document.cluster != ND_NONE;
    nd_result_summary(result, &summary);
    *stubs = summary.stubs;
    nd_result_free(result);
    nd_corpus_free(corpus);
    return grouped;
}

static nd_corpus *make(unsigned titles, const char *outlet, const char *other_outlet) {
    nd_corpus *corpus = nd_corpus_new(NULL, NULL);
    assert_non_null(corpus);
    for (unsigned i = 0; i < titles; i++) {
        char title[20];
        snprintf(title, sizeof title, "title %u", i);
        add(corpus, i % 2 ? outlet : other_outlet, title);
        add(corpus, i % 2 ? outlet : other_outlet, title);
    }
    return corpus;
}

static void eight_titles_of_one_outlet_make_a_wall(void **state) {
    (void)state;
    uint64_t stubs;
    assert_int_equal(count_grouped(make(8, "courier", "courier"), &stubs), 0);
    assert_int_equal(stubs, 16);
    assert_int_equal(count_grouped(make(7, "courier", "courier"), &stubs), 14);
    assert_int_equal(stubs, 0);
}

static void titles_of_several_outlets_do_not_add_up(void **state) {
    (void)state;
    uint64_t stubs;
    assert_int_equal(count_grouped(make(14, "courier", "herald"), &stubs), 28);
    assert_int_equal(count_grouped(make(16, "courier", "herald"), &stubs), 0);
}

static void an_unknown_outlet_has_no_walls(void **state) {
    (void)state;
    uint64_t stubs;
    assert_int_equal(count_grouped(make(20, "", ""), &stubs), 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_titles_of_one_outlet_make_a_wall),
        cmocka_unit_test(titles_of_several_outlets_do_not_add_up),
        cmocka_unit_test(an_unknown_outlet_has_no_walls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
