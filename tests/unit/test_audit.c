/* test_audit.c - which copies are new, on corpora of a few articles: accepting, replacing, adding, references. */
#include "made.h"
#include "newsdup_io.h"

/* ---- corpora ----------------------------------------------------------------------------------- */

struct article {
    const char *id;
    char        text; /* letters differ: 'a' and 'A' nearly the same, 'e' most of both and 'E' a part of both */
};

static void write_text(struct writing *out, char text) {
    out->size = 0;
    if (text == 'z') {
        say_words(out, "garden", 0, 90);
        return;
    }
    say_words(out, "ferry", 0, text == 'E' ? 50 : 90);
    if (text == 'A') say_words(out, "storm", 0, 8);
    if (text == 'B') say_words(out, "calm", 0, 8);
}

/* `references` of them come last. */
static nd_result *run(const struct article *articles, size_t count, size_t references, const char *keep) {
    static struct writing text;
    nd_options            options;
    nd_result            *result;
    nd_options_init(&options);
    options.jobs = 1;
    if (keep) options.keep = keep;
    nd_corpus *corpus = nd_corpus_new(&options, NULL);
    for (size_t i = 0; i < count; i++) {
        write_text(&text, articles[i].text);
        nd_article article = {.id = {articles[i].id, strlen(articles[i].id)}, .text = {text.text, text.size},
                              .time = ND_NO_TIME};
        if (references && i == count - references) nd_corpus_begin_references(corpus);
        assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
    }
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    nd_corpus_free(corpus);
    return result;
}

static nd_audit *audit_with(const nd_result *result, const char *baseline) {
    nd_audit_options options;
    nd_error         error;
    nd_audit        *audit;
    nd_audit_options_init(&options);
    if (baseline) options.baseline = (nd_string){baseline, strlen(baseline)};
    if (nd_audit_new(result, &options, &audit, &error)) fail_msg("%s", error.message);
    return audit;
}

static nd_audit_summary sum_up(const nd_audit *audit) {
    nd_audit_summary sum;
    nd_audit_summarize(audit, &sum);
    return sum;
}

/* ---- baselines --------------------------------------------------------------------------------- */

static char   baseline[20000];
static size_t baseline_size;

static int sink(void *context, const void *data, size_t size, nd_error *error) {
    (void)context, (void)error;
    assert_true(baseline_size + size < sizeof baseline);
    memcpy(baseline + baseline_size, data, size);
    baseline_size += size;
    baseline[baseline_size] = '\0';
    return ND_OK;
}

/* The baseline of these articles, beside what `before` says. */
static nd_baseline_change accept(const struct article *articles, size_t count, const char *before) {
    nd_baseline_change change;
    nd_result         *result = run(articles, count, 0, NULL);
    nd_audit          *audit = audit_with(result, before);
    baseline_size = 0;
    assert_int_equal(nd_baseline_write(audit, sink, NULL, &change, NULL), ND_OK);
    nd_audit_free(audit);
    nd_result_free(result);
    return change;
}

static nd_audit_summary check_kept(const struct article *articles, size_t count, const char *keep) {
    nd_result       *result = run(articles, count, 0, keep);
    nd_audit        *audit = audit_with(result, baseline);
    nd_audit_summary sum = sum_up(audit);
    nd_audit_free(audit);
    nd_result_free(result);
    return sum;
}

