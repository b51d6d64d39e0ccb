/*
 * inputs.c - made with libarchive and zlib before anything fails. Each has what its reader takes another way for:
 * another encoding, compression around and within, numbers that do not fit.
 */
#include "inputs.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tree.h"

/* One file for each reader, and for what comes before it. */
static const struct {
    const char *name, *bytes;
} mixed[] = {
    {"mixed/front.md", "---\ntitle: Ferry\ndate: 2024-05-01\nurl: https://wave.example/f\n---\nThe ferry sails.\n"},
    {"mixed/table.csv", "id,title,text\n1,Ferry,\"The \"\"ferry\"\"\nsails again.\"\n2,Roses,Roses want water.\n"},
    {"mixed/page.html",
     "<html><head><meta charset=windows-1251><title>\317\340\360\356\354</title></head><body><article><p>\317\340\360"
     "\356\354 \342\373\351\344\345\362 \342 \354\356\360\345 \342 \357\356\355\345\344\345\353\374\355\350\352, "
     "\361\356\356\341\371\350\353\350 \342\367\345\360\340.</p></article></body></html>\n"},
    {"mixed/twice.txt", "\303\203\302\251t\303\203\302\251 d\303\203\302\251j\303\203\302\240 l\303\203\302\240\n"},
    {"mixed/two.json",
     "[{\"id\": 123456789012345678901, \"text\": \"The ferry sails.\"},\n{\"id\": 2, \"text\": \"Roses.\"}]\n"}};

/* In KOI8-R, and enough of it to be detected. */
static void save_detected(void) {
    static const char sentence[] = "\360\301\322\317\315 \327\331\312\304\305\324 \327 \315\317\322\305 \327 "
                                   "\320\317\316\305\304\305\314\330\316\311\313 \325\324\322\317\315. ";
    char text[16 * sizeof sentence] = "";
    for (int i = 0; i < 8; i++) strcat(text, sentence);
    tree_save_file("mixed/koi8.txt", text, strlen(text));
}

static void save_packed(const char *path, int filter, int format, size_t begin, size_t end) {
    struct archive *archive = archive_write_new();
    int             status = archive_write_add_filter(archive, filter);
    if (!status) status = archive_write_set_format(archive, format);
    if (!status) status = archive_write_open_filename(archive, path);
    for (size_t i = begin; !status && i < end; i++) {
        struct archive_entry *entry = archive_entry_new();
        size_t                size = strlen(mixed[i].bytes);
        archive_entry_set_pathname(entry, mixed[i].name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, (la_int64_t)size);
        status = archive_write_header(archive, entry);
        if (!status && archive_write_data(archive, mixed[i].bytes, size) != (la_ssize_t)size) status = 1;
        archive_entry_free(entry);
    }
    if (status || archive_write_free(archive)) {
        fprintf(stderr, "%s: cannot be made\n", path);
        exit(2);
    }
}

/* A record of a web archive, which holds a page in KOI8-R that was sent in chunks and compressed. */
static size_t make_record(const char *name, char *out, size_t room) {
    static const char page[] = "<html><article><p>\360\301\322\317\315 \327\331\312\304\305\324.</p></article></html>";
    uint8_t  packed[256];
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)page, .avail_in = sizeof page - 1};
    stream.next_out = packed;
    stream.avail_out = sizeof packed;
    if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, 0) || deflate(&stream, Z_FINISH) != Z_STREAM_END) abort();
    deflateEnd(&stream);
    char   body[512];
    size_t size = sizeof packed - stream.avail_out;
    int    head = snprintf(body, sizeof body,
                           "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\nContent-Encoding: gzip\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", size);
    memcpy(body + head, packed, size);
    memcpy(body + (size_t)head + size, "\r\n0\r\n\r\n", 7);
    size += (size_t)head + 7;
    int before = snprintf(out, room, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.example/%s\r\n"
                          "Content-Type: application/http\r\nContent-Length: %zu\r\n\r\n", name, size);
    memcpy(out + before, body, size);
    memcpy(out + (size_t)before + size, "\r\n\r\n", 4);
    return (size_t)before + size + 4;
}

/* The records as they are, and each in a gzip member of its own. */
static void save_warc(void) {
    static const char *const names[] = {"ferry", "roses", "ferry-again"};
    char   all[4096];
    size_t size = 0;
    gzFile packed = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t begin = size;
        size += make_record(names[i], all + size, 1024);
        packed = gzopen("pages.warc.gz", "ab");
        if (!packed || gzwrite(packed, all + begin, (unsigned)(size - begin)) <= 0 || gzclose(packed)) abort();
    }
    tree_save_file("pages.warc", all, size);
}

void inputs_save(void) {
    size_t count = sizeof mixed / sizeof *mixed;
    for (size_t i = 0; i < count; i++) tree_save_file(mixed[i].name, mixed[i].bytes, strlen(mixed[i].bytes));
    save_detected();
    save_packed("mixed.tar.gz", ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR, 0, count);
    save_warc();
    save_packed("table.csv.xz", ARCHIVE_FILTER_XZ, ARCHIVE_FORMAT_RAW, 1, 2);
}
