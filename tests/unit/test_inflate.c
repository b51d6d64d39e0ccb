/* test_inflate.c - every compression, in pieces of every size, cut at every byte, and with something behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>

#include "failing.h"
#include "input/inflate.h"
#include "packed.h"

#define TEXT \
    "The ferry to the outer islands will sail again on Monday, said the port office. Its engine had failed in a " \
    "storm, and parts had to come from the mainland; forty passengers spent the night in a school.\n"

struct source {
    const char *bytes;
    size_t      size, piece, at;
};

static ptrdiff_t give(void *context, const uint8_t **out) {
    struct source *source = context;
    size_t         left = source->size - source->at, size = left < source->piece ? left : source->piece;
    *out = (const uint8_t *)source->bytes + source->at;
    source->at += size;
    return (ptrdiff_t)size;
}

/* What comes must be what TEXT begins with; how much of it, and in *last what was given in the end. */
static size_t unpack(const char *bytes, size_t size, size_t piece, ptrdiff_t *last) {
    struct source  source = {bytes, size, piece, 0};
    const uint8_t *data;
    size_t         got = 0;
    nd_inflate    *inflate = nd_inflate_new((const uint8_t *)bytes, size, give, &source);
    assert_non_null(inflate);
    while ((*last = nd_inflate_next(inflate, &data)) > 0) {
        assert_true(got + (size_t)*last <= strlen(TEXT));
        assert_memory_equal(data, &TEXT[got], (size_t)*last);
        got += (size_t)*last;
    }
    assert_int_equal(*last < 0, nd_inflate_reason(inflate) != NULL);
    if (*last < 0) assert_int_equal(nd_inflate_next(inflate, &data), -1); /* and so from then on */
    assert_int_equal(nd_inflate_resume(inflate), 0);
    nd_inflate_free(inflate);
    return got;
}

static const struct packed_member member[] = {{"text", TEXT}, {NULL, NULL}};
static struct packed packed;

static void every_compression_in_pieces_of_every_size(void **state) {
    ptrdiff_t last;
    (void)state;
    for (size_t i = 0; i < PACKED_FILTERS; i++) {
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_RAW, member);
        assert_true(nd_inflate_knows((const uint8_t *)packed.bytes, packed.size));
        for (size_t piece = 1; piece <= packed.size; piece++) {
            assert_int_equal(unpack(packed.bytes, packed.size, piece, &last), strlen(TEXT));
            assert_int_equal(last, 0);
        }
    }
}

static void a_cut_at_every_byte_is_told(void **state) {
    ptrdiff_t last;
    (void)state;
    for (size_t i = 0; i < PACKED_FILTERS; i++) {
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_RAW, member);
        for (size_t cut = 1; cut < packed.size; cut++) {
            if (!nd_inflate_knows((const uint8_t *)packed.bytes, cut)) continue;
            unpack(packed.bytes, cut, 13, &last);
            if (last != -1) fail_msg("filter %zu cut at %zu of %zu: nothing is told", i, cut, packed.size);
        }
    }
}

static void frames_follow_one_another_and_rubbish_is_told(void **state) {
    static char both[2 * sizeof packed.bytes];
    ptrdiff_t   last;
    (void)state;
    for (size_t i = 0; i < PACKED_FILTERS; i++) {
        struct packed_member halves[] = {{"text", NULL}, {NULL, NULL}};
        char                 half[sizeof TEXT];
        memcpy(half, TEXT, 50);
        half[50] = '\0';
        halves[0].text = half;
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_RAW, halves);
        memcpy(both, packed.bytes, packed.size);
        size_t first = packed.size;
        halves[0].text = &TEXT[50];
        pack(&packed, packed_filters[i], ARCHIVE_FORMAT_RAW, halves);
        memcpy(both + first, packed.bytes, packed.size);
        assert_int_equal(unpack(both, first + packed.size, 100, &last), strlen(TEXT));
        assert_int_equal(last, 0);
        memcpy(both + first, "rubbish behind it", 17);
        assert_in_range(unpack(both, first + 17, 100, &last), 0, 50);
        assert_int_equal(last, -1);
    }
}

static void only_whole_marks_are_known(void **state) {
    static const struct {
        const char *bytes;
        size_t      size;
    } marks[] = {{"\x1f\x8b", 2}, {"\x28\xb5\x2f\xfd", 4}, {"\x50\x2a\x4d\x18", 4},
                 {"\x5f\x2a\x4d\x18", 4}, {"\xfd" "7zXZ", 6}, {"BZh91AY&SY", 10}};
    (void)state;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (size_t size = 0; size <= marks[i].size; size++)
            assert_int_equal(nd_inflate_knows((const uint8_t *)marks[i].bytes, size), size == marks[i].size);
    assert_false(nd_inflate_knows((const uint8_t *)"Xzh91AY&SY", 10));
    assert_false(nd_inflate_knows((const uint8_t *)"\x60\x2a\x4d\x18", 4));
}

/* As tools write it that compress with several threads, or so that one can begin in the middle. */
static void zstd_may_begin_with_a_frame_that_is_passed_over(void **state) {
    char      bytes[12 + 1000] = "\x50\x2a\x4d\x18\4\0\0\0size";
    ptrdiff_t last;
    (void)state;
    pack(&packed, ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_RAW, member);
    assert_in_range(packed.size, 1, 1000);
    memcpy(bytes + 12, packed.bytes, packed.size);
    assert_int_equal(unpack(bytes, 12 + packed.size, 7, &last), strlen(TEXT));
    assert_int_equal(last, 0);
}

/* Those of libarchive end the program, and are not tried. */
static void no_memory_gives_nothing(void **state) {
    struct source source = {"\x1f\x8b", 2, 2, 0};
    (void)state;
    for (unsigned calls = 0; calls < 2; calls++) {
        fail_allocation_after(calls);
        assert_null(nd_inflate_new((const uint8_t *)source.bytes, 2, give, &source));
        assert_false(fail_nothing());
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_compression_in_pieces_of_every_size),
        cmocka_unit_test(a_cut_at_every_byte_is_told),
        cmocka_unit_test(frames_follow_one_another_and_rubbish_is_told),
        cmocka_unit_test(only_whole_marks_are_known),
        cmocka_unit_test(zstd_may_begin_with_a_frame_that_is_passed_over),
        cmocka_unit_test(no_memory_gives_nothing),
    };
    return cmocka_run_group_tests_name("inflate", tests, NULL, NULL);
}
