/* test_foreign.c - files that are not read are known by their first bytes, and text is none of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/foreign.h"

/* `what` is in the message; NULL: not foreign. */
static void expect(int is_json, const char *data, size_t size, const char *what) {
    const char *found = nd_foreign(is_json, 0, (const uint8_t *)data, size);
    if (!what) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_non_null(strstr(found, what));
    assert_null(strchr(found, '\n'));
}

#define FOREIGN(data, what) expect(0, data, sizeof data - 1, what)

static void formats_are_known_by_their_marks(void **state) {
    (void)state;
    char tar[512] = "news/a.txt";
    memcpy(tar + 257, "ustar", 5);
    memcpy(tar + 148, " 3412\0 ", 8);
    expect(0, tar, sizeof tar, "or an archive, by the name of a text");
    FOREIGN("\x1f\x8b\x08rest", "unpack it");
    FOREIGN("PK\x03\x04rest", "unpack it");
    FOREIGN("%PDF-1.7\n%\xe2\xe3", "pdftotext");
    FOREIGN("WARC/1.1\r\n", "WARC");
    FOREIGN("\x89PNG\r\n\x1a\n", "picture");
    FOREIGN("\xff\xd8\xff\xe0", "picture");
    FOREIGN("GIF89a", "picture");
    FOREIGN("SQLite format 3", "SQLite");
    FOREIGN("PAR1\x15", "Parquet");
    FOREIGN("\xff\xfe\0\0t\0\0\0", "iconv -f UTF-32");
}

static void a_mark_must_be_whole_and_at_its_place(void **state) {
    (void)state;
    FOREIGN("", NULL);
    FOREIGN("\x1f", NULL);
    FOREIGN("%PDF", NULL);
    FOREIGN(" %PDF-1.7", NULL);
    FOREIGN("A tar archive says ustar somewhere.", NULL);
    FOREIGN("GIF images, BZh and PK: an article.", NULL);
}

static void pages_are_read(void **state) {
    (void)state;
    FOREIGN(" \n<!DOCTYPE html><html>", NULL);
    FOREIGN("<HTML lang=en>", NULL);
}

static void utf16_is_foreign_only_as_json(void **state) {
    static const char marked[] = "\xff\xfe{\0\"\0", plain[] = "{\0\"\0a\0\"\0";
    (void)state;
    expect(1, marked, sizeof marked - 1, "iconv -f UTF-16");
    expect(1, plain, sizeof plain - 1, "iconv -f UTF-16");
    expect(0, marked, sizeof marked - 1, NULL);
    FOREIGN("\xfe\xff\0t\0e", NULL);
    FOREIGN("T\0e\0x\0t\0", NULL);
    FOREIGN("\0T\0e\0x\0t", NULL);
}

static void a_nul_in_a_record_is_not_utf16(void **state) {
    (void)state;
    const char lines[] = "{\"text\":\"a\0b\"}\n{\"text\":\"c\"}\0\n";
    assert_null(nd_foreign(1, 0, (const uint8_t *)lines, sizeof lines - 1));
}

static void text_may_hold_a_few_nuls_and_lines_of_json_any_number(void **state) {
    (void)state;
    char text[300];
    memset(text, 'a', sizeof text);
    memset(text + 100, 0, 3);
    expect(0, text, sizeof text, NULL);
    text[103] = '\0';
    expect(0, text, sizeof text, "a binary file");
    expect(1, text, sizeof text, NULL);
    FOREIGN("\0\0\0", "a binary file");
}

static void feeds_and_false_archives_are_known_by_name(void **state) {
    (void)state;
    assert_null(nd_foreign_name("x.htm"));
    assert_non_null(strstr(nd_foreign_name("feed.rss"), "XML"));
    assert_null(nd_foreign_name("x.html.gz"));
    assert_non_null(strstr(nd_foreign_name("x.tar"), "not one that is read"));
    assert_null(nd_foreign_name("-"));
    assert_null(nd_foreign_name("news"));
    assert_null(nd_foreign_name("news.csv/article"));
    assert_null(nd_foreign_name("news.txt"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_known_by_their_marks),
        cmocka_unit_test(a_mark_must_be_whole_and_at_its_place),
        cmocka_unit_test(pages_are_read),
        cmocka_unit_test(utf16_is_foreign_only_as_json),
        cmocka_unit_test(a_nul_in_a_record_is_not_utf16),
        cmocka_unit_test(feeds_and_false_archives_are_known_by_name),
        cmocka_unit_test(text_may_hold_a_few_nuls_and_lines_of_json_any_number),
    };
    return cmocka_run_group_tests_name("foreign", tests, NULL, NULL);
}
