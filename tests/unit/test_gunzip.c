/* test_gunzip.c - members come out in whatever pieces, every wrong bit is told, and behind damage there may be more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "gzipped.h"
#include "input/gunzip.h"

#define FERRY "The ferry to the outer islands sails again on Monday, said the port office."
#define ROSES "Roses want little water in a cool spring."
#define RECORD "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 0\r\n\r\n\r\n\r\n"

/* Gives bytes in pieces; at the end nothing, or an errno. */
struct source {
    const uint8_t *bytes;
    size_t         size, piece, at;
    int            number;
};

static ptrdiff_t give(void *context, const uint8_t **out) {
    struct source *source = context;
    size_t         left = source->size - source->at;
    size_t         size = left < source->piece ? left : source->piece;
    *out = source->bytes + source->at;
    source->at += size;
    if (size || !source->number) return (ptrdiff_t)size;
    errno = source->number;
    return -1;
}

struct found {
    char      text[4096];
    size_t    size;
    ptrdiff_t last;
};

static void take(nd_gunzip *gunzip, struct found *out) {
    const uint8_t *data;
    while ((out->last = nd_gunzip_next(gunzip, &data)) > 0) {
        assert_true(out->size + (size_t)out->last < sizeof out->text);
        memcpy(out->text + out->size, data, (size_t)out->last);
        out->size += (size_t)out->last;
    }
    out->text[out->size] = '\0';
}

static void unpack(const uint8_t *bytes, size_t size, size_t piece, struct found *out) {
    struct source source = {.bytes = bytes, .size = size, .piece = piece};
    nd_gunzip    *gunzip = nd_gunzip_new(give, &source);
    assert_non_null(gunzip);
    out->size = 0;
    take(gunzip, out);
    assert_int_equal(out->last < 0, nd_gunzip_reason(gunzip) != NULL);
    nd_gunzip_free(gunzip);
}

static struct gzipped pack_two(size_t *first) {
    struct gzipped packed = {NULL, 0};
    gzip_member(&packed, FERRY, strlen(FERRY));
    *first = packed.size;
    gzip_member(&packed, ROSES, strlen(ROSES));
    return packed;
}

static void members_come_in_pieces_of_every_size(void **state) {
    size_t         first;
    struct gzipped packed = pack_two(&first);
    struct found   found;
    (void)state;
    for (size_t piece = 1; piece <= packed.size; piece++) {
        unpack(packed.bytes, packed.size, piece, &found);
        assert_int_equal(found.last, 0);
        assert_string_equal(found.text, FERRY ROSES);
    }
    free(packed.bytes);
}

static void a_cut_anywhere_but_between_members_is_told(void **state) {
    size_t         first;
    struct gzipped packed = pack_two(&first);
    struct found   found;
    (void)state;
    for (size_t cut = 1; cut < packed.size; cut++) {
        unpack(packed.bytes, cut, 7, &found);
        assert_int_equal(found.last, cut == first ? 0 : -1);
        assert_memory_equal(found.text, FERRY ROSES, found.size);
        if (cut >= first) assert_in_range(found.size, strlen(FERRY), strlen(FERRY ROSES));
    }
    free(packed.bytes);
}

/* Some bits mean nothing: in the head, and behind the last code of what is compressed. */
static void every_wrong_bit_is_told_or_changes_nothing(void **state) {
    size_t         first, told = 0;
    struct gzipped packed = pack_two(&first);
    struct found   found;
    (void)state;
    for (size_t bit = 0; bit < 8 * packed.size; bit++) {
        size_t end = bit / 8 < first ? first : packed.size;
        packed.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        unpack(packed.bytes, packed.size, 64, &found);
        if (found.last == 0) assert_string_equal(found.text, FERRY ROSES);
        if (end - bit / 8 <= 8) assert_int_equal(found.last, -1); /* checksum and length */
        told += found.last < 0;
        packed.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    assert_in_range(told, 8 * packed.size - 2 * 8 * 8, 8 * packed.size);
    free(packed.bytes);
}

static void zero_bytes_may_follow_and_nothing_else(void **state) {
    static const struct {
        const char *bytes;
        size_t      size;
        int         is_good;
    } ends[] = {{"\0", 1, 1}, {"\0\0\0\0\0\0\0\0\0\0", 10, 1}, {"x", 1, 0}, {"\0x", 2, 0}, {"\0\x1f\x8b", 3, 0}};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof ends / sizeof *ends; i++) {
        struct gzipped packed = {NULL, 0};
        struct found   found;
        gzip_member(&packed, FERRY, strlen(FERRY));
        packed.bytes = realloc(packed.bytes, packed.size + 10);
        assert_non_null(packed.bytes);
        memcpy(packed.bytes + packed.size, ends[i / 2].bytes, ends[i / 2].size);
        unpack(packed.bytes, packed.size + ends[i / 2].size, i % 2 ? 1 : 1000, &found);
        assert_int_equal(found.last, ends[i / 2].is_good ? 0 : -1);
        assert_string_equal(found.text, FERRY);
        free(packed.bytes);
    }
}

