/*
 * test_readers.c - one contract for all readers: every format that a reader can be asked for has a sample here, and
 * each sample is read whole, cut at every byte, in pieces of every size through a pipe, with the line ends of Windows,
 * behind a byte order mark, packed in every way, with a field of many megabytes, over the ceiling, and empty.
 */
#define _GNU_SOURCE /* pipe2, O_DIRECT */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "newsdup_io.h"
#include "packed.h"
#include "scratch.h"

#define MOST 8
#define HUGE_BYTES ((size_t)24 << 20)
#define LONG_BYTES ((size_t)66000)
#define PACKET 4096 /* at most in one */
#define CEILING ((size_t)1 << 20)
#define PROSE \
    "sails again on Monday, said the port office, which had promised as much a week ago and had not kept its word."

#define WARC(type, content_type, content) \
    "WARC/1.0\nWARC-Type: " type "\nContent-Type: " content_type "\nContent-Length: @@@@@@@@\n\n" content

/* A file of `head`, the records with `between` between them, and `tail`. A record may be made longer at its '~', which
 * stands for nothing else; where "@@@@@@@@" stands, the number of bytes behind its empty line is put. */
static const struct sample {
    const char     *name; /* of its file */
    nd_input_format format;
    const char     *head, *records[MOST], *between, *tail;
    const char     *texts[MOST];
    int             is_one;       /* the file is a record: a part of it is an article too */
    int             tells_of_end; /* a file that is cut anywhere behind its head is told of */
} samples[] = {
    {"a.txt", ND_INPUT_TEXT, "", {"The ferry\n~" PROSE "\n"}, "", "", {"The ferry\n" PROSE "\n"}, 1, 0},
    {"b.md", ND_INPUT_TEXT, "---\ntitle: Ferry\ndate: 2024-05-01\n---\n", {"The ~ferry " PROSE}, "", "",
     {"The ferry " PROSE}, 1, 0},
    {"c.json", ND_INPUT_JSON, "", {"{\"id\": \"1\",\n \"text\": \"The ~ferry\\n\\u00e9\"}"}, "", "\n",
     {"The ferry\n\u00e9"}, 1, 0},
    {"d.json", ND_INPUT_JSON, "[", {"{\"id\": 1, \"text\": \"one ~[{\"}", "{\"id\": 2, \"text\": \"two\"}"}, ",\n", "]",
     {"one [{", "two"}, 0, 1},
    {"e.jsonl", ND_INPUT_JSONL, "", {"{\"id\": 1, \"text\": \"~one\"}", "{\"id\": 2, \"text\": \"two\"}"}, "\n", "\n",
     {"one", "two"}, 0, 0},
    {"f.csv", ND_INPUT_CSV, "id,text\n", {"1,\"~one, \"\"1\"\"\nand more\"", "2,\"two\""}, "\n", "\n",
     {"one, \"1\"\nand more", "two"}, 0, 0},
    {"g.tsv", ND_INPUT_CSV, "id\ttext\n", {"1\t\"~one\"", "2\t\"two\""}, "\n", "\n", {"one", "two"}, 0, 0},
    {"h.html", ND_INPUT_HTML, "<!DOCTYPE html>\n<html><head><title>Ferry</title></head><body>",
     {"<article><p>The ferry ~" PROSE "</p></article>"}, "", "</body></html>\n", {"The ferry " PROSE}, 1, 0},
    {"i.warc", ND_INPUT_WARC, "",
     {WARC("resource", "text/html", "<html><p>The ferry ~" PROSE "</p></html>"), WARC("resource", "text/plain", "two")},
     "\n\n", "\n\n", {"The ferry " PROSE, "two"}, 0, 0},
    {"j.wet", ND_INPUT_WARC, "", {WARC("conversion", "text/plain", "~one"), WARC("conversion", "text/plain", "two")},
     "\n\n", "\n\n", {"one", "two"}, 0, 0}};
#define SAMPLES (sizeof samples / sizeof *samples)

/* ---- reading ------------------------------------------------------------------------------------ */

struct found {
    char  *texts[MOST];
    size_t sizes[MOST];
    size_t count, problems;
};

static void note_problem(void *context, nd_problem_kind kind, const char *place, const char *reason) {
    struct found *found = context;
    assert_in_range(kind, 0, ND_PROBLEM_KINDS - 1);
    assert_true(place[0] && reason[0] && !strchr(reason, '\n'));
    found->problems++;
}

