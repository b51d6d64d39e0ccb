/* test_buf.c - growth keeps the bytes, the ceiling holds, and a failed call changes nothing. */
#define _DEFAULT_SOURCE /* resident.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "failing.h"
#include "resident.h"

static void an_empty_buffer_owns_nothing(void **state) {
    (void)state;
    nd_buf   buf = {0};
    nd_error error;
    assert_int_equal(nd_buf_reserve(&buf, 0, &error), ND_OK);
    assert_int_equal(nd_buf_append(&buf, NULL, 0, &error), ND_OK);
    assert_null(buf.data);
    nd_buf_free(&buf);
}

static void zeros_take_the_place_of_what_was_there(void **state) {
    (void)state;
    nd_buf         buf = {0};
    const uint64_t none[3] = {0};
    assert_int_equal(nd_buf_append(&buf, "some bytes, more than there will be", 35, NULL), ND_OK);
    assert_int_equal(nd_zeros(&buf, 3, sizeof *none, NULL), ND_OK);
    assert_int_equal(buf.size, sizeof none);
    assert_memory_equal(buf.data, none, sizeof none);
    nd_buf_free(&buf);
}

static void appended_bytes_stay_in_order(void **state) {
    (void)state;
    nd_buf buf = {0};
    for (uint32_t i = 0; i < 10000; i++) assert_int_equal(nd_buf_append(&buf, &i, sizeof i, NULL), ND_OK);
    assert_int_equal(buf.size, 40000);
    assert_true(buf.capacity >= buf.size);
    for (uint32_t i = 0; i < 10000; i++) assert_int_equal(((uint32_t *)(void *)buf.data)[i], i);
    nd_buf_free(&buf);
}

static void growth_is_by_a_share_of_the_size(void **state) {
    (void)state;
    nd_buf   buf = {0};
    unsigned moves = 0;
    for (unsigned i = 0; i < 100000; i++) {
        size_t before = buf.capacity;
        assert_int_equal(nd_buf_append(&buf, "x", 1, NULL), ND_OK);
        moves += buf.capacity != before;
    }
    assert_in_range(moves, 1, 25);
    nd_buf_free(&buf);
}

/* Half as much again, of large ones an eighth: what lies in files takes its room there. */
static void a_large_buffer_grows_by_less(void **state) {
    (void)state;
    const size_t sizes[] = {(size_t)128 << 20, (size_t)256 << 20};
    for (size_t i = 0; i < 2; i++) {
        nd_buf buf = {0};
        assert_int_equal(nd_buf_reserve(&buf, sizes[i], NULL), ND_OK);
        assert_int_equal(buf.capacity, sizes[i]);
        buf.size = sizes[i];
        assert_int_equal(nd_buf_reserve(&buf, 1, NULL), ND_OK);
        assert_int_equal(buf.capacity, sizes[i] + sizes[i] / (i ? 8 : 2));
        nd_buf_free(&buf);
    }
}

static void reserving_leaves_the_size(void **state) {
    (void)state;
    nd_buf buf = {0};
    assert_int_equal(nd_buf_append(&buf, "abc", 3, NULL), ND_OK);
    assert_int_equal(nd_buf_reserve(&buf, 5000, NULL), ND_OK);
    assert_int_equal(buf.size, 3);
    assert_true(buf.capacity >= 5003);
    assert_memory_equal(buf.data, "abc", 3);
    nd_buf_free(&buf);
}

static void the_ceiling_is_reached_and_not_passed(void **state) {
    (void)state;
    nd_buf   buf = {.ceiling = 100};
    nd_error error = {0};
    char     block[100] = {0};
    assert_int_equal(nd_buf_append(&buf, block, 99, &error), ND_OK);
    assert_int_equal(nd_buf_append(&buf, block, 2, &error), ND_ERROR_LIMIT);
    assert_non_null(strstr(error.message, "100 bytes"));
    assert_int_equal(buf.size, 99);
    assert_int_equal(nd_buf_append(&buf, block, 1, &error), ND_OK);
    assert_int_equal(buf.size, 100);
    assert_true(buf.capacity <= 100);
    buf.ceiling = 50;
    assert_int_equal(nd_buf_append(&buf, block, 1, &error), ND_ERROR_LIMIT);
    nd_buf_free(&buf);
}

