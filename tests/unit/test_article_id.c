/* test_article_id.c - the right article, or what may have been meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_result.h"

#include "cli/article_id.c"
#include "cli/nearest.c"

static const nd_document documents[] = {
    {.index = 0, .id = STRING("north/post/dam-inquiry.txt")},
    {.index = 1, .id = STRING("south/dam-inquiry.txt")},
    {.index = 2, .id = STRING("20240312-0017")},
    {.index = 3, .id = STRING("20240312-0018")},
    {.index = 4, .id = {"", 0}},
    {.index = 5, .id = STRING("x")},
    {.index = 6, .id = STRING("a name that is much longer than forty letters, and then the end.txt")},
};
static const nd_result result = {.documents = documents, .document_count = 7};

static const char *refusal(const char *id) {
    static nd_error error;
    uint64_t        index;
    error.message[0] = '\0';
    assert_int_equal(article_by_id(&result, id, &index, &error), ND_ERROR_USAGE);
    return error.message;
}

static void an_id_is_found_as_it_is(void **state) {
    (void)state;
    uint64_t index = 99;
    nd_error error;
    for (uint64_t i = 0; i < 7; i++) {
        char id[100];
        snprintf(id, sizeof id, "%.*s", (int)documents[i].id.size, documents[i].id.data);
        assert_int_equal(article_by_id(&result, id, &index, &error), ND_OK);
        assert_int_equal(index, i);
    }
}

static void folders_may_be_missing_on_either_side(void **state) {
    (void)state;
    assert_string_equal(refusal("dam-inquiry.txt"), "no article has the id 'dam-inquiry.txt'; did you mean "
                                                    "'north/post/dam-inquiry.txt' or 'south/dam-inquiry.txt'?");
    assert_string_equal(refusal("corpus/south/dam-inquiry.txt"),
                        "no article has the id 'corpus/south/dam-inquiry.txt'; did you mean 'south/dam-inquiry.txt'?");
}

static void slips_are_seen_also_in_long_ids(void **state) {
    (void)state;
    assert_string_equal(refusal("20240312-00018"),
                        "no article has the id '20240312-00018'; did you mean '20240312-0018' or '20240312-0017'?");
    assert_non_null(strstr(
        refusal("a name that is much longer then forty letters, and than the end.txt"),
        "did you mean"));
}

static void part_of_an_id_is_seen(void **state) {
    (void)state;
    assert_non_null(strstr(refusal("forty letters"), "'a name that is"));
}

static void what_is_like_nothing_suggests_nothing(void **state) {
    (void)state;
    assert_string_equal(refusal("ferry"), "no article has the id 'ferry'");
    assert_string_equal(refusal("y"), "no article has the id 'y'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_found_as_it_is),
        cmocka_unit_test(folders_may_be_missing_on_either_side),
        cmocka_unit_test(slips_are_seen_also_in_long_ids),
        cmocka_unit_test(part_of_an_id_is_seen),
        cmocka_unit_test(what_is_like_nothing_suggests_nothing),
    };
    return cmocka_run_group_tests_name("article_id", tests, NULL, NULL);
}
