/* test_tokenize.c - what becomes a token, where it stands, its flags, and that chunks do not matter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "failing.h"
#include "random.h"
#include "text/place.h"
#include "text/tokenize.h"
#include "base/utf8.h"

/* ---- reading -------------------------------------------------------------------------------------- */

static uint64_t read_into(nd_tokens *tokens, const char *text, size_t size) {
    nd_tokenizer tokenizer;
    nd_tokens_clear(tokens);
    nd_tokenizer_init(&tokenizer, tokens, 0);
    nd_tokenizer_feed(&tokenizer, text, size);
    assert_int_equal(nd_tokenizer_finish(&tokenizer, NULL), ND_OK);
    return tokenizer.first_invalid;
}

static size_t count_tokens(const nd_tokens *tokens) {
    assert_int_equal(tokens->hashes.size, 2 * tokens->tokens.size);
    return tokens->tokens.size / sizeof(uint32_t);
}

static uint32_t token_at(const nd_tokens *tokens, size_t i) {
    return ((const uint32_t *)(const void *)tokens->tokens.data)[i];
}

/* The bytes of the text each token stands for, with | between them. */
static void check_spans(const char *text, const char *expected) {
    nd_tokens tokens = {0};
    nd_place  places[200];
    char      spans[2000] = "";
    read_into(&tokens, text, strlen(text));
    size_t count = count_tokens(&tokens), size = 0;
    assert_true(count <= 200);
    nd_places_decode(tokens.places.data, count, places);
    for (size_t i = 0; i < count; i++) {
        assert_true(places[i].begin < places[i].end && places[i].end <= strlen(text));
        size += (size_t)snprintf(spans + size, sizeof spans - size, "%s%.*s", i ? "|" : "",
                                 (int)(places[i].end - places[i].begin), text + places[i].begin);
    }
    assert_string_equal(spans, expected);
    nd_tokens_free(&tokens);
}

static int same_words(const char *left, const char *right) {
    nd_tokens a = {0}, b = {0};
    read_into(&a, left, strlen(left));
    read_into(&b, right, strlen(right));
    size_t size = a.hashes.size;
    int    same = size == b.hashes.size && (!size || !memcmp(a.hashes.data, b.hashes.data, size));
    nd_tokens_free(&a);
    nd_tokens_free(&b);
    return same;
}

#define assert_same(left, right) assert_true(same_words(left, right))
#define assert_differ(left, right) assert_false(same_words(left, right))

/* The flags of every token as letters: n C P L Q h; . for none; a space between tokens. */
static void check_flags(const char *text, const char *expected) {
    static const char letters[] = "nCPLQh";
    nd_tokens         tokens = {0};
    char              flags[1000] = "", *at = flags;
    read_into(&tokens, text, strlen(text));
    for (size_t i = 0; i < count_tokens(&tokens); i++) {
        uint32_t token = token_at(&tokens, i) & ((1u << ND_TOKEN_FLAG_BITS) - 1);
        if (i) *at++ = ' ';
        if (!token) *at++ = '.';
        for (unsigned bit = 0; bit < ND_TOKEN_FLAG_BITS; bit++)
            if (token >> bit & 1) *at++ = letters[bit];
    }
    assert_string_equal(flags, expected);
    nd_tokens_free(&tokens);
}

/* ---- words ---------------------------------------------------------------------------------------- */

static void words_are_runs_of_letters_and_digits(void **state) {
    (void)state;
    check_spans("Fed cuts rates; B2B e-mail (again) www.x.org", "Fed|cuts|rates|B2B|e|mail|again|www|x|org");
    check_spans("", "");
    check_spans(" \n\t -- ... '' ", "");
    assert_same("FED Cuts Rates", "fed cuts rates");
    assert_differ("fed cuts", "fedcuts");
}

static void every_ascii_character_beside_a_word_is_in_it_or_ends_it(void **state) {
    (void)state;
    for (int c = 1; c < 128; c++) {
        char text[] = {'a', (char)c, 'b', 0}, apart[] = {'a', '|', 'b', 0};
        int  alphanumeric = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z' && c >= 'A');
        check_spans(text, alphanumeric || c == '\'' || c == '`' ? text : apart);
    }
}

