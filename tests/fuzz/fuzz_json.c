/*
 * fuzz_json.c - PROPERTY: what the reader takes for an article is what json-c reads, and every field of it
 * is the one that the table of names below gives; what json-c refuses, or leaves without text, is told as
 * a problem of that line, and no other is. Of a record that is not UTF-8, and so refused or without a text that is,
 * json-c reads what nd_charset_to_utf8 makes of it; the text is well-formed in any case.
 *
 * The bytes go through nd_reader as JSON Lines. Where the whole is one object, or an array of objects
 * that json-c accepts in its strict mode, it is read as that, too.
 */
#include <json-c/json.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "input/charset.h"
#include "input/date.h"
#include "input/json_string.h"
#include "newsdup_io.h"

#define FILE_BYTES 8192
#define DEPTH 64
#define RECORDS 256

/* ---- fields, name by name --------------------------------------------------------------------- */

enum field { ID, URL, TITLE, DATE, TEXT, LANG, OUTLET, FIELDS };

/* In the order of preference. */
static const char *const names[FIELDS][12] = {
    [ID] = {"id", "_id", "doc_id", "uuid", "guid"},
    [URL] = {"url", "canonical_link", "canonical_url", "link", "article_url", "metadata.url", "source"},
    [TITLE] = {"title", "headline", "title_page", "name"},
    [DATE] = {"date_publish", "publish_date", "published", "date_published", "datePublished", "published_date",
              "pubDate", "created", "date", "metadata.date"},
    [TEXT] = {"maintext", "text", "content", "articleBody", "body", "article", "full_text"},
    [LANG] = {"language", "lang", "inLanguage", "meta_lang"},
    [OUTLET] = {"outlet", "source_domain", "hostname", "source-hostname", "sitename", "series", "source"}};

struct expected {
    char      scratch[2][32], host[256]; /* an id or a date that was a number */
    nd_string fields[FIELDS];
    uint64_t  place; /* line or element */
};

static struct json_object *find(struct json_object *object, const char *name) {
    struct json_object *value = NULL;
    if (!strncmp(name, "metadata.", 9)) {
        if (!json_object_object_get_ex(object, "metadata", &object)) return NULL;
        if (!json_object_is_type(object, json_type_object)) return NULL;
        name += 9;
    }
    json_object_object_get_ex(object, name, &value);
    return value;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static nd_string trim(nd_string bytes) {
    while (bytes.size && bytes.data[bytes.size - 1] && strchr(" \t\r\n", bytes.data[bytes.size - 1])) bytes.size--;
    while (bytes.size && bytes.data[0] && strchr(" \t\r\n", bytes.data[0])) bytes.data++, bytes.size--;
    return bytes;
}

static int is_nothing(nd_string value) {
    static const char *const words[] = {"None", "null", "NULL", "NaN", "nan"};
    value = trim(value);
    for (size_t i = 0; i < 5; i++)
        if (same_string(value, (nd_string){words[i], strlen(words[i])})) return 1;
    return value.size == 0;
}

/* Bytes before the host of a web address. */
static size_t scheme_of(nd_string value) {
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < 2; i++) {
        size_t size = strlen(schemes[i]), same = 0;
        while (same < size && same < value.size && lower(value.data[same]) == schemes[i][same]) same++;
        if (same == size && value.size > size) return size;
    }
    return 0;
}

static nd_string number_text(struct json_object *value, char *scratch) {
    int64_t     number = json_object_get_int64(value);
    const char *text = json_object_get_string(value);
    if (json_object_is_type(value, json_type_double)) return (nd_string){text, strlen(text)};
    if (number == INT64_MAX) snprintf(scratch, 32, "%llu", (unsigned long long)json_object_get_uint64(value));
    else snprintf(scratch, 32, "%lld", (long long)number);
    return (nd_string){scratch, strlen(scratch)};
}

