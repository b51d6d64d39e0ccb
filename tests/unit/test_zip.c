/* test_zip.c - the number of members is found behind any comment, and not in one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "input/zip.h"
#include "packed.h"

#define END "PK\5\6\0\0\0\0\2\1\2\1ssssoooo" /* 258 members */

static int members_of(const char *tail, size_t size, uint64_t *out) {
    *out = 9999;
    return nd_zip_members((const uint8_t *)tail, size, out);
}

static void the_number_of_a_real_zip_is_found(void **state) {
    static struct packed              packed;
    static const struct packed_member members[] = {{"a.txt", "one"}, {"b.txt", "two"}, {"c.txt", "PK"}, {NULL, NULL}};
    uint64_t                          found;
    (void)state;
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, members);
    assert_true(nd_zip_begins((const uint8_t *)packed.bytes, packed.size));
    assert_true(members_of(packed.bytes, packed.size, &found) && found == 3);
    assert_int_equal(members_of(packed.bytes, packed.size - 1, &found), -1); /* cut */
}

static void it_may_have_a_comment_behind_it(void **state) {
    uint64_t found;
    (void)state;
    assert_int_equal(members_of("xx" END "\0\0", 24, &found), 1);
    assert_int_equal(found, 258);
    assert_int_equal(members_of(END "\5\0hello", 27, &found), 1);
    assert_int_equal(members_of(END "\5\0hell", 26, &found), -1);
    assert_int_equal(members_of(END "\x08\0PK\5\6\0\0\0\0", 30, &found), 1);
    assert_int_equal(found, 258);
}

static void behind_it_there_may_be_zero_bytes_and_nothing_else(void **state) {
    uint64_t found;
    (void)state;
    assert_int_equal(members_of(END "\0\0\0\0\0", 25, &found), 1);
    assert_int_equal(found, 258);
    assert_int_equal(members_of(END "\5\0hello\0", 28, &found), 1);
    assert_int_equal(members_of(END "\0\0\0x", 24, &found), -1);
    assert_int_equal(members_of(END "\4\0hello", 27, &found), -1);
    assert_int_equal(members_of("\0\0\0", 3, &found), 0); /* it may stand before them */
}

static void where_no_number_is_none_is_found(void **state) {
    static const char many[] = "PK\5\6\0\0\0\0\xff\xff\xff\xffssssoooo\0";
    uint64_t          found;
    (void)state;
    assert_int_equal(members_of("PK", 2, &found), -1);
    assert_int_equal(members_of(END "\0", 21, &found), -1);
    assert_int_equal(members_of(many, sizeof many, &found), 0); /* zip64 */
}

static void marks_must_be_whole(void **state) {
    (void)state;
    for (size_t size = 0; size <= 4; size++) {
        assert_int_equal(nd_zip_begins((const uint8_t *)"PK\3\4", size), size == 4);
        assert_int_equal(nd_zip_begins((const uint8_t *)"PK\5\6", size), size == 4);
        assert_false(nd_zip_begins((const uint8_t *)"PK\1\2", size));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_number_of_a_real_zip_is_found),
        cmocka_unit_test(it_may_have_a_comment_behind_it),
        cmocka_unit_test(behind_it_there_may_be_zero_bytes_and_nothing_else),
        cmocka_unit_test(where_no_number_is_none_is_found),
        cmocka_unit_test(marks_must_be_whole),
    };
    return cmocka_run_group_tests_name("zip", tests, NULL, NULL);
}
