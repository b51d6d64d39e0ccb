/* test_explanation.c - what is gathered for an explanation, and what keeps it from being written at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collect.h"
#include "failing.h"
#include "report/explanation.h"
#include "scratch.h"

static struct collected collected;

/* A corpus read from files: three editions of one text, one with other figures, and a stranger. */
struct stand {
    struct scratch     scratch;
    nd_reader         *reader;
    nd_corpus         *corpus;
    nd_explainer      *explainer;
    nd_explain_options options;
};

enum { EDITION, LONGER, OTHER_END, OTHER_FIGURES, STRANGER };

static const char text[] =
    "The council of Marrow sold 14 plots by the old canal on Monday for 2.5 million crowns, the treasurer said. "
    "Bidders came from 31 towns and the hall was full before nine in the morning, with 60 more on the stairs. ";

static void write_edition(struct stand *stand, const char *name, const char *more, int has_other_figures) {
    char edition[1000];
    snprintf(edition, sizeof edition, "%s%s", text, more);
    for (char *at = strstr(edition, "Bidders"); has_other_figures && *at; at++)
        if (*at >= '0' && *at <= '8') ++*at;
    scratch_text(&stand->scratch, name, edition);
}

static int open_stand(void **state) {
    struct stand   *stand = calloc(1, sizeof *stand);
    nd_error        error = {0};
    nd_read_options read;
    scratch_make(&stand->scratch);
    write_edition(stand, "a.txt", "", 0);
    write_edition(stand, "b.txt", "Nobody complained.", 0);
    write_edition(stand, "c.txt", "It rained.", 0);
    write_edition(stand, "d.txt", "", 1);
    scratch_text(&stand->scratch, "e.txt", "Nothing of what stands here is found in any of the other four at all.");
    nd_read_options_init(&read);
    read.keep_text = 1;
    stand->reader = nd_reader_new(&read, &error);
    stand->corpus = nd_corpus_new(NULL, &error);
    assert_int_equal(nd_reader_add(stand->reader, stand->scratch.folder, &error), ND_OK);
    assert_int_equal(nd_reader_feed(stand->reader, stand->corpus, &error), ND_OK);
    assert_int_equal(nd_explainer_new(stand->corpus, &stand->explainer, &error), ND_OK);
    nd_explain_options_init(&stand->options);
    stand->options.texts = stand->reader;
    *state = stand;
    return 0;
}

static int close_stand(void **state) {
    struct stand *stand = *state;
    nd_explainer_free(stand->explainer);
    nd_corpus_free(stand->corpus);
    nd_reader_free(stand->reader);
    scratch_remove(&stand->scratch);
    free(stand);
    return 0;
}

static int explain(struct stand *stand, uint64_t a, uint64_t b, nd_error *error) {
    collected.size = collected.calls = collected.fail_at = 0;
    collected.text[0] = '\0';
    stand->options.a = a;
    stand->options.b = b;
    return nd_explain_write(stand->explainer, &stand->options, collect, &collected, error);
}

static void a_pair_has_both_texts(void **state) {
    struct stand  *stand = *state;
    nd_explanation e;
    uint64_t       past[2] = {0, 5000}, turned[2] = {4, 4};
    stand->options.a = EDITION;
    stand->options.b = LONGER;
    assert_int_equal(nd_explanation_make(&e, stand->explainer, &stand->options, NULL), ND_OK);
    assert_memory_equal(nd_explanation_bytes(&e, 1, e.comparison.passages[0].in).data, "The council of Marrow", 21);
    assert_int_equal(nd_explanation_bytes(&e, 0, past).size, 0);
    assert_int_equal(nd_explanation_bytes(&e, 0, turned).size, 0);
    nd_explanation_free(&e);
}

static void one_article_has_what_was_refused_with_the_rule(void **state) {
    struct stand  *stand = *state;
    nd_explanation e;
    stand->options.a = EDITION;
    stand->options.b = ND_NONE;
    assert_int_equal(nd_explanation_make(&e, stand->explainer, &stand->options, NULL), ND_OK);
    assert_int_equal(e.refused_count, 1);
    assert_int_equal(e.refused[0].document.index, OTHER_FIGURES);
    assert_int_equal(e.refused[0].pair.relation, ND_TEMPLATE);
    assert_string_equal(e.refused[0].reason.rule, "figures and names changed");
    nd_explanation_free(&e);
}

static void text_and_json_are_chosen_by_the_options(void **state) {
    struct stand *stand = *state;
    assert_int_equal(explain(stand, EDITION, OTHER_FIGURES, NULL), ND_OK);
    assert_non_null(strstr(collected.text, "\n  2: 31 -> 42, 60 -> 71\n"));
    stand->options.json = 1;
    assert_int_equal(explain(stand, EDITION, OTHER_FIGURES, NULL), ND_OK);
    assert_non_null(strstr(collected.text, "{\"a\":\"31\",\"b\":\"42\","));
    assert_int_equal(explain(stand, STRANGER, ND_NONE, NULL), ND_OK);
    assert_non_null(strstr(collected.text, "\"refused\":["));
}

static void what_is_not_there_is_refused(void **state) {
    struct stand *stand = *state;
    nd_error      error;
    assert_int_equal(explain(stand, 5, ND_NONE, &error), ND_ERROR_USAGE);
    assert_int_equal(explain(stand, ND_NONE, ND_NONE, &error), ND_ERROR_USAGE);
    assert_int_equal(explain(stand, 0, 5, &error), ND_ERROR_USAGE);
    assert_int_equal(explain(stand, 2, 2, &error), ND_ERROR_USAGE);
    stand->options.texts = NULL;
    assert_int_equal(explain(stand, 0, 1, &error), ND_ERROR_USAGE);
    assert_int_equal(collected.size, 0);
}

static void a_text_that_has_changed_is_an_error_before_anything_is_written(void **state) {
    struct stand *stand = *state;
    nd_error      error;
    scratch_text(&stand->scratch, "b.txt", "Something else that was written afterwards.");
    assert_int_equal(explain(stand, EDITION, LONGER, &error), ND_ERROR_IO);
    assert_non_null(strstr(error.message, "b.txt"));
    assert_int_equal(collected.size, 0);
    assert_int_equal(explain(stand, LONGER, ND_NONE, &error), ND_OK);
}

static void out_of_memory_is_reported(void **state) {
    struct stand *stand = *state;
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        fail_allocation_after(calls);
        int status = explain(stand, OTHER_END, LONGER, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pair_has_both_texts, open_stand, close_stand),
        cmocka_unit_test_setup_teardown(one_article_has_what_was_refused_with_the_rule, open_stand, close_stand),
        cmocka_unit_test_setup_teardown(text_and_json_are_chosen_by_the_options, open_stand, close_stand),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_refused, open_stand, close_stand),
        cmocka_unit_test_setup_teardown(a_text_that_has_changed_is_an_error_before_anything_is_written, open_stand,
                                        close_stand),
        cmocka_unit_test_setup_teardown(out_of_memory_is_reported, open_stand, close_stand),
    };
    return cmocka_run_group_tests_name("explanation", tests, NULL, NULL);
}
