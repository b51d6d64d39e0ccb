/* test_unpack.c - what was packed comes out again, whole or up to where it is cut or grows beyond measure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "input/unpack.h"
#include "packed.h"
#include "scratch.h"

static struct packed packed;

/* All that came out: "name=bytes;" for each member, and the reason of the end. */
struct unpacked {
    char   all[1 << 16];
    size_t size;
    char   reason[160];
};

static nd_unpack *open_packed(const char *path, size_t ahead, int is_input) {
    nd_packed  from = {.is_input = is_input};
    nd_unpack *unpack = NULL;
    from.fd = nd_file_open(path, 1);
    assert_true(from.fd >= 0);
    assert_int_equal(nd_file_stamp(from.fd, &from.stamp), 0);
    if (ahead) assert_true(nd_file_read(from.fd, &from.ahead, ahead) >= 0);
    assert_int_equal(nd_unpack_new(&from, &unpack, NULL), ND_OK);
    return unpack;
}

static void note(struct unpacked *out, const void *data, size_t size) {
    assert_true(out->size + size < sizeof out->all);
    if (size) memcpy(out->all + out->size, data, size);
    out->all[out->size += size] = '\0';
}

static void unpack_all(nd_unpack *unpack, struct unpacked *out) {
    const char *name = "";
    nd_buf      bytes = {0};
    int         found;
    memset(out, 0, sizeof *out);
    while ((found = nd_unpack_next(unpack, &name)) > 0) {
        ptrdiff_t got;
        if (name) note(out, name, strlen(name));
        note(out, "=", 1);
        for (bytes.size = 0; (got = nd_unpack_read(unpack, &bytes, 7)) > 0;) assert_true(got <= 7);
        note(out, bytes.data, bytes.size);
        if (got < 0) {
            found = -1;
            break;
        }
        note(out, ";", 1);
    }
    if (found < 0) {
        assert_non_null(nd_unpack_reason(unpack));
        strcpy(out->reason, nd_unpack_reason(unpack));
    }
    nd_buf_free(&bytes);
}

/* The file at the path as a file that can be searched, and as a pipe would be read. */
static void unpack_both(const char *path, struct unpacked *out) {
    static struct unpacked again;
    nd_unpack             *unpack = open_packed(path, 300, 0);
    unpack_all(unpack, out);
    nd_unpack_free(unpack);
    unpack = open_packed(path, 300, 1);
    unpack_all(unpack, &again);
    nd_unpack_free(unpack);
    assert_string_equal(out->all, again.all);
}

static void expect(const void *data, size_t size, const char *all) {
    struct scratch         scratch;
    static struct unpacked out;
    scratch_make(&scratch);
    const char *path = scratch_write(&scratch, "packed", data, size);
    assert_true(nd_unpack_knows(data, size));
    unpack_both(path, &out);
    assert_string_equal(out.reason, "");
    assert_string_equal(out.all, all);
    scratch_remove(&scratch);
}

static const struct packed_member members[] = {{"news", NULL},
                                               {"news/a.txt", "The ferry left at noon."},
                                               {"../b", "The bridge is closed."},
                                               {"/c\nd", ""},
                                               {NULL, NULL}};
static const char all_members[] = "news/a.txt=The ferry left at noon.;../b=The bridge is closed.;/c\nd=;";

static void a_compressed_file_is_one_member_without_a_name(void **state) {
    (void)state;
    static const struct packed_member one[] = {{"x", "The ferry left at noon."}, {NULL, NULL}};
    for (size_t i = 0; i < PACKED_FILTERS; i++) {
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_RAW, one);
        expect(packed.bytes, packed.size, "=The ferry left at noon.;");
        memcpy(packed.bytes + packed.size, packed.bytes, packed.size); /* several behind one another */
        expect(packed.bytes, 2 * packed.size, "=The ferry left at noon.The ferry left at noon.;");
    }
}