static void a_failed_read_is_told_by_its_number(void **state) {
    size_t         first;
    struct gzipped packed = pack_two(&first);
    (void)state;
    for (size_t there = 0; there <= packed.size; there++) {
        struct source source = {.bytes = packed.bytes, .size = there, .piece = 5, .number = ENODEV};
        struct found  found = {.size = 0};
        nd_gunzip    *gunzip = nd_gunzip_new(give, &source);
        for (int again = 0; again < 2; again++) {
            errno = 0;
            take(gunzip, &found);
            assert_int_equal(found.last, -1);
            assert_int_equal(errno, ENODEV);
            assert_null(nd_gunzip_reason(gunzip));
        }
        assert_int_equal(nd_gunzip_resume(gunzip), 0);
        nd_gunzip_free(gunzip);
    }
    free(packed.bytes);
}

/* Bytes of the first member are wrong, one after another; the record in the second is found all the same. */
static void behind_damage_a_record_of_a_web_archive_is_found(void **state) {
    struct gzipped packed = {NULL, 0};
    (void)state;
    gzip_member(&packed, FERRY, strlen(FERRY));
    size_t first = packed.size;
    gzip_member(&packed, RECORD, strlen(RECORD));
    for (size_t at = 10; at < 2 * first; at++) {
        struct source source = {.bytes = packed.bytes, .size = packed.size, .piece = at % 2 ? 3 : 1000};
        struct found  found = {.size = 0};
        nd_gunzip    *gunzip = nd_gunzip_new(give, &source);
        packed.bytes[at / 2] ^= 0xff;
        take(gunzip, &found);
        if (found.last < 0) {
            assert_int_equal(nd_gunzip_resume(gunzip), 1);
            found.size = 0;
            take(gunzip, &found);
        }
        if (at / 2 >= 10) assert_string_equal(found.text, RECORD);
        assert_int_equal(found.last, 0);
        packed.bytes[at / 2] ^= 0xff;
        nd_gunzip_free(gunzip);
    }
    free(packed.bytes);
}

static void what_is_no_record_is_not_gone_on_with(void **state) {
    size_t         first;
    struct gzipped packed = pack_two(&first);
    struct source  source = {.bytes = packed.bytes, .size = packed.size, .piece = 11};
    struct found   found = {.size = 0};
    (void)state;
    packed.bytes[first - 5] ^= 1;
    nd_gunzip *gunzip = nd_gunzip_new(give, &source);
    assert_int_equal(nd_gunzip_resume(gunzip), 0); /* nothing has failed yet */
    take(gunzip, &found);
    assert_int_equal(found.last, -1);
    assert_non_null(strstr(nd_gunzip_reason(gunzip), "checksum"));
    assert_int_equal(nd_gunzip_resume(gunzip), 0);
    nd_gunzip_free(gunzip);
    free(packed.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_come_in_pieces_of_every_size),
        cmocka_unit_test(a_cut_anywhere_but_between_members_is_told),
        cmocka_unit_test(every_wrong_bit_is_told_or_changes_nothing),
        cmocka_unit_test(zero_bytes_may_follow_and_nothing_else),
        cmocka_unit_test(a_failed_read_is_told_by_its_number),
        cmocka_unit_test(behind_damage_a_record_of_a_web_archive_is_found),
        cmocka_unit_test(what_is_no_record_is_not_gone_on_with),
    };
    return cmocka_run_group_tests_name("gunzip", tests, NULL, NULL);
}
