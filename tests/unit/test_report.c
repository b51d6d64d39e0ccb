/*
 * test_report.c - the contract of all writers, walked by the registry: a format without a row in `contracts`
 * fails. Whatever stands in ids and titles, a reader of the format gets the values back and nothing else;
 * whatever fails on the way, the writer stops, says so and loses no memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "failing.h"
#include "newsdup_io.h"
#include "report/escape.h"
#include "scratch.h"

#define FFFD      "\xEF\xBF\xBD"
#define LONG_ID   70000 /* more than a writer keeps before it calls the sink */
#define COLUMNS   17
#define CELLS_MAX 2000

/* ---- a sink ------------------------------------------------------------------------------------ */

static struct {
    char     bytes[1 << 24];
    size_t   size;
    unsigned calls, fail_at; /* fail_at 0: never */
    int      fail_with;
} sunk;

static int sink(void *context, const void *data, size_t size, nd_error *error) {
    (void)context;
    if (++sunk.calls == sunk.fail_at) {
        error->code = sunk.fail_with;
        strcpy(error->message, "the disk is full");
        return sunk.fail_with;
    }
    assert_true(size > 0 && size <= sizeof sunk.bytes - sunk.size);
    memcpy(sunk.bytes + sunk.size, data, size);
    sunk.size += size;
    return ND_OK;
}

/* ---- articles with names that no one would give ------------------------------------------------- */

struct name {
    char   raw[LONG_ID], clean[LONG_ID]; /* clean: as UTF-8 */
    size_t raw_size, clean_size;
};

enum { HOSTILE = 13, ARTICLES = HOSTILE + 3 };

static struct name     names[ARTICLES];
static nd_reader      *reader;
static nd_result      *result, *empty;
static struct scratch  scratch;

static void set_name(struct name *name, const char *raw, size_t raw_size, const char *clean) {
    memcpy(name->raw, raw, raw_size);
    name->raw_size = raw_size;
    name->clean_size = clean ? strlen(clean) : raw_size;
    memcpy(name->clean, clean ? clean : raw, name->clean_size);
}

static void set_long_name(struct name *name, char letter) {
    memset(name->raw, letter, LONG_ID);
    memcpy(name->clean, name->raw, LONG_ID);
    name->raw_size = name->clean_size = LONG_ID;
}

static void make_names(void) {
    static const char *const plain[] = {"\"quoted\", 'and' \\back\\n\\", "line\nbreak\r\nand\ttab", ",", "\"",
                                        "\xE2\x80\xAEgpj.exe\xE2\x81\xA6\xE2\x80\xA8", "</script><!--",
                                        "a\rb", "c\nd", "  =1+1  "};
    char controls[64], high[64];
    for (int i = 0; i < 32; i++) {
        controls[i] = (char)i;
        high[2 * i] = '\xC2'; /* U+0080 to U+009F */
        high[2 * i + 1] = (char)(0x80 + i);
    }
    controls[32] = 127;
    set_name(&names[0], controls, 33, NULL);
    set_name(&names[1], high, sizeof high, NULL);
    set_name(&names[2], "caf\xE9 \xFF\xC0\x80", 8, "caf" FFFD " " FFFD FFFD FFFD);
    set_long_name(&names[3], 'x');
    for (size_t i = 0; i < HOSTILE - 4; i++) set_name(&names[4 + i], plain[i], strlen(plain[i]), NULL);
    set_name(&names[HOSTILE], "near", 4, NULL);
    set_long_name(&names[HOSTILE + 1], 'y');
    set_name(&names[HOSTILE + 2], "alone", 5, NULL);
}

static size_t put_words(char *text, const char *word, unsigned first, unsigned last) {
    size_t size = 0;
    for (unsigned i = first; i < last; i++) size += (size_t)sprintf(text + size, "%s%u ", word, i);
    return size;
}

/* Thirteen copies, a near-duplicate, one with a passage of them, and one that is alone. */
static void put_text(unsigned article, char *text) {
    if (article < HOSTILE) put_words(text, "ferry", 0, 200);
    if (article == HOSTILE) put_words(text + put_words(text, "ferry", 0, 190), "storm", 0, 12);
    if (article == HOSTILE + 1) put_words(text + put_words(text, "ferry", 20, 90), "harbour", 0, 300);
    if (article == HOSTILE + 2) put_words(text, "garden", 0, 60);
}

