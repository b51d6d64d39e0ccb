/* test_select.c - what each kind of glob matches, which ones are refused, and what is too long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "input/select.h"

/* The verdict of one glob to exclude; a path that ends with '/' is a folder. */
static int matches(const char *glob, const char *path) {
    const char      *globs[] = {glob, NULL};
    nd_read_options  options = {.exclude = globs};
    nd_select        select = {0};
    nd_error         error = {0};
    char             copy[512];
    size_t           size = strlen(path);
    int              is_folder = path[size - 1] == '/';
    memcpy(copy, path, size + 1);
    if (is_folder) copy[size - 1] = '\0';
    if (nd_select_make(&select, &options, &error)) fail_msg("%s: %s", glob, error.message);
    int found = nd_select_judge(&select, copy, is_folder) == ND_EXCLUDED;
    nd_select_free(&select);
    return found;
}

static void a_glob_without_a_slash_is_about_names(void **state) {
    (void)state;
    assert_true(matches("*.txt", "a.txt"));
    assert_true(matches("*.txt", "a/b/c.txt"));
    assert_true(matches("drafts", "a/drafts/"));
    assert_true(matches("drafts", "drafts"));
    assert_true(matches("?", "a/b"));
    assert_true(matches("[a-c]*", "x/b.txt"));
    assert_true(matches("[!a-c]*", "x/d.txt"));
    assert_true(matches("a\\*", "a*"));
    assert_true(matches("with space*", "a b/with space.txt"));
    assert_true(matches("two\nlines", "two\nlines"));
    assert_true(matches("\xff*", "a/\xff\xfe"));
    assert_true(matches("**", "a/b"));
    assert_false(matches("*.txt", "a.txt/b"));
    assert_false(matches("drafts", "drafts/a"));
    assert_false(matches("a\\*", "ab"));
    assert_false(matches("?", "ab"));
    assert_false(matches("[!a-c]*", "b"));
    assert_false(matches("A", "a"));
}

static void a_glob_with_a_slash_is_about_paths(void **state) {
    (void)state;
    assert_true(matches("a/*.txt", "a/b.txt"));
    assert_true(matches("/drafts", "drafts/"));
    assert_true(matches("/*.txt", "a.txt"));
    assert_false(matches("a/*.txt", "a/b/c.txt"));
    assert_false(matches("a/*.txt", "x/a/b.txt"));
    assert_false(matches("a*c", "a/c"));
    assert_false(matches("a/b", "a"));
    assert_false(matches("a/b", "a/b/c"));
    assert_false(matches("/drafts", "a/drafts/"));
    assert_false(matches("/*.txt", "a/b.txt"));
}

static void two_stars_are_any_number_of_folders(void **state) {
    (void)state;
    assert_true(matches("a/**", "a/b"));
    assert_true(matches("a/**", "a/b/c/d"));
    assert_true(matches("**/a", "a"));
    assert_true(matches("**/a", "x/y/a"));
    assert_true(matches("a/**/b", "a/b"));
    assert_true(matches("a/**/b", "a/x/y/b"));
    assert_true(matches("a/**/b/*.md", "a/b/x/b/c.md"));
    assert_true(matches("**/b/**/c", "a/b/b/x/b/c"));
    assert_true(matches("a/**/**/b", "a/b"));
    assert_false(matches("a/**", "a"));
    assert_false(matches("a/**", "b/a/c"));
    assert_false(matches("**/a", "a/b"));
    assert_false(matches("a/**/b", "a/x/y/c"));
    assert_false(matches("a/**/b", "x/a/b"));
    assert_false(matches("a/x**/b", "a/x/y/b"));
}

static void a_slash_behind_means_folders_only(void **state) {
    (void)state;
    assert_true(matches("drafts/", "a/drafts/"));
    assert_true(matches("a/drafts/", "a/drafts/"));
    assert_false(matches("drafts/", "a/drafts"));
    assert_false(matches("a/drafts/", "x/a/drafts/"));
}

static void names_longer_than_any_match_nothing(void **state) {
    (void)state;
    char name[300];
    memset(name, 'a', sizeof name);
    name[255] = '\0';
    assert_true(matches("a*", name));
    name[255] = 'a';
    name[256] = '\0';
    assert_false(matches("a*", name));
}

