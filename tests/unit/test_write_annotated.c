/* test_write_annotated.c - the member that is added, and that every other byte stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define nd_write_annotated fake_write_annotated
#include "fake_result.h"

#include "collect.h"
#include "report/row.c"
#include "report/write_annotated.c"

static struct collected collected;

static const nd_group groups[] = {
    {.id = "s-3f9a1c0000000001"}, {.id = "c-51f0e20000000002", .canonical = 0, .copies = 3}};

static const nd_document documents[] = {
    {.index = 0, .id = STRING("a"), .role = ND_ROLE_CANONICAL, .rule = "longest", .cluster = 1, .story = 0,
     .canonical = ND_NONE, .via = ND_NONE},
    {.index = 1, .id = STRING("b\""), .role = ND_ROLE_EXCERPT, .rule = "most of it", .cluster = 1, .story = 0,
     .canonical = 0, .via = 2, .coverage = .95, .canonical_coverage = .25, .jaccard = .5},
    {.index = 2, .id = STRING("c\xff"), .role = ND_ROLE_UNIQUE, .rule = "alone", .cluster = ND_NONE,
     .story = ND_NONE, .canonical = ND_NONE, .via = ND_NONE},
};

static const nd_result result = {.documents = documents, .document_count = 3, .groups = groups};

#define MEMBER_A                                                                                        \
    "\"newsdup\":{\"id\":\"a\",\"cluster\":\"c-51f0e20000000002\",\"story\":\"s-3f9a1c0000000001\","     \
    "\"role\":\"canonical\",\"rule\":\"longest\",\"canonical\":null,\"via\":null,\"coverage\":null,"     \
    "\"canonical_coverage\":null,\"jaccard\":null,\"copies\":3}"

static int write_to(uint64_t document, const char *line, nd_error *error) {
    nd_out out;
    collected.size = collected.calls = collected.fail_at = 0;
    collected.text[0] = '\0';
    nd_out_start(&out, collect, &collected, error);
    nd_write_annotated(&result, document, (nd_string){line, line ? strlen(line) : 0}, &out);
    return nd_out_finish(&out);
}

static void expect(uint64_t document, const char *line, const char *written) {
    assert_int_equal(write_to(document, line, NULL), ND_OK);
    assert_string_equal(collected.text, written);
}

static void the_member_stands_in_front_and_the_rest_stays(void **state) {
    (void)state;
    expect(0, "{\"text\":\"x\"}\n", "{" MEMBER_A ",\"text\":\"x\"}\n");
    expect(0, " \t{ 'text' : NaN, } \r\n", " \t{" MEMBER_A ", 'text' : NaN, } \r\n");
    expect(0, "{\"text\":\"x\"}", "{" MEMBER_A ",\"text\":\"x\"}");
    expect(0, "{ }\n", "{" MEMBER_A " }\n");
}

static void one_of_an_earlier_run_is_replaced(void **state) {
    (void)state;
    expect(0, "{" MEMBER_A ",\"text\":\"x\"}\n", "{" MEMBER_A ",\"text\":\"x\"}\n");
    expect(0, "{\"text\":\"x\" , \"newsdup\":1}\n", "{" MEMBER_A ",\"text\":\"x\" }\n");
    expect(0, "{\"newsdup\":[]}\n", "{" MEMBER_A "}\n");
    expect(0, "{\"a\":{\"newsdup\":1}}\n", "{" MEMBER_A ",\"a\":{\"newsdup\":1}}\n");
}

static void a_removed_article_tells_why(void **state) {
    (void)state;
    expect(1, NULL,
           "{\"newsdup\":{\"id\":\"b\\\"\",\"cluster\":\"c-51f0e20000000002\",\"story\":\"s-3f9a1c0000000001\","
           "\"role\":\"excerpt\",\"rule\":\"most of it\",\"canonical\":\"a\",\"via\":\"c\xEF\xBF\xBD\","
           "\"coverage\":0.95,\"canonical_coverage\":0.25,\"jaccard\":0.5,\"copies\":0}}\n");
    expect(2, NULL,
           "{\"newsdup\":{\"id\":\"c\xEF\xBF\xBD\",\"path_b64\":\"Y/8=\",\"cluster\":null,\"story\":null,"
           "\"role\":\"unique\",\"rule\":\"alone\",\"canonical\":null,\"via\":null,\"coverage\":null,"
           "\"canonical_coverage\":null,\"jaccard\":null,\"copies\":0}}\n");
}

static void what_cannot_be_annotated_is_an_error_and_writes_nothing(void **state) {
    (void)state;
    nd_error error;
    assert_int_equal(write_to(0, "[1]\n", &error), ND_ERROR_FORMAT);
    assert_int_equal(write_to(0, "  ", &error), ND_ERROR_FORMAT);
    assert_int_equal(write_to(0, "", &error), ND_ERROR_FORMAT);
    assert_int_equal(write_to(3, "{}", &error), ND_ERROR_USAGE);
    assert_int_equal(collected.size, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_member_stands_in_front_and_the_rest_stays),
        cmocka_unit_test(one_of_an_earlier_run_is_replaced),
        cmocka_unit_test(a_removed_article_tells_why),
        cmocka_unit_test(what_cannot_be_annotated_is_an_error_and_writes_nothing),
    };
    return cmocka_run_group_tests_name("write_annotated", tests, NULL, NULL);
}
