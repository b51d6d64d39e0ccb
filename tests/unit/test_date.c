/* test_date.c - every shape a date comes in, and what only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/date.h"

static void expect(const char *text, int64_t seconds) {
    int64_t found = nd_date_parse(text, strlen(text));
    if (found != seconds)
        print_error("\"%s\" is %lld, not %lld\n", text, (long long)found, (long long)seconds);
    assert_true(found == seconds);
}

#define EXPECT_NONE(text) expect(text, ND_NO_TIME)
#define MAY_1 INT64_C(1714521600) /* 2024-05-01T00:00:00Z */
#define CLOCK INT64_C(37815)      /* 10:30:15 */

static void iso_dates_with_and_without_time_and_zone(void **state) {
    (void)state;
    expect("2024-05-01", MAY_1);
    expect("2024-5-1", MAY_1);
    expect("2024-05-01T10:30", MAY_1 + CLOCK - 15);
    expect("2024-05-01 10:30:15", MAY_1 + CLOCK);
    expect("2024-05-01t10:30:15z", MAY_1 + CLOCK);
    expect("2024-05-01T10:30:15.123456", MAY_1 + CLOCK);
    expect("2024-05-01T10:30:15,5Z", MAY_1 + CLOCK);
    expect("2024-05-01T10:30:15+05:30", MAY_1 + CLOCK - 5 * 3600 - 1800);
    expect("2024-05-01T10:30:15-0800", MAY_1 + CLOCK + 8 * 3600);
    expect("2024-05-01T10:30:15+02", MAY_1 + CLOCK - 2 * 3600);
    expect("2024-05-01 10:30:15 +0000", MAY_1 + CLOCK);
    expect("2024-05-01 10:30:15 UTC", MAY_1 + CLOCK);
    expect("  2024-05-01\r\n", MAY_1);
}

static void seconds_and_milliseconds_since_1970(void **state) {
    (void)state;
    expect("1714559415", MAY_1 + CLOCK);
    expect("1714559415.75", MAY_1 + CLOCK);
    expect("1714559415123", MAY_1 + CLOCK);
    expect("999999999", 999999999);
    expect("999999999999", 999999999);
    expect("-123456789", -123456789);
    expect("-123456789.5", -123456790);
    expect("-123456789500", -123456790);
}

static void dates_of_mail_and_feeds(void **state) {
    (void)state;
    expect("Wed, 01 May 2024 10:30:15 GMT", MAY_1 + CLOCK);
    expect("Wednesday, 1 May 2024 10:30:15 +0200", MAY_1 + CLOCK - 2 * 3600);
    expect("1 May 24 10:30 EST", MAY_1 + CLOCK - 15 + 5 * 3600);
    expect("01 May 2024", MAY_1);
    expect("01 may 2024 10:30:15 pdt", MAY_1 + CLOCK + 7 * 3600);
    expect("Wed, 01 May 2024 10:30:15 Z", MAY_1 + CLOCK);
    expect("Wed 01 May 2024 10:30:15", MAY_1 + CLOCK);
    expect("1 Sept 49", INT64_C(2514067200));
    expect("1 Sep 50", INT64_C(-610156800));
}

static void dates_of_reuters_21578(void **state) {
    (void)state;
    expect("26-FEB-1987 15:01:01", INT64_C(541350061));
    expect("26-FEB-1987 15:01:01.79", INT64_C(541350061));
    expect(" 1-MAR-1987 08:00:00.00", INT64_C(541584000));
    expect("26-Feb-87", INT64_C(541296000));
}

static void the_calendar_holds_at_its_edges(void **state) {
    (void)state;
    expect("1970-01-01", 0);
    expect("1969-12-31T23:59:59Z", -1);
    expect("2000-02-29", INT64_C(951782400));
    expect("1900-03-01", INT64_C(-2203891200));
    expect("0001-01-01", INT64_C(-62135596800));
    expect("9999-12-31T23:59:59Z", INT64_C(253402300799));
    expect("2016-12-31T23:59:60Z", INT64_C(1483228800)); /* a leap second */
    expect("2024-01-01T00:00:00+00:01", INT64_C(1704067140));
}

