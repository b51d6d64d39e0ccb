/* test_stream.c - however a file is cut into blocks and batches, the records are the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>

#include "input/stream.h"
#include "scratch.h"

#define MAX_RECORDS 64

struct records {
    size_t  count;
    nd_span spans[MAX_RECORDS];
    char    bytes[MAX_RECORDS][256];
};

struct reading {
    nd_shape shape;
    size_t   skip;
    int      keep_blank;
    uint64_t max;
    size_t   block;
    unsigned pause_every; /* records; 0: never */
    size_t   ahead;       /* bytes to read ahead at each pause */
};

/* As far as it was asked for, or to the end, and no further. */
static void read_ahead(nd_stream *stream, const struct reading *how) {
    size_t before = stream->carry.size, most = before > how->ahead ? before : how->ahead;
    nd_stream_read_ahead(stream, how->ahead);
    assert_true(stream->ended ? stream->carry.size <= most : stream->carry.size == most);
}

/* Reads the whole file as a batch would. */
static void read_records(const char *path, const struct reading *how, struct records *out) {
    nd_stream stream;
    nd_buf    bytes = {0};
    nd_span   span;
    memset(out, 0, sizeof *out);
    assert_int_equal(nd_stream_open(&stream, path, how->max), 0);
    stream.block_bytes = how->block;
    assert_int_equal(nd_stream_peek(&stream, how->skip > 4 ? how->skip : 4), 0);
    nd_stream_begin(&stream, how->shape, how->skip, how->keep_blank);
    for (unsigned given = 0;;) {
        int more;
        assert_int_equal(nd_stream_fill(&stream, &bytes), 0);
        while ((more = nd_stream_next(&stream, &bytes, &span))) {
            assert_true(out->count < MAX_RECORDS);
            assert_true(span.size < sizeof out->bytes[0]);
            if (span.size) memcpy(out->bytes[out->count], bytes.data + span.at, span.size);
            out->spans[out->count++] = span;
            if (how->pause_every && ++given % how->pause_every == 0) break;
        }
        if (!more && stream.ended && !stream.carry.size) break;
        if (!more) continue;
        assert_int_equal(nd_stream_pause(&stream, &bytes, NULL), ND_OK);
        bytes.size = 0;
        read_ahead(&stream, how);
    }
    nd_stream_close(&stream);
    nd_buf_free(&bytes);
}

static void expect_same(const struct records *a, const struct records *b) {
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->spans[i].size, b->spans[i].size);
        assert_true(a->spans[i].too_long == b->spans[i].too_long);
        assert_true(a->spans[i].place == b->spans[i].place);
        assert_true(a->spans[i].before == b->spans[i].before && a->spans[i].behind == b->spans[i].behind);
        if (!a->spans[i].too_long) assert_true(a->spans[i].offset == b->spans[i].offset);
        assert_memory_equal(a->bytes[i], b->bytes[i], a->spans[i].size);
    }
}

static void expect_record(const struct records *records, size_t index, uint64_t place, const char *text) {
    assert_true(index < records->count);
    assert_int_equal(records->spans[index].place, place);
    assert_int_equal(records->spans[index].size, strlen(text));
    assert_memory_equal(records->bytes[index], text, strlen(text));
}

static const char lines[] = "{\"a\":1}\r\n\n  \t\n  {\"b\":\"\\\"\"} \n{\"c\":[1,2]}\n\xc3\xa9\nlast";

static void lines_are_trimmed_and_blank_ones_counted(void **state) {
    (void)state;
    struct scratch scratch;
    struct records records;
    struct reading how = {.shape = ND_SHAPE_LINES, .max = 1000, .block = 4096};
    scratch_make(&scratch);
    read_records(scratch_text(&scratch, "x", lines), &how, &records);
    assert_int_equal(records.count, 5);
    expect_record(&records, 0, 1, "{\"a\":1}");
    expect_record(&records, 1, 4, "{\"b\":\"\\\"\"}");
    expect_record(&records, 2, 5, "{\"c\":[1,2]}");
    expect_record(&records, 3, 6, "\xc3\xa9");
    expect_record(&records, 4, 7, "last");
    for (size_t i = 0; i < records.count; i++)
        assert_memory_equal(lines + records.spans[i].offset, records.bytes[i], records.spans[i].size);
    scratch_remove(&scratch);
}

