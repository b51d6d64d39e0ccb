/* test_walk.c - the order of names, links, loops, and what cannot be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "failing.h"
#include "input/walk.h"
#include "scratch.h"

static int is_txt(void *context, const char *name) {
    (void)context;
    size_t size = strlen(name);
    return size > 4 && strcmp(name + size - 4, ".txt") == 0;
}

/* The paths below the folder, one a line; what cannot be read is marked with '!'. */
static void expect(const char *folder, const char *paths, uint64_t skipped) {
    char          found[4096] = "";
    nd_error      error;
    nd_walk_entry entry;
    nd_seen       seen = {0};
    nd_walk      *walk = nd_walk_new(folder, &seen, is_txt, NULL, &error);
    int           status;
    assert_non_null(walk);
    while ((status = nd_walk_next(walk, &entry, &error)) == 1) {
        assert_true(strncmp(entry.path, folder, strlen(folder)) == 0);
        if (entry.reason) strcat(found, "!");
        if (entry.is_special) strcat(found, "|");
        strcat(found, entry.path + entry.prefix);
        strcat(found, "\n");
    }
    assert_int_equal(status, 0);
    assert_int_equal(nd_walk_next(walk, &entry, &error), 0);
    assert_string_equal(found, paths);
    assert_int_equal(nd_walk_skipped(walk), skipped);
    nd_walk_free(walk);
    nd_seen_free(&seen);
}

static void names_come_in_the_order_of_their_bytes(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    scratch_folder(&scratch, "b");
    scratch_folder(&scratch, "b/c");
    scratch_folder(&scratch, "dir.txt");
    scratch_folder(&scratch, "empty");
    static const char *names[] = {"b/z.txt", "a.txt", "B.txt", "b.txt", "b/c/1.txt", "b/10.txt", "b/9.txt",
                                  "\xc3\xa9.txt", "dir.txt/in.txt", "ab.txt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) scratch_text(&scratch, names[i], "x");
    const char *sorted = "B.txt\na.txt\nab.txt\nb/10.txt\nb/9.txt\nb/c/1.txt\nb/z.txt\nb.txt\n"
                         "dir.txt/in.txt\n\xc3\xa9.txt\n";
    expect(scratch.folder, sorted, 0);
    expect(scratch_path(&scratch, ""), sorted, 0); /* a '/' at the end changes nothing */
    scratch_remove(&scratch);
}

static void hidden_names_are_passed_and_others_counted(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    scratch_folder(&scratch, ".git");
    scratch_text(&scratch, ".git/a.txt", "x");
    scratch_text(&scratch, ".b.txt", "x");
    scratch_text(&scratch, ".DS_Store", "x");
    scratch_text(&scratch, "c.html", "x");
    scratch_text(&scratch, "d", "x");
    scratch_text(&scratch, "e.txt", "x");
    assert_int_equal(mkfifo(scratch_path(&scratch, "f.txt"), 0644), 0);
    assert_int_equal(mkfifo(scratch_path(&scratch, "g"), 0644), 0);
    expect(scratch.folder, "e.txt\n|f.txt\n", 2);
    scratch_remove(&scratch);
}

static void links_are_followed_loops_end_and_no_file_comes_twice(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    scratch_folder(&scratch, "a");
    scratch_folder(&scratch, "a/b");
    scratch_folder(&scratch, "z");
    scratch_text(&scratch, "a/b/1.txt", "x");
    scratch_text(&scratch, "z/2.txt", "x");
    scratch_link(&scratch, "..", "a/b/up");
    scratch_link(&scratch, ".", "a/b/self");
    scratch_link(&scratch, "../../z", "a/b/zed");
    scratch_link(&scratch, "b/1.txt", "a/link.txt");
    scratch_link(&scratch, "nowhere", "a/gone.txt");
    scratch_link(&scratch, "nowhere", "a/gone");
    scratch_link(&scratch, "circle.txt", "a/circle.txt");
    /* z is entered by its first path. */
    expect(scratch.folder, "a/b/1.txt\na/b/zed/2.txt\n!a/circle.txt\n!a/gone.txt\n", 0);
    scratch_remove(&scratch);
}

static void a_folder_that_cannot_be_read_is_told_and_the_walk_goes_on(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    expect(scratch_path(&scratch, "none"), "!\n", 0);
    scratch_text(&scratch, "file", "x");
    expect(scratch_path(&scratch, "file"), "!\n", 0);
    scratch_folder(&scratch, "a");
    scratch_folder(&scratch, "a/locked");
    scratch_text(&scratch, "a/m.txt", "x");
    scratch_text(&scratch, "z.txt", "x");
    assert_int_equal(chmod(scratch_path(&scratch, "a/locked"), 0), 0);
    if (access(scratch_path(&scratch, "a/locked"), R_OK)) /* the superuser may read everything */
        expect(scratch.folder, "!a/locked\na/m.txt\nz.txt\n", 1);
    scratch_remove(&scratch);
}

static void hundreds_of_folders_are_each_entered_once(void **state) {
    (void)state;
    struct scratch scratch;
    char           name[64], all[8192] = "";
    scratch_make(&scratch);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "d%03d", i);
        scratch_folder(&scratch, name);
        snprintf(name, sizeof name, "d%03d/link", i);
        scratch_link(&scratch, i % 2 ? "../d000" : "..", name);
        snprintf(name, sizeof name, "d%03d/a.txt", i);
        scratch_text(&scratch, name, "x");
        strcat(strcat(all, name), "\n");
    }
    expect(scratch.folder, all, 0);
    scratch_remove(&scratch);
}

