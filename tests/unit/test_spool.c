/* test_spool.c - what goes in comes out, in any order; nothing is left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "input/spool.h"
#include "scratch.h"

static void fill(uint8_t *data, size_t size, unsigned seed) {
    for (size_t i = 0; i < size; i++) data[i] = (uint8_t)((i * i + seed) >> 3 & 0x3f);
}

static void put(nd_spool *spool, uint32_t file, uint64_t offset, const void *data, size_t size) {
    nd_buf   packed = {0};
    void    *compressor = NULL;
    uint32_t frame;
    assert_int_equal(nd_spool_announce(spool, file, offset, size, &frame, NULL), ND_OK);
    assert_int_equal(nd_spool_write(spool, frame, data, &packed, &compressor, NULL), ND_OK);
    nd_spool_free_compressor(compressor);
    nd_buf_free(&packed);
}

static void every_part_of_every_frame_comes_back(void **state) {
    (void)state;
    enum { FRAMES = 20, SIZE = 5000 };
    static uint8_t data[FRAMES][SIZE];
    nd_spool      *spool;
    nd_string      out;
    nd_error       error;
    struct scratch scratch;
    scratch_make(&scratch);
    assert_int_equal(nd_spool_new(scratch.folder, &spool, &error), ND_OK);
    /* Two files; between the frames of one there may be gaps. */
    for (unsigned i = 0; i < FRAMES; i++) {
        fill(data[i], SIZE, i);
        put(spool, i / 10, (uint64_t)(i % 10) * 2 * SIZE, data[i], SIZE);
    }
    for (unsigned n = 0; n < 3000; n++) {
        unsigned i = n * 7 % FRAMES;
        size_t   from = n * 31 % SIZE, size = n * 17 % (SIZE - from + 1);
        uint64_t offset = (uint64_t)(i % 10) * 2 * SIZE + from;
        assert_int_equal(nd_spool_read(spool, i / 10, offset, size, &out, &error), ND_OK);
        assert_int_equal(out.size, size);
        assert_memory_equal(out.data, data[i] + from, size);
    }
    nd_spool_free(spool);
    scratch_remove(&scratch); /* fails if the spool had left a file */
}

static void what_was_not_put_in_is_an_error(void **state) {
    (void)state;
    nd_spool *spool;
    nd_string out;
    nd_error  error;
    uint32_t  frame;
    assert_int_equal(nd_spool_new(NULL, &spool, &error), ND_OK);
    assert_int_equal(nd_spool_read(spool, 0, 0, 1, &out, &error), ND_ERROR_USAGE);
    put(spool, 1, 100, "abc", 3);
    assert_int_equal(nd_spool_announce(spool, 2, 0, 3, &frame, NULL), ND_OK);
    assert_int_equal(nd_spool_read(spool, 0, 100, 1, &out, &error), ND_ERROR_USAGE);
    assert_int_equal(nd_spool_read(spool, 1, 99, 1, &out, &error), ND_ERROR_USAGE);
    assert_int_equal(nd_spool_read(spool, 1, 102, 2, &out, &error), ND_ERROR_USAGE);
    assert_int_equal(nd_spool_read(spool, 1, 104, 0, &out, &error), ND_ERROR_USAGE);
    assert_int_equal(nd_spool_read(spool, 2, 0, 1, &out, &error), ND_ERROR_USAGE); /* never written */
    assert_int_equal(nd_spool_read(spool, 1, 100, 3, &out, &error), ND_OK);
    nd_spool_free(spool);
    nd_spool_free(NULL);
}

static void an_empty_frame_may_be_read(void **state) {
    (void)state;
    nd_spool *spool;
    nd_string out;
    assert_int_equal(nd_spool_new(NULL, &spool, NULL), ND_OK);
    put(spool, 0, 0, "", 0);
    assert_int_equal(nd_spool_read(spool, 0, 0, 0, &out, NULL), ND_OK);
    assert_int_equal(out.size, 0);
    nd_spool_free(spool);
}

static void a_folder_that_is_not_there_is_told(void **state) {
    (void)state;
    nd_spool *spool;
    nd_error  error;
    assert_int_equal(nd_spool_new("/no/such/folder", &spool, &error), ND_ERROR_IO);
    assert_string_equal(error.message,
                        "cannot make a temporary file in /no/such/folder: No such file or directory");
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    nd_spool *spool;
    nd_error  error;
    unsigned  failures = 0;
    for (unsigned calls = 0; calls < 2; calls++) {
        fail_allocation_after(calls);
        assert_int_equal(nd_spool_new(NULL, &spool, &error), ND_ERROR_MEMORY);
        failures += !fail_nothing();
    }
    assert_int_equal(failures, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_of_every_frame_comes_back),
        cmocka_unit_test(what_was_not_put_in_is_an_error),
        cmocka_unit_test(an_empty_frame_may_be_read),
        cmocka_unit_test(a_folder_that_is_not_there_is_told),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
