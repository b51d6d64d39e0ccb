/* test_unpacked.c - what is unpacked ahead is what was packed, damage comes in its place, a file may be left early. */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "failing.h"
#include "gzipped.h"
#include "input/unpacked.h"
#include "scratch.h"

#define NOISE_BYTES ((size_t)12 << 20) /* more than is unpacked ahead */
#define SHORT_BYTES ((size_t)1000)
#define RECORD "WARC/1.0\r\nWARC-Type: conversion\r\n"

static struct scratch scratch;
static uint8_t       *noise;

static nd_unpacked *open_fd(int fd, int has_stamp) {
    nd_packed from = {.fd = fd};
    assert_true(fd >= 0);
    if (has_stamp) assert_int_equal(nd_file_stamp(fd, &from.stamp), 0);
    assert_true(nd_file_read(fd, &from.ahead, 512) > 0);
    nd_unpacked *unpacked = nd_unpacked_new(&from);
    assert_non_null(unpacked);
    return unpacked;
}

static nd_unpacked *open_bytes(const void *bytes, size_t size) {
    return open_fd(open(scratch_write(&scratch, "packed", bytes, size), O_RDONLY), 1);
}

/* Takes what comes, which must be what `expected` begins with. How much it was; *last is what was given behind it. */
static size_t take(nd_unpacked *unpacked, const uint8_t *expected, ptrdiff_t *last) {
    const uint8_t *data;
    size_t         size = 0;
    while ((*last = nd_unpacked_next(unpacked, &data)) > 0) {
        assert_memory_equal(data, expected + size, (size_t)*last);
        size += (size_t)*last;
    }
    return size;
}

static void expect_all(nd_unpacked *unpacked, size_t size, size_t packed_size) {
    ptrdiff_t last;
    assert_int_equal(take(unpacked, noise, &last), size);
    assert_int_equal(last, 0);
    assert_null(nd_unpacked_reason(unpacked));
    assert_int_equal(nd_unpacked_read_bytes(unpacked), packed_size);
    assert_int_equal(take(unpacked, noise, &last) + (size_t)last, 0); /* and so from then on */
    nd_unpacked_free(unpacked);
}

static void all_that_was_packed_comes_with_a_thread_or_without(void **state) {
    const size_t sizes[] = {SHORT_BYTES, NOISE_BYTES};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct gzipped packed = {NULL, 0};
        gzip_member(&packed, noise, sizes[i] / 2);
        gzip_member(&packed, noise + sizes[i] / 2, sizes[i] - sizes[i] / 2);
        expect_all(open_bytes(packed.bytes, packed.size), sizes[i], packed.size);
        fail_thread_after(0);
        expect_all(open_bytes(packed.bytes, packed.size), sizes[i], packed.size);
        assert_int_equal(fail_nothing(), sizes[i] == SHORT_BYTES); /* which is not worth a thread */
        free(packed.bytes);
        expect_all(open_bytes(noise, sizes[i]), sizes[i], sizes[i]);
    }
}

static void what_went_in_is_told_for_what_was_given(void **state) {
    struct gzipped packed = {NULL, 0};
    const uint8_t *data;
    uint64_t       given = 0;
    (void)state;
    gzip_member(&packed, noise, NOISE_BYTES);
    nd_unpacked *unpacked = open_bytes(packed.bytes, packed.size);
    for (ptrdiff_t got; (got = nd_unpacked_next(unpacked, &data)) > 0;) {
        given += (uint64_t)got;
        /* Noise is as long as it was: no more has been told than the block that was being unpacked. */
        assert_in_range(nd_unpacked_read_bytes(unpacked), given, given + (1 << 18) + 20000);
    }
    nd_unpacked_free(unpacked);
    free(packed.bytes);
}

static void all_before_damage_comes_and_then_its_reason(void **state) {
    struct gzipped packed = {NULL, 0};
    ptrdiff_t      last;
    (void)state;
    gzip_member(&packed, noise, NOISE_BYTES);
    nd_unpacked *unpacked = open_bytes(packed.bytes, packed.size - 4000);
    assert_in_range(take(unpacked, noise, &last), NOISE_BYTES - 5000, NOISE_BYTES - 3000);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(last, -1);
        assert_int_equal(errno, EIO);
        assert_non_null(strstr(nd_unpacked_reason(unpacked), "cut"));
        assert_int_equal(nd_unpacked_number(unpacked), 0);
        assert_int_equal(take(unpacked, noise, &last), 0);
    }
    assert_int_equal(nd_unpacked_resume(unpacked), 0);
    nd_unpacked_free(unpacked);
    free(packed.bytes);
}

