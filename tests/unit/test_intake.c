/* test_intake.c - whatever threads do when, a shard holds what one thread would have put there; up to a failure too. */
#include "made.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* Every store of intake.c passes here, so that it can be lost. */
static int is_lost(size_t size);
#undef atomic_store
#define atomic_store(object, value)   \
    (is_lost(sizeof *(object)) ? (void)0 \
                               : atomic_store_explicit(object, value, memory_order_seq_cst))

/* So does what is appended. */
static int watch_append(nd_shard *shard, const nd_shard_entry *entry, nd_error *error);
#define nd_shard_append watch_append

#undef fail /* of cmocka */
#include "intake.c"
#undef nd_shard_append

enum { MOST_JOBS = 5, ARTICLES = 20000, FETCHED = 40 /* bytes of a text */ };

static pthread_t  caller;    /* of nd_intake_add */
static atomic_int is_losing; /* the next piece held back is lost; once */

static int is_lost(size_t size) {
    return size > sizeof(int) && atomic_exchange(&is_losing, 0);
}

static int watch_append(nd_shard *shard, const nd_shard_entry *entry, nd_error *error) {
    if (!pthread_equal(pthread_self(), caller)) return nd_fail(error, ND_ERROR_LIMIT, "appended by another thread");
    return nd_shard_append(shard, entry, error);
}

/* Gives articles of a few words; of `slow` pieces of eight the first takes its time. */
struct source {
    unsigned slow;     /* every so many pieces; 0: none */
    unsigned left_out; /* every so many articles; 0: none */
    size_t   fails;    /* the article that does, and all from here on */
    char     texts[MOST_JOBS][FETCHED], ids[MOST_JOBS][FETCHED];
    atomic_size_t fetched;
};

static int fetch(void *context, size_t index, unsigned worker, nd_article *out, nd_error *error) {
    struct source *source = context;
    atomic_fetch_add(&source->fetched, 1);
    if (source->slow && index % (8 * source->slow) == 0)
        nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    if (index >= source->fails) {
        snprintf(error->message, sizeof error->message, "no article %zu", index);
        return ND_ERROR_IO;
    }
    if (source->left_out && index % source->left_out == 0) return 1;
    snprintf(source->texts[worker], FETCHED, "one w%zu of v%zu here", index, index % 7);
    snprintf(source->ids[worker], FETCHED, "id-%zu", index);
    *out = (nd_article){.id = {source->ids[worker], strlen(source->ids[worker])},
                        .text = {source->texts[worker], index % 11 ? strlen(source->texts[worker]) : 0},
                        .time = (int64_t)index,
                        .source = index};
    return ND_OK;
}

static struct source *new_source(unsigned slow, unsigned left_out) {
    struct source *source = calloc(1, sizeof *source);
    assert_non_null(source);
    source->slow = slow;
    source->left_out = left_out;
    source->fails = SIZE_MAX;
    return source;
}

/* Adds `count` articles to *out by so many threads. */
static int take_in(nd_shard *out, unsigned jobs, struct source *source, size_t count, nd_error *error) {
    nd_pool *pool = nd_pool_new(jobs, NULL);
    assert_non_null(pool);
    nd_intake *intake = nd_intake_new(pool, NULL);
    assert_non_null(intake);
    int status = nd_intake_add(intake, out, count, fetch, source, error);
    nd_intake_free(intake);
    nd_pool_free(pool);
    return status;
}

static void check_equal(nd_shard *a, nd_shard *b) {
    nd_pool *pool = nd_pool_new(1, NULL);
    assert_int_equal(nd_shard_seal(a, pool, NULL), ND_OK);
    assert_int_equal(nd_shard_seal(b, pool, NULL), ND_OK);
    for (int i = 0; i < ND_COLUMNS; i++) {
        assert_int_equal(a->columns[i].size, b->columns[i].size);
        if (a->columns[i].size) assert_memory_equal(a->columns[i].data, b->columns[i].data, a->columns[i].size);
    }
    for (int i = 0; i < ND_KEY_FAMILIES; i++) {
        assert_int_equal(a->postings[i].size, b->postings[i].size);
        if (a->postings[i].size) assert_memory_equal(a->postings[i].data, b->postings[i].data, a->postings[i].size);
    }
    nd_pool_free(pool);
}

/* With one thread it is always its turn. */
static void check_like_one_thread(unsigned slow, unsigned left_out, size_t count) {
    struct source *source = new_source(slow, left_out);
    nd_shard       expected = {0};
    assert_int_equal(take_in(&expected, 1, source, count, NULL), ND_OK);
    assert_int_equal(nd_shard_size(&expected), left_out ? count - (count + left_out - 1) / left_out : count);
    for (uint64_t i = 0; i < nd_shard_size(&expected) && !left_out; i++)
        assert_int_equal(((const uint64_t *)(const void *)expected.columns[ND_COLUMN_SOURCES].data)[i], i);
    for (unsigned jobs = 2; jobs <= MOST_JOBS; jobs++) {
        nd_shard shard = {0};
        assert_int_equal(take_in(&shard, jobs, source, count, NULL), ND_OK);
        check_equal(&shard, &expected);
        nd_shard_free(&shard);
    }
    nd_shard_free(&expected);
    free(source);
}

