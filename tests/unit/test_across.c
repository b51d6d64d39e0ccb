/* test_across.c - whole runs under --across and --within-days, through the public interface. */
#include "made.h"

#define DAY 86400

static nd_string string(const char *text) {
    return text ? (nd_string){text, strlen(text)} : (nd_string){NULL, 0};
}

/* ---- whole runs ------------------------------------------------------------------------------- */

static nd_corpus *corpus_of(int across, uint32_t days, unsigned jobs) {
    nd_options options;
    nd_error   error;
    nd_options_init(&options);
    options.across = across;
    options.within_days = days;
    options.jobs = jobs;
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    if (!corpus) fail_msg("%s", error.message);
    return corpus;
}

static void feed(nd_corpus *corpus, const char *id, const char *text, const char *outlet, int64_t time) {
    nd_article article = {.id = string(id), .text = string(text), .outlet = string(outlet), .time = time};
    assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
}

/* "id role cluster/other pairs", article by article in the order of arrival; frees the corpus. */
static const char *report(nd_corpus *corpus) {
    static char lines[100000];
    nd_result  *result;
    nd_document document, other;
    size_t      used = 0;
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    lines[0] = '\0';
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) {
        nd_group group = {.id = "-"};
        if (document.cluster != ND_NONE) nd_result_group(result, document.cluster, &group);
        other.id = string("-");
        if (document.canonical != ND_NONE)
            nd_result_document(result, document.via == ND_NONE ? document.canonical : document.via, &other);
        used += (size_t)snprintf(lines + used, sizeof lines - used, "%.*s %s %s %.*s\n", (int)document.id.size,
                                 document.id.data, nd_role_name(document.role), group.id, (int)other.id.size,
                                 other.id.data);
        assert_true(used < sizeof lines);
    }
    nd_result_free(result);
    nd_corpus_free(corpus);
    return lines;
}

static const char *story_text(struct writing *text, const char *name, unsigned words) {
    text->size = 0;
    say_words(text, name, 0, words);
    return text->text;
}

static nd_summary sum_up(nd_corpus *corpus) {
    nd_result *result;
    nd_summary summary;
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    nd_result_summary(result, &summary);
    nd_result_free(result);
    nd_corpus_free(corpus);
    return summary;
}

static void identical_articles_of_one_outlet_are_no_copies(void **state) {
    (void)state;
    static struct writing text;
    nd_corpus            *corpus = corpus_of(ND_ACROSS_OUTLET, 0, 1);
    story_text(&text, "ferry", 80);
    feed(corpus, "a1", text.text, "a", 0);
    feed(corpus, "a2", text.text, "a", 0);
    assert_int_equal(sum_up(corpus).stories, 0);
}

/* The figures of a1 and a2 are those of the pair with b1, whichever is canonical. */
static void a_third_from_elsewhere_ties_them(void **state) {
    (void)state;
    static struct writing text;
    nd_corpus            *corpus = corpus_of(ND_ACROSS_OUTLET, 0, 1);
    story_text(&text, "ferry", 80);
    feed(corpus, "a1", text.text, "a", 0);
    feed(corpus, "a2", text.text, "a", DAY);
    feed(corpus, "b1", text.text, "b", 2 * DAY);
    const char *lines = report(corpus);
    assert_non_null(strstr(lines, "a1 canonical c-"));
    assert_non_null(strstr(lines, "a2 identical c-"));
    assert_non_null(strstr(lines, " b1\n"));
    assert_non_null(strstr(lines, "b1 identical c-"));
    assert_non_null(strstr(lines, " a1\n"));
}

static void the_same_words_in_two_groups_have_two_names(void **state) {
    (void)state;
    static struct writing text;
    nd_corpus            *corpus = corpus_of(ND_ACROSS_ALL, 3, 1);
    char                  a[64], b[64];
    story_text(&text, "ferry", 80);
    feed(corpus, "1", text.text, NULL, 0);
    feed(corpus, "2", text.text, NULL, DAY);
    feed(corpus, "3", text.text, NULL, 100 * DAY);
    feed(corpus, "4", text.text, NULL, 101 * DAY);
    const char *lines = report(corpus);
    assert_int_equal(sscanf(lines, "1 %*s %63s %*s 2 %*s %*s %*s 3 %*s %63s", a, b), 2);
    assert_int_equal(strncmp(a, "c-", 2), 0);
    assert_int_equal(strncmp(b, "c-", 2), 0);
    assert_string_not_equal(a, b);
}

static void refused_pairs_do_not_count_against_a_cluster(void **state) {
    (void)state;
    static struct writing text;
    nd_corpus            *corpus = corpus_of(ND_ACROSS_OUTLET, 0, 1);
    for (unsigned i = 0; i < 7; i++) {
        char id[4] = {(char)('1' + i), '\0'};
        story_text(&text, "ferry", 80);
        say_own(&text, i, 20);
        feed(corpus, id, text.text, i == 3 ? "b" : "a", 0);
    }
    nd_summary summary = sum_up(corpus);
    assert_int_equal(summary.clusters, 1);
    assert_int_equal(summary.copies, 6);
}

/* The first of two identical articles may not be its source, the second may. */
static void a_refused_text_does_not_stand_for_others(void **state) {
    (void)state;
    static struct writing text;
    nd_corpus            *corpus = corpus_of(ND_ACROSS_OUTLET, 0, 1);
    story_text(&text, "ferry", 400);
    feed(corpus, "1", text.text, "a", 0);
    feed(corpus, "2", text.text, "b", 0);
    feed(corpus, "3", story_text(&text, "ferry", 90), "a", 0);
    const char *lines = report(corpus);
    assert_non_null(strstr(lines, "3 excerpt c-"));
    assert_string_equal(lines + strlen(lines) - 3, " 2\n");
}