/* A reader of them that has read nothing yet. */
static nd_reader *open_texts(void) {
    static char lines[ARTICLES * 8000], text[8000];
    size_t      size = 0;
    for (unsigned i = 0; i < ARTICLES; i++) {
        put_text(i, text);
        size += (size_t)sprintf(lines + size, "{\"id\":\"%u\",\"text\":\"%s\"}\n", i, text);
    }
    nd_read_options options;
    nd_read_options_init(&options);
    options.keep_text = 1;
    nd_reader *texts = nd_reader_new(&options, NULL);
    assert_non_null(texts);
    assert_int_equal(nd_reader_add(texts, scratch_text(&scratch, "in.jsonl", lines), NULL), ND_OK);
    return texts;
}

static nd_result *run(nd_reader *articles) {
    nd_result *out;
    nd_article article;
    nd_options options;
    nd_options_init(&options);
    options.jobs = 1;
    nd_corpus *corpus = nd_corpus_new(&options, NULL);
    assert_non_null(corpus);
    for (unsigned i = 0; articles && nd_reader_next(articles, &article, NULL) == 1; i++) {
        const struct name *title = &names[(i + 1) % ARTICLES];
        article.id = (nd_string){names[i].raw, names[i].raw_size};
        if (title->raw_size < LONG_ID) article.title = (nd_string){title->raw, title->raw_size};
        assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
    }
    assert_int_equal(nd_corpus_run(corpus, &out, NULL), ND_OK);
    nd_corpus_free(corpus);
    return out;
}

static int set_up(void **state) {
    (void)state;
    scratch_make(&scratch);
    make_names();
    reader = open_texts();
    result = run(reader);
    empty = run(NULL);
    nd_summary summary;
    nd_result_summary(result, &summary);
    assert_int_equal(summary.articles, ARTICLES);
    assert_int_equal(summary.clusters, 1);
    assert_int_equal(summary.copies, HOSTILE);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    nd_result_free(result);
    nd_result_free(empty);
    nd_reader_free(reader);
    scratch_remove(&scratch);
    return 0;
}

static int write_as(const nd_result *from, nd_write_options options, nd_error *error) {
    sunk.size = sunk.calls = 0;
    options.texts = reader;
    options.with_text = 1;
    options.options_line = "--threshold 0.7";
    return nd_result_write(from, &options, sink, NULL, error);
}

static void write_well(const nd_result *from, nd_write_options options) {
    nd_error error;
    sunk.fail_at = 0;
    if (write_as(from, options, &error)) fail_msg("format %d: %s", (int)options.format, error.message);
}

/* ---- what a format may be read with ------------------------------------------------------------- */

struct cells {
    const char *at[CELLS_MAX];
    size_t      size[CELLS_MAX], count;
    char        bytes[sizeof sunk.bytes];
    size_t      used;
};

static struct cells cells;

static void begin_cell(void) {
    assert_true(cells.count < CELLS_MAX);
    cells.at[cells.count] = cells.bytes + cells.used;
    cells.size[cells.count] = 0;
}

static void add_byte(char byte) {
    assert_true(cells.used < sizeof cells.bytes);
    cells.bytes[cells.used++] = byte;
    cells.size[cells.count]++;
}

static void end_cell(void) {
    cells.count++;
}

/* One field of RFC 4180, from `at` to what follows it. */
static size_t read_csv_field(size_t at) {
    int quoted = sunk.bytes[at] == '"';
    begin_cell();
    for (at += (size_t)quoted; at < sunk.size; at++) {
        char byte = sunk.bytes[at];
        if (quoted && byte == '"' && sunk.bytes[++at] != '"') break;
        if (!quoted && (byte == ',' || byte == '\r')) break;
        assert_true(quoted || (byte != '"' && byte != '\n'));
        add_byte(byte);
    }
    end_cell();
    return at;
}

/* Returns the number of rows, each of `columns` fields. */
static size_t read_csv(size_t columns) {
    size_t rows = 0;
    cells.count = cells.used = 0;
    for (size_t at = 0; at < sunk.size; at += 2, rows++) {
        for (size_t i = 0; i < columns; i++) {
            at = read_csv_field(at);
            if (i + 1 < columns) assert_int_equal(sunk.bytes[at++], ',');
        }
        assert_memory_equal(sunk.bytes + at, "\r\n", 2);
    }
    return rows;
}

static char unescaped(char letter) {
    const char *found = letter ? strchr("t\tn\nr\r\\\\", letter) : NULL;
    assert_non_null(found);
    return found[1];
}

