/* test_scope.c - what scopes refuse, and that nothing else is lost by it in any round. */
#include "linking.h"
#include "match/complete.h"
#include "match/groups.h"

#define DAY 86400

/* ---- what is refused -------------------------------------------------------------------------- */

static nd_string string(const char *text) {
    return text ? (nd_string){text, strlen(text)} : (nd_string){NULL, 0};
}

static nd_refusal judge(const nd_options *options, const char *x, int64_t x_time, const char *y, int64_t y_time) {
    nd_scope  of[2] = {nd_scope_make(options, string(x), x_time), nd_scope_make(options, string(y), y_time)};
    nd_scopes scopes = {of, options->within_days};
    assert_int_equal(nd_scopes_refusal(&scopes, 0, 1), nd_scopes_refusal(&scopes, 1, 0));
    return nd_scopes_refusal(&scopes, 0, 1);
}

static void the_same_field_is_refused_if_it_is_known(void **state) {
    (void)state;
    nd_options across = {.across = ND_ACROSS_OUTLET};
    assert_int_equal(judge(&across, "a", 0, "a", 0), ND_SAME_FIELD);
    assert_int_equal(judge(&across, "a", 0, "b", 0), ND_ALLOWED);
    assert_int_equal(judge(&across, "a", 0, "A", 0), ND_ALLOWED);
    assert_int_equal(judge(&across, "a", 0, NULL, 0), ND_ALLOWED);
    assert_int_equal(judge(&across, NULL, 0, NULL, 0), ND_ALLOWED);
    assert_int_equal(judge(&across, "", 0, "", 0), ND_ALLOWED);
    assert_int_equal(judge(&across, "a", 0, "b", 1000 * DAY), ND_ALLOWED);
    assert_int_equal(judge(&(nd_options){.within_days = 1}, "a", 0, "a", 0), ND_ALLOWED);
}

static void days_are_counted_by_their_dates(void **state) {
    (void)state;
    nd_options within = {.within_days = 1};
    assert_int_equal(judge(&within, NULL, 0, NULL, 2 * DAY - 1), ND_ALLOWED);
    assert_int_equal(judge(&within, NULL, 0, NULL, 2 * DAY), ND_TOO_FAR_APART);
    assert_int_equal(judge(&within, NULL, DAY - 1, NULL, 2 * DAY), ND_TOO_FAR_APART);
    assert_int_equal(judge(&within, NULL, -1, NULL, 0), ND_ALLOWED);
    assert_int_equal(judge(&within, NULL, -DAY, NULL, DAY - 1), ND_ALLOWED);
    assert_int_equal(judge(&within, NULL, -DAY - 1, NULL, 0), ND_TOO_FAR_APART);
    assert_int_equal(judge(&within, NULL, ND_NO_TIME, NULL, 0), ND_ALLOWED);
    assert_int_equal(judge(&within, NULL, INT64_MAX, NULL, INT64_MIN + 1), ND_TOO_FAR_APART);
}

static void both_options_refuse(void **state) {
    (void)state;
    nd_options both = {.across = ND_ACROSS_OUTLET, .within_days = 2};
    assert_int_equal(judge(&both, "a", 0, "b", 3 * DAY), ND_TOO_FAR_APART);
    assert_int_equal(judge(&both, "a", 0, "a", 0), ND_SAME_FIELD);
    assert_int_equal(judge(&both, "a", 0, "b", 2 * DAY), ND_ALLOWED);
}

static void two_references_are_refused_whatever_else_is_known(void **state) {
    (void)state;
    nd_scope  of[3] = {{1, 0, 1}, {2, 0, 1}, {1, 0, 0}};
    nd_scopes scopes = {of, 0};
    assert_int_equal(nd_scopes_refusal(&scopes, 0, 1), ND_BOTH_REFERENCES);
    assert_int_equal(nd_scopes_refusal(&scopes, 1, 2), ND_ALLOWED);
    assert_int_equal(nd_scopes_refusal(&scopes, 0, 2), ND_SAME_FIELD);
    assert_true(nd_scope_shares_kind(&of[0], &of[1]) && nd_scope_shares_kind(&of[0], &of[2]));
    assert_false(nd_scope_shares_kind(&of[1], &of[2]));
}