static void apostrophes_inside_a_word_are_dropped(void **state) {
    (void)state;
    check_spans("don't 'tis rock'n'roll dogs' 'quoted'", "don't|tis|rock'n'roll|dogs|quoted");
    assert_same("don't", "dont");
    assert_same("don\xe2\x80\x99t", "don't");
    assert_same("don\xef\xbc\x87t", "don't");
    assert_same("rock'n'roll", "rocknroll");
    check_spans("a''b", "a|b");
}

static void a_number_with_its_separators_is_one_token(void **state) {
    (void)state;
    check_spans("1.5 10-3 2014-11-08 3:45 1/2 1,5", "1.5|10-3|2014-11-08|3:45|1/2|1,5");
    check_spans("5. 1.5. (7) 9- 1.. 2--3 $4 5%", "5|1.5|7|9|1|2|3|4|5");
    check_spans("5.x 5,y -5", "5|x|5|y|5");
    assert_differ("1.5", "15");
    assert_differ("1.5", "1,5");
    assert_differ("10-3", "103");
}

static void separators_of_thousands_are_dropped(void **state) {
    (void)state;
    assert_same("1,168", "1168");
    assert_same("12,345,678", "12345678");
    assert_same("1,168.50", "1168.50");
    assert_same("1,168km", "1168km");
    assert_differ("1,5", "15");
    assert_differ("1,5.25", "15.25");
    assert_differ("1,1680", "11680");
    assert_differ("1,168,5", "11685");
    assert_differ("1234,567", "1234567");
    check_spans("1,168 jobs", "1,168|jobs");
}

static void digits_of_other_scripts_make_the_same_numbers(void **state) {
    (void)state;
    assert_same("\xd9\xa1\xd9\xa2", "12");
    assert_same("\xe0\xa5\xa8\xe0\xa5\xa6", "20");
    assert_same("\xef\xbc\x91\xef\xbc\x8e\xef\xbc\x95", "1.5");
}

static void long_words_are_cut(void **state) {
    (void)state;
    char      text[1001] = "";
    nd_tokens tokens = {0};
    nd_place  places[10];
    memset(text, 'x', 1000);
    read_into(&tokens, text, 1000);
    size_t count = count_tokens(&tokens);
    assert_in_range(count, 4, 6);
    nd_places_decode(tokens.places.data, count, places);
    assert_int_equal(places[0].begin, 0);
    for (size_t i = 1; i < count; i++) assert_int_equal(places[i].begin, places[i - 1].end);
    assert_int_equal(places[count - 1].end, 1000);
    nd_tokens_free(&tokens);
}

/* ---- scripts -------------------------------------------------------------------------------------- */

static void chinese_becomes_pairs_of_characters(void **state) {
    (void)state;
    check_spans("中国人民", "中国|国人|人民");
    check_spans("中", "中");
    check_spans("中国。人", "中国|人");
    assert_differ("中国", "国中");
}

static void japanese_becomes_pairs_of_characters(void **state) {
    (void)state;
    check_spans("東京タワー、が", "東京|京タ|タワ|ワー|が");
    assert_same("ガギ", "\xef\xbd\xb6\xef\xbe\x9e\xef\xbd\xb7\xef\xbe\x9e"); /* half-width */
}

static void a_thai_character_takes_its_marks_along(void **state) {
    (void)state;
    check_spans("น้ำดี", "น้ำดี");
    check_spans("ภาษาไทย", "ภาษา|ษาไ|ไท|ทย");
}

static void a_lao_digraph_is_the_same_in_one_code_point_or_two(void **state) {
    (void)state;
    check_spans("ສະໝຸດ", "ສະ|ະໝຸ|ໝຸດ");
    check_spans("ສະຫມຸດ", "ສະ|ະຫມຸ|ຫມຸດ");
    assert_same("ເດືອນໜ້າ ສະໝຸດ", "ເດືອນຫນ້າ ສະຫມຸດ");
    assert_differ("ຫານ", "ໜາ");
}