static size_t read_tsv(size_t columns) {
    size_t rows = 0, fields = 0;
    cells.count = cells.used = 0;
    begin_cell();
    for (size_t at = 0; at < sunk.size; at++) {
        char byte = sunk.bytes[at];
        if (byte == '\\') {
            add_byte(unescaped(sunk.bytes[++at]));
        } else if (byte != '\t' && byte != '\n') {
            add_byte(byte);
        } else {
            end_cell();
            fields++;
            if (byte == '\n') assert_int_equal(fields, ++rows * columns);
            begin_cell();
        }
    }
    assert_int_equal(fields, rows * columns);
    return rows;
}

/* Records that end with `end`; lines as `printf %b` takes them. */
static void read_records(char end) {
    cells.count = cells.used = 0;
    begin_cell();
    for (size_t at = 0; at < sunk.size; at++) {
        char byte = sunk.bytes[at];
        if (byte == end) {
            end_cell();
            begin_cell();
        } else if (end == '\n' && byte == '\\' && sunk.bytes[at + 1] == '0') {
            const char octal[] = {sunk.bytes[at + 2], sunk.bytes[at + 3], sunk.bytes[at + 4], '\0'};
            add_byte((char)strtoul(octal, NULL, 8));
            at += 4;
        } else {
            add_byte(end == '\n' && byte == '\\' ? unescaped(sunk.bytes[++at]) : byte);
        }
    }
}

static int cell_is(size_t cell, const char *data, size_t size) {
    return cells.size[cell] == size && !memcmp(cells.at[cell], data, size);
}

/* What a table makes of a value: controls but tab, newline and return are spaces. */
static size_t for_table(const char *clean, size_t size, char *out) {
    size_t made = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)clean[i], next = i + 1 < size ? (unsigned char)clean[i + 1] : 0;
        int           is_high = byte == 0xC2 && next >= 0x80 && next < 0xA0;
        int           is_low = (byte < 32 && !strchr("\t\n\r", byte)) || byte == 0 || byte == 127;
        out[made++] = is_low || is_high ? ' ' : (char)byte;
        i += (size_t)is_high;
    }
    return made;
}

static int cell_is_name(size_t cell, uint64_t article) {
    static char text[LONG_ID];
    size_t      size = for_table(names[article].clean, names[article].clean_size, text);
    return cell_is(cell, text, size);
}

/* ---- judges ------------------------------------------------------------------------------------- */

static void judge_text(const nd_result *from, const nd_write_options *options) {
    size_t   lines = 0, expected = 0;
    nd_group story;
    for (size_t i = 0; i < sunk.size; i++) lines += sunk.bytes[i] == '\n';
    for (uint64_t at = 0; nd_result_next_story(from, &at, &story);)
        expected += 1 + (options->copies_only ? HOSTILE + 1 : story.size);
    assert_int_equal(lines, expected);
}

static struct json_object *parse_line(char *line, size_t size) {
    struct json_tokener *tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *object = json_tokener_parse_ex(tokener, line, (int)size);
    if (!object) fail_msg("%s", json_tokener_error_desc(json_tokener_get_error(tokener)));
    json_tokener_free(tokener);
    return object;
}

static void judge_member(struct json_object *row, const char *member, uint64_t article) {
    struct json_object *value;
    const struct name  *name = &names[article];
    assert_true(json_object_object_get_ex(row, member, &value));
    assert_int_equal(json_object_get_string_len(value), name->clean_size);
    assert_memory_equal(json_object_get_string(value), name->clean, name->clean_size);
}

static const char *text_of(struct json_object *row, const char *member) {
    struct json_object *value;
    assert_true(json_object_object_get_ex(row, member, &value));
    return value ? json_object_get_string(value) : NULL;
}

static void judge_doc(struct json_object *row, uint64_t article) {
    static char text[8000];
    judge_member(row, "id", article);
    if (names[(article + 1) % ARTICLES].raw_size < LONG_ID)
        judge_member(row, "title", (article + 1) % ARTICLES);
    struct json_object *bytes;
    assert_int_equal(json_object_object_get_ex(row, "path_b64", &bytes), article == 2);
    put_text((unsigned)article, text);
    if (text_of(row, "story")) assert_string_equal(text_of(row, "text"), text);
    else assert_null(text_of(row, "text"));
}

/* Calls `judge` for every line of this type; the first and the last are header and summary, and between them
 * stand others only with the texts: pairs, behind the documents. */
