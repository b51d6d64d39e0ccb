/* test_row.c - ids behind numbers, and when the text of an article is missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_result.h"

#undef nd_reader_text
#define nd_reader_text given_reader_text
int nd_reader_text(nd_reader *reader, uint64_t source, nd_string *out, nd_error *error);
#include "report/row.c"

/* What reading a text again comes to. */
static int given;

int nd_reader_text(nd_reader *reader, uint64_t source, nd_string *out, nd_error *error) {
    (void)source;
    *out = (nd_string){reader->text, strlen(reader->text)};
    if (given) error->code = given;
    return given;
}

static const nd_group groups[] = {{.id = "c-51f0e20000000002"}, {.id = "s-3f9a1c0000000001"}};

static const nd_document documents[] = {
    {.index = 0, .id = STRING("a"), .cluster = 0, .story = 1, .canonical = 1, .via = ND_NONE},
    {.index = 1, .id = STRING("b"), .cluster = ND_NONE, .story = ND_NONE, .canonical = ND_NONE, .via = 0},
    {.index = 2, .id = STRING("c"), .cluster = ND_NONE, .story = ND_NONE, .canonical = ND_NONE,
     .via = ND_NONE},
};

static const nd_result result = {.documents = documents, .document_count = 3, .groups = groups};

static void numbers_become_ids_and_none_is_missing(void **state) {
    (void)state;
    nd_row   row;
    uint64_t at = 0;
    assert_true(nd_row_next(&result, &at, &row));
    assert_string_equal(row.cluster.data, "c-51f0e20000000002");
    assert_string_equal(row.story.data, "s-3f9a1c0000000001");
    assert_string_equal(row.canonical.data, "b");
    assert_true(!row.via.data && row.is_compared);
    assert_true(nd_row_next(&result, &at, &row));
    assert_true(!row.cluster.data && !row.story.data && !row.canonical.data && row.is_compared);
    assert_string_equal(row.via.data, "a");
    assert_true(nd_row_next(&result, &at, &row));
    assert_false(row.is_compared);
    assert_false(nd_row_next(&result, &at, &row));
}

static int text_is_there(const nd_write_options *options, nd_out *out) {
    nd_string text = {NULL, 0};
    int       is_there = nd_row_text(&documents[0], options, out, &text);
    if (is_there) assert_memory_equal(text.data, "words", 5);
    return is_there;
}

static void a_text_that_is_gone_is_missing_and_a_failure_of_ours_is_one(void **state) {
    (void)state;
    nd_reader        reader = {.text = "words"};
    nd_write_options without = {.texts = NULL}, with = {.texts = &reader};
    nd_error         error = {.code = ND_OK};
    nd_out           out = {.error = &error}, no_error = {.error = NULL};
    given = ND_OK;
    assert_true(text_is_there(&with, &out));
    assert_false(text_is_there(&without, &out));
    given = ND_ERROR_IO;
    assert_false(text_is_there(&with, &out));
    assert_int_equal(out.status, ND_OK);
    assert_int_equal(error.code, ND_OK);
    given = ND_ERROR_MEMORY;
    assert_false(text_is_there(&with, &out));
    assert_false(text_is_there(&with, &no_error));
    assert_int_equal(out.status, ND_ERROR_MEMORY);
    assert_int_equal(no_error.status, ND_ERROR_MEMORY);
    assert_int_equal(error.code, ND_ERROR_MEMORY);
    given = ND_OK;
    assert_false(text_is_there(&with, &out)); /* the first failure stays */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_become_ids_and_none_is_missing),
        cmocka_unit_test(a_text_that_is_gone_is_missing_and_a_failure_of_ours_is_one),
    };
    return cmocka_run_group_tests_name("row", tests, NULL, NULL);
}
