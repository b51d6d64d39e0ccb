/* test_batch.c - batches are bounded and lose nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/resource.h>

#include "input/batch.h"
#include "scratch.h"

struct filling {
    nd_read_options options;
    nd_textstore    store;
    nd_batch        batch;
};

static void begin(struct filling *filling, const char *path) {
    nd_batch_init(&filling->batch, &filling->options, &filling->store);
    filling->store.max_record_bytes = filling->options.max_record_bytes;
    assert_int_equal(nd_batch_add_root(&filling->batch, path, NULL), ND_OK);
}

static void end(struct filling *filling) {
    nd_batch_free(&filling->batch);
    nd_textstore_free(&filling->store);
    memset(filling, 0, sizeof *filling);
}

/* Lines of `size` bytes, each numbered. */
static const char *write_lines(struct scratch *scratch, size_t count, size_t size) {
    const char *path = scratch_path(scratch, "lines.jsonl");
    FILE       *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < count; i++) fprintf(file, "%-*zu.\n", (int)size - 2, i);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void expect_lines(size_t count, size_t size, uint32_t shards) {
    static struct filling filling;
    struct scratch        scratch;
    size_t                found = 0, most = 0, round = 0;
    scratch_make(&scratch);
    nd_read_options_init(&filling.options);
    filling.options.shards = shards;
    begin(&filling, write_lines(&scratch, count, size));
    for (;;) {
        assert_int_equal(nd_batch_fill(&filling.batch, NULL), ND_OK);
        if (nd_batch_count(&filling.batch) == 0) break;
        if (filling.batch.data.size > most) most = filling.batch.data.size;
        if (round++ % 2) nd_batch_read_ahead(&filling.batch); /* which leaves the records as they are */
        assert_true(nd_batch_count(&filling.batch) <= 8192);
        for (size_t i = 0; i < nd_batch_count(&filling.batch); i++) {
            nd_record *record = nd_batch_record(&filling.batch, i);
            char       number[32];
            snprintf(number, sizeof number, "%zu ", found * shards);
            assert_int_equal(record->number, found * shards);
            assert_int_equal(record->place, found * shards + 1);
            assert_int_equal(record->size, size - 1);
            assert_memory_equal(filling.batch.data.data + record->at, number, strlen(number));
            found++;
        }
    }
    assert_int_equal(found, (count + shards - 1) / shards);
    assert_true(most <= (4 << 20) + (1 << 20) + 2 * size);
    end(&filling);
    scratch_remove(&scratch);
}

static void many_short_lines_come_in_several_batches(void **state) {
    (void)state;
    expect_lines(50000, 10, 1);
    expect_lines(8192, 10, 1);
    expect_lines(8193, 10, 1);
}

static void long_lines_come_in_several_batches(void **state) {
    (void)state;
    expect_lines(20, 700000, 1);
    expect_lines(3, 9000000, 1);
}

static void what_was_read_ahead_is_not_read_again(void **state) {
    (void)state;
    static struct filling filling;
    struct scratch        scratch;
    scratch_make(&scratch);
    nd_read_options_init(&filling.options);
    begin(&filling, write_lines(&scratch, 60, 100000));
    assert_int_equal(nd_batch_fill(&filling.batch, NULL), ND_OK);
    uint64_t before = nd_batch_bytes(&filling.batch);
    nd_batch_read_ahead(&filling.batch);
    uint64_t after = nd_batch_bytes(&filling.batch);
    assert_true(after > before);
    assert_int_equal(nd_batch_fill(&filling.batch, NULL), ND_OK);
    assert_true(nd_batch_count(&filling.batch) > 0);
    assert_true(nd_batch_bytes(&filling.batch) == after);
    end(&filling);
    scratch_remove(&scratch);
}

static void lines_of_other_shards_take_no_room(void **state) {
    (void)state;
    expect_lines(200000, 60, 100000);
    expect_lines(40, 500000, 39);
}

static void a_file_is_open_only_while_it_is_read(void **state) {
    (void)state;
    static struct filling filling;
    struct scratch        scratch;
    char                  name[32];
    int                   before = dup(0);
    close(before);
    scratch_make(&scratch);
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "%03d.%s", i, i % 2 ? "txt" : "json");
        scratch_text(&scratch, name, "{}");
    }
    nd_read_options_init(&filling.options);
    begin(&filling, scratch.folder);
    assert_int_equal(nd_batch_fill(&filling.batch, NULL), ND_OK);
    assert_int_equal(nd_batch_count(&filling.batch), 200);
    int after = dup(0);
    close(after);
    assert_int_equal(after, before);
    end(&filling);
    scratch_remove(&scratch);
}