static uint64_t walk_lines(const char *type, void (*judge)(struct json_object *row, uint64_t number)) {
    uint64_t rows = 0;
    for (size_t at = 0, end; at < sunk.size; at = end + 1) {
        char *newline = memchr(sunk.bytes + at, '\n', sunk.size - at);
        assert_non_null(newline);
        end = (size_t)(newline - sunk.bytes);
        struct json_object *row = parse_line(sunk.bytes + at, end - at);
        int                 is_last = end + 1 == sunk.size;
        const char         *found = text_of(row, "type");
        if (strcmp(found, "pair") || !strcmp(type, "pair"))
            assert_string_equal(found, at == 0 ? "header" : is_last ? "summary" : type);
        if (!strcmp(found, type)) judge(row, rows++);
        json_object_put(row);
    }
    return rows;
}

static void judge_jsonl(const nd_result *from, const nd_write_options *options) {
    (void)options;
    assert_int_equal(walk_lines("doc", judge_doc), from == empty ? 0 : ARTICLES);
}

/* The cells of a table are the members of the rows of JSON Lines. */
static size_t next_cell;

static void judge_cells(struct json_object *row, uint64_t number) {
    static char text[LONG_ID];
    (void)number;
    for (size_t i = 0; i < COLUMNS; i++, next_cell++) {
        struct json_object *value;
        char                column[30] = "";
        memcpy(column, cells.at[i], cells.size[i]);
        assert_true(json_object_object_get_ex(row, column, &value));
        const char *string = value ? json_object_get_string(value) : "";
        int         is_string = json_object_is_type(value, json_type_string);
        size_t      size = is_string ? (size_t)json_object_get_string_len(value) : strlen(string);
        size = for_table(string, size, text);
        if (!cell_is(next_cell, text, size)) fail_msg("%s of row %u", column, (unsigned)number);
    }
}

static void judge_table(const nd_result *from, size_t rows) {
    static const char first[] = "id", last[] = "outlet";
    assert_int_equal(rows, from == empty ? 1 : 1 + ARTICLES);
    assert_true(cell_is(0, first, 2) && cell_is(COLUMNS - 1, last, 6));
    next_cell = COLUMNS;
    write_well(from, (nd_write_options){.format = ND_FORMAT_JSONL});
    walk_lines("doc", judge_cells);
    for (uint64_t i = 0; i + 1 < rows; i++) assert_true(cell_is_name((size_t)(i + 1) * COLUMNS, i));
}

static void judge_csv(const nd_result *from, const nd_write_options *options) {
    (void)options;
    judge_table(from, read_csv(COLUMNS));
}

static void judge_tsv(const nd_result *from, const nd_write_options *options) {
    (void)options;
    judge_table(from, read_tsv(COLUMNS));
}

static uint64_t count_pairs(const nd_result *from) {
    nd_pair  pair;
    uint64_t at = 0;
    while (nd_result_next_pair(from, &at, &pair)) {}
    return at;
}

static void judge_pairs_tsv(const nd_result *from, const nd_write_options *options) {
    nd_pair pair;
    (void)options;
    assert_int_equal(read_tsv(10), 1 + count_pairs(from));
    size_t row = 10;
    for (uint64_t at = 0; nd_result_next_pair(from, &at, &pair); row += 10)
        assert_true(cell_is_name(row, pair.a) && cell_is_name(row + 1, pair.b));
}

static void judge_pair(struct json_object *row, uint64_t number) {
    nd_pair pair;
    assert_true(nd_result_next_pair(result, &number, &pair));
    judge_member(row, "id_a", pair.a);
    judge_member(row, "id_b", pair.b);
}

static void judge_pairs_jsonl(const nd_result *from, const nd_write_options *options) {
    (void)options;
    assert_int_equal(walk_lines("pair", judge_pair), count_pairs(from));
}

static uint64_t article_of(size_t cell, int has_nul) {
    for (uint64_t i = 0; i < ARTICLES; i++)
        if (cell_is(cell, names[i].raw, names[i].raw_size)) return i;
    assert_true(has_nul); /* of all names only the first has one, which -0 cannot tell */
    assert_memory_equal(cells.at[cell], FFFD "\1", 4);
    return 0;
}

static void judge_paths(const nd_result *from, const nd_write_options *options) {
    nd_document document;
    nd_group    story;
    uint64_t    grouped = 0, position = 0;
    read_records(options->null_ended ? '\0' : '\n');
    for (uint64_t at = 0; nd_result_next_document(from, &at, &document);)
        grouped += (options->copies_only ? document.cluster : document.story) != ND_NONE;
    assert_int_equal(cells.count, grouped); /* one group: no record is empty */
    if (!grouped) return;
    assert_true(nd_result_next_story(from, &position, &story));
    for (uint64_t i = 0; i < grouped; i++) {
        nd_result_document(from, article_of((size_t)i, options->null_ended), &document);
        assert_int_equal(document.index == story.canonical, i == 0);
    }
}

