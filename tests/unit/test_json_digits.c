/* test_json_digits.c - numbers of any length, found in the bytes of an object. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/json_digits.h"

#define LONG "123456789012345678901234567890"

static void expect(const char *object, const char *path, const char *digits) {
    nd_string found = nd_json_digits((nd_string){object, strlen(object)}, path);
    if (!digits) {
        assert_null(found.data);
        return;
    }
    assert_int_equal(found.size, strlen(digits));
    assert_memory_equal(found.data, digits, found.size);
}

static void a_member_of_the_object_itself(void **state) {
    (void)state;
    expect("{\"id\":" LONG "}", "id", LONG);
    expect(" {\"text\" : \"a \\\" {\\\"id\\\":1}\", \"id\" :\n-" LONG " , \"z\":[{\"id\":2}]}", "id", "-" LONG);
    expect("{\"a\":{\"id\":1},\"b\":[2,{\"id\":3}],\"id\":4,}", "id", "4");
    expect("{\"id\":1,\"id\":2}", "id", "2");
}

static void a_member_below(void **state) {
    (void)state;
    expect("{\"meta\":{\"x\":0,\"nr\":" LONG "}}", "meta.nr", LONG);
    expect("{\"meta.nr\":5,\"meta\":{\"nr\":6}}", "meta.nr", "5");
    expect("{\"meta\":{\"nr\":{\"at\":7}}}", "meta.nr.at", "7");
}

static void what_is_no_integer_or_not_there_is_not_found(void **state) {
    (void)state;
    expect("{\"id\":\"1\"}", "id", NULL);
    expect("{\"id\":-}", "id", NULL);
    expect("{\"idx\":1,\"i\":2}", "id", NULL);
    expect("{\"meta\":3}", "meta.nr", NULL);
    expect("{\"i\\u0064\":1}", "id", NULL);
    expect("{\"id\"", "id", NULL);
    expect("{\"id\":", "id", NULL);
    expect("{\"id\\", "id", NULL);
    expect("", "id", NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_of_the_object_itself),
        cmocka_unit_test(a_member_below),
        cmocka_unit_test(what_is_no_integer_or_not_there_is_not_found),
    };
    return cmocka_run_group_tests_name("json_digits", tests, NULL, NULL);
}
