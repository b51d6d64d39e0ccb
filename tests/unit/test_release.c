/* test_release.c - a corpus with several threads is taken and freed, any other stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/release.c"
#include "failing.h"

static nd_corpus *corpus_with(unsigned jobs) {
    nd_options options;
    nd_article article = {.text = {"a few words", 11}};
    nd_options_init(&options);
    options.jobs = jobs;
    nd_corpus *corpus = nd_corpus_new(&options, NULL);
    assert_non_null(corpus);
    assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
    return corpus;
}

/* That it is freed, and once, is seen by the sanitizers. */
static void with_several_threads_the_corpus_is_taken(void **state) {
    (void)state;
    struct release release = {0};
    nd_corpus     *corpus = corpus_with(2);
    release_start(&release, &corpus);
    assert_null(corpus);
    release_end(&release);
    release_end(&release);
}

static void with_one_thread_it_stays(void **state) {
    (void)state;
    struct release release = {0};
    nd_corpus     *corpus = corpus_with(1);
    release_start(&release, &corpus);
    assert_non_null(corpus);
    release_end(&release);
    nd_corpus_free(corpus);
}

static void where_no_thread_starts_it_stays(void **state) {
    (void)state;
    struct release release = {0};
    nd_corpus     *corpus = corpus_with(2);
    fail_thread_after(0);
    release_start(&release, &corpus);
    assert_false(fail_nothing());
    assert_non_null(corpus);
    release_end(&release);
    nd_corpus_free(corpus);
}

static void signals_come_through_again(void **state) {
    (void)state;
    struct release release = {0};
    nd_corpus     *corpus = corpus_with(2);
    sigset_t       blocked;
    release_start(&release, &corpus);
    pthread_sigmask(SIG_BLOCK, NULL, &blocked);
    assert_false(sigismember(&blocked, SIGINT) || sigismember(&blocked, SIGTERM));
    release_end(&release);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_several_threads_the_corpus_is_taken),
        cmocka_unit_test(with_one_thread_it_stays),
        cmocka_unit_test(where_no_thread_starts_it_stays),
        cmocka_unit_test(signals_come_through_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
