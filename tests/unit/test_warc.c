/* test_warc.c - where a record begins, what its head says, and whether it may be an article. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "input/warc.h"

static nd_string string(const char *text) {
    return (nd_string){text, strlen(text)};
}

static int begins(const char *text) {
    return nd_warc_begins((const uint8_t *)text, strlen(text));
}

static void a_record_begins_with_its_version_on_a_line(void **state) {
    (void)state;
    static const char *const yes[] = {"WARC/1.0\r\n", "WARC/1.1\n", "WARC/0.17\r\n", "WARC/0.18\r\nx"};
    static const char *const no[] = {"",           "WARC/1.0",   "WARC/1.0 \r\n", "WARC/x.0\r\n", "WARC/1-0\r\n",
                                     "WARC/1.\r\n", "warc/1.0\r\n", " WARC/1.0\r\n", "WARC/1.123\r\n", "WARC/"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) assert_true(begins(yes[i]));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) assert_false(begins(no[i]));
    const uint8_t *text = (const uint8_t *)"xWARC/1.0\r\nWARC/1.1\r\n";
    assert_int_equal(nd_warc_find(text, 21, 0, 0), 11);
    assert_int_equal(nd_warc_find(text, 21, 0, 1), 1);
    assert_int_equal(nd_warc_find(text, 21, 12, 0), 21);
    assert_int_equal(nd_warc_find(text, 20, 2, 1), 20); /* the newline is missing */
}

static void a_head_is_read_in_any_case_and_without_brackets(void **state) {
    (void)state;
    nd_warc_head head;
    assert_null(nd_warc_head_read(string("WARC/1.0\r\nwarc-type : response\r\nWARC-Target-URI: <http://x/>\r\n"
                                         "X: a\r\n folded: too\r\nCONTENT-LENGTH:  12 \r\nContent-Type: text/plain\r\n"
                                         "WARC-Truncated: length\r\nWARC-Record-ID: <urn:uuid:1>\r\n\r\n"),
                                  &head));
    assert_int_equal(head.length, 12);
    assert_int_equal(head.type.size, 8);
    assert_memory_equal(head.uri.data, "http://x/", head.uri.size);
    assert_int_equal(head.uri.size, 9);
    assert_int_equal(head.id.size, 10);
    assert_true(head.is_truncated);
}

static void expect_no_head(const char *text, const char *why) {
    nd_warc_head head;
    const char  *reason = nd_warc_head_read(string(text), &head);
    assert_non_null(reason);
    assert_non_null(strstr(reason, why));
}

static void a_head_that_lies_is_none(void **state) {
    (void)state;
    expect_no_head("GET / HTTP/1.0\r\n\r\n", "begins here");
    expect_no_head("WARC/1.0\r\nContent-Length: 1\r\n\r\n", "WARC-Type");
    expect_no_head("WARC/1.0\r\nWARC-Type: response\r\n\r\n", "no Content-Length");
    expect_no_head("WARC/1.0\r\nWARC-Type: response\r\nrubbish\r\n\r\n", "colon");
    static const char *const lengths[] = {"", "-1", "+1", "1x", "0x10", "99999999999999999999", "9223372036854775808",
                                          "18446744073709551617", "1 2"};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char text[200] = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: ";
        strcat(strcat(text, lengths[i]), "\r\n\r\n");
        expect_no_head(text, "is no length");
    }
}

/* A record of this type, address and type of content, whose content begins so. */
static int judge(const char *type, const char *uri, const char *content_type, const char *content) {
    nd_warc_head head = {string(type), string(uri), {NULL, 0}, string(content_type), strlen(content), 0};
    return nd_warc_may_be_article(&head, string(content));
}

static int judge_response(const char *head) {
    char content[400];
    strcat(strcpy(content, head), "\r\n\r\n<html>");
    return judge("response", "http://x.example/a", "application/http; msgtype=response", content);
}

static void pages_and_texts_of_the_web_may_be_articles(void **state) {
    (void)state;
    assert_int_equal(judge_response("HTTP/1.1 200 OK\r\nContent-Type: text/html"), 1);
    assert_int_equal(judge_response("HTTP/2 200\r\nServer x\r\ncontent-type: Application/XHTML+XML;charset=x"), 1);
    assert_int_equal(judge_response("HTTP/1.1 203 OK\r\nContent-Type: text/plain"), 1);
    assert_int_equal(judge_response("HTTP/1.1 200 OK"), 1); /* it begins like a page */
    assert_int_equal(judge("resource", "https://x.example/a", "text/html", "x"), 1);
    assert_int_equal(judge("resource", "file:///a", "text/plain; charset=utf-8", "x"), 1);
    assert_int_equal(judge("conversion", "http://x.example/robots.txt", "text/plain", "x"), 1);
    assert_int_equal(judge("conversion", "", "", "x"), 1);
}

static void all_else_may_not(void **state) {
    (void)state;
    static const char *const types[] = {"warcinfo", "request", "metadata", "revisit", "continuation", "x"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        assert_int_equal(judge(types[i], "http://x.example/", "text/html", "x"), 0);
    static const char *const heads[] = {
        "HTTP/1.1 301 Moved\r\nContent-Type: text/html", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html",
        "HTTP/1.1 500 x\r\nContent-Type: text/html",     "HTTP/1.1 206 x\r\nContent-Type: text/html",
        "HTTP/1.1 200 OK\r\nContent-Type: image/png",    "HTTP/1.1 200 OK\r\nContent-Type: application/json",
        "HTTP/1.1 200 OK\r\nContent-Type: text/htmlx",   "HTTP/1.1 x\r\nContent-Type: text/html",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip",     "nothing of HTTP"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) assert_int_equal(judge_response(heads[i]), 0);
    static const char *const addresses[] = {"metadata://wget.log", "urn:text:http://x.example/", "dns:x.example",
                                            "http://x.example/robots.txt", "http://x.example/ads.txt?x",
                                            "http://x.example/.well-known/Security.txt"};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        assert_int_equal(judge("resource", addresses[i], "text/plain", "x"), 0);
    assert_int_equal(judge("response", "http://x.example/robots.txt", "application/http",
                           "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nx"), 0);
    assert_int_equal(judge("resource", "http://x.example/", "image/jpeg", "x"), 0);
}

static void what_has_not_been_seen_is_not_judged(void **state) {
    (void)state;
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nx";
    nd_warc_head      head = {string("response"), string("http://x/"), {NULL, 0}, string("application/http"),
                              sizeof text - 1, 0};
    for (size_t size = 0; size < sizeof text - 1; size++)
        assert_int_equal(nd_warc_may_be_article(&head, (nd_string){text, size}), size < sizeof text - 2 ? -1 : 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_begins_with_its_version_on_a_line),
        cmocka_unit_test(a_head_is_read_in_any_case_and_without_brackets),
        cmocka_unit_test(a_head_that_lies_is_none),
        cmocka_unit_test(pages_and_texts_of_the_web_may_be_articles),
        cmocka_unit_test(all_else_may_not),
        cmocka_unit_test(what_has_not_been_seen_is_not_judged),
    };
    return cmocka_run_group_tests_name("warc", tests, NULL, NULL);
}
