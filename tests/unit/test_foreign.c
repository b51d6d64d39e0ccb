/* test_foreign.c - files that are not read are known by their first bytes, and text is none of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/foreign.h"

/* `what` is in the message; NULL: not foreign. */
static void expect(nd_input_format format, int is_json, const char *data, size_t size, const char *what) {
    const char *found = nd_foreign(format, is_json, (const uint8_t *)data, size);
    if (!what) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_non_null(strstr(found, what));
    assert_null(strchr(found, '\n'));
}

#define FOREIGN(data, what) expect(ND_INPUT_AUTO, 0, data, sizeof data - 1, what)

static void formats_are_known_by_their_marks(void **state) {
    (void)state;
    char tar[512] = "news/a.txt";
    memcpy(tar + 257, "ustar", 5);
    expect(ND_INPUT_AUTO, 0, tar, sizeof tar, "or an archive, by the name of a text");
    FOREIGN("\x1f\x8b\x08rest", "unpack it");
    FOREIGN("PK\x03\x04rest", "unpack it");
    FOREIGN("%PDF-1.7\n%\xe2\xe3", "pdftotext");
    FOREIGN("WARC/1.1\r\n", "WARC");
    FOREIGN("\x89PNG\r\n\x1a\n", "picture");
    FOREIGN("\xff\xd8\xff\xe0", "picture");
    FOREIGN("GIF89a", "picture");
    FOREIGN("SQLite format 3", "SQLite");
    FOREIGN("PAR1\x15", "Parquet");
    FOREIGN("\xff\xfet\0e\0", "iconv -f UTF-16");
    FOREIGN("\xfe\xff\0t\0e", "iconv -f UTF-16");
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

static void a_page_is_foreign_unless_text_was_asked_for(void **state) {
    (void)state;
    static const char page[] = " \n<!DOCTYPE html><html>";
    FOREIGN(page, "HTML");
    FOREIGN("<HTML lang=en>", "HTML");
    FOREIGN("<p>a paragraph", NULL);
    FOREIGN("<!doctype htm", NULL);
    expect(ND_INPUT_TEXT, 0, page, sizeof page - 1, NULL);
    expect(ND_INPUT_TEXT, 0, "%PDF-1.7", 8, "PDF");
}

static void text_may_hold_a_few_nuls_and_lines_of_json_any_number(void **state) {
    (void)state;
    char text[300];
    memset(text, 'a', sizeof text);
    memset(text + 100, 0, 3);
    expect(ND_INPUT_AUTO, 0, text, sizeof text, NULL);
    text[103] = '\0';
    expect(ND_INPUT_AUTO, 0, text, sizeof text, "a binary file");
    expect(ND_INPUT_TEXT, 0, text, sizeof text, "a binary file");
    expect(ND_INPUT_AUTO, 1, text, sizeof text, NULL);
    FOREIGN("\0\0\0", "a binary file");
    FOREIGN("T\0e\0x\0t\0", "iconv -f UTF-16");
    FOREIGN("\0T\0e\0x\0t", "iconv -f UTF-16");
}

static void pages_and_false_archives_are_known_by_name(void **state) {
    (void)state;
    assert_non_null(strstr(nd_foreign_name("x.htm"), "HTML"));
    assert_non_null(strstr(nd_foreign_name("feed.rss"), "XML"));
    assert_non_null(strstr(nd_foreign_name("x.html.gz"), "HTML"));
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
        cmocka_unit_test(a_page_is_foreign_unless_text_was_asked_for),
        cmocka_unit_test(pages_and_false_archives_are_known_by_name),
        cmocka_unit_test(text_may_hold_a_few_nuls_and_lines_of_json_any_number),
    };
    return cmocka_run_group_tests_name("foreign", tests, NULL, NULL);
}
