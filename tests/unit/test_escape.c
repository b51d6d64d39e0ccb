/* test_escape.c - whatever bytes come in, the output is valid in its format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "collect.h"
#include "failing.h"
#include "report/escape.h"

#define FFFD       "\xEF\xBF\xBD"
#define OF(string) ((nd_string){string, sizeof(string) - 1})

typedef void put_fn(nd_out *out, nd_string value);

static struct collected collected;

static const char *put(put_fn *function, nd_string value) {
    nd_out out;
    collected.size = 0;
    collected.text[0] = '\0';
    nd_out_start(&out, collect, &collected, NULL);
    function(&out, value);
    assert_int_equal(nd_out_finish(&out), ND_OK);
    return collected.text;
}

static size_t encode(uint32_t code, char *text) {
    unsigned char *at = (unsigned char *)text;
    if (code < 0x80) return at[0] = (unsigned char)code, 1;
    if (code < 0x800) {
        at[0] = (unsigned char)(0xC0 | code >> 6);
        at[1] = (unsigned char)(0x80 | (code & 63));
        return 2;
    }
    if (code < 0x10000) {
        at[0] = (unsigned char)(0xE0 | code >> 12);
        at[1] = (unsigned char)(0x80 | (code >> 6 & 63));
        at[2] = (unsigned char)(0x80 | (code & 63));
        return 3;
    }
    at[0] = (unsigned char)(0xF0 | code >> 18);
    at[1] = (unsigned char)(0x80 | (code >> 12 & 63));
    at[2] = (unsigned char)(0x80 | (code >> 6 & 63));
    at[3] = (unsigned char)(0x80 | (code & 63));
    return 4;
}

static void every_code_point_is_stepped_over_whole(void **state) {
    (void)state;
    for (uint32_t code = 0; code <= 0x110000; code++) {
        char     text[4];
        uint32_t found;
        size_t   size = encode(code, text), step = nd_utf8_step(text, size, &found);
        int      is_valid = (code < 0xD800 || code > 0xDFFF) && code <= 0x10FFFF;
        if (found != (is_valid ? code : ND_NOT_UTF8) || step != (is_valid ? size : 1))
            fail_msg("U+%04X: step %zu, found %X", (unsigned)code, step, (unsigned)found);
    }
}

static void a_cut_character_is_not_read_past_its_end(void **state) {
    (void)state;
    uint32_t code;
    char    *text = malloc(3); /* the sanitizer sees a byte too many */
    assert_non_null(text);
    memcpy(text, "\xF0\x9F\x98", 3);
    assert_int_equal(nd_utf8_step(text, 3, &code), 3);
    assert_int_equal(code, ND_NOT_UTF8);
    assert_int_equal(nd_utf8_step(text + 2, 1, &code), 1);
    assert_int_equal(code, ND_NOT_UTF8);
    free(text);
}

/* The examples of Unicode 15, tables 3-8 to 3-11. */
static void invalid_bytes_become_replacement_characters(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_json, OF("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41")),
                        "\"" FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A\"");
    assert_string_equal(put(nd_put_json, OF("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41")),
                        "\"" FFFD FFFD FFFD FFFD FFFD FFFD FFFD FFFD "A\"");
    assert_string_equal(put(nd_put_json, OF("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42")),
                        "\"" FFFD FFFD FFFD FFFD FFFD "A" FFFD FFFD "B\"");
    assert_string_equal(put(nd_put_json, OF("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41")),
                        "\"" FFFD FFFD FFFD FFFD "A\"");
}

static void any_bytes_give_valid_utf8_without_controls(void **state) {
    (void)state;
    put_fn *const functions[] = {nd_put_json, nd_put_tsv, nd_put_shown, nd_put_html};
    uint32_t      random = 12345;
    for (unsigned round = 0; round < 30000; round++) {
        char text[24];
        for (size_t i = 0; i < sizeof text; i++) {
            random = random * 1664525 + 1013904223;
            text[i] = (char)(random >> 24);
        }
        put(functions[round % 4], (nd_string){text, round % (sizeof text + 1)});
        assert_true(nd_utf8_well_formed(collected.text, collected.size) == collected.size);
        for (size_t i = 0; i < collected.size; i++) assert_true((unsigned char)collected.text[i] >= 0x20);
    }
}