static nd_string value_of(struct json_object *value, enum field field, const char *name, struct expected *out) {
    nd_string none = {NULL, 0}, text = none;
    int       is_number = json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
    if (json_object_is_type(value, json_type_string))
        text = (nd_string){json_object_get_string(value), (size_t)json_object_get_string_len(value)};
    else if (is_number && (field == ID || field == DATE))
        text = number_text(value, out->scratch[field == DATE]);
    if (!text.data || is_nothing(text)) return none;
    if (!strcmp(name, "source") && (field == URL) != (scheme_of(text) > 0)) return none;
    return text;
}

static nd_string host_of(nd_string url, char host[256]) {
    nd_string none = {NULL, 0};
    size_t    begin = scheme_of(url), end = begin;
    if (!begin) return none;
    while (end < url.size && !strchr("/?#", url.data[end] ? url.data[end] : 'x')) end++;
    const char *user = memchr(url.data + begin, '@', end - begin);
    if (user) begin = (size_t)(user + 1 - url.data);
    const char *port = begin < end && url.data[begin] != '[' ? memchr(url.data + begin, ':', end - begin) : NULL;
    if (port) end = (size_t)(port - url.data);
    if (begin == end || end - begin > 256) return none;
    for (size_t i = begin; i < end; i++) host[i - begin] = lower(url.data[i]);
    return (nd_string){host, end - begin};
}

/* Returns 0 if the record is no article. */
static int expect(struct json_object *record, struct expected *out) {
    for (enum field field = 0; field < FIELDS; field++) {
        out->fields[field] = (nd_string){NULL, 0};
        for (size_t i = 0; names[field][i] && !out->fields[field].data; i++)
            out->fields[field] = value_of(find(record, names[field][i]), field, names[field][i], out);
    }
    if (!out->fields[OUTLET].data) out->fields[OUTLET] = host_of(out->fields[URL], out->host);
    return out->fields[TEXT].data != NULL;
}

/* What json-c has of an integer beyond 64 bits stands for any that is as long, which comes as it was written. */
static int same_number(nd_string found, nd_string want) {
    if (same_string(found, want)) return 1;
    int is_negative = same_string(want, (nd_string){"-9223372036854775808", 20});
    if (!is_negative && !same_string(want, (nd_string){"18446744073709551615", 20})) return 0;
    if (found.size < want.size || (is_negative && found.data[0] != '-')) return 0;
    for (size_t i = (size_t)is_negative; i < found.size; i++)
        if (found.data[i] < '0' || found.data[i] > '9') return 0;
    return 1;
}

static int is_well_formed(nd_string text) {
    return nd_utf8_well_formed(text.data, text.size) == text.size;
}

/* Each start of a sequence that breaks off is U+FFFD. */
static int same_text(nd_string found, nd_string want) {
    for (size_t at = 0, step, taken; at < want.size; at += step, found.data += taken, found.size -= taken) {
        uint32_t code;
        step = nd_utf8_step(want.data + at, want.size - at, &code);
        taken = code == ND_NOT_UTF8 ? 3 : step;
        const char *from = code == ND_NOT_UTF8 ? "\xef\xbf\xbd" : want.data + at;
        if (found.size < taken || memcmp(found.data, from, taken)) return 0;
    }
    return found.size == 0;
}

static void require_fields(const nd_article *article, const struct expected *expected) {
    const nd_string *want = expected->fields;
    if (want[ID].data) REQUIRE(same_number(article->id, want[ID]));
    else if (want[URL].data && expected->place) REQUIRE(same_string(article->id, want[URL]));
    else REQUIRE(article->id.size > 0);
    REQUIRE(same_string(article->url, want[URL]));
    REQUIRE(same_string(article->title, want[TITLE]));
    REQUIRE(same_number(article->date, want[DATE]));
    REQUIRE(same_text(article->text, want[TEXT]));
    REQUIRE(same_string(article->lang, want[LANG]));
    REQUIRE(same_string(article->outlet, want[OUTLET]));
    REQUIRE(article->time == nd_date_parse(article->date.data, article->date.size));
}