static void read_path(const char *path, nd_input_format format, size_t most, struct found *found) {
    nd_read_options options;
    nd_article      article;
    nd_error        error = {0};
    int             more;
    nd_read_options_init(&options);
    options.format = format;
    options.problem = note_problem;
    options.problem_context = found;
    if (most) options.max_record_bytes = most;
    *found = (struct found){.count = 0};
    nd_reader *reader = nd_reader_new(&options, &error);
    assert_non_null(reader);
    assert_int_equal(nd_reader_add(reader, path, &error), ND_OK);
    while ((more = nd_reader_next(reader, &article, &error)) == 1) {
        assert_in_range(found->count, 0, MOST - 1);
        char *text = malloc(article.text.size + 1);
        assert_non_null(text);
        if (article.text.size) memcpy(text, article.text.data, article.text.size);
        text[article.text.size] = '\0';
        found->sizes[found->count] = article.text.size;
        found->texts[found->count++] = text;
    }
    assert_int_equal(more, 0);
    nd_reader_free(reader);
}

static void forget(struct found *found) {
    for (size_t i = 0; i < found->count; i++) free(found->texts[i]);
}

static void expect_whole(const struct sample *sample, const struct found *found, const char *how) {
    size_t count = 0;
    while (sample->texts[count]) count++;
    if (found->count != count) fail_msg("%s %s: %zu articles of %zu", sample->name, how, found->count, count);
    if (found->problems) fail_msg("%s %s: %zu problems", sample->name, how, found->problems);
    for (size_t i = 0; i < count; i++)
        if (strcmp(found->texts[i], sample->texts[i]))
            fail_msg("%s %s: \"%s\" for \"%s\"", sample->name, how, found->texts[i], sample->texts[i]);
}

/* ---- making files ------------------------------------------------------------------------------- */

struct bytes {
    char  *data;
    size_t size;
    size_t ends[MOST]; /* of records */
};

/* Appends the text, with `filler` bytes of words at its '~'. */
static void put(struct bytes *into, const char *text, size_t filler) {
    static const char words[] = "a word of many ";
    into->data = realloc(into->data, into->size + strlen(text) + filler + 1);
    assert_non_null(into->data);
    for (; *text; text++) {
        if (*text != '~') into->data[into->size++] = *text;
        else for (size_t i = 0; i < filler; i++) into->data[into->size++] = words[i % (sizeof words - 1)];
    }
    into->data[into->size] = '\0';
}

/* The length of the record that begins at `from`, if it has a place for it. */
static void put_length(struct bytes *bytes, size_t from) {
    char  digits[32];
    char *place = strstr(bytes->data + from, "@@@@@@@@");
    if (!place) return;
    size_t content = (size_t)(strstr(place, "\n\n") + 2 - bytes->data);
    snprintf(digits, sizeof digits, "%08zu", bytes->size - content);
    memcpy(place, digits, 8);
}

/* The first record is made longer by `filler` bytes. */
static struct bytes make(const struct sample *sample, size_t filler) {
    struct bytes bytes = {.size = 0};
    put(&bytes, sample->head, 0);
    for (size_t i = 0; sample->records[i]; i++) {
        if (i) put(&bytes, sample->between, 0);
        size_t from = bytes.size;
        put(&bytes, sample->records[i], i ? 0 : filler);
        put_length(&bytes, from);
        bytes.ends[i] = bytes.size;
    }
    put(&bytes, sample->tail, 0);
    return bytes;
}

/* In the place of the one before, which is not written over: some file systems wait for the disk then. */
static const char *write_again(struct scratch *scratch, const char *name, const char *data, size_t size) {
    remove(scratch_path(scratch, name));
    return scratch_write(scratch, name, data, size);
}

static void read_bytes(const struct sample *sample, const char *data, size_t size, size_t most, struct found *found) {
    struct scratch scratch;
    scratch_make(&scratch);
    read_path(scratch_write(&scratch, sample->name, data, size), ND_INPUT_AUTO, most, found);
    scratch_remove(&scratch);
}

/* ---- the contract ------------------------------------------------------------------------------- */