/* ---- HTML --------------------------------------------------------------------------------------- */

/* From '<' to behind the '>' of a tag: its name is ours, and quotes are closed before it ends. */
static size_t pass_tag(size_t at) {
    static const char ours[] = " !doctype html head meta title style body header h1 h2 h3 dl div dt dd p code nav a "
                               "main section table thead tbody tr th td small bdi b i span figure figcaption svg rect "
                               "circle line text details summary del ins script ";
    size_t begin = ++at;
    if (sunk.bytes[at] == '/') begin = ++at;
    while (at < sunk.size && !strchr(" >", sunk.bytes[at])) at++;
    char name[20] = " ";
    assert_true(at - begin < sizeof name - 2);
    memcpy(name + 1, sunk.bytes + begin, at - begin);
    strcat(name, " ");
    if (!strstr(ours, name)) fail_msg("a tag of somebody else: %s", name);
    for (int is_quoted = 0; at < sunk.size; at++) {
        is_quoted ^= sunk.bytes[at] == '"';
        if (sunk.bytes[at] == '>' && !is_quoted) return at + 1;
        assert_true(sunk.bytes[at] != '<');
    }
    fail_msg("a tag does not end");
    return at;
}

/* Style and script have no tags in them that would end them. */
static size_t pass_raw(size_t at, const char *end) {
    const char *found = strstr(sunk.bytes + at, end);
    assert_non_null(found);
    return (size_t)(found - sunk.bytes);
}

static void judge_html(const nd_result *from, const nd_write_options *options) {
    static const char *const shown[] = {"&lt;/script&gt;&lt;!--", "&quot;quoted&quot;, &#39;and&#39; \\back",
                                        "\\u202egpj.exe\\u2066\\u2028", "\\u0000\\u0001", "\\u0080\\u0081",
                                        ("caf" FFFD)};
    nd_group story;
    size_t   tags = 0;
    uint64_t position = 0;
    (void)options;
    sunk.bytes[sunk.size] = '\0';
    for (size_t at = 0; at < sunk.size; tags++) {
        const char *next = memchr(sunk.bytes + at, '<', sunk.size - at);
        if (!next) break;
        at = (size_t)(next - sunk.bytes);
        int is_style = !strncmp(next, "<style>", 7), is_script = !strncmp(next, "<script>", 8);
        at = is_style ? pass_raw(at + 7, "</style>") : is_script ? pass_raw(at + 8, "</script>") : pass_tag(at);
    }
    assert_true(tags > 20);
    if (!nd_result_next_story(from, &position, &story)) {
        assert_non_null(strstr(sunk.bytes, "No article is a copy of another"));
        return;
    }
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (!strstr(sunk.bytes, shown[i])) fail_msg("not shown: %s", shown[i]);
    assert_non_null(strstr(sunk.bytes, "<tr class=\"shared\" data-at=\"0 "));
}

/* ---- reports of an audit ------------------------------------------------------------------------ */

/* A name as people are shown it, without what no format lets through. */
static size_t shown(uint64_t article, char *out) {
    nd_out piece = {.error = NULL};
    nd_put_shown(&piece, (nd_string){names[article].raw, names[article].raw_size});
    size_t size = piece.buf.size;
    if (size) memcpy(out, piece.buf.data, size);
    nd_buf_free(&piece.buf);
    return size;
}

static int begins_with_shown(const char *data, size_t size, uint64_t article) {
    static char name[2 * LONG_ID];
    size_t      length = shown(article, name);
    return size > length + 1 && !memcmp(data, name, length) && !memcmp(data + length, ": ", 2);
}

static int is_named(const char *data, size_t size, uint64_t article) {
    static char name[2 * LONG_ID];
    return shown(article, name) == size && !memcmp(data, name, size);
}

/* The article of a copy, told by `is` it. */
static uint64_t copy_told(const char *data, size_t size, int (*is)(const char *data, size_t size, uint64_t article)) {
    for (uint64_t i = 0; i < ARTICLES; i++)
        if (is(data, size, i)) return i;
    fail_msg("%.*s is no copy", (int)(size < 100 ? size : 100), data);
    return 0;
}

static uint64_t copies_of(const nd_result *from) {
    nd_summary sum;
    nd_result_summary(from, &sum);
    return sum.copies;
}

