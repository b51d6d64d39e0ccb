/* test_rows.c - rows in their order by any number of threads, and what ends them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fake_result.h"

#include "collect.h"
#include "failing.h"
#include "base/error.h"
#include "report/row.c"
#include "report/rows.c"

enum { ROWS = 40 * ROWS_A_PIECE + 1 };

static struct collected collected;
static nd_document      documents[ROWS];
static nd_result        result = {.documents = documents};

/* A result of so many articles that are tied to no other. */
static void have(uint64_t count) {
    for (uint64_t i = 0; i < count; i++)
        documents[i] = (nd_document){.index = i, .cluster = ND_NONE, .story = ND_NONE, .canonical = ND_NONE,
                                     .via = ND_NONE};
    result.document_count = result.summary.articles = count;
}

static void put_number(const nd_result *of, const nd_write_options *options, const nd_row *row, nd_out *out) {
    char number[16];
    snprintf(number, sizeof number, "%u", (unsigned)row->document.index);
    (void)of, (void)options;
    nd_put_text(out, number);
    nd_put_newline(out);
}

static int put(unsigned jobs, unsigned fail_at, nd_error *error) {
    nd_write_options options = {.jobs = jobs};
    nd_out           out;
    collected.size = collected.calls = 0;
    collected.fail_at = fail_at;
    nd_out_start(&out, collect, &collected, error);
    nd_put_text(&out, "head\n");
    nd_put_rows(&result, &options, put_number, &out);
    nd_put_text(&out, "foot\n");
    return nd_out_finish(&out);
}

static void they_stand_in_their_order(void **state) {
    static const uint64_t counts[] = {0, 1, ROWS_A_PIECE, ROWS_A_PIECE + 1, 16 * ROWS_A_PIECE, ROWS};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        have(counts[i]);
        for (unsigned jobs = 0; jobs < 4; jobs++) {
            const char *at = collected.text;
            char       *end;
            assert_int_equal(put(jobs, 0, NULL), ND_OK);
            assert_memory_equal(at, "head\n", 5);
            at += 5;
            for (uint64_t k = 0; k < counts[i]; k++, at = end + 1) {
                assert_int_equal(strtoul(at, &end, 10), k);
                assert_int_equal(*end, '\n');
            }
            assert_int_equal(collected.text + collected.size - at, 5);
            assert_memory_equal(at, "foot\n", 5);
        }
    }
}

static void a_sink_that_fails_is_not_called_again(void **state) {
    (void)state;
    have(ROWS);
    for (unsigned at = 1; at < 20; at += 6) {
        nd_error error;
        assert_int_equal(put(2, at, &error), ND_ERROR_CLOSED);
        assert_int_equal(collected.calls, at);
    }
}

/* A run that is done is not lost for want of a thread, or of buffers for several. */
static void without_threads_one_makes_them(void **state) {
    (void)state;
    have(ROWS);
    assert_int_equal(put(1, 0, NULL), ND_OK);
    char  *expected = test_malloc(collected.size);
    size_t size = collected.size;
    memcpy(expected, collected.text, size);
    for (unsigned started = 0; started < 4; started++) {
        fail_thread_after(started);
        assert_int_equal(put(4, 0, NULL), ND_OK);
        assert_int_equal(fail_nothing(), started == 3);
        assert_int_equal(collected.size, size);
        assert_memory_equal(collected.text, expected, size);
    }
    for (unsigned before = 1; before < 3; before++) { /* the buffer of the output; then the pool, then the pieces */
        fail_allocation_after(before);
        assert_int_equal(put(4, 0, NULL), ND_OK);
        assert_false(fail_nothing());
        assert_int_equal(collected.size, size);
        assert_memory_equal(collected.text, expected, size);
    }
    test_free(expected);
}

static void a_piece_that_fails_ends_them(void **state) {
    nd_out   out, piece;
    nd_error error, of_piece;
    (void)state;
    collected.size = collected.calls = collected.fail_at = 0;
    nd_out_start(&out, collect, &collected, &error);
    nd_out_start(&piece, NULL, NULL, &of_piece);
    nd_put_text(&out, "before ");
    nd_put_text(&piece, "lost");
    piece.status = nd_fail(&of_piece, ND_ERROR_MEMORY, "no room for a row");
    nd_out_take(&out, &piece);
    nd_buf_free(&piece.buf);
    assert_int_equal(nd_out_finish(&out), ND_ERROR_MEMORY);
    assert_string_equal(error.message, "no room for a row");
    assert_int_equal(collected.size, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_stand_in_their_order),
        cmocka_unit_test(a_sink_that_fails_is_not_called_again),
        cmocka_unit_test(without_threads_one_makes_them),
        cmocka_unit_test(a_piece_that_fails_ends_them),
    };
    return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
