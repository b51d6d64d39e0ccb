/* test_file.c - reading to the end, from the middle, and noticing that a file has changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>

#include "failing.h"
#include "input/file.h"
#include "scratch.h"

static void a_file_is_read_to_its_end(void **state) {
    (void)state;
    static const size_t sizes[] = {0, 1, 4095, 1 << 20, (1 << 20) + 1, 5 << 20};
    struct scratch      scratch;
    char               *data = test_malloc(5 << 20);
    scratch_make(&scratch);
    for (size_t i = 0; i < 5 << 20; i++) data[i] = (char)(i * 7 >> 3);
    for (size_t i = 0; i < 2 * (sizeof sizes / sizeof *sizes); i++) {
        nd_buf   buf = {0};
        size_t   size = sizes[i / 2];
        uint64_t expected = i % 2 ? size : 1 << 20; /* it has grown or been cut since it was asked */
        int      fd = nd_file_open(scratch_write(&scratch, "a", data, size), 1);
        assert_true(fd >= 0);
        assert_int_equal(nd_file_read_all(fd, &buf, expected, 8 << 20), 0);
        assert_int_equal(buf.size, size);
        if (size) assert_memory_equal(buf.data, data, size);
        close(fd);
        nd_buf_free(&buf);
    }
    test_free(data);
    scratch_remove(&scratch);
}

static void a_file_of_another_size_than_expected_is_read_to_its_end(void **state) {
    (void)state;
    static const uint64_t expected[] = {0, 1, 3, 4, 5, 6, 100, 1 << 20, 1 << 22, UINT64_MAX};
    struct scratch        scratch;
    scratch_make(&scratch);
    const char *path = scratch_text(&scratch, "a", "01234");
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        nd_buf buf = {0};
        int    fd = nd_file_open(path, 1);
        assert_int_equal(nd_file_read_all(fd, &buf, expected[i], 1 << 20), 0);
        assert_int_equal(buf.size, 5);
        assert_memory_equal(buf.data, "01234", 5);
        close(fd);
        nd_buf_free(&buf);
    }
    scratch_remove(&scratch);
}

static void an_endless_file_is_read_to_the_ceiling(void **state) {
    (void)state;
    nd_buf buf = {0};
    int    fd = nd_file_open("/dev/zero", 1);
    assert_true(fd >= 0);
    assert_int_equal(nd_file_read_all(fd, &buf, 0, 3 << 20), 0);
    assert_in_range(buf.size, (3 << 20) + 1, 5 << 20);
    close(fd);
    nd_buf_free(&buf);
}

static void a_part_is_read_or_the_file_is_too_short(void **state) {
    (void)state;
    struct scratch scratch;
    nd_buf         buf = {0};
    scratch_make(&scratch);
    int fd = nd_file_open(scratch_text(&scratch, "a", "0123456789"), 1);
    assert_int_equal(nd_file_read_at(fd, &buf, 3, 4), 0);
    assert_int_equal(nd_file_read_at(fd, &buf, 9, 1), 0);
    assert_int_equal(buf.size, 5);
    assert_memory_equal(buf.data, "34569", 5);
    errno = 0;
    assert_int_equal(nd_file_read_at(fd, &buf, 8, 3), -1);
    assert_int_equal(errno, EIO);
    errno = 0;
    assert_int_equal(nd_file_read_at(-1, &buf, 0, 1), -1);
    assert_int_equal(errno, EBADF);
    close(fd);
    nd_buf_free(&buf);
    scratch_remove(&scratch);
}

static void a_stamp_tells_a_change(void **state) {
    (void)state;
    struct scratch  scratch;
    nd_stamp        first, second;
    struct timespec times[2] = {{1000000000, 5}, {1000000000, 5}};
    scratch_make(&scratch);
    int fd = nd_file_open(scratch_text(&scratch, "a", "abc"), 0);
    assert_int_equal(nd_file_stamp(fd, &first), 0);
    assert_int_equal(first.size, 3);
    assert_true(first.is_regular);
    assert_int_equal(nd_file_stamp(fd, &second), 0);
    assert_true(nd_stamp_equal(&first, &second));
    assert_int_equal(futimens(fd, times), 0);
    assert_int_equal(nd_file_stamp(fd, &second), 0);
    assert_false(nd_stamp_equal(&first, &second));
    first = second;
    times[1].tv_nsec = 6;
    assert_int_equal(futimens(fd, times), 0);
    assert_int_equal(nd_file_stamp(fd, &second), 0);
    assert_false(nd_stamp_equal(&first, &second));
    close(fd);
    assert_int_equal(nd_file_stamp(fd, &second), -1);
    scratch_remove(&scratch);
}

static void a_descriptor_is_not_inherited(void **state) {
    (void)state;
    int fd = nd_file_open("/dev/null", 1);
    nd_stamp stamp;
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(nd_file_stamp(fd, &stamp), 0);
    assert_false(stamp.is_regular);
    close(fd);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    nd_buf buf = {0};
    int    fd = nd_file_open("/dev/zero", 1);
    fail_allocation_after(0);
    errno = 0;
    assert_int_equal(nd_file_read(fd, &buf, 10), -1);
    assert_int_equal(errno, ENOMEM);
    assert_false(fail_nothing());
    close(fd);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_to_its_end),
        cmocka_unit_test(a_file_of_another_size_than_expected_is_read_to_its_end),
        cmocka_unit_test(an_endless_file_is_read_to_the_ceiling),
        cmocka_unit_test(a_part_is_read_or_the_file_is_too_short),
        cmocka_unit_test(a_stamp_tells_a_change),
        cmocka_unit_test(a_descriptor_is_not_inherited),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