static void exclude_wins_and_globs_add_up(void **state) {
    (void)state;
    const char     *includes[] = {"*.txt", "*.md", NULL}, *excludes[] = {"draft*", "*.bak.txt", NULL};
    nd_read_options options = {.include = includes, .exclude = excludes};
    nd_select       select = {0}, all = {0};
    assert_int_equal(nd_select_make(&select, &options, NULL), ND_OK);
    assert_true(nd_select_has_includes(&select));
    assert_int_equal(nd_select_judge(&select, "a.txt", 0), ND_INCLUDED);
    assert_int_equal(nd_select_judge(&select, "x/a.md", 0), ND_INCLUDED);
    assert_int_equal(nd_select_judge(&select, "a.json", 0), ND_NOT_NAMED);
    assert_int_equal(nd_select_judge(&select, "x/draft.md", 0), ND_EXCLUDED);
    assert_int_equal(nd_select_judge(&select, "a.bak.txt", 0), ND_EXCLUDED);
    nd_select_free(&select);
    assert_false(nd_select_has_includes(&all));
    assert_int_equal(nd_select_judge(&all, "a", 0), ND_NOT_NAMED);
}

static void expect_refusal(const char *glob, const char *message) {
    const char     *globs[] = {"fine", glob, NULL};
    nd_read_options options = {.include = globs};
    nd_select       select = {0};
    nd_error        error = {0};
    assert_int_equal(nd_select_make(&select, &options, &error), ND_ERROR_USAGE);
    assert_string_equal(error.message, message);
    nd_select_free(&select);
}

static void globs_that_match_nothing_are_refused(void **state) {
    (void)state;
    expect_refusal("", "include: the glob '' has an empty name in it");
    expect_refusal("/", "include: the glob '/' has an empty name in it");
    expect_refusal("a//b", "include: the glob 'a//b' has an empty name in it");
    expect_refusal("//a", "include: the glob '//a' has an empty name in it");
    expect_refusal("./a", "include: the glob './a' is matched against paths below the folder, which have no '.' or "
                          "'..' in them");
    expect_refusal("a/..", "include: the glob 'a/..' is matched against paths below the folder, which have no '.' or "
                           "'..' in them");
    expect_refusal("a\\", "include: the glob 'a\\' ends with a backslash");
    const char *open[] = {"[", "a[b", "[!]", "[]", "[a/b]", "[[:alpha:]", "[\\]"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        char message[200];
        snprintf(message, sizeof message, "include: the glob '%s' has a '[' that is not closed; \\[ is the character",
                 open[i]);
        expect_refusal(open[i], message);
    }
    const char *closed[] = {"[]]", "[!]]", "[^]a]", "[[:alpha:]]", "\\[", "[\\]]", "]"};
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) matches(closed[i], "a");
}

static void what_is_too_long_is_told_by_whose_bound_it_is(void **state) {
    (void)state;
    nd_read_options options = {.max_record_bytes = 100};
    nd_finding      ours = {0}, asked = {0};
    assert_int_equal(nd_select_longest(&options), 100);
    assert_int_equal(nd_select_find_too_long(&options, &ours, NULL), ND_OK);
    assert_int_equal(ours.kind, ND_PROBLEM_BAD_RECORD);
    assert_string_equal(ours.reason, "longer than 100 bytes");
    options.max_article_bytes = 101;
    assert_int_equal(nd_select_longest(&options), 100);
    options.max_article_bytes = 7;
    assert_int_equal(nd_select_longest(&options), 7);
    assert_int_equal(nd_select_find_too_long(&options, &asked, NULL), ND_OK);
    assert_int_equal(asked.kind, ND_PROBLEM_OVER_SIZE);
    assert_string_equal(asked.reason, "longer than 7 bytes");
    nd_finding_free(&ours);
    nd_finding_free(&asked);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    const char     *globs[] = {"a/b", "c", NULL};
    nd_read_options options = {.include = globs, .exclude = globs};
    unsigned        failures = 0;
    for (;; failures++) {
        nd_select select = {0};
        nd_error  error = {0};
        fail_allocation_after(failures);
        int status = nd_select_make(&select, &options, &error);
        int is_done = fail_nothing();
        nd_select_free(&select);
        if (is_done) break;
        assert_int_equal(status, ND_ERROR_MEMORY);
        assert_int_equal(error.code, ND_ERROR_MEMORY);
    }
    assert_true(failures >= 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_glob_without_a_slash_is_about_names),
        cmocka_unit_test(a_glob_with_a_slash_is_about_paths),
        cmocka_unit_test(two_stars_are_any_number_of_folders),
        cmocka_unit_test(a_slash_behind_means_folders_only),
        cmocka_unit_test(names_longer_than_any_match_nothing),
        cmocka_unit_test(exclude_wins_and_globs_add_up),
        cmocka_unit_test(globs_that_match_nothing_are_refused),
        cmocka_unit_test(what_is_too_long_is_told_by_whose_bound_it_is),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}