static void a_web_archive_goes_on_behind_damage(void **state) {
    struct gzipped packed = {NULL, 0};
    ptrdiff_t      last;
    (void)state;
    gzip_member(&packed, noise, NOISE_BYTES / 2);
    size_t first = packed.size;
    gzip_member(&packed, RECORD, strlen(RECORD));
    packed.bytes[first - 6] ^= 1; /* of the checksum */
    nd_unpacked *unpacked = open_bytes(packed.bytes, packed.size);
    assert_int_equal(take(unpacked, noise, &last), NOISE_BYTES / 2);
    assert_int_equal(last, -1);
    assert_non_null(strstr(nd_unpacked_reason(unpacked), "checksum"));
    assert_int_equal(nd_unpacked_resume(unpacked), 1);
    assert_int_equal(take(unpacked, (const uint8_t *)RECORD, &last), strlen(RECORD));
    assert_int_equal(last, 0);
    nd_unpacked_free(unpacked);
    free(packed.bytes);
}

static void a_file_is_left_after_any_block(void **state) {
    struct gzipped packed = {NULL, 0};
    const uint8_t *data;
    (void)state;
    gzip_member(&packed, noise, NOISE_BYTES);
    for (size_t blocks = 0; blocks < 20; blocks++) {
        nd_unpacked *unpacked = open_bytes(packed.bytes, packed.size);
        for (size_t i = 0; i < blocks; i++) assert_true(nd_unpacked_next(unpacked, &data) > 0);
        nd_unpacked_free(unpacked);
    }
    free(packed.bytes);
}

/* Else this test would not end. */
static void nobody_waits_for_a_pipe_that_gives_nothing(void **state) {
    enum { THERE = 700000 };
    struct gzipped packed = {NULL, 0};
    const uint8_t *data;
    int            ends[2];
    size_t         size = 0;
    (void)state;
    gzip_member(&packed, noise, NOISE_BYTES);
    assert_int_equal(pipe(ends), 0);
    assert_true(fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) >= THERE);
    assert_int_equal(write(ends[1], packed.bytes, THERE), THERE);
    nd_unpacked *unpacked = open_fd(ends[0], 0);
    while (size < THERE - (1 << 18)) {
        ptrdiff_t got = nd_unpacked_next(unpacked, &data);
        assert_true(got > 0);
        assert_memory_equal(data, noise + size, (size_t)got);
        size += (size_t)got;
    }
    nd_unpacked_free(unpacked); /* the pipe is open yet */
    close(ends[1]);
    free(packed.bytes);
}

static void every_failed_allocation_is_told(void **state) {
    struct gzipped packed = {NULL, 0};
    ptrdiff_t      last;
    int            goes_on = 1;
    (void)state;
    gzip_member(&packed, noise, SHORT_BYTES);
    for (unsigned calls = 0; goes_on; calls++) {
        nd_packed from = {.fd = open(scratch_write(&scratch, "packed", packed.bytes, packed.size), O_RDONLY)};
        assert_true(nd_file_read(from.fd, &from.ahead, 512) > 0);
        fail_allocation_after(calls);
        nd_unpacked *unpacked = nd_unpacked_new(&from);
        if (unpacked) take(unpacked, noise, &last);
        goes_on = !fail_nothing();
        if (unpacked && goes_on) assert_int_equal(nd_unpacked_number(unpacked), ENOMEM);
        nd_unpacked_free(unpacked);
    }
    free(packed.bytes);
}

static int set_up(void **state) {
    (void)state;
    scratch_make(&scratch);
    noise = make_noise(NOISE_BYTES);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    scratch_remove(&scratch);
    free(noise);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_was_packed_comes_with_a_thread_or_without),
        cmocka_unit_test(what_went_in_is_told_for_what_was_given),
        cmocka_unit_test(all_before_damage_comes_and_then_its_reason),
        cmocka_unit_test(a_web_archive_goes_on_behind_damage),
        cmocka_unit_test(a_file_is_left_after_any_block),
        cmocka_unit_test(nobody_waits_for_a_pipe_that_gives_nothing),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests_name("unpacked", tests, set_up, tear_down);
}