/* Without the blank lines they are the file again. */
static void a_line_knows_what_stands_around_it(void **state) {
    (void)state;
    static const struct { uint32_t before, behind; } around[] = {{0, 2}, {2, 2}, {0, 1}, {0, 1}, {0, 0}};
    struct scratch scratch;
    struct records records;
    struct reading how = {.shape = ND_SHAPE_LINES, .max = 1000, .block = 5, .pause_every = 2};
    scratch_make(&scratch);
    read_records(scratch_text(&scratch, "x", lines), &how, &records);
    assert_int_equal(records.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(records.spans[i].before, around[i].before);
        assert_int_equal(records.spans[i].behind, around[i].behind);
    }
    how.shape = ND_SHAPE_ARRAY;
    read_records(scratch_text(&scratch, "x", "{} , {} ]"), &how, &records);
    assert_int_equal(records.count, 2);
    assert_true(!records.spans[0].behind && !records.spans[1].before);
    how.shape = ND_SHAPE_LINES, how.max = 3;
    read_records(scratch_text(&scratch, "x", "a \n     \n  long \n"), &how, &records);
    expect_record(&records, records.count - 1, 3, "");
    assert_true(records.spans[records.count - 1].too_long && !records.spans[records.count - 1].before &&
                !records.spans[records.count - 1].behind);
    scratch_remove(&scratch);
}

static const char array[] = " [ {\"a\":\"[,]\\\"}\\\\\"},\n{\"b\":[{},[1,2]]} , 3 ,,\"x\" ] \n";

static void elements_of_an_array_are_records(void **state) {
    (void)state;
    struct scratch scratch;
    struct records records;
    struct reading how = {.shape = ND_SHAPE_ARRAY, .skip = 2, .max = 1000, .block = 4096};
    scratch_make(&scratch);
    read_records(scratch_text(&scratch, "x", array), &how, &records);
    assert_int_equal(records.count, 4);
    expect_record(&records, 0, 1, "{\"a\":\"[,]\\\"}\\\\\"}");
    expect_record(&records, 1, 2, "{\"b\":[{},[1,2]]}");
    expect_record(&records, 2, 3, "3");
    expect_record(&records, 3, 4, "\"x\"");
    for (size_t i = 0; i < records.count; i++)
        assert_memory_equal(array + records.spans[i].offset, records.bytes[i], records.spans[i].size);
    scratch_remove(&scratch);
}

static void what_follows_an_array_is_a_record(void **state) {
    (void)state;
    struct scratch scratch;
    struct records records;
    struct reading how = {.shape = ND_SHAPE_ARRAY, .skip = 1, .max = 1000, .block = 4096};
    scratch_make(&scratch);
    read_records(scratch_text(&scratch, "x", "[1] , {\"a\": [2]}\n"), &how, &records);
    assert_int_equal(records.count, 2);
    expect_record(&records, 1, 2, ", {\"a\": [2]}");
    scratch_remove(&scratch);
}

static void any_block_size_and_pause_gives_the_same(void **state) {
    (void)state;
    static const struct reading shapes[] = {{.shape = ND_SHAPE_LINES},
                                            {.shape = ND_SHAPE_LINES, .max = 10},
                                            {.shape = ND_SHAPE_ARRAY, .skip = 2},
                                            {.shape = ND_SHAPE_ARRAY, .skip = 2, .max = 8},
                                            {.shape = ND_SHAPE_WHOLE, .keep_blank = 1}};
    struct scratch scratch;
    scratch_make(&scratch);
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        const char    *text = shapes[s].shape == ND_SHAPE_ARRAY ? array : lines;
        const char    *path = scratch_text(&scratch, "x", text);
        struct reading how = shapes[s];
        static struct records whole, parts;
        if (!how.max) how.max = 1000;
        how.block = 4096;
        read_records(path, &how, &whole);
        assert_true(whole.count > 0);
        for (how.block = 1; how.block <= strlen(text) + 1; how.block++)
            for (how.pause_every = 0; how.pause_every < 4; how.pause_every++)
                for (how.ahead = 0; how.ahead < 60; how.ahead += 15) {
                    read_records(path, &how, &parts);
                    expect_same(&whole, &parts);
                }
    }
    scratch_remove(&scratch);
}

/* A file that ends anywhere gives the records before the cut, and the rest of the one that was cut. */
static void a_file_cut_at_any_byte_loses_only_what_was_cut(void **state) {
    (void)state;
    static const char text[] = "{\"a\":1}\n{\"b\":22}\n{\"c\":333}\n";
    static const size_t ends[] = {7, 16, 26};
    struct scratch      scratch;
    scratch_make(&scratch);
    for (size_t size = 0; size < sizeof text; size++) {
        struct records records;
        struct reading how = {.shape = ND_SHAPE_LINES, .max = 100, .block = 7};
        read_records(scratch_write(&scratch, "x", text, size), &how, &records);
        size_t whole = (size_t)(size >= ends[0]) + (size >= ends[1]) + (size >= ends[2]);
        size_t begin = whole ? ends[whole - 1] + 1 : 0, rest = size > begin ? size - begin : 0;
        assert_int_equal(records.count, whole + (rest > 0));
        if (rest) assert_memory_equal(records.bytes[whole], text + begin, rest);
        if (rest) assert_int_equal(records.spans[whole].size, rest);
    }
    scratch_remove(&scratch);
}