static void json_names_what_it_must(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_json, OF("a\"b\\c/d\n\r\t\b\f\x01\x1f\x7f")),
                        "\"a\\\"b\\\\c/d\\n\\r\\t\\b\\f\\u0001\\u001f\\u007f\"");
    assert_string_equal(put(nd_put_json, OF("a\0b")), "\"a\\u0000b\"");
    assert_string_equal(put(nd_put_json, OF("\xC2\x9B")), "\"\\u009b\"");
    assert_string_equal(put(nd_put_json, OF("Zürich 東京 \xF0\x9F\x98\x80")),
                        "\"Zürich 東京 \xF0\x9F\x98\x80\"");
}

/* What stands for itself is passed over eight bytes at a time: every byte in every place of two steps. */
static void json_names_it_wherever_it_stands(void **state) {
    (void)state;
    for (unsigned byte = 1; byte < 0x80; byte++)
        for (size_t at = 0; at < 20; at++) {
            char      text[20], alone[16];
            nd_string one = {&text[at], 1};
            memset(text, 'x', sizeof text);
            text[at] = (char)byte;
            strcpy(alone, put(nd_put_json_inside, one));
            const char *whole = put(nd_put_json_inside, (nd_string){text, sizeof text});
            assert_memory_equal(whole, text, at);
            assert_memory_equal(whole + at, alone, strlen(alone));
            assert_int_equal(strlen(whole), sizeof text - 1 + strlen(alone));
            assert_int_equal(strlen(alone) > 1, byte < ' ' || byte == '"' || byte == '\\' || byte == 0x7F);
        }
}

static void missing_is_null_and_empty_is_empty(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_json, (nd_string){NULL, 0}), "null");
    assert_string_equal(put(nd_put_json, (nd_string){"", 0}), "\"\"");
    assert_string_equal(put(nd_put_tsv, (nd_string){NULL, 0}), "");
}

static void a_table_field_stays_one_field(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_tsv, OF("a\tb\nc\rd\\e")), "a\\tb\\nc\\rd\\\\e");
    assert_string_equal(put(nd_put_tsv, OF("\x1b[31mred\x07\0end")), " [31mred  end");
    assert_string_equal(put(nd_put_tsv, OF("x\xFFy \"quoted\"")), "x" FFFD "y \"quoted\"");
}

static void a_field_of_rfc_4180_is_quoted_where_it_must_be(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_csv, OF("plain text; 'a'\tb \\n")), "plain text; 'a'\tb \\n");
    assert_string_equal(put(nd_put_csv, OF("a,b")), "\"a,b\"");
    assert_string_equal(put(nd_put_csv, OF("\"a\"")), "\"\"\"a\"\"\"");
    assert_string_equal(put(nd_put_csv, OF("a\nb")), "\"a\nb\"");
    assert_string_equal(put(nd_put_csv, OF("a\rb")), "\"a\rb\"");
    assert_string_equal(put(nd_put_csv, OF("\x1b[31mred\0\xC2\x9B" "\xFF")), " [31mred  " FFFD);
    assert_string_equal(put(nd_put_csv, (nd_string){NULL, 0}), "");
}

static void a_name_on_a_line_can_be_turned_back(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_path, OF("a b\"c'd\xE2\x80\xAE.txt")), "a b\"c'd\xE2\x80\xAE.txt");
    assert_string_equal(put(nd_put_path, OF("a\tb\nc\rd\\ne")), "a\\tb\\nc\\rd\\\\ne");
    assert_string_equal(put(nd_put_path, OF("\x1b[2J\0" "1\x7F")), "\\0033[2J\\00001\\0177");
    assert_string_equal(put(nd_put_path, OF("\xC2\x80\xC2\x9F\xC2\xA0")), "\\0302\\0200\\0302\\0237\xC2\xA0");
    assert_string_equal(put(nd_put_path, OF("caf\xE9 \x9B\xFF")), "caf\xE9 \x9B\xFF");
}