static void judge_check(const nd_result *from, const nd_write_options *options) {
    size_t lines = 0;
    (void)options;
    for (size_t i = 0; i < sunk.size; i++) lines += sunk.bytes[i] == '\n';
    assert_int_equal(lines, from == empty ? 1 : 1 + 1 + HOSTILE + 1 + 1); /* cluster, canonical, copies, gate */
}

/* Replaces what `escapes` have, "x%78" being x for %78; in place. Returns the size. */
static size_t unescape(char *data, size_t size, const char *const *escapes) {
    size_t made = 0;
    for (size_t at = 0; at < size; made++) {
        const char *const *escape = escapes;
        while (*escape && (strlen(*escape + 1) > size - at || memcmp(data + at, *escape + 1, strlen(*escape + 1))))
            escape++;
        char byte = *escape ? **escape : data[at];
        at += *escape ? strlen(*escape + 1) : 1;
        data[made] = byte;
    }
    return made;
}

static char *find(char *data, size_t size, const char *what) {
    for (size_t length = strlen(what); size >= length; data++, size--)
        if (!memcmp(data, what, length)) return data;
    return NULL;
}

/* At most ten of a level; a gate is one of them. */
static void judge_github(const nd_result *from, const nd_write_options *options) {
    static const char *const escapes[] = {"%%25", "\n%0A", "\r%0D", NULL};
    unsigned                 errors = 0, warnings = 0, others = 0;
    (void)options;
    for (size_t at = 0, end; at < sunk.size; at = end + 1) {
        end = (size_t)((char *)memchr(sunk.bytes + at, '\n', sunk.size - at) - sunk.bytes);
        char  *line = sunk.bytes + at, *data = find(line + 2, end - at - 2, "::");
        int    is_copy = data && find(line, (size_t)(data - line), "file=");
        if (!data) others++;
        else if (!memcmp(line, "::error ", 8)) errors++;
        else if (!memcmp(line, "::warning ", 10)) warnings++;
        else fail_msg("%.*s", (int)(end - at < 100 ? end - at : 100), line);
        if (is_copy)
            copy_told(data + 2, unescape(data + 2, (size_t)(sunk.bytes + end - data - 2), escapes), begins_with_shown);
    }
    assert_int_equal(errors, from == empty ? 0 : 10);
    assert_int_equal(warnings, from == empty ? 0 : 1);
    assert_int_equal(others, from == empty ? 0 : 1);
}

/* In a table no name begins a cell or a row. */
static void judge_markdown(const nd_result *from, const nd_write_options *options) {
    static const char *const references[] = {"&&amp;", "<&lt;", ">&gt;", NULL};
    uint64_t                 copies = 0;
    (void)options;
    for (size_t at = 0, end; at < sunk.size; at = end + 1) {
        end = (size_t)((char *)memchr(sunk.bytes + at, '\n', sunk.size - at) - sunk.bytes);
        if (sunk.bytes[at] != '|') continue;
        size_t bars = 0, size = 0;
        for (size_t i = at; i < end; i++) {
            if (sunk.bytes[i] == '|' && ++bars == 2 && sunk.bytes[i - 1] == ' ') size = i - at - 3;
            assert_true(sunk.bytes[i] != '<');
            i += sunk.bytes[i] == '\\';
        }
        assert_true(bars == 3 || bars == 4);
        if (bars == 4 || !memcmp(sunk.bytes + at, "| copy |", 8) || sunk.bytes[at + 1] != ' ') continue;
        char  *cell = sunk.bytes + at + 2;
        size_t made = 0;
        for (size_t i = 0; i < size; i++) cell[made++] = cell[i += cell[i] == '\\'];
        copy_told(cell, unescape(cell, made, references), is_named);
        copies++;
    }
    assert_int_equal(copies, copies_of(from));
}

static struct json_object *member_of(struct json_object *object, const char *name) {
    struct json_object *value = NULL;
    assert_true(json_object_is_type(object, json_type_object));
    if (!json_object_object_get_ex(object, name, &value)) fail_msg("there is no %s", name);
    return value;
}

static int is_clean(const char *data, size_t size, uint64_t article) {
    return names[article].clean_size == size && !memcmp(data, names[article].clean, size);
}

static int begins_clean(const char *data, size_t size, uint64_t article) {
    size_t length = names[article].clean_size;
    return size > length + 1 && !memcmp(data, names[article].clean, length) && !memcmp(data + length, ": ", 2);
}