static void a_size_that_overflows_is_refused(void **state) {
    (void)state;
    nd_buf   buf = {0};
    nd_error error;
    assert_int_equal(nd_buf_append(&buf, "abc", 3, &error), ND_OK);
    assert_int_equal(nd_buf_reserve(&buf, SIZE_MAX, &error), ND_ERROR_LIMIT);
    assert_int_equal(nd_buf_reserve(&buf, SIZE_MAX - 2, &error), ND_ERROR_LIMIT);
    assert_memory_equal(buf.data, "abc", 3);
    nd_buf_free(&buf);
}

static void out_of_memory_leaves_the_buffer_as_it_was(void **state) {
    (void)state;
    nd_buf   buf = {0};
    nd_error error;
    assert_int_equal(nd_buf_append(&buf, "abc", 3, &error), ND_OK);
    uint8_t *data = buf.data;
    size_t   capacity = buf.capacity;
    fail_allocation_after(0);
    assert_int_equal(nd_buf_reserve(&buf, 5000, &error), ND_ERROR_MEMORY);
    assert_false(fail_nothing());
    assert_int_equal(error.code, ND_ERROR_MEMORY);
    assert_ptr_equal(buf.data, data);
    assert_int_equal(buf.capacity, capacity);
    assert_int_equal(buf.size, 3);
    assert_memory_equal(buf.data, "abc", 3);
    nd_buf_free(&buf);
}

static void a_freed_buffer_may_be_used_again_under_its_ceiling(void **state) {
    (void)state;
    nd_buf buf = {.ceiling = 10};
    assert_int_equal(nd_buf_append(&buf, "0123456789", 10, NULL), ND_OK);
    nd_buf_free(&buf);
    nd_buf_free(&buf);
    assert_null(buf.data);
    assert_int_equal(buf.size, 0);
    assert_int_equal(nd_buf_append(&buf, "ab", 2, NULL), ND_OK);
    assert_int_equal(nd_buf_append(&buf, "0123456789", 9, NULL), ND_ERROR_LIMIT);
    nd_buf_free(&buf);
}

static void what_is_trimmed_has_no_room_to_spare(void **state) {
    (void)state;
    nd_buf buf = {0};
    assert_int_equal(nd_buf_append(&buf, "abc", 3, NULL), ND_OK);
    fail_allocation_after(0);
    assert_int_equal(nd_buf_trim(&buf, NULL), ND_ERROR_MEMORY);
    assert_false(fail_nothing());
    assert_memory_equal(buf.data, "abc", 3);
    assert_int_equal(nd_buf_trim(&buf, NULL), ND_OK);
    assert_int_equal(buf.size, 3);
    assert_int_equal(buf.capacity, 3);
    assert_memory_equal(buf.data, "abc", 3);
    buf.size = 0;
    assert_int_equal(nd_buf_trim(&buf, NULL), ND_OK);
    assert_null(buf.data);
    assert_int_equal(buf.capacity, 0);
}

static void pages_behind_the_end_of_a_large_buffer_are_there_before_they_are_written(void **state) {
    (void)state;
    nd_buf  buf = {0};
    uint8_t piece[1000];
    memset(piece, 7, sizeof piece);
    if (!may_ask_for_pages()) skip();
    assert_int_equal(nd_buf_reserve(&buf, 8 << 20, NULL), ND_OK);
    assert_false(is_resident(buf.data + (7 << 20)));
    while (buf.size < 4 << 20) {
        assert_int_equal(nd_buf_append(&buf, piece, sizeof piece, NULL), ND_OK);
        assert_true(buf.size < 256 << 10 || is_resident(buf.data + buf.size));
    }
    assert_true(is_resident(buf.data + (4 << 20) + (32 << 10)));
    assert_false(is_resident(buf.data + (5 << 20))); /* no more than will be used soon */
    for (size_t i = 0; i < buf.size; i++) assert_true(buf.data[i] == 7);
    nd_buf_free(&buf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_owns_nothing),
        cmocka_unit_test(zeros_take_the_place_of_what_was_there),
        cmocka_unit_test(appended_bytes_stay_in_order),
        cmocka_unit_test(growth_is_by_a_share_of_the_size),
        cmocka_unit_test(a_large_buffer_grows_by_less),
        cmocka_unit_test(reserving_leaves_the_size),
        cmocka_unit_test(the_ceiling_is_reached_and_not_passed),
        cmocka_unit_test(a_size_that_overflows_is_refused),
        cmocka_unit_test(out_of_memory_leaves_the_buffer_as_it_was),
        cmocka_unit_test(what_is_trimmed_has_no_room_to_spare),
        cmocka_unit_test(pages_behind_the_end_of_a_large_buffer_are_there_before_they_are_written),
        cmocka_unit_test(a_freed_buffer_may_be_used_again_under_its_ceiling),
    };
    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