/* The records before the failure count, half a record does not, and the next input is read. */
static void a_read_that_fails_ends_the_file_and_not_the_run(void **state) {
    (void)state;
    static struct filling filling;
    struct scratch        scratch;
    size_t                lines = 0, notes = 0, others = 0;
    scratch_make(&scratch);
    nd_read_options_init(&filling.options);
    begin(&filling, write_lines(&scratch, 100, 150000));
    assert_int_equal(nd_batch_add_root(&filling.batch, scratch_text(&scratch, "a", "b"), NULL), ND_OK);
    assert_int_equal(nd_batch_fill(&filling.batch, NULL), ND_OK);
    assert_int_equal(filling.batch.stream_file, 0);
    int folder = open(scratch.folder, O_RDONLY);
    assert_int_equal(dup2(folder, filling.batch.stream.fd), filling.batch.stream.fd);
    close(folder);
    while (nd_batch_count(&filling.batch)) {
        for (size_t i = 0; i < nd_batch_count(&filling.batch); i++) {
            nd_record *record = nd_batch_record(&filling.batch, i);
            if (!record->is_record) {
                assert_string_equal(record->finding.reason, "cannot read it: Is a directory");
                notes++;
            } else if (record->file == 0) {
                assert_int_equal(record->size, 149999);
                assert_int_equal(notes, 0);
                lines++;
            } else {
                assert_int_equal(record->size, 1);
                assert_memory_equal(filling.batch.data.data + record->at, "b", 1);
                others++;
            }
        }
        nd_batch_read_ahead(&filling.batch);
        assert_int_equal(nd_batch_fill(&filling.batch, NULL), ND_OK);
    }
    assert_in_range(lines, 10, 40);
    assert_int_equal(notes, 1);
    assert_int_equal(others, 1);
    end(&filling);
    scratch_remove(&scratch);
}

static void files_of_other_kinds_are_counted(void **state) {
    (void)state;
    static struct filling filling;
    struct scratch        scratch;
    scratch_make(&scratch);
    scratch_text(&scratch, "a.doc", "x");
    scratch_text(&scratch, "b", "x");
    nd_read_options_init(&filling.options);
    begin(&filling, scratch.folder);
    assert_int_equal(nd_batch_fill(&filling.batch, NULL), ND_OK);
    assert_int_equal(nd_batch_count(&filling.batch), 0);
    assert_int_equal(filling.batch.skipped, 2);
    end(&filling);
    scratch_remove(&scratch);
}

/* Nothing is said of files then, and no result comes of what happened to be read. */
static void no_descriptors_left_ends_the_reading(void **state) {
    static struct filling filling;
    struct scratch        scratch;
    struct rlimit         before, none;
    nd_error              error;
    (void)state;
    scratch_make(&scratch);
    const char *inputs[] = {write_lines(&scratch, 3, 16), scratch.folder};
    for (size_t i = 0; i < 2; i++) {
        nd_read_options_init(&filling.options);
        begin(&filling, inputs[i]);
        int next = dup(0);
        close(next);
        assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
        none = (struct rlimit){(rlim_t)next, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
        int status = nd_batch_fill(&filling.batch, &error);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        assert_int_equal(status, ND_ERROR_IO);
        assert_non_null(strstr(error.message, "Too many open files"));
        assert_int_equal(nd_batch_count(&filling.batch), 0);
        end(&filling);
    }
    scratch_remove(&scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_short_lines_come_in_several_batches),
        cmocka_unit_test(long_lines_come_in_several_batches),
        cmocka_unit_test(what_was_read_ahead_is_not_read_again),
        cmocka_unit_test(lines_of_other_shards_take_no_room),
        cmocka_unit_test(a_file_is_open_only_while_it_is_read),
        cmocka_unit_test(a_read_that_fails_ends_the_file_and_not_the_run),
        cmocka_unit_test(files_of_other_kinds_are_counted),
        cmocka_unit_test(no_descriptors_left_ends_the_reading),
    };
    return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
