/* test_write_jsonl.c - every row has every member, in the documented order; hostile values stay values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "fake_result.h"

#include "collect.h"
#include "failing.h"
#include "report/pair_row.c"
#include "report/row.c"
#include "report/rows.c"
#include "report/write_jsonl.c"

static struct collected collected;

static const char *write_jsonl(const nd_result *result, const nd_write_options *options) {
    nd_out out;
    collected.size = collected.calls = collected.fail_at = 0;
    nd_out_start(&out, collect, &collected, NULL);
    nd_write_jsonl(result, options, &out);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static const nd_group groups[] = {
    {.index = 0, .kind = ND_STORY, .id = "s-3f9a1c0000000001", .size = 2, .copies = 1, .canonical = 0},
    {.index = 1, .kind = ND_CLUSTER, .id = "c-51f0e20000000002", .size = 2, .copies = 1, .canonical = 0},
};

static const nd_document documents[] = {
    {.index = 0, .id = STRING("000.txt"), .words = 1193,
     .digest = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, [15] = 0xff},
     .role = ND_ROLE_CANONICAL, .rule = "oldest",
     .cluster = 1, .story = 0, .canonical = ND_NONE, .via = ND_NONE},
    {.index = 1, .id = STRING("004.txt"), .words = 975, .role = ND_ROLE_NEAR_DUPLICATE,
     .rule = "covered both ways", .cluster = 1, .story = 0, .canonical = 0, .via = 2, .coverage = .95,
     .canonical_coverage = .78, .jaccard = .714, .figures_changed = 2, .passage_count = 2,
     .passages = 3, .passage_words = 97,
     .title = STRING("A \"title\"\n"), .url = STRING("https://example.org/a"), .date = STRING("2024-03-13"),
     .lang = STRING("en"), .outlet = STRING("")},
    {.index = 2, .id = STRING("b\xFF"), .words = 0, .role = ND_ROLE_UNIQUE, .rule = "no relation",
     .cluster = ND_NONE, .story = ND_NONE, .canonical = ND_NONE, .via = ND_NONE},
};

static const nd_passage passages[] = {
    {.at = {1180, 1702}, .in = {2240, 2762}, .words = 88},
    {.at = {0, 5000000000}, .in = {7, 9}, .words = 9},
};

static const nd_difference differences[] = {{.at = {1190, 1195}, .in = {2250, 2250}},
                                            {.at = {8, 8}, .in = {7, 9}}};

static const nd_pair pair = {.a = 0, .b = 1, .relation = ND_NEAR_DUPLICATE, .note = ""};

static const nd_result result = {.documents = documents, .document_count = 3, .groups = groups,
                                 .group_count = 2, .passages = passages, .passages_of = 1,
                                 .summary = {.articles = 3, .stories = 1, .clusters = 1, .copies = 1,
                                             .stubs = 4, .invalid_utf8 = 5, .repeated_ids = 6, .verifications = 99,
                                             .near_duplicate_coverage = .7, .excerpt_coverage = .5},
                                 .differences = differences, .difference_count = 2, .pairs = &pair,
                                 .pair_count = 1};

#define NO_DIGEST "00000000000000000000000000000000"

static void the_rows_are_as_documented(void **state) {
    (void)state;
    nd_write_options options = {.options_line = "--threshold 0.7"};
    assert_string_equal(
        write_jsonl(&result, &options),
        "{\"type\":\"header\",\"newsdup\":\"" ND_VERSION "\",\"options\":\"--threshold 0.7\"}\n"
        "{\"type\":\"doc\",\"id\":\"000.txt\",\"cluster\":\"c-51f0e20000000002\","
        "\"story\":\"s-3f9a1c0000000001\",\"role\":\"canonical\",\"rule\":\"oldest\",\"canonical\":null,"
        "\"via\":null,\"coverage\":null,\"canonical_coverage\":null,\"jaccard\":null,\"figures_changed\":0,"
        "\"words\":1193,\"digest\":\"0123456789abcdef00000000000000ff\","
        "\"title\":null,\"url\":null,\"date\":null,\"lang\":null,\"outlet\":null,"
        "\"main\":true,\"shared_passages\":0,\"shared_words\":0,\"passages\":[]}\n"
        "{\"type\":\"doc\",\"id\":\"004.txt\",\"cluster\":\"c-51f0e20000000002\","
        "\"story\":\"s-3f9a1c0000000001\",\"role\":\"near-duplicate\",\"rule\":\"covered both ways\","
        "\"canonical\":\"000.txt\",\"via\":\"b\xEF\xBF\xBD\",\"coverage\":0.95,"
        "\"canonical_coverage\":0.78,\"jaccard\":0.714,\"figures_changed\":2,\"words\":975,"
        "\"digest\":\"" NO_DIGEST "\","
        "\"title\":\"A \\\"title\\\"\\n\",\"url\":\"https://example.org/a\",\"date\":\"2024-03-13\","
        "\"lang\":\"en\",\"outlet\":\"\",\"main\":false,\"shared_passages\":3,\"shared_words\":97,"
        "\"passages\":[{\"at\":[1180,1702],\"in\":[2240,2762],\"words\":88},"
        "{\"at\":[0,5000000000],\"in\":[7,9],\"words\":9}]}\n"
        "{\"type\":\"doc\",\"id\":\"b\xEF\xBF\xBD\",\"path_b64\":\"Yv8=\",\"cluster\":null,\"story\":null,"
        "\"role\":\"unique\",\"rule\":\"no relation\",\"canonical\":null,\"via\":null,\"coverage\":null,"
        "\"canonical_coverage\":null,\"jaccard\":null,\"figures_changed\":0,\"words\":0,"
        "\"digest\":\"" NO_DIGEST "\",\"title\":null,"
        "\"url\":null,\"date\":null,\"lang\":null,\"outlet\":null,\"main\":false,\"shared_passages\":0,"
        "\"shared_words\":0,\"passages\":[]}\n"
        "{\"type\":\"summary\",\"articles\":3,\"stories\":1,\"clusters\":1,\"copies\":1,\"stubs\":4,"
        "\"invalid_utf8\":5,\"repeated_ids\":6,\"threshold\":0.7,\"excerpt\":0.5}\n");
}

/* The library that reads the input is the judge of the output. */
static void every_line_is_json(void **state) {
    (void)state;
    nd_write_options options = {0};
    unsigned         lines = 0;
    write_jsonl(&result, &options);
    for (char *line = strtok(collected.text, "\n"); line; line = strtok(NULL, "\n"), lines++) {
        struct json_object *object = json_tokener_parse(line), *type;
        assert_non_null(object);
        assert_true(json_object_object_get_ex(object, "type", &type));
        json_object_put(object);
    }
    assert_int_equal(lines, 5);
}