static void mixed_scripts_end_each_other(void **state) {
    (void)state;
    check_spans("2014年3月APEC峰会 x中", "2014|年|3|月|APEC|峰会|x|中");
}

static void arabic_is_the_same_with_and_without_its_marks(void **state) {
    (void)state;
    assert_same("مُحَمَّد", "محمد");
    assert_same("محـــمد", "محمد");
    check_spans("مُحَمَّد", "مُحَمَّد");
    assert_differ("آن", "ان");
}

static void persian_joiners_are_not_there(void **state) {
    (void)state;
    assert_same("می\xe2\x80\x8cخواهم", "میخواهم");
    check_spans("می\xe2\x80\x8cخواهم", "می\xe2\x80\x8cخواهم");
}

static void hebrew_points_are_optional_in_letters_of_their_own_too(void **state) {
    (void)state;
    assert_same("שָׁלוֹם", "שלום");
    assert_same("\xef\xac\xaa\xd7\x9c\xef\xad\x8b\xd7\x9d", "שלום"); /* U+FB2A, U+FB4B */
}

static void the_turkish_letters_i_are_one(void **state) {
    (void)state;
    assert_same("İstanbul", "istanbul");
    assert_same("I\xcc\x87stanbul", "istanbul");
    assert_same("Iğdır", "iğdir");
    assert_same("DIŞI", "dışı");
}

static void hindi_keeps_its_vowel_signs(void **state) {
    (void)state;
    check_spans("हिन्दी में", "हिन्दी|में");
    assert_differ("की", "का");
}

static void korean_words_are_words(void **state) {
    (void)state;
    check_spans("대한민국 만세", "대한민국|만세");
    assert_same("\xe1\x84\x83\xe1\x85\xa2", "대");
    assert_same("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한");
}

static void a_soft_hyphen_is_not_there(void **state) {
    (void)state;
    assert_same("news\xc2\xadpaper", "newspaper");
    check_spans("news\xc2\xadpaper", "news\xc2\xadpaper");
}

static void ligatures_and_sharp_s_are_letters(void **state) {
    (void)state;
    assert_same("\xef\xac\x81nal Straße ẞ", "final strasse ss");
}

static void a_mark_without_a_letter_is_no_word(void **state) {
    (void)state;
    check_spans("a \xcc\x81 b", "a|b");
    check_spans("\xe0\xb8\xb2", "");
}

/* ---- forms of one text ---------------------------------------------------------------------------- */

static const char *const samples[] = {
    "The quick brown fox can't jump 32.3 feet, right? \"No,\" she said.\n\nÉlan: naïve café at 1,168 €.",
    "Điện Biên Phủ – Việt Nam ngày 12-3. Größe ‘Übermut’; l’été… ¿Qué? İzmir’de ışık ≠ ≮ ½",
    "中国人民银行2014年11月8日宣布。「東京タワー」ガギグゲゴ。ภาษาไทยน้ำ ကမ္ဘာ",
    "대한민국의 서울에서 열린 회의. हिन्दी में समाचार क़लम। مُحَمَّد آمد، می\xe2\x80\x8cخواهم ١٬٢ שָׁלוֹם",
    "Ελλάδα ᾴδης ὕβρις. Ёлка й Київ. \xef\xac\xaa \xef\xac\x81 \xf0\x9f\x98\x80 \xf0\x9d\x94\x84 K Å"};

#define SAMPLES (sizeof samples / sizeof *samples)

static void check_form(const char *text, utf8proc_uint8_t *form) {
    assert_non_null(form);
    if (!same_words(text, (char *)form)) fail_msg("\"%s\" and \"%s\" differ", text, form);
    free(form);
}

static void composed_and_decomposed_texts_have_the_same_tokens(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        check_form(samples[i], utf8proc_NFC((const uint8_t *)samples[i]));
        check_form(samples[i], utf8proc_NFD((const uint8_t *)samples[i]));
    }
}