static void every_format_has_a_sample_that_is_read(void **state) {
    nd_read_options options;
    nd_error        error;
    nd_read_options_init(&options);
    (void)state;
    for (int format = ND_INPUT_AUTO + 1;; format++) {
        size_t of_it = 0;
        options.format = (nd_input_format)format;
        nd_reader *reader = nd_reader_new(&options, &error);
        if (!reader) break;
        nd_reader_free(reader);
        for (size_t i = 0; i < SAMPLES; i++) of_it += (int)samples[i].format == format;
        if (!of_it) fail_msg("no sample of format %d: the contract does not know it", format);
    }
    for (size_t i = 0; i < SAMPLES; i++) {
        struct bytes bytes = make(&samples[i], 0);
        struct found found;
        read_bytes(&samples[i], bytes.data, bytes.size, 0, &found);
        expect_whole(&samples[i], &found, "whole");
        forget(&found);
        free(bytes.data);
    }
}

/* Records before the cut are as they were; one that is cut, or an end that is missing, is told. */
static void expect_cut(const struct sample *sample, const struct bytes *bytes, size_t cut, const struct found *found) {
    size_t whole = 0, begin = strlen(sample->head);
    if (sample->is_one) {
        assert_in_range(found->count, 0, 1);
        return;
    }
    for (; sample->records[whole] && bytes->ends[whole] <= cut; whole++) {
        if (found->count <= whole || strcmp(found->texts[whole], sample->texts[whole]))
            fail_msg("%s cut at %zu: record %zu is not read", sample->name, cut, whole + 1);
        begin = bytes->ends[whole] + strlen(sample->between);
    }
    /* The first of two marks, behind which the field goes on, may be the last of it. */
    if (sample->format == ND_INPUT_CSV && cut && bytes->data[cut - 1] == '"') return;
    int is_within = sample->records[whole] && cut > begin;
    if (found->count > whole) fail_msg("%s cut at %zu: half a record is an article", sample->name, cut);
    if ((is_within || (sample->tells_of_end && cut > strlen(sample->head))) && !found->problems)
        fail_msg("%s cut at %zu: nothing is told", sample->name, cut);
}

static void cut_at_every_byte(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct bytes   bytes = make(&samples[i], 0);
        struct scratch scratch;
        scratch_make(&scratch);
        for (size_t cut = 0; cut < bytes.size; cut++) {
            struct found found;
            read_path(write_again(&scratch, samples[i].name, bytes.data, cut), ND_INPUT_AUTO, 0, &found);
            expect_cut(&samples[i], &bytes, cut, &found);
            forget(&found);
        }
        scratch_remove(&scratch);
        free(bytes.data);
    }
}

struct feed {
    const char *data;
    size_t      size, lead, piece; /* of which `lead` bytes come in large pieces */
    int         fd;
};

/* Each write is a packet of its own, and a read(2) gives no more than one. */
static void *feed(void *context) {
    struct feed *feed = context;
    for (size_t at = 0, size; at < feed->size; at += size) {
        size = at < feed->lead ? PACKET : feed->piece;
        if (at < feed->lead && size > feed->lead - at) size = feed->lead - at;
        if (size > feed->size - at) size = feed->size - at;
        if (write(feed->fd, feed->data + at, size) != (ssize_t)size) break;
    }
    close(feed->fd);
    return NULL;
}

static void read_in_pieces(struct feed out, nd_input_format format, struct found *found) {
    int       ends[2], input = dup(STDIN_FILENO);
    pthread_t thread;
    assert_int_equal(pipe2(ends, O_DIRECT), 0);
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20); /* or else less, and slower */
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    out.fd = ends[1];
    assert_int_equal(pthread_create(&thread, NULL, feed, &out), 0);
    read_path("-", format, 0, found);
    assert_int_equal(pthread_join(thread, NULL), 0);
    if (input >= 0) {
        dup2(input, STDIN_FILENO);
        close(input);
    }
}

static void in_pieces_of_every_size_through_a_pipe(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct bytes bytes = make(&samples[i], 0);
        for (size_t piece = 1; piece <= bytes.size; piece++) {
            struct found found;
            char         how[40];
            snprintf(how, sizeof how, "in pieces of %zu", piece);
            read_in_pieces((struct feed){bytes.data, bytes.size, 0, piece, -1}, samples[i].format, &found);
            expect_whole(&samples[i], &found, how);
            forget(&found);
        }
        free(bytes.data);
    }
}

