/* test_canonical.c - each rule of --keep, how rules follow each other, and which are refused. */
#include "made.h"
#include "cluster/canonical.h"

#define STRING(literal) {literal, sizeof(literal) - 1}

static const char *reason; /* of the last choice */

static uint32_t choose(const nd_choice *choices, uint32_t count, uint32_t texts, const char *rules) {
    uint8_t left[8];
    assert_int_equal(nd_keep_check(rules, NULL), ND_OK);
    return nd_canonical_choose(choices, count, texts, rules, left, &reason);
}

static void consensus_takes_what_holds_most_of_it(void **state) {
    (void)state;
    const nd_choice choices[] = {{.consensus = 1000}, {.consensus = 2000}, {.consensus = 1500}};
    assert_int_equal(choose(choices, 3, 3, "consensus"), 1);
    assert_string_equal(reason, "most complete, least furniture");
}

static void a_quarter_of_the_surplus_counts_against_it(void **state) {
    (void)state;
    const nd_choice choices[] = {{.consensus = 2000, .surplus = 2400}, {.consensus = 1600}};
    assert_int_equal(choose(choices, 2, 3, "consensus"), 1); /* 1400 against 1600 */
    const nd_choice less[] = {{.consensus = 2000, .surplus = 1000}, {.consensus = 1600}};
    assert_int_equal(choose(less, 2, 3, "consensus"), 0); /* 1750 against 1600 */
}

static void of_two_texts_a_long_continuation_counts_for_the_longer(void **state) {
    (void)state;
    const nd_choice little[] = {{.consensus = 1000}, {.consensus = 1000, .continuation = 200}};
    const nd_choice much[] = {{.consensus = 1000}, {.consensus = 1000, .continuation = 220}};
    assert_int_equal(choose(little, 2, 2, "consensus"), 0);
    assert_string_equal(reason, "first of equals");
    assert_int_equal(choose(much, 2, 2, "consensus"), 1);
}

static void of_more_texts_a_long_continuation_counts_against_it(void **state) {
    (void)state;
    const nd_choice little[] = {{.consensus = 1000, .continuation = 400}, {.consensus = 1000}};
    const nd_choice much[] = {{.consensus = 1000, .continuation = 402}, {.consensus = 1000}};
    assert_int_equal(choose(little, 2, 3, "consensus"), 0);
    assert_int_equal(choose(much, 2, 3, "consensus"), 1);
}

static void consensus_within_a_twentieth_is_equal(void **state) {
    (void)state;
    const nd_choice near[] = {{.consensus = 1900}, {.consensus = 2000}};
    const nd_choice far[] = {{.consensus = 1899}, {.consensus = 2000}};
    assert_int_equal(choose(near, 2, 3, "consensus"), 0);
    assert_int_equal(choose(far, 2, 3, "consensus"), 1);
}

static void where_all_is_surplus_the_least_is_best(void **state) {
    (void)state;
    const nd_choice choices[] = {{.surplus = 300}, {.surplus = 100}, {.surplus = 102}};
    assert_int_equal(choose(choices, 3, 3, "consensus"), 1);
}

static void oldest_and_newest_go_by_time_and_none_is_last(void **state) {
    (void)state;
    const nd_choice choices[] = {{.time = ND_NO_TIME}, {.time = 20}, {.time = -10}, {.time = 30}};
    assert_int_equal(choose(choices, 4, 2, "oldest"), 2);
    assert_string_equal(reason, "oldest");
    assert_int_equal(choose(choices, 4, 2, "newest"), 3);
    assert_string_equal(reason, "newest");
}

static void where_none_has_a_time_all_are_left(void **state) {
    (void)state;
    const nd_choice choices[] = {{.time = ND_NO_TIME, .halves = 2}, {.time = ND_NO_TIME, .halves = 4}};
    assert_int_equal(choose(choices, 2, 2, "oldest,longest"), 1);
    assert_string_equal(reason, "longest");
    assert_int_equal(choose(choices, 2, 2, "newest,shortest"), 0);
    assert_string_equal(reason, "shortest");
}