/* ---- collections ------------------------------------------------------------------------------ */

/* An article of so many shared words and some of its own. */
static void put(struct made *made, const char *outlet, int64_t time, unsigned own) {
    struct writing *text = calloc(1, sizeof *text);
    uint32_t        number = made->article_count;
    char            id[16];
    snprintf(id, sizeof id, "%04u", number);
    say_words(text, "shared", 0, 40);
    say_own(text, number, own);
    nd_article article = {.id = string(id), .text = string(text->text), .outlet = string(outlet), .time = time};
    made_put_article(made, number % made->shard_count, number, &article);
    free(text);
}

static uint64_t fingerprint_of(const char *outlet, int64_t time, const nd_options *options) {
    struct made *made = made_new(1);
    put(made, outlet, time, 0);
    uint64_t print = nd_collection_fingerprint(made_ready_for(made, options));
    made_free(made);
    return print;
}

static void every_article_is_a_text_where_scopes_are_asked_for(void **state) {
    (void)state;
    nd_options   across = {.across = ND_ACROSS_OUTLET};
    struct made *made = made_new(2);
    for (int i = 0; i < 4; i++) put(made, i % 2 ? "a" : "b", 0, i == 3 ? 20 : 0);
    const nd_collection *c = made_ready_for(made, &across);
    uint32_t             repeats = 0;
    assert_int_equal(c->text_count, 4);
    for (uint32_t i = 0; i < 4; i++) repeats += (uint32_t)nd_collection_repeats(c, i);
    assert_int_equal(repeats, 2);
    assert_true(nd_collection_are_identical(c, c->text_of[0], c->text_of[2]));
    assert_false(nd_collection_are_identical(c, c->text_of[0], c->text_of[3]));
    assert_true(nd_scopes_refuse(&c->scopes, c->text_of[0], c->text_of[2]));
    assert_false(nd_scopes_refuse(&c->scopes, c->text_of[0], c->text_of[1]));
    made_free(made);
}

static void other_scopes_have_another_fingerprint(void **state) {
    (void)state;
    const nd_options across = {.across = ND_ACROSS_OUTLET}, within = {.within_days = 2}, any = {0};
    const int64_t    later = 5 * 86400;
    assert_true(fingerprint_of("a", 0, &across) != fingerprint_of("b", 0, &across));
    assert_true(fingerprint_of("a", 0, &within) != fingerprint_of("a", later, &within));
    assert_true(fingerprint_of("a", 0, &any) == fingerprint_of("b", later, &any));
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    nd_options   across = {.across = ND_ACROSS_OUTLET};
    struct made *made = made_new(1);
    unsigned     failures = 0;
    put(made, "a", 0, 0);
    made_seal(made);
    for (;; failures++) {
        nd_collection c;
        fail_allocation_after(failures);
        int status = nd_collection_open(&c, made->views, 1, &across, NULL);
        if (fail_nothing()) {
            nd_collection_close(&c);
            break;
        }
        assert_int_equal(status, ND_ERROR_MEMORY);
    }
    assert_true(failures >= 8);
    made_free(made);
}

/* ---- candidates of round 1 -------------------------------------------------------------------- */

/* linked[text]: whether it has a candidate; fails if any of them is refused. */
static uint32_t count_linked(const nd_collection *c, uint8_t *linked) {
    nd_buf        out = {0};
    uint32_t           *groups = nd_groups_new(c->text_count, NULL), count = 0;
    const nd_statistics none = {.count = 0};
    nd_population       population = {c, groups, nd_pool_new(1, NULL)};
    memset(linked, 0, c->text_count);
    size_t              found = link_passages(&population, &none, &out);
    const nd_candidate *list = (const nd_candidate *)out.data;
    for (size_t i = 0; i < found; i++) {
        uint32_t a = (uint32_t)(list[i] >> 32), b = (uint32_t)list[i];
        assert_false(nd_scopes_refuse(&c->scopes, a, b));
        linked[a] = linked[b] = 1;
    }
    for (uint32_t i = 0; i < c->text_count; i++) count += linked[i];
    nd_pool_free(population.pool);
    nd_buf_free(&out);
    free(groups);
    return count;
}

