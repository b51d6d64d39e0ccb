/*
 * test_scan_json.c - whatever the scanner understands, json-c understands in the same way: over records made
 * from fragments, and the same with bytes changed, dropped and doubled.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/json_value.h"
#include "input/scan_json.h"
#include "random.h"

#define RECORD_BYTES 4000

struct record {
    char   bytes[RECORD_BYTES];
    size_t size;
};

static nd_buf    unescaped;
static nd_parser parser;

static int stop(void **state) {
    (void)state;
    nd_json_value_free(&parser);
    nd_buf_free(&unescaped);
    return 0;
}

/* ---- comparing -------------------------------------------------------------------------------- */

static void check_string(nd_string scanned, nd_string parsed) {
    assert_true((scanned.data == NULL) == (parsed.data == NULL));
    assert_int_equal(scanned.size, parsed.size);
    if (parsed.data) assert_memory_equal(scanned.data, parsed.data, parsed.size);
}

static void check_article(const nd_article *scanned, const nd_article *parsed) {
    check_string(scanned->id, parsed->id);
    check_string(scanned->text, parsed->text);
    check_string(scanned->title, parsed->title);
    check_string(scanned->url, parsed->url);
    check_string(scanned->date, parsed->date);
    check_string(scanned->lang, parsed->lang);
    check_string(scanned->outlet, parsed->outlet);
    assert_true(scanned->time == parsed->time);
}

/* As read_json.c does where the scanner has given up. */
static void check_with_json_c(nd_string bytes, const nd_article *scanned) {
    nd_fields  fields = {.map = NULL};
    nd_article parsed;
    assert_int_equal(nd_json_value(&parser, bytes, NULL), ND_OK);
    for (size_t at = parser.parsed; at < bytes.size; at++) assert_non_null(memchr(" \t\r\n", bytes.data[at], 4));
    nd_fields_read(&fields, parser.object, &parsed);
    check_article(scanned, &parsed);
}

/* Returns 1 if the scanner understood the record. */
static int check(const char *bytes, size_t size) {
    nd_fields  fields = {.map = NULL};
    nd_article scanned;
    char      *exact = malloc(size ? size : 1); /* nothing may be read behind it */
    nd_string  record = {exact, size};
    memcpy(exact, bytes, size);
    int status = nd_scan_json(&fields, &unescaped, record, &scanned, NULL);
    assert_in_range(status, 0, 1);
    if (status) {
        assert_null(fields.refused);
        check_with_json_c(record, &scanned);
    }
    free(exact);
    return status;
}

static int check_text(const char *bytes) {
    return check(bytes, strlen(bytes));
}

/* ---- made records ----------------------------------------------------------------------------- */

#define LONG_SENTENCE \
    "a sentence long enough that whole blocks of it are looked at together, twice over and more, before " \
    "an escape \\u2019 comes, or the end of it"

static const char *const keys[] = {
    "id", "_id", "text", "maintext", "content", "title", "url", "link", "source", "date", "lang",
    "outlet", "metadata", "created", "name", "other", "", "tex", "texts", "Text", "k\xc3\xa9y"};
static const char *const strings[] = {
    "plain words", "None", "null", " \\t ", "", "https://a.example/b?c", "2024-03-12", "line\\nbreak",
    "\\u00e9\\u4e2d", "\\ud83d\\ude00", "\\ud836\\udc00", "\\ud876\\uDFFF",
    "\\\"\\\\\\/\\b\\f\\r", "\\u0000", "\xc3\xa9\xe4\xb8\xad",
    "\xff\xfe", "\x7f", "{\\\"a\\\":[1]}", "1710201600",
    LONG_SENTENCE};
static const char *const broken[] = {
    "\\ud800", "\\udc00x", "\\ud800\\u0041", "\\udc00\\udc00", "\\x", "\t", "\\u12g4", "\x01"};
static const char *const others[] = {
    "null", "true", "false", "12", "0", "-0", "-7", "1.5", "1710201600", "1e3", "123456789012345678",
    "1234567890123456789", "99999999999999999999", "[]", "{}", "[1,\"a\\u00e9\",null,{\"b\":[2.25]}]",
    "{\"url\":\"https://b.example/\",\"date\":5}", "[[[[1]]]]", "{\"text\":\"inner\"}", "NaN", "01",
    "1.", ".5", "-", "tru", "nulll", "[1,]", "{\"a\":1,}", "[1 2]", "1.2345678901234567890123"};

#define PICK(dice, list) ((list)[roll_below(dice, sizeof(list) / sizeof *(list))])

static void add(struct record *record, const char *piece) {
    size_t size = strlen(piece);
    if (record->size + size > RECORD_BYTES) return;
    memcpy(record->bytes + record->size, piece, size);
    record->size += size;
}

static void add_blank(struct record *record, struct dice *dice) {
    static const char *const blanks[] = {"", "", "", " ", "\t", "\r\n", "  "};
    add(record, PICK(dice, blanks));
}

static void add_string(struct record *record, struct dice *dice, unsigned oddity) {
    add(record, "\"");
    for (uint32_t pieces = roll_below(dice, 4); pieces; pieces--) add(record, PICK(dice, strings));
    if (roll_below(dice, 100) < oddity) add(record, PICK(dice, broken));
    add(record, "\"");
}