static void the_farthest_times_do_not_overflow(void **state) {
    (void)state;
    const nd_choice choices[] = {{.time = INT64_MAX}, {.time = INT64_MIN + 1}, {.time = 0}};
    assert_int_equal(choose(choices, 3, 3, "oldest"), 1);
    assert_int_equal(choose(choices, 3, 3, "newest"), 0);
}

static void longest_and_shortest_go_by_words(void **state) {
    (void)state;
    const nd_choice choices[] = {{.halves = 20}, {.halves = 21}, {.halves = 19}};
    assert_int_equal(choose(choices, 3, 3, "longest"), 1);
    assert_int_equal(choose(choices, 3, 3, "shortest"), 2);
}

static void first_goes_by_arrival(void **state) {
    (void)state;
    const nd_choice choices[] = {{.index = 7}, {.index = 3}, {.index = 9}};
    assert_int_equal(choose(choices, 3, 3, "first"), 1);
    assert_string_equal(reason, "came first");
}

static void a_path_is_a_glob_over_the_id(void **state) {
    (void)state;
    const nd_choice choices[] = {{.id = STRING("b/x.txt")}, {.id = STRING("a/b/x.txt")}, {.id = STRING("a/y.md")}};
    assert_int_equal(choose(choices, 3, 3, "path:a/*"), 1);
    assert_int_equal(choose(choices, 3, 3, "path:*.md"), 2);
    assert_int_equal(choose(choices, 3, 3, "path:a/?.md"), 2);
    assert_string_equal(reason, "its path is preferred");
    assert_int_equal(choose(choices, 3, 3, "path:c/*"), 0);
    assert_string_equal(reason, "first of equals");
}

static int matches(const char *glob, const char *id) {
    char            rules[64];
    const nd_choice choices[] = {{.id = {NULL, 0}}, {.id = {id, strlen(id)}}};
    snprintf(rules, sizeof rules, "path:%s", glob);
    return (int)choose(choices, 2, 2, rules);
}

static void globs_match_the_whole_id(void **state) {
    (void)state;
    assert_true(matches("abc", "abc"));
    assert_false(matches("abc", "abcd"));
    assert_false(matches("abc", "ab"));
    assert_true(matches("a*c*e", "abcdcxe"));
    assert_false(matches("a*c*e", "abcdcxf"));
    assert_true(matches("*aab", "aaaaaab"));
    assert_true(matches("ab**", "ab"));
    assert_false(matches("a?c", "ac"));
    assert_true(matches("?*", "ab"));
    assert_true(matches("[a-c]", "[a-c]")); /* only * and ? are special */
    assert_false(matches("ABC", "abc"));
}

static void a_glob_of_many_stars_takes_no_time(void **state) {
    (void)state;
    char id[4001];
    memset(id, 'a', 4000);
    id[4000] = 0;
    assert_false(matches("*a*a*a*a*a*a*a*a*a*a*a*a*b", id));
}

static void an_outlet_is_equal_as_a_whole(void **state) {
    (void)state;
    const nd_choice choices[] = {{.outlet = {NULL, 0}}, {.outlet = STRING("ap.org")}, {.outlet = STRING("ap.or")}};
    assert_int_equal(choose(choices, 3, 3, "outlet:ap.or"), 2);
    assert_string_equal(reason, "its outlet is preferred");
    assert_int_equal(choose(choices, 3, 3, "outlet:AP.org"), 0);
}

static void a_field_is_there_if_it_is_not_empty(void **state) {
    (void)state;
    const nd_choice choices[] = {{.url = {NULL, 0}}, {.url = STRING("")}, {.url = STRING("https://example.org/")}};
    assert_int_equal(choose(choices, 3, 3, "field:url"), 2);
    assert_string_equal(reason, "it has the field that is asked for");
}