static void a_byte_order_mark_is_passed(void **state) {
    (void)state;
    struct scratch scratch;
    struct records records;
    struct reading how = {.shape = ND_SHAPE_LINES, .max = 100, .block = 1};
    scratch_make(&scratch);
    read_records(scratch_text(&scratch, "x", "\xef\xbb\xbf{}\n\xef\xbb\xbf{}"), &how, &records);
    assert_int_equal(records.count, 2);
    assert_true(records.spans[0].offset == 3);
    expect_record(&records, 0, 1, "{}");
    expect_record(&records, 1, 2, "\xef\xbb\xbf{}");
    scratch_remove(&scratch);
}

static void a_long_record_is_skipped_in_bounded_memory(void **state) {
    (void)state;
    struct scratch scratch;
    nd_stream      stream;
    nd_buf         bytes = {0};
    nd_span        span;
    size_t         size = 300000, records = 0;
    char          *text = test_malloc(size);
    memset(text, 'x', size);
    memcpy(text, "{}\n", 3);
    memcpy(text + size - 4, "\n{}\n", 4);
    scratch_make(&scratch);
    assert_int_equal(nd_stream_open(&stream, scratch_write(&scratch, "x", text, size), 1000), 0);
    stream.block_bytes = 100;
    nd_stream_begin(&stream, ND_SHAPE_LINES, 0, 0);
    while (!stream.ended) {
        assert_int_equal(nd_stream_fill(&stream, &bytes), 0);
        while (nd_stream_next(&stream, &bytes, &span)) {
            assert_int_equal(span.too_long, records == 1);
            assert_int_equal(span.place, ++records);
        }
        assert_true(bytes.size < 1300);
    }
    assert_int_equal(records, 3);
    assert_true(stream.bytes == size);
    nd_stream_close(&stream);
    nd_buf_free(&bytes);
    test_free(text);
    scratch_remove(&scratch);
}

/* Of which nothing is left when the file ends: it is told of, once. */
static void a_long_record_at_the_end_is_told_of(void **state) {
    (void)state;
    static char    text[5000];
    const nd_shape shapes[] = {ND_SHAPE_LINES, ND_SHAPE_ROWS, ND_SHAPE_WHOLE};
    struct scratch scratch;
    struct records records;
    memset(text, 'x', sizeof text);
    scratch_make(&scratch);
    const char *path = scratch_write(&scratch, "x", text, sizeof text);
    for (size_t i = 0; i < 3; i++)
        for (size_t block = 100; block <= 10000; block *= 10) {
            struct reading how = {.shape = shapes[i], .max = 1000, .block = block};
            read_records(path, &how, &records);
            assert_int_equal(records.count, 1);
            assert_true(records.spans[0].too_long);
        }
    scratch_remove(&scratch);
}

/* Lines that are read ahead are listed, but not all where they are many; the others are cut all the same. */
static void many_lines_are_read_ahead(void **state) {
    (void)state;
    enum { LINES = 20000 };
    static char    text[2 * LINES];
    struct scratch scratch;
    nd_stream      stream;
    nd_buf         bytes = {0};
    nd_span        span;
    uint64_t       records = 0;
    for (size_t i = 0; i < LINES; i++) memcpy(text + 2 * i, i % 5 ? "x\n" : "\n\n", 2);
    scratch_make(&scratch);
    assert_int_equal(nd_stream_open(&stream, scratch_write(&scratch, "x", text, sizeof text), 1000), 0);
    nd_stream_begin(&stream, ND_SHAPE_LINES, 0, 0);
    nd_stream_read_ahead(&stream, sizeof text + 1);
    assert_in_range(stream.lines.size / (2 * sizeof(size_t)), LINES / 4, LINES / 2);
    assert_int_equal(nd_stream_fill(&stream, &bytes), 0);
    for (; nd_stream_next(&stream, &bytes, &span); records++) {
        assert_int_equal(span.offset, 2 * (records / 4 * 5 + records % 4 + 1));
        assert_int_equal(span.place, records / 4 * 6 + records % 4 + 3);
    }
    assert_int_equal(records, LINES / 5 * 4);
    nd_stream_close(&stream);
    nd_buf_free(&bytes);
    scratch_remove(&scratch);
}