static void an_empty_result_has_header_and_summary(void **state) {
    (void)state;
    const nd_result  empty = {.document_count = 0};
    nd_write_options options = {0};
    assert_string_equal(write_jsonl(&empty, &options),
                        "{\"type\":\"header\",\"newsdup\":\"" ND_VERSION "\",\"options\":null}\n"
                        "{\"type\":\"summary\",\"articles\":0,\"stories\":0,\"clusters\":0,\"copies\":0,"
                        "\"stubs\":0,\"invalid_utf8\":0,\"repeated_ids\":0,\"threshold\":null,\"excerpt\":null}\n");
}

static void texts_of_grouped_articles_stand_in_their_rows(void **state) {
    (void)state;
    nd_reader        reader = {.text = "A \"text\"\n"}, gone = {.text = NULL};
    nd_write_options options = {.with_text = 1, .texts = &reader};
    const char      *text = write_jsonl(&result, &options);
    text = strstr(text, ",\"passages\":[],\"differences\":[],\"text\":\"A \\\"text\\\"\\n\"}\n");
    assert_non_null(text);
    assert_non_null(strstr(text, ",\"in\":[7,9],\"words\":9}],\"differences\":[[1190,1195,2250,2250],[8,8,7,9]],"
                                 "\"text\":\"A \\\"text\\\"\\n\"}\n"));
    /* not grouped */
    assert_non_null(strstr(text, "\"passages\":[],\"differences\":[],\"text\":null}\n{\"type\":\"pair\""));
    assert_non_null(strstr(text, "\"note\":\"\"}\n{\"type\":\"summary\""));
    options.texts = &gone;
    assert_null(strstr(write_jsonl(&result, &options), "\"text\":\"A"));
    options.with_text = 0;
    assert_null(strstr(write_jsonl(&result, &options), "\"text\""));
    assert_null(strstr(collected.text, "\"differences\""));
    assert_null(strstr(collected.text, "\"pair\""));
}

static void a_failure_ends_the_writing(void **state) {
    (void)state;
    nd_write_options options = {0};
    nd_error         error = {0};
    nd_out           out;
    nd_out_start(&out, collect, &collected, &error);
    fail_allocation_after(0);
    nd_write_jsonl(&result, &options, &out);
    assert_false(fail_nothing());
    assert_int_equal(nd_out_finish(&out), ND_ERROR_MEMORY);
    assert_int_equal(error.code, ND_ERROR_MEMORY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rows_are_as_documented),
        cmocka_unit_test(every_line_is_json),
        cmocka_unit_test(an_empty_result_has_header_and_summary),
        cmocka_unit_test(texts_of_grouped_articles_stand_in_their_rows),
        cmocka_unit_test(a_failure_ends_the_writing),
    };
    return cmocka_run_group_tests_name("write_jsonl", tests, NULL, NULL);
}
