/* test_dates.c - how far apart texts came out, of one article and of several. */
#include "made.h"
#include "match/dates.h"

#define DAY 86400

static void put_dated(struct made *made, const char *text, int64_t time) {
    char id[20];
    snprintf(id, sizeof id, "%04u", made->article_count);
    nd_article article = {.id = {id, strlen(id)}, .text = {text, strlen(text)}, .time = time};
    made_put_article(made, made->article_count % made->shard_count, made->article_count, &article);
}

/* Days between two texts that came out at these times, the second one twice. */
static uint32_t days_between(int64_t once, int64_t twice, int64_t again) {
    struct made *made = made_new(2);
    put_dated(made, "one ferry was late", once);
    put_dated(made, "two gardens in spring", twice);
    put_dated(made, "two gardens in spring", again);
    const nd_collection *c = made_ready(made, 0);
    uint32_t             a = c->text_of[0], b = c->text_of[1], days = nd_days_apart(c, a, b);
    assert_int_equal(nd_days_apart(c, b, a), days);
    made_free(made);
    return days;
}

static void days_are_counted_between_the_nearest_times(void **state) {
    (void)state;
    assert_int_equal(days_between(0, 4 * DAY, 4 * DAY), 4);
    assert_int_equal(days_between(9 * DAY, 4 * DAY, 4 * DAY), 5);
    assert_int_equal(days_between(0, 6 * DAY, 4 * DAY), 4);
    assert_int_equal(days_between(-3 * DAY, 6 * DAY, 4 * DAY), 7);
    assert_int_equal(days_between(9 * DAY, 2 * DAY, 4 * DAY), 5);
    assert_int_equal(days_between(DAY - 1, DAY, DAY), 1);
    assert_int_equal(days_between(DAY, 2 * DAY - 1, 2 * DAY - 1), 0);
}

static void what_was_printed_again_is_near_to_all_in_between(void **state) {
    (void)state;
    assert_int_equal(days_between(5 * DAY, 0, 90 * DAY), 0);
}

static void what_has_no_date_is_near(void **state) {
    (void)state;
    assert_int_equal(days_between(ND_NO_TIME, 4 * DAY, 4 * DAY), 0);
    assert_int_equal(days_between(0, ND_NO_TIME, ND_NO_TIME), 0);
    assert_int_equal(days_between(0, 4 * DAY, ND_NO_TIME), 4);
    assert_int_equal(days_between(0, INT64_MAX, INT64_MAX), INT32_MAX); /* as far as days are told apart */
    assert_int_equal(days_between(INT64_MIN + 1, INT64_MAX, INT64_MAX), UINT32_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_counted_between_the_nearest_times),
        cmocka_unit_test(what_was_printed_again_is_near_to_all_in_between),
        cmocka_unit_test(what_has_no_date_is_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