static void an_archive_gives_its_files_by_name(void **state) {
    (void)state;
    static const int formats[] = {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE,
                                  ARCHIVE_FORMAT_TAR_GNUTAR};
    for (size_t i = 0; i < 3; i++) {
        pack(&packed, ARCHIVE_FILTER_NONE, formats[i], members);
        expect(packed.bytes, packed.size, all_members);
        for (size_t k = 0; k < PACKED_FILTERS; k++) {
            pack(&packed, packed_filters[k], formats[i], members);
            expect(packed.bytes, packed.size, all_members);
        }
    }
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, members);
    expect(packed.bytes, packed.size, all_members);
}

/* Writes the name of five bytes over that of the first member, and says that it is UTF-8. */
static void rename_in_zip(const char *name) {
    for (size_t i = 0; i + 4 < packed.size; i++) {
        if (!memcmp(packed.bytes + i, "PK\3\4", 4)) packed.bytes[i + 7] |= 8;
        else if (!memcmp(packed.bytes + i, "PK\1\2", 4)) packed.bytes[i + 9] |= 8;
        else if (!memcmp(packed.bytes + i, "XXXXX", 5)) memcpy(packed.bytes + i, name, 5);
    }
}

static void names_of_a_zip_in_utf8_need_no_locale(void **state) {
    (void)state;
    static const struct packed_member two[] = {{"XXXXX.txt", "one"}, {"b.txt", "two"}, {NULL, NULL}};
    struct scratch                    scratch;
    static struct unpacked            out;
    scratch_make(&scratch);
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, two);
    rename_in_zip("caf\u00e9");
    expect(packed.bytes, packed.size, "caf\u00e9.txt=one;b.txt=two;");
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, two);
    rename_in_zip("caf\xe9\xff"); /* is none */
    const char *path = scratch_write(&scratch, "x.zip", packed.bytes, packed.size);
    nd_unpack  *unpack = open_packed(path, 300, 0);
    unpack_all(unpack, &out);
    assert_string_equal(out.all, "");
    assert_string_equal(out.reason, "a member has a name that is not in its encoding");
    unpack_all(unpack, &out);
    assert_string_equal(out.all, "b.txt=two;"); /* the others are read */
    nd_unpack_free(unpack);
    scratch_remove(&scratch);
}

static void nothing_is_in_an_empty_archive(void **state) {
    (void)state;
    static const struct packed_member none[] = {{NULL, NULL}}, empty[] = {{"x", ""}, {NULL, NULL}};
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, none);
    expect(packed.bytes, packed.size, "");
    for (size_t i = 0; i < PACKED_FILTERS; i++) {
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_RAW, empty);
        if (packed.size) expect(packed.bytes, packed.size, "");
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_TAR_USTAR, none);
        expect(packed.bytes, packed.size, "");
    }
}

/* Cut at `size`: a beginning of what was in it, and mostly a reason. */
static int is_told_when_cut(struct scratch *scratch, size_t size, const char *whole) {
    static struct unpacked out;
    const char            *path = scratch_write(scratch, "cut", packed.bytes, size);
    if (!nd_unpack_knows((const uint8_t *)packed.bytes, size)) return 1; /* no longer known as packed */
    unpack_both(path, &out);
    assert_memory_equal(out.all, whole, out.size);
    return out.reason[0] != '\0' || !strcmp(out.all, whole);
}

static void what_is_cut_anywhere_gives_what_it_held_and_a_reason(void **state) {
    (void)state;
    static const struct packed_member one[] = {{"x", "The ferry left at noon."}, {NULL, NULL}};
    struct scratch                    scratch;
    scratch_make(&scratch);
    for (size_t i = 0; i < PACKED_FILTERS; i++) {
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_RAW, one);
        for (size_t size = 0; size < packed.size; size++)
            assert_true(is_told_when_cut(&scratch, size, "=The ferry left at noon.;"));
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_TAR_USTAR, members);
        for (size_t size = 0; size < packed.size; size++)
            assert_true(is_told_when_cut(&scratch, size, all_members));
    }
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, members);
    for (size_t size = 0; size < packed.size; size++) assert_true(is_told_when_cut(&scratch, size, all_members));
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR, members);
    for (size_t size = 0; size + 512 < packed.size; size++) /* one of the two empty blocks at the end is enough */
        assert_true(is_told_when_cut(&scratch, size, all_members));
    scratch_remove(&scratch);
}

