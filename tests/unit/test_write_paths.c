/* test_write_paths.c - which ids stand in one group, in which order, and what divides groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_result.h"

#include "collect.h"
#include "report/group_list.c"
#include "report/write_paths.c"

static struct collected collected;

static const nd_group groups[] = {
    {.index = 0, .kind = ND_STORY, .id = "s-1111111111111111", .size = 4, .canonical = 1},
    {.index = 1, .kind = ND_CLUSTER, .id = "c-1111111111111111", .size = 2, .canonical = 1},
    {.index = 2, .kind = ND_STORY, .id = "s-2222222222222222", .size = 3, .canonical = 4},
    {.index = 3, .kind = ND_CLUSTER, .id = "c-2222222222222222", .size = 3, .canonical = 4},
};

static const nd_document documents[] = {
    {.index = 0, .id = STRING("unique"), .cluster = ND_NONE, .story = ND_NONE},
    {.index = 1, .id = STRING("a"), .cluster = 1, .story = 0},
    {.index = 2, .id = STRING("line\nbreak"), .cluster = 1, .story = 0},
    {.index = 3, .id = STRING("passage"), .cluster = ND_NONE, .story = 0},
    {.index = 4, .id = STRING("caf\xE9"), .cluster = 3, .story = 2},
    {.index = 5, .id = STRING(""), .cluster = 3, .story = 2},
    {.index = 6, .id = STRING("n\0l\0"), .cluster = 3, .story = 2},
    {.index = 7, .id = {NULL, 0}, .cluster = ND_NONE, .story = 0},
};

static const nd_result result = {.documents = documents, .document_count = 8, .groups = groups,
                                 .group_count = 4};

static void assert_written(nd_write_options options, const char *bytes, size_t size) {
    nd_out out;
    collected.size = collected.calls = collected.fail_at = 0;
    nd_out_start(&out, collect, &collected, NULL);
    nd_write_paths(&result, &options, &out);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    assert_int_equal(collected.size, size);
    assert_memory_equal(collected.text, bytes, size);
}

#define WRITTEN(literal) literal, sizeof(literal) - 1

static void a_blank_line_divides_stories_and_every_id_has_one_line(void **state) {
    (void)state;
    assert_written((nd_write_options){.null_ended = 0},
                   WRITTEN("a\nline\\nbreak\npassage\n\ncaf\xE9\nn\\0000l\\0000\n"));
}

static void copies_leave_out_what_only_shares_passages(void **state) {
    (void)state;
    assert_written((nd_write_options){.copies_only = 1},
                   WRITTEN("caf\xE9\nn\\0000l\\0000\n\na\nline\\nbreak\n"));
}

static void with_nul_the_bytes_of_an_id_stand_as_they_are(void **state) {
    (void)state;
    assert_written((nd_write_options){.null_ended = 1},
                   WRITTEN("a\0line\nbreak\0passage\0\0caf\xE9\0n\xEF\xBF\xBDl\xEF\xBF\xBD\0"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_blank_line_divides_stories_and_every_id_has_one_line),
        cmocka_unit_test(copies_leave_out_what_only_shares_passages),
        cmocka_unit_test(with_nul_the_bytes_of_an_id_stand_as_they_are),
    };
    return cmocka_run_group_tests_name("write_paths", tests, NULL, NULL);
}
