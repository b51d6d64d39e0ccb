/* test_fields.c - each name of each field, in the documented order, and what counts as missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "input/fields.h"

struct article {
    struct json_object *record;
    nd_fields           fields;
    nd_article          is;
};

static void read_record(struct article *article, const char *json) {
    article->record = json_tokener_parse(json);
    assert_non_null(article->record);
    memset(&article->fields, 0, sizeof article->fields);
    nd_fields_read(&article->fields, article->record, &article->is);
}

static void forget(struct article *article) {
    json_object_put(article->record);
}

static void expect_is(nd_string is, const char *should) {
    if (!should) {
        assert_null(is.data);
        assert_int_equal(is.size, 0);
        return;
    }
    assert_non_null(is.data);
    assert_int_equal(is.size, strlen(should));
    assert_memory_equal(is.data, should, is.size);
}

/* The rows of the table of names: all of one field, best first. */
struct row {
    size_t      offset; /* of the field in nd_article */
    const char *names[12];
};

static const struct row rows[] = {
    {offsetof(nd_article, id), {"id", "_id", "doc_id", "uuid", "guid"}},
    {offsetof(nd_article, url),
     {"url", "canonical_link", "canonical_url", "link", "article_url", "metadata.url", "source"}},
    {offsetof(nd_article, title), {"title", "headline", "title_page", "name"}},
    {offsetof(nd_article, date),
     {"date_publish", "publish_date", "published", "date_published", "datePublished", "published_date",
      "pubDate", "created", "date", "metadata.date"}},
    {offsetof(nd_article, text),
     {"maintext", "text", "content", "articleBody", "body", "article", "full_text"}},
    {offsetof(nd_article, lang), {"language", "lang", "inLanguage", "meta_lang"}},
    {offsetof(nd_article, outlet),
     {"source_domain", "hostname", "source-hostname", "sitename", "series", "source"}}};

#define ROWS (sizeof rows / sizeof *rows)

static size_t count_of(const struct row *row) {
    size_t count = 0;
    while (count < 12 && row->names[count]) count++;
    return count;
}

static nd_string field_of(const nd_article *article, const struct row *row) {
    nd_string value;
    memcpy(&value, (const char *)article + row->offset, sizeof value);
    return value;
}

static void value_for(const struct row *row, size_t name, char value[64]) {
    int is_url = row->offset == offsetof(nd_article, url);
    snprintf(value, 64, "%svalue-%zu", is_url ? "https://" : "", name);
}

/* Writes `"name": "value"` for the names from `first` on; backwards, so that order cannot help. */
static void write_record(const struct row *row, size_t first, char json[2048]) {
    size_t at = (size_t)sprintf(json, "{\"other\": 1");
    char   value[64];
    for (size_t i = count_of(row); i-- > first;) {
        const char *dot = strchr(row->names[i], '.');
        value_for(row, i, value);
        if (dot)
            at += (size_t)sprintf(json + at, ", \"%.*s\": {\"x\": [], \"%s\": \"%s\"}",
                                  (int)(dot - row->names[i]), row->names[i], dot + 1, value);
        else
            at += (size_t)sprintf(json + at, ", \"%s\": \"%s\"", row->names[i], value);
    }
    strcpy(json + at, "}");
}

static void each_name_counts_and_the_first_wins(void **state) {
    (void)state;
    for (size_t r = 0; r < ROWS; r++)
        for (size_t first = 0; first < count_of(&rows[r]); first++) {
            struct article article;
            char           json[2048], value[64];
            write_record(&rows[r], first, json);
            read_record(&article, json);
            value_for(&rows[r], first, value);
            expect_is(field_of(&article.is, &rows[r]), value);
            forget(&article);
        }
}

static void an_empty_value_leaves_the_place_to_the_next_name(void **state) {
    (void)state;
    static const char *empty[] = {"\"\"",     "\" \\t\\n\"", "\"None\"", "\"null\"", "\"NaN\"",
                                  "null",     "NaN",         "[]",       "{}",       "true",
                                  "\"nan\"",  "\" NULL\\n\"", "\"None \""};
    for (size_t r = 0; r < ROWS; r++)
        for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
            struct article article;
            char           json[256], value[64];
            value_for(&rows[r], 1, value);
            snprintf(json, sizeof json, "{\"%s\": %s, \"%s\": \"%s\"}", rows[r].names[0], empty[i],
                     rows[r].names[1], value);
            read_record(&article, json);
            expect_is(field_of(&article.is, &rows[r]), value);
            forget(&article);
        }
}

static void what_is_not_there_is_missing(void **state) {
    (void)state;
    struct article article;
    read_record(&article, "{\"metadata\": \"none\", \"ID\": \"x\", \"Text\": \"y\", \"texts\": \"z\"}");
    for (size_t r = 0; r < ROWS; r++) expect_is(field_of(&article.is, &rows[r]), NULL);
    assert_true(article.is.time == ND_NO_TIME);
    assert_null(article.fields.refused);
    forget(&article);
}

