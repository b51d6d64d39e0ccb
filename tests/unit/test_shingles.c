/* test_shingles.c - both shingles of a text in one pass, against each of them alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random.h"
#include "sketch/minhash.h"
#include "sketch/passages.h"
#include "sketch/shingles.h"
#include "text/shingle.h"

#define MOST 300

typedef void both_fn(const uint32_t *tokens, size_t count, uint64_t *five, uint64_t *seven);

static void check_length(const uint32_t *tokens, size_t count, size_t length, const uint64_t *ends) {
    uint64_t expected[MOST];
    nd_shingles(tokens, count, length, expected);
    size_t shingles = nd_shingle_count(count, length);
    for (size_t i = 0; i < shingles; i++) assert_true(ends[count - shingles + i] == expected[i]);
}

static void check(both_fn *both) {
    struct dice dice = {1};
    uint32_t    tokens[MOST];
    uint64_t    five[MOST + ND_SHINGLES_SLACK], seven[MOST + ND_SHINGLES_SLACK];
    for (size_t i = 0; i < MOST; i++) tokens[i] = (uint32_t)roll(&dice);
    for (size_t count = 0; count <= MOST; count += count < 40 ? 1 : 13) {
        both(tokens, count, five, seven);
        check_length(tokens, count, ND_MINHASH_SHINGLE, five);
        check_length(tokens, count, ND_PASSAGE_SHINGLE, seven);
    }
}

static void texts_of_every_size_have_the_shingles_of_each_length(void **state) {
    (void)state;
    check(nd_shingles_both);
    check(nd_shingles_both_portable);
}

/* A short text is one shingle of all its words, and another that is longer begins with others. */
static void the_first_words_are_a_run_of_as_many_as_there_are(void **state) {
    (void)state;
    const uint32_t tokens[] = {1 << 6, 2 << 6, 3 << 6, 4 << 6};
    uint64_t       five[4 + ND_SHINGLES_SLACK], seven[4 + ND_SHINGLES_SLACK], expected;
    nd_shingles_both(tokens, 4, five, seven);
    for (size_t count = 1; count <= 4; count++) {
        nd_shingles(tokens, count, ND_MINHASH_SHINGLE, &expected);
        assert_true(five[count - 1] == expected && seven[count - 1] == expected);
    }
}

static void nothing_is_written_but_the_slack(void **state) {
    (void)state;
    const uint32_t tokens[3] = {64, 128, 192};
    uint64_t       five[4 + ND_SHINGLES_SLACK], seven[4 + ND_SHINGLES_SLACK];
    five[3 + ND_SHINGLES_SLACK] = seven[3 + ND_SHINGLES_SLACK] = 7;
    nd_shingles_both(tokens, 3, five, seven);
    assert_true(five[3 + ND_SHINGLES_SLACK] == 7 && seven[3 + ND_SHINGLES_SLACK] == 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_every_size_have_the_shingles_of_each_length),
        cmocka_unit_test(the_first_words_are_a_run_of_as_many_as_there_are),
        cmocka_unit_test(nothing_is_written_but_the_slack),
    };
    return cmocka_run_group_tests_name("shingles", tests, NULL, NULL);
}
