/* test_warc_cut.c - records come out the same in whatever pieces, and damage costs the record that has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "input/stream.h"
#include "input/warc_cut.h"

#define CEILING 400

/* What came out: "#place:bytes|" for each record, the bytes only from its content on. */
struct cut {
    char     all[8000];
    uint64_t others;
    int      is_cut;
};

static void note(struct cut *out, const nd_span *span, const nd_buf *bytes) {
    char       line[600];
    nd_string  record = {(const char *)bytes->data + span->at, span->size};
    const char *content = record.data;
    for (size_t i = 0; i + 4 <= record.size; i++)
        if (!memcmp(record.data + i, "\r\n\r\n", 4) && content == record.data) content = record.data + i + 4;
    snprintf(line, sizeof line, "#%u%s:%.*s|", (unsigned)span->place, span->too_long ? " too long" : "",
             (int)(record.data + record.size - content), content);
    strcat(out->all, line);
}

static void cut_in_pieces(const char *file, size_t size, size_t piece, struct cut *out) {
    int       ends[2];
    nd_span   span;
    nd_buf    bytes = {0};
    nd_stream stream = {.max_record_bytes = CEILING, .block_bytes = piece};
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], file, size), size);
    close(ends[1]);
    stream.fd = ends[0];
    memset(out, 0, sizeof *out);
    nd_stream_begin(&stream, ND_SHAPE_WARC, 0, 0);
    for (unsigned round = 0; !stream.ended || stream.carry.size; round++) {
        assert_int_equal(nd_stream_fill(&stream, &bytes), 0);
        while (nd_stream_next(&stream, &bytes, &span)) note(out, &span, &bytes);
        if (round % 3) continue;
        assert_int_equal(nd_stream_pause(&stream, &bytes, NULL), ND_OK);
        bytes.size = 0;
    }
    out->others = stream.warc.others;
    out->is_cut = stream.warc.is_cut;
    nd_stream_close(&stream);
    nd_buf_free(&bytes);
}

static void cut_whole(const char *file, size_t size, struct cut *out) {
    static struct cut again;
    cut_in_pieces(file, size, 100000, out);
    for (size_t piece = 1; piece < 40; piece++) {
        cut_in_pieces(file, size, piece, &again);
        assert_string_equal(again.all, out->all);
        assert_int_equal(again.others, out->others);
        assert_int_equal(again.is_cut, out->is_cut);
    }
}

#define RECORD(type, length, content)                                                                             \
    "WARC/1.0\r\nWARC-Type: " type "\r\nContent-Length: " length "\r\nContent-Type: text/plain\r\n\r\n" content      \
    "\r\n\r\n"
#define TEXT(length, content) RECORD("conversion", length, content)

static void expect(const char *file, const char *all) {
    static struct cut out;
    cut_whole(file, strlen(file), &out);
    assert_string_equal(out.all, all);
    assert_false(out.is_cut);
}

static void records_that_may_be_articles_are_given_by_number(void **state) {
    (void)state;
    static struct cut out;
    static const char file[] = RECORD("warcinfo", "3", "abc") TEXT("5", "ferry") RECORD("request", "2", "\r\n")
        "\r\n" TEXT("0", "") TEXT("6", "bridge");
    cut_whole(file, sizeof file - 1, &out);
    assert_string_equal(out.all, "#2:ferry|#4:|#5:bridge|");
    assert_int_equal(out.others, 2);
    expect("", "");
    expect("\r\n\n", "");
}

static void a_head_within_a_record_is_its_content(void **state) {
    (void)state;
    expect(TEXT("14", "a\r\nWARC/1.0\r\nb") TEXT("5", "ferry"), "#1:a\r\nWARC/1.0\r\nb|#2:ferry|");
}

static void a_length_that_lies_costs_one_record(void **state) {
    (void)state;
    static const char *const lengths[] = {"-1", "x", "99999999999999999999", "", "7000000000000"};
    char                     file[600];
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        static struct cut out;
        snprintf(file, sizeof file, TEXT("1", "a") TEXT("%s", "lies") TEXT("5", "ferry"), lengths[i]);
        cut_whole(file, strlen(file), &out);
        assert_memory_equal(out.all, "#1:a|#2:", 8);
        assert_non_null(strstr(out.all, "|#3:ferry|"));
        assert_false(out.is_cut);
    }
    expect(TEXT("2", "short") TEXT("5", "ferry"), "#1:sh|#2:|#3:ferry|"); /* an empty line is behind it */
}

