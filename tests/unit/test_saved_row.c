/* test_saved_row.c - members of a row are what they are said to be, or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "saved_row.h"

static nd_saved_row row;

static void parse(const char *line) {
    nd_saved_row_free(&row);
    assert_int_equal(nd_saved_row_parse(&row, (nd_string){line, strlen(line)}, NULL), ND_OK);
}

static int tear_down(void **state) {
    (void)state;
    nd_saved_row_free(&row);
    return 0;
}

static void rows_are_known_by_their_type(void **state) {
    (void)state;
    static const struct {
        const char   *line;
        nd_saved_kind kind;
    } lines[] = {{"{\"type\":\"header\"}\n", ND_SAVED_HEADER}, {"{\"type\":\"doc\"}", ND_SAVED_DOC},
                 {"{\"type\":\"pair\"}", ND_SAVED_PAIR},       {"{\"type\":\"summary\"}", ND_SAVED_SUMMARY},
                 {"{\"type\":\"docs\"}", ND_SAVED_OTHER},      {"{\"type\":7}", ND_SAVED_OTHER},
                 {"{}", ND_SAVED_OTHER},                       {"[1]", ND_SAVED_OTHER},
                 {"", ND_SAVED_OTHER},                         {"{\"type\":\"doc\"", ND_SAVED_OTHER}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        parse(lines[i].line);
        assert_int_equal(row.kind, lines[i].kind);
    }
}

static void a_member_of_another_type_is_missing(void **state) {
    (void)state;
    parse("{\"type\":\"doc\",\"s\":\"a\\u0000b\",\"n\":7,\"x\":-7,\"big\":99999999999,\"half\":0.5,\"more\":2.5,"
          "\"yes\":true,\"null\":null}");
    nd_string s = nd_saved_string(&row, "s");
    assert_int_equal(s.size, 3);
    assert_memory_equal(s.data, "a\0b", 3);
    assert_null(nd_saved_string(&row, "n").data);
    assert_null(nd_saved_string(&row, "null").data);
    assert_null(nd_saved_string(&row, "none").data);
    assert_int_equal(nd_saved_count(&row, "n"), 7);
    assert_int_equal(nd_saved_count(&row, "x"), 0);
    assert_int_equal(nd_saved_count(&row, "big"), 0);
    assert_int_equal(nd_saved_count(&row, "s"), 0);
    assert_true(nd_saved_share(&row, "half") == .5);
    assert_true(nd_saved_share(&row, "more") == 1);
    assert_true(nd_saved_share(&row, "x") == 0);
    assert_true(nd_saved_is(&row, "yes"));
    assert_false(nd_saved_is(&row, "n"));
    assert_false(nd_saved_is(&row, "none"));
}

static void the_bytes_of_an_id_come_first(void **state) {
    (void)state;
    nd_buf    bytes = {0};
    nd_string id;
    parse("{\"id\":\"b\\uFFFD\",\"path_b64\":\"Yv8=\"}");
    assert_int_equal(nd_saved_id(&row, &bytes, &id, NULL), ND_OK);
    assert_int_equal(id.size, 2);
    assert_memory_equal(id.data, "b\xFF", 2);
    parse("{\"id\":\"plain\",\"path_b64\":\"?\"}");
    assert_int_equal(nd_saved_id(&row, &bytes, &id, NULL), ND_OK);
    assert_memory_equal(id.data, "plain", 5);
    nd_buf_free(&bytes);
}

static void ranges_are_ranges(void **state) {
    (void)state;
    nd_passage    passage;
    nd_difference difference;
    parse("{\"passages\":[{\"at\":[1,9],\"in\":[0,4294967296],\"words\":8},{\"at\":[9,1],\"in\":[0,1]},"
          "{\"at\":[-1,1],\"in\":[0,1]},{\"at\":[1],\"in\":[0,1]},7],\"differences\":[[1,2,3,3],[1,2,3],\"x\"]}");
    assert_int_equal(nd_saved_passage(&row, 0, &passage), 1);
    assert_int_equal(passage.at[1], 9);
    assert_int_equal(passage.in[1], 4294967296);
    assert_int_equal(passage.words, 8);
    for (size_t i = 1; i < 5; i++) assert_int_equal(nd_saved_passage(&row, i, &passage), -1);
    assert_int_equal(nd_saved_passage(&row, 5, &passage), 0);
    assert_int_equal(nd_saved_difference(&row, 0, &difference), 1);
    assert_int_equal(difference.in[0], 3);
    assert_int_equal(nd_saved_difference(&row, 1, &difference), -1);
    assert_int_equal(nd_saved_difference(&row, 2, &difference), -1);
    assert_int_equal(nd_saved_difference(&row, 3, &difference), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_known_by_their_type),
        cmocka_unit_test(a_member_of_another_type_is_missing),
        cmocka_unit_test(the_bytes_of_an_id_come_first),
        cmocka_unit_test(ranges_are_ranges),
    };
    return cmocka_run_group_tests_name("saved_row", tests, NULL, tear_down);
}