static void add_member(struct record *record, struct dice *dice, unsigned oddity) {
    add_blank(record, dice);
    add(record, "\"");
    add(record, PICK(dice, keys));
    add(record, "\"");
    add_blank(record, dice);
    add(record, ":");
    add_blank(record, dice);
    if (roll_below(dice, 100) < 15 + oddity) add(record, PICK(dice, others));
    else add_string(record, dice, oddity);
    add_blank(record, dice);
}

static void make_record(struct record *record, struct dice *dice, unsigned oddity) {
    record->size = 0;
    add_blank(record, dice);
    add(record, "{");
    for (uint32_t members = roll_below(dice, 6), i = 0; i < members; i++) {
        if (i) add(record, ",");
        add_member(record, dice, oddity);
    }
    add(record, "}");
    add_blank(record, dice);
}

static void damage(struct record *record, struct dice *dice) {
    size_t at = roll_below(dice, (uint32_t)record->size), left = record->size - at - 1;
    switch (roll_below(dice, 4)) {
    case 0: record->bytes[at] = (char)roll(dice); break;
    case 1: record->bytes[at] = "{}[]\",:\\u0 n"[roll_below(dice, 12)]; break;
    case 2:
        memmove(record->bytes + at, record->bytes + at + 1, left);
        record->size--;
        break;
    default:
        if (record->size == RECORD_BYTES) return;
        memmove(record->bytes + at + 1, record->bytes + at, left + 1);
        record->size++;
    }
}

static void made_records_are_read_as_by_json_c(void **state) {
    (void)state;
    struct dice   dice = {1};
    struct record record;
    unsigned      understood = 0;
    for (unsigned round = 0; round < 40000; round++) {
        make_record(&record, &dice, round % 2 ? 0 : 10);
        understood += (unsigned)check(record.bytes, record.size);
    }
    assert_in_range(understood, 15000, 40000);
}

static void damaged_records_are_read_as_by_json_c_or_left_to_it(void **state) {
    (void)state;
    struct dice   dice = {2};
    struct record record;
    unsigned      understood = 0;
    for (unsigned round = 0; round < 100000; round++) {
        make_record(&record, &dice, 3);
        for (uint32_t times = 1 + roll_below(&dice, 2); times && record.size; times--) damage(&record, &dice);
        understood += (unsigned)check(record.bytes, record.size);
    }
    assert_in_range(understood, 10000, 90000);
}

static void cut_records_are_left_to_json_c(void **state) {
    (void)state;
    static const char record[] = "{\"id\": 12, \"text\": \"a\\u00e9\\ud83d\\ude00 b\", \"x\": [1, {\"y\": null}]}";
    assert_int_equal(check_text(record), 1);
    for (size_t size = 0; size + 1 < sizeof record; size++) {
        if (record[size] == '}' && size + 2 == sizeof record) break;
        assert_int_equal(check(record, size), 0);
    }
}

/* ---- what is scanned, and what is not --------------------------------------------------------- */

static void plain_records_need_no_json_c(void **state) {
    (void)state;
    assert_int_equal(check_text("{}"), 1);
    assert_int_equal(check_text(" {\"text\" : \"a\\nb\" , \"id\":7,\"date\":1710201600}\r\n"), 1);
    assert_int_equal(check_text("{\"text\":\"a\\u0000b\",\"tags\":[\"x\",{\"y\":[true,false,null,-1.5]}]}"), 1);
    assert_int_equal(check_text("{\"title\":null,\"text\":\"\xff\"}"), 1);
    assert_int_equal(check_text("{\"source\":\"https://a.example/\",\"url\":\"None\"}"), 1);
}

static void what_is_not_plain_is_left_to_json_c(void **state) {
    (void)state;
    static const char *const records[] = {
        "", "[]", "{\"text\":\"a\"", "{\"text\":\"a\"} x", "{\"text\":\"a\",}", "{'text':'a'}",
        "{\"text\":1}", "{\"text\":\"a\",\"text\":\"b\"}", "{\"t\\u0065xt\":\"a\"}",
        "{\"text\":\"\\ud800\"}", "{\"text\":\"\t\"}", "{\"metadata\":{\"url\":\"https://a.example/\"}}",
        "{\"id\":1.5}", "{\"id\":-0}", "{\"id\":12345678901234567890}", "{\"x\":NaN}", "{\"x\":1e3}",
        "{\"x\":01}", "{\"outlet\":[\"a\"]}", "{/**/\"text\":\"a\"}", "{\"text\":\"a\"}{}"};
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) assert_int_equal(check_text(records[i]), 0);
}

static void deep_nesting_is_left_to_json_c(void **state) {
    (void)state;
    for (unsigned depth = 1; depth < 80; depth++) {
        struct record record = {.size = 0};
        add(&record, "{\"x\":");
        for (unsigned i = 0; i < depth; i++) add(&record, "[");
        for (unsigned i = 0; i < depth; i++) add(&record, "]");
        add(&record, "}");
        assert_int_equal(check(record.bytes, record.size), depth <= 32);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_records_are_read_as_by_json_c),
        cmocka_unit_test(damaged_records_are_read_as_by_json_c_or_left_to_it),
        cmocka_unit_test(cut_records_are_left_to_json_c),
        cmocka_unit_test(plain_records_need_no_json_c),
        cmocka_unit_test(what_is_not_plain_is_left_to_json_c),
        cmocka_unit_test(deep_nesting_is_left_to_json_c),
    };
    return cmocka_run_group_tests_name("scan_json", tests, NULL, stop);
}
