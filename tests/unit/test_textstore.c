/* test_textstore.c - a record is found again, or it is told why not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>

#include "input/textstore.h"
#include "scratch.h"

/* Adds a file and one record of it, as the batch does. */
static void add(nd_textstore *store, const char *path, int by_worker, uint64_t offset, uint64_t size) {
    uint32_t  number;
    nd_string bytes;
    nd_stamp  stamp;
    nd_buf    buf = {0};
    assert_int_equal(nd_textstore_add_file(store, path, 0, &number, NULL), ND_OK);
    assert_int_equal(nd_textstore_load(path, 1000, &buf, &stamp, &bytes), 0);
    nd_textstore_file(store, number)->stamp = stamp;
    nd_textstore_file(store, number)->by_worker = (uint8_t)by_worker;
    assert_int_equal(nd_textstore_keep(store, number, offset, size, NULL), ND_OK);
    nd_buf_free(&buf);
}

static void expect(nd_textstore *store, uint64_t record, const char *text) {
    nd_string out;
    uint32_t  file;
    nd_error  error;
    assert_int_equal(nd_textstore_read(store, record, &out, &file, &error), ND_OK);
    assert_int_equal(file, record);
    assert_int_equal(out.size, strlen(text));
    assert_memory_equal(out.data, text, out.size);
}

static void expect_error(nd_textstore *store, uint64_t record, int status, const char *part) {
    nd_string out;
    uint32_t  file;
    nd_error  error;
    assert_int_equal(nd_textstore_read(store, record, &out, &file, &error), status);
    if (!strstr(error.message, part)) print_error("%s\n", error.message);
    assert_non_null(strstr(error.message, part));
}

static void parts_and_whole_files_are_read_again(void **state) {
    (void)state;
    struct scratch scratch;
    nd_textstore   store = {.max_record_bytes = 1000};
    scratch_make(&scratch);
    add(&store, scratch_text(&scratch, "a", "one two three"), 0, 4, 3);
    add(&store, scratch_text(&scratch, "b", "\xef\xbb\xbfwhole"), 1, 0, 0);
    add(&store, scratch_text(&scratch, "c", ""), 1, 0, 0);
    for (int i = 0; i < 2; i++) {
        expect(&store, 2, "");
        expect(&store, 0, "two");
        expect(&store, 1, "whole");
    }
    expect_error(&store, 3, ND_ERROR_USAGE, "no record 3");
    nd_textstore_free(&store);
    scratch_remove(&scratch);
}

static void the_place_of_a_record_is_told_without_reading_it(void **state) {
    (void)state;
    struct scratch scratch;
    nd_textstore   store = {.max_record_bytes = 1000};
    uint32_t       file = 9, size = 9;
    scratch_make(&scratch);
    add(&store, scratch_text(&scratch, "a", "one two three"), 0, 4, 3);
    add(&store, scratch_text(&scratch, "b", "other"), 0, 0, 5);
    assert_int_equal(unlink(scratch_path(&scratch, "b")), 0);
    assert_int_equal(nd_textstore_find(&store, 1, &file, &size, NULL), ND_OK);
    assert_true(file == 1 && size == 5);
    assert_int_equal(nd_textstore_find(&store, 2, &file, &size, NULL), ND_ERROR_USAGE);
    nd_textstore_free(&store);
    scratch_remove(&scratch);
}