static void words_like_none_count_inside_other_words(void **state) {
    (void)state;
    struct article article;
    read_record(&article, "{\"id\": \"none\", \"title\": \"None of it\", \"text\": \"nanometre \"}");
    expect_is(article.is.id, "none");
    expect_is(article.is.title, "None of it");
    expect_is(article.is.text, "nanometre ");
    forget(&article);
}

static void a_source_is_an_address_or_an_outlet(void **state) {
    (void)state;
    struct article article;
    read_record(&article, "{\"source\": \"HTTPS://News.Example.ORG/a\"}");
    expect_is(article.is.url, "HTTPS://News.Example.ORG/a");
    expect_is(article.is.outlet, "news.example.org");
    forget(&article);
    read_record(&article, "{\"source\": \"Reuters\", \"url\": \"http://a.com/\"}");
    expect_is(article.is.url, "http://a.com/");
    expect_is(article.is.outlet, "Reuters");
    forget(&article);
    read_record(&article, "{\"source\": \"http://\"}");
    expect_is(article.is.url, NULL);
    expect_is(article.is.outlet, "http://");
    forget(&article);
}

static void the_outlet_falls_back_to_the_host(void **state) {
    (void)state;
    static const char *hosts[][2] = {{"https://www.example.com/a/b?c#d", "www.example.com"},
                                     {"http://Example.com", "example.com"},
                                     {"http://example.com:8080/x", "example.com"},
                                     {"http://user:pass@example.com/x", "example.com"},
                                     {"http://example.com?x=/@:", "example.com"},
                                     {"http://[::1]:80/", "[::1]:80"},
                                     {"http:///path", NULL},
                                     {"ftp://example.com/", NULL},
                                     {"example.com/x", NULL}};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        struct article article;
        char           json[256];
        snprintf(json, sizeof json, "{\"url\": \"%s\"}", hosts[i][0]);
        read_record(&article, json);
        expect_is(article.is.url, hosts[i][0]);
        expect_is(article.is.outlet, hosts[i][1]);
        forget(&article);
    }
}

static void numbers_are_ids_and_dates(void **state) {
    (void)state;
    static const char *numbers[] = {"0", "-12", "42", "9223372036854775807", "18446744073709551615", "1.50"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct article article;
        char           json[256];
        snprintf(json, sizeof json, "{\"id\": %s, \"title\": %s, \"url\": %s}", numbers[i], numbers[i],
                 numbers[i]);
        read_record(&article, json);
        expect_is(article.is.id, numbers[i]);
        expect_is(article.is.title, NULL);
        expect_is(article.is.url, NULL);
        forget(&article);
    }
    struct article article;
    read_record(&article, "{\"_id\": 2, \"guid\": 3, \"date\": 1714559415123}");
    expect_is(article.is.id, "2");
    expect_is(article.is.date, "1714559415123");
    assert_true(article.is.time == 1714559415);
    forget(&article);
}

static void a_date_is_kept_as_found_when_it_is_not_understood(void **state) {
    (void)state;
    struct article article;
    read_record(&article, "{\"date\": \"last Tuesday\"}");
    expect_is(article.is.date, "last Tuesday");
    assert_true(article.is.time == ND_NO_TIME);
    forget(&article);
}

static void text_of_another_type_is_told(void **state) {
    (void)state;
    static const char *types[][2] = {{"12", "a number"},
                                     {"1.5", "a number"},
                                     {"true", "true or false"},
                                     {"[\"a\"]", "an array"},
                                     {"{\"a\": 1}", "an object"}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct article article;
        char           json[256];
        snprintf(json, sizeof json, "{\"body\": %s}", types[i][0]);
        read_record(&article, json);
        expect_is(article.is.text, NULL);
        assert_string_equal(article.fields.refused, "body");
        assert_string_equal(article.fields.refused_type, types[i][1]);
        forget(&article);
    }
}

static void a_nul_in_a_text_stays(void **state) {
    (void)state;
    struct article article;
    read_record(&article, "{\"text\": \"a\\u0000b\"}");
    assert_int_equal(article.is.text.size, 3);
    assert_memory_equal(article.is.text.data, "a\0b", 3);
    forget(&article);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_counts_and_the_first_wins),
        cmocka_unit_test(an_empty_value_leaves_the_place_to_the_next_name),
        cmocka_unit_test(what_is_not_there_is_missing),
        cmocka_unit_test(words_like_none_count_inside_other_words),
        cmocka_unit_test(a_source_is_an_address_or_an_outlet),
        cmocka_unit_test(the_outlet_falls_back_to_the_host),
        cmocka_unit_test(numbers_are_ids_and_dates),
        cmocka_unit_test(a_date_is_kept_as_found_when_it_is_not_understood),
        cmocka_unit_test(text_of_another_type_is_told),
        cmocka_unit_test(a_nul_in_a_text_stays),
    };
    return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