static void what_grows_beyond_measure_is_stopped(void **state) {
    (void)state;
    struct scratch scratch;
    char           command[400];
    scratch_make(&scratch);
    const char *path = scratch_path(&scratch, "bomb.zst");
    snprintf(command, sizeof command, "head -c 400000000 /dev/zero | tr '\\0' a | zstd -q -c >'%s'", path);
    if (system("zstd --version >/dev/null 2>&1") || system(command)) {
        scratch_remove(&scratch);
        skip();
    }
    nd_unpack  *unpack = open_packed(path, 300, 0);
    const char *name;
    nd_buf      bytes = {0};
    uint64_t    total = 0;
    ptrdiff_t   got;
    assert_int_equal(nd_unpack_next(unpack, &name), 1);
    for (; (got = nd_unpack_read(unpack, &bytes, 1 << 20)) > 0; bytes.size = 0) total += (uint64_t)got;
    assert_true(got < 0 && total >= ND_UNPACK_FREE_BYTES - (1 << 20) && total <= ND_UNPACK_FREE_BYTES + (1 << 20));
    assert_non_null(strstr(nd_unpack_reason(unpack), "1000 times"));
    assert_int_equal(nd_unpack_next(unpack, &name), 0);
    nd_unpack_free(unpack);
    unpack = open_packed(path, 300, 0); /* passed over it is stopped too */
    assert_int_equal(nd_unpack_next(unpack, &name), 1);
    assert_int_equal(nd_unpack_next(unpack, &name), -1);
    nd_unpack_free(unpack);
    nd_buf_free(&bytes);
    scratch_remove(&scratch);
}

static void what_is_damaged_is_told(void **state) {
    (void)state;
    struct scratch         scratch;
    static struct unpacked out;
    scratch_make(&scratch);
    pack(&packed, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR, members);
    packed.bytes[packed.size / 2] ^= 0x55;
    unpack_both(scratch_write(&scratch, "a", packed.bytes, packed.size), &out);
    assert_true(out.reason[0]);
    unpack_both(scratch_text(&scratch, "b", "\x1f\x8b and then something else"), &out);
    assert_non_null(strstr(out.reason, "damaged"));
    assert_int_equal(out.size, 0);
    scratch_remove(&scratch);
}

/* A byte is another anywhere: told, or all came out as it was. */
static void expect_told(struct scratch *scratch, size_t at, const char *whole) {
    static struct unpacked out;
    packed.bytes[at] ^= 0x10;
    const char *path = scratch_write(scratch, "damaged", packed.bytes, packed.size);
    if (nd_unpack_knows((const uint8_t *)packed.bytes, packed.size)) {
        unpack_both(path, &out);
        assert_true(out.reason[0] || !strcmp(out.all, whole));
    }
    packed.bytes[at] ^= 0x10;
}

static void no_checksum_is_passed_over(void **state) {
    (void)state;
    static const struct packed_member one[] = {{"x", "The ferry left at noon."}, {NULL, NULL}};
    struct scratch                    scratch;
    scratch_make(&scratch);
    for (size_t i = 0; i < PACKED_FILTERS; i++) {
        if (packed_filters[i] == ARCHIVE_FILTER_ZSTD) continue; /* that of libarchive has no checksum */
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_RAW, one);
        for (size_t at = 0; at < packed.size; at++) expect_told(&scratch, at, "=The ferry left at noon.;");
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_TAR_USTAR, members);
        for (size_t at = 0; at < packed.size; at++) expect_told(&scratch, at, all_members);
    }
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, members);
    static struct unpacked out;
    size_t                 name = 0;
    while (memcmp(packed.bytes + name, "news/a.txt", 10)) name++;
    packed.bytes[name + 10 + (size_t)packed.bytes[name - 2] + 5] ^= 0x10; /* in its text, behind the extra field */
    unpack_both(scratch_write(&scratch, "x.zip", packed.bytes, packed.size), &out);
    assert_true(out.reason[0]);
    scratch_remove(&scratch);
}