/* What is read after the format has been found out, which takes 64 KiB. */
static void a_long_file_ends_in_pieces_of_every_size(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct bytes bytes = make(&samples[i], LONG_BYTES);
        size_t       end = bytes.size - LONG_BYTES - strlen(samples[i].head), count = 0;
        while (samples[i].texts[count]) count++;
        for (size_t piece = 1; piece <= end; piece++) {
            struct found found;
            struct feed  out = {bytes.data, bytes.size, bytes.size - end, piece, -1};
            read_in_pieces(out, samples[i].format, &found);
            assert_int_equal(found.count, count);
            assert_int_equal(found.problems, 0);
            assert_in_range(found.sizes[0], strlen(samples[i].texts[0]) + LONG_BYTES - 2,
                            strlen(samples[i].texts[0]) + LONG_BYTES);
            for (size_t j = 1; j < count; j++) assert_string_equal(found.texts[j], samples[i].texts[j]);
            forget(&found);
        }
        free(bytes.data);
    }
}

static void drop_returns(char *text) {
    char *to = text;
    for (; *text; text++)
        if (*text != '\r') *to++ = *text;
    *to = '\0';
}

static void with_the_line_ends_of_windows(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct bytes bytes = make(&samples[i], 0);
        struct found found;
        char         text[2048];
        size_t       size = 0;
        for (size_t at = 0; at < bytes.size; at++) {
            if (bytes.data[at] == '\n') text[size++] = '\r';
            text[size++] = bytes.data[at];
        }
        read_bytes(&samples[i], text, size, 0, &found);
        for (size_t j = 0; j < found.count; j++) drop_returns(found.texts[j]);
        expect_whole(&samples[i], &found, "with CR LF");
        forget(&found);
        free(bytes.data);
    }
}

static void behind_a_byte_order_mark(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct bytes bytes = make(&samples[i], 0);
        struct found found;
        char         text[2048] = "\xef\xbb\xbf";
        memcpy(text + 3, bytes.data, bytes.size);
        read_bytes(&samples[i], text, bytes.size + 3, 0, &found);
        expect_whole(&samples[i], &found, "behind a byte order mark");
        forget(&found);
        free(bytes.data);
    }
}

static void empty_files_hold_nothing(void **state) {
    static const char *const empty[] = {"", " ", "\n", " \t\r\n\r\n \n", "\xef\xbb\xbf", "\xef\xbb\xbf\n \n"};
    (void)state;
    for (size_t i = 0; i < SAMPLES * 6; i++) {
        const struct sample *sample = &samples[i / 6];
        struct found         found;
        read_bytes(sample, empty[i % 6], strlen(empty[i % 6]), 0, &found);
        assert_in_range(found.count, 0, 1);
        for (size_t j = 0; j < found.count; j++)
            if (strspn(found.texts[j], " \t\r\n") < found.sizes[j] || !found.problems)
                fail_msg("%s: \"%s\" of an empty file", sample->name, found.texts[j]);
        forget(&found);
    }
}

static void a_field_may_have_many_megabytes(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct bytes bytes = make(&samples[i], HUGE_BYTES);
        struct found found;
        size_t       count = 0;
        read_bytes(&samples[i], bytes.data, bytes.size, 0, &found);
        while (samples[i].texts[count]) count++;
        if (found.count != count || found.problems) fail_msg("%s: huge, and not read", samples[i].name);
        assert_in_range(found.sizes[0], strlen(samples[i].texts[0]) + HUGE_BYTES - 2, /* blanks may become one */
                        strlen(samples[i].texts[0]) + HUGE_BYTES);
        if (count > 1) assert_string_equal(found.texts[1], samples[i].texts[1]);
        forget(&found);
        free(bytes.data);
    }
}

static void a_record_over_the_ceiling_is_told_and_the_next_is_read(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        struct bytes bytes = make(&samples[i], 4 * CEILING);
        struct found found;
        read_bytes(&samples[i], bytes.data, bytes.size, CEILING, &found);
        if (found.problems != 1) fail_msg("%s: %zu problems over the ceiling", samples[i].name, found.problems);
        if (found.count != !samples[i].is_one) fail_msg("%s: %zu articles", samples[i].name, found.count);
        if (found.count) assert_string_equal(found.texts[0], samples[i].texts[1]);
        forget(&found);
        free(bytes.data);
    }
}

