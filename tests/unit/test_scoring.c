/* test_scoring.c - the scorer of tests/eval counts what it should, and its damage is the same in every run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../eval/damage.h"
#include "failing.h"
#include "scratch.h"

/* Six articles, a to f; f is short. */
static const char articles[] =
    "{\"id\":\"a\",\"text\":\"one two three four\"}\n{\"id\":\"b\",\"text\":\"one two three five\"}\n"
    "{\"id\":\"c\",\"text\":\"un deux trois quatre\"}\n{\"id\":\"d\",\"text\":\"un deux trois cinq\"}\n"
    "{\"id\":\"e\",\"text\":\"\u043e\u0434\u0438\u043d \u0434\u0432\u0430 \u0442\u0440\u0438-\u0442\u0440\u0438\"}\n"
    "{\"id\":\"f\",\"text\":\"none\"}\n";

struct sample {
    struct scratch scratch;
    struct set     set;
    struct labels  labels;
};

static struct sample open_sample(const char *labels) {
    struct sample sample;
    scratch_make(&sample.scratch);
    sample.set = read_set(scratch_text(&sample.scratch, "set.jsonl", articles), 3);
    sample.labels = read_labels(scratch_text(&sample.scratch, "labels.tsv", labels), &sample.set);
    return sample;
}

static void close_sample(struct sample *sample) {
    free_labels(&sample->labels);
    free_set(&sample->set);
    scratch_remove(&sample->scratch);
}

/* The score of clusters, a letter for each article, "-" for none. */
static void check_score(const char *labels, const char *clusters, size_t found, size_t wrong, size_t copies) {
    struct sample sample = open_sample(labels);
    uint64_t      groups[6];
    for (int i = 0; i < 6; i++) groups[i] = clusters[i] == '-' ? UINT64_MAX : (uint64_t)clusters[i];
    struct pairs called = pairs_in_groups(groups, 6);
    struct score score = score_pairs(&called, &sample.labels, &sample.set);
    assert_int_equal(score.found, found);
    assert_int_equal(score.wrong, wrong);
    assert_int_equal(score.copies, copies);
    free(called.keys);
    close_sample(&sample);
}

static const char labelled[] = "id1\tid2\tjaccard\tlabel\nb\ta\t.6\t1\nc\td\t.6\t?\na\tc\t0\t0\n";

static void pairs_are_counted_by_their_labels(void **state) {
    (void)state;
    check_score(labelled, "------", 0, 0, 1);
    check_score(labelled, "AA----", 1, 0, 1);
    check_score(labelled, "AABB--", 1, 0, 1); /* c and d are not scored */
    check_score(labelled, "AAA---", 1, 2, 1); /* a and c by their label, b and c without one */
    check_score(labelled, "A--A--", 0, 1, 1);
    check_score(labelled, "AA-BB-", 1, 1, 1); /* e is long enough: words are of any script */
    check_score(labelled, "AA-B-B", 1, 0, 1); /* f is not */
}

static void copies_that_are_not_in_the_set_are_missed(void **state) {
    (void)state;
    check_score("id1\tid2\tlabel\na\tb\t1\na\tz\t1\n", "AA----", 1, 0, 2);
}

static void scores_are_precision_recall_and_their_mean(void **state) {
    (void)state;
    struct score score = {.found = 3, .wrong = 1, .copies = 6};
    assert_true(precision_of(score) == .75);
    assert_true(recall_of(score) == .5);
    assert_true(f1_of(score) == .6);
    score = (struct score){.found = 0, .wrong = 0, .copies = 6};
    assert_true(precision_of(score) == 1);
    assert_true(f1_of(score) == 0);
}

static nd_buf damaged(const struct set *set, enum damage damage, uint32_t in_a_thousand) {
    nd_buf text = {0};
    for (uint32_t i = 0; i < set->count; i++) damage_text(&text, set, i, damage, in_a_thousand);
    return text;
}

static int are_equal(const nd_buf *x, const nd_buf *y) {
    return x->size == y->size && !memcmp(x->data, y->data, x->size);
}

static void check_damage(enum damage damage) {
    struct sample sample = open_sample(labelled);
    nd_buf        clean = damaged(&sample.set, DAMAGE_NONE, 0), none = damaged(&sample.set, damage, 0);
    nd_buf        some = damaged(&sample.set, damage, 500), again = damaged(&sample.set, damage, 500);
    assert_true(are_equal(&clean, &none));
    assert_false(are_equal(&clean, &some));
    assert_true(are_equal(&some, &again));
    nd_buf_free(&clean);
    nd_buf_free(&none);
    nd_buf_free(&some);
    nd_buf_free(&again);
    close_sample(&sample);
}

static void damage_is_the_same_in_every_run(void **state) {
    (void)state;
    check_damage(DAMAGE_WORDS);
    check_damage(DAMAGE_CHARACTERS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_counted_by_their_labels),
        cmocka_unit_test(copies_that_are_not_in_the_set_are_missed),
        cmocka_unit_test(scores_are_precision_recall_and_their_mean),
        cmocka_unit_test(damage_is_the_same_in_every_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