static void one_that_is_too_long_gives_the_next(void **state) {
    (void)state;
    expect(TEXT("8", "long") TEXT("5", "ferry"), "#1:long\r\n\r\n|#2:ferry|");
    expect(TEXT("10", "long") TEXT("5", "ferry"), "#1:long\r\n\r\n|#2:ferry|");
    expect(RECORD("request", "20", "long") TEXT("5", "ferry"), "#1:|#2:ferry|");
    expect(TEXT("60", "long") TEXT("5", "ferry") TEXT("6", "bridge"), "#1:long\r\n\r\n|#2:ferry|#3:bridge|");
}

/* Then the next head does not stand on a line of its own. */
static void a_wrong_newline_beside_a_length_that_lies_costs_no_other_record(void **state) {
    static struct cut out;
    (void)state;
    static const char *const lengths[] = {"9", "300", "900"}; /* the last one is over the ceiling */
    for (size_t i = 0; i < 3; i++) {
        char file[600];
        snprintf(file, sizeof file, TEXT("%s", "lies") TEXT("5", "ferry"), lengths[i]);
        strstr(file + 1, "WARC/")[-1] = 'x';
        cut_whole(file, strlen(file), &out);
        assert_memory_equal(out.all, i < 2 ? "#1:lies" : "#1:|", i < 2 ? 7 : 4);
        assert_non_null(strstr(out.all, "|#2:ferry|"));
    }
}

static void what_is_no_record_is_told_once(void **state) {
    (void)state;
    expect(TEXT("1", "a") "rubbish\r\nand more\r\n" TEXT("5", "ferry"), "#1:a|#2:rubbish\r\nand more\r\n|#3:ferry|");
    expect("rubbish" TEXT("5", "ferry"), "#1:rubbish|#2:ferry|");
    expect("WARC/1.0\r\nWARC-Type: x\r\n" TEXT("5", "ferry"), "#1:WARC/1.0\r\nWARC-Type: x\r\n|#2:ferry|");
}

static void records_over_the_ceiling_are_passed_over(void **state) {
    (void)state;
    static char file[4000], page[1001];
    memset(page, 'a', 1000);
    snprintf(file, sizeof file, TEXT("1000", "%s") RECORD("request", "1000", "%s") TEXT("5", "ferry"), page, page);
    expect(file, "#1 too long:|#3:ferry|");
}

static void wherever_the_file_is_cut_all_before_is_given(void **state) {
    (void)state;
    static struct cut out, whole;
    static const char file[] = TEXT("5", "ferry") RECORD("request", "3", "abc") TEXT("6", "bridge");
    static const char end[] = "\r\n\r\n";
    cut_in_pieces(file, sizeof file - 1, 100, &whole);
    size_t first = strlen(TEXT("5", "ferry")), second = first + strlen(RECORD("request", "3", "abc"));
    for (size_t size = 0; size < sizeof file - 1; size++) {
        cut_whole(file, size, &out);
        assert_memory_equal(out.all, whole.all, strlen(size >= first ? "#1:ferry|" : ""));
        size_t last = size >= second ? second : size >= first ? first : 0;
        size_t at = size - last; /* in the record that is cut; before its name is whole it is damage */
        int    is_whole = size + strlen(end) >= (last == second ? sizeof file - 1 : last == first ? second : first);
        if (at > 9 && !is_whole) assert_true(out.is_cut);
        if (is_whole || at == 0) assert_false(out.is_cut);
        if (at > 0 && at <= 9) assert_true(strchr(out.all + strlen(last ? "#1:ferry|" : ""), '#'));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_that_may_be_articles_are_given_by_number),
        cmocka_unit_test(a_head_within_a_record_is_its_content),
        cmocka_unit_test(a_length_that_lies_costs_one_record),
        cmocka_unit_test(one_that_is_too_long_gives_the_next),
        cmocka_unit_test(a_wrong_newline_beside_a_length_that_lies_costs_no_other_record),
        cmocka_unit_test(what_is_no_record_is_told_once),
        cmocka_unit_test(records_over_the_ceiling_are_passed_over),
        cmocka_unit_test(wherever_the_file_is_cut_all_before_is_given),
    };
    return cmocka_run_group_tests_name("warc_cut", tests, NULL, NULL);
}
