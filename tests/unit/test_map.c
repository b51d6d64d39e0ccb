/* test_map.c - FIELD=PATH,... is taken whole or refused with the part that is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/map.h"

static void each_field_has_its_path(void **state) {
    (void)state;
    nd_map map = {0};
    char   text[] = "text=story.body,id=n,date=a=b";
    assert_int_equal(nd_map_make(&map, text, NULL), ND_OK);
    memset(text, '#', sizeof text);
    assert_string_equal(map.paths[0], "n");
    assert_null(map.paths[1]);
    assert_string_equal(map.paths[3], "a=b");
    assert_string_equal(map.paths[4], "story.body");
    nd_map_free(&map);
    assert_int_equal(nd_map_make(&map, NULL, NULL), ND_OK);
    assert_null(map.paths[4]);
    nd_map_free(&map);
}

static void refuse(const char *text, const char *part) {
    nd_map   map = {0};
    nd_error error;
    assert_int_equal(nd_map_make(&map, text, &error), ND_ERROR_USAGE);
    assert_memory_equal(error.message, part, strlen(part));
    nd_map_free(&map);
}

static void what_is_no_map_is_refused_with_its_part(void **state) {
    (void)state;
    refuse("text", "map 'text': must be FIELD=PATH");
    refuse("id=a,text=", "map 'text=': must be FIELD=PATH");
    refuse("=a", "map '=a': must be FIELD=PATH");
    refuse("id=a,", "map '': must be FIELD=PATH");
    refuse("body=a", "map 'body=a': there is no such field");
    refuse("text=a,id=b,text=c", "map 'text=c': the field is mapped twice");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_has_its_path),
        cmocka_unit_test(what_is_no_map_is_refused_with_its_part),
    };
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