static void deep_folders_need_no_recursion(void **state) {
    (void)state;
    struct scratch scratch;
    char           name[400] = "";
    scratch_make(&scratch);
    for (int i = 0; i < 100; i++) {
        strcat(name, i ? "/d" : "d");
        scratch_folder(&scratch, name);
    }
    strcat(name, "/a.txt");
    scratch_text(&scratch, name, "x");
    expect(scratch.folder, strcat(name, "\n"), 0);
    scratch_remove(&scratch);
}

/* What the globs leave of a walk, and how many files and folders were left out. */
static void expect_left(const char *folder, const nd_read_options *options, const char *paths,
                        nd_left_out expected) {
    char          found[4096] = "";
    nd_walk_entry entry;
    nd_seen       seen = {0};
    nd_select     select = {0};
    nd_walk      *walk = nd_walk_new(folder, &seen, is_txt, NULL, NULL);
    assert_non_null(walk);
    assert_int_equal(nd_select_make(&select, options, NULL), ND_OK);
    nd_walk_limit(walk, &select);
    while (nd_walk_next(walk, &entry, NULL) == 1) {
        strcat(found, entry.path + entry.prefix);
        strcat(found, "\n");
    }
    assert_string_equal(found, paths);
    assert_memory_equal(nd_walk_left_out(walk), &expected, sizeof expected);
    nd_walk_free(walk);
    nd_select_free(&select);
    nd_seen_free(&seen);
}

static void globs_decide_what_is_entered_and_given_out(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    scratch_folder(&scratch, "2024");
    scratch_folder(&scratch, "2024/drafts");
    scratch_folder(&scratch, "drafts");
    static const char *names[] = {"1.txt", "2024/2.txt", "2024/drafts/3.txt", "drafts/4.txt", "2024/x.html"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) scratch_text(&scratch, names[i], "x");
    scratch_link(&scratch, "nowhere", "drafts/broken.txt");
    const char     *drafts[] = {"drafts", NULL}, *year[] = {"2024", NULL}, *two[] = {"2.*", "x.*", NULL};
    nd_read_options without = {.exclude = drafts}, of_year = {.include = year};
    nd_read_options both = {.include = year, .exclude = two};
    expect_left(scratch.folder, &without, "1.txt\n2024/2.txt\n", (nd_left_out){0, 2, 0});
    expect_left(scratch.folder, &of_year, "2024/2.txt\n2024/drafts/3.txt\n", (nd_left_out){0, 0, 3});
    expect_left(scratch.folder, &both, "2024/drafts/3.txt\n", (nd_left_out){1, 0, 3});
    expect_left(scratch_path(&scratch, "drafts"), &without, "4.txt\nbroken.txt\n", (nd_left_out){0, 0, 0});
    scratch_remove(&scratch);
}

static void what_is_left_out_may_come_by_another_path(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    scratch_folder(&scratch, "a");
    scratch_text(&scratch, "a/1.txt", "x");
    scratch_link(&scratch, "a", "b");
    const char     *globs[] = {"a", NULL};
    nd_read_options options = {.exclude = globs};
    expect_left(scratch.folder, &options, "b/1.txt\n", (nd_left_out){0, 1, 0});
    scratch_remove(&scratch);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    struct scratch scratch;
    scratch_make(&scratch);
    scratch_folder(&scratch, "a");
    scratch_text(&scratch, "a/b.txt", "x");
    unsigned failures = 0;
    for (unsigned calls = 0;; calls++) {
        nd_error      error = {0};
        nd_walk_entry entry;
        int           status = ND_ERROR_MEMORY;
        fail_allocation_after(calls);
        nd_seen  seen = {0};
        nd_walk *walk = nd_walk_new(scratch.folder, &seen, is_txt, NULL, &error);
        if (walk)
            while ((status = nd_walk_next(walk, &entry, &error)) == 1)
                if (entry.reason) break; /* opendir(3) allocates too, and says so */
        nd_walk_free(walk);
        int is_done = fail_nothing();
        nd_seen_free(&seen);
        if (is_done) break;
        if (status < 0) assert_int_equal(error.code, ND_ERROR_MEMORY);
        failures++;
    }
    assert_true(failures > 5);
    scratch_remove(&scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_come_in_the_order_of_their_bytes),
        cmocka_unit_test(hidden_names_are_passed_and_others_counted),
        cmocka_unit_test(links_are_followed_loops_end_and_no_file_comes_twice),
        cmocka_unit_test(a_folder_that_cannot_be_read_is_told_and_the_walk_goes_on),
        cmocka_unit_test(hundreds_of_folders_are_each_entered_once),
        cmocka_unit_test(deep_folders_need_no_recursion),
        cmocka_unit_test(globs_decide_what_is_entered_and_given_out),
        cmocka_unit_test(what_is_left_out_may_come_by_another_path),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
