/* test_writer.c - what rows go through: large pieces, whole rows, and the first failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collect.h"
#include "report/writer.h"

static struct collected collected;

static void start(nd_out *out, nd_error *error, unsigned fail_at) {
    collected.size = collected.calls = 0;
    collected.fail_at = fail_at;
    nd_out_start(out, collect, &collected, error);
}

static void put_rows(nd_out *out, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        nd_put_text(out, "0123456789012345678901234567890123456789012345678901234567890123456789012345678");
        nd_put_spaces(out, 20);
        nd_put_newline(out);
    }
}

static void rows_reach_the_sink_in_large_pieces(void **state) {
    (void)state;
    nd_out out;
    start(&out, NULL, 0);
    put_rows(&out, 1500);
    assert_int_equal(collected.calls, 2);
    assert_int_equal(collected.size % 100, 0); /* whole rows */
    assert_int_equal(nd_out_finish(&out), ND_OK);
    assert_int_equal(collected.calls, 3);
    assert_int_equal(collected.size, 150000);
}

static void nothing_written_calls_nobody(void **state) {
    (void)state;
    nd_out out;
    start(&out, NULL, 0);
    nd_put(&out, NULL, 0);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    assert_int_equal(collected.calls, 0);
}

static void after_a_failure_the_sink_is_left_alone(void **state) {
    (void)state;
    nd_out out;
    start(&out, NULL, 2);
    put_rows(&out, 1900);
    assert_int_equal(out.status, ND_ERROR_CLOSED);
    assert_int_equal(nd_out_finish(&out), ND_ERROR_CLOSED);
    assert_int_equal(collected.calls, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_reach_the_sink_in_large_pieces),
        cmocka_unit_test(nothing_written_calls_nobody),
        cmocka_unit_test(after_a_failure_the_sink_is_left_alone),
    };
    return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