static void every_code_point_is_the_same_composed_and_decomposed(void **state) {
    (void)state;
    for (uint32_t c = 1; c < 0x110000; c++) {
        char text[16] = "a";
        if (c >= 0xd800 && c < 0xe000) continue;
        strcpy(text + 1 + nd_utf8_encode((uint8_t *)text + 1, c), "b");
        check_form(text, utf8proc_NFC((const uint8_t *)text));
        check_form(text, utf8proc_NFD((const uint8_t *)text));
    }
}

static void full_width_ascii_has_the_same_tokens(void **state) {
    (void)state;
    const char *text = "Fed's 1,168 jobs (10-3) \"up\" 1.5%! A/B; x@y";
    char        wide[400] = "";
    size_t      size = 0;
    for (const char *at = text; *at; at++)
        size += nd_utf8_encode((uint8_t *)wide + size, *at == ' ' ? 0x3000 : (uint32_t)*at + 0xfee0);
    assert_same(text, wide);
}

/* ---- flags ---------------------------------------------------------------------------------------- */

static void a_number_starts_with_a_digit(void **state) {
    (void)state;
    check_flags("in 2014 b2b 3rd", "PL n . n");
}

static void capitals_count_inside_a_sentence_only(void **state) {
    (void)state;
    check_flags("The Fed met. The end? Yes! U", "PL C . . . . .");
    check_flags("At 1.5 Percent. At 5. Then", "PL n C . n .");
    check_flags("see Émile\nNext Line", "PL C L C");
}

static void lines_and_paragraphs_mark_their_first_token(void **state) {
    (void)state;
    check_flags("a b\nc d\n\ne f\r\n\r\ng\n \n\th", "PL . L . PL . PL PL");
    check_flags("a\n-\nb", "PL L");
    check_flags("a\xe2\x80\xa8" "b\xe2\x80\xa9" "c", "PL L PL");
    check_flags("\n\n中国人\n民", "PLh h Lh");
}

static void quoted_tokens_are_marked(void **state) {
    (void)state;
    check_flags("he said \"go on\" then", "PL . Q Q .");
    check_flags("x \xe2\x80\x9cy\xe2\x80\x9d z \xc2\xabw\xc2\xbb v", "PL Q . Q .");
    check_flags("x\xe3\x80\x8c中国\xe3\x80\x8d人", "PL Qh h");
}

static void an_open_quotation_ends_with_its_paragraph(void **state) {
    (void)state;
    check_flags("x \"y\nz\n\nw \"v\"", "PL Q LQ PL Q");
}

static void bigrams_are_halves(void **state) {
    (void)state;
    nd_tokens tokens = {0};
    uint32_t  halves = 0;
    const char *text = "中国人 two words";
    read_into(&tokens, text, strlen(text));
    for (size_t i = 0; i < count_tokens(&tokens); i++) halves += nd_token_halves(token_at(&tokens, i));
    assert_int_equal(halves, 1 + 1 + 2 + 2);
    assert_int_equal(tokens.pairs, 2);
    nd_tokens_free(&tokens);
}

static void the_record_holds_the_top_bits_of_the_hash(void **state) {
    (void)state;
    nd_tokens tokens = {0};
    read_into(&tokens, "extraordinary 中国 at", 23);
    for (size_t i = 0; i < count_tokens(&tokens); i++) {
        uint64_t hash = ((const uint64_t *)(const void *)tokens.hashes.data)[i];
        assert_int_equal(nd_token_word(token_at(&tokens, i)), hash >> 38);
    }
    nd_tokens_free(&tokens);
}

/* ---- bytes that are not UTF-8 --------------------------------------------------------------------- */

static void invalid_bytes_separate_words_and_are_reported(void **state) {
    (void)state;
    nd_tokens tokens = {0};
    check_spans("ab\xff" "cd\xc3 e\xed\xa0\x80" "f\xf0\x9f", "ab|cd|e|f");
    assert_int_equal(read_into(&tokens, "ab\xff\xff", 4), 2);
    assert_int_equal(read_into(&tokens, "ab \xe2\x82", 5), 3);
    assert_int_equal(read_into(&tokens, "ab \xe2\x82 c", 7), 3);
    assert_true(read_into(&tokens, "ab \xe2\x82\xac", 6) == UINT64_MAX);
    nd_tokens_free(&tokens);
}

