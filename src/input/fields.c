/*
 * fields.c - one pass over the record's keys against a table in the order of preference; the winner of
 * each field is the value with the smallest row. That costs some forty comparisons of one byte a key,
 * where asking the record for each name would cost a hash and a probe a name. A key with a rest, as
 * metadata.url, is matched by its first part and then descended into.
 */
#include "input/fields.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "input/date.h"
#include "input/json_digits.h"

enum field { ID, URL, TITLE, DATE, TEXT, LANG, OUTLET };
_Static_assert(OUTLET + 1 == ND_FIELDS_COUNT, "a choice for each field");

/* `source` counts for the URL only if it is one, for the outlet only if it is none. */
enum condition { ANY, IF_URL, IF_NO_URL };

struct name {
    const char    *key;
    uint8_t        key_size;
    const char    *rest; /* path below the key, keys separated by '.', or NULL */
    enum field     field;
    enum condition condition;
};

#define NAME(field, key) {key, sizeof key - 1, NULL, field, ANY}
#define NAME_IF(field, key, condition) {key, sizeof key - 1, NULL, field, condition}
#define NAME_BELOW(field, key, rest) {key "." rest, sizeof key - 1, rest, field, ANY}

static const struct name names[] = {
    NAME(ID, "id"), NAME(ID, "_id"), NAME(ID, "doc_id"), NAME(ID, "uuid"), NAME(ID, "guid"),

    NAME(URL, "url"), NAME(URL, "canonical_link"), NAME(URL, "canonical_url"), NAME(URL, "link"),
    NAME(URL, "article_url"), NAME_BELOW(URL, "metadata", "url"), NAME_IF(URL, "source", IF_URL),

    NAME(TITLE, "title"), NAME(TITLE, "headline"), NAME(TITLE, "title_page"), NAME(TITLE, "name"),

    NAME(DATE, "date_publish"), NAME(DATE, "publish_date"), NAME(DATE, "published"),
    NAME(DATE, "date_published"), NAME(DATE, "datePublished"), NAME(DATE, "published_date"),
    NAME(DATE, "pubDate"), NAME(DATE, "created"), NAME(DATE, "date"),
    NAME_BELOW(DATE, "metadata", "date"),

    NAME(TEXT, "maintext"), NAME(TEXT, "text"), NAME(TEXT, "content"), NAME(TEXT, "articleBody"),
    NAME(TEXT, "body"), NAME(TEXT, "article"), NAME(TEXT, "full_text"),

    NAME(LANG, "language"), NAME(LANG, "lang"), NAME(LANG, "inLanguage"), NAME(LANG, "meta_lang"),

    NAME(OUTLET, "outlet"), NAME(OUTLET, "source_domain"), NAME(OUTLET, "hostname"), NAME(OUTLET, "source-hostname"),
    NAME(OUTLET, "sitename"), NAME(OUTLET, "series"), NAME_IF(OUTLET, "source", IF_NO_URL)};

#define NAMES (sizeof names / sizeof *names)
_Static_assert(NAMES <= 64, "a bit for each name");

/* Beside the names, counted from 1: */
#define FROM_MAP (NAMES + 1)
#define FROM_HOST (NAMES + 2)
_Static_assert(FROM_HOST < ND_FIELDS_FROM_PAGE, "a number for each source");

/* ---- values ----------------------------------------------------------------------------------- */

static int equals(nd_string value, const char *word) {
    return value.size == strlen(word) && memcmp(value.data, word, value.size) == 0;
}