/* 200 holders of one outlet, identical or each with words of its own, and one of another. */
static void expect_all_meet_the_stranger(unsigned own, unsigned stranger) {
    nd_options   across = {.across = ND_ACROSS_OUTLET};
    struct made *made = made_new(2);
    uint8_t      linked[200];
    for (unsigned i = 0; i < 200; i++) put(made, i == stranger ? "b" : "a", 0, own);
    assert_int_equal(count_linked(made_ready_for(made, &across), linked), 200);
    made_free(made);
}

static void in_a_large_bucket_all_meet_the_only_one_they_may(void **state) {
    (void)state;
    expect_all_meet_the_stranger(30, 77);
    expect_all_meet_the_stranger(0, 0);
    expect_all_meet_the_stranger(0, 77);
    expect_all_meet_the_stranger(0, 199);
}

static void in_a_small_bucket_nothing_refused_is_linked(void **state) {
    (void)state;
    nd_options   across = {.across = ND_ACROSS_OUTLET};
    struct made *made = made_new(2);
    uint8_t      linked[20];
    for (unsigned i = 0; i < 20; i++) put(made, "a", 0, 20);
    assert_int_equal(count_linked(made_ready_for(made, &across), linked), 0);
    made_free(made);
}

static void in_a_large_bucket_days_that_are_near_meet(void **state) {
    (void)state;
    nd_options   within = {.within_days = 3};
    struct made *made = made_new(2);
    uint8_t      linked[201];
    for (unsigned i = 0; i < 200; i++) put(made, NULL, (int64_t)(i * 37 % 200 / 2) * 10 * DAY, 30); /* two a day */
    put(made, NULL, INT64_C(-100000) * DAY, 30);
    const nd_collection *c = made_ready_for(made, &within);
    assert_int_equal(count_linked(c, linked), 200);
    assert_int_equal(linked[c->text_of[200]], 0);
    made_free(made);
}

static void in_a_large_bucket_one_without_a_day_meets_all(void **state) {
    (void)state;
    nd_options   within = {.within_days = 3};
    struct made *made = made_new(2);
    uint8_t      linked[100];
    for (unsigned i = 0; i < 100; i++) put(made, NULL, i == 40 ? ND_NO_TIME : (int64_t)i * 10 * DAY, 30);
    assert_int_equal(count_linked(made_ready_for(made, &within), linked), 100);
    made_free(made);
}

/* ---- the rounds around them ------------------------------------------------------------------- */

static void in_a_large_block_all_are_compared_with_one_they_may_be_copies_of(void **state) {
    (void)state;
    nd_options   across = {.across = ND_ACROSS_OUTLET};
    struct made *made = made_new(2);
    nd_buf       out = {0};
    uint8_t      allowed[200] = {0};
    uint32_t     blocks[200] = {0}, *copies = nd_groups_new(200, NULL), found = 0;
    for (unsigned i = 0; i < 200; i++) put(made, i == 77 ? "b" : "a", 0, 30);
    const nd_collection *c = made_ready_for(made, &across);
    assert_int_equal(nd_complete_find(c, blocks, copies, NULL, 0, 0, 1, &out, NULL), ND_OK);
    const nd_candidate *list = (const nd_candidate *)out.data;
    for (size_t i = 0; i < out.size / sizeof *list; i++) {
        uint32_t a = (uint32_t)(list[i] >> 32), b = (uint32_t)list[i];
        if (!nd_scopes_refuse(&c->scopes, a, b)) allowed[a] = allowed[b] = 1;
    }
    for (uint32_t i = 0; i < 200; i++) found += allowed[i];
    assert_int_equal(found, 200);
    nd_buf_free(&out);
    free(copies);
    made_free(made);
}