static void a_nul_separates_words(void **state) {
    (void)state;
    nd_tokens tokens = {0};
    read_into(&tokens, "a\0b", 3);
    assert_int_equal(count_tokens(&tokens), 2);
    nd_tokens_free(&tokens);
}

/* ---- chunks --------------------------------------------------------------------------------------- */

struct pieces {
    const char *text;
    size_t      size;
    nd_tokens   whole, cut;
    uint64_t    first_invalid;
};

static int same_bytes(const nd_buf *a, const nd_buf *b) {
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

/* Feeds the text in pieces that end at `ends`, and expects what the whole text gave. */
static void check_pieces(struct pieces *p, const size_t *ends, size_t count) {
    nd_tokenizer tokenizer;
    size_t       begin = 0;
    nd_tokens_clear(&p->cut);
    nd_tokenizer_init(&tokenizer, &p->cut, 0);
    for (size_t i = 0; i < count; begin = ends[i++])
        nd_tokenizer_feed(&tokenizer, p->text + begin, ends[i] - begin);
    nd_tokenizer_feed(&tokenizer, p->text + begin, p->size - begin);
    assert_int_equal(nd_tokenizer_finish(&tokenizer, NULL), ND_OK);
    assert_true(same_bytes(&p->whole.hashes, &p->cut.hashes));
    assert_true(same_bytes(&p->whole.tokens, &p->cut.tokens));
    assert_true(same_bytes(&p->whole.places, &p->cut.places));
    assert_int_equal(p->whole.pairs, p->cut.pairs);
    assert_true(tokenizer.first_invalid == p->first_invalid);
}

static void check_cut_everywhere(const char *text, size_t size) {
    struct pieces p = {.text = text, .size = size};
    size_t        ends[2000];
    p.first_invalid = read_into(&p.whole, text, size);
    for (size_t at = 0; at <= size; at++) check_pieces(&p, &at, 1);
    for (size_t step = 1; step <= 9; step++) {
        size_t count = 0;
        for (size_t at = step; at < size && count < 2000; at += step) ends[count++] = at;
        check_pieces(&p, ends, count);
    }
    nd_tokens_free(&p.whole);
    nd_tokens_free(&p.cut);
}

static void samples_cut_anywhere_have_the_same_tokens(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) check_cut_everywhere(samples[i], strlen(samples[i]));
}

