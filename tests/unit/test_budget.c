/* test_budget.c - blocks keep what is in them, wherever they lie and move; the bound holds; a folder without
 * room is told. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/budget.c"
#include "failing.h"
#include "scratch.h"

static struct scratch scratch;

/* As a new program, with so much room on the heap. */
static void set_bound(uint64_t heap_most, const char *folder) {
    budget.heap_most = heap_most;
    budget.folder = folder;
    budget.heap = 0;
    budget.failure = 0;
}

static void fill(uint8_t *bytes, size_t from, size_t to, unsigned seed) {
    for (size_t i = from; i < to; i++) bytes[i] = (uint8_t)(i * 31 + seed + i / 255);
}

static int holds(const uint8_t *bytes, size_t size, unsigned seed) {
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != (uint8_t)(i * 31 + seed + i / 255)) return 0;
    return 1;
}

static int is_zero(const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (bytes[i]) return 0;
    return 1;
}

#define BLOCKS 40

/* Blocks of all sizes that grow, shrink, go and come, in no order. */
static void churn(uint64_t heap_most) {
    uint8_t *blocks[BLOCKS] = {NULL};
    size_t   sizes[BLOCKS] = {0};
    uint64_t random = 12345;
    set_bound(heap_most, scratch.folder);
    for (unsigned step = 0; step < 2000; step++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        unsigned i = (unsigned)(random >> 33) % BLOCKS;
        size_t   size = (size_t)(random >> 40) % ((size_t)1 << (random >> 60) * 3 / 2);
        if (random >> 20 & 1) {
            blocks[i] = nd_reallocate(blocks[i], size);
            assert_non_null(blocks[i]);
            assert_true(holds(blocks[i], size < sizes[i] ? size : sizes[i], i));
            if (size > sizes[i]) fill(blocks[i], sizes[i], size, i);
        } else {
            nd_release(blocks[i]);
            blocks[i] = nd_allocate_zeroed(size, 1);
            assert_non_null(blocks[i]);
            assert_true(is_zero(blocks[i], size));
            fill(blocks[i], 0, size, i);
        }
        sizes[i] = size;
        assert_int_equal((uintptr_t)blocks[i] % 16, 0);
        assert_true(budget.heap <= heap_most);
    }
    for (unsigned i = 0; i < BLOCKS; i++) {
        assert_true(holds(blocks[i], sizes[i], i));
        nd_release(blocks[i]);
    }
    assert_int_equal(budget.heap, 0);
}

static void blocks_keep_what_is_in_them_on_the_heap(void **state) {
    (void)state;
    churn(UINT64_MAX / 2);
    assert_int_equal(budget.files, 0);
}

static void blocks_keep_what_is_in_them_in_files(void **state) {
    (void)state;
    churn(1);
    assert_true(budget.files_most > FILE_LEAST);
    assert_int_equal(budget.files % SLAB_BYTES, 0); /* all that is left */
}

static void blocks_move_from_the_heap_into_files(void **state) {
    (void)state;
    churn(200000);
}

static void without_a_bound_all_is_on_the_heap(void **state) {
    (void)state;
    uint64_t before = budget.files;
    set_bound(0, "/nowhere");
    void *block = nd_allocate(SLAB_BYTES);
    assert_non_null(block);
    assert_int_equal(budget.files, before);
    nd_release(block);
}

static void a_large_block_gives_its_file_back(void **state) {
    (void)state;
    set_bound(1, scratch.folder);
    uint64_t before = budget.files;
    uint8_t *block = nd_allocate(FILE_LEAST);
    assert_int_equal(budget.files, before + FILE_LEAST + HEADER_BYTES);
    block = nd_reallocate(block, 3 * FILE_LEAST);
    assert_int_equal(budget.files, before + 3 * FILE_LEAST + HEADER_BYTES);
    block = nd_reallocate(block, FILE_LEAST / 2);
    assert_int_equal(budget.files, before + FILE_LEAST / 2 + HEADER_BYTES);
    nd_release(block);
    assert_int_equal(budget.files, before);
}