static void statistics_take_what_is_refused_for_whole_copies(void **state) {
    (void)state;
    nd_verified pairs[] = {
        {.a = 0, .b = 1, .relation = ND_REFUSED, .coverage_a = ND_WHOLE, .coverage_b = ND_WHOLE},
        {.a = 1, .b = 2, .relation = ND_IDENTICAL, .coverage_a = ND_WHOLE, .coverage_b = ND_WHOLE},
        {.a = 2, .b = 3, .relation = ND_REFUSED, .coverage_a = ND_WHOLE, .coverage_b = ND_WHOLE / 2},
        {.a = 3, .b = 4, .relation = ND_TEMPLATE, .coverage_a = ND_WHOLE, .coverage_b = ND_WHOLE}};
    uint32_t *groups = nd_groups_new(5, NULL);
    nd_groups_of_whole_copies(groups, 5, pairs, 4);
    assert_memory_equal(groups, ((uint32_t[]){0, 0, 0, 3, 4}), 5 * sizeof *groups);
    free(groups);
    assert_false(nd_is_whole_copy(&pairs[0]));
    assert_true(nd_is_whole_copy(&pairs[1]));
}

/* Ten pages with a footer, and a text of nothing but the footer, forty times: counted once, the footer is the
 * minor part of most that hold it. */
static nd_buf count_footer(const nd_options *options) {
    static struct writing text;
    struct made          *made = made_new(1);
    nd_buf                rows = {0};
    for (unsigned i = 0; i < 50; i++) {
        text.size = 0;
        if (i < 10) say_own(&text, i, 60);
        say_words(&text, "footer", 0, 30);
        made_add(made, text.text);
    }
    const nd_collection *c = made_ready_for(made, options);
    uint8_t              holds[50];
    uint32_t            *groups = nd_groups_new(c->text_count, NULL);
    nd_population        population = {c, groups, made->pool};
    for (uint32_t i = 1; i < c->text_count; i++)
        if (nd_collection_repeats(c, i)) groups[i] = groups[i - 1];
    assert_int_equal(nd_statistics_count(&population, &rows, holds, NULL, NULL), ND_OK);
    free(groups);
    made_free(made);
    return rows;
}

static void statistics_count_identical_texts_once(void **state) {
    (void)state;
    nd_options all = {0}, across = {.across = ND_ACROSS_OUTLET};
    nd_buf     once = count_footer(&all), scoped = count_footer(&across);
    assert_true(once.size > 0);
    assert_true(nd_statistic_mask((const nd_statistic *)once.data) & ND_MASK_FURNITURE);
    assert_int_equal(scoped.size, once.size);
    assert_memory_equal(scoped.data, once.data, once.size);
    nd_buf_free(&once);
    nd_buf_free(&scoped);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_field_is_refused_if_it_is_known),
        cmocka_unit_test(days_are_counted_by_their_dates),
        cmocka_unit_test(both_options_refuse),
        cmocka_unit_test(two_references_are_refused_whatever_else_is_known),
        cmocka_unit_test(every_article_is_a_text_where_scopes_are_asked_for),
        cmocka_unit_test(other_scopes_have_another_fingerprint),
        cmocka_unit_test(out_of_memory_is_reported),
        cmocka_unit_test(in_a_large_bucket_all_meet_the_only_one_they_may),
        cmocka_unit_test(in_a_small_bucket_nothing_refused_is_linked),
        cmocka_unit_test(in_a_large_bucket_days_that_are_near_meet),
        cmocka_unit_test(in_a_large_bucket_one_without_a_day_meets_all),
        cmocka_unit_test(in_a_large_block_all_are_compared_with_one_they_may_be_copies_of),
        cmocka_unit_test(statistics_take_what_is_refused_for_whole_copies),
        cmocka_unit_test(statistics_count_identical_texts_once),
    };
    return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