/* ---- the reader ------------------------------------------------------------------------------- */

struct problems {
    uint64_t places[RECORDS];
    size_t   count, next;
};

static void note_problem(void *context, nd_problem_kind kind, const char *place, const char *reason) {
    struct problems *problems = context;
    const char      *mark = strrchr(place, ':') ? strrchr(place, ':') : strrchr(place, '#');
    REQUIRE(reason[0] && !strchr(reason, '\n'));
    REQUIRE(kind != ND_PROBLEM_UNREADABLE);
    if (kind == ND_PROBLEM_INVALID_UTF8) return;
    REQUIRE(problems->count < RECORDS);
    problems->places[problems->count++] = mark ? strtoull(mark + 1, NULL, 10) : 0;
}

/* A file that has no name any more is still found here. */
static nd_reader *open_reader(FILE *file, nd_string bytes, nd_input_format format, struct problems *problems) {
    char            path[64];
    nd_read_options options;
    nd_read_options_init(&options);
    options.format = format;
    options.problem = note_problem;
    options.problem_context = problems;
    problems->count = problems->next = 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    REQUIRE(!ftruncate(fileno(file), 0));
    REQUIRE(pwrite(fileno(file), bytes.data, bytes.size, 0) == (ssize_t)bytes.size);
    nd_reader *reader = nd_reader_new(&options, NULL);
    REQUIRE(reader && !nd_reader_add(reader, path, NULL));
    return reader;
}

/* The next the reader gives is what json-c made of this record; NULL: nothing. */
static void require_record(nd_reader *reader, struct json_object *record, uint64_t place) {
    static struct expected expected;
    nd_article             article;
    expected.place = place;
    if (!record || !expect(record, &expected)) return;
    REQUIRE(nd_reader_next(reader, &article, NULL) == 1);
    require_fields(&article, &expected);
}

static void close_reader(nd_reader *reader) {
    nd_article article;
    REQUIRE(nd_reader_next(reader, &article, NULL) == 0);
    nd_reader_free(reader);
}

/* ---- the shapes of a file --------------------------------------------------------------------- */

/* The same with surrogate pairs in UTF-8, in *copy: json-c 0.16 takes some for halves. */
static nd_string spell_pairs(nd_string bytes, nd_buf *copy) {
    for (size_t at = 0, step; at < bytes.size; at += step) {
        uint8_t     utf8[4];
        uint32_t    c;
        const void *data = bytes.data + at;
        size_t      size = step = bytes.data[at] == '\\' && at + 1 < bytes.size ? 2 : 1;
        if (nd_json_code_point(data, bytes.size - at, &c) == 12) {
            step = 12;
            size = nd_utf8_encode(utf8, c);
            data = utf8;
        }
        REQUIRE(nd_buf_append(copy, data, size, NULL) == ND_OK);
    }
    return (nd_string){(const char *)copy->data, copy->size};
}

/* One object and nothing else, or NULL. */
static struct json_object *parse(nd_string bytes, int flags, char first) {
    nd_buf copy = {0};
    bytes = spell_pairs(bytes, &copy);
    struct json_tokener *tokener = json_tokener_new_ex(DEPTH);
    struct json_object  *object = NULL;
    if (flags) json_tokener_set_flags(tokener, flags);
    if (bytes.size && bytes.data[0] == first) object = json_tokener_parse_ex(tokener, bytes.data, (int)bytes.size);
    enum json_type type = first == '{' ? json_type_object : json_type_array; /* not, where a comment has a NUL */
    if (object && (json_tokener_get_parse_end(tokener) < bytes.size || !json_object_is_type(object, type))) {
        json_object_put(object);
        object = NULL;
    }
    json_tokener_free(tokener);
    nd_buf_free(&copy);
    return object;
}