static void files_have_no_name(void **state) {
    (void)state;
    set_bound(1, scratch.folder);
    void *block = nd_allocate(FILE_LEAST);
    assert_non_null(block);
    assert_int_equal(rmdir(scratch.folder), 0); /* is empty */
    nd_release(block);
    assert_int_equal(mkdir(scratch.folder, 0700), 0);
}

static void a_file_with_a_name_loses_it(void **state) {
    (void)state;
    set_bound(1, scratch.folder);
    int file = open_named();
    assert_true(file >= 0);
    assert_int_equal(rmdir(scratch.folder), 0);
    assert_int_equal(mkdir(scratch.folder, 0700), 0);
    close(file);
}

static void a_missing_folder_is_told(void **state) {
    (void)state;
    nd_error error;
    set_bound(1, "/nowhere");
    assert_false(budget_failure(&error));
    assert_null(nd_allocate(FILE_LEAST));
    assert_true(budget_failure(&error));
    assert_int_equal(error.code, ND_ERROR_IO);
    assert_string_equal(error.message, "cannot write a temporary file in /nowhere: No such file or directory");
}

static void a_block_that_cannot_grow_stays(void **state) {
    (void)state;
    set_bound(1, scratch.folder);
    uint8_t *block = nd_allocate(FILE_LEAST);
    assert_non_null(block);
    fill(block, 0, FILE_LEAST, 5);
    assert_null(nd_reallocate(block, SIZE_MAX / 4));
    assert_null(nd_reallocate(block, SIZE_MAX - 4));
    assert_null(nd_allocate(SIZE_MAX - 4));
    assert_null(nd_allocate_zeroed(SIZE_MAX / 4, 8));
    assert_true(holds(block, FILE_LEAST, 5));
    nd_release(block);
}

static void a_heap_without_memory_goes_over_to_files(void **state) {
    (void)state;
    set_bound(UINT64_MAX / 2, scratch.folder);
    fail_allocation_after(0);
    void *block = nd_allocate(FILE_LEAST);
    assert_false(fail_nothing());
    assert_non_null(block);
    assert_int_equal(budget.heap, 0);
    nd_release(block);
}

static void the_least_is_64_megabytes_and_32_bytes_an_article(void **state) {
    (void)state;
    assert_int_equal(budget_least(0, 1), 64 << 20);
    assert_int_equal(budget_least(2000000, 4), (64 << 20) + 64000000);
    assert_int_equal(budget_least(1, 6), (64 << 20) + 32 + (16 << 20));
}

static void the_folder_is_that_of_the_environment(void **state) {
    (void)state;
    setenv("TMPDIR", "/else", 1);
    budget_open(1 << 30, NULL);
    assert_string_equal(budget.folder, "/else");
    budget_open(1 << 30, "/here");
    assert_string_equal(budget.folder, "/here");
    unsetenv("TMPDIR");
    budget_open(1 << 30, NULL);
    assert_string_equal(budget.folder, "/tmp");
    assert_true(budget.heap_most < 1 << 30);
}

static int make_scratch(void **state) {
    (void)state;
    scratch_make(&scratch);
    return 0;
}

static int remove_scratch(void **state) {
    (void)state;
    budget.heap_most = 0;
    scratch_remove(&scratch);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_keep_what_is_in_them_on_the_heap),
        cmocka_unit_test(blocks_keep_what_is_in_them_in_files),
        cmocka_unit_test(blocks_move_from_the_heap_into_files),
        cmocka_unit_test(without_a_bound_all_is_on_the_heap),
        cmocka_unit_test(a_large_block_gives_its_file_back),
        cmocka_unit_test(files_have_no_name),
        cmocka_unit_test(a_file_with_a_name_loses_it),
        cmocka_unit_test(a_missing_folder_is_told),
        cmocka_unit_test(a_block_that_cannot_grow_stays),
        cmocka_unit_test(a_heap_without_memory_goes_over_to_files),
        cmocka_unit_test(the_least_is_64_megabytes_and_32_bytes_an_article),
        cmocka_unit_test(the_folder_is_that_of_the_environment),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
