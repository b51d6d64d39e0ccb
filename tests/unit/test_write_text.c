/* test_write_text.c - the shape of the text, on results written down by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_result.h"

#include "collect.h"
#include "failing.h"
#include "report/group_list.c"
#include "report/row.c"
#include "report/write_text.c"

static struct collected collected;

static const char *write_text(const nd_result *result, const nd_write_options *options) {
    nd_out out;
    collected.size = collected.calls = collected.fail_at = 0;
    collected.text[0] = '\0';
    nd_out_start(&out, collect, &collected, NULL);
    nd_write_text(result, options, &out);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

#define NO_TIE .canonical = ND_NONE, .via = ND_NONE

/* The five articles of the interface: four copies in one cluster and a rewrite. */
static const nd_document five[] = {
    {.index = 0, .id = STRING("000_3b1f60c2.txt"), .words = 1193, .role = ND_ROLE_CANONICAL,
     .rule = "most complete, least furniture", .cluster = 1, .story = 0, NO_TIE},
    {.index = 1, .id = STRING("004_9f2c7e10.txt"), .words = 975, .role = ND_ROLE_NEAR_DUPLICATE,
     .rule = "", .cluster = 1, .story = 0, .canonical = 0, .via = ND_NONE, .coverage = .95,
     .canonical_coverage = .78},
    {.index = 2, .id = STRING("001_5d0a4477.txt"), .words = 2889, .role = ND_ROLE_EXTENDED,
     .rule = "", .cluster = 1, .story = 0, .canonical = 0, .via = ND_NONE, .coverage = .40,
     .canonical_coverage = .97},
    {.index = 3, .id = STRING("002_e81b9036.txt"), .words = 421, .role = ND_ROLE_EXCERPT,
     .rule = "", .cluster = 1, .story = 0, .canonical = 0, .via = ND_NONE, .coverage = .87,
     .canonical_coverage = .33},
    {.index = 4, .id = STRING("003_a7744c1e.txt"), .words = 570, .role = ND_ROLE_SHARES_PASSAGES,
     .rule = "", .cluster = ND_NONE, .story = 0, .canonical = 0, .via = ND_NONE, .passages = 2, .passage_words = 35,
     .passage_count = 2},
};

static const nd_group five_groups[] = {
    {.index = 0, .kind = ND_STORY, .id = "s-3f9a1c0000000000", .size = 5, .copies = 3, .canonical = 0},
    {.index = 1, .kind = ND_CLUSTER, .id = "c-3f9a1c0000000000", .size = 4, .copies = 3, .canonical = 0},
};

static const char words[] = "said. The harbour board will not reopen the eastern quay before next spring.";

static const nd_passage two_passages[] = {
    {.at = {0, 5}, .in = {0, 5}, .words = 12},
    {.at = {6, sizeof words - 1}, .in = {40, 60}, .words = 23},
};

static const nd_result five_result = {.documents = five, .document_count = 5, .groups = five_groups,
                                      .group_count = 2, .passages = two_passages, .passages_of = 4};

#define FIVE_ROWS                                                                                       \
    "  canonical         000_3b1f60c2.txt   1193 words  most complete, least furniture\n"       \
    "  near-duplicate    004_9f2c7e10.txt    975 words  95% of it in the canonical, which it "  \
    "covers to 78%\n"                                                                                   \
    "  extended          001_5d0a4477.txt   2889 words  40%, 97%\n"                             \
    "  excerpt           002_e81b9036.txt    421 words  87%, 33%\n"
#define TIED "  shares-passages   003_a7744c1e.txt    570 words  2 passages, 35 words"

static void a_story_has_the_documented_shape(void **state) {
    (void)state;
    nd_reader        reader = {.text = words};
    nd_write_options options = {.texts = &reader};
    assert_string_equal(write_text(&five_result, &options),
                        "story s-3f9a1c  5 articles, 3 copies\n" FIVE_ROWS TIED
                        ": \"The harbour board will not reopen the eastern ...\"\n");
}

static void nothing_is_quoted_without_texts(void **state) {
    (void)state;
    nd_reader        gone = {.text = NULL}, changed = {.text = "too short"};
    nd_write_options without = {0}, unreadable = {.texts = &gone}, cut = {.texts = &changed};
    const char      *expected = "story s-3f9a1c  5 articles, 3 copies\n" FIVE_ROWS TIED "\n";
    assert_string_equal(write_text(&five_result, &without), expected);
    assert_string_equal(write_text(&five_result, &unreadable), expected);
    assert_string_equal(write_text(&five_result, &cut), expected);
}

static void note_problem(void *context, nd_problem_kind kind, const char *place, const char *reason) {
    assert_int_equal(kind, ND_PROBLEM_CHANGED);
    snprintf(context, 200, "%s: %s", place, reason);
}

