/* test_write_pairs.c - the columns of the table, and the same members in JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_result.h"

#include "collect.h"
#include "report/pair_row.c"
#include "report/write_pairs.c"

static struct collected collected;

static const char *write_with(nd_write_fn *writer, const nd_result *result) {
    nd_write_options options = {.options_line = "--all"};
    nd_out           out;
    collected.size = collected.calls = collected.fail_at = 0;
    nd_out_start(&out, collect, &collected, NULL);
    writer(result, &options, &out);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static const nd_document documents[] = {
    {.index = 0, .id = STRING("a.txt")},
    {.index = 1, .id = STRING("odd\tname\n\\\x01.txt")},
};

static const nd_pair pairs[] = {
    {.a = 0, .b = 1, .relation = ND_NEAR_DUPLICATE, .coverage_a = .95, .coverage_b = .78, .jaccard = .714,
     .passages = 12, .longest_passage_words = 88, .note = ""},
    {.a = 1, .b = 0, .relation = ND_TEMPLATE, .coverage_a = 1, .coverage_b = 0, .jaccard = 1.0 / 3,
     .passages = 1, .longest_passage_words = 20, .figures_changed = 7, .note = "other figures"},
};

static const nd_result result = {.documents = documents, .document_count = 2, .pairs = pairs,
                                 .pair_count = 2, .summary = {.articles = 2, .clusters = 1, .copies = 1,
                                             .near_duplicate_coverage = .7}};

#define HEADER                                                                                          \
    "id_a\tid_b\trelation\tcoverage_a\tcoverage_b\tjaccard\tpassages\tlongest_passage_words\t"          \
    "figures_changed\tnote\n"

static void the_table_is_as_documented(void **state) {
    (void)state;
    assert_string_equal(write_with(nd_write_pairs_tsv, &result),
                        HEADER
                        "a.txt\todd\\tname\\n\\\\ .txt\tnear-duplicate\t0.95\t0.78\t0.714\t12\t88\t0\t\n"
                        "odd\\tname\\n\\\\ .txt\ta.txt\ttemplate\t1\t0\t0.3333\t1\t20\t7\tother figures\n");
}

static void no_pairs_leave_the_header(void **state) {
    (void)state;
    const nd_result empty = {.pair_count = 0};
    assert_string_equal(write_with(nd_write_pairs_tsv, &empty), HEADER);
}

static void json_has_the_same_members(void **state) {
    (void)state;
    assert_string_equal(
        write_with(nd_write_pairs_jsonl, &result),
        "{\"type\":\"header\",\"newsdup\":\"" ND_VERSION "\",\"options\":\"--all\"}\n"
        "{\"type\":\"pair\",\"id_a\":\"a.txt\",\"id_b\":\"odd\\tname\\n\\\\\\u0001.txt\","
        "\"relation\":\"near-duplicate\",\"coverage_a\":0.95,\"coverage_b\":0.78,\"jaccard\":0.714,"
        "\"passages\":12,\"longest_passage_words\":88,\"figures_changed\":0,\"note\":\"\"}\n"
        "{\"type\":\"pair\",\"id_a\":\"odd\\tname\\n\\\\\\u0001.txt\",\"id_b\":\"a.txt\","
        "\"relation\":\"template\",\"coverage_a\":1,\"coverage_b\":0,\"jaccard\":0.3333,\"passages\":1,"
        "\"longest_passage_words\":20,\"figures_changed\":7,\"note\":\"other figures\"}\n"
        "{\"type\":\"summary\",\"articles\":2,\"stories\":0,\"clusters\":1,\"copies\":1,\"stubs\":0,"
        "\"invalid_utf8\":0,\"repeated_ids\":0,\"threshold\":0.7,\"excerpt\":null}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_as_documented),
        cmocka_unit_test(no_pairs_leave_the_header),
        cmocka_unit_test(json_has_the_same_members),
    };
    return cmocka_run_group_tests_name("write_pairs", tests, NULL, NULL);
}
