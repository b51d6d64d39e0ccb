/* test_pathlist.c - lists by line and by NUL, and those that are no lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/pathlist.c"
#include "cli/wholefile.c"
#include "failing.h"
#include "scratch.h"

static void expect(const char *bytes, size_t size, int null, const char *paths) {
    struct scratch  scratch;
    struct pathlist list = {0};
    nd_error        error;
    char            found[512] = "";
    scratch_make(&scratch);
    assert_int_equal(pathlist_read(&list, scratch_write(&scratch, "list", bytes, size), null, &error), ND_OK);
    for (size_t i = 0; i < list.count; i++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%zu<%s>", list.paths[i].line,
                 list.paths[i].path);
    assert_string_equal(found, paths);
    pathlist_free(&list);
    scratch_remove(&scratch);
}

static void lines_are_paths_and_empty_ones_are_none(void **state) {
    (void)state;
    expect("", 0, 0, "");
    expect("\n\n", 2, 0, "");
    expect("a\nb c\n", 6, 0, "1<a>2<b c>");
    expect("a\n\n b", 5, 0, "1<a>3< b>");
}

static void lines_may_end_as_on_windows_if_all_do(void **state) {
    (void)state;
    expect("a\r\nb c\r\n\r\nd", 11, 0, "1<a>2<b c>4<d>");
    expect("a\r\nb\r", 5, 0, "1<a>2<b>");
    expect("a\r\nb\n", 5, 0, "1<a\r>2<b>");
    expect("a\r", 2, 0, "1<a\r>");
    expect("a\r\n\0", 4, 1, "1<a\r\n>");
}

static void with_null_a_newline_is_part_of_a_name(void **state) {
    (void)state;
    expect("a\nb\0\0c", 6, 1, "1<a\nb>3<c>");
    expect("a\0", 2, 1, "1<a>");
}

static void a_long_list_comes_whole(void **state) {
    (void)state;
    struct scratch  scratch;
    struct pathlist list = {0};
    nd_error        error;
    scratch_make(&scratch);
    const char *path = scratch_path(&scratch, "list");
    FILE       *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 50000; i++) fprintf(file, "folder/%d.txt\n", i);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(pathlist_read(&list, path, 0, &error), ND_OK);
    assert_int_equal(list.count, 50000);
    assert_string_equal(list.paths[49999].path, "folder/49999.txt");
    pathlist_free(&list);
    scratch_remove(&scratch);
}

static void what_is_no_list_is_refused(void **state) {
    (void)state;
    struct scratch  scratch;
    struct pathlist list = {0};
    nd_error        error;
    char            message[512];
    scratch_make(&scratch);
    const char *path = scratch_write(&scratch, "list", "a\0b", 4);
    assert_int_equal(pathlist_read(&list, path, 0, &error), ND_ERROR_FORMAT);
    snprintf(message, sizeof message, "--files-from '%s': has NUL bytes: is it a list for -0?", path);
    assert_string_equal(error.message, message);
    pathlist_free(&list);
    assert_int_equal(pathlist_read(&list, scratch_path(&scratch, "none"), 0, &error), ND_ERROR_IO);
    pathlist_free(&list);
    assert_int_equal(pathlist_read(&list, scratch.folder, 0, &error), ND_ERROR_IO); /* opens, but cannot be read */
    assert_non_null(strstr(error.message, "Is a directory"));
    pathlist_free(&list);
    scratch_remove(&scratch);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    const char *path = scratch_text(&scratch, "list", "a\nb\n");
    unsigned    failures = 0;
    for (;; failures++) {
        struct pathlist list = {0};
        nd_error        error = {0};
        fail_allocation_after(failures);
        int status = pathlist_read(&list, path, 0, &error);
        int is_done = fail_nothing();
        pathlist_free(&list);
        if (is_done) break;
        assert_true(status < 0);
    }
    assert_true(failures >= 2);
    scratch_remove(&scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_paths_and_empty_ones_are_none),
        cmocka_unit_test(lines_may_end_as_on_windows_if_all_do),
        cmocka_unit_test(with_null_a_newline_is_part_of_a_name),
        cmocka_unit_test(a_long_list_comes_whole),
        cmocka_unit_test(what_is_no_list_is_refused),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("pathlist", tests, NULL, NULL);
}