/* The same of a record that may be in another encoding. */
static struct json_object *parse_record(nd_string bytes) {
    static struct expected any;
    nd_buf                 utf8 = {0};
    nd_finding             finding = {0};
    struct json_object    *object = parse(bytes, 0, '{');
    if (is_well_formed(bytes) || (object && expect(object, &any) && is_well_formed(any.fields[TEXT]))) return object;
    json_object_put(object);
    REQUIRE(nd_charset_to_utf8(bytes, (nd_string){NULL, 0}, &utf8, &bytes, &finding, NULL) == ND_OK);
    object = parse(trim(bytes), 0, '{');
    nd_finding_free(&finding);
    nd_buf_free(&utf8);
    return object;
}

static void try_lines(FILE *file, nd_string bytes) {
    struct problems problems, expected = {.count = 0};
    nd_reader      *reader = open_reader(file, bytes, ND_INPUT_JSONL, &problems);
    uint64_t        line = 0;
    for (size_t at = 0, end; at < bytes.size; at = end + 1) {
        const char *newline = memchr(bytes.data + at, '\n', bytes.size - at);
        end = newline ? (size_t)(newline - bytes.data) : bytes.size;
        nd_string trimmed = trim((nd_string){bytes.data + at, end - at});
        line++;
        if (!trimmed.size) continue;
        static struct expected any;
        struct json_object    *record = parse_record(trimmed);
        if (!record || !expect(record, &any)) expected.places[expected.count++] = line;
        require_record(reader, record, line);
        json_object_put(record);
    }
    close_reader(reader);
    REQUIRE(problems.count == expected.count);
    for (size_t i = 0; i < problems.count; i++) REQUIRE(problems.places[i] == expected.places[i]);
}

static void try_object(FILE *file, nd_string bytes) {
    struct problems     problems;
    struct json_object *record = parse_record(trim(bytes));
    if (record && !memchr(trim(bytes).data, '\n', trim(bytes).size)) {
        nd_reader *reader = open_reader(file, bytes, ND_INPUT_JSON, &problems);
        require_record(reader, record, 0);
        close_reader(reader);
    }
    json_object_put(record);
}

static void try_array(FILE *file, nd_string bytes) {
    struct problems     problems;
    struct json_object *array = is_well_formed(bytes) ? parse(trim(bytes), JSON_TOKENER_STRICT, '[') : NULL;
    if (!array) return;
    nd_reader *reader = open_reader(file, bytes, ND_INPUT_JSON, &problems);
    for (size_t i = 0; i < json_object_array_length(array); i++) {
        struct json_object *record = json_object_array_get_idx(array, i);
        if (json_object_is_type(record, json_type_object)) require_record(reader, record, i + 1);
    }
    close_reader(reader);
    json_object_put(array);
}

/* What may be UTF-16, a picture, or the skippable frame that pzstd writes first, is refused as a whole, and rightly. */
static int may_be_refused(const uint8_t *data, size_t size) {
    if (size && !memchr("{[ \t\r\n", data[0], 6)) return 1;
    if (size < 4) return 0;
    if ((data[0] & 0xf0) == 0x50 && !memcmp(data + 1, "\x2a\x4d\x18", 3)) return 1;
    return (data[0] >= 0xfe && data[1] >= 0xfe) || (!data[0] && !data[2]) || (!data[1] && !data[3]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static FILE *file;
    nd_string    bytes = {(const char *)data, size < FILE_BYTES ? size : FILE_BYTES};
    unsigned     lines = 0;
    for (size_t i = 0; i < bytes.size; i++) lines += data[i] == '\n';
    if (lines >= RECORDS || (size >= 3 && !memcmp(data, "\xef\xbb\xbf", 3))) return 0;
    if (may_be_refused(data, size)) return 0;
    if (!file) file = tmpfile();
    REQUIRE(file);
    try_lines(file, bytes);
    try_object(file, bytes);
    try_array(file, bytes);
    return 0;
}