static nd_audit_summary check(const struct article *articles, size_t count) {
    return check_kept(articles, count, NULL);
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct article five[] = {{"1", 'a'}, {"2", 'A'}, {"3", 'B'}, {"4", 'a'}, {"5", 'E'}};

static void of_m_members_m_less_a_are_new(void **state) {
    (void)state;
    for (size_t accepted = 0; accepted <= COUNT(five); accepted++)
        for (size_t members = accepted; members <= COUNT(five); members++) {
            accept(five, accepted, NULL);
            nd_audit_summary sum = check(five, members);
            size_t           known = accepted < 2 ? 1 : accepted; /* one by itself is no copy and not in it */
            assert_int_equal(sum.new_copies, members > known ? members - known : 0);
            assert_int_equal(sum.copies, members ? members - 1 : 0);
            assert_int_equal(sum.is_passed, sum.new_copies == 0);
        }
}

static void what_was_accepted_may_go_and_nothing_is_new(void **state) {
    (void)state;
    accept(five, 5, NULL);
    for (size_t gone = 0; gone < 5; gone++) {
        nd_audit_summary sum = check(five + gone, 5 - gone);
        assert_int_equal(sum.new_copies, 0);
        assert_int_equal(sum.stale_lines, gone < 4 ? gone : 5);
    }
}

static void one_copy_in_the_place_of_another_is_new(void **state) {
    (void)state;
    accept(five, 2, NULL);
    const struct article renamed[] = {{"1", 'a'}, {"9", 'A'}}, changed[] = {{"1", 'a'}, {"2", 'B'}},
                         same_words[] = {{"1", 'a'}, {"2", 'A'}, {"9", 'A'}};
    assert_int_equal(check(renamed, 2).new_copies, 1);
    assert_int_equal(check(changed, 2).new_copies, 1);
    assert_int_equal(check(same_words, 3).new_copies, 1);
    assert_int_equal(check(five, 2).new_copies, 0);
}

static void another_canonical_is_not_new(void **state) {
    static const char *const keeps[] = {"path:1", "path:2", "path:3", "path:5"};
    (void)state;
    accept(five, 5, NULL);
    for (size_t i = 0; i < COUNT(keeps); i++) assert_int_equal(check_kept(five, 5, keeps[i]).new_copies, 0);
}

static void a_new_canonical_is_told_as_a_copy_of_what_was_accepted(void **state) {
    nd_copy     copy;
    nd_document stands;
    uint64_t    at = 0;
    (void)state;
    accept(five, 2, NULL);
    const struct article three[] = {{"1", 'a'}, {"2", 'A'}, {"5", 'E'}};
    nd_result           *result = run(three, 3, 0, "path:5");
    nd_audit            *audit = audit_with(result, baseline);
    assert_int_equal(sum_up(audit).new_copies, 1);
    while (nd_audit_next_copy(audit, &at, &copy) && !copy.is_new) {}
    assert_int_equal(copy.article, 2);
    assert_true(copy.stands < 2);
    assert_int_equal(copy.other, copy.stands);
    nd_result_document(result, copy.stands, &stands);
    assert_int_equal(stands.role, ND_ROLE_EXTENDED); /* to the canonical, which is the copy */
    assert_int_equal(copy.relation, ND_EXCERPT);
    assert_true(copy.coverage == stands.canonical_coverage && copy.other_coverage == stands.coverage);
    nd_audit_free(audit);
    nd_result_free(result);
}

static void a_baseline_is_the_same_for_any_order_and_keeps_remarks(void **state) {
    static char first[sizeof baseline], with_remark[sizeof baseline];
    (void)state;
    const struct article turned[] = {{"5", 'E'}, {"4", 'a'}, {"3", 'B'}, {"2", 'A'}, {"1", 'a'}};
    accept(five, 5, NULL);
    strcpy(first, baseline);
    nd_baseline_change change = accept(turned, 5, NULL);
    assert_string_equal(baseline, first);
    assert_int_equal(change.lines, 5);
    assert_int_equal(change.added, 5);
    const char *end = strstr(first, "\t4\n") + 2;
    snprintf(with_remark, sizeof with_remark, "%.*s\ton purpose%s", (int)(end - first), first, end);
    change = accept(five, 4, with_remark);
    assert_non_null(strstr(baseline, "\t4\ton purpose\n"));
    assert_int_equal(change.added, 0);
    assert_int_equal(change.removed, 1);
}

static void a_file_that_is_no_baseline_is_refused(void **state) {
    nd_audit_options options;
    nd_error         error;
    nd_audit        *audit;
    (void)state;
    nd_result *result = run(five, 2, 0, NULL);
    nd_audit_options_init(&options);
    options.baseline = (nd_string){"{}\n", 3};
    options.baseline_name = "mine";
    assert_int_equal(nd_audit_new(result, &options, &audit, &error), ND_ERROR_FORMAT);
    assert_null(audit);
    assert_non_null(strstr(error.message, "mine:1: "));
    nd_result_free(result);
}

/* ---- what is counted --------------------------------------------------------------------------- */

static void the_same_words_are_identical_whatever_the_canonical(void **state) {
    const struct article articles[] = {{"1", 'a'}, {"2", 'A'}, {"3", 'A'}, {"4", 'A'}, {"5", 'z'}};
    nd_copy              copy;
    (void)state;
    nd_result       *result = run(articles, 5, 0, "path:1");
    nd_audit        *audit = audit_with(result, NULL);
    nd_audit_summary sum = sum_up(audit);
    assert_int_equal(sum.copies, 3);
    assert_int_equal(sum.identical, 2);
    assert_int_equal(sum.articles, 5);
    assert_int_equal(sum.largest_cluster, 4);
    assert_true(nd_audit_copy(audit, 1, &copy));
    assert_int_equal(copy.relation, ND_NEAR_DUPLICATE);
    assert_true(nd_audit_copy(audit, 3, &copy));
    assert_int_equal(copy.relation, ND_IDENTICAL);
    assert_int_equal(copy.other, 1);
    assert_int_equal(copy.stands, 0);
    assert_false(nd_audit_copy(audit, 0, &copy));
    assert_false(nd_audit_copy(audit, 4, &copy));
    nd_audit_free(audit);
    nd_result_free(result);
}

static void without_gates_no_copy_passes_and_with_a_baseline_no_new_one(void **state) {
    nd_gate  gate;
    uint64_t at = 0;
    (void)state;
    nd_result *result = run(five, 3, 0, NULL);
    nd_audit  *audit = audit_with(result, NULL);
    assert_true(nd_audit_next_gate(audit, &at, &gate));
    assert_int_equal(gate.kind, ND_GATE_COPIES);
    assert_int_equal(gate.most, 0);
    assert_false(gate.is_passed || nd_audit_next_gate(audit, &at, &gate));
    assert_false(sum_up(audit).is_passed);
    nd_audit_free(audit);
    audit = audit_with(result, "");
    at = 0;
    assert_true(nd_audit_next_gate(audit, &at, &gate));
    assert_int_equal(gate.kind, ND_GATE_NEW);
    nd_audit_free(audit);
    nd_result_free(result);
    result = run(five, 1, 0, NULL);
    audit = audit_with(result, NULL);
    assert_true(sum_up(audit).is_passed);
    nd_audit_free(audit);
    nd_result_free(result);
}

/* ---- references -------------------------------------------------------------------------------- */

static void references_are_no_copies_and_all_else_beside_them_is(void **state) {
    const struct article articles[] = {{"n1", 'a'}, {"n2", 'B'}, {"n3", 'z'}, {"r1", 'a'}, {"r2", 'A'}};
    nd_copy              copy;
    uint64_t             copies = 0;
    (void)state;
    nd_result       *result = run(articles, 5, 2, NULL);
    nd_audit        *audit = audit_with(result, NULL);
    nd_audit_summary sum = sum_up(audit);
    assert_int_equal(sum.articles, 3);
    assert_int_equal(sum.references, 2);
    assert_int_equal(sum.copies, 2);
    assert_int_equal(sum.identical, 1);
    for (uint64_t at = 0; nd_audit_next_copy(audit, &at, &copy); copies++) {
        assert_true(copy.article < 2);
        assert_true(copy.stands >= 3);
        if (copy.article == 0) assert_int_equal(copy.other, 3); /* the very words */
    }
    assert_int_equal(copies, 2);
    nd_audit_free(audit);
    nd_result_free(result);
}

static void references_alone_are_not_related(void **state) {
    const struct article articles[] = {{"n1", 'z'}, {"r1", 'a'}, {"r2", 'A'}, {"r3", 'a'}};
    nd_summary           sum;
    (void)state;
    nd_result *result = run(articles, 4, 3, NULL);
    nd_result_summary(result, &sum);
    assert_int_equal(sum.clusters, 0);
    nd_result_free(result);
    result = run(articles + 1, 3, 3, NULL); /* nothing to check */
    nd_result_summary(result, &sum);
    assert_int_equal(sum.clusters, 0);
    nd_result_free(result);
}

/* ---- memory ------------------------------------------------------------------------------------ */

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    accept(five, 3, NULL);
    nd_result       *result = run(five, 5, 0, NULL);
    nd_audit_options options;
    nd_audit_options_init(&options);
    options.baseline = (nd_string){baseline, strlen(baseline)};
    for (unsigned n = 0;; n++) {
        nd_baseline_change change;
        nd_error           error;
        nd_audit          *audit = NULL;
        baseline_size = 0;
        fail_allocation_after(n);
        int status = nd_audit_new(result, &options, &audit, &error);
        if (!status) status = nd_baseline_write(audit, sink, NULL, &change, &error);
        int was_spared = fail_nothing();
        nd_audit_free(audit);
        if (was_spared) break;
        assert_int_equal(status, ND_ERROR_MEMORY);
        assert_int_equal(error.code, ND_ERROR_MEMORY);
    }
    nd_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_m_members_m_less_a_are_new),
        cmocka_unit_test(what_was_accepted_may_go_and_nothing_is_new),
        cmocka_unit_test(one_copy_in_the_place_of_another_is_new),
        cmocka_unit_test(another_canonical_is_not_new),
        cmocka_unit_test(a_new_canonical_is_told_as_a_copy_of_what_was_accepted),
        cmocka_unit_test(a_baseline_is_the_same_for_any_order_and_keeps_remarks),
        cmocka_unit_test(a_file_that_is_no_baseline_is_refused),
        cmocka_unit_test(the_same_words_are_identical_whatever_the_canonical),
        cmocka_unit_test(without_gates_no_copy_passes_and_with_a_baseline_no_new_one),
        cmocka_unit_test(references_are_no_copies_and_all_else_beside_them_is),
        cmocka_unit_test(references_alone_are_not_related),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