static void a_terminal_gets_no_controls(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_shown, OF("\x1b]0;title\x07" "a\nb\\c")),
                        "\\u001b]0;title\\u0007a\\u000ab\\c");
    assert_string_equal(put(nd_put_shown, OF("\xE2\x80\xAE" "gpj.exe\xE2\x81\xA6")),
                        "\\u202egpj.exe\\u2066");
    assert_string_equal(put(nd_put_shown, OF("\xC2\x9B" "31m\xD8\x9C")), "\\u009b31m\\u061c");
}

static void a_page_gets_no_markup(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_html, OF("<a b=\"c\" d='e'>&amp;")),
                        "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
    assert_string_equal(put(nd_put_html, OF("</script>\0\n\xE2\x80\xAE")), "&lt;/script&gt;\\u0000\\u000a\\u202e");
    assert_string_equal(put(nd_put_html, OF("caf\xC3\xA9 \xFF")), "caf\xC3\xA9 \xEF\xBF\xBD");
}

static void columns_are_those_that_are_written(void **state) {
    (void)state;
    assert_int_equal(nd_shown_columns(OF("plain.txt")), 9);
    assert_int_equal(nd_shown_columns(OF("Z\xC3\xBCrich")), 6);
    assert_int_equal(nd_shown_columns(OF("a\x1b" "b")), strlen(put(nd_put_shown, OF("a\x1b" "b"))));
    assert_int_equal(nd_shown_columns(OF("a\xFF" "b")), 3);
    assert_int_equal(nd_shown_columns(OF("")), 0);
}

static void an_id_that_is_not_utf8_comes_in_base64_too(void **state) {
    (void)state;
    assert_string_equal(put(nd_put_json_id, OF("a.txt")), "\"id\":\"a.txt\"");
    assert_string_equal(put(nd_put_json_id, OF("\xFF")), "\"id\":\"" FFFD "\",\"path_b64\":\"/w==\"");
    assert_string_equal(put(nd_put_json_id, OF("a\xFF")), "\"id\":\"a" FFFD "\",\"path_b64\":\"Yf8=\"");
    assert_string_equal(put(nd_put_json_id, OF("\xFB\xEF\xBE")),
                        "\"id\":\"" FFFD FFFD "\",\"path_b64\":\"++++\"");
    assert_string_equal(put(nd_put_json_id, (nd_string){NULL, 0}), "\"id\":null");
}

static void out_of_memory_is_kept_and_ends_the_writing(void **state) {
    (void)state;
    nd_error error;
    nd_out   out;
    collected.size = collected.calls = 0;
    nd_out_start(&out, collect, &collected, &error);
    fail_allocation_after(0);
    nd_put_json(&out, OF("abc"));
    assert_false(fail_nothing());
    nd_put_json(&out, OF("def"));
    assert_int_equal(nd_out_finish(&out), ND_ERROR_MEMORY);
    assert_int_equal(error.code, ND_ERROR_MEMORY);
    assert_int_equal(collected.calls, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_is_stepped_over_whole),
        cmocka_unit_test(a_cut_character_is_not_read_past_its_end),
        cmocka_unit_test(invalid_bytes_become_replacement_characters),
        cmocka_unit_test(any_bytes_give_valid_utf8_without_controls),
        cmocka_unit_test(json_names_what_it_must),
        cmocka_unit_test(json_names_it_wherever_it_stands),
        cmocka_unit_test(missing_is_null_and_empty_is_empty),
        cmocka_unit_test(a_table_field_stays_one_field),
        cmocka_unit_test(a_field_of_rfc_4180_is_quoted_where_it_must_be),
        cmocka_unit_test(a_name_on_a_line_can_be_turned_back),
        cmocka_unit_test(a_terminal_gets_no_controls),
        cmocka_unit_test(a_page_gets_no_markup),
        cmocka_unit_test(columns_are_those_that_are_written),
        cmocka_unit_test(an_id_that_is_not_utf8_comes_in_base64_too),
        cmocka_unit_test(out_of_memory_is_kept_and_ends_the_writing),
    };
    return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
