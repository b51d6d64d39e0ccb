/* test_sketch.c - what the digest sees, the title passed over, and the keys of one article. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "random.h"
#include "sketch/sketch.h"
#include "text/place.h"

static nd_minhash minhash;

static int start(void **state) {
    (void)state;
    nd_minhash_init(&minhash);
    return 0;
}

static nd_string string(const char *text) {
    return (nd_string){text, text ? strlen(text) : 0};
}

static nd_sketch make(const char *text, const char *title) {
    nd_sketch sketch = {0};
    assert_int_equal(nd_sketch_make(&sketch, &minhash, string(text), string(title), NULL), ND_OK);
    return sketch;
}

static size_t count_words(const char *text, const char *title) {
    nd_sketch sketch = make(text, title);
    size_t    count = nd_sketch_token_count(&sketch);
    nd_sketch_free(&sketch);
    return count;
}

static int same_digest(const char *left, const char *right) {
    nd_sketch a = make(left, NULL), b = make(right, NULL);
    int       same = memcmp(a.digest, b.digest, sizeof a.digest) == 0;
    nd_sketch_free(&a);
    nd_sketch_free(&b);
    return same;
}

/* ---- digest --------------------------------------------------------------------------------------- */

static void case_punctuation_and_quotes_do_not_change_the_digest(void **state) {
    (void)state;
    const char *text = "\"It's done,\" he said. The Fed cut rates.";
    assert_true(same_digest(text, "\"IT'S DONE,\" HE SAID. THE FED CUT RATES."));
    assert_true(same_digest(text, "Its done he said the Fed cut rates"));
    assert_true(same_digest(text, "“It’s done,” he said. The Fed cut rates."));
    assert_true(same_digest(text, "\n\n\"It's  done,\"\the said.\r\n\r\nThe Fed cut rates.\n"));
}

static void words_order_and_numbers_change_the_digest(void **state) {
    (void)state;
    const char *text = "The Fed cut rates by 1.5 points";
    assert_false(same_digest(text, "The Fed cut rates by 2.5 points"));
    assert_false(same_digest(text, "The Fed cut rate by 1.5 points"));
    assert_false(same_digest(text, "Fed the cut rates by 1.5 points"));
    assert_false(same_digest(text, "The Fed cut rates by 1.5 points points"));
    assert_false(same_digest(text, "The Fedcut rates by 1.5 points"));
    assert_false(same_digest(text, ""));
}

static void a_sketch_made_in_used_buffers_is_the_same(void **state) {
    (void)state;
    const char *text = "Fed cuts rates again today";
    nd_sketch   fresh = make(text, NULL),
              used = make("A longer text, of many words, that was here before and left its traces.", NULL);
    assert_int_equal(nd_sketch_make(&used, &minhash, string(text), string(NULL), NULL), ND_OK);
    assert_memory_equal(used.digest, fresh.digest, sizeof fresh.digest);
    assert_int_equal(used.band_count, fresh.band_count);
    assert_memory_equal(used.band_keys, fresh.band_keys, fresh.band_count * sizeof *fresh.band_keys);
    assert_int_equal(used.passage_keys.size, fresh.passage_keys.size);
    assert_int_equal(used.text.places.size, fresh.text.places.size);
    nd_sketch_free(&used);
    nd_sketch_free(&fresh);
}

/* ---- title ---------------------------------------------------------------------------------------- */

static void a_title_repeated_as_first_line_is_passed_over(void **state) {
    (void)state;
    assert_int_equal(count_words("Fed Cuts Rates\nThe bank said so.", "Fed Cuts Rates"), 4);
    assert_int_equal(count_words("\n \n  FED CUTS RATES!\r\n\r\nThe bank said so.", "Fed cuts “rates”"), 4);
}

static void another_first_line_is_kept(void **state) {
    (void)state;
    assert_int_equal(count_words("Fed Cuts Rate\nThe bank said so.", "Fed Cuts Rates"), 7);
    assert_int_equal(count_words("Fed Cuts Rates again\nThe bank", "Fed Cuts Rates"), 6);
    assert_int_equal(count_words("The bank\nFed Cuts Rates", "Fed Cuts Rates"), 5);
    assert_int_equal(count_words("Fed Cuts Rates\nThe bank said so.", NULL), 7);
    assert_int_equal(count_words("---\nThe bank", "***"), 2);
}

static void a_text_that_is_nothing_but_its_title_is_kept(void **state) {
    (void)state;
    assert_int_equal(count_words("Fed Cuts Rates", "Fed Cuts Rates"), 3);
    assert_int_equal(count_words("Fed Cuts Rates\n --\n", "Fed Cuts Rates"), 3);
}

static void places_are_those_of_the_whole_text(void **state) {
    (void)state;
    nd_sketch sketch = make("Fed Cuts\nThe bank", "Fed cuts");
    nd_place  places[2];
    assert_int_equal(nd_sketch_token_count(&sketch), 2);
    nd_places_decode(sketch.text.places.data, 2, places);
    assert_int_equal(places[0].begin, 9);
    assert_int_equal(places[1].end, 17);
    nd_sketch_free(&sketch);
}

static uint64_t first_invalid(const char *text, const char *title) {
    nd_sketch sketch = make(text, title);
    uint64_t  first = sketch.first_invalid;
    nd_sketch_free(&sketch);
    return first;
}

static void the_first_invalid_byte_is_found_in_the_title_line_too(void **state) {
    (void)state;
    assert_true(first_invalid("Fed cuts\nThe bank", "Fed cuts") == UINT64_MAX);
    assert_int_equal(first_invalid("Fed cuts\nThe \xff", "Fed cuts"), 13);
    assert_int_equal(first_invalid("\n Fed \xff cuts\nThe \xff", "Fed cuts"), 6);
    assert_int_equal(first_invalid("Fed \xff", NULL), 4);
}

