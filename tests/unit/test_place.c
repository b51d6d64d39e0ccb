/* test_place.c - what is encoded is decoded, common places in one byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "text/place.h"

static size_t encoded_size(int64_t gap, uint64_t length) {
    uint8_t bytes[ND_PLACE_BYTES_MAX];
    return nd_place_encode(bytes, gap, length);
}

static void common_places_take_one_byte(void **state) {
    (void)state;
    for (int64_t gap = -4; gap <= 11; gap++)
        for (uint64_t length = 1; length <= 16; length++)
            assert_int_equal(encoded_size(gap, length) == 1, gap < 11 || length < 16);
    assert_true(encoded_size(-5, 1) > 1);
    assert_true(encoded_size(12, 1) > 1);
    assert_true(encoded_size(0, 17) > 1);
}

static void the_layout_is_the_documented_one(void **state) {
    (void)state;
    uint8_t bytes[ND_PLACE_BYTES_MAX];
    assert_int_equal(nd_place_encode(bytes, 1, 5), 1);
    assert_int_equal(bytes[0], 5 << 4 | 4);
    assert_int_equal(nd_place_encode(bytes, -5, 300), 4);
    assert_memory_equal(bytes, "\xff\x09\xac\x02", 4);
}

static void the_largest_numbers_fit_in_the_room(void **state) {
    (void)state;
    assert_in_range(encoded_size(INT64_MAX, UINT64_MAX), 1, ND_PLACE_BYTES_MAX);
    assert_in_range(encoded_size(INT64_MIN, UINT64_MAX), 1, ND_PLACE_BYTES_MAX);
}

/* Every token, then every few, then from the last to the first. */
static void check_found(const uint8_t *bytes, const nd_place *places, size_t count) {
    nd_place_cursor cursor = nd_places_start(bytes);
    for (size_t step = 1; step < 40; step += 6)
        for (size_t i = 0; i < count; i += step) {
            nd_place place = nd_places_find(&cursor, (uint32_t)i);
            assert_true(place.begin == places[i].begin && place.end == places[i].end);
        }
    for (size_t i = count; i > 0; i -= i < 300 ? i : 300) {
        nd_place place = nd_places_find(&cursor, (uint32_t)i - 1);
        assert_true(place.begin == places[i - 1].begin && place.end == places[i - 1].end);
    }
}

static void check_round_trip(const nd_place *places, size_t count) {
    static uint8_t  bytes[1000 * ND_PLACE_BYTES_MAX];
    static nd_place decoded[1000];
    uint64_t        end = 0;
    size_t          size = 0;
    for (size_t i = 0; i < count; end = places[i++].end)
        size += nd_place_encode(bytes + size, (int64_t)(places[i].begin - end), places[i].end - places[i].begin);
    nd_places_decode(bytes, count, decoded);
    for (size_t i = 0; i < count; i++) {
        assert_true(decoded[i].begin == places[i].begin);
        assert_true(decoded[i].end == places[i].end);
    }
    check_found(bytes, places, count);
}

static void every_short_gap_and_length_comes_back(void **state) {
    (void)state;
    for (int64_t gap = -20; gap <= 20; gap++)
        for (uint64_t length = 1; length <= 40; length++) {
            uint64_t begin = (uint64_t)(100 + gap);
            check_round_trip((nd_place[]){{0, 100}, {begin, begin + length}, {begin, begin + 1}}, 3);
        }
}

static void random_places_come_back(void **state) {
    (void)state;
    struct dice dice = {1};
    nd_place    places[1000];
    for (unsigned round = 0; round < 200; round++) {
        for (size_t i = 0; i < 1000; i++) {
            places[i].begin = roll(&dice) >> (1 + roll_below(&dice, 63));
            places[i].end = places[i].begin + 1 + (roll(&dice) >> (1 + roll_below(&dice, 62)));
        }
        check_round_trip(places, 1000);
    }
}

/* As words are: of a hundred one is long, or far from the one before. */
static void places_that_mostly_take_one_byte_are_found(void **state) {
    (void)state;
    struct dice dice = {7};
    nd_place    places[1000];
    for (unsigned round = 0; round < 200; round++) {
        uint64_t end = 4;
        for (size_t i = 0; i < 1000; i++) {
            int is_odd = roll_below(&dice, 100) == 0;
            places[i].begin = end - 4 + roll_below(&dice, is_odd ? 300 : 16);
            end = places[i].end = places[i].begin + 1 + roll_below(&dice, is_odd ? 300 : 16);
        }
        check_round_trip(places, 1000);
    }
}

static void places_fit_where_they_end_with_their_tokens(void **state) {
    (void)state;
    uint8_t bytes[3 * ND_PLACE_BYTES_MAX];
    size_t  size = nd_place_encode(bytes, 1, 5);
    size += nd_place_encode(bytes + size, INT64_MIN, UINT64_MAX);
    size += nd_place_encode(bytes + size, 300, 1);
    assert_true(nd_places_fit(bytes, size, 3));
    assert_true(nd_places_fit(bytes, 0, 0));
    assert_true(nd_places_fit(NULL, 0, 0));
    assert_false(nd_places_fit(bytes, 0, 1));
    assert_false(nd_places_fit(bytes, size, 2));
    assert_false(nd_places_fit(bytes, size, 4));
    for (size_t cut = 0; cut < size; cut++) assert_false(nd_places_fit(bytes, cut, 3));
}

static void a_place_of_numbers_without_end_does_not_fit(void **state) {
    (void)state;
    uint8_t bytes[ND_PLACE_BYTES_MAX];
    memset(bytes, 0xff, sizeof bytes);
    for (size_t size = 0; size <= sizeof bytes; size++) assert_false(nd_places_fit(bytes, size, 1));
}

static void a_gap_is_what_stands_between_its_neighbours(void **state) {
    (void)state;
    const nd_place words[] = {{0, 3}, {4, 9}, {10, 12}, {13, 20}};
    nd_place       gap = nd_places_gap(words, 1, 3);
    assert_int_equal(gap.begin, 4);
    assert_int_equal(gap.end, 12);
    gap = nd_places_gap(words, 2, 2); /* something was added behind the second word */
    assert_int_equal(gap.begin, 9);
    assert_int_equal(gap.end, 9);
    const nd_place pairs[] = {{0, 6}, {3, 9}, {6, 12}, {9, 15}}; /* of characters of three bytes */
    gap = nd_places_gap(pairs, 1, 3);
    assert_int_equal(gap.begin, 6);
    assert_int_equal(gap.end, 9);
    assert_int_equal(nd_places_span(words, 1, 3).begin, 4);
    assert_int_equal(nd_places_span(words, 1, 3).end, 12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(common_places_take_one_byte),
        cmocka_unit_test(the_layout_is_the_documented_one),
        cmocka_unit_test(the_largest_numbers_fit_in_the_room),
        cmocka_unit_test(every_short_gap_and_length_comes_back),
        cmocka_unit_test(random_places_come_back),
        cmocka_unit_test(places_that_mostly_take_one_byte_are_found),
        cmocka_unit_test(places_fit_where_they_end_with_their_tokens),
        cmocka_unit_test(a_place_of_numbers_without_end_does_not_fit),
        cmocka_unit_test(a_gap_is_what_stands_between_its_neighbours),
    };
    return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