static void what_cannot_be_quoted_is_told(void **state) {
    (void)state;
    char             told[200] = "";
    nd_reader        gone = {.text = NULL}, out_of_memory = {.failure = ND_ERROR_MEMORY};
    nd_write_options options = {.texts = &gone, .problem = note_problem, .problem_context = told};
    nd_out           out;
    write_text(&five_result, &options);
    assert_string_equal(told, "003_a7744c1e.txt: not quoted: it is gone");
    options.texts = &out_of_memory;
    told[0] = '\0';
    nd_out_start(&out, collect, &collected, NULL);
    nd_write_text(&five_result, &options, &out);
    assert_int_equal(nd_out_finish(&out), ND_ERROR_MEMORY);
    assert_string_equal(told, "");
}

static void the_level_of_copies_leaves_out_the_rest_of_the_story(void **state) {
    (void)state;
    nd_write_options options = {.copies_only = 1};
    assert_string_equal(write_text(&five_result, &options),
                        "cluster c-3f9a1c  4 articles, 3 copies\n" FIVE_ROWS);
}

static void colours_change_nothing_but_colour(void **state) {
    (void)state;
    static char      without[sizeof collected.text];
    nd_write_options options = {.colour = 0};
    strcpy(without, write_text(&five_result, &options));
    options.colour = 1;
    const char *coloured = write_text(&five_result, &options), *at = without;
    assert_non_null(strstr(coloured, "\x1b[1mstory s-3f9a1c\x1b[0m"));
    for (; *coloured; coloured++) {
        if (*coloured == '\x1b') coloured = strchr(coloured, 'm');
        else assert_int_equal(*coloured, *at++);
    }
    assert_int_equal(*at, '\0');
}

static void no_groups_give_no_text(void **state) {
    (void)state;
    const nd_document alone = {.id = STRING("a"), .role = ND_ROLE_UNIQUE, .rule = "", .cluster = ND_NONE,
                               .story = ND_NONE, NO_TIE};
    const nd_result   result = {.documents = &alone, .document_count = 1};
    nd_write_options  options = {0};
    assert_string_equal(write_text(&result, &options), "");
}

/* ---- several clusters in a story, clusters in none ---------------------------------------------- */

static const nd_document chain[] = {
    {.index = 0, .id = STRING("a1"), .words = 300, .role = ND_ROLE_CANONICAL, .rule = "oldest",
     .cluster = 1, .story = 0, NO_TIE},
    {.index = 1, .id = STRING("a2"), .words = 300, .role = ND_ROLE_IDENTICAL, .rule = "", .cluster = 1,
     .story = 0, .canonical = 0, .via = ND_NONE, .coverage = 1, .canonical_coverage = 1},
    {.index = 2, .id = STRING("b1"), .words = 90, .role = ND_ROLE_CANONICAL, .rule = "longest",
     .cluster = 2, .story = 0, .canonical = 0, .via = ND_NONE, .passage_count = 1},
    {.index = 3, .id = STRING("b2"), .words = 80, .role = ND_ROLE_EXCERPT, .rule = "", .cluster = 2,
     .story = 0, .canonical = 2, .via = 0, .coverage = .6, .canonical_coverage = .2},
    {.index = 4, .id = STRING("c1"), .words = 1, .role = ND_ROLE_SHARES_PASSAGES, .rule = "",
     .cluster = ND_NONE, .story = 0, .canonical = 0, .via = 2, .passage_count = 0},
    {.index = 5, .id = STRING("d1"), .words = 50, .role = ND_ROLE_CANONICAL, .rule = "first",
     .cluster = 3, .story = ND_NONE, NO_TIE},
    {.index = 6, .id = STRING("d2"), .words = 50, .role = ND_ROLE_IDENTICAL, .rule = "", .cluster = 3,
     .story = ND_NONE, .canonical = 5, .via = ND_NONE},
};

static const nd_group chain_groups[] = {
    {.index = 0, .kind = ND_STORY, .id = "s-1111111111111111", .size = 5, .copies = 2, .canonical = 0},
    {.index = 1, .kind = ND_CLUSTER, .id = "c-1111111111111111", .size = 2, .copies = 1, .canonical = 0},
    {.index = 2, .kind = ND_CLUSTER, .id = "c-2222222aaaaaaaaa", .size = 2, .copies = 1, .canonical = 2},
    {.index = 3, .kind = ND_CLUSTER, .id = "c-2222222bbbbbbbbb", .size = 2, .copies = 1, .canonical = 5},
};

static const nd_passage one_passage = {.at = {0, 4}, .in = {0, 4}, .words = 16};

static const nd_result chain_result = {.documents = chain, .document_count = 7, .groups = chain_groups,
                                       .group_count = 4, .passages = &one_passage, .passages_of = 2};