/* ---- keys ----------------------------------------------------------------------------------------- */

static void word_equivalents_count_a_bigram_as_half(void **state) {
    (void)state;
    nd_sketch sketch = make("two words 中国人", NULL);
    assert_int_equal(sketch.halves, 6);
    nd_sketch_free(&sketch);
}

static void a_text_without_words_is_sketched(void **state) {
    (void)state;
    nd_sketch empty = make("", NULL), none = make(NULL, "Title"), signs = make("... --- ...", NULL);
    assert_int_equal(nd_sketch_token_count(&empty), 0);
    assert_int_equal(empty.halves, 0);
    assert_int_equal(empty.passage_keys.size, 0);
    assert_memory_equal(empty.digest, none.digest, sizeof empty.digest);
    assert_memory_equal(empty.digest, signs.digest, sizeof empty.digest);
    nd_sketch_free(&empty);
    nd_sketch_free(&none);
    nd_sketch_free(&signs);
}

static size_t make_words(struct dice *dice, char *text, size_t words) {
    size_t size = 0;
    for (size_t i = 0; i < words; i++) {
        for (unsigned letters = 0; letters < 6; letters++) text[size++] = (char)('a' + roll_below(dice, 26));
        text[size++] = i % 10 == 9 ? '\n' : ' ';
    }
    text[size] = '\0';
    return size;
}

static void passage_keys_can_be_had_again_from_the_tokens(void **state) {
    (void)state;
    struct dice dice = {1};
    char        text[7 * 300 + 1];
    nd_buf      shingles = {0}, keys = {0};
    for (size_t words = 0; words <= 300; words += words < 20 ? 1 : 56) {
        make_words(&dice, text, words);
        nd_sketch sketch = make(text, NULL);
        assert_int_equal(nd_sketch_token_count(&sketch), words);
        assert_int_equal(sketch.passage_keys.size > 0, words >= ND_PASSAGE_SHINGLE);
        const uint32_t *tokens = (const uint32_t *)(const void *)sketch.text.tokens.data;
        assert_int_equal(nd_sketch_passages(tokens, words, &shingles, &keys, NULL), ND_OK);
        const nd_passage_key *again = (const nd_passage_key *)(const void *)keys.data;
        const uint64_t       *first = (const uint64_t *)(const void *)sketch.passage_keys.data;
        size_t                found = keys.size / sizeof *again;
        assert_int_equal(found, sketch.passage_keys.size / sizeof *first);
        for (size_t i = 0; i < found; i++) {
            uint64_t *key = (uint64_t *)(void *)shingles.data + again[i].token;
            assert_true(again[i].key == first[i] && *key == first[i]);
        }
        nd_sketch_free(&sketch);
    }
    nd_buf_free(&shingles);
    nd_buf_free(&keys);
}

static size_t common_bands(const nd_sketch *a, const nd_sketch *b) {
    size_t common = 0;
    assert_int_equal(a->band_count, b->band_count);
    for (size_t i = 0; i < a->band_count; i++) common += a->band_keys[i] == b->band_keys[i];
    return common;
}

static void a_text_with_one_word_changed_shares_bands_and_another_none(void **state) {
    (void)state;
    struct dice dice = {2};
    char        text[7 * 300 + 1], other[7 * 300 + 1];
    make_words(&dice, text, 300);
    make_words(&dice, other, 300);
    nd_sketch whole = make(text, NULL), unrelated = make(other, NULL);
    text[700] = text[700] == 'x' ? 'y' : 'x';
    nd_sketch changed = make(text, NULL);
    assert_true(common_bands(&whole, &changed) > whole.band_count / 2);
    assert_int_equal(common_bands(&whole, &unrelated), 0);
    nd_sketch_free(&whole);
    nd_sketch_free(&changed);
    nd_sketch_free(&unrelated);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    const char *text = "Fed cuts rates\none two three four five six seven eight nine ten eleven twelve";
    for (unsigned calls = 0;; calls++) {
        nd_sketch sketch = {0};
        nd_error  error = {0};
        fail_allocation_after(calls);
        int status = nd_sketch_make(&sketch, &minhash, string(text), string("Fed cuts rates"), &error);
        int all_done = fail_nothing();
        nd_sketch_free(&sketch);
        assert_int_equal(status, all_done ? ND_OK : ND_ERROR_MEMORY);
        if (all_done) break;
        assert_int_equal(error.code, ND_ERROR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_punctuation_and_quotes_do_not_change_the_digest),
        cmocka_unit_test(words_order_and_numbers_change_the_digest),
        cmocka_unit_test(a_sketch_made_in_used_buffers_is_the_same),
        cmocka_unit_test(a_title_repeated_as_first_line_is_passed_over),
        cmocka_unit_test(another_first_line_is_kept),
        cmocka_unit_test(a_text_that_is_nothing_but_its_title_is_kept),
        cmocka_unit_test(places_are_those_of_the_whole_text),
        cmocka_unit_test(the_first_invalid_byte_is_found_in_the_title_line_too),
        cmocka_unit_test(word_equivalents_count_a_bigram_as_half),
        cmocka_unit_test(a_text_without_words_is_sketched),
        cmocka_unit_test(passage_keys_can_be_had_again_from_the_tokens),
        cmocka_unit_test(a_text_with_one_word_changed_shares_bands_and_another_none),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("sketch", tests, start, NULL);
}