#define LONG_TEXT                                                                                                 \
    "The ferry left at noon with forty people aboard, and the crew had looked at the engine twice before "           \
    "it did so; nobody was hurt."

static void what_follows_is_told_but_for_zero_bytes(void **state) {
    (void)state;
    static const struct packed_member one[] = {{"x", LONG_TEXT}, {NULL, NULL}};
    struct scratch                    scratch;
    static struct unpacked            out;
    scratch_make(&scratch);
    for (size_t i = 0; i < PACKED_FILTERS; i++) {
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_RAW, one);
        memcpy(packed.bytes + packed.size, "rubbish", 7);
        unpack_both(scratch_write(&scratch, "a", packed.bytes, packed.size + 7), &out);
        assert_true(out.reason[0]);
        if (i == 0) assert_memory_equal(out.all, "=" LONG_TEXT, sizeof LONG_TEXT);
    }
    pack(&packed, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_RAW, one);
    memset(packed.bytes + packed.size, 0, 1000);
    unpack_both(scratch_write(&scratch, "a", packed.bytes, packed.size + 1000), &out);
    assert_string_equal(out.reason, "");
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP, one);
    memset(packed.bytes + packed.size, 0, 1000);
    unpack_both(scratch_write(&scratch, "a.zip", packed.bytes, packed.size + 1000), &out);
    assert_string_equal(out.reason, "");
    packed.bytes[packed.size] = 'x';
    unpack_both(scratch_write(&scratch, "a.zip", packed.bytes, packed.size + 1000), &out);
    assert_true(out.reason[0]);
    unpack_both(scratch_write(&scratch, "a.zip", packed.bytes, packed.size - 30), &out);
    assert_true(out.reason[0]);
    scratch_remove(&scratch);
}

static void a_file_that_changes_is_known(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    pack(&packed, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR, members);
    nd_unpack *unpack = open_packed(scratch_write(&scratch, "a", packed.bytes, packed.size), 0, 0);
    assert_false(nd_unpack_has_changed(unpack));
    scratch_write(&scratch, "a", packed.bytes, packed.size - 1);
    assert_true(nd_unpack_has_changed(unpack));
    nd_unpack_free(unpack);
    scratch_remove(&scratch);
}

static void marks_must_be_whole_and_in_their_place(void **state) {
    (void)state;
    static const char *const none[] = {"", "\x1f", "PK", "PK are letters", "BZh91AY", "xxxx1AY&SY",
                                        "(\xb5/", "{\"a\":1}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(nd_unpack_knows((const uint8_t *)none[i], strlen(none[i])));
    char tar[512] = "news/a.txt";
    memcpy(tar + 257, "ustar", 5);
    memcpy(tar + 148, " 3413\0 ", 8);
    assert_false(nd_unpack_knows((uint8_t *)tar, sizeof tar));
    memcpy(tar + 148, " 3412\0 ", 8);
    assert_true(nd_unpack_knows((uint8_t *)tar, sizeof tar));
    assert_false(nd_unpack_knows((uint8_t *)tar, sizeof tar - 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_compressed_file_is_one_member_without_a_name),
        cmocka_unit_test(an_archive_gives_its_files_by_name),
        cmocka_unit_test(names_of_a_zip_in_utf8_need_no_locale),
        cmocka_unit_test(nothing_is_in_an_empty_archive),
        cmocka_unit_test(what_is_cut_anywhere_gives_what_it_held_and_a_reason),
        cmocka_unit_test(what_grows_beyond_measure_is_stopped),
        cmocka_unit_test(what_is_damaged_is_told),
        cmocka_unit_test(no_checksum_is_passed_over),
        cmocka_unit_test(what_follows_is_told_but_for_zero_bytes),
        cmocka_unit_test(a_file_that_changes_is_known),
        cmocka_unit_test(marks_must_be_whole_and_in_their_place),
    };
    return cmocka_run_group_tests_name("unpack", tests, NULL, NULL);
}
