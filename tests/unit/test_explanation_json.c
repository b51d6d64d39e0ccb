/* test_explanation_json.c - the object, member by member, and that it is JSON whatever the ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json.h>

#include "fake_result.h"

#include "collect.h"
#include "explained.h"
#include "failing.h"
#include "report/explanation.c"
#include "report/explanation_json.c"

static struct collected collected;

static const nd_document documents[] = {
    {.index = 0, .id = STRING("a\"\n.txt"), .words = 13, .role = ND_ROLE_EXCERPT, .rule = "most of it",
     .cluster = 0, .story = ND_NONE, .canonical = 1, .via = 1, .coverage = .92, .canonical_coverage = .75},
    {.index = 1, .id = STRING("b\xff.txt"), .words = 16, .role = ND_ROLE_CANONICAL, .rule = "longest", .cluster = 0,
     .story = ND_NONE, .canonical = ND_NONE, .via = ND_NONE},
};
static const nd_group  group = {.kind = ND_CLUSTER, .id = "c-2222222222222222", .size = 2, .canonical = 1};
static const nd_result result = {.documents = documents, .document_count = 2, .groups = &group, .group_count = 1};

static nd_explain_options options;
static nd_explanation     explanation;

static int start(void **state) {
    (void)state;
    memset(&explanation, 0, sizeof explanation);
    options = (nd_explain_options){.a = 0, .b = 1, .json = 1};
    explanation.options = &options;
    explanation.result = &result;
    explanation.a = documents[0];
    explanation.b = documents[1];
    explain_by_hand(&explanation);
    return 0;
}

/* What was written, as json-c writes it again. */
static const char *write_json(void) {
    static char text[sizeof collected.text];
    nd_out      out;
    collected.size = collected.calls = collected.fail_at = 0;
    nd_out_start(&out, collect, &collected, NULL);
    nd_put_explanation_json(&explanation, &out);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    assert_null(strchr(collected.text, '\n'));
    json_object *object = json_tokener_parse(collected.text);
    assert_non_null(object);
    strcpy(text, json_object_to_json_string_ext(object, JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(object);
    return text;
}

static void a_pair_is_told_with_all_its_facts(void **state) {
    (void)state;
    write_json();
    assert_string_equal(
        collected.text,
        "{\"type\":\"explanation\",\"newsdup\":\"" ND_VERSION "\",\"a\":{\"id\":\"a\\\"\\n.txt\",\"words\":13,"
        "\"role\":\"excerpt\",\"rule\":\"most of it\",\"cluster\":\"c-2222222222222222\",\"story\":null,"
        "\"canonical\":\"b\xef\xbf\xbd.txt\",\"via\":\"b\xef\xbf\xbd.txt\",\"coverage\":0.92,"
        "\"canonical_coverage\":0.75},"
        "\"b\":{\"id\":\"b\xef\xbf\xbd.txt\",\"path_b64\":\"Yv8udHh0\",\"words\":16,\"role\":\"canonical\","
        "\"rule\":\"longest\",\"cluster\":\"c-2222222222222222\",\"story\":null,\"canonical\":null,\"via\":null,"
        "\"coverage\":null,\"canonical_coverage\":null},\"statistics\":true,\"was_aligned\":true,\"one_cluster\":true,"
        "\"relation\":\"near-duplicate\",\"coverage_a\":0.9231,\"coverage_b\":0.75,\"jaccard\":0.25,\"passages\":1,"
        "\"longest_passage_words\":12,\"figures_changed\":1,\"note\":\"\",\"words_a\":13,\"words_b\":16,"
        "\"covered_a\":12,\"covered_b\":12,\"rules\":[{\"rule\":\"coverage both ways\",\"value\":0.75,"
        "\"measured\":0.75,\"at_least\":0.7,\"met\":true,\"decides\":true},{\"rule\":\"figures changed\","
        "\"value\":1,\"measured\":1,\"at_most\":3,"
        "\"met\":true,\"decides\":false}],\"figures\":[{\"a\":\"91\",\"b\":\"182\",\"at\":[30,32],\"in\":[23,26]}],"
        "\"figures_for_words\":[],\"names\":[],"
        "\"shared\":[{\"at\":[7,66],\"in\":[0,66],\"words\":12,\"story_words\":12,\"differences\":["
        "{\"at\":[30,32],\"in\":[23,26]},{\"at\":[42,46],\"in\":[36,41]},{\"at\":[61,61],\"in\":[57,61]}]}]}");
}

static void files_have_no_groups_and_no_statistics(void **state) {
    (void)state;
    options.alone = 1;
    const char *text = write_json();
    assert_non_null(strstr(text, "\"statistics\": false"));
    assert_null(strstr(text, "\"cluster\""));
    assert_null(strstr(text, "\"canonical\""));
}

static void a_threshold_that_is_off_is_null(void **state) {
    (void)state;
    explanation.comparison.checks[0].threshold = 1.00002;
    assert_non_null(strstr(write_json(), "\"at_least\": null"));
}

static void one_article_is_told_with_what_was_refused(void **state) {
    (void)state;
    options.b = ND_NONE;
    explanation.refused_count = 1;
    explanation.refused[0] = (nd_refused){documents[1], {.relation = ND_TEMPLATE, .coverage_a = .9, .note = "template"},
                                          {"figures changed", ND_UNIT_COUNT, 21, 3, 21, 1, 0, 1}};
    const char *text = write_json();
    assert_null(strstr(text, "\"b\""));
    assert_non_null(strstr(text, "\"refused\": [ { \"id\": \"b\xef\xbf\xbd.txt\", \"path_b64\": \"Yv8udHh0\", "
                                 "\"relation\": \"template\", \"coverage_a\": 0.9"));
    assert_non_null(strstr(text, "\"refused_by\": { \"rule\": \"figures changed\", \"value\": 21, "
                                 "\"measured\": 21, \"at_most\": 3"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_pair_is_told_with_all_its_facts, start),
        cmocka_unit_test_setup(files_have_no_groups_and_no_statistics, start),
        cmocka_unit_test_setup(a_threshold_that_is_off_is_null, start),
        cmocka_unit_test_setup(one_article_is_told_with_what_was_refused, start),
    };
    return cmocka_run_group_tests_name("explanation_json", tests, NULL, NULL);
}
