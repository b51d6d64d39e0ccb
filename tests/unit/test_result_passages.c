/* test_result_passages.c - what texts share stands at the own places of each article. */
#include "made.h"
#include "result_passages.h"

static const char narrow[] = "one two three four five six seven eight nine ten";
static const char wide[] = "one  two  three  four  five  six  seven  eight  nine  ten";
static const char halves[] = "\xe4\xb8\x80\xe4\xba\x8c\xe4\xb8\x89\xe5\x9b\x9b\xe4\xba\x94"; /* five characters */

struct told {
    struct made *made;
    nd_telling   telling;
    nd_buf       passages, differences;
    nd_standing  standing;
};

static struct told *tell(void) {
    struct told *told = calloc(1, sizeof *told);
    told->made = made_new(1);
    made_add(told->made, narrow);
    made_add(told->made, wide);
    made_add(told->made, halves);
    made_ready(told->made, 0);
    told->telling.passages = &told->passages;
    told->telling.differences = &told->differences;
    return told;
}

static void drop(struct told *told) {
    nd_telling_free(&told->telling);
    nd_buf_free(&told->passages);
    nd_buf_free(&told->differences);
    made_free(told->made);
    free(told);
}

static void add(struct told *told, uint32_t article, uint32_t other) {
    const uint32_t articles[] = {article, other};
    assert_int_equal(nd_telling_add(&told->telling, &told->made->collection, &told->standing, articles, NULL), ND_OK);
}

static nd_passage passage(const struct told *told, uint32_t number) {
    assert_true(number < told->standing.passage_count);
    return ((const nd_passage *)told->passages.data)[told->standing.passages + number];
}

static void articles_of_one_text_have_places_of_their_own(void **state) {
    (void)state;
    struct told *told = tell();
    assert_int_equal(nd_telling_take_all(&told->telling, 10, NULL), ND_OK);
    add(told, 0, 1);
    add(told, 1, 0);
    assert_int_equal(told->standing.passages, 1);
    assert_int_equal(passage(told, 0).at[0], 0);
    assert_int_equal(passage(told, 0).at[1], strlen(wide));
    assert_int_equal(passage(told, 0).in[1], strlen(narrow));
    assert_int_equal(passage(told, 0).words, 10);
    assert_int_equal(told->standing.difference_count, 0);
    drop(told);
}

static void pairs_of_characters_are_half_a_word(void **state) {
    (void)state;
    struct told *told = tell();
    uint32_t     count = nd_collection_tokens(&told->made->collection, told->made->collection.text_of[2]).count;
    assert_int_equal(nd_telling_take_all(&told->telling, count, NULL), ND_OK);
    add(told, 2, 2);
    assert_int_equal(passage(told, 0).words, (count + 1) / 2);
    assert_int_equal(passage(told, 0).at[1], strlen(halves));
    drop(told);
}

static void what_differs_is_told_where_it_is_in_a_passage(void **state) {
    (void)state;
    struct told *told = tell();
    nd_span      span = {0, 9, 1, 10, 12}, inside[] = {{4, 5, 5, 6, 0}, {0, 0, 0, 1, 0}};
    nd_buf       differences = {.data = (uint8_t *)inside, .size = sizeof inside};
    nd_alignment alignment = {.span_count = 1, .spans = &span};
    assert_int_equal(nd_telling_take(&told->telling, &alignment, &differences, 1, NULL), ND_OK);
    add(told, 1, 0);
    assert_int_equal(passage(told, 0).at[0], strlen("one  "));
    assert_int_equal(passage(told, 0).in[1], strlen("one two three four five six seven eight nine"));
    assert_int_equal(passage(told, 0).words, 9);
    assert_int_equal(passage(told, 0).story_words, 6);
    assert_int_equal(told->standing.difference_count, 1);
    const nd_difference *difference = (const nd_difference *)told->differences.data;
    assert_int_equal(difference->at[0], strlen("one  two  three  four  five  "));
    assert_int_equal(difference->at[1], strlen("one  two  three  four  five  six"));
    assert_int_equal(difference->in[0], strlen("one two three four "));
    assert_int_equal(difference->in[1], strlen("one two three four five"));
    drop(told);
}

/* Of twenty passages, each a word longer than the one behind it. */
static void of_many_passages_the_longest_are_told(void **state) {
    (void)state;
    struct told   *told = tell();
    nd_span        spans[20];
    const nd_buf   none = {0};
    const nd_span *kept;
    uint32_t       at = 0;
    for (uint32_t i = 0; i < 20; at = spans[i++].a_end)
        spans[i] = (nd_span){at, at + ND_PASSAGE_WORDS + 20 - i, at, at + ND_PASSAGE_WORDS + 20 - i, 0};
    assert_int_equal(nd_telling_take(&told->telling, &(nd_alignment){.span_count = 20, .spans = spans}, &none, 0, NULL),
                     ND_OK);
    kept = (const nd_span *)told->telling.spans.data;
    assert_int_equal(told->telling.spans.size / sizeof *kept, 16);
    for (uint32_t i = 0; i < 16; i++) assert_int_equal(kept[i].a_begin, spans[i].a_begin);
    spans[0].a_end = spans[0].a_begin + ND_PASSAGE_WORDS - 1;
    assert_int_equal(nd_telling_take(&told->telling, &(nd_alignment){.span_count = 1, .spans = spans}, &none, 0, NULL),
                     ND_OK);
    assert_int_equal(told->telling.spans.size, 0);
    drop(told);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(articles_of_one_text_have_places_of_their_own),
        cmocka_unit_test(pairs_of_characters_are_half_a_word),
        cmocka_unit_test(what_differs_is_told_where_it_is_in_a_passage),
        cmocka_unit_test(of_many_passages_the_longest_are_told),
    };
    return cmocka_run_group_tests_name("result_passages", tests, NULL, NULL);
}
