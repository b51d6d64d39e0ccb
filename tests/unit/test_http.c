/* test_http.c - a body is what it was before it was sent, or it is said why it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "input/head.h"
#include "input/http.h"

static const char page[] = "<p>The ferry left at noon. The ferry left at noon.</p>";

struct sent {
    char   bytes[1000];
    size_t size;
};

static void deflate_page(int window, struct sent *out) {
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)page;
    stream.avail_in = sizeof page - 1;
    stream.next_out = (Bytef *)out->bytes;
    stream.avail_out = sizeof out->bytes;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->size = sizeof out->bytes - stream.avail_out;
    deflateEnd(&stream);
}

/* The body as it comes out, or the reason, in *out. */
static int receive(const char *coding, int is_chunked, const struct sent *sent, int is_cut, nd_string *out) {
    static nd_http_room room;
    nd_http_head        head = {200, {NULL, 0}, {coding, strlen(coding)}, is_chunked};
    const char         *reason = "";
    room.one.ceiling = room.other.ceiling = 1 << 17;
    int status = nd_http_body(&head, (nd_string){sent->bytes, sent->size}, is_cut, &room, out, &reason);
    if (status) *out = (nd_string){reason, strlen(reason)};
    return status;
}

static void expect(const char *coding, int is_chunked, const struct sent *sent, const char *text) {
    nd_string out;
    assert_int_equal(receive(coding, is_chunked, sent, 0, &out), ND_OK);
    assert_int_equal(out.size, strlen(text));
    assert_memory_equal(out.data, text, out.size);
}

static void expect_reason(const char *coding, int is_chunked, const struct sent *sent, const char *why) {
    nd_string out;
    assert_int_equal(receive(coding, is_chunked, sent, 0, &out), 1);
    assert_non_null(strstr(out.data, why));
}

static struct sent send_text(const char *text) {
    struct sent sent = {.size = strlen(text)};
    memcpy(sent.bytes, text, sent.size);
    return sent;
}

static void the_head_tells_status_type_and_coding(void **state) {
    (void)state;
    nd_http_head head;
    static const char text[] = "HTTP/1.1 200 OK\r\nServer\r\ncontent-type: text/html; Charset=\"utf-8\"\r\n"
                               "Transfer-Encoding: x, Chunked\r\nContent-Encoding: br\r\n\r\n";
    assert_true(nd_http_head_read((nd_string){text, sizeof text - 1}, &head));
    assert_int_equal(head.status, 200);
    assert_true(head.is_chunked);
    assert_int_equal(head.coding.size, 2);
    nd_string charset = nd_head_parameter(head.type, "charset");
    assert_int_equal(charset.size, 5);
    assert_memory_equal(charset.data, "utf-8", 5);
    assert_null(nd_head_parameter((nd_string){"text/html; charset=", 19}, "charset").data);
    assert_false(nd_http_head_read((nd_string){"GET / HTTP/1.1\r\n\r\n", 18}, &head));
    assert_false(nd_http_head_read((nd_string){"HTTP/1.1 OK\r\n\r\n", 15}, &head));
}

static void every_compression_is_undone(void **state) {
    (void)state;
    struct sent sent;
    deflate_page(15 + 16, &sent);
    expect("gzip", 0, &sent, page);
    expect("X-GZIP", 0, &sent, page);
    expect("identity, gzip", 0, &sent, page);
    deflate_page(15, &sent);
    expect("deflate", 0, &sent, page);
    deflate_page(-15, &sent);
    expect("deflate", 0, &sent, page);
    sent.size = ZSTD_compress(sent.bytes, sizeof sent.bytes, page, sizeof page - 1, 1);
    expect("zstd", 0, &sent, page);
}

static void what_has_been_undone_is_taken_as_it_stands(void **state) {
    (void)state;
    struct sent              sent = send_text(page);
    static const char *const codings[] = {"", "gzip", "deflate", "zstd", "br", "x-unknown", "gzip, br"};
    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++) {
        expect(codings[i], 0, &sent, page);
        expect(codings[i], 1, &sent, page);
    }
}

static void chunks_are_joined(void **state) {
    (void)state;
    struct sent sent = send_text("4\r\nThe \r\n00A;x=\"y\"\r\nferry left\r\n0\r\nX: y\r\n\r\n");
    expect("", 1, &sent, "The ferry left");
    sent = send_text("4\nThe \nA\nferry");
    expect("", 1, &sent, "The ferry"); /* the server went away */
    sent = send_text("4\r\nThe \r\nA");
    expect("", 1, &sent, "The ");
    sent = send_text("4\r\nThe \r\nferry");
    expect_reason("", 1, &sent, "no size");
    sent = send_text("4\r\nThe \r\nfffffffffffffffff\r\nferry");
    expect_reason("", 1, &sent, "no size");
}

static void what_is_damaged_cut_or_not_known_is_told(void **state) {
    (void)state;
    struct sent sent;
    nd_string   out;
    deflate_page(15 + 16, &sent);
    for (size_t size = 2; size < sent.size; size++) {
        struct sent cut = sent;
        cut.size = size;
        expect_reason("gzip", 0, &cut, "cut");
        assert_int_equal(receive("gzip", 0, &cut, 1, &out), ND_OK); /* as the archive says */
        assert_memory_equal(out.data ? out.data : "", page, out.size);
    }
    for (size_t at = 10; at < sent.size; at++) {
        struct sent damaged = sent;
        damaged.bytes[at] ^= 0x40;
        if (receive("gzip", 0, &damaged, 0, &out) == ND_OK) assert_memory_equal(out.data, page, sizeof page - 1);
    }
    sent.size = ZSTD_compress(sent.bytes, sizeof sent.bytes, page, sizeof page - 1, 1) - 1;
    expect_reason("zstd", 0, &sent, "cut");
    sent = send_text("\x1b\x05\x01\x02 brotli");
    expect_reason("br", 0, &sent, "brotli");
    expect_reason("snappy", 0, &sent, "not read");
    expect_reason("br,br,br,br,br", 0, &sent, "four times");
}

static void what_grows_over_the_ceiling_is_told(void **state) {
    (void)state;
    static uint8_t zeros[1 << 18];
    struct sent    sent;
    sent.size = ZSTD_compress(sent.bytes, sizeof sent.bytes, zeros, sizeof zeros, 1);
    expect_reason("zstd", 0, &sent, "longer");
    uLongf size = sizeof sent.bytes;
    assert_int_equal(compress2((Bytef *)sent.bytes, &size, zeros, sizeof zeros, 9), Z_OK);
    sent.size = size;
    expect_reason("deflate", 0, &sent, "longer");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_tells_status_type_and_coding),
        cmocka_unit_test(every_compression_is_undone),
        cmocka_unit_test(what_has_been_undone_is_taken_as_it_stands),
        cmocka_unit_test(chunks_are_joined),
        cmocka_unit_test(what_is_damaged_cut_or_not_known_is_told),
        cmocka_unit_test(what_grows_over_the_ceiling_is_told),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
