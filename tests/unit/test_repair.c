/* test_repair.c - what is not UTF-8 becomes what is printed for it, and nothing else is touched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "failing.h"
#include "input/repair.h"
#include "random.h"
#include "report/escape.h"

static nd_finding found(nd_problem_kind kind) {
    return (nd_finding){.kind = kind, .reason = (char *)(uintptr_t)"said"};
}

static void expect(nd_string text, const nd_finding *finding, const char *wanted, int is_repaired) {
    nd_buf     into = {0};
    nd_article article = {.text = text, .is_repaired = 7};
    assert_int_equal(nd_repair(&article, finding, &into, NULL), ND_OK);
    assert_int_equal(article.text.size, strlen(wanted));
    assert_memory_equal(article.text.data, wanted, article.text.size);
    assert_int_equal(article.is_repaired, is_repaired);
    if (into.size == 0) assert_ptr_equal(article.text.data, text.data);
    nd_buf_free(&into);
}

static void broken_sequences_become_one_character_each(void **state) {
    (void)state;
    nd_finding invalid = found(ND_PROBLEM_INVALID_UTF8), changed = found(ND_PROBLEM_CHANGED);
    expect((nd_string){"a\xff\xfez", 4}, &invalid, "a\ufffd\ufffdz", 1);
    expect((nd_string){"\xe2\x82", 2}, &invalid, "\ufffd", 1);
    expect((nd_string){"\xe2\x82\xe2\x82\xac", 5}, &invalid, "\ufffd\u20ac", 1);
    expect((nd_string){"\xff", 1}, &changed, "\ufffd", 1); /* the first thing that is told stays */
}

static void what_is_well_formed_stays_where_it_is(void **state) {
    (void)state;
    nd_finding none = {.reason = NULL}, invalid = found(ND_PROBLEM_INVALID_UTF8), empty = found(ND_PROBLEM_EMPTY);
    expect((nd_string){"d\u00e9j\u00e0", 6}, &none, "d\u00e9j\u00e0", 0);
    expect((nd_string){"\ufffd vu", 6}, &invalid, "\ufffd vu", 1); /* as a conversion left it */
    expect((nd_string){" ", 1}, &empty, " ", 0);
}

static int take(void *context, const void *data, size_t size, nd_error *error) {
    return nd_buf_append(context, data, size, error);
}

/* The same bytes written as JSON, which replaces by itself, and repaired before. */
static void a_repaired_text_is_written_as_it_stands(void **state) {
    (void)state;
    nd_finding invalid = found(ND_PROBLEM_INVALID_UTF8);
    nd_buf     into = {0}, raw = {0}, repaired = {0};
    struct dice dice = {5};
    for (int round = 0; round < 5000; round++) {
        static const char bytes[] = "az\x80\xbf\xc3\xe2\x82\xac\xed\xa0\xf0\x9f\xf4\x90\xc0\xff";
        char              text[12];
        for (size_t i = 0; i < sizeof text; i++) text[i] = bytes[roll_below(&dice, sizeof bytes - 1)];
        nd_article article = {.text = {text, sizeof text}};
        assert_int_equal(nd_repair(&article, &invalid, &into, NULL), ND_OK);
        assert_int_equal(nd_utf8_well_formed(article.text.data, article.text.size), article.text.size);
        nd_out to_raw = {.sink = take, .context = &raw}, to_repaired = {.sink = take, .context = &repaired};
        raw.size = repaired.size = 0;
        nd_put_json(&to_raw, (nd_string){text, sizeof text});
        nd_put_json(&to_repaired, article.text);
        assert_int_equal(raw.size, repaired.size);
        assert_memory_equal(raw.data, repaired.data, raw.size);
    }
    nd_buf_free(&into);
    nd_buf_free(&raw);
    nd_buf_free(&repaired);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    nd_finding invalid = found(ND_PROBLEM_INVALID_UTF8);
    nd_buf     into = {0};
    nd_error   error;
    nd_article article = {.text = {"\xff", 1}};
    fail_allocation_after(0);
    assert_int_equal(nd_repair(&article, &invalid, &into, &error), ND_ERROR_MEMORY);
    nd_buf_free(&into);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_sequences_become_one_character_each),
        cmocka_unit_test(what_is_well_formed_stays_where_it_is),
        cmocka_unit_test(a_repaired_text_is_written_as_it_stands),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