static void what_is_out_of_range_is_unknown(void **state) {
    (void)state;
    EXPECT_NONE("2023-02-29");
    EXPECT_NONE("1900-02-29");
    EXPECT_NONE("2024-04-31");
    EXPECT_NONE("2024-13-01");
    EXPECT_NONE("2024-00-10");
    EXPECT_NONE("2024-01-00");
    EXPECT_NONE("0000-01-01");
    EXPECT_NONE("2024-05-01T24:00");
    EXPECT_NONE("2024-05-01T10:60");
    EXPECT_NONE("2024-05-01T10:30:61");
    EXPECT_NONE("2024-05-01T10:30:15+24:00");
    EXPECT_NONE("2024-05-01T10:30:15+01:60");
    EXPECT_NONE("32 May 2024");
}

static void what_is_half_understood_is_unknown(void **state) {
    (void)state;
    EXPECT_NONE("");
    EXPECT_NONE("   ");
    EXPECT_NONE("yesterday");
    EXPECT_NONE("2024");
    EXPECT_NONE("2024-05");
    EXPECT_NONE("20240501");
    EXPECT_NONE("17145594150");    /* 11 digits: the year 2513 */
    EXPECT_NONE("17145594151234"); /* 14 digits */
    EXPECT_NONE("99999999999999999999999999");
    EXPECT_NONE("2024-05-01T");
    EXPECT_NONE("2024-05-01x");
    EXPECT_NONE("2024-05-01T10");
    EXPECT_NONE("2024-05-01T10:30:");
    EXPECT_NONE("2024-05-01T10:30:15.");
    EXPECT_NONE("2024-05-01T10:30:15 and later");
    EXPECT_NONE("2024-05-01T10:30:15+");
    EXPECT_NONE("2024-05-01T10:30:15+5");
    EXPECT_NONE("2024-05-01T10:30:15+05:");
    EXPECT_NONE("2024-05-01T10:30:15 XYZ");
    EXPECT_NONE("12024-05-01");
    EXPECT_NONE("1 Mai 2024");
    EXPECT_NONE("1 May 124");
    EXPECT_NONE("26-FEB 1987");
    EXPECT_NONE("Wed");
    EXPECT_NONE("1714559415 s");
}

/* Bytes behind the given size must not count, nor be read: the copy ends exactly there. */
static void no_prefix_of_a_date_reads_on(void **state) {
    (void)state;
    static const char *dates[] = {"2024-05-01T10:30:15+05:30", "Wed, 01 May 2024 10:30:15 +0200",
                                  "26-FEB-1987 15:01:01.79", "1714559415123"};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        for (size_t size = 0; size <= strlen(dates[i]); size++) {
            char *copy = test_malloc(size + 1), terminated[64];
            memcpy(copy, dates[i], size);
            copy[size] = '5';
            memcpy(terminated, dates[i], size);
            terminated[size] = 0;
            assert_true(nd_date_parse(copy, size) == nd_date_parse(terminated, size));
            test_free(copy);
        }
    assert_true(nd_date_parse(NULL, 0) == ND_NO_TIME);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(iso_dates_with_and_without_time_and_zone),
        cmocka_unit_test(seconds_and_milliseconds_since_1970),
        cmocka_unit_test(dates_of_mail_and_feeds),
        cmocka_unit_test(dates_of_reuters_21578),
        cmocka_unit_test(the_calendar_holds_at_its_edges),
        cmocka_unit_test(what_is_out_of_range_is_unknown),
        cmocka_unit_test(what_is_half_understood_is_unknown),
        cmocka_unit_test(no_prefix_of_a_date_reads_on),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
