/* test_write_article.c - an article as `newsdup read` shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collect.h"
#include "report/writer.h"

#define OF(string) {string, sizeof(string) - 1}

static struct collected collected;

static const char *write_article(const nd_article *article) {
    nd_out out;
    collected.size = 0;
    nd_out_start(&out, collect, &collected, NULL);
    nd_write_article(article, &out);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static void all_fields_are_there_and_missing_ones_are_null(void **state) {
    (void)state;
    const nd_article full = {.id = OF("a"), .title = OF("T"), .url = OF("u"), .date = OF("d"),
                             .lang = OF("en"), .outlet = OF("o"), .text = OF("one\ntwo")};
    const nd_article empty = {.id = {NULL, 0}};
    assert_string_equal(write_article(&full),
                        "{\"id\":\"a\",\"title\":\"T\",\"url\":\"u\",\"date\":\"d\",\"lang\":\"en\","
                        "\"outlet\":\"o\",\"text\":\"one\\ntwo\"}\n");
    assert_string_equal(write_article(&empty),
                        "{\"id\":null,\"title\":null,\"url\":null,\"date\":null,\"lang\":null,"
                        "\"outlet\":null,\"text\":null}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_fields_are_there_and_missing_ones_are_null),
    };
    return cmocka_run_group_tests_name("write_article", tests, NULL, NULL);
}
