/* test_nearest.c - distances that can be counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/nearest.c"

static void each_slip_counts_one(void **state) {
    (void)state;
    assert_int_equal(nearest_distance("", ""), 0);
    assert_int_equal(nearest_distance("", "jobs"), 4);
    assert_int_equal(nearest_distance("jobs", ""), 4);
    assert_int_equal(nearest_distance("jobs", "jobs"), 0);
    assert_int_equal(nearest_distance("job", "jobs"), 1);
    assert_int_equal(nearest_distance("jobbs", "jobs"), 1);
    assert_int_equal(nearest_distance("jabs", "jobs"), 1);
    assert_int_equal(nearest_distance("jbos", "jobs"), 1);
    assert_int_equal(nearest_distance("ojsb", "jobs"), 2);
    assert_int_equal(nearest_distance("kitten", "sitting"), 3);
}

static void long_words_are_far_from_everything(void **state) {
    (void)state;
    char word[200];
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_true(nearest_distance(word, "jobs") == SIZE_MAX);
    assert_true(nearest_distance("jobs", word) == SIZE_MAX);
    assert_false(nearest_is_slip(word, "jobs"));
}

static void short_names_allow_one_slip_and_long_ones_two(void **state) {
    (void)state;
    assert_true(nearest_is_slip("jbos", "jobs"));
    assert_false(nearest_is_slip("news", "jobs"));
    assert_true(nearest_is_slip("tresholt", "threshold"));
    assert_false(nearest_is_slip("trashcan", "threshold"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_slip_counts_one),
        cmocka_unit_test(long_words_are_far_from_everything),
        cmocka_unit_test(short_names_allow_one_slip_and_long_ones_two),
    };
    return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
