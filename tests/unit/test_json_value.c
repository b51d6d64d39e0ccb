/* test_json_value.c - one value after another, within bounds. */
#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "input/json_value.h"
#include "input/read_json.h"

static int parse(nd_parser *parser, const char *json) {
    return nd_json_value(parser, (nd_string){json, strlen(json)}, NULL);
}

static void each_value_takes_the_place_of_the_last(void **state) {
    nd_parser parser = {0};
    (void)state;
    assert_int_equal(parse(&parser, "[1, 2] and more"), ND_OK);
    assert_true(json_object_is_type(parser.object, json_type_array));
    assert_int_equal(parse(&parser, "{\"a\": "), 1);
    assert_null(parser.object);
    assert_int_equal(parse(&parser, ""), 1);
    assert_int_equal(parse(&parser, "{\"a\": {}}"), ND_OK);
    assert_true(json_object_is_type(parser.object, json_type_object));
    nd_read_json_free(&parser);
}

static void depth_and_memory_are_bounded(void **state) {
    nd_parser parser = {0};
    size_t    size = (size_t)4 << 20;
    char     *brackets = malloc(size + 1);
    (void)state;
    assert_non_null(brackets);
    memset(brackets, '[', size);
    brackets[size] = '\0';
    assert_int_equal(parse(&parser, brackets), 1);
    assert_false(nd_json_value_fits((nd_string){brackets, size}));
    brackets[65] = '\0';
    assert_int_equal(parse(&parser, brackets), 1);
    assert_true(nd_json_value_fits((nd_string){brackets, 65}));
    nd_read_json_free(&parser);
    free(brackets);
}

static void memory_is_asked_for_before(void **state) {
    nd_parser parser = {0};
    (void)state;
    fail_allocation_after(0);
    assert_int_equal(parse(&parser, "{}"), ND_ERROR_MEMORY);
    assert_int_equal(fail_nothing(), 0);
    assert_int_equal(parse(&parser, "{}"), ND_OK);
    nd_read_json_free(&parser);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_value_takes_the_place_of_the_last),
        cmocka_unit_test(depth_and_memory_are_bounded),
        cmocka_unit_test(memory_is_asked_for_before),
    };
    return cmocka_run_group_tests_name("json_value", tests, NULL, NULL);
}