static void a_changed_file_is_not_quoted(void **state) {
    (void)state;
    struct scratch scratch;
    nd_textstore   store = {.max_record_bytes = 1000};
    struct timespec times[2] = {{1000000000, 0}, {1000000000, 0}};
    scratch_make(&scratch);
    for (int by_worker = 0; by_worker < 2; by_worker++) {
        add(&store, scratch_text(&scratch, "longer", "abc"), by_worker, 0, 3);
        add(&store, scratch_text(&scratch, "shorter", "abc"), by_worker, 0, 3);
        add(&store, scratch_text(&scratch, "later", "abc"), by_worker, 0, 3);
        add(&store, scratch_text(&scratch, "gone", "abc"), by_worker, 0, 3);
        add(&store, scratch_text(&scratch, "folder", "abc"), by_worker, 0, 3);
        scratch_text(&scratch, "longer", "abcd");
        scratch_text(&scratch, "shorter", "ab");
        assert_int_equal(utimensat(AT_FDCWD, scratch_path(&scratch, "later"), times, 0), 0);
        assert_int_equal(unlink(scratch_path(&scratch, "gone")), 0);
        assert_int_equal(unlink(scratch_path(&scratch, "folder")), 0);
        scratch_folder(&scratch, "folder");
        uint64_t first = by_worker ? 5 : 0;
        for (uint64_t i = 0; i < 3; i++)
            expect_error(&store, first + i, ND_ERROR_IO, "has changed since it was read");
        expect_error(&store, first + 3, ND_ERROR_IO, "No such file");
        expect_error(&store, first + 4, ND_ERROR_IO, "folder");
        assert_int_equal(rmdir(scratch_path(&scratch, "folder")), 0);
    }
    nd_textstore_free(&store);
    scratch_remove(&scratch);
}

static void a_file_in_the_place_of_another_is_not_quoted(void **state) {
    (void)state;
    struct scratch  scratch;
    nd_textstore    store = {.max_record_bytes = 1000};
    struct timespec times[2] = {{1000000000, 0}, {1000000000, 0}};
    scratch_make(&scratch);
    for (int by_worker = 0; by_worker < 2; by_worker++) {
        scratch_text(&scratch, "a", "abc");
        assert_int_equal(utimensat(AT_FDCWD, scratch_path(&scratch, "a"), times, 0), 0);
        add(&store, scratch_path(&scratch, "a"), by_worker, 0, 3);
        scratch_text(&scratch, "b", "xyz");
        assert_int_equal(utimensat(AT_FDCWD, scratch_path(&scratch, "b"), times, 0), 0);
        char other[4096];
        snprintf(other, sizeof other, "%s", scratch_path(&scratch, "b"));
        assert_int_equal(rename(other, scratch_path(&scratch, "a")), 0);
        expect_error(&store, (uint64_t)by_worker, ND_ERROR_IO, "has changed since it was read");
    }
    nd_textstore_free(&store);
    scratch_remove(&scratch);
}

static void loading_has_a_ceiling(void **state) {
    (void)state;
    struct scratch scratch;
    nd_buf         buf = {0};
    nd_stamp       stamp;
    nd_string      out;
    scratch_make(&scratch);
    const char *path = scratch_text(&scratch, "a", "12345");
    assert_int_equal(nd_textstore_load(path, 5, &buf, &stamp, &out), 0);
    assert_int_equal(out.size, 5);
    errno = 0;
    assert_int_equal(nd_textstore_load(path, 4, &buf, &stamp, &out), -1);
    assert_int_equal(errno, EFBIG);
    nd_buf_free(&buf);
    scratch_remove(&scratch);
}

static void a_pipe_in_the_place_of_a_file_does_not_hang(void **state) {
    (void)state;
    struct scratch scratch;
    nd_buf         buf = {0};
    nd_stamp       stamp;
    nd_string      out;
    scratch_make(&scratch);
    assert_int_equal(mkfifo(scratch_path(&scratch, "pipe"), 0644), 0);
    errno = 0;
    assert_int_equal(nd_textstore_load(scratch_path(&scratch, "pipe"), 4, &buf, &stamp, &out), -1);
    assert_int_equal(errno, EINVAL);
    nd_buf_free(&buf);
    scratch_remove(&scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_and_whole_files_are_read_again),
        cmocka_unit_test(the_place_of_a_record_is_told_without_reading_it),
        cmocka_unit_test(a_changed_file_is_not_quoted),
        cmocka_unit_test(a_file_in_the_place_of_another_is_not_quoted),
        cmocka_unit_test(loading_has_a_ceiling),
        cmocka_unit_test(a_pipe_in_the_place_of_a_file_does_not_hang),
    };
    return cmocka_run_group_tests_name("textstore", tests, NULL, NULL);
}
