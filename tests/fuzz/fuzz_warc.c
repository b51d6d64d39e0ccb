/*
 * fuzz_warc.c - PROPERTY: what was put into a web archive comes out of it, text for text, however the texts are
 * chunked and compressed, whatever stands between them, however the records share gzip members, and in whatever pieces
 * the file is read. When one record is damaged, all others still come out.
 */
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "fuzz.h"
#include "input/read_html.h"
#include "input/read_text.h"
#include "input/read_warc.h"
#include "input/stream.h"
#include "input/warc_cut.h"

#define RECORDS 8
#define TEXT_BYTES 1024
#define FILE_BYTES 60000 /* fits a pipe */

struct text {
    char   bytes[TEXT_BYTES * 3];
    size_t size;
};

struct file {
    uint8_t bytes[FILE_BYTES];
    size_t  size;
};

/* What the fuzzer chose of the archive. */
struct plan {
    int      is_packed, is_damaged;
    unsigned records, damaged;
};

static struct text texts[RECORDS];
static struct file file;

static void add(struct text *text, const char *bytes, size_t size) {
    REQUIRE(text->size + size <= sizeof text->bytes);
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
}

/* Letters, so that no encoding and no front matter is found in it; and lines that look like the head of a record, but
 * not beside damage, where they may be taken for one. */
static void choose_text(struct choices *choices, int has_marks, struct text *text) {
    static const char letters[] = "abcdefgh WARC.10\r\n:";
    size_t            size = choose(choices, 256) * 4;
    text->size = 0;
    add(text, "The ferry ", 10);
    for (size_t i = 0; i < size && text->size < TEXT_BYTES; i++) {
        uint32_t letter = choose(choices, sizeof letters + 2);
        if (letter < sizeof letters - 1) add(text, letters + letter, 1);
        else add(text, "\r\n\r\nWARC/1.0\r\n", letter & 1 && has_marks ? 14 : 4);
    }
}

static void gzip(const void *data, size_t size, struct text *out) {
    z_stream stream = {0};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)data;
    stream.avail_in = (uInt)size;
    stream.next_out = (Bytef *)out->bytes + out->size;
    stream.avail_out = (uInt)(sizeof out->bytes - out->size);
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out->size = sizeof out->bytes - stream.avail_out;
    deflateEnd(&stream);
}

static void add_chunks(struct choices *choices, const struct text *body, struct text *out) {
    char line[32];
    for (size_t at = 0, size; at < body->size; at += size) {
        size = 16 + choose(choices, 234);
        if (size > body->size - at) size = body->size - at;
        add(out, line, (size_t)snprintf(line, sizeof line, "%zx%s\r\n", size, size & 1 ? ";x=y" : ""));
        add(out, body->bytes + at, size);
        add(out, "\r\n", 2);
    }
    add(out, "0\r\n\r\n", 5);
}

/* A response of HTTP around the text, or the text itself. */
static void wrap(struct choices *choices, const struct text *text, int is_http, struct text *out) {
    static struct text body;
    char               head[200];
    out->size = body.size = 0;
    if (!is_http) {
        add(out, text->bytes, text->size);
        return;
    }
    uint32_t how = choose(choices, 4);
    if (how & 1) gzip(text->bytes, text->size, &body);
    else body = *text;
    int size = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n%s%s\r\n",
                        how & 1 ? "Content-Encoding: gzip\r\n" : "", how & 2 ? "Transfer-Encoding: chunked\r\n" : "");
    add(out, head, (size_t)size);
    if (how & 2) add_chunks(choices, &body, out);
    else add(out, body.bytes, body.size);
}

/* A byte is replaced by one that is no digit, or some are left out: never as many as a record has. */
static void damage(struct choices *choices, struct text *record) {
    size_t at = (choose(choices, 256) * 256 + choose(choices, 256)) % record->size;
    size_t size = 1 + choose(choices, 32);
    if (size > record->size - at) size = record->size - at;
    if (choose(choices, 2)) {
        memset(record->bytes + at, 'x' + (int)choose(choices, 100), size);
        return;
    }
    memmove(record->bytes + at, record->bytes + at + size, record->size - at - size);
    record->size -= size;
}

static void put(struct file *out, const struct text *bytes) {
    REQUIRE(out->size + bytes->size <= sizeof out->bytes);
    memcpy(out->bytes + out->size, bytes->bytes, bytes->size);
    out->size += bytes->size;
}

static void put_record(struct choices *choices, const struct plan *plan, unsigned number) {
    static const char *const versions[] = {"0.17", "0.18", "1.0", "1.1"};
    static struct text       body, record, member;
    char                     head[300];
    uint32_t                 kind = choose(choices, 3), version = choose(choices, 4);
    static const char *const types[] = {"response", "resource", "conversion"};
    wrap(choices, &texts[number], kind == 0, &body);
    int size = snprintf(head, sizeof head,
                        "WARC/%s\r\nWARC-Type: %s\r\nWARC-Target-URI: http://x.example/%u\r\n"
                        "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
                        versions[version], types[kind], number, kind ? "text/plain" : "application/http", body.size);
    record.size = member.size = 0;
    add(&record, head, (size_t)size);
    add(&record, body.bytes, body.size);
    add(&record, "\r\n\r\n", 4);
    int is_damaged = plan->is_damaged && plan->damaged == number;
    if (is_damaged && !plan->is_packed) damage(choices, &record);
    if (!plan->is_packed) {
        put(&file, &record);
        return;
    }
    gzip(record.bytes, record.size, &member);
    if (is_damaged) damage(choices, &member);
    put(&file, &member);
}