static uint64_t copy_in(struct json_object *string, int (*is)(const char *data, size_t size, uint64_t article)) {
    return copy_told(json_object_get_string(string), (size_t)json_object_get_string_len(string), is);
}

static void judge_sarif(const nd_result *from, const nd_write_options *options) {
    (void)options;
    struct json_object *log = parse_line(sunk.bytes, sunk.size);
    struct json_object *results = member_of(json_object_array_get_idx(member_of(log, "runs"), 0), "results");
    assert_int_equal(json_object_array_length(results), copies_of(from));
    for (size_t i = 0; i < json_object_array_length(results); i++) {
        struct json_object *row = json_object_array_get_idx(results, i);
        struct json_object *place = json_object_array_get_idx(member_of(row, "locations"), 0);
        place = json_object_array_get_idx(member_of(place, "logicalLocations"), 0);
        uint64_t article = copy_in(member_of(place, "name"), is_clean);
        assert_int_equal(copy_in(member_of(member_of(row, "message"), "text"), begins_clean), article);
    }
    json_object_put(log);
}

static void judge_gitlab(const nd_result *from, const nd_write_options *options) {
    (void)options;
    struct json_object *rows = parse_line(sunk.bytes, sunk.size);
    assert_int_equal(json_object_array_length(rows), copies_of(from));
    for (size_t i = 0; i < json_object_array_length(rows); i++)
        copy_in(member_of(json_object_array_get_idx(rows, i), "description"), begins_clean);
    json_object_put(rows);
}

/* Every element on a line of its own, attributes in double quotes. */
static void judge_junit(const nd_result *from, const nd_write_options *options) {
    static const char *const references[] = {"&&amp;", "<&lt;", ">&gt;", "\"&quot;", NULL};
    static const char        begin[] = "<testcase classname=\"newsdup.copies\" name=\"";
    uint64_t                 copies = 0;
    (void)options;
    for (size_t at = 0, end; at < sunk.size; at = end + 1) {
        end = (size_t)((char *)memchr(sunk.bytes + at, '\n', sunk.size - at) - sunk.bytes);
        assert_int_equal(sunk.bytes[at], '<');
        assert_int_equal(sunk.bytes[end - 1], '>');
        if (memcmp(sunk.bytes + at, begin, sizeof begin - 1)) continue;
        char *name = sunk.bytes + at + sizeof begin - 1, *quote = memchr(name, '"', (size_t)(sunk.bytes + end - name));
        assert_null(memchr(name, '<', (size_t)(quote - name)));
        assert_memory_equal(quote, "\" file=\"", 8);
        copy_told(name, unescape(name, (size_t)(quote - name), references), is_named);
        copies++;
    }
    assert_int_equal(copies, copies_of(from));
}

/* ---- the contract ------------------------------------------------------------------------------- */

static const struct contract {
    void (*judge)(const nd_result *from, const nd_write_options *options);
    const char *controls;   /* that may stand in the output */
    int         keeps_bytes; /* names of files need not be UTF-8 */
} contracts[] = {
    [ND_FORMAT_TEXT] = {judge_text, "\n", 0},
    [ND_FORMAT_JSONL] = {judge_jsonl, "\n", 0},
    [ND_FORMAT_PAIRS_TSV] = {judge_pairs_tsv, "\n\t", 0},
    [ND_FORMAT_PAIRS_JSONL] = {judge_pairs_jsonl, "\n", 0},
    [ND_FORMAT_TSV] = {judge_tsv, "\n\t", 0},
    [ND_FORMAT_CSV] = {judge_csv, "\n\t\r", 0},
    [ND_FORMAT_PATHS] = {judge_paths, "\n", 1},
    [ND_FORMAT_HTML] = {judge_html, "\n", 0},
    [ND_FORMAT_CHECK] = {judge_check, "\n", 0},
    [ND_FORMAT_GITHUB] = {judge_github, "\n", 0},
    [ND_FORMAT_MARKDOWN] = {judge_markdown, "\n", 0},
    [ND_FORMAT_SARIF] = {judge_sarif, "\n", 0},
    [ND_FORMAT_JUNIT] = {judge_junit, "\n", 0},
    [ND_FORMAT_GITLAB] = {judge_gitlab, "\n", 0},
};

#define EACH_FORMAT(options)                                                                            \
    for (nd_write_options options = {.format = 0}; (int)options.format < ND_FORMATS; options.format++)

