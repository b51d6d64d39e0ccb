/* test_member.c - what is cut out of a line, and the lines that are left as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/member.h"

static nd_string string(const char *text) {
    return (nd_string){text, strlen(text)};
}

/* What is left of the line without the member "n"; `left` NULL: it has none. */
static void expect(const char *line, const char *left) {
    char   rest[256];
    size_t range[2] = {0, 0};
    int    found = nd_member_find(string(line), "n", range);
    if (found != (left != NULL)) fail_msg("%s: %d", line, found);
    if (!found) return;
    assert_true(range[0] <= range[1] && range[1] <= strlen(line));
    memcpy(rest, line, range[0]);
    strcpy(rest + range[0], line + range[1]);
    assert_string_equal(rest, left);
}

static void a_member_goes_with_one_comma(void **state) {
    (void)state;
    expect("{\"n\":1,\"a\":2}", "{\"a\":2}");
    expect("{\"a\":2,\"n\":1}", "{\"a\":2}");
    expect(" { \"a\" : 2 , \"n\" : {\"x\":[1,{}],\"y\":\"}\"} , \"b\":3 }\r\n", " { \"a\" : 2 , \"b\":3 }\r\n");
    expect("{\"n\":1}", "{}");
    expect("{ \"n\" : null }\n", "{}\n");
}

static void only_members_of_the_object_itself_are_found(void **state) {
    (void)state;
    expect("{\"a\":{\"n\":1},\"b\":[\"n\",{\"n\":2}]}", NULL);
    expect("{\"a\":\"\\\"n\\\":1,\",\"m\":2}", NULL);
    expect("{\"nn\":1,\"\":2,\"N\":3}", NULL);
    expect("{\"a\":\"\\\\\",\"n\":1}", "{\"a\":\"\\\\\"}");
}

static void of_several_the_last_is_found(void **state) {
    (void)state;
    expect("{\"n\":1,\"a\":2,\"n\":3}", "{\"n\":1,\"a\":2}");
}

static void what_is_not_json_to_the_letter_is_left(void **state) {
    (void)state;
    expect("", NULL);
    expect("  ", NULL);
    expect("[1]", NULL);
    expect("{", NULL);
    expect("{}", NULL);
    expect("{\"n\":1,}", NULL);
    expect("{\"n\":1", NULL);
    expect("{\"n\":\"1", NULL);
    expect("{\"n\":\"1\\", NULL);
    expect("{\"n\"", NULL);
    expect("{\"n\" 1}", NULL);
    expect("{\"n\":[1}", NULL);
    expect("{\"n\":1]}", NULL);
    expect("{'a':1,\"n\":2}", NULL);
    expect("{\"a\":'}',\"n\":2}", NULL);
    expect("{\"a\":1/*}*/,\"n\":2}", NULL);
}

/* No byte behind the string is looked at. */
static void every_cut_line_is_judged_within_its_bytes(void **state) {
    (void)state;
    static const char line[] = "{\"a\":\"\\\"\",\"n\":{\"b\":[1]}}";
    for (size_t size = 0; size < sizeof line - 1; size++) {
        char  *copy = test_malloc(size + 1);
        size_t range[2];
        memcpy(copy, line, size);
        assert_int_equal(nd_member_find((nd_string){copy, size}, "n", range), 0);
        test_free(copy);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_goes_with_one_comma),
        cmocka_unit_test(only_members_of_the_object_itself_are_found),
        cmocka_unit_test(of_several_the_last_is_found),
        cmocka_unit_test(what_is_not_json_to_the_letter_is_left),
        cmocka_unit_test(every_cut_line_is_judged_within_its_bytes),
    };
    return cmocka_run_group_tests_name("member", tests, NULL, NULL);
}
