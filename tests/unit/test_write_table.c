/* test_write_table.c - the columns, their order, and what a missing value is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_result.h"

#include "collect.h"
#include "report/row.c"
#include "report/write_table.c"

static struct collected collected;

static const nd_group groups[] = {{.id = "s-3f9a1c0000000001"}, {.id = "c-51f0e20000000002"}};

static const nd_document documents[] = {
    {.index = 0, .id = STRING("a,b"), .words = 975, .role = ND_ROLE_NEAR_DUPLICATE,
     .rule = "covered both ways", .cluster = 1, .story = 0, .canonical = 1, .via = 1, .coverage = .95,
     .canonical_coverage = 0,
     .jaccard = .714, .figures_changed = 2, .title = STRING("A \"title\"\n"),
     .url = STRING("https://example.org/a"), .date = STRING("2024-03-13"), .lang = STRING("en"),
     .outlet = STRING("Courier")},
    {.index = 1, .id = STRING("c\td"), .role = ND_ROLE_UNIQUE, .rule = "short", .cluster = ND_NONE,
     .story = ND_NONE, .canonical = ND_NONE, .via = ND_NONE, .title = STRING("")},
};

static const nd_result result = {.documents = documents, .document_count = 2, .groups = groups};

static const char *write_with(nd_write_fn *writer, const nd_result *from) {
    nd_write_options options = {.copies_only = 1};
    nd_out           out;
    collected.size = collected.calls = collected.fail_at = 0;
    nd_out_start(&out, collect, &collected, NULL);
    writer(from, &options, &out);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static void tabs_divide_and_newlines_end(void **state) {
    (void)state;
    assert_string_equal(
        write_with(nd_write_tsv, &result),
        "id\tcluster\tstory\trole\trule\tcanonical\tvia\tcoverage\tcanonical_coverage\tjaccard\t"
        "figures_changed\twords\ttitle\turl\tdate\tlang\toutlet\n"
        "a,b\tc-51f0e20000000002\ts-3f9a1c0000000001\tnear-duplicate\tcovered both ways\tc\\td\tc\\td\t"
        "0.95\t0\t0.714\t2\t975\tA \"title\"\\n\thttps://example.org/a\t2024-03-13\ten\tCourier\n"
        "c\\td\t\t\tunique\tshort\t\t\t\t\t\t0\t0\t\t\t\t\t\n");
}

static void commas_divide_and_values_are_quoted_where_they_must(void **state) {
    (void)state;
    assert_string_equal(
        write_with(nd_write_csv, &result),
        "id,cluster,story,role,rule,canonical,via,coverage,canonical_coverage,jaccard,"
        "figures_changed,words,title,url,date,lang,outlet\r\n"
        "\"a,b\",c-51f0e20000000002,s-3f9a1c0000000001,near-duplicate,covered both ways,c\td,c\td,"
        "0.95,0,0.714,2,975,\"A \"\"title\"\"\n\",https://example.org/a,2024-03-13,en,Courier\r\n"
        "c\td,,,unique,short,,,,,,0,0,,,,,\r\n");
}

static void without_articles_there_is_the_line_of_names(void **state) {
    (void)state;
    const nd_result none = {.document_count = 0};
    const char     *text = write_with(nd_write_tsv, &none);
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tabs_divide_and_newlines_end),
        cmocka_unit_test(commas_divide_and_values_are_quoted_where_they_must),
        cmocka_unit_test(without_articles_there_is_the_line_of_names),
    };
    return cmocka_run_group_tests_name("write_table", tests, NULL, NULL);
}