static void articles_are_appended_in_their_order(void **state) {
    (void)state;
    for (size_t count = 0; count < 40; count++) check_like_one_thread(0, 0, count);
    check_like_one_thread(0, 0, ARTICLES);
}

static void what_is_sketched_too_early_is_held_back(void **state) {
    (void)state;
    check_like_one_thread(10, 0, 2000);
    check_like_one_thread(1, 0, 300);
}

/* Pieces too, of which nothing is left. */
static void articles_are_left_out(void **state) {
    (void)state;
    check_like_one_thread(0, 3, ARTICLES);
    check_like_one_thread(10, 2, 2000);
    check_like_one_thread(10, 1, 2000);
}

static void those_before_the_first_that_fails_are_in(void **state) {
    (void)state;
    static const size_t fails[] = {0, 1, 7, 8, 9, 100, 8191, 8192, 9000};
    for (unsigned jobs = 1; jobs <= MOST_JOBS; jobs++)
        for (size_t i = 0; i < sizeof fails / sizeof *fails; i++) {
            struct source *source = new_source(3, 0);
            nd_shard       shard = {0}, expected = {0};
            nd_error       error = {0};
            char           message[40];
            if (fails[i] > 1000) source->slow = 0;
            assert_int_equal(take_in(&expected, 1, source, fails[i], NULL), ND_OK);
            source->fails = fails[i];
            atomic_store(&source->fetched, 0);
            assert_int_equal(take_in(&shard, jobs, source, ARTICLES, &error), ND_ERROR_IO);
            assert_int_equal(error.code, ND_ERROR_IO);
            snprintf(message, sizeof message, "no article %zu", fails[i]);
            assert_string_equal(error.message, message);
            assert_true(atomic_load(&source->fetched) < ARTICLES);
            check_equal(&shard, &expected);
            nd_shard_free(&shard);
            nd_shard_free(&expected);
            free(source);
        }
}

/* After a failure the same intake goes on with what is given next. */
static void an_intake_is_used_again_after_a_failure(void **state) {
    (void)state;
    struct source *source = new_source(2, 0);
    nd_shard       shard = {0}, expected = {0};
    nd_error       error;
    nd_pool       *pool = nd_pool_new(4, NULL);
    nd_intake     *intake = nd_intake_new(pool, NULL);
    source->fails = 50;
    assert_int_equal(nd_intake_add(intake, &shard, 500, fetch, source, &error), ND_ERROR_IO);
    source->fails = SIZE_MAX;
    assert_int_equal(nd_intake_add(intake, &shard, 300, fetch, source, &error), ND_OK);
    assert_int_equal(take_in(&expected, 1, source, 50, NULL), ND_OK);
    assert_int_equal(take_in(&expected, 1, source, 300, NULL), ND_OK);
    check_equal(&shard, &expected);
    nd_intake_free(intake);
    nd_pool_free(pool);
    nd_shard_free(&shard);
    nd_shard_free(&expected);
    free(source);
}

/* With two threads, one of which is slow, something is held back sooner or later. */
static void what_is_lost_is_told(void **state) {
    (void)state;
    struct source *source = new_source(1, 0);
    nd_shard       shard = {0};
    nd_error       error = {0};
    int            status = ND_OK;
    for (atomic_store(&is_losing, 1); atomic_load(&is_losing);) {
        nd_shard_free(&shard);
        shard = (nd_shard){0};
        status = take_in(&shard, 2, source, 40, &error);
    }
    assert_int_equal(status, ND_ERROR_LIMIT);
    assert_non_null(strstr(error.message, "articles of the batch are lost"));
    assert_true(nd_shard_size(&shard) < 40);
    nd_shard_free(&shard);
    free(source);
}

/* What is in then is a beginning of what was given. */
static void out_of_memory_is_an_error(void **state) {
    (void)state;
    for (unsigned jobs = 1; jobs <= 2; jobs++)
        for (unsigned calls = 0, done = 0; !done; calls++) {
            struct source *source = new_source(1, 0);
            nd_shard       shard = {0};
            nd_error       error = {0};
            nd_pool       *pool = nd_pool_new(jobs, NULL);
            nd_intake     *intake = nd_intake_new(pool, NULL);
            fail_allocation_after(calls);
            int status = nd_intake_add(intake, &shard, 30, fetch, source, &error);
            done = (unsigned)fail_nothing();
            assert_int_equal(status, done ? ND_OK : ND_ERROR_MEMORY);
            assert_int_equal(error.code, status);
            const uint64_t *sources = (const uint64_t *)(const void *)shard.columns[ND_COLUMN_SOURCES].data;
            for (uint64_t i = 0; i < nd_shard_size(&shard); i++) assert_int_equal(sources[i], i);
            assert_true(!done || nd_shard_size(&shard) == 30);
            nd_intake_free(intake);
            nd_pool_free(pool);
            nd_shard_free(&shard);
            free(source);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_are_appended_in_their_order),
        cmocka_unit_test(what_is_sketched_too_early_is_held_back),
        cmocka_unit_test(articles_are_left_out),
        cmocka_unit_test(those_before_the_first_that_fails_are_in),
        cmocka_unit_test(an_intake_is_used_again_after_a_failure),
        cmocka_unit_test(what_is_lost_is_told),
        cmocka_unit_test(out_of_memory_is_an_error),
    };
    caller = pthread_self();
    return cmocka_run_group_tests_name("intake", tests, NULL, NULL);
}