/* The next of the texts that were put in is `number` or, if that one was damaged, a later one. */
static void take(nd_parser *parser, nd_string bytes, const struct plan *plan, unsigned *next) {
    nd_article article;
    nd_finding finding = {.reason = NULL};
    nd_error   error;
    int        status = nd_read_warc(parser, bytes, &article, &finding, &error);
    REQUIRE(status == 0 || status == 1);
    REQUIRE(status == 0 || finding.reason);
    REQUIRE(plan->is_damaged || (status == 0 && *next < plan->records));
    char     expected[40];
    size_t   size = (size_t)snprintf(expected, sizeof expected, "http://x.example/%u", *next);
    if (*next == plan->damaged && plan->is_damaged) { /* may be missing, or anything */
        nd_string damaged = {expected, size};
        if (status || same_string(article.url, damaged)) status = 1;
        else size = (size_t)snprintf(expected, sizeof expected, "http://x.example/%u", *next + 1);
    }
    if (status == 0 && *next < plan->records && same_string(article.url, (nd_string){expected, size})) {
        *next += *next == plan->damaged && plan->is_damaged;
        REQUIRE(same_string(article.text, (nd_string){texts[*next].bytes, texts[*next].size}));
        (*next)++;
    } else {
        REQUIRE(plan->is_damaged);
    }
    nd_finding_free(&finding);
}

static void open_stream(nd_stream *stream, const struct plan *plan, nd_unpack **unpack) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    REQUIRE(write(ends[1], file.bytes, file.size) == (ssize_t)file.size);
    close(ends[1]);
    *stream = (nd_stream){.fd = ends[0], .max_record_bytes = 1 << 16};
    if (!plan->is_packed) return;
    nd_packed   packed = {.fd = ends[0]};
    const char *name;
    REQUIRE(nd_file_read(ends[0], &packed.ahead, 512) > 0);
    REQUIRE(nd_unpack_new(&packed, unpack, NULL) == ND_OK);
    int found = nd_unpack_next(*unpack, &name);
    if (found < 0) found = nd_unpack_next(*unpack, &name);
    nd_stream_open_member(stream, *unpack, 1 << 16);
    stream->ended = found == 0;
}

static void read_back(struct choices *choices, const struct plan *plan) {
    nd_stream  stream;
    nd_unpack *unpack = NULL;
    nd_parser  parser = {.html = nd_read_html, .text = nd_read_text, .most = 1 << 16};
    nd_buf     bytes = {0};
    nd_span    span;
    unsigned   next = 0;
    open_stream(&stream, plan, &unpack);
    nd_stream_begin(&stream, ND_SHAPE_WARC, 0, 0);
    stream.block_bytes = 1 + choose(choices, 255);
    if (choose(choices, 2)) stream.block_bytes *= 300;
    for (int goes_on = 1; goes_on;) {
        int has_read = !stream.carry.size;
        if (nd_stream_fill(&stream, &bytes)) {
            REQUIRE(plan->is_damaged && plan->is_packed);
            goes_on = nd_stream_resume(&stream, &bytes, NULL);
            continue;
        }
        while (nd_stream_next(&stream, &bytes, &span))
            take(&parser, (nd_string){(const char *)bytes.data + span.at, span.too_long ? 0 : span.size}, plan, &next);
        goes_on = !stream.ended || stream.carry.size;
        if (has_read && !choose(choices, 3)) {
            REQUIRE(nd_stream_pause(&stream, &bytes, NULL) == ND_OK);
            bytes.size = 0;
        }
    }
    REQUIRE(next == plan->records || (plan->is_damaged && next == plan->damaged && next + 1 == plan->records));
    nd_stream_close(&stream);
    nd_unpack_free(unpack);
    nd_read_html_free(&parser);
    nd_read_warc_free(&parser);
    nd_buf_free(&parser.utf8);
    nd_buf_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct choices choices = {data, data + size};
    struct plan    plan = {.is_packed = (int)choose(&choices, 2), .is_damaged = (int)choose(&choices, 2)};
    plan.records = 1 + choose(&choices, RECORDS);
    plan.damaged = choose(&choices, plan.records);
    file.size = 0;
    for (unsigned i = 0; i < plan.records; i++) {
        choose_text(&choices, !plan.is_damaged, &texts[i]);
        put_record(&choices, &plan, i);
    }
    if (!plan.is_packed || nd_unpack_knows(file.bytes, file.size)) read_back(&choices, &plan); /* else it is a text */
    return 0;
}