/* Fragments of all scripts, separators that wait for what follows, and broken sequences. */
static size_t make_text(struct dice *dice, char *text, size_t room) {
    static const char *const fragments[] = {
        "the ", "Fed's", " 1,168", ".5", "-", "'", "’", "\n", "\n\n", "\"", "“", "中", "国人",
        "が", "か\xe3\x82\x99", "\xef\xbd\xb6\xef\xbe\x9e", "น้ำ", "é", "e\xcc\x81",
        "e\xcc\x81\xcc\xa3", "مُح", "\xe2\x80\x8c", "\xc2\xad", "한", "\xe1\x84\x92\xe1\x85\xa1",
        "हि", "İ", "ß", "\xef\xac\xaa", "\xf0\x9d\x94\x84", "\xff", "\xe2\x82", "\xf0\x9f",
        "\xc3", "\xed\xa0\x80", " ", " ", "word", "LONGERWORD", "9", "\xcc\x81", "=\xcc\xb8",
        "\xf0\x9f\x98\x80", "/", "É", "ж", "Ж", "ς", "ǅ", "ạ", "Ạ", "\xe2\x84\xaa", "क", "\xe0\xa5\x8d",
        "\xe0\xa4\xbc", "م", "\xd9\xa0", "´", "`", "«", "»", "”", "…", "！", "，", "．", "\xc2\xa0", "\xc2\x85",
        "\xe2\x80\xa8", "\xe2\x80\xa9", "3.5", "\x01", ".", "\xe0\x80\xa0", "\xe0\xa5\x91", "\xe0\xa5\x92"};
    size_t size = 0;
    for (;;) {
        const char *piece = fragments[roll_below(dice, sizeof fragments / sizeof *fragments)];
        if (size + strlen(piece) > room) return size;
        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
}

static void random_texts_cut_at_every_byte_have_the_same_tokens(void **state) {
    (void)state;
    struct dice dice = {2};
    char        text[160];
    for (unsigned round = 0; round < 300; round++) {
        size_t size = make_text(&dice, text, sizeof text);
        check_cut_everywhere(text, size);
    }
}

/* Mostly words and spaces, of which the fast path takes most, with something else now and then. */
static size_t make_prose(struct dice *dice, char *text, size_t room) {
    static const char *const marks[] = {
        "'s ", ". ", ", ", "\n", "\n\n", " \"", "\" ", "!", " 1,168.5 ", "9.", "' ", "`", "\xc3\xa9",
        "\xe2\x80\x99s", "\xe2\x80\x9c", "\xff", "\xe4\xb8\xad", "\t", "\r\n", "...", "-", "\x7f",
        "\x01", "\xcc\x81", "A", "Zeta9", "(", "_", "Ñ", "\xd0\x96\xd0\xb6", " «", "» ", "”", "\xe2\x80\x99 ", "ạ",
        " É", "\xe2\x80\x94", "'", "12:30", "\xc2\xb4"};
    size_t size = 0;
    while (size + 40 <= room) {
        for (uint32_t letters = 1 + roll_below(dice, roll_below(dice, 20) ? 9 : 30); letters; letters--)
            text[size++] = (char)((roll_below(dice, 12) ? 'a' : 'A') + roll_below(dice, 26));
        const char *mark = roll_below(dice, 4) ? " " : marks[roll_below(dice, sizeof marks / sizeof *marks)];
        memcpy(text + size, mark, strlen(mark));
        size += strlen(mark);
    }
    return size;
}

/* A byte at a time nothing is taken by the fast path, so that it is compared with the general one. */
static void prose_cut_anywhere_has_the_same_tokens(void **state) {
    (void)state;
    struct dice dice = {5};
    for (unsigned round = 0; round < 300; round++) {
        char   text[400];
        size_t size = make_prose(&dice, text, sizeof text);
        check_cut_everywhere(text, size);
    }
}

/* Characters of three bytes, and what may stand between them. */
static void unspaced_text_cut_anywhere_has_the_same_tokens(void **state) {
    (void)state;
    static const char *const pieces[] = {
        "\xe4\xb8\xad", "\xe5\x9b\xbd", "\xe3\x81\x8c", "\xe9\xbe\xa5", "\xe3\x82\x99", "\xe3\x80\x82",
        "\xe3\x88\xb1", "\xf0\xa0\x80\x80", "a", " ", "\xe4\xb8", "\xe0\xb8\x99", "\xe3\x80\x8c",
        "，", "！", "＇", "．", "１", "\n"};
    struct dice dice = {6};
    for (unsigned round = 0; round < 300; round++) {
        char   text[200];
        size_t size = 0;
        while (size + 8 <= sizeof text) {
            const char *piece = pieces[roll_below(&dice, roll_below(&dice, 8) ? 4 : sizeof pieces / sizeof *pieces)];
            memcpy(text + size, piece, strlen(piece));
            size += strlen(piece);
        }
        check_cut_everywhere(text, size);
    }
}

static void random_bytes_cut_at_random_have_the_same_tokens(void **state) {
    (void)state;
    struct dice dice = {3};
    for (unsigned round = 0; round < 2000; round++) {
        char          text[600];
        size_t        ends[8] = {0};
        struct pieces p = {.text = text, .size = sizeof text};
        for (size_t i = 0; i < sizeof text; i++) text[i] = (char)roll_below(&dice, 256);
        for (size_t i = 0; i < 8; i++) ends[i] = (i ? ends[i - 1] : 0) + roll_below(&dice, 75);
        p.first_invalid = read_into(&p.whole, text, sizeof text);
        check_pieces(&p, ends, 8);
        nd_tokens_free(&p.whole);
        nd_tokens_free(&p.cut);
    }
}

/* Longer than what the fast path takes at once. */
static void long_texts_cut_at_all_bytes_have_the_same_tokens(void **state) {
    (void)state;
    struct dice dice = {7};
    for (unsigned round = 0; round < 200; round++) {
        char          text[4000];
        size_t        ends[4000];
        struct pieces p = {.text = text};
        p.size = round % 2 ? make_prose(&dice, text, sizeof text) : make_text(&dice, text, sizeof text);
        for (size_t i = 0; i < p.size; i++) ends[i] = i + 1;
        p.first_invalid = read_into(&p.whole, text, p.size);
        check_pieces(&p, ends, p.size);
        nd_tokens_free(&p.whole);
        nd_tokens_free(&p.cut);
    }
}

static void long_words_are_cut_at_the_same_place_whatever_the_chunks(void **state) {
    (void)state;
    char text[700];
    for (size_t i = 0; i < sizeof text; i++) text[i] = i % 97 == 5 ? '\'' : (char)('a' + i % 26);
    check_cut_everywhere(text, sizeof text);
    for (size_t i = 0; i < sizeof text; i += 2) memcpy(text + i, "\xc3\xa9", 2);
    check_cut_everywhere(text, sizeof text);
}

/* Words are found in 64 bytes at a time: of any size, beginning at any of them, with a mark at any of them. */
static void words_that_lie_in_several_blocks_are_whole(void **state) {
    (void)state;
    for (size_t size = 1; size < 300; size += size < 140 ? 1 : 17)
        for (size_t begin = 0; begin < 70; begin += 3) {
            char          text[400];
            size_t        ends[400];
            struct pieces p = {.text = text, .size = begin + size + 2};
            memset(text, ' ', sizeof text);
            memset(text + begin, size % 2 ? '7' : 'w', size);
            text[begin + size / 2] = "'.-w"[begin % 4];
            text[begin + size] = ".',\n"[size % 4];
            for (size_t i = 0; i < p.size; i++) ends[i] = i + 1;
            p.first_invalid = read_into(&p.whole, text, p.size);
            check_pieces(&p, ends, p.size);
            nd_tokens_free(&p.whole);
            nd_tokens_free(&p.cut);
        }
}

/* ---- places --------------------------------------------------------------------------------------- */

/* The bytes of a token, alone, are a text with the same first token. */
static void a_token_read_alone_from_its_place_is_the_same_token(void **state) {
    (void)state;
    struct dice dice = {4};
    nd_tokens   whole = {0}, alone = {0};
    nd_place    places[400];
    for (unsigned round = 0; round < 500; round++) {
        char   text[160];
        size_t size = make_text(&dice, text, sizeof text);
        read_into(&whole, text, size);
        size_t count = count_tokens(&whole);
        nd_places_decode(whole.places.data, count, places);
        for (size_t i = 0; i < count; i++) {
            assert_true(places[i].begin < places[i].end && places[i].end <= size);
            read_into(&alone, text + places[i].begin, places[i].end - places[i].begin);
            assert_int_equal(count_tokens(&alone), 1);
            assert_memory_equal(alone.hashes.data, whole.hashes.data + 8 * i, 8);
        }
    }
    nd_tokens_free(&whole);
    nd_tokens_free(&alone);
}

static void places_count_from_the_first_byte(void **state) {
    (void)state;
    nd_tokens    tokens = {0};
    nd_tokenizer tokenizer;
    nd_place     place;
    nd_tokenizer_init(&tokenizer, &tokens, 1000);
    nd_tokenizer_feed(&tokenizer, " word\xff", 6);
    assert_int_equal(nd_tokenizer_finish(&tokenizer, NULL), ND_OK);
    nd_places_decode(tokens.places.data, 1, &place);
    assert_int_equal(place.begin, 1001);
    assert_int_equal(place.end, 1005);
    assert_int_equal(tokenizer.first_invalid, 1005);
    nd_tokens_free(&tokens);
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    const char *text = "Straße e\xcc\x81 中国 ";
    for (unsigned calls = 0;; calls++) {
        nd_tokens    tokens = {0};
        nd_tokenizer tokenizer;
        nd_error     error = {0};
        nd_tokenizer_init(&tokenizer, &tokens, 0);
        fail_allocation_after(calls);
        for (unsigned i = 0; i < 100; i++) nd_tokenizer_feed(&tokenizer, text, strlen(text));
        int status = nd_tokenizer_finish(&tokenizer, &error), all_done = fail_nothing();
        nd_tokens_free(&tokens);
        assert_int_equal(status, all_done ? ND_OK : ND_ERROR_MEMORY);
        if (all_done) break;
        assert_int_equal(error.code, ND_ERROR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_runs_of_letters_and_digits),
        cmocka_unit_test(every_ascii_character_beside_a_word_is_in_it_or_ends_it),
        cmocka_unit_test(apostrophes_inside_a_word_are_dropped),
        cmocka_unit_test(a_number_with_its_separators_is_one_token),
        cmocka_unit_test(separators_of_thousands_are_dropped),
        cmocka_unit_test(digits_of_other_scripts_make_the_same_numbers),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(chinese_becomes_pairs_of_characters),
        cmocka_unit_test(japanese_becomes_pairs_of_characters),
        cmocka_unit_test(a_thai_character_takes_its_marks_along),
        cmocka_unit_test(a_lao_digraph_is_the_same_in_one_code_point_or_two),
        cmocka_unit_test(mixed_scripts_end_each_other),
        cmocka_unit_test(arabic_is_the_same_with_and_without_its_marks),
        cmocka_unit_test(persian_joiners_are_not_there),
        cmocka_unit_test(hebrew_points_are_optional_in_letters_of_their_own_too),
        cmocka_unit_test(the_turkish_letters_i_are_one),
        cmocka_unit_test(hindi_keeps_its_vowel_signs),
        cmocka_unit_test(korean_words_are_words),
        cmocka_unit_test(a_soft_hyphen_is_not_there),
        cmocka_unit_test(ligatures_and_sharp_s_are_letters),
        cmocka_unit_test(a_mark_without_a_letter_is_no_word),
        cmocka_unit_test(composed_and_decomposed_texts_have_the_same_tokens),
        cmocka_unit_test(every_code_point_is_the_same_composed_and_decomposed),
        cmocka_unit_test(full_width_ascii_has_the_same_tokens),
        cmocka_unit_test(a_number_starts_with_a_digit),
        cmocka_unit_test(capitals_count_inside_a_sentence_only),
        cmocka_unit_test(lines_and_paragraphs_mark_their_first_token),
        cmocka_unit_test(quoted_tokens_are_marked),
        cmocka_unit_test(an_open_quotation_ends_with_its_paragraph),
        cmocka_unit_test(bigrams_are_halves),
        cmocka_unit_test(the_record_holds_the_top_bits_of_the_hash),
        cmocka_unit_test(invalid_bytes_separate_words_and_are_reported),
        cmocka_unit_test(a_nul_separates_words),
        cmocka_unit_test(samples_cut_anywhere_have_the_same_tokens),
        cmocka_unit_test(random_texts_cut_at_every_byte_have_the_same_tokens),
        cmocka_unit_test(prose_cut_anywhere_has_the_same_tokens),
        cmocka_unit_test(unspaced_text_cut_anywhere_has_the_same_tokens),
        cmocka_unit_test(random_bytes_cut_at_random_have_the_same_tokens),
        cmocka_unit_test(long_texts_cut_at_all_bytes_have_the_same_tokens),
        cmocka_unit_test(long_words_are_cut_at_the_same_place_whatever_the_chunks),
        cmocka_unit_test(words_that_lie_in_several_blocks_are_whole),
        cmocka_unit_test(a_token_read_alone_from_its_place_is_the_same_token),
        cmocka_unit_test(places_count_from_the_first_byte),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("tokenize", tests, NULL, NULL);
}
