/* test_root.c - which part of a path an id has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "input/root.h"
#include "newsdup_io.h"

#define ELSEWHERE NULL

static const struct {
    const char *root, *path, *id;
} cases[] = {
    {".", "news/a.txt", "news/a.txt"},
    {".", "./news/a.txt", "news/a.txt"},
    {".", ".//./a.txt", "a.txt"},
    {"./", "a.txt", "a.txt"},
    {".", ".", ""},
    {".", ".hidden/a.txt", ".hidden/a.txt"},
    {".", "..name/a.txt", "..name/a.txt"},
    {".", "/news/a.txt", ELSEWHERE},
    {".", "../a.txt", ELSEWHERE},
    {".", "..", ELSEWHERE},
    {"news", "news/a.txt", "a.txt"},
    {"news/", "news//a.txt", "a.txt"},
    {"./news", "news/a.txt", "a.txt"},
    {"news", "./news/a.txt", "a.txt"},
    {"news", "news", ""},
    {"news", "newspaper/a.txt", ELSEWHERE},
    {"news", "old/news/a.txt", ELSEWHERE},
    {"/srv/news", "/srv/news/a/b.txt", "a/b.txt"},
    {"/srv/news", "srv/news/a.txt", ELSEWHERE},
    {"/", "/srv/a.txt", "srv/a.txt"},
    {"/", "srv/a.txt", ELSEWHERE},
    {"", "./a.txt", "./a.txt"},
    {"", "/srv/a.txt", "/srv/a.txt"},
};

static void an_id_is_the_path_below_the_root(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size = nd_root_size(cases[i].root, cases[i].path);
        if (cases[i].id && size == ND_NOT_BELOW) fail_msg("%s is below %s", cases[i].path, cases[i].root);
        if (!cases[i].id) assert_true(size == ND_NOT_BELOW);
        else assert_string_equal(cases[i].path + size, cases[i].id);
        assert_int_equal(nd_path_is_below(cases[i].path, cases[i].root), cases[i].id != ELSEWHERE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_the_path_below_the_root),
    };
    return cmocka_run_group_tests_name("root", tests, NULL, NULL);
}