/* Reads the lines a to g, so many bytes ahead. */
static void read_trimmed(const char *path, size_t first, size_t block, size_t ahead) {
    static const char trimmed[] = "abcdeefg";
    nd_stream         stream;
    nd_span           span;
    nd_buf            bytes = {0};
    size_t            records = 0, at = 0;
    assert_int_equal(nd_stream_open(&stream, path, 1000), 0);
    nd_stream_begin(&stream, ND_SHAPE_LINES, 0, 0);
    for (stream.block_bytes = first; !stream.ended || stream.carry.size; stream.block_bytes = block) {
        assert_int_equal(nd_stream_fill(&stream, &bytes), 0);
        for (; nd_stream_next(&stream, &bytes, &span); records++, at += span.size) {
            assert_true(at + span.size < sizeof trimmed);
            assert_memory_equal(bytes.data + span.at, trimmed + at, span.size);
        }
        assert_int_equal(nd_stream_pause(&stream, &bytes, NULL), ND_OK);
        bytes.size = 0;
        nd_stream_read_ahead(&stream, stream.carry.size + ahead);
    }
    assert_int_equal(records, 7);
    assert_int_equal(at, strlen(trimmed));
    nd_stream_close(&stream);
    nd_buf_free(&bytes);
}

/* Wherever blocks end, also where a line does, and however long those are that are read ahead. */
static void lines_that_are_read_ahead_are_trimmed(void **state) {
    (void)state;
    static const char text[] = "a\n b\nc \n\td\t\nee\n \nf\r\ng";
    struct scratch    scratch;
    scratch_make(&scratch);
    const char *path = scratch_text(&scratch, "x", text);
    for (size_t first = 1; first < sizeof text; first++)
        for (size_t block = 1; block < sizeof text; block++)
            for (size_t ahead = 1; ahead < sizeof text; ahead++) read_trimmed(path, first, block, ahead);
    scratch_remove(&scratch);
}

static void the_ceiling_is_reached_and_not_passed(void **state) {
    (void)state;
    struct scratch scratch;
    struct records records;
    struct reading how = {.shape = ND_SHAPE_LINES, .max = 4, .block = 3};
    scratch_make(&scratch);
    read_records(scratch_text(&scratch, "x", "1234\n12345\n1234"), &how, &records);
    assert_int_equal(records.count, 3);
    assert_false(records.spans[0].too_long);
    assert_true(records.spans[1].too_long);
    assert_false(records.spans[2].too_long);
    scratch_remove(&scratch);
}

static void an_empty_file_has_no_lines_and_is_one_whole(void **state) {
    (void)state;
    struct scratch scratch;
    struct records records;
    struct reading how = {.shape = ND_SHAPE_LINES, .max = 4, .block = 3};
    scratch_make(&scratch);
    const char *path = scratch_text(&scratch, "x", "");
    read_records(path, &how, &records);
    assert_int_equal(records.count, 0);
    how = (struct reading){.shape = ND_SHAPE_WHOLE, .keep_blank = 1, .max = 4, .block = 3};
    read_records(path, &how, &records);
    assert_int_equal(records.count, 1);
    expect_record(&records, 0, 0, "");
    scratch_remove(&scratch);
}

static void what_cannot_be_opened_or_read_is_an_error(void **state) {
    (void)state;
    struct scratch scratch;
    nd_stream      stream;
    scratch_make(&scratch);
    errno = 0;
    assert_int_equal(nd_stream_open(&stream, scratch_path(&scratch, "none"), 9), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(nd_stream_open(&stream, scratch.folder, 9), 0);
    errno = 0;
    assert_int_equal(nd_stream_peek(&stream, 10), -1); /* read(2) fails on a folder */
    assert_int_equal(errno, EISDIR);
    nd_stream_read_ahead(&stream, 10); /* leaves that to others */
    assert_false(stream.ended);
    assert_int_equal(stream.carry.size, 0);
    nd_stream_close(&stream);
    nd_stream_close(&stream);
    scratch_remove(&scratch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_trimmed_and_blank_ones_counted),
        cmocka_unit_test(a_line_knows_what_stands_around_it),
        cmocka_unit_test(elements_of_an_array_are_records),
        cmocka_unit_test(what_follows_an_array_is_a_record),
        cmocka_unit_test(any_block_size_and_pause_gives_the_same),
        cmocka_unit_test(a_file_cut_at_any_byte_loses_only_what_was_cut),
        cmocka_unit_test(a_byte_order_mark_is_passed),
        cmocka_unit_test(a_long_record_is_skipped_in_bounded_memory),
        cmocka_unit_test(a_long_record_at_the_end_is_told_of),
        cmocka_unit_test(many_lines_are_read_ahead),
        cmocka_unit_test(lines_that_are_read_ahead_are_trimmed),
        cmocka_unit_test(the_ceiling_is_reached_and_not_passed),
        cmocka_unit_test(an_empty_file_has_no_lines_and_is_one_whole),
        cmocka_unit_test(what_cannot_be_opened_or_read_is_an_error),
    };
    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
