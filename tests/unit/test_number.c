/* test_number.c - decimals are short, rounded to the nearest, and do not lie at the ends. */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collect.h"
#include "report/number.h"

static struct collected collected;

static const char *put(void (*function)(nd_out *, double), double value) {
    nd_out out;
    collected.size = 0;
    nd_out_start(&out, collect, &collected, NULL);
    function(&out, value);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static const char *put_counted(uint64_t count, const char *noun) {
    nd_out out;
    collected.size = 0;
    nd_out_start(&out, collect, &collected, NULL);
    if (noun)
        nd_put_counted(&out, count, noun);
    else
        nd_put_count(&out, count);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static void shares_have_four_decimals_at_most(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_share, 0), "0");
    assert_string_equal(put(nd_put_share, 1), "1");
    assert_string_equal(put(nd_put_share, 0.5), "0.5");
    assert_string_equal(put(nd_put_share, 0.95), "0.95");
    assert_string_equal(put(nd_put_share, 0.714), "0.714");
    assert_string_equal(put(nd_put_share, 2.0 / 3), "0.6667");
    assert_string_equal(put(nd_put_share, 0.0101), "0.0101");
    assert_string_equal(put(nd_put_share, 0.00004), "0.0001");
    assert_string_equal(put(nd_put_share, 0.99996), "0.9999");
}

static void what_is_no_share_is_brought_to_the_nearer_end(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_share, -0.25), "0");
    assert_string_equal(put(nd_put_share, 1e300), "1");
    assert_string_equal(put(nd_put_share, (double)NAN), "0");
    assert_string_equal(put(nd_put_percent, (double)NAN), "0%");
}

static void percentages_keep_all_and_nothing_apart(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_percent, 0), "0%");
    assert_string_equal(put(nd_put_percent, 0.001), "1%");
    assert_string_equal(put(nd_put_percent, 0.954), "95%");
    assert_string_equal(put(nd_put_percent, 0.9951), "99%");
    assert_string_equal(put(nd_put_percent, 0.9999), "99%");
    assert_string_equal(put(nd_put_percent, 1), "100%");
}

static void counts_have_all_their_digits(void **state) {
    (void)state;
    assert_string_equal(put_counted(0, NULL), "0");
    assert_string_equal(put_counted(1168, NULL), "1168");
    assert_string_equal(put_counted(UINT64_MAX, NULL), "18446744073709551615");
    assert_int_equal(nd_count_digits(0), 1);
    assert_int_equal(nd_count_digits(9), 1);
    assert_int_equal(nd_count_digits(10), 2);
    assert_int_equal(nd_count_digits(UINT64_MAX), 20);
}

static void one_is_singular(void **state) {
    (void)state;
    assert_string_equal(put_counted(0, "word"), "0 words");
    assert_string_equal(put_counted(1, "word"), "1 word");
    assert_string_equal(put_counted(2, "word"), "2 words");
}

/* Passes without having tried where no such locale is installed. */
static void the_point_is_a_point_in_any_locale(void **state) {
    (void)state;
    if (!setlocale(LC_ALL, "de_DE.UTF-8")) setlocale(LC_ALL, "fr_FR.UTF-8");
    assert_string_equal(put(nd_put_share, 0.25), "0.25");
    setlocale(LC_ALL, "C");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_have_four_decimals_at_most),
        cmocka_unit_test(what_is_no_share_is_brought_to_the_nearer_end),
        cmocka_unit_test(percentages_keep_all_and_nothing_apart),
        cmocka_unit_test(counts_have_all_their_digits),
        cmocka_unit_test(one_is_singular),
        cmocka_unit_test(the_point_is_a_point_in_any_locale),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
