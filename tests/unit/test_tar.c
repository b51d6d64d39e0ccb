/* test_tar.c - a block is the head of a member if its sum says so, and not when a bit of it is wrong or it is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "input/tar.h"
#include "packed.h"

static struct packed packed;

static void make(int format) {
    static const struct packed_member members[] = {{"news/ferry.txt", "The ferry sails again."}, {NULL, NULL}};
    pack(&packed, ARCHIVE_FILTER_NONE, format, members);
}

static void every_kind_of_tar_begins_with_its_sum(void **state) {
    static const int formats[] = {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_GNUTAR,
                                  ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE};
    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        make(formats[i]);
        for (size_t size = 0; size <= ND_TAR_BLOCK; size++)
            assert_int_equal(nd_tar_begins((const uint8_t *)packed.bytes, size), size == ND_TAR_BLOCK);
    }
}

static void a_wrong_bit_anywhere_is_seen(void **state) {
    (void)state;
    make(ARCHIVE_FORMAT_TAR_USTAR);
    for (size_t bit = 0; bit < 8 * ND_TAR_BLOCK; bit++) {
        packed.bytes[bit / 8] ^= (char)(1 << bit % 8);
        int is_blank = bit / 8 >= 148 && bit / 8 < 156 && (packed.bytes[bit / 8] == ' ' || packed.bytes[bit / 8] == 0);
        if (!is_blank) assert_false(nd_tar_begins((const uint8_t *)packed.bytes, ND_TAR_BLOCK));
        packed.bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
}

static void zero_bytes_end_it_and_are_no_head(void **state) {
    static uint8_t block[ND_TAR_BLOCK];
    (void)state;
    assert_true(nd_tar_ends(block, sizeof block));
    assert_false(nd_tar_begins(block, sizeof block));
    assert_false(nd_tar_ends(block, sizeof block - 1));
    block[ND_TAR_BLOCK - 1] = 1;
    assert_false(nd_tar_ends(block, sizeof block));
}

static void a_text_about_tars_is_none(void **state) {
    static uint8_t text[ND_TAR_BLOCK];
    (void)state;
    memset(text, ' ', sizeof text);
    memcpy(text, "About ustar", 11);
    memcpy(text + 257, "ustar", 5);
    assert_false(nd_tar_begins(text, sizeof text));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_tar_begins_with_its_sum),
        cmocka_unit_test(a_wrong_bit_anywhere_is_seen),
        cmocka_unit_test(zero_bytes_end_it_and_are_no_head),
        cmocka_unit_test(a_text_about_tars_is_none),
    };
    return cmocka_run_group_tests_name("tar", tests, NULL, NULL);
}