static void every_format_has_a_writer_and_a_contract(void **state) {
    (void)state;
    nd_error error;
    assert_int_equal(sizeof contracts / sizeof *contracts, ND_FORMATS);
    EACH_FORMAT(options) {
        assert_non_null(contracts[options.format].judge);
        write_well(result, options);
    }
    nd_write_options above = {.format = (nd_format)ND_FORMATS}, below = {.format = (nd_format)-1};
    assert_int_equal(write_as(result, above, &error), ND_ERROR_USAGE);
    assert_int_equal(write_as(result, below, &error), ND_ERROR_USAGE);
}

static void a_reader_gets_the_values_back(void **state) {
    (void)state;
    EACH_FORMAT(options) {
        for (options.copies_only = 0; options.copies_only < 2; options.copies_only++) {
            write_well(result, options);
            contracts[options.format].judge(result, &options);
        }
        options.copies_only = 0;
    }
    nd_write_options options = {.format = ND_FORMAT_PATHS, .null_ended = 1};
    write_well(result, options);
    judge_paths(result, &options);
}

static void an_empty_result_is_written(void **state) {
    (void)state;
    EACH_FORMAT(options) {
        write_well(empty, options);
        contracts[options.format].judge(empty, &options);
    }
}

static void there_are_no_controls_in_the_output(void **state) {
    (void)state;
    EACH_FORMAT(options) {
        const struct contract *contract = &contracts[options.format];
        write_well(result, options);
        for (size_t i = 0; i < sunk.size; i++) {
            unsigned char byte = (unsigned char)sunk.bytes[i];
            if ((byte < 32 && (!byte || !strchr(contract->controls, byte))) || byte == 127)
                fail_msg("format %d has a byte %d at %zu", (int)options.format, byte, i);
            if (byte == 0xC2 && (unsigned char)sunk.bytes[i + 1] < 0xA0)
                fail_msg("format %d has a control at %zu", (int)options.format, i);
        }
        if (contract->keeps_bytes) continue;
        assert_int_equal(nd_utf8_well_formed(sunk.bytes, sunk.size), sunk.size);
    }
}

static void the_same_result_gives_the_same_bytes(void **state) {
    (void)state;
    static char first[sizeof sunk.bytes];
    EACH_FORMAT(options) {
        write_well(result, options);
        size_t size = sunk.size;
        memcpy(first, sunk.bytes, size);
        write_well(result, options);
        assert_int_equal(sunk.size, size);
        assert_memory_equal(sunk.bytes, first, size);
    }
}

static void a_sink_that_fails_is_not_called_again(void **state) {
    (void)state;
    static const int statuses[] = {ND_ERROR_IO, ND_ERROR_CLOSED};
    nd_error         error;
    EACH_FORMAT(options) {
        write_well(result, options);
        unsigned calls = sunk.calls;
        assert_true(calls > (options.format != ND_FORMAT_GITHUB)); /* that is never long */
        for (unsigned i = 0; i < 2 * calls; i++) {
            memset(&error, 0, sizeof error);
            sunk.fail_at = i / 2 + 1;
            sunk.fail_with = statuses[i % 2];
            assert_int_equal(write_as(result, options, &error), statuses[i % 2]);
            assert_int_equal(sunk.calls, sunk.fail_at);
            assert_string_equal(error.message, "the disk is full");
        }
    }
}

static void running_out_of_memory_is_told(void **state) {
    (void)state;
    nd_error   error;
    nd_article article;
    sunk.fail_at = 0;
    EACH_FORMAT(options) {
        for (unsigned n = 0;; n++) {
            nd_reader_free(reader); /* one that has no room yet for texts that are read again */
            reader = open_texts();
            while (nd_reader_next(reader, &article, NULL) == 1) {}
            error.code = ND_OK;
            fail_allocation_after(n);
            int status = write_as(result, options, &error), was_spared = fail_nothing();
            if (was_spared) assert_int_equal(status, ND_OK);
            if (was_spared) break;
            if (status != ND_ERROR_MEMORY || error.code != ND_ERROR_MEMORY)
                fail_msg("format %d, allocation %u: %d", (int)options.format, n, status);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_has_a_writer_and_a_contract),
        cmocka_unit_test(a_reader_gets_the_values_back),
        cmocka_unit_test(an_empty_result_is_written),
        cmocka_unit_test(there_are_no_controls_in_the_output),
        cmocka_unit_test(the_same_result_gives_the_same_bytes),
        cmocka_unit_test(a_sink_that_fails_is_not_called_again),
        cmocka_unit_test(running_out_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("report", tests, set_up, tear_down);
}
