/* test_front_matter.c - fields before a text are taken, a rule of dashes is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/front_matter.h"

static nd_fields  fields;
static nd_article article;

/* Reads a copy that ends where the text does. */
static size_t read_text(const char *text) {
    static char copy[4096];
    size_t      size = strlen(text);
    char       *end = copy + sizeof copy - size;
    memcpy(end, text, size);
    nd_fields_begin(&fields);
    size_t before = nd_front_matter_read(&fields, (nd_string){end, size});
    nd_fields_end(&fields, &article);
    return before;
}

static void is(nd_string found, const char *expected) {
    assert_int_equal(found.size, strlen(expected));
    assert_memory_equal(found.data, expected, found.size);
}

static void lines_of_yaml_are_fields(void **state) {
    (void)state;
    static const char text[] = "---\r\n# of the site\r\ntitle: \"The ferry: again\"\r\n"
                               "date: 2024-05-01\r\nlang: 'en' \r\n"
                               "tags:\r\n  - sea\r\n- fog\r\n\r\nurl: https://wire.example/a\r\nauthor: [a, b]\r\n"
                               "content: not the text\r\n---\r\n";
    char              whole[600];
    strcat(strcpy(whole, text), "The text.\n");
    assert_int_equal(read_text(whole), sizeof text - 1);
    is(article.title, "The ferry: again");
    is(article.date, "2024-05-01");
    assert_true(article.time == 1714521600);
    is(article.lang, "en");
    is(article.url, "https://wire.example/a");
    is(article.outlet, "wire.example");
    assert_null(article.text.data);
    assert_null(article.id.data);
}

/* YAML ends a document so too; TOML does not. */
static void three_dots_end_yaml(void **state) {
    (void)state;
    assert_int_equal(read_text("---\ntitle: A\n...\nThe text.\n---\n"), 17);
    is(article.title, "A");
    assert_int_equal(read_text("+++\ntitle = 'A'\n...\nThe text.\n+++\n"), 0);
    assert_int_equal(read_text("...\ntitle: A\n---\nThe text.\n"), 0);
}

static void lines_of_toml_are_fields(void **state) {
    (void)state;
    assert_int_equal(read_text("+++\nid = \"a-7\"\ntitle='T'\n[extra]\noutlet = \"Wire\"\n+++\nx"), 53);
    is(article.id, "a-7");
    is(article.title, "T");
    is(article.outlet, "Wire");
}

static void what_is_no_front_matter_is_text(void **state) {
    (void)state;
    static const char *const texts[] = {
        "", "-", "---", "---\n", "---\n---\nx", "--- \n\n---\n", "---\ntitle: x\n", "---\nThe ferry left.\n---\n",
        "---\ntitle: x\nThe ferry left.\n---\n", "----\ntitle: x\n---\n", "\n---\ntitle: x\n---\n",
        "+++\ntitle: x\n+++\n", "---\ntitle = x\n---\n", "---\ntitle:x\n---\n", "title: x\n---\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(read_text(texts[i]), 0);
        assert_null(article.title.data);
    }
}

static void it_may_be_all_there_is(void **state) {
    (void)state;
    assert_int_equal(read_text("---\ntitle: x\n---"), 16);
    is(article.title, "x");
    assert_int_equal(read_text("---\ntitle: None\nkey:\n---\n"), 25);
    assert_null(article.title.data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_yaml_are_fields),
        cmocka_unit_test(three_dots_end_yaml),
        cmocka_unit_test(lines_of_toml_are_fields),
        cmocka_unit_test(what_is_no_front_matter_is_text),
        cmocka_unit_test(it_may_be_all_there_is),
    };
    return cmocka_run_group_tests_name("front_matter", tests, NULL, NULL);
}