static void several_clusters_of_a_story_are_blocks(void **state) {
    (void)state;
    nd_write_options options = {0};
    assert_string_equal(write_text(&chain_result, &options),
                        "story s-111111  5 articles, 2 copies\n"
                        "  cluster c-111111  2 articles, 1 copy\n"
                        "    canonical         a1   300 words  oldest\n"
                        "    identical         a2   300 words  the same words\n"
                        "  cluster c-2222222a  2 articles, 1 copy\n"
                        "    canonical         b1    90 words  longest\n"
                        "    excerpt           b2    80 words  60% of it in a1, which it covers to 20%\n"
                        "  shares-passages     c1     1 word   0 passages, 0 words of b1\n"
                        "\n"
                        "cluster c-2222222b  2 articles, 1 copy\n"
                        "  canonical         d1   50 words  first\n"
                        "  identical         d2   50 words  the same words\n");
}

static void clusters_of_one_size_are_in_the_order_of_their_ids(void **state) {
    (void)state;
    nd_write_options options = {.copies_only = 1};
    const char      *text = write_text(&chain_result, &options);
    const char      *one = strstr(text, "c-111111 "), *two = strstr(text, "c-2222222a ");
    assert_non_null(one);
    assert_non_null(two);
    assert_true(one < two && two < strstr(text, "c-2222222b "));
    assert_null(strstr(text, "c1"));
    assert_null(strstr(text, "story"));
}

/* ---- names ------------------------------------------------------------------------------------- */

#define TEN "0123456789"

static void wide_ids_are_neither_cut_nor_allowed_to_widen_the_column(void **state) {
    (void)state;
    nd_document      documents[2] = {chain[5], chain[6]};
    nd_group         group = chain_groups[3];
    nd_result        result = {.documents = documents, .document_count = 2, .groups = &group,
                               .group_count = 1};
    nd_write_options options = {0};
    documents[0].cluster = documents[1].cluster = 0;
    documents[0].index = documents[1].canonical = group.canonical = 0;
    documents[1].index = 1;
    documents[1].id = (nd_string)STRING(TEN TEN TEN TEN TEN TEN "+");
    assert_string_equal(write_text(&result, &options),
                        "cluster c-222222  2 articles, 1 copy\n"
                        "  canonical         d1   50 words  first\n"
                        "  identical         " TEN TEN TEN TEN TEN TEN "+   50 words  the same words\n");
    documents[1].id = (nd_string)STRING("\x1b[2J\n\xFF");
    assert_string_equal(write_text(&result, &options),
                        "cluster c-222222  2 articles, 1 copy\n"
                        "  canonical         d1                 50 words  first\n"
                        "  identical         \\u001b[2J\\u000a\xEF\xBF\xBD   50 words  the same words\n");
}

static void ids_that_are_wholly_equal_are_shown_whole(void **state) {
    (void)state;
    nd_listed_group groups[2] = {{.group = {.id = "c-0123456789abcdef"}, .digits = 6},
                                 {.group = {.id = "c-0123456789abcdef"}, .digits = 6}};
    nd_group_list   list = {.by_id = groups, .count = 2};
    tell_apart(&list);
    assert_int_equal(groups[0].digits, 16);
    assert_int_equal(nd_group_list_digits(&list, "c-0123456789abcdef"), 16);
    assert_int_equal(nd_group_list_digits(&list, "c-unknown"), 7);
}

/* ---- failure ------------------------------------------------------------------------------------ */

static void running_out_of_memory_is_reported_wherever_it_happens(void **state) {
    (void)state;
    nd_write_options options = {0};
    unsigned         failures = 0;
    for (unsigned calls = 0;; calls++, failures++) {
        nd_out   out;
        nd_error error = {0};
        collected.size = 0;
        nd_out_start(&out, collect, &collected, &error);
        fail_allocation_after(calls);
        nd_write_text(&chain_result, &options, &out);
        int status = nd_out_finish(&out);
        if (fail_nothing()) break;
        assert_int_equal(status, ND_ERROR_MEMORY);
        assert_int_equal(error.code, ND_ERROR_MEMORY);
    }
    assert_in_range(failures, 3, 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_story_has_the_documented_shape),
        cmocka_unit_test(nothing_is_quoted_without_texts),
        cmocka_unit_test(what_cannot_be_quoted_is_told),
        cmocka_unit_test(the_level_of_copies_leaves_out_the_rest_of_the_story),
        cmocka_unit_test(colours_change_nothing_but_colour),
        cmocka_unit_test(no_groups_give_no_text),
        cmocka_unit_test(several_clusters_of_a_story_are_blocks),
        cmocka_unit_test(clusters_of_one_size_are_in_the_order_of_their_ids),
        cmocka_unit_test(wide_ids_are_neither_cut_nor_allowed_to_widen_the_column),
        cmocka_unit_test(ids_that_are_wholly_equal_are_shown_whole),
        cmocka_unit_test(running_out_of_memory_is_reported_wherever_it_happens),
    };
    return cmocka_run_group_tests_name("write_text", tests, NULL, NULL);
}
