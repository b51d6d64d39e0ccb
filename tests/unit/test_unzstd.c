/* test_unzstd.c - all that stands whole before damage comes out, however little it is, and every damage is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <zstd.h>

#include "failing.h"
#include "input/unzstd.h"
#include "random.h"

#define BLOCK ((size_t)128 << 10)

/* Gives bytes in pieces; at the end nothing, or an errno. */
struct source {
    const char *bytes;
    size_t      size, piece, at;
    int         number;
};

static ptrdiff_t give(void *context, const uint8_t **out) {
    struct source *source = context;
    size_t         left = source->size - source->at, size = left < source->piece ? left : source->piece;
    *out = (const uint8_t *)source->bytes + source->at;
    source->at += size;
    if (size || !source->number) return (ptrdiff_t)size;
    return errno = source->number, -1;
}

static char text[3 * BLOCK + 777], packed[8 * BLOCK];

/* Appends a frame with a checksum, and returns where it ends. */
static size_t pack(size_t at, const char *bytes, size_t size) {
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    size_t made = ZSTD_compress2(context, packed + at, sizeof packed - at, bytes, size);
    assert_false(ZSTD_isError(made));
    ZSTD_freeCCtx(context);
    return at + made;
}

/* How much came of what `text` begins with; the reason in `reason`, "" at the end. */
static size_t unpack(size_t size, size_t piece, char reason[120]) {
    struct source  source = {packed, size, piece, 0, 0};
    const uint8_t *data;
    ptrdiff_t      got;
    size_t         all = 0;
    nd_unzstd     *unzstd = nd_unzstd_new(give, &source);
    assert_non_null(unzstd);
    for (; (got = nd_unzstd_next(unzstd, &data)) > 0; all += (size_t)got) {
        assert_true(all + (size_t)got <= sizeof text);
        assert_memory_equal(data, text + all, (size_t)got);
    }
    assert_int_equal(got < 0, nd_unzstd_reason(unzstd) != NULL);
    strcpy(reason, got < 0 ? nd_unzstd_reason(unzstd) : "");
    assert_int_equal(nd_unzstd_next(unzstd, &data), got); /* and so from then on */
    nd_unzstd_free(unzstd);
    return all;
}

static void make_text(void) {
    struct dice dice = {7};
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)('a' + roll_below(&dice, 26));
}

static void frames_come_out_in_pieces_of_any_size(void **state) {
    (void)state;
    static const size_t pieces[] = {1, 2, 3, 5, 17, 4096, 131072, sizeof packed};
    char                reason[120];
    size_t              size = pack(0, text, 100);
    size = pack(size, text + 100, 0);
    size = pack(size, text + 100, sizeof text - 100);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        assert_int_equal(unpack(size, pieces[i], reason), sizeof text);
        assert_string_equal(reason, "");
    }
}

static void whole_blocks_come_before_a_cut(void **state) {
    (void)state;
    char   reason[120];
    size_t size = pack(0, text, sizeof text), least = 0;
    for (size_t cut = 5; cut < size; cut += cut < 600 ? 1 : 997) {
        size_t got = unpack(cut, 1000, reason);
        assert_true(got >= least);
        least = got;
        assert_string_equal(reason, "cut, in what begins at byte 0");
    }
    assert_int_equal(unpack(size - 1, 1000, reason), sizeof text); /* but for the checksum */
}

static void what_follows_takes_nothing_with_it(void **state) {
    (void)state;
    static const char *const rubbish[] = {"rubbish!!!", "\x28\xb5\x2frubbish", "\0\0\0rubbish"};
    char                     reason[120], wanted[120];
    size_t                   size = pack(0, text, 50);
    snprintf(wanted, sizeof wanted, "something that is not compressed follows, in what begins at byte %zu", size);
    for (size_t i = 0; i < 3; i++)
        for (size_t piece = 1; piece < 100; piece += 9) {
            memcpy(packed + size, rubbish[i], 10);
            assert_int_equal(unpack(size + 10, piece, reason), 50);
            assert_string_equal(reason, wanted);
        }
    memset(packed + size, 0, 1000); /* as tapes leave them */
    assert_int_equal(unpack(size + 1000, 64, reason), 50);
    assert_string_equal(reason, "");
}

static void a_wrong_checksum_is_told(void **state) {
    (void)state;
    char   reason[120];
    size_t size = pack(0, text, 5000);
    packed[size - 1] ^= 1;
    assert_int_equal(unpack(size, 700, reason), 5000);
    assert_string_equal(reason, "damaged: its checksum is that of something else, in what begins at byte 0");
}

/* Some bits of a head mean nothing; `unpack` compares what comes. */
static void a_wrong_bit_is_told_or_changes_nothing(void **state) {
    (void)state;
    char   reason[120];
    size_t size = pack(0, text, 300);
    for (size_t bit = 8 * 4; bit < 8 * size; bit++) {
        packed[bit / 8] ^= (char)(1 << bit % 8);
        struct source  source = {packed, size, 50, 0, 0};
        const uint8_t *data;
        ptrdiff_t      got;
        nd_unzstd     *unzstd = nd_unzstd_new(give, &source);
        while ((got = nd_unzstd_next(unzstd, &data)) > 0) continue;
        nd_unzstd_free(unzstd);
        if (got == 0) assert_int_equal(unpack(size, 50, reason), 300);
        packed[bit / 8] ^= (char)(1 << bit % 8);
    }
}

static void failures_of_the_input_and_of_memory_are_errnos(void **state) {
    (void)state;
    struct source  source = {packed, pack(0, text, 1000) / 2, 100, 0, EIO};
    const uint8_t *data;
    nd_unzstd     *unzstd = nd_unzstd_new(give, &source);
    while (nd_unzstd_next(unzstd, &data) > 0) continue;
    assert_int_equal(errno, EIO);
    assert_null(nd_unzstd_reason(unzstd));
    nd_unzstd_free(unzstd);
    for (unsigned calls = 0; calls < 2; calls++) {
        fail_allocation_after(calls);
        assert_null(nd_unzstd_new(give, &source));
        assert_false(fail_nothing());
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_out_in_pieces_of_any_size),
        cmocka_unit_test(whole_blocks_come_before_a_cut),
        cmocka_unit_test(what_follows_takes_nothing_with_it),
        cmocka_unit_test(a_wrong_checksum_is_told),
        cmocka_unit_test(a_wrong_bit_is_told_or_changes_nothing),
        cmocka_unit_test(failures_of_the_input_and_of_memory_are_errnos),
    };
    make_text();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