static void every_field_may_be_asked_for(void **state) {
    (void)state;
    const nd_string   set = STRING("x");
    const nd_choice   choices[] = {{.title = set}, {.url = set},    {.date = set},
                                   {.lang = set},  {.outlet = set}, {.id = set}};
    const char *const rules[] = {"field:title", "field:url", "field:date", "field:lang", "field:outlet", "field:id"};
    for (uint32_t i = 0; i < 6; i++) assert_int_equal(choose(choices, 6, 6, rules[i]), i);
}

static void later_rules_choose_among_what_earlier_ones_left(void **state) {
    (void)state;
    const nd_choice choices[] = {{.time = 9, .halves = 90}, {.time = 5, .halves = 10}, {.time = 5, .halves = 20}};
    assert_int_equal(choose(choices, 3, 3, "oldest,longest"), 2);
    assert_string_equal(reason, "oldest"); /* it set some aside */
    assert_int_equal(choose(choices, 3, 3, "longest,oldest"), 0);
}

static void the_order_breaks_the_last_tie(void **state) {
    (void)state;
    const nd_choice choices[] = {{.time = 5, .halves = 10}, {.time = 3, .halves = 10}, {.time = 3, .halves = 10}};
    assert_int_equal(choose(choices, 3, 3, "oldest,longest"), 1);
    assert_int_equal(choose(choices, 3, 3, "longest"), 0);
    assert_string_equal(reason, "first of equals");
}

static void one_article_is_chosen_whatever_the_rules(void **state) {
    (void)state;
    const nd_choice choice = {.time = ND_NO_TIME};
    assert_int_equal(choose(&choice, 1, 1, "newest,path:x"), 0);
    assert_non_null(reason);
}

static void good_lists_of_rules_are_taken(void **state) {
    (void)state;
    const char *const good[] = {"consensus,oldest,longest", "first", "path:*,outlet:a b,field:date", "path:a:b"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_int_equal(nd_keep_check(good[i], NULL), ND_OK);
}

static void bad_lists_of_rules_are_refused(void **state) {
    (void)state;
    const char *const bad[] = {"",       ",",              "oldest,", ",oldest",     "oldest,,longest",
                               "Oldest", "oldest longest", "path:",   "path:,first", "outlet:",
                               "field:", "field:text",     "old",     "oldest:x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        nd_error error = {0};
        assert_int_equal(nd_keep_check(bad[i], &error), ND_ERROR_USAGE);
        assert_memory_equal(error.message, "keep: ", 6);
    }
    assert_int_equal(nd_keep_check(NULL, NULL), ND_ERROR_USAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(consensus_takes_what_holds_most_of_it),
        cmocka_unit_test(a_quarter_of_the_surplus_counts_against_it),
        cmocka_unit_test(of_two_texts_a_long_continuation_counts_for_the_longer),
        cmocka_unit_test(of_more_texts_a_long_continuation_counts_against_it),
        cmocka_unit_test(consensus_within_a_twentieth_is_equal),
        cmocka_unit_test(where_all_is_surplus_the_least_is_best),
        cmocka_unit_test(oldest_and_newest_go_by_time_and_none_is_last),
        cmocka_unit_test(where_none_has_a_time_all_are_left),
        cmocka_unit_test(the_farthest_times_do_not_overflow),
        cmocka_unit_test(longest_and_shortest_go_by_words),
        cmocka_unit_test(first_goes_by_arrival),
        cmocka_unit_test(a_path_is_a_glob_over_the_id),
        cmocka_unit_test(globs_match_the_whole_id),
        cmocka_unit_test(a_glob_of_many_stars_takes_no_time),
        cmocka_unit_test(an_outlet_is_equal_as_a_whole),
        cmocka_unit_test(a_field_is_there_if_it_is_not_empty),
        cmocka_unit_test(every_field_may_be_asked_for),
        cmocka_unit_test(later_rules_choose_among_what_earlier_ones_left),
        cmocka_unit_test(the_order_breaks_the_last_tie),
        cmocka_unit_test(one_article_is_chosen_whatever_the_rules),
        cmocka_unit_test(good_lists_of_rules_are_taken),
        cmocka_unit_test(bad_lists_of_rules_are_refused),
    };
    return cmocka_run_group_tests_name("canonical", tests, NULL, NULL);
}
