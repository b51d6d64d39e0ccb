/*
 * fuzz_front_matter.c - PROPERTY: front matter that was written before a text gives the fields that were written, the
 * first name of a field in the order of preference winning, and then the text as it was. Of any other text a part
 * that ends behind a line of dashes is taken, or nothing, and then no field; a second reading tells the same.
 */
#include <string.h>

#include "base/buf.h"
#include "fuzz.h"
#include "input/date.h"
#include "input/front_matter.h"

#define LINES 12
#define VALUE_BYTES 20
#define RAW_BYTES 8192

static const char *const keys[] = {"id", "url", "title", "date", "lang", "outlet"};
#define KEYS (sizeof keys / sizeof *keys)

struct written {
    nd_buf      bytes;
    size_t      behind; /* where the text begins */
    size_t      keys;
    const char *values[KEYS]; /* of the fields, one after another in `store`; NULL: not there */
    size_t      sizes[KEYS];
    char        store[LINES * (VALUE_BYTES + 1)];
    size_t      stored;
};

static void put(struct written *matter, const char *text, size_t size) {
    REQUIRE(!nd_buf_append(&matter->bytes, text, size, NULL));
}

static void put_text(struct written *matter, const char *text) {
    put(matter, text, strlen(text));
}

/* Letters and marks that mean something somewhere; a value begins and ends with a letter, and is no word for
 * nothing. */
static size_t make_value(struct choices *choices, char *value) {
    static const char bytes[] = "ab \"'#:=-[]{}|>,\\\t.xyz1\303\251";
    size_t            size = 2 + choose(choices, VALUE_BYTES - 4);
    for (size_t i = 0; i < size; i++) value[i] = bytes[choose(choices, sizeof bytes - 3)];
    value[0] = 'v', value[size - 1] = 'w';
    return size;
}

/* What is passed over. */
static void write_other(struct written *matter, struct choices *choices, const char *line_end) {
    static const char *const others[] = {"", "# title: no", "  nested: value", "- item", "\ttab", "[table]"};
    put_text(matter, others[choose(choices, sizeof others / sizeof *others)]);
    put_text(matter, line_end);
}

static void write_key(struct written *matter, struct choices *choices, char separator, const char *line_end) {
    static const char *const marks[] = {"", "\"", "'"};
    size_t                   key = choose(choices, KEYS);
    const char              *mark = marks[choose(choices, 3)];
    char                    *value = matter->store + matter->stored;
    size_t                   size = make_value(choices, value);
    matter->keys++;
    if (!matter->values[key]) matter->values[key] = value, matter->sizes[key] = size; /* the first is kept */
    matter->stored += size;
    char name[16];
    snprintf(name, sizeof name, "%s", keys[key]);
    if (choose(choices, 2)) name[0] = (char)(name[0] - 32);
    put_text(matter, name);
    put_text(matter, choose(choices, 2) || separator == ':' ? "" : " ");
    put(matter, &separator, 1);
    put_text(matter, choose(choices, 2) ? " " : "  ");
    put_text(matter, mark);
    put(matter, value, size);
    put_text(matter, mark);
    put_text(matter, line_end);
}

static void write_matter(struct written *matter, struct choices *choices) {
    int         is_toml = (int)choose(choices, 2);
    const char *fence = is_toml ? "+++" : "---", *line_end = choose(choices, 2) ? "\r\n" : "\n";
    put_text(matter, fence);
    put_text(matter, line_end);
    for (size_t lines = choose(choices, LINES); lines; lines--)
        if (choose(choices, 4)) write_key(matter, choices, is_toml ? '=' : ':', line_end);
        else write_other(matter, choices, line_end);
    put_text(matter, fence);
    put_text(matter, choose(choices, 4) ? "" : " ");
    put_text(matter, line_end);
    matter->behind = matter->bytes.size;
}

static void require_fields(const struct written *matter, const nd_article *article) {
    const nd_string *found[KEYS] = {&article->id,   &article->url,  &article->title,
                                    &article->date, &article->lang, &article->outlet};
    for (size_t i = 0; i < KEYS; i++) {
        nd_string want = {matter->values[i], matter->values[i] ? matter->sizes[i] : 0};
        REQUIRE(same_string(*found[i], want));
    }
    REQUIRE(article->time == nd_date_parse(article->date.data, article->date.size));
}

static void try_written(struct choices *choices) {
    struct written matter = {.keys = 0};
    nd_fields      fields = {0};
    nd_article     article;
    write_matter(&matter, choices);
    nd_string body = choose_bytes(choices, RAW_BYTES);
    put(&matter, body.data, body.size);
    nd_fields_begin(&fields);
    size_t behind = nd_front_matter_read(&fields, (nd_string){(const char *)matter.bytes.data, matter.bytes.size});
    nd_fields_end(&fields, &article);
    if (matter.keys) {
        REQUIRE(behind == matter.behind);
        require_fields(&matter, &article);
    }
    nd_buf_free(&matter.bytes);
}

/* Copies what was found into `into`. */
static size_t read_raw(nd_string text, nd_buf *into) {
    nd_fields  fields = {0};
    nd_article article;
    nd_fields_begin(&fields);
    size_t behind = nd_front_matter_read(&fields, text);
    nd_fields_end(&fields, &article);
    const nd_string found[] = {article.id,   article.url,    article.title, article.date,
                               article.lang, article.outlet, article.text};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        REQUIRE(behind || !found[i].data);
        REQUIRE(found[i].size <= behind);
        REQUIRE(!nd_buf_append(into, &found[i].size, sizeof found[i].size, NULL));
        REQUIRE(!nd_buf_append(into, found[i].data, found[i].size, NULL));
    }
    return behind;
}

/* Does the part end with a line of its three first bytes, or after dashes of three dots, blanks behind it? */
static int ends_with_its_fence(const char *part, size_t size) {
    if (size && part[size - 1] == '\n') size--;
    if (size && part[size - 1] == '\r') size--;
    while (size && (part[size - 1] == ' ' || part[size - 1] == '\t')) size--;
    if (size <= 6 || part[size - 4] != '\n') return 0;
    return !memcmp(part, part + size - 3, 3) || (part[0] == '-' && !memcmp(part + size - 3, "...", 3));
}

static void try_raw(nd_string text) {
    nd_buf first = {0}, second = {0};
    size_t behind = read_raw(text, &first);
    REQUIRE(behind <= text.size && behind == read_raw(text, &second));
    REQUIRE(first.size == second.size && !memcmp(first.data, second.data, first.size));
    REQUIRE(!behind || ends_with_its_fence(text.data, behind));
    nd_buf_free(&first);
    nd_buf_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct choices choices = {data, data + size};
    try_written(&choices);
    try_raw((nd_string){size ? (const char *)data : "", size < RAW_BYTES ? size : RAW_BYTES});
    return 0;
}