/* The two it holds are of one outlet, and still known to have nothing in common. */
static void a_roundup_is_recognised_by_what_is_refused(void **state) {
    (void)state;
    static struct writing text;
    nd_corpus            *corpus = corpus_of(ND_ACROSS_OUTLET, 0, 1);
    feed(corpus, "a1", story_text(&text, "ferry", 150), "a", 0);
    feed(corpus, "a2", story_text(&text, "garden", 150), "a", 0);
    say_words(&text, "ferry", 0, 150);
    feed(corpus, "b", text.text, "b", 0);
    assert_int_equal(sum_up(corpus).clusters, 0);
}

/* ---- determinism ------------------------------------------------------------------------------ */

enum { MIXED = 240 };

/* Eight stories in many versions, whole copies and cuts among them, in four outlets and thirty days. */
static const char *mixed_text(struct writing *text, unsigned i) {
    char name[16];
    snprintf(name, sizeof name, "s%ux", i % 8);
    text->size = 0;
    say_words(text, name, i % 5 == 4 ? 40 : 0, 120);
    if (i % 3) say_own(text, i / 3, i % 3 * 12);
    return text->text;
}

static int by_line(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The report of all, sorted by lines, fed in steps of `step`, with metadata or without. */
static char *run_mixed(nd_corpus *corpus, unsigned step, int is_known) {
    static const char *const outlets[] = {"a", "b", "c", NULL};
    static struct writing    text;
    char                     id[16], *lines[MIXED];
    size_t                   count = 0, size;
    for (unsigned i = 0, at = 0; i < MIXED; i++, at = (at + step) % MIXED) {
        int64_t time = at % 9 ? (int64_t)(at * 7 % 30) * DAY : ND_NO_TIME;
        snprintf(id, sizeof id, "%u", at);
        feed(corpus, id, mixed_text(&text, at), is_known ? outlets[at / 8 % 4] : NULL, is_known ? time : ND_NO_TIME);
    }
    char *copy = strdup(report(corpus)), *sorted = calloc(strlen(copy) + 1, 1);
    for (char *line = strtok(copy, "\n"); line && count < MIXED; line = strtok(NULL, "\n")) lines[count++] = line;
    assert_int_equal(count, MIXED);
    qsort(lines, count, sizeof *lines, by_line);
    size = 0;
    for (size_t i = 0; i < count; i++) size += (size_t)sprintf(sorted + size, "%s\n", lines[i]);
    free(copy);
    return sorted;
}

static void expect_the_same(int across, uint32_t days) {
    char *one = run_mixed(corpus_of(across, days, 1), 1, 1);
    assert_non_null(strstr(one, "near-duplicate"));
    for (unsigned jobs = 1; jobs <= 7; jobs += 2) {
        char *other = run_mixed(corpus_of(across, days, jobs), jobs == 1 ? 239 : 6 * jobs + 1, 1);
        assert_string_equal(other, one);
        free(other);
    }
    free(one);
}

static void threads_and_arrival_change_nothing(void **state) {
    (void)state;
    expect_the_same(ND_ACROSS_OUTLET, 0);
    expect_the_same(ND_ACROSS_ALL, 4);
    expect_the_same(ND_ACROSS_OUTLET, 4);
}

static void what_is_not_known_changes_nothing(void **state) {
    (void)state;
    char *without = run_mixed(corpus_of(ND_ACROSS_ALL, 0, 2), 1, 0);
    char *scoped = run_mixed(corpus_of(ND_ACROSS_OUTLET, 4, 2), 1, 0);
    assert_string_equal(scoped, without);
    free(without);
    free(scoped);
    assert_int_equal(sum_up(corpus_of(ND_ACROSS_OUTLET, 4, 2)).unscoped, 0);
}

static void options_have_a_range(void **state) {
    (void)state;
    nd_options options;
    nd_error   error;
    nd_options_init(&options);
    options.across = ND_ACROSS_LANG + 1;
    assert_int_equal(nd_options_check(&options, &error), ND_ERROR_USAGE);
    assert_string_equal(error.message, "across: no nd_across");
    options.across = ND_ACROSS_LANG;
    options.within_days = 100001;
    assert_int_equal(nd_options_check(&options, &error), ND_ERROR_USAGE);
    assert_string_equal(error.message, "within-days: from 0 (off) to 100000");
    options.within_days = 100000;
    assert_int_equal(nd_options_check(&options, &error), ND_OK);
}

static void what_is_not_known_is_counted(void **state) {
    (void)state;
    nd_corpus *corpus = corpus_of(ND_ACROSS_OUTLET, 4, 1);
    feed(corpus, "1", "a", "a", 0);
    feed(corpus, "2", "b", NULL, 0);
    feed(corpus, "3", "c", "a", ND_NO_TIME);
    feed(corpus, "4", "d", NULL, ND_NO_TIME);
    assert_int_equal(sum_up(corpus).unscoped, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identical_articles_of_one_outlet_are_no_copies),
        cmocka_unit_test(a_third_from_elsewhere_ties_them),
        cmocka_unit_test(the_same_words_in_two_groups_have_two_names),
        cmocka_unit_test(refused_pairs_do_not_count_against_a_cluster),
        cmocka_unit_test(a_refused_text_does_not_stand_for_others),
        cmocka_unit_test(a_roundup_is_recognised_by_what_is_refused),
        cmocka_unit_test(threads_and_arrival_change_nothing),
        cmocka_unit_test(what_is_not_known_changes_nothing),
        cmocka_unit_test(what_is_not_known_is_counted),
        cmocka_unit_test(options_have_a_range),
    };
    return cmocka_run_group_tests_name("across", tests, NULL, NULL);
}
