/* test_read_warc.c - a record is an article with the address it was fetched from, or it is said why it is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "input/read_html.h"
#include "input/read_text.h"
#include "input/read_warc.h"

static nd_parser  parser;
static nd_article article;
static char       reason[200];

static int read_record(const char *type, const char *more, const char *content, size_t size) {
    static char record[4000];
    nd_finding  finding = {.reason = NULL};
    int         head = snprintf(record, sizeof record, "WARC/1.1\r\nWARC-Type: %s\r\n%sContent-Length: %zu\r\n\r\n",
                                type, more, size);
    memcpy(record + head, content, size);
    parser.html = nd_read_html;
    parser.text = nd_read_text;
    parser.most = 100000;
    int status = nd_read_warc(&parser, (nd_string){record, (size_t)head + size}, &article, &finding, NULL);
    snprintf(reason, sizeof reason, "%s", finding.reason ? finding.reason : "");
    nd_finding_free(&finding);
    return status;
}

static int read_response(const char *more, const char *content) {
    return read_record("response", more, content, strlen(content));
}

static void expect(nd_string found, const char *text) {
    assert_int_equal(found.size, strlen(text));
    if (found.size) assert_memory_equal(found.data, text, found.size);
}

#define ADDRESS "WARC-Target-URI: <https://News.example/ferry>\r\nContent-Type: application/http;msgtype=response\r\n"
#define PARAGRAPH "The ferry left the northern pier at noon on Tuesday with forty people aboard."

static void a_page_has_the_address_of_its_record(void **state) {
    (void)state;
    assert_int_equal(read_response(ADDRESS "WARC-Date: 2024-07-01T00:00:00Z\r\n",
                                   "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>Ferry</title>"
                                   "<link rel=canonical href=https://other.example/x></head><article><p>" PARAGRAPH
                                   "</article>"), ND_OK);
    expect(article.url, "https://News.example/ferry");
    expect(article.title, "Ferry");
    expect(article.text, PARAGRAPH);
    assert_null(article.id.data); /* the registry gives it the url */
    assert_null(article.date.data);
    assert_int_equal(article.time, ND_NO_TIME);
    assert_string_equal(reason, "");
}

static void a_text_without_an_address_has_the_id_of_its_record(void **state) {
    (void)state;
    static const char text[] = "The ferry.";
    assert_int_equal(read_record("conversion", "WARC-Record-ID: <urn:uuid:7>\r\n", text, 10), 0);
    expect(article.id, "urn:uuid:7");
    expect(article.text, text);
    assert_int_equal(read_record("conversion", "WARC-Target-URI: http://x.example:80/a\r\n", text, 10), 0);
    expect(article.outlet, "x.example");
    expect(article.url, "http://x.example:80/a");
}

static void the_charset_of_http_stands_before_that_of_the_page(void **state) {
    (void)state;
    assert_int_equal(read_response(ADDRESS, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n"
                                            "<meta charset=iso-8859-1><article><p>\xcf\xe0\xf0\xee\xec"), 0);
    expect(article.text, "\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbc");
    assert_null(parser.label.data); /* not for the next */
    assert_int_equal(read_response(ADDRESS, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n"
                                            "\xf0\xc1\xd2\xcf\xcd"), 0);
    expect(article.text, "\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbc");
}

/* Servers name one encoding for all they send more often than text is UTF-8 by chance. */
static void what_is_utf8_is_not_spoilt_by_a_charset(void **state) {
    (void)state;
    assert_int_equal(read_response(ADDRESS, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"
                                            "<article><p>d\xc3\xa9j\xc3\xa0 vu"), 0);
    expect(article.text, "d\xc3\xa9j\xc3\xa0 vu");
    assert_int_equal(read_response(ADDRESS, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n"
                                            "d\xe9j\xe0 vu"), 0);
    expect(article.text, "d\xc3\xa9j\xc3\xa0 vu");
    assert_int_equal(read_response(ADDRESS, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                                            "d\xe9j\xe0 vu"), 0);
    expect(article.text, "d\xc3\xa9j\xc3\xa0 vu"); /* and what says so is not always UTF-8 */
}

static void chunks_are_undone(void **state) {
    (void)state;
    assert_int_equal(read_response(ADDRESS, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                                            "Transfer-Encoding: chunked\r\n\r\n"
                                            "4\r\nThe \r\n5\r\nferry\r\n0\r\n\r\n"), 0);
    expect(article.text, "The ferry");
}

static void expect_refused(int status, const char *why) {
    assert_int_equal(status, 1);
    assert_non_null(strstr(reason, why));
}

static void what_is_damaged_is_told(void **state) {
    (void)state;
    nd_finding finding = {.reason = NULL};
    expect_refused(read_response(ADDRESS, "rubbish"), "no head of HTTP");
    expect_refused(read_response(ADDRESS, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n"
                                          "\x1b\x01\x02\x03"), "brotli");
    static const char *const records[] = {"", "rubbish", "WARC/1.0\r\n",
                                          "WARC/1.0\r\nWARC-Type: x\r\nContent-Length: 1\r\n",
                                          "WARC/1.0\r\nWARC-Type: x\r\nContent-Length: 2\r\n\r\nx",
                                          "WARC/1.0\r\nWARC-Type: x\r\nContent-Length: -2\r\n\r\nx"};
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        nd_string bytes = {records[i], strlen(records[i])};
        assert_int_equal(nd_read_warc(&parser, bytes, &article, &finding, NULL), 1);
        assert_non_null(finding.reason);
        assert_int_equal(finding.kind, ND_PROBLEM_BAD_RECORD);
        nd_finding_free(&finding);
        finding.reason = NULL;
    }
}

static int free_parser(void **state) {
    (void)state;
    nd_read_html_free(&parser);
    nd_read_warc_free(&parser);
    nd_buf_free(&parser.utf8);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_has_the_address_of_its_record),
        cmocka_unit_test(a_text_without_an_address_has_the_id_of_its_record),
        cmocka_unit_test(the_charset_of_http_stands_before_that_of_the_page),
        cmocka_unit_test(what_is_utf8_is_not_spoilt_by_a_charset),
        cmocka_unit_test(chunks_are_undone),
        cmocka_unit_test(what_is_damaged_is_told),
    };
    return cmocka_run_group_tests_name("read_warc", tests, NULL, free_parser);
}