int nd_fields_is_missing(nd_string value) {
    static const char *const words[] = {"None", "null", "NULL", "NaN", "nan"};
    while (value.size && memchr(" \t\r\n", *value.data, 4)) value.data++, value.size--;
    while (value.size && memchr(" \t\r\n", value.data[value.size - 1], 4)) value.size--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (equals(value, words[i])) return 1;
    return value.size == 0;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* The bytes before the host of a web address, or 0 when it is none. */
static size_t scheme_size(nd_string value) {
    static const char scheme[] = "https://";
    size_t            at = 0;
    for (const char *c = scheme; *c && at < value.size; c++) {
        if (lower(value.data[at]) == *c) at++;
        else if (*c != 's') return 0;
    }
    return at >= 7 && value.data[at - 1] == '/' && at < value.size ? at : 0;
}

static const char *type_name(struct json_object *value) {
    switch (json_object_get_type(value)) {
    case json_type_boolean: return "true or false";
    case json_type_int:
    case json_type_double: return "a number";
    case json_type_array: return "an array";
    case json_type_object: return "an object";
    default: return NULL;
    }
}

static nd_string string_of(struct json_object *value) {
    return (nd_string){json_object_get_string(value), (size_t)json_object_get_string_len(value)};
}

/* As it stood in the record; an integer of 64 bits may be written out into `digits`. */
static nd_string number_of(const nd_fields *fields, const char *path, struct json_object *value,
                           char digits[ND_DIGITS_BYTES]) {
    nd_string out = {digits, 0};
    if (json_object_get_type(value) == json_type_double) {
        out.data = json_object_get_string(value);
        out.size = out.data ? strlen(out.data) : 0;
        return out;
    }
    int64_t  signed_value = json_object_get_int64(value);
    uint64_t value_of_64 = json_object_get_uint64(value);
    if (signed_value == INT64_MIN || value_of_64 == UINT64_MAX) { /* or beyond */
        nd_string written = nd_json_digits(fields->record, path);
        if (written.data) return written;
    }
    int size = signed_value == INT64_MAX ? snprintf(digits, ND_DIGITS_BYTES, "%" PRIu64, value_of_64)
                                         : snprintf(digits, ND_DIGITS_BYTES, "%" PRId64, signed_value);
    out.size = size > 0 ? (size_t)size : 0;
    return out;
}

static nd_string missing(nd_string value) {
    return value.data && !nd_fields_is_missing(value) ? value : (nd_string){NULL, 0};
}

/* The string as the field may have it, or {NULL, 0}. */
static nd_string judge_string(nd_fields *fields, const struct name *name, nd_string value) {
    nd_string found = missing(value);
    if (!found.data && name->field == TEXT && !fields->empty) fields->empty = name->key;
    if (!found.data || name->condition == ANY) return found;
    return (scheme_size(found) != 0) == (name->condition == IF_URL) ? found : (nd_string){NULL, 0};
}

/* The value as the field may have it, or {NULL, 0}. */
static nd_string value_of(nd_fields *fields, const struct name *name, struct json_object *value) {
    nd_string      none = {NULL, 0};
    enum json_type type = json_object_get_type(value);
    if (type == json_type_string) return judge_string(fields, name, string_of(value));
    int is_number = type == json_type_int || type == json_type_double;
    if (is_number && name->field == ID) return missing(number_of(fields, name->key, value, fields->id));
    if (is_number && name->field == DATE) return missing(number_of(fields, name->key, value, fields->date));
    if (name->field == TEXT && type != json_type_null && !fields->refused) {
        fields->refused = name->key;
        fields->refused_type = type_name(value);
    }
    return none;
}

/* ---- the record ------------------------------------------------------------------------------- */

/* Follows `rest` below `value`; NULL when there is nothing. */
static struct json_object *descend(struct json_object *value, const char *rest) {
    while (rest && json_object_get_type(value) == json_type_object) {
        char        key[64];
        const char *dot = strchr(rest, '.');
        size_t      size = dot ? (size_t)(dot - rest) : strlen(rest);
        if (size >= sizeof key) return NULL;
        memcpy(key, rest, size);
        key[size] = 0;
        if (!json_object_object_get_ex(value, key, &value)) return NULL;
        rest = dot ? dot + 1 : NULL;
    }
    return rest ? NULL : value;
}

static int is_name(const struct name *name, const char *key, size_t size) {
    return name->key_size == size && memcmp(name->key, key, size) == 0;
}

static int is_mapped(const nd_fields *fields, enum field field) {
    return fields->map && fields->map->paths[field];
}

static void consider(nd_fields *fields, const char *key, struct json_object *value) {
    size_t size = strlen(key);
    for (size_t row = 0; row < NAMES; row++) {
        const struct name *name = &names[row];
        nd_choice         *choice = &fields->choices[name->field];
        if (row >= choice->row || !is_name(name, key, size) || is_mapped(fields, name->field)) continue;
        nd_string found = value_of(fields, name, descend(value, name->rest));
        if (found.data) *choice = (nd_choice){row, found};
    }
}

nd_string nd_fields_host(nd_fields *fields, nd_string url) {
    nd_string   none = {NULL, 0};
    size_t      at = scheme_size(url), size = 0;
    const char *from = url.data + at;
    if (!at) return none;
    while (at + size < url.size && !memchr("/?#", from[size], 3)) size++;
    const char *user_end = memchr(from, '@', size);
    if (user_end) {
        size -= (size_t)(user_end + 1 - from);
        from = user_end + 1;
    }
    const char *port = memchr(from, ':', size);
    if (port && from[0] != '[') size = (size_t)(port - from);
    if (size == 0 || size > ND_HOST_BYTES) return none;
    for (size_t i = 0; i < size; i++) fields->host[i] = lower(from[i]);
    return (nd_string){fields->host, size};
}

void nd_fields_begin(nd_fields *fields) {
    for (size_t i = 0; i < ND_FIELDS_COUNT; i++) fields->choices[i] = (nd_choice){NAMES, {NULL, 0}};
    fields->known = 0;
    fields->refused = fields->empty = NULL;
}

/* What the map says, of a record that is an object: a name with dots in it, or a path. */
static void follow_map(nd_fields *fields, struct json_object *record) {
    for (size_t field = 0; field < ND_FIELDS_COUNT; field++) {
        struct json_object *value;
        if (!is_mapped(fields, (enum field)field)) continue;
        const char *path = fields->map->paths[field];
        if (!json_object_object_get_ex(record, path, &value)) value = descend(record, path);
        struct name name = {path, 0, NULL, (enum field)field, ANY};
        nd_string   found = value_of(fields, &name, value);
        if (found.data) fields->choices[field] = (nd_choice){FROM_MAP - 1, found};
    }
}

void nd_fields_complete(nd_fields *fields, nd_article *out) {
    if (!out->outlet.data) {
        out->outlet = nd_fields_host(fields, out->url);
        fields->sources[OUTLET] = out->outlet.data ? FROM_HOST : 0;
    }
    if (out->date.data) out->time = nd_date_parse(out->date.data, out->date.size);
}

void nd_fields_end(nd_fields *fields, nd_article *out) {
    const nd_choice *choices = fields->choices;
    for (size_t i = 0; i < ND_FIELDS_COUNT; i++)
        fields->sources[i] = (uint8_t)(choices[i].value.data ? choices[i].row + 1 : 0);
    *out = (nd_article){.id = choices[ID].value,
                        .text = choices[TEXT].value,
                        .title = choices[TITLE].value,
                        .url = choices[URL].value,
                        .date = choices[DATE].value,
                        .lang = choices[LANG].value,
                        .outlet = choices[OUTLET].value,
                        .time = ND_NO_TIME};
    nd_fields_complete(fields, out);
}

void nd_fields_read(nd_fields *fields, struct json_object *record, nd_article *out) {
    nd_fields_begin(fields);
    for (struct lh_entry *entry = json_object_get_object(record)->head; entry; entry = entry->next)
        consider(fields, lh_entry_k(entry), lh_entry_v(entry));
    if (fields->map) follow_map(fields, record);
    nd_fields_end(fields, out);
}

/* ---- scanned records -------------------------------------------------------------------------- */

int nd_fields_know(nd_fields *fields, nd_string key) {
    int kind = ND_FIELDS_UNKNOWN;
    for (size_t row = 0; row < NAMES; row++) {
        if (!is_name(&names[row], key.data, key.size)) continue;
        if (fields->known >> row & 1) return ND_FIELDS_AGAIN;
        fields->known |= UINT64_C(1) << row;
        int takes_numbers = !names[row].rest && (names[row].field == ID || names[row].field == DATE);
        kind = takes_numbers ? ND_FIELDS_NUMBER : ND_FIELDS_STRING;
    }
    return kind;
}

void nd_fields_offer(nd_fields *fields, nd_string key, nd_string value) {
    for (size_t row = 0; row < NAMES; row++) {
        const struct name *name = &names[row];
        nd_choice         *choice = &fields->choices[name->field];
        if (row >= choice->row || name->rest || !is_name(name, key.data, key.size)) continue;
        nd_string found = judge_string(fields, name, value);
        if (found.data) *choice = (nd_choice){row, found};
    }
}

/* ---- columns ----------------------------------------------------------------------------------- */

static int is_column(const struct name *name, nd_string column) {
    size_t rest = name->rest ? strlen(name->rest) + 1 : 0;
    if (column.size != name->key_size + rest || strncasecmp(column.data, name->key, name->key_size)) return 0;
    if (!rest) return 1;
    return column.data[name->key_size] == '.' && !strncasecmp(column.data + name->key_size + 1, name->rest, rest - 1);
}

static void offer_to_map(nd_fields *fields, nd_string column, nd_string value) {
    for (size_t field = 0; field < ND_FIELDS_COUNT; field++) {
        if (!is_mapped(fields, (enum field)field)) continue;
        struct name name = {fields->map->paths[field], 0, NULL, (enum field)field, ANY};
        if (!equals(column, name.key)) continue;
        nd_string found = judge_string(fields, &name, value);
        if (found.data) fields->choices[field] = (nd_choice){FROM_MAP - 1, found};
    }
}

void nd_fields_offer_column(nd_fields *fields, nd_string column, nd_string value) {
    if (fields->map) offer_to_map(fields, column, value);
    for (size_t row = 0; row < NAMES; row++) {
        nd_choice *choice = &fields->choices[names[row].field];
        if (row >= choice->row || !is_column(&names[row], column) || is_mapped(fields, names[row].field)) continue;
        nd_string found = judge_string(fields, &names[row], value);
        if (found.data) *choice = (nd_choice){row, found};
    }
}

int nd_fields_is_text(nd_string column) {
    for (size_t row = 0; row < NAMES; row++)
        if (names[row].field == TEXT && is_column(&names[row], column)) return 1;
    return 0;
}

/* ---- what was used ----------------------------------------------------------------------------- */

const char *nd_fields_source(const nd_map *map, size_t field, size_t source) {
    if (source == FROM_HOST) return "the host of the url";
    if (source == FROM_MAP) return map->paths[field] ? map->paths[field] : "";
    if (source < 1 || source > NAMES) return NULL;
    return names[source - 1].key;
}
