/* test_word.c - hashes of words, and the separators of thousands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "text/word.h"

static uint64_t hash_of(const char *word) {
    uint8_t bytes[64] = {0};
    memcpy(bytes, word, strlen(word));
    return nd_word_hash(bytes, (uint32_t)strlen(word));
}

/* From a program of its own: digests, and with them the ids of clusters, are made of these. */
static void the_hashes_are_the_known_ones(void **state) {
    (void)state;
    assert_true(hash_of("a") == UINT64_C(0x19ca38e47424ab9e));
    assert_true(hash_of("the") == UINT64_C(0xa69cbe3f725d2806));
    assert_true(hash_of("lighting") == UINT64_C(0x0227fe29b93ca6fb));
    assert_true(hash_of("lighthouse") == UINT64_C(0x4f8712d7efad9e7a));
    assert_true(hash_of("internationalisation") == UINT64_C(0xf17b6c2e5b7a750f));
}

static void what_stands_behind_a_word_does_not_matter(void **state) {
    (void)state;
    struct dice dice = {1};
    for (uint32_t size = 0; size <= 40; size++) {
        uint8_t one[48], other[48];
        for (unsigned i = 0; i < 48; i++) other[i] = (uint8_t)roll(&dice);
        memcpy(one, other, size);
        for (unsigned i = size; i < 48; i++) one[i] = (uint8_t)roll(&dice);
        assert_true(nd_word_hash(one, size) == nd_word_hash(other, size));
    }
}

static void every_byte_of_a_word_counts_and_so_does_its_size(void **state) {
    (void)state;
    struct dice dice = {2};
    for (uint32_t size = 1; size <= 40; size++) {
        uint8_t word[48] = {0};
        for (unsigned i = 0; i < size; i++) word[i] = (uint8_t)roll(&dice);
        uint64_t hash = nd_word_hash(word, size);
        assert_true(nd_word_hash(word, size - 1) != hash);
        for (unsigned i = 0; i < size; i++) {
            word[i] ^= 1;
            assert_true(nd_word_hash(word, size) != hash);
            word[i] ^= 1;
        }
    }
}

/* The stored 26 bits: a word of three letters shares them with another of 17,576 in .013 % of cases. */
static void the_top_bits_tell_short_words_apart(void **state) {
    (void)state;
    static uint8_t seen[1 << 23];
    unsigned       equal = 0;
    memset(seen, 0, sizeof seen);
    for (unsigned i = 0; i < 26 * 26 * 26; i++) {
        const uint8_t word[16] = {(uint8_t)('a' + i % 26), (uint8_t)('a' + i / 26 % 26), (uint8_t)('a' + i / 676)};
        uint64_t      top = nd_word_hash(word, 3) >> 38;
        equal += seen[top / 8] >> top % 8 & 1;
        seen[top / 8] |= (uint8_t)(1 << top % 8);
    }
    assert_in_range(equal, 0, 10);
}

static void check_number(const char *written, const char *expected) {
    uint8_t  word[32] = {0};
    uint32_t size = (uint32_t)strlen(written);
    memcpy(word, written, size);
    size = nd_word_drop_thousands(word, size);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(word, expected, size);
}

static void commas_between_groups_of_three_are_dropped(void **state) {
    (void)state;
    check_number("1,168,000", "1168000");
    check_number("12,000.5", "12000.5");
    check_number("1,5", "1,5");
    check_number("10,20", "10,20");
    check_number("1168", "1168");
    check_number("1,1680", "1,1680");
    check_number("1234,567", "1234,567");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hashes_are_the_known_ones),
        cmocka_unit_test(what_stands_behind_a_word_does_not_matter),
        cmocka_unit_test(every_byte_of_a_word_counts_and_so_does_its_size),
        cmocka_unit_test(the_top_bits_tell_short_words_apart),
        cmocka_unit_test(commas_between_groups_of_three_are_dropped),
    };
    return cmocka_run_group_tests_name("word", tests, NULL, NULL);
}
