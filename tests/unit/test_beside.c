/* test_beside.c - a page and a JSON file meet when nothing but the ending tells them apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "failing.h"
#include "input/beside.h"

static void names_tell_pages_and_objects(void **state) {
    (void)state;
    static const char *const pages[] = {"a.html", "d/a.HTM", "a.b.xhtml"};
    static const char *const objects[] = {"a.json", "d.e/.json"};
    static const char *const others[] = {"a.html.gz", "a.json.zst", "a.JSON",   "a.jsonl",
                                         "json",      "html",       "a.json/b", ""};
    for (size_t i = 0; i < 3; i++) assert_true(nd_beside_is_page(pages[i]) && !nd_beside_is_object(pages[i]));
    for (size_t i = 0; i < 2; i++) assert_true(nd_beside_is_object(objects[i]) && !nd_beside_is_page(objects[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(nd_beside_is_page(others[i]) || nd_beside_is_object(others[i]));
}

static void the_same_name_in_the_same_folder_is_beside(void **state) {
    (void)state;
    nd_beside beside = {.pages = {0}};
    assert_false(nd_beside_has(&beside, "d/abcdefgh.html"));
    assert_int_equal(nd_beside_note(&beside, "d/abcdefgh.json", NULL), 0);
    assert_true(nd_beside_has(&beside, "d/abcdefgh.html"));
    assert_true(nd_beside_has(&beside, "d/abcdefgh.htm"));
    static const char *const others[] = {"d/abcdefgh.json", "e/abcdefgh.html", "abcdefgh.html", "d/abcdefg.html",
                                         "d/abcdefghi.html", "d/abcdefgh.html.gz", "d/abcdefgh.txt", "abcdefghd/.html"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) assert_false(nd_beside_has(&beside, others[i]));
    nd_beside_free(&beside);
}

static void whichever_is_noted_second_meets_the_first(void **state) {
    (void)state;
    nd_beside beside = {.pages = {0}};
    char      name[32];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 2000; i++) {
            const char *ending = (i + round) % 2 ? "json" : "html";
            snprintf(name, sizeof name, "%d/%d.%s", i / 7, i, ending);
            assert_int_equal(nd_beside_note(&beside, name, NULL), round);
        }
    assert_int_equal(nd_beside_note(&beside, "0/1.txt", NULL), 0);
    nd_beside_free(&beside);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    nd_beside beside = {.pages = {0}};
    nd_error  error;
    fail_allocation_after(0);
    assert_int_equal(nd_beside_note(&beside, "a.json", &error), ND_ERROR_MEMORY);
    assert_false(nd_beside_has(&beside, "a.html"));
    nd_beside_free(&beside);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_tell_pages_and_objects),
        cmocka_unit_test(the_same_name_in_the_same_folder_is_beside),
        cmocka_unit_test(whichever_is_noted_second_meets_the_first),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