/* ---- packed ------------------------------------------------------------------------------------- */

#define PACKINGS (2 * PACKED_FILTERS + 2)

/* Every compression of the file, and of a tar with it; tar; zip. Puts its name into `name`. */
static void pack_as(size_t packing, const char *file, const char *data, struct packed *out, char name[64]) {
    static const char *const endings[] = {".gz", ".zst", ".xz", ".bz2"};
    struct packed_member     members[] = {{file, data}, {NULL, NULL}};
    size_t                   filter = packing % PACKED_FILTERS;
    if (packing < PACKED_FILTERS) {
        pack(out, packed_filters[filter], ARCHIVE_FORMAT_RAW, members);
        snprintf(name, 64, "%s%s", file, endings[filter]);
    } else if (packing < 2 * PACKED_FILTERS) {
        pack(out, packed_filters[filter], ARCHIVE_FORMAT_TAR_USTAR, members);
        snprintf(name, 64, "all.tar%s", endings[filter]);
    } else {
        int is_zip = packing % 2;
        pack(out, ARCHIVE_FILTER_NONE, is_zip ? ARCHIVE_FORMAT_ZIP : ARCHIVE_FORMAT_TAR_USTAR, members);
        snprintf(name, 64, "all.%s", is_zip ? "zip" : "tar");
    }
}

static void packed_in_every_way(void **state) {
    static struct packed packed;
    (void)state;
    for (size_t i = 0; i < SAMPLES * PACKINGS; i++) {
        const struct sample *sample = &samples[i / PACKINGS];
        struct bytes         bytes = make(sample, 0);
        struct scratch       scratch;
        struct found         found;
        char                 name[64];
        pack_as(i % PACKINGS, sample->name, bytes.data, &packed, name);
        scratch_make(&scratch);
        read_path(scratch_write(&scratch, name, packed.bytes, packed.size), ND_INPUT_AUTO, 0, &found);
        expect_whole(sample, &found, name);
        forget(&found);
        scratch_remove(&scratch);
        for (size_t piece = packed.size > 4096 ? 7 : 1; piece <= packed.size; piece = piece * 5 + 2) {
            read_in_pieces((struct feed){packed.bytes, packed.size, 0, piece, -1}, sample->format, &found);
            expect_whole(sample, &found, name);
            forget(&found);
        }
        free(bytes.data);
    }
}

/* Of lines: what comes is what was there, and when not all of it comes, that is told. */
static void packed_and_cut_at_every_byte(void **state) {
    static struct packed packed;
    const struct sample *sample = &samples[4];
    struct bytes         bytes = make(sample, 0);
    (void)state;
    assert_int_equal(sample->format, ND_INPUT_JSONL);
    for (size_t i = 0; i < PACKINGS; i++) {
        char           name[64];
        struct scratch scratch;
        pack_as(i, sample->name, bytes.data, &packed, name);
        scratch_make(&scratch);
        size_t step = packed.size > 4096 ? 61 : 1; /* of a tar most is zero bytes */
        for (size_t cut = 1; cut < packed.size; cut += step) {
            struct found found;
            read_path(write_again(&scratch, name, packed.bytes, cut), ND_INPUT_AUTO, 0, &found);
            assert_in_range(found.count, 0, 2);
            for (size_t j = 0; j < found.count; j++) assert_string_equal(found.texts[j], sample->texts[j]);
            if (found.count < 2 && !found.problems) fail_msg("%s cut at %zu: nothing is told", name, cut);
            forget(&found);
        }
        scratch_remove(&scratch);
    }
    free(bytes.data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_has_a_sample_that_is_read),
        cmocka_unit_test(cut_at_every_byte),
        cmocka_unit_test(in_pieces_of_every_size_through_a_pipe),
        cmocka_unit_test(a_long_file_ends_in_pieces_of_every_size),
        cmocka_unit_test(with_the_line_ends_of_windows),
        cmocka_unit_test(behind_a_byte_order_mark),
        cmocka_unit_test(empty_files_hold_nothing),
        cmocka_unit_test(a_field_may_have_many_megabytes),
        cmocka_unit_test(a_record_over_the_ceiling_is_told_and_the_next_is_read),
        cmocka_unit_test(packed_in_every_way),
        cmocka_unit_test(packed_and_cut_at_every_byte),
    };
    return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
